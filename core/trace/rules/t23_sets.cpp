// T23, the arithmetic: which determinate sets of messages explain an exact count and an exact number of octets.
// Pure functions; every search is bounded and says when it was given up.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kMaxSets = 8;
constexpr std::uint64_t kMaxSteps = 4'000'000;
constexpr std::size_t kMaxFolders = 14;

/// Number of n-subsets of N, saturating.
std::uint64_t choose(std::size_t total, std::size_t n) {
    double c = 1;
    for (std::size_t i = 0; i < std::min(n, total - n); ++i) c = c * static_cast<double>(total - i) / static_cast<double>(i + 1);
    return c > 9e18 ? UINT64_MAX : static_cast<std::uint64_t>(std::llround(c));
}

class SubsetSearch {
public:
    SubsetSearch(const std::vector<std::uint64_t>& sizes, std::size_t n, VolumeMatch& match)
        : n_(n), match_(match), order_(sizes.size()) {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
            return sizes[a] != sizes[b] ? sizes[a] > sizes[b] : a < b;
        });
        prefix_.push_back(0);
        for (const std::size_t i : order_) {
            sorted_.push_back(sizes[i]);
            prefix_.push_back(prefix_.back() + sizes[i]);
        }
    }

    /// Largest sizes first; a branch ends where what is left can no longer reach, or must overshoot, the rest.
    void run(std::size_t from, std::size_t left, std::uint64_t rest) {
        if (!match_.complete || ++steps_ > kMaxSteps) {
            match_.complete = false;
            return;
        }
        if (left == 0) {
            if (rest == 0) found();
            return;
        }
        for (std::size_t i = from; i + left <= sorted_.size(); ++i) {
            const std::uint64_t most = prefix_[i + left] - prefix_[i];
            if (most < rest) return;
            const std::uint64_t least = prefix_.back() - prefix_[sorted_.size() - left + 1] + sorted_[i];
            if (least > rest) continue;
            picked_.push_back(order_[i]);
            run(i + 1, left - 1, rest - sorted_[i]);
            picked_.pop_back();
        }
    }

    [[nodiscard]] std::uint64_t spread() const {
        return prefix_[n_] - (prefix_.back() - prefix_[sorted_.size() - n_]) + 1;
    }

private:
    void found() {
        ++match_.matches;
        if (match_.sets.size() >= kMaxSets) return;
        match_.sets.emplace_back(picked_.begin(), picked_.end());
        std::sort(match_.sets.back().begin(), match_.sets.back().end());
    }

    std::size_t n_;
    VolumeMatch& match_;
    std::vector<std::size_t> order_, picked_;
    std::vector<std::uint64_t> sorted_, prefix_;
    std::uint64_t steps_ = 0;
};

void invert(VolumeMatch& match, std::size_t total) {
    for (auto& set : match.sets) {
        std::vector<std::uint32_t> others;
        for (std::uint32_t i = 0; i < total; ++i)
            if (!std::binary_search(set.begin(), set.end(), i)) others.push_back(i);
        set = std::move(others);
    }
}

}  // namespace

VolumeMatch subsetsOfSum(const std::vector<std::uint64_t>& sizes, std::size_t n, std::uint64_t bytes) {
    VolumeMatch match;
    const std::uint64_t total = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
    if (n == 0 || n > sizes.size() || bytes > total) return match;
    const bool complement = n > sizes.size() / 2;  // leaving few out is the same question
    const std::size_t pick = complement ? sizes.size() - n : n;
    SubsetSearch search(sizes, pick, match);
    match.hypotheses = choose(sizes.size(), n);
    match.expectedByChance = static_cast<double>(match.hypotheses) / static_cast<double>(search.spread());
    search.run(0, pick, complement ? total - bytes : bytes);
    if (complement) invert(match, sizes.size());
    return match;
}

VolumeMatch unionsOfSum(const std::vector<FolderSizes>& folders, std::uint64_t count, std::uint64_t bytes) {
    VolumeMatch match;
    std::vector<std::uint64_t> sums;
    for (const auto& f : folders) sums.push_back(std::accumulate(f.sizes.begin(), f.sizes.end(), std::uint64_t{0}));
    const std::size_t used = std::min(folders.size(), kMaxFolders);
    match.complete = used == folders.size();
    std::uint64_t largest = 1;
    for (std::uint32_t mask = 1; mask < (1u << used); ++mask) {
        std::uint64_t n = 0, sum = 0, low = 0, high = 0;
        bool known = true, empty = false;
        for (std::size_t f = 0; f < used; ++f) {
            if (!(mask >> f & 1)) continue;
            n += folders[f].items.size();
            sum += sums[f];
            low += folders[f].low;
            high += folders[f].high;
            known = known && folders[f].known;
            empty = empty || folders[f].items.empty();
        }
        if (!known || empty) continue;  // an empty folder adds no hypothesis of its own
        ++match.hypotheses;
        largest = std::max(largest, sum);
        match.expectedByChance += static_cast<double>(high - low + 1);
        if (n != count || bytes < sum + low || bytes > sum + high) continue;
        ++match.matches;
        match.bounded = match.bounded || high > low;
        std::vector<std::uint32_t> set;
        for (std::size_t f = 0; f < used; ++f)
            if (mask >> f & 1) set.insert(set.end(), folders[f].items.begin(), folders[f].items.end());
        if (match.sets.size() < kMaxSets) match.sets.push_back(std::move(set));
    }
    match.expectedByChance /= static_cast<double>(largest);
    return match;
}

VolumeMatch runsOfSum(const FolderSizes& f, std::uint64_t count, std::uint64_t bytes) {
    VolumeMatch match;
    if (!f.known || f.high > 0 || count == 0 || count > f.sizes.size()) return match;
    std::uint64_t sum = 0, least = UINT64_MAX, most = 0;
    for (std::size_t i = 0; i < f.sizes.size(); ++i) {
        sum += f.sizes[i];
        if (i >= count) sum -= f.sizes[i - count];
        if (i + 1 < count) continue;
        ++match.hypotheses;
        least = std::min(least, sum);
        most = std::max(most, sum);
        if (sum != bytes) continue;
        ++match.matches;
        const std::size_t begin = i + 1 - static_cast<std::size_t>(count);
        if (match.sets.size() < kMaxSets)
            match.sets.emplace_back(f.items.begin() + static_cast<std::ptrdiff_t>(begin),
                                    f.items.begin() + static_cast<std::ptrdiff_t>(i + 1));
    }
    match.expectedByChance = static_cast<double>(match.hypotheses) / static_cast<double>(most - least + 1);
    return match;
}

}  // namespace sillage::tracing
