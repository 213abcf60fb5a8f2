// BM25 (Robertson, Zaragoza 2009; k1 = 1.2, b = 0.75) as two FTS5 auxiliary functions, so that all shards are
// scored with one set of statistics: pass 1 asks each shard what it holds, pass 2 scores with the sums.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

struct fts5_api;

namespace sillage {

class Database;

struct TextStatistics {
    std::int64_t rows = 0;                 ///< messages in the shard
    std::int64_t tokens = 0;               ///< words in the shard
    std::vector<std::int64_t> phraseRows;  ///< messages holding each phrase of the query
    void add(const TextStatistics& other);
    /// What sillage_score() takes as its argument.
    [[nodiscard]] std::string weights() const;
    /// From what sillage_statistics() returned.
    static TextStatistics decode(std::string_view blob);
};

/// Throws Error when the SQLite library has no FTS5.
fts5_api* textApi(Database& database);
/// Makes `sillage_statistics(text)` and `sillage_score(text, weights)` known to a connection.
void registerTextRank(Database& shard);

}  // namespace sillage
