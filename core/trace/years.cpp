// Years for stamps that have none (see years.h).
#include "trace/years.h"

#include <chrono>

#include "base/time.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kDayMicros = 86'400'000'000;
/// A step back of more than half a year is a new year; a step forward of as much is a straggler of the old one.
constexpr std::int64_t kHalfYear = 183 * kDayMicros;

std::chrono::year_month_day dateOf(std::int64_t civil) {
    return std::chrono::floor<std::chrono::days>(Time(std::chrono::microseconds(civil)));
}

}  // namespace

int YearWalker::step(std::int64_t civil) {
    if (started_) {
        if (civil - last_ < -kHalfYear) ++turn_;
        else if (civil - last_ > kHalfYear) --turn_;
    }
    if (!started_) first_ = civil;
    started_ = true;
    last_ = civil;
    return turn_;
}

int YearWalker::append(const YearWalker& next) {
    if (!next.started_) return turn_;
    const int from = step(next.first_);
    turn_ += next.turn_;
    last_ = next.last_;
    return from;
}

void YearVote::append(const YearVote& next, int step) {
    for (const auto& [year, count] : next.votes_) votes_[year - step] += count;
    count_ += next.count_;
    if (!next.hasLeap_) return;
    hasLeap_ = true;
    leapStep_ = next.leapStep_ + step;
}

int YearVote::base() const {
    int best = 0;
    std::uint64_t most = 0;
    for (const auto& [year, count] : votes_)
        if (count > most) most = count, best = year;
    return best;
}

int YearVote::baseFromEnd(int endYear, bool lastLineAfterEndInThatYear, int lastStep) const {
    int base = endYear - lastStep - (lastLineAfterEndInThatYear ? 1 : 0);
    if (hasLeap_)
        for (int tries = 0; tries < 8 && !std::chrono::year(base + leapStep_).is_leap(); ++tries) --base;
    return base;
}

std::int64_t inYear(std::int64_t civil, int year) {
    const auto date = dateOf(civil);
    const std::int64_t ofDay = civil - std::chrono::sys_days(date).time_since_epoch().count() * kDayMicros;
    // sys_days normalises 29 February of a common year to 1 March.
    const std::chrono::sys_days moved = std::chrono::year(year) / date.month() / date.day();
    return moved.time_since_epoch().count() * kDayMicros + ofDay;
}

int yearOf(std::int64_t civil) { return static_cast<int>(dateOf(civil).year()); }

bool isLeapDay(std::int64_t civil) {
    const auto date = dateOf(civil);
    return date.month() == std::chrono::February && date.day() == std::chrono::day(29);
}

}  // namespace sillage::tracing
