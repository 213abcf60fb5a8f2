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
constexpr std::size_t kMostGaps = 20'000;

/// How unlikely it is that the one is silent in all these minutes: minus the logarithm.
double surprise(const CompanionSilence& s) {
    const double p = (static_cast<double>(s.together) + 0.5) / (static_cast<double>(s.otherMinutes) + 1.0);
    return -static_cast<double>(s.minutes) * std::log1p(-std::min(p, 0.999));
}

/// Silences of the one in which the other went on, as far as the two write together otherwise.
void compare(const Activity& silent, const Activity& other, std::size_t index, const std::vector<Activity::Gap>& gaps, std::vector<CompanionSilence>& best) {
    std::vector<std::uint64_t> in(gaps.size(), 0);
    std::uint64_t together = 0, alone = 0;
    std::size_t g = 0;
    other.eachMinute([&](std::int64_t minute) {
        const std::int64_t at = minute * kMinuteMicros;
        if (at < silent.first() || at > silent.last()) return;
        if (silent.near(minute)) {
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
        if (s.otherMinutes < kMinutesKnown || static_cast<double>(together) < kAsARule * static_cast<double>(s.otherMinutes)) continue;
        if (surprise(s) >= kSurprising && (!best[i].minutes || surprise(s) > surprise(best[i]))) best[i] = s;
    }
}

}  // namespace

std::vector<CompanionSilence> companionSilences(const Activity& silent, const std::vector<const Activity*>& others) {
    std::vector<CompanionSilence> found;
    if (silent.empty() || silent.scattered()) return found;
    const std::vector<Activity::Gap> gaps = silent.gaps(2 * kSlotMicros);
    if (gaps.size() > kMostGaps) return found;
    std::vector<CompanionSilence> best(gaps.size());
    for (std::size_t o = 0; o < others.size(); ++o)
        if (others[o] && !others[o]->empty() && !others[o]->scattered()) compare(silent, *others[o], o, gaps, best);
    std::copy_if(best.begin(), best.end(), std::back_inserter(found), [](const CompanionSilence& s) { return s.minutes != 0; });
    return found;
}

}  // namespace sillage::tracing
