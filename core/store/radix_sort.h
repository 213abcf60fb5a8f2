// Rows in order of their keys: stable, by 16 bits a pass, least significant first.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace sillage {

/// keys: by row.
inline void radixSort(std::vector<std::uint32_t>& rows, const std::vector<std::uint64_t>& keys) {
    std::uint64_t largest = 0;
    for (const std::uint32_t row : rows) largest = std::max(largest, keys[row]);
    if (largest == 0) return;
    std::vector<std::uint32_t> other(rows.size());
    std::vector<std::size_t> starts(65'537);
    for (unsigned shift = 0; shift < 64 && (largest >> shift) != 0; shift += 16) {
        std::fill(starts.begin(), starts.end(), 0);
        for (const std::uint32_t row : rows) ++starts[(keys[row] >> shift & 0xffff) + 1];
        std::partial_sum(starts.begin(), starts.end(), starts.begin());
        for (const std::uint32_t row : rows) other[starts[keys[row] >> shift & 0xffff]++] = row;
        rows.swap(other);
    }
}

}  // namespace sillage
