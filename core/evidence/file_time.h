// A file's time as Sillage keeps it: nanoseconds since 1970. File systems and archives can state later times than those.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace sillage {

/// A time outside of 1677 to 2262 becomes the nearest that can be kept. nanos: below a second.
inline std::int64_t nanosecondsOf(std::int64_t seconds, std::int64_t nanos) {
    constexpr std::int64_t second = 1'000'000'000;
    if (seconds >= std::numeric_limits<std::int64_t>::max() / second) return std::numeric_limits<std::int64_t>::max();
    if (seconds <= std::numeric_limits<std::int64_t>::min() / second) return std::numeric_limits<std::int64_t>::min();
    return seconds * second + std::clamp<std::int64_t>(nanos, 0, second - 1);
}

}  // namespace sillage
