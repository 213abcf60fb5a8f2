// What separates the messages of an mbox (RFC 4155 and the variants mboxo, mboxrd, mboxcl, mboxcl2), in one
// place for recognition, scan and reading: the three must cut at the same octets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "evidence/byte_source.h"

namespace sillage {

/// A `From sender date` line.
struct FromLine {
    bool dated = false;       ///< month, day, time with ':' and a year of four digits
    bool mozilla = false;     ///< `From - ` of Mozilla, with or without a date
    std::int64_t micros = 0;  ///< of the date, UTC unless the line has a zone; 0 = none or before 1970
};
FromLine parseFromLine(std::string_view line);

/// Whether the line beginning at position is a separator. context holds [contextOffset, …) of the source
/// around it: the 3 octets before and the line with its successor, as far as there are any.
bool isSeparator(std::string_view context, std::uint64_t contextOffset, std::uint64_t position);
bool isSeparator(ByteSource& source, std::uint64_t position);

/// Separators in the beginning of a file.
int countSeparators(std::string_view head);

/// For mboxcl: the end of the message that begins at begin (after its From line), when its Content-Length
/// leads exactly to a separator or the end of the source; 0 otherwise.
std::uint64_t endByContentLength(ByteSource& source, std::uint64_t begin);

/// What a reader of a range must know of the whole file; travels as Range::carry.
struct MboxTraits {
    std::string quoting;         ///< "", "mboxo", "mboxrd"
    bool contentLength = false;  ///< mboxcl, mboxcl2
    std::uint32_t uidValidity = 0;
    [[nodiscard]] std::string text() const;
    static bool parse(std::string_view text, MboxTraits& out);
};

}  // namespace sillage
