// Header fields: splitting (RFC 5322 2.2, obsolete forms of 4.5), encoded words (RFC 2047), parameters
// (RFC 2045 5.1, RFC 2231). Tolerant: what is not well-formed is kept as text. Everything returned is UTF-8.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sillage {

/// One field as it stands: value still folded, without the last line end.
struct HeaderField {
    std::string_view name;
    std::string_view value;
};

/// Length of the field name when the line begins a header field, 0 otherwise.
std::size_t headerNameLength(std::string_view line);
/// Fields of a header block in order; lines that are no field are left out.
std::vector<HeaderField> splitHeader(std::string_view block);

/// Line ends removed (RFC 5322 2.2.3), tabs shown as the spaces they stand for.
std::string unfold(std::string_view value);
/// Unfolded, encoded words decoded, raw 8-bit text converted, trimmed.
std::string decodeHeader(std::string_view value);

/// A structured value such as Content-Type: its token and its parameters, decoded, names in lower case.
struct Parameters {
    std::string value;  ///< lower case, comments removed: "text/plain"
    std::vector<std::pair<std::string, std::string>> list;
    [[nodiscard]] std::string get(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
};
Parameters parseParameters(std::string_view value);

/// Mailboxes of an address list, each decoded as a whole (`Name <a@b>`); groups give their members.
std::vector<std::string> splitAddresses(std::string_view value);
/// `<id>` of a Message-ID-like field as written, or the trimmed text when there are no brackets.
std::string idOf(std::string_view value);

}  // namespace sillage
