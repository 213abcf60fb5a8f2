// Every table of the program by name: rows for the window, text for the command line and the exports.
#pragma once

#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "case/case.h"
#include "search/query.h"
#include "store/table.h"

namespace sillage {

/// Throws Error(Usage) with position and suggestion when the query is wrong.
std::vector<std::int64_t> selectRows(Case& c, View view, const std::string& query, const Sort& sort = {});
std::vector<Row> fetchRows(Case& c, View view, std::span<const std::int64_t> ids, Language language = Language::English);

enum class TableFormat { Table, Json, Csv, CsvSpreadsheet };
/// One cell as text for people (Table), as a JSON value, or as a CSV field (before quoting).
std::string cellText(const Value& value);
std::string cellJson(const Value& value);
/// Writes a whole view; rows are fetched in windows, so memory stays constant. JSON and CSV are English whatever the language.
void writeTable(Case& c, View view, std::span<const std::int64_t> ids, TableFormat format, std::ostream& out,
                Language language = Language::English);
/// RFC 4180 field; spreadsheet: a leading = + - @ TAB NUL is prefixed with '.
std::string csvField(const std::string& text, bool spreadsheet);

}  // namespace sillage
