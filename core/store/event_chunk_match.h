// One filter asked of every chunk, and rows read from several, by several threads where there is enough to do.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "store/event_chunk_filter.h"

namespace sillage {

/// Whether a query looks at sessions, which answer one thread only.
bool asksForSessions(const Query& query);

/// Bits of the rows that match, a vector a chunk. compile makes one filter a thread and is called by the calling one;
/// alone: that one does everything. What a filter throws first, in the order of chunks, is thrown.
std::vector<RowBits> matchChunks(ChunkStore& store, const std::function<std::unique_ptr<ChunkFilter>()>& compile, bool alone);

struct WantedRow {
    std::size_t chunk;  ///< place in chunks()
    std::uint32_t row;
    std::size_t place;  ///< in found
    auto operator<=>(const WantedRow&) const = default;
};
/// Reads rows into their places; dead ones leave theirs empty. What is unpacked is unpacked once, in whichever order they are.
void readRows(ChunkStore& store, std::vector<WantedRow> wanted, bool withFields, std::vector<std::optional<StoredEvent>>& found);

}  // namespace sillage
