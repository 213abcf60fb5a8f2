// Recorders of one host that write together: a webmail's request opens a session on the mail server, a delivery stands in
// both servers' logs. Where one of them as a rule wrote whenever the other did, and then is silent while that one goes on, its
// records are missing (evidence model §3, T31). Which recorders do so is learned from their own minutes.
#pragma once

#include "trace/activity.h"

namespace sillage::tracing {

struct CompanionSilence {
    Activity::Gap gap;                         ///< of the silent one
    std::size_t companion = 0;                 ///< index of the one that went on
    std::uint64_t minutes = 0;                 ///< in which that one wrote meanwhile
    std::uint64_t otherMinutes = 0, together = 0;  ///< its other minutes, and in how many of them the silent one wrote too
};

/// In order of time, a silence once: with the companion that says most. others: what recorders of the same host wrote; null =
/// none. Inside [from, to], the time in which an actor was there or that was asked about, one that was never alone before need
/// not be alone for long.
std::vector<CompanionSilence> companionSilences(const Activity& silent, const std::vector<const Activity*>& others, std::int64_t from, std::int64_t to);

}  // namespace sillage::tracing
