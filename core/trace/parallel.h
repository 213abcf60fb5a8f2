// Work on an index range by all cores: body(begin, end) for stretches that do not overlap, in no order.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <future>
#include <thread>
#include <vector>

namespace sillage::tracing {

/// What a body throws is thrown here, after all have ended. Short ranges stay in the calling thread.
template <typename Body>
void inParallel(std::size_t count, Body&& body) {
    constexpr std::size_t kWorthAThread = 8'192;
    const std::size_t cores = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4);
    const std::size_t threads = std::min(cores, count / kWorthAThread + 1);
    std::vector<std::future<void>> others;
    for (std::size_t t = 1; t < threads; ++t)
        others.push_back(std::async(std::launch::async, [&body, t, count, threads] {
            body(count * t / threads, count * (t + 1) / threads);
        }));
    body(0, count / threads);
    for (auto& other : others) other.get();
}

/// make(n) for each by as many threads as there are cores, take(n, what was made) in order by this one; take says whether to go
/// on. A few are made ahead.
template <typename Make, typename Take>
void inOrder(std::size_t count, Make&& make, Take&& take) {
    const std::size_t ahead = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4);
    std::deque<std::future<decltype(make(std::size_t{0}))>> making;
    std::size_t next = 0;
    for (std::size_t n = 0; n < count; ++n) {
        for (; next < count && making.size() < ahead; ++next) making.push_back(std::async(std::launch::async, [&make, next] { return make(next); }));
        auto made = making.front().get();
        making.pop_front();
        if (!take(n, std::move(made))) return;
    }
}

/// So many stretches whatever the machine: what is done stretch by stretch does not depend on it.
inline constexpr std::size_t kStretches = 4;

/// body(stretch) for each, by a thread of its own where count says that it pays.
template <typename Body>
void eachStretch(std::size_t count, Body&& body) {
    std::array<std::future<void>, kStretches> others;
    const auto policy = count < 8'192 ? std::launch::deferred : std::launch::async;
    for (std::size_t s = 1; s < kStretches; ++s) others[s] = std::async(policy, [&body, s] { body(s); });
    body(std::size_t{0});
    for (std::size_t s = 1; s < kStretches; ++s) others[s].get();
}

/// body(stretch, begin, end) of an index range.
template <typename Body>
void inStretches(std::size_t count, Body&& body) {
    eachStretch(count, [&](std::size_t s) { body(s, count * s / kStretches, count * (s + 1) / kStretches); });
}

/// std::sort by several threads; the same order whatever their number, also of what compares equal. No memory beside.
template <typename Iterator, typename Less>
void sortInParallel(Iterator begin, Iterator end, Less less) {
    const auto count = static_cast<std::size_t>(end - begin);
    if (count < 65'536) return std::sort(begin, end, less);
    const auto at = [&](std::size_t stretch) { return begin + static_cast<std::ptrdiff_t>(count * stretch / kStretches); };
    static_assert(kStretches == 4);
    std::nth_element(begin, at(2), end, less);
    auto upper = std::async(std::launch::async, [&] { std::nth_element(at(2), at(3), end, less); });
    std::nth_element(begin, at(1), at(2), less);
    upper.get();
    eachStretch(count, [&](std::size_t stretch) { std::sort(at(stretch), stretch + 1 == kStretches ? end : at(stretch + 1), less); });
}

}  // namespace sillage::tracing
