// See companions.h.
#include "trace/companions.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace sillage::tracing {
namespace {

constexpr std::uint64_t kMinutesKnown = 8;      ///< together as a rule: seen so often at least
constexpr double kAsARule = 0.95;
constexpr double kSurprising = 9.2;           ///< one in ten thousand
constexpr std::uint64_t kNeverAlone = 12;     ///< inside the window: minutes of it, and not one without the other
constexpr double kSurprisingInside = 3.0;     ///< one in twenty
constexpr std::int64_t kInside = 30 * kMinuteMicros;
constexpr std::size_t kMostGaps = 20'000;
constexpr std::int64_t kMostMinutes = 15'000'000;  ///< some thirty years: more is no recorder's time but a damaged clock's

/// How unlikely it is that the one is silent in all these minutes: minus the logarithm.
double surprise(const CompanionSilence& s) {
    const double p = (static_cast<double>(s.together) + 0.5) / (static_cast<double>(s.otherMinutes) + 1.0);
    return -static_cast<double>(s.minutes) * std::log1p(-std::min(p, 0.999));
}

struct Window {
    std::int64_t from = 0, to = 0;
    [[nodiscard]] bool holds(const Activity::Gap& gap) const { return from && to && gap.from >= from && gap.to <= to; }
};

bool betrays(const CompanionSilence& s, const Window& window) {
    if (s.otherMinutes < kMinutesKnown || static_cast<double>(s.together) < kAsARule * static_cast<double>(s.otherMinutes)) return false;
    if (surprise(s) >= kSurprising) return true;
    return window.holds(s.gap) && s.gap.length() >= kInside && s.otherMinutes >= kNeverAlone && s.together == s.otherMinutes && surprise(s) >= kSurprisingInside;
}

/// Minutes in which a recorder wrote, and those beside them, from its first to its last.
class Near {
public:
    explicit Near(const Activity& a) : first_(floorDiv(a.first(), kMinuteMicros)), near_(static_cast<std::size_t>(length(a)), false) {
        a.eachMinute([&](std::int64_t minute) {
            for (std::int64_t m = minute - 1; m <= minute + 1; ++m)
                if (within(m)) near_[static_cast<std::size_t>(m - first_)] = true;
        });
    }
    static std::int64_t length(const Activity& a) { return floorDiv(a.last(), kMinuteMicros) - floorDiv(a.first(), kMinuteMicros) + 1; }
    [[nodiscard]] bool within(std::int64_t minute) const { return minute >= first_ && minute - first_ < static_cast<std::int64_t>(near_.size()); }
    [[nodiscard]] bool operator()(std::int64_t minute) const { return near_[static_cast<std::size_t>(minute - first_)]; }

private:
    std::int64_t first_;
    std::vector<bool> near_;
};

/// Silences of the one in which the other went on, as far as the two write together otherwise.
void compare(const Near& near, const Activity& other, std::size_t index, const std::vector<Activity::Gap>& gaps, const Window& window,
             std::vector<CompanionSilence>& best) {
    std::vector<std::uint64_t> in(gaps.size(), 0);
    std::uint64_t together = 0, alone = 0;
    std::size_t g = 0;
    other.eachMinute([&](std::int64_t minute) {
        const std::int64_t at = minute * kMinuteMicros;
        if (!near.within(minute)) return;
        if (near(minute)) {
            ++together;
            return;
        }
        ++alone;
        while (g < gaps.size() && gaps[g].to <= at) ++g;
        if (g < gaps.size() && gaps[g].from <= at) ++in[g];
    });
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        if (!in[i]) continue;
        const CompanionSilence s{gaps[i], index, in[i], together + alone - in[i], together};
        if (betrays(s, window) && (!best[i].minutes || surprise(s) > surprise(best[i]))) best[i] = s;
    }
}

}  // namespace

std::vector<CompanionSilence> companionSilences(const Activity& silent, const std::vector<const Activity*>& others, std::int64_t from, std::int64_t to) {
    std::vector<CompanionSilence> found;
    if (silent.empty() || silent.scattered() || Near::length(silent) > kMostMinutes) return found;
    const std::vector<Activity::Gap> gaps = silent.gaps(2 * kSlotMicros);
    if (gaps.size() > kMostGaps) return found;
    const Near near(silent);
    std::vector<CompanionSilence> best(gaps.size());
    for (std::size_t o = 0; o < others.size(); ++o)
        if (others[o] && !others[o]->empty() && !others[o]->scattered()) compare(near, *others[o], o, gaps, {from, to}, best);
    std::copy_if(best.begin(), best.end(), std::back_inserter(found), [](const CompanionSilence& s) { return s.minutes != 0; });
    return found;
}

}  // namespace sillage::tracing
