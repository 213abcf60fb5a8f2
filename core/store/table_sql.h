// A query tree over an SQLite view as a WHERE clause with bound values; nothing typed ever becomes SQL.
// Internal to the table files.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "search/query.h"
#include "store/table_match.h"
#include "store/table_view.h"

namespace sillage {

class Database;
class Statement;

/// The matchers that the SQL function sillage_match(matcher, kind, value) of a running statement refers to.
struct MatchContext {
    std::vector<ValueMatcher> matchers;
    std::exception_ptr failure;  ///< a matcher threw: SQLite reports an error, this says why
};

struct SqlCondition {
    std::string where;
    std::vector<std::variant<std::int64_t, std::string>> values;  ///< text that begins with \0 is a blob after it
    MatchContext context;
};

/// messageRows: message rows whose full text holds a FullText node (messages view only), as a JSON array.
using FullTextRows = std::function<std::string(const Query&)>;
SqlCondition compileSql(View view, const Query& query, const FullTextRows& messageRows);

/// Binds the values from index first on.
void bindValues(Statement& statement, const SqlCondition& condition, int first);
/// Runs step(statement) while sillage_match answers from this context; its failure is thrown in place of SQLite's.
void runMatching(Database& database, MatchContext& context, const std::function<void()>& steps);
/// Declares sillage_match on a connection, once.
void ensureMatchFunction(Database& database);

}  // namespace sillage
