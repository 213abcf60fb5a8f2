// A query on rows that are in memory already (the custody log): the meaning is that of table_sql.
// Internal to the table files.
#pragma once

#include <vector>

#include "search/query.h"
#include "store/table.h"

namespace sillage {

/// Throws Error(Usage) when a field cannot be compared that way.
bool matchesRow(View view, const Query& query, const Row& row);
/// Sorts by a column, stable; absent first.
void sortRows(std::vector<Row>& rows, const Sort& sort);

}  // namespace sillage
