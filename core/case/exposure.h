// What left, as window and command line show it: rows of ranges, items counted twice, a claim held against them.
#pragma once

#include <optional>

#include "base/progress.h"
#include "case/case.h"
#include "record/exposure.h"

namespace sillage {

struct ExposureQuestion {
    std::optional<Claim> claim;
    bool undecidedSessions = false;  ///< rows of the largest sessions that nobody decided, too
};

struct Exposure {
    std::vector<ExposureRow> rows;        ///< total, actors, channels, accounts, sessions, addresses
    std::uint64_t undecidedSessions = 0;  ///< how many sessions nobody decided
    std::optional<ClaimAnswer> answer;
    bool attributed = false;              ///< an indicator reaches a session
};

/// Reads the events' columns once: a second for ten million. Error(Usage) on a claim of nothing.
Exposure exposure(Case& c, const ExposureQuestion& question, Progress& progress);

}  // namespace sillage
