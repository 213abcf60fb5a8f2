// The orders of events: the natural one (time, path of the source, place in it; undated last) and by a column,
// stable on top of it. Rows are numbered id - 1 in 32 bits: 4 octets an event are held, and up to 12 while sorting.
#pragma once

#include <cstdint>
#include <vector>

#include "search/query.h"
#include "store/event_chunk_filter.h"

namespace sillage {

class EventOrder {
public:
    explicit EventOrder(ChunkStore& store) : store_(store) {}
    /// Of the rows whose bit is set (one bits vector a chunk), as ids.
    std::vector<std::int64_t> select(const std::vector<RowBits>& bits, const EventSources& sources, const Sort& sort);
    void sourcesChanged() { rows_.clear(); }

private:
    using Rows = std::vector<std::uint32_t>;
    Rows natural(const std::vector<RowBits>& bits);
    const Rows& everyRow();
    void rankSources(const EventSources& sources);
    void byColumn(Rows& rows, const std::vector<RowBits>& bits, std::size_t field, bool descending);
    std::vector<std::uint64_t> numberKeys(const std::vector<RowBits>& bits, std::size_t field);
    std::vector<std::vector<std::uint64_t>> textRanks(TextColumn column);
    std::vector<std::uint64_t> textKeys(const std::vector<RowBits>& bits, TextColumn column);

    ChunkStore& store_;
    std::unordered_map<std::int64_t, std::uint32_t> ranks_;
    Rows rows_;                          ///< every row in natural order, while nothing changes
    std::vector<std::int64_t> versions_; ///< of the chunks rows_ was made from
};

}  // namespace sillage
