// The views of sessions and suspects: queries, orders and rows over session_table.h, with the meaning that SQL views have
// (table_sql.h): absent values first, texts by their octets, equal ones in the view's own order. Row ids: place + 1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/phrase.h"
#include "search/query.h"
#include "store/session_table.h"
#include "store/table.h"

namespace sillage {

inline bool isSessionView(View view) { return view == View::Sessions || view == View::Suspects; }

std::vector<std::int64_t> selectSessions(SessionTable& table, View view, const Query& query, const Sort& sort);
std::vector<Row> fetchSessions(SessionTable& table, View view, std::span<const std::int64_t> ids, Language language);

}  // namespace sillage
