// Clocks of recorders: how their times came about, what is proposed, what a person declares. An authored act: a reason, the
// custody log first, computed anew, taken back with clear.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "case/case.h"
#include "record/clock.h"

namespace sillage {

/// One recorder (a rotated set of files).
struct ClockRow {
    std::string root, recorder;
    std::vector<std::string> paths;           ///< its files
    std::string zone, zoneBasis, yearBasis;   ///< of its first file; zoneBasis and yearBasis are sentences
    std::uint64_t repeated = 0, missing = 0;  ///< stamps in hours that come twice or not at all
    bool declared = false;
    std::int64_t offset = 0;                  ///< declared, microseconds ahead
    std::string basis, reason, author;        ///< of the declaration
    std::int64_t created = 0;
    std::optional<ClockProposal> proposal;
    /// "declared", "proposed" (differs from what is in force), "agrees", "unknown".
    [[nodiscard]] const char* state() const;
};

std::vector<ClockRow> clocks(Case& c);
/// Takes the proposal of a recorder. recorder: as clocks() names it, or one of its files; the whole path where several
/// roots have it. Error(Usage): none of that name, no proposal, no reason.
void acceptClock(Case& c, const std::string& recorder, const std::string& reason, Progress& progress);
/// offset: microseconds its clock was ahead; 0 declares it right.
void setClock(Case& c, const std::string& recorder, std::int64_t offset, const std::string& reason, Progress& progress);
/// Takes a declaration back. Error(Usage) when there is none.
void clearClock(Case& c, const std::string& recorder, const std::string& reason, Progress& progress);

}  // namespace sillage
