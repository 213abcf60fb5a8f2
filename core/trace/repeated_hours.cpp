// Repeated and missing hours (see repeated_hours.h).
#include "trace/repeated_hours.h"

#include <algorithm>

namespace sillage::tracing {
namespace {

constexpr std::int64_t kDayMicros = 86'400'000'000LL;
constexpr std::int64_t kMinuteMicros = 60'000'000LL;
/// Lines may be a little out of order; a step back of more is the hour beginning again.
constexpr std::int64_t kDisorder = 5 * kMinuteMicros;

std::int64_t dayNumber(std::int64_t civil) { return civil >= 0 ? civil / kDayMicros : -((-civil + kDayMicros - 1) / kDayMicros); }

}  // namespace

const RepeatedHours::Day& RepeatedHours::dayOf(std::int64_t civil) {
    const std::int64_t number = dayNumber(civil);
    if (day_.number == number) return day_;
    const auto offset = [&](std::int64_t at) { return std::int64_t{zone_.offsetMinutes(Time(std::chrono::microseconds(at)))} * kMinuteMicros; };
    day_ = {number, offset((number - 1) * kDayMicros), offset((number + 2) * kDayMicros)};
    return day_;
}

bool RepeatedHours::fits(std::int64_t civil, std::int64_t offset) const {
    return std::int64_t{zone_.offsetMinutes(Time(std::chrono::microseconds(civil - offset)))} * kMinuteMicros == offset;
}

bool RepeatedHours::comesTwice(std::int64_t civil) {
    const Day& day = dayOf(civil);
    return day.before > day.after && fits(civil, day.before) && fits(civil, day.after);
}

void RepeatedHours::resolveAfter(const RepeatedHours& before) {
    for (const auto& [day, run] : before.runs_) runs_[day].resolved = run.lines;
}

void RepeatedHours::survey(std::int64_t civil) {
    if (!comesTwice(civil)) return;
    Run& run = runs_[dayNumber(civil)];
    if (!run.turn && run.last != INT64_MIN && civil < run.last - kDisorder) run.turn = run.lines;
    run.last = run.turn ? civil : std::max(run.last, civil);
    ++run.lines;
}

RepeatedHours::Instant RepeatedHours::resolve(std::int64_t civil, bool counts) {
    const Day day = dayOf(civil);
    if (day.before == day.after) return {civil - day.before, civil - day.before, Kind::Plain};
    const bool before = fits(civil, day.before), after = fits(civil, day.after);
    if (before != after) {
        const std::int64_t utc = civil - (before ? day.before : day.after);
        return {utc, utc, Kind::Plain};
    }
    const std::int64_t first = civil - std::max(day.before, day.after), second = civil - std::min(day.before, day.after);
    if (!before) return {first, second, Kind::Missing};
    const auto it = runs_.find(day.number);
    if (it == runs_.end() || !it->second.turn) return {first, second, Kind::Repeated};
    Run& run = it->second;
    const std::int64_t utc = run.resolved < run.turn || (!counts && run.resolved == run.turn) ? first : second;
    if (counts) ++run.resolved;
    return {utc, utc, Kind::Settled};
}

}  // namespace sillage::tracing
