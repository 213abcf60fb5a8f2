// Which rows of a chunk a query or a filter admits: one bit a row. Dictionaries and minima are asked first, so that
// a chunk that cannot hold a hit costs no column.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "search/query.h"
#include "store/event_chunk_store.h"
#include "store/event_store.h"

namespace sillage {

using RowBits = std::vector<std::uint64_t>;

/// Fixed for one query; compiled once, asked chunk by chunk.
class ChunkFilter {
public:
    virtual ~ChunkFilter() = default;
    /// Bits of the live rows that match.
    virtual RowBits match(ChunkReader& reader) = 0;
    /// The same where only rows of among matter: of others bits may be missing.
    virtual RowBits matchAmong(ChunkReader& reader, const RowBits&) { return match(reader); }
    /// Whether it looks at the widest column, which is left to the last.
    [[nodiscard]] virtual bool wide() const { return false; }
};

/// What terms need to know beside the chunk.
struct EventTermContext {
    const EventSources& sources;
    std::function<std::optional<std::int64_t>(std::string_view)> findRecord;  ///< public id to id of item 0
    const EventSessions& sessions;
};

/// Throws Error(Usage) when a term cannot be compared that way.
std::unique_ptr<ChunkFilter> compileFilter(const Query& query, const EventTermContext& context);
std::unique_ptr<ChunkFilter> compileFilter(const EventFilter& filter);

/// Calls row(index) for each bit, ascending, until it returns false; false when stopped.
template <typename Row>
bool eachBit(const RowBits& bits, Row&& row) {
    for (std::size_t word = 0; word < bits.size(); ++word)
        for (std::uint64_t rest = bits[word]; rest; rest &= rest - 1)
            if (!row(static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(__builtin_ctzll(rest))))) return false;
    return true;
}

}  // namespace sillage
