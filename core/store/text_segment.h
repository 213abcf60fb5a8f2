// Writes one sorted run of words into an FTS5 table as a segment of its own, in FTS5's file format (version 4: the
// comment that opens ext/fts5/fts5_index.c of SQLite). FTS5 reads, merges and deletes it like one of its own making;
// only the way there is shorter. Must not be used on a connection that has touched the table itself: FTS5 keeps the list
// of segments in memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace sillage {

class TextRun;

/// What stands in the records of a table that name its segments and count its words.
struct TextStructure {
    struct Segment {
        std::uint64_t id = 0, first = 0, last = 0;  ///< pages
    };
    struct Level {
        std::uint64_t merging = 0;
        std::vector<Segment> segments;  ///< oldest first
    };
    std::string cookie;
    std::uint64_t written = 0;  ///< pages of level 0, ever
    std::vector<Level> levels;
    /// Throws Error when the record is damaged or of a later form.
    static TextStructure read(Database& shard);
    void write(Database& shard) const;
    [[nodiscard]] std::uint64_t freeId() const;
};

/// Appends the run as the newest segment. Inside the caller's transaction.
void writeSegment(Database& shard, TextRun& run);
/// Adds to the table's own count of rows and of words in each column.
void addTotals(Database& shard, std::uint64_t rows, const std::vector<std::uint64_t>& words);

}  // namespace sillage
