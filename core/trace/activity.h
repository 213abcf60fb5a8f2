// When a recorder wrote, in slots of five minutes, and which of its silences are longer than its habit (evidence model §3).
// The habit is estimated from the recorder's own slots of the same hour of the day and kind of day, the silence itself
// left out. Memory: some two hundred octets a day with records, whatever the number of records.
#pragma once

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sillage::tracing {

constexpr std::int64_t kSlotMicros = 5 * 60'000'000LL;
constexpr int kSlotsADay = 288;
constexpr std::int64_t kMinuteMicros = 60'000'000LL;
constexpr int kMinutesADay = 1440;

constexpr std::int64_t floorDiv(std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

/// Slots, and minutes, in which something was written.
class Activity {
public:
    /// utc 0 = undated: not counted.
    void add(std::int64_t utc) {
        if (!utc) return;
        ++records_;
        first_ = first_ && first_ <= utc ? first_ : utc;
        last_ = std::max(last_, utc);
        const std::int64_t minute = floorDiv(utc, kMinuteMicros);
        if (minute == lastMinute_) return;
        lastMinute_ = minute;
        mark(minute);
    }
    void merge(const Activity& other);
    static std::int64_t slotOf(std::int64_t utc) { return floorDiv(utc, kSlotMicros); }
    [[nodiscard]] bool empty() const { return records_ == 0; }
    [[nodiscard]] std::uint64_t records() const { return records_; }
    [[nodiscard]] std::int64_t first() const { return first_; }
    [[nodiscard]] std::int64_t last() const { return last_; }
    /// Something was written in a slot that touches [from, to].
    [[nodiscard]] bool within(std::int64_t from, std::int64_t to) const;
    /// Something was written in this slot.
    [[nodiscard]] bool at(std::int64_t slot) const;
    /// Minutes since 1970 with a record, in order.
    template <typename Each>
    void eachMinute(Each each) const {
        for (const auto& [day, of] : days_)
            for (std::size_t i = 0; i < kMinutesADay; ++i)
                if (of.minutes.test(i)) each(day * kMinutesADay + static_cast<std::int64_t>(i));
    }
    /// Days too many to keep (records of a damaged clock): silences are then not judged.
    [[nodiscard]] bool scattered() const { return scattered_; }

    /// All of it in octets, as this machine has them, and back (kept.h).
    [[nodiscard]] std::string kept() const;
    static Activity ofKept(std::string_view octets);

    struct Gap {
        std::int64_t from = 0, to = 0;  ///< microseconds UTC: what is silent for certain
        [[nodiscard]] std::int64_t length() const { return to - from; }
    };
    /// Runs of silent slots between the first and the last record, at least this long, in order.
    [[nodiscard]] std::vector<Gap> gaps(std::int64_t atLeast) const;

private:
    friend class Habit;
    struct Day {
        std::bitset<kSlotsADay> slots;
        std::bitset<kMinutesADay> minutes;
    };
    static constexpr std::size_t kMaxDays = 8'000;
    static std::int64_t floorSlot(std::int64_t utc) { return slotOf(utc); }
    void mark(std::int64_t minute);
    std::map<std::int64_t, Day> days_;
    std::uint64_t records_ = 0;
    std::int64_t first_ = 0, last_ = 0, lastMinute_ = INT64_MIN;
    bool scattered_ = false;
};

/// How a recorder usually writes.
class Habit {
public:
    explicit Habit(const Activity& activity);

    struct Silence {
        Activity::Gap gap;
        std::uint64_t otherSlots = 0, otherActive = 0;  ///< slots of the same hours on other days, and how many had records
        std::int64_t longestOther = 0;                   ///< longest other silence, microseconds
    };
    /// Days and records are enough to know it.
    [[nodiscard]] bool known() const { return days_ >= kDaysKnown && records_ >= kRecordsKnown; }
    [[nodiscard]] std::uint64_t records() const { return records_; }
    [[nodiscard]] int days() const { return days_; }
    [[nodiscard]] std::int64_t longest() const { return longest_.length(); }
    [[nodiscard]] const Activity::Gap& longestGap() const { return longest_; }
    /// Silences longer than the habit, in order of time.
    [[nodiscard]] const std::vector<Silence>& silences() const { return silences_; }
    /// What is silent between the last record and `until`, or between `since` and the first, goes beyond the habit.
    [[nodiscard]] bool beyond(std::int64_t length) const;

private:
    static constexpr int kDaysKnown = 5;
    static constexpr std::uint64_t kRecordsKnown = 100;
    struct Class {
        std::uint64_t slots = 0, active = 0;
    };
    [[nodiscard]] std::size_t classOf(std::int64_t slot) const;
    [[nodiscard]] double surprise(const Activity::Gap& gap, Silence& s) const;
    void choose(const std::vector<Activity::Gap>& gaps, const std::vector<Silence>& all, const std::vector<double>& surprises);
    std::vector<Class> classes_;
    std::vector<Silence> silences_;
    Activity::Gap longest_;
    std::uint64_t records_ = 0;
    int days_ = 0;
    int kinds_ = 1;  ///< 1: every day alike; 2: weekdays and weekends; 7: each day of the week
};

}  // namespace sillage::tracing
