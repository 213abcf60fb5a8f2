// The instants of events, in chunks: computed anew by several threads, written where they differ.
#pragma once

#include <vector>

#include "store/event_chunk_store.h"
#include "store/event_store.h"

namespace sillage {

/// In a transaction of the caller's.
void retimeChunks(ChunkStore& store, const std::vector<ChunkInfo>& list, const EventStore::ChangeTimes& change);

}  // namespace sillage
