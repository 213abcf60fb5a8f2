#include "store/in_parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace sillage {
namespace {

constexpr std::size_t kMostThreads = 8;  ///< each may hold the columns of one chunk

}  // namespace

std::size_t threadsFor(std::size_t things, std::size_t each) {
    const std::size_t worth = std::clamp<std::size_t>(things / each, 1, kMostThreads);
    return std::min<std::size_t>(worth, std::max(1u, std::thread::hardware_concurrency()));
}

void inParallel(std::size_t things, std::size_t threads, const std::function<void(std::size_t, std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr wrong;
    std::size_t wrongAt = things;
    const auto run = [&](std::size_t thread) {
        for (std::size_t thing = next++; thing < things; thing = next++) {
            try {
                work(thing, thread);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (thing < wrongAt) wrong = std::current_exception();
                wrongAt = std::min(wrongAt, thing);
                next = things;
            }
        }
    };
    {
        std::vector<std::future<void>> others;  // waited for where they end, come what may
        for (std::size_t thread = 1; thread < threads; ++thread) others.push_back(std::async(std::launch::async, run, thread));
        run(0);
    }
    if (wrong) std::rethrow_exception(wrong);
}

}  // namespace sillage
