// Work on an index range by all cores: body(begin, end) for stretches that do not overlap, in no order.
#pragma once

#include <algorithm>
#include <cstddef>
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

}  // namespace sillage::tracing
