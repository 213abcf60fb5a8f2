// See event_chunk_times.h.
#include "store/event_chunk_times.h"

#include <algorithm>

#include "store/in_parallel.h"

namespace sillage {
namespace {

constexpr NumberColumn kTimes[] = {NumberColumn::Utc, NumberColumn::UtcTo, NumberColumn::Flags};
constexpr std::size_t kAtOnce = 16;  ///< chunks read together and then written: nobody reads meanwhile

/// Columns in the place of those that a chunk has; none when they would be the same.
struct Retimed {
    ChunkHeader header;
    std::vector<ChunkBuilder::Column> columns;
};

Retimed retimed(ChunkStore& store, const ChunkInfo& chunk, std::size_t place, const EventStore::ChangeTimes& change) {
    ChunkReader reader(store, chunk);
    EventStore::ChunkTimes now;
    std::vector<std::int64_t>* const values[] = {&now.utc, &now.utcTo, &now.flags};
    for (std::size_t c = 0; c < std::size(kTimes); ++c) {
        const NumberView view = reader.number(kTimes[c]);
        values[c]->reserve(chunk.rows);
        for (std::uint32_t row = 0; row < chunk.rows; ++row) values[c]->push_back(view.at(row));
    }
    const EventStore::ChunkTimes before = now;
    change(place, reader, now);
    Retimed out;
    if (now == before) return out;
    out.header = chunk.header;
    for (std::size_t c = 0; c < std::size(kTimes); ++c) {
        NumberEncoding& encoding = out.header.numbers[static_cast<std::size_t>(kTimes[c])];
        out.columns.push_back({slotOf(kTimes[c]), encodeNumbers(*values[c], kTimes[c] != NumberColumn::Flags, encoding)});
    }
    packColumns(out.columns, out.header);
    return out;
}

}  // namespace

void retimeChunks(ChunkStore& store, const std::vector<ChunkInfo>& list, const EventStore::ChangeTimes& change) {
    for (std::size_t begin = 0; begin < list.size(); begin += kAtOnce) {
        const std::size_t count = std::min(kAtOnce, list.size() - begin);
        std::vector<Retimed> changed(count);
        inParallel(count, threadsFor(count, 1), [&](std::size_t i, std::size_t) { changed[i] = retimed(store, list[begin + i], begin + i, change); });
        for (std::size_t i = 0; i < count; ++i)
            if (!changed[i].columns.empty()) store.rewriteColumns(list[begin + i], changed[i].header, changed[i].columns);
    }
}

}  // namespace sillage
