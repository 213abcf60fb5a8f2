#include "store/event_chunk_match.h"

#include <algorithm>

#include "search/query.h"
#include "store/in_parallel.h"

namespace sillage {
namespace {

constexpr std::size_t kChunksAThread = 4;  ///< fewer are not worth starting one

}  // namespace

bool asksForSessions(const Query& query) {
    if (query.kind == Query::Kind::Term) {
        const std::string_view name = fields(View::Events)[query.field].name;
        if (name == "session" || name == "public_session") return true;
    }
    return std::any_of(query.children.begin(), query.children.end(), asksForSessions);
}

std::vector<RowBits> matchChunks(ChunkStore& store, const std::function<std::unique_ptr<ChunkFilter>()>& compile, bool alone) {
    const std::vector<ChunkInfo>& list = store.chunks();
    const std::size_t threads = alone ? 1 : threadsFor(list.size(), kChunksAThread);
    std::vector<std::unique_ptr<ChunkFilter>> filters;
    for (std::size_t i = 0; i < threads; ++i) filters.push_back(compile());
    std::vector<RowBits> bits(list.size());
    inParallel(list.size(), threads, [&](std::size_t c, std::size_t thread) {
        ChunkReader reader(store, list[c]);
        bits[c] = filters[thread]->match(reader);
    });
    return bits;
}

void readRows(ChunkStore& store, std::vector<WantedRow> wanted, bool withFields, std::vector<std::optional<StoredEvent>>& found) {
    std::sort(wanted.begin(), wanted.end());
    const std::vector<ChunkInfo>& list = store.chunks();
    std::vector<std::size_t> starts;  // of each chunk's rows
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (i == 0 || wanted[i].chunk != wanted[i - 1].chunk) starts.push_back(i);
    inParallel(starts.size(), threadsFor(starts.size(), kChunksAThread), [&](std::size_t i, std::size_t) {
        const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : wanted.size();
        const ChunkInfo& chunk = list[wanted[starts[i]].chunk];
        ChunkReader reader(store, chunk);
        for (std::size_t at = starts[i]; at < end; ++at)
            if (!chunk.isDead(wanted[at].row)) reader.event(wanted[at].row, withFields, found[wanted[at].place].emplace());
    });
}

}  // namespace sillage
