// See host_silence.h.
#include "trace/host_silence.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace sillage::tracing {
namespace {

constexpr std::int64_t kDayMicros = 24 * 60 * kMinuteMicros;
constexpr std::int64_t kShortest = 30 * kMinuteMicros;      ///< silences below are nobody's business
constexpr std::int64_t kAnHour = 55 * kMinuteMicros;        ///< an hour without records holds as many whole slots
constexpr std::int64_t kNear = 60 * kMinuteMicros;          ///< process numbers further away say nothing of a silence
constexpr std::size_t kDaysToCompare = 5;
constexpr std::size_t kOneIn = 20;                          ///< silent on one other day of so many is hardly ever
constexpr std::size_t kMostJudged = 2'000;                  ///< silences inside the window; the longest
constexpr std::size_t kOrdinary = 3;                        ///< so many others as long: silence is how these logs are
constexpr std::size_t kRestsToCompare = 5;
constexpr std::uint64_t kFewProcesses = 3;                  ///< what starts at the edges of a silence

/// 1970-01-01 was a Thursday.
bool weekend(std::int64_t utc) {
    const std::int64_t day = ((utc / kDayMicros + 4) % 7 + 7) % 7;
    return day == 0 || day == 6;
}

/// The same hours of other days of its kind: how many were recorded, and how many of them silent.
void compareDays(const Activity& all, HostSilence& s) {
    const std::int64_t days = (all.last() - all.first()) / kDayMicros + 1;
    for (std::int64_t d = -days; d <= days; ++d) {
        const std::int64_t from = s.gap.from + d * kDayMicros, to = s.gap.to + d * kDayMicros - 1;
        if (from < all.first() || to > all.last() || weekend(from) != weekend(s.gap.from)) continue;
        if (from < s.gap.to && to >= s.gap.from) continue;  // itself
        ++s.days;
        s.silentDays += !all.within(from, to);
    }
}

/// How many processes the host starts a minute while nothing is recorded: the middle of its other silences. Negative: not known.
double restOf(const std::vector<Activity::Gap>& gaps, const Activity::Gap& but, const ProcessNumbers& processes) {
    std::vector<double> rates;
    for (const Activity::Gap& gap : gaps) {
        if (gap.from == but.from) continue;
        if (const auto started = processes.startedIn(gap)) rates.push_back(static_cast<double>(*started) * kMinuteMicros / static_cast<double>(gap.length()));
    }
    if (rates.size() < kRestsToCompare) return -1;
    std::nth_element(rates.begin(), rates.begin() + static_cast<std::ptrdiff_t>(rates.size() / 2), rates.end());
    return rates[rates.size() / 2];
}

/// The host started no more processes than it does while nothing is recorded.
bool atRest(const std::vector<Activity::Gap>& gaps, const ProcessNumbers& processes, HostSilence& s) {
    const auto started = processes.startedIn(s.gap);
    const double rest = started ? restOf(gaps, s.gap, processes) : -1;
    if (rest < 0) return false;
    s.counted = true;
    s.processes = *started;
    s.atRest = kFewProcesses + static_cast<std::uint64_t>(1.5 * rest * static_cast<double>(s.gap.length()) / kMinuteMicros);
    return s.processes <= s.atRest;
}

/// Why a silence inside the window may be a hole; false: it is a quiet hour.
bool suspect(const Activity& all, const std::vector<Activity::Gap>& gaps, const ProcessNumbers& processes, HostSilence& s) {
    compareDays(all, s);
    if (s.days >= kDaysToCompare) {
        s.why = HostSilence::Why::SameHours;
        if (s.silentDays * kOneIn > s.days) return false;
    } else if (s.gap.length() < kAnHour) {
        return false;
    }
    if (atRest(gaps, processes, s)) return false;
    if (s.why != HostSilence::Why::Unknown || s.counted) return true;
    const auto asLong = std::count_if(gaps.begin(), gaps.end(), [&s](const Activity::Gap& gap) { return gap.length() >= s.gap.length(); });
    return asLong <= static_cast<std::ptrdiff_t>(kOrdinary);  // itself among them
}

}  // namespace

ProcessNumbers::ProcessNumbers(std::vector<CoverageGround::Processes> numbers) : numbers_(std::move(numbers)) {
    std::sort(numbers_.begin(), numbers_.end(), [](const auto& a, const auto& b) { return std::tie(a.slot, a.source) < std::tie(b.slot, b.source); });
}

std::optional<std::uint64_t> ProcessNumbers::startedIn(const Activity::Gap& gap) const {
    const auto slotBefore = [](const CoverageGround::Processes& p, std::int64_t slot) { return p.slot < slot; };
    const std::int64_t begin = Activity::slotOf(gap.from), end = Activity::slotOf(gap.to), near = kNear / kSlotMicros;
    const auto after = std::lower_bound(numbers_.begin(), numbers_.end(), end, slotBefore);
    std::uint32_t before = 0;
    for (auto it = std::lower_bound(numbers_.begin(), numbers_.end(), begin - near, slotBefore); it != numbers_.end() && it->slot < begin; ++it)
        before = std::max(before, it->high);
    if (!before) return std::nullopt;
    for (auto it = after; it != numbers_.end() && it->slot <= end + near; ++it) {
        std::uint32_t next = 0;  // the least of the first slot that has one
        for (const std::int64_t slot = it->slot; it != numbers_.end() && it->slot == slot; ++it) {
            const std::uint32_t one = it->low > before ? it->low : it->high;
            if (one > before && (!next || one < next)) next = one;
        }
        if (next) return next - before - 1;
        --it;
    }
    return std::nullopt;
}

std::vector<HostSilence> hostSilences(const Activity& all, const ProcessNumbers& processes, std::int64_t from, std::int64_t to) {
    std::vector<HostSilence> found;
    if (all.empty() || all.scattered()) return found;
    const Habit habit(all);
    for (const Habit::Silence& s : habit.silences()) {
        HostSilence h;
        h.gap = s.gap;
        h.why = HostSilence::Why::Habit;
        h.habit = s;
        found.push_back(h);
    }
    if (!from || !to) return found;
    const std::vector<Activity::Gap> gaps = all.gaps(2 * kSlotMicros);
    std::vector<Activity::Gap> judged;
    for (const Activity::Gap& gap : gaps) {
        const bool known = std::any_of(found.begin(), found.end(), [&](const HostSilence& s) { return s.gap.from == gap.from; });
        if (!known && gap.length() >= kShortest && gap.from >= from && gap.to <= to) judged.push_back(gap);
    }
    std::stable_sort(judged.begin(), judged.end(), [](const Activity::Gap& a, const Activity::Gap& b) { return a.length() > b.length(); });
    if (judged.size() > kMostJudged) judged.resize(kMostJudged);
    for (const Activity::Gap& gap : judged) {
        HostSilence s;
        s.gap = gap;
        if (suspect(all, gaps, processes, s)) found.push_back(s);
    }
    std::sort(found.begin(), found.end(), [](const HostSilence& a, const HostSilence& b) { return a.gap.from < b.gap.from; });
    return found;
}

std::string hostOf(const Recorder& recorder) {
    if (recorder.format.starts_with("m365-") || recorder.format.starts_with("entra-")) return {};
    const std::string path = "/" + recorder.name;
    const std::size_t var = path.find("/var/");
    return recorder.root + "\n" + (var == std::string::npos ? std::string() : path.substr(0, var));
}

}  // namespace sillage::tracing
