// What shape a JSON text has, told from its brackets and strings alone (RFC 8259), whether or not it is
// whole: the lists of records that services and search engines answer with, one record a line, records behind
// a prefix. Pure.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace sillage {

inline bool isJsonSpace(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
/// The first place from i on that is no white space.
std::size_t skipJsonSpace(std::string_view text, std::size_t i);
/// The octets of `{…"value":[` when text begins with such a wrapper of records; 0 when it is a record itself.
std::size_t wrapperLength(std::string_view text);

/// The first record in the first octets of a file, whatever of the shapes above it has; cut where the head
/// ends.
std::string_view firstObject(std::string_view head);
/// Keys of an object, at most 200; tolerates a cut.
std::vector<std::string_view> objectKeys(std::string_view object);
/// The keys of the first record in a head.
inline std::vector<std::string_view> firstObjectKeys(std::string_view head) {
    return objectKeys(firstObject(head));
}
/// True when the first line that is not blank holds one whole object, alone or behind a prefix without '{' (a
/// syslog header): one record a line.
bool isJsonLines(std::string_view head);
/// The place of the '{' with which a line's JSON begins; npos when the line does not end with an object.
std::size_t jsonBehindPrefix(std::string_view line);

}  // namespace sillage
