// Civil times to instants where a zone changes its clocks (evidence model T16): an hour that comes twice is settled by the
// order of the lines where that tells, else the instant is an interval of both; an hour that the zone skips is an interval
// too. Two passes over the stamps of one source, in the same order: survey(), then resolve(). Pure.
#pragma once

#include <cstdint>
#include <map>

#include "base/time.h"

namespace sillage::tracing {

class RepeatedHours {
public:
    explicit RepeatedHours(Zone zone) : zone_(std::move(zone)) {}
    /// First pass: every stamp without zone, in order. Costs nothing outside the days of a change.
    void survey(std::int64_t civil);
    /// Whether survey() takes note of it.
    [[nodiscard]] bool comesTwice(std::int64_t civil);
    /// Second pass from the middle: what another one had surveyed by then is taken to be resolved.
    void resolveAfter(const RepeatedHours& before);
    [[nodiscard]] bool empty() const { return runs_.empty(); }

    enum class Kind : std::uint8_t { Plain, Settled, Repeated, Missing };
    struct Instant {
        std::int64_t from = 0, to = 0;  ///< microseconds UTC; equal but for Repeated and Missing
        Kind kind = Kind::Plain;
    };
    /// Second pass: the same stamps in the same order. counts = false: a further time of the same record.
    Instant resolve(std::int64_t civil, bool counts = true);

private:
    /// The offsets around a civil day: equal on all but a few days a year.
    struct Day {
        std::int64_t number = INT64_MIN;
        std::int64_t before = 0, after = 0;  ///< microseconds east of UTC the day before and the day after
    };
    /// Lines in one repeated hour, in order.
    struct Run {
        std::int64_t last = INT64_MIN;
        std::uint64_t lines = 0, turn = 0;  ///< turn: lines before the hour began again; 0 = it never did
        std::uint64_t resolved = 0;
    };
    const Day& dayOf(std::int64_t civil);
    [[nodiscard]] bool fits(std::int64_t civil, std::int64_t offset) const;
    Zone zone_;
    Day day_;
    std::map<std::int64_t, Run> runs_;  ///< by civil day
};

}  // namespace sillage::tracing
