// CSV exports of the cloud services, whatever their encoding, separator and order of columns (RFC 4180): the
// header row is found by what it names, units carry it, rows are handed over one by one. See csv.h for damage
// and memory.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/reader.h"
#include "logs/csv.h"

namespace sillage {

struct CloudTable {
    CsvDialect dialect;
    std::string header;              ///< the header row's octets
    std::vector<std::string> names;  ///< trimmed UTF-8, without " [UTC]"
    std::uint64_t begin = 0;         ///< octets of a byte order mark before the text
};

/// Is that the header row looked for?
using HeaderFits = bool (*)(const std::vector<std::string>& names);

/// The header among the first rows of [begin, end), by comma, semicolon or tab.
std::optional<CloudTable> findTable(ByteSource& source, std::uint64_t begin, std::uint64_t end,
                                    HeaderFits fits);
/// The same in a head, for recognition.
std::optional<CloudTable> findTable(const Head& head, HeaderFits fits);

/// Accounts for every row of the range: repeated headers are skipped, rows over 16 MiB and a missing header
/// failed, row() accounts for the others. noHeader is the problem's sentence. begin is called once, before
/// the rows.
void readTable(ByteSource& source, const Range& range, HeaderFits fits, const char* noHeader, Sink& sink,
               const std::function<void(const CloudTable&)>& begin,
               const std::function<void(const CsvRecord&, const CloudTable&)>& row);

/// The ScanFunction's body: cuts where a row ends, quotes respected, about every 4 MB.
void scanTable(ByteSource& source, const std::function<void(Bytes)>& data,
               const std::function<void(Cut)>& cut, std::string& carry, HeaderFits fits);

/// A cell as trimmed UTF-8; "" where the row is shorter.
std::string cellOf(const CsvRecord& row, std::size_t column);
/// What is wrong with the row as a whole, as a sentence; "" = nothing.
std::string rowDamage(const CsvRecord& row);
/// Index of the first of these names (ASCII case ignored); npos when there is none.
std::size_t columnOf(const std::vector<std::string>& names, std::initializer_list<std::string_view> wanted);

}  // namespace sillage
