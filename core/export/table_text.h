// Every table of the program as text: aligned for a terminal, JSON Lines, CSV (RFC 4180) and CSV made safe for
// spreadsheets (bundle page, Rules).
#pragma once

#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "search/query.h"
#include "store/table.h"

namespace sillage {

class CaseStore;

/// Rows by the text of a query. Throws Error(Usage) with position and suggestion when it is wrong.
std::vector<std::int64_t> selectRows(CaseStore& store, View view, const std::string& query, const Sort& sort = {});

enum class TableFormat { Table, Json, Csv, CsvSpreadsheet };
/// One cell as text for people (Table), as a JSON value, or as a CSV field (before quoting).
std::string cellText(const Value& value);
std::string cellJson(const Value& value);
/// Writes a whole view; rows are fetched in windows, so memory stays constant. JSON is English whatever the language.
void writeTable(CaseStore& store, View view, std::span<const std::int64_t> ids, TableFormat format, std::ostream& out,
                Language language = Language::English);
/// RFC 4180 field; spreadsheet: a leading = + - @ TAB NUL is prefixed with '.
std::string csvField(const std::string& text, bool spreadsheet);

}  // namespace sillage
