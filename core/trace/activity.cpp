// Slots, silences and habit (see activity.h).
#include "trace/activity.h"

#include <algorithm>
#include <cstring>
#include <cmath>

namespace sillage::tracing {
namespace {

constexpr std::int64_t kShortest = 30 * 60'000'000LL;  ///< silences below are nobody's business
constexpr double kSurprising = 9.2;                    ///< one in ten thousand
constexpr std::uint64_t kSlotsOfThreeDays = 3 * 12;    ///< of one hour
constexpr std::size_t kMostGaps = 20'000;              ///< judged one by one
constexpr std::int64_t kHourMicros = 3'600'000'000LL;

/// 0 = Sunday; 1970-01-01 was a Thursday.
int weekdayOf(std::int64_t day) { return static_cast<int>(((day + 4) % 7 + 7) % 7); }
bool weekend(std::int64_t slot) { return weekdayOf(floorDiv(slot, kSlotsADay)) % 6 == 0; }

}  // namespace

void Activity::mark(std::int64_t minute) {
    const std::int64_t day = floorDiv(minute, kMinutesADay);
    auto it = days_.find(day);
    if (it == days_.end()) {
        if (days_.size() >= kMaxDays) {
            scattered_ = true;
            return;
        }
        it = days_.emplace(day, Day()).first;
    }
    const auto ofDay = static_cast<std::size_t>(minute - day * kMinutesADay);
    it->second.minutes.set(ofDay);
    it->second.slots.set(ofDay / (kMinutesADay / kSlotsADay));
}

bool Activity::at(std::int64_t slot) const {
    const std::int64_t day = floorDiv(slot, kSlotsADay);
    const auto it = days_.find(day);
    return it != days_.end() && it->second.slots.test(static_cast<std::size_t>(slot - day * kSlotsADay));
}

void Activity::merge(const Activity& other) {
    if (other.empty()) return;
    first_ = empty() ? other.first_ : std::min(first_, other.first_);
    last_ = std::max(last_, other.last_);
    records_ += other.records_;
    scattered_ |= other.scattered_;
    for (const auto& [day, of] : other.days_) {
        if (days_.size() >= kMaxDays && !days_.count(day)) {
            scattered_ = true;
            continue;
        }
        Day& mine = days_[day];
        mine.slots |= of.slots;
        mine.minutes |= of.minutes;
    }
}

bool Activity::within(std::int64_t from, std::int64_t to) const {
    if (empty() || to < first_ || from > last_) return false;
    const std::int64_t begin = floorSlot(from), end = floorSlot(to);
    for (auto it = days_.lower_bound(floorDiv(begin, kSlotsADay)); it != days_.end() && it->first * kSlotsADay <= end; ++it)
        for (std::int64_t s = std::max(begin, it->first * kSlotsADay); s <= std::min(end, it->first * kSlotsADay + kSlotsADay - 1); ++s)
            if (it->second.slots.test(static_cast<std::size_t>(s - it->first * kSlotsADay))) return true;
    return false;
}

std::vector<Activity::Gap> Activity::gaps(std::int64_t atLeast) const {
    std::vector<Gap> found;
    std::int64_t before = INT64_MIN;  // last slot with a record
    for (const auto& [day, of] : days_)
        for (std::size_t i = 0; i < kSlotsADay; ++i) {
            if (!of.slots.test(i)) continue;
            const std::int64_t slot = day * kSlotsADay + static_cast<std::int64_t>(i);
            if (before != INT64_MIN && (slot - before - 1) * kSlotMicros >= atLeast)
                found.push_back({(before + 1) * kSlotMicros, slot * kSlotMicros});
            before = slot;
        }
    return found;
}

std::size_t Habit::classOf(std::int64_t slot) const {
    const std::int64_t hour = floorDiv(slot * (kSlotMicros / 60'000'000), 60);
    const std::int64_t day = floorDiv(hour, 24);
    const auto ofDay = static_cast<std::size_t>(hour - day * 24);
    const auto weekday = static_cast<std::size_t>(weekdayOf(day));
    const std::size_t kind = kinds_ == 7 ? weekday : kinds_ == 2 && (weekday == 0 || weekday == 6) ? 1 : 0;
    return kind * 24 + ofDay;
}

Habit::Habit(const Activity& activity) {
    if (activity.empty()) return;
    const std::int64_t firstSlot = Activity::floorSlot(activity.first()), lastSlot = Activity::floorSlot(activity.last());
    days_ = static_cast<int>(std::min<std::int64_t>(INT32_MAX, (lastSlot - firstSlot) / kSlotsADay + 1));
    const std::vector<Activity::Gap> gaps = activity.gaps(kShortest);
    for (const auto& gap : gaps)
        if (gap.length() > longest_.length()) longest_ = gap;
    records_ = activity.records();
    if (!known() || activity.scattered() || days_ > 40'000) return;
    kinds_ = days_ >= 35 ? 7 : days_ >= 12 ? 2 : 1;
    classes_.resize(static_cast<std::size_t>(kinds_) * 24);
    for (std::int64_t slot = firstSlot; slot <= lastSlot; ++slot) {
        Class& c = classes_[classOf(slot)];
        ++c.slots;
        c.active += activity.at(slot);
    }
    if (gaps.size() > kMostGaps) return;  // a recorder that writes once an hour has no habit worth the name
    std::vector<Silence> all;
    std::vector<double> surprises;
    for (const auto& gap : gaps) {
        Silence s;
        surprises.push_back(surprise(gap, s));
        all.push_back(s);
    }
    choose(gaps, all, surprises);
}

/// How unlikely it is that all its slots are silent, were they independent: minus the logarithm.
double Habit::surprise(const Activity::Gap& gap, Silence& s) const {
    std::vector<std::uint64_t> inGap(classes_.size(), 0);
    for (std::int64_t slot = gap.from / kSlotMicros; slot < gap.to / kSlotMicros; ++slot)
        if (kinds_ > 1 || !weekend(slot)) ++inGap[classOf(slot)];
    s.gap = gap;
    double sum = 0;
    for (std::size_t c = 0; c < classes_.size(); ++c) {
        if (!inGap[c] || classes_[c].slots < inGap[c] + kSlotsOfThreeDays) continue;  // too few other days of this kind say nothing
        const std::uint64_t slots = classes_[c].slots - inGap[c], active = classes_[c].active;
        s.otherSlots += slots;
        s.otherActive += active;
        const double p = (static_cast<double>(active) + 0.5) / (static_cast<double>(slots) + 1.0);
        sum -= static_cast<double>(inGap[c]) * std::log1p(-std::min(p, 0.999));
    }
    return sum;
}

/// Slots of one hour are silent together, so a silence must also surprise more than all but two others: of several holes
/// alike each would else vouch for the other.
void Habit::choose(const std::vector<Activity::Gap>& gaps, const std::vector<Silence>& all, const std::vector<double>& surprises) {
    const auto fourth = [](auto values) {
        std::sort(values.rbegin(), values.rend());
        return values.size() > 3 ? values[3] : 0;
    };
    const double usual = fourth(surprises);
    std::vector<std::int64_t> lengths;
    for (const auto& gap : gaps) lengths.push_back(gap.length());
    const std::int64_t usualLength = fourth(lengths);
    for (std::size_t g = 0; g < gaps.size(); ++g) {
        if (surprises[g] < kSurprising || surprises[g] <= 1.5 * usual) continue;
        Silence s = all[g];
        // Where these hours are seldom busy, only a length of its own kind stands out.
        if (s.otherActive * 5 < s.otherSlots && gaps[g].length() < 3 * usualLength) continue;
        for (std::size_t other = 0; other < gaps.size(); ++other)
            if (other != g) s.longestOther = std::max(s.longestOther, gaps[other].length());
        silences_.push_back(s);
    }
}

bool Habit::beyond(std::int64_t length) const { return length > std::max<std::int64_t>(kHourMicros, longest() + longest() / 2); }

namespace {

struct ActivityHead {
    std::uint64_t records;
    std::int64_t first, last, lastMinute;
    std::uint64_t scattered;
};

}  // namespace

std::string Activity::kept() const {
    const ActivityHead head{records_, first_, last_, lastMinute_, scattered_};
    std::string out(reinterpret_cast<const char*>(&head), sizeof head);
    for (const auto& [day, of] : days_) {
        out.append(reinterpret_cast<const char*>(&day), sizeof day);
        out.append(reinterpret_cast<const char*>(&of), sizeof of);
    }
    return out;
}

Activity Activity::ofKept(std::string_view octets) {
    Activity a;
    ActivityHead head{};
    if (octets.size() < sizeof head) return a;
    std::memcpy(&head, octets.data(), sizeof head);
    octets.remove_prefix(sizeof head);
    a.records_ = head.records;
    a.first_ = head.first;
    a.last_ = head.last;
    a.lastMinute_ = head.lastMinute;
    a.scattered_ = head.scattered != 0;
    constexpr std::size_t kOne = sizeof(std::int64_t) + sizeof(Day);
    for (; octets.size() >= kOne; octets.remove_prefix(kOne)) {
        std::int64_t day = 0;
        Day of;
        std::memcpy(&day, octets.data(), sizeof day);
        std::memcpy(static_cast<void*>(&of), octets.data() + sizeof day, sizeof of);
        a.days_.emplace_hint(a.days_.end(), day, of);
    }
    return a;
}

}  // namespace sillage::tracing
