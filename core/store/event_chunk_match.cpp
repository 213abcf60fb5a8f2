#include "store/event_chunk_match.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <thread>

#include "search/query.h"

namespace sillage {
namespace {

constexpr std::size_t kChunksAThread = 4;  ///< fewer are not worth starting one
constexpr unsigned kMostThreads = 8;       ///< each holds the columns of one chunk

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
    const std::size_t worth = alone ? 1 : std::clamp<std::size_t>(list.size() / kChunksAThread, 1, kMostThreads);
    const std::size_t threads = std::min<std::size_t>(worth, std::max(1u, std::thread::hardware_concurrency()));
    std::vector<std::unique_ptr<ChunkFilter>> filters;
    for (std::size_t i = 0; i < threads; ++i) filters.push_back(compile());
    std::vector<RowBits> bits(list.size());
    std::vector<std::exception_ptr> wrong(list.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&](ChunkFilter& filter) {
        for (std::size_t c = next++; c < list.size(); c = next++) {
            try {
                ChunkReader reader(store, list[c]);
                bits[c] = filter.match(reader);
            } catch (...) {
                wrong[c] = std::current_exception();
                next = list.size();
            }
        }
    };
    {
        std::vector<std::future<void>> others;  // waited for where they end, come what may
        for (std::size_t i = 1; i < threads; ++i)
            others.push_back(std::async(std::launch::async, [&work, &filters, i] { work(*filters[i]); }));
        work(*filters[0]);
    }
    for (const std::exception_ptr& e : wrong)
        if (e) std::rethrow_exception(e);
    return bits;
}

}  // namespace sillage
