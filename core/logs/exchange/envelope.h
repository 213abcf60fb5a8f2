// The header lines Exchange and IIS write into their logs (log formats c.0, W3C Extended Log File Format):
// #Software, #Version, #Log-type, #Date, #Fields; a service restart writes them again, with other fields if
// it was updated meanwhile. What a row means is decided by the last #Fields line before it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "evidence/reader.h"
#include "logs/csv.h"

namespace sillage::exchange {

struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
};

/// What the header lines read so far say.
struct Header {
    std::string type;                ///< #Log-type as written, "" = none
    std::string fields;              ///< the text behind #Fields:, "" = none
    std::string date;                ///< #Date as written, "" = none
    std::vector<std::string> names;  ///< of the columns, lower case
    std::unordered_map<std::string, std::size_t, NameHash, std::equal_to<>> places;

    /// Takes one line that begins with '#'. True when type or fields are not what they were.
    bool take(std::string_view line);
    void setFields(std::string_view text);
    [[nodiscard]] bool has(std::string_view name) const { return places.find(name) != places.end(); }
};

/// `yyyy-mm-dd` stands at the beginning: what a record's first line begins with in all of these logs.
bool beginsWithDate(std::string_view text);

/// The header in force at range.begin, from its carry; empty at the start of a source.
Header headerAt(const Range& range);
/// Encoding at the start of the source (rows of a later range are always octets: such sources are cut, others
/// not).
CsvDialect encodingOf(ByteSource& source, const Range& range);

/// ScanFunction: cuts before lines that begin with a date; carry names every change of the header and its
/// offset. Logs in UTF-16, without a date column, or with more changes than fit 64 KiB stay one unit from
/// there on.
void scanHeaders(ByteSource& source, const std::function<void(Bytes)>& data,
                 const std::function<void(Cut)>& cut, std::string& carry);

}  // namespace sillage::exchange
