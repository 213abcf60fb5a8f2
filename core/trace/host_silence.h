// When all recorders of one host are silent together, and whether that may be put down to a quiet hour (evidence model §3,
// T30, T31). Logs of one host are rotated and trimmed together, and a hole in all of them at once lies within the habit of
// each. Pure; times in microseconds UTC.
#pragma once

#include <optional>

#include "trace/activity.h"
#include "trace/coverage_ground.h"
#include "trace/coverage_recorders.h"

namespace sillage::tracing {

struct HostSilence {
    enum class Why : std::uint8_t {
        Habit,       ///< longer than the habit of all its recorders together
        SameHours,   ///< the same hours of other days were hardly ever silent
        Unknown,     ///< nothing tells it from a hole: too few days of its kind to compare with
    };
    Activity::Gap gap;
    Why why = Why::Unknown;
    Habit::Silence habit;                    ///< of Habit
    std::size_t days = 0, silentDays = 0;    ///< other days whose same hours were recorded, and of these the silent ones
    bool counted = false;                    ///< the next two are known
    std::uint64_t processes = 0, atRest = 0; ///< started meanwhile; at rest it would have been so many at most
};

/// What the process numbers in a host's logs say of how much it started during a silence.
class ProcessNumbers {
public:
    /// In any order.
    explicit ProcessNumbers(std::vector<CoverageGround::Processes> numbers);
    /// How many processes the host started during a silence at most; nullopt: not known, or the numbers began anew.
    [[nodiscard]] std::optional<std::uint64_t> startedIn(const Activity::Gap& gap) const;

private:
    std::vector<CoverageGround::Processes> numbers_;
};

/// Silences that may be holes, in order of time. all: what every recorder of the host wrote. Inside [from, to], the time in
/// which an actor was there or that was asked about, a quiet hour must show as one: by the same hours of other days, or by
/// processes of the host, of which it then started no more than it does at rest.
std::vector<HostSilence> hostSilences(const Activity& all, const ProcessNumbers& processes, std::int64_t from, std::int64_t to);

/// The host whose logs a recorder's are, as far as its path says; "" = kept by a service that is no host of the case.
std::string hostOf(const Recorder& recorder);

}  // namespace sillage::tracing
