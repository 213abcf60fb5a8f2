// One filter asked of every chunk, by several threads where there is enough to ask.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "store/event_chunk_filter.h"

namespace sillage {

/// Whether a query looks at sessions, which answer one thread only.
bool asksForSessions(const Query& query);

/// Bits of the rows that match, a vector a chunk. compile makes one filter a thread and is called by the calling one;
/// alone: that one does everything. What a filter throws first, in the order of chunks, is thrown.
std::vector<RowBits> matchChunks(ChunkStore& store, const std::function<std::unique_ptr<ChunkFilter>()>& compile, bool alone);

}  // namespace sillage
