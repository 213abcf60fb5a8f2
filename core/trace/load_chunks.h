// Every event of a case into the input, by several threads: each chunk is read into texts and events of its own, which then
// join the others in the order of chunks. What comes of it does not depend on the number of threads.
#pragma once

#include "base/progress.h"
#include "store/event_chunk_store.h"
#include "trace/model.h"

namespace sillage::tracing {

/// Appends to input.events, and what they refer to. list: those of the chunks that are read. input.proxies are declared before.
void loadChunks(const EventChunks& chunks, const std::vector<const ChunkInfo*>& list, Input& input, Progress& progress);

}  // namespace sillage::tracing
