// Clock offsets between recorders, estimated from records both wrote (evidence model T16): the same Message-ID on its way,
// the same session or request id, the same login. Only proposed: nothing uses them before a person declares them.
#pragma once

#include <cstdint>
#include <vector>

#include "base/progress.h"
#include "record/clock.h"
#include "store/case_store.h"

namespace sillage {

/// Estimates from the case's events and keeps the proposals in the store. Memory: at most some 50 MB.
void estimateClocks(CaseStore& store, Progress& progress);

namespace tracing {

/// What a pair of records was known by, the surest first.
enum class PairKind : std::uint8_t { Request, Session, Message, LoginFrom, Login };
const char* pairKindText(PairKind kind);

/// A record that another recorder may have written too. Its time as the recorder's own clock gave it.
struct Sighting {
    std::uint64_t key = 0;       ///< hash of kind and identifier
    std::int64_t time = 0;       ///< microseconds
    std::uint32_t recorder = 0;
    PairKind kind = PairKind::Message;
};

/// How one clock stands to another.
struct ClockEstimate {
    std::uint32_t a = 0, b = 0;  ///< recorders; a < b
    std::int64_t offset = 0;     ///< a's clock ahead of b's: the median of the pairs that agree
    std::int64_t spread = 0;     ///< median absolute deviation of those
    std::int64_t drift = 0;      ///< microseconds a day; 0 = steady
    std::uint64_t pairs = 0, considered = 0;
    std::int64_t first = 0, last = 0;
    PairKind kind = PairKind::Message;
};

constexpr std::uint64_t kFewestPairs = 5;
/// Differences below are as good as none: logs write whole seconds, and one recorder writes after the other.
constexpr std::int64_t kClockTolerance = 3'000'000;

/// Every pair of recorders of which enough sightings agree. Sorts the sightings.
std::vector<ClockEstimate> estimatePairs(std::vector<Sighting>& sightings);

/// Offsets of all recorders to the one time that most of them share.
struct ClockPlace {
    std::uint32_t recorder = 0, reference = 0;
    std::int64_t offset = 0;
    const ClockEstimate* by = nullptr;  ///< the estimate that ties it
};
std::vector<ClockPlace> placeClocks(const std::vector<ClockEstimate>& estimates, std::size_t recorders);

}  // namespace tracing
}  // namespace sillage
