// The claim checker (evidence model §5): "so many records of at least so many octets". Pure.
#pragma once

#include <optional>

#include "record/exposure.h"

namespace sillage {

/// What a claim is held against.
struct ClaimGround {
    OctetRange left;                       ///< what may have left
    std::uint64_t unbounded = 0;           ///< sessions without a ceiling
    std::vector<std::string> uncovered;    ///< routes that no recorder covers: names
    std::vector<std::string> holes;        ///< times without records of a covered route: sentences
    std::uint64_t items = 0, octets = 0;   ///< of the mailboxes in reach, as their stores hold them; 0 items = no store
};

/// Refuted only where every route is covered, every session bounded and the claim too large even compressed as far as
/// assumed. Error(Usage) on a claim of nothing or of more octets than numbers reach.
ClaimAnswer checkClaim(const Claim& claim, const ClaimGround& ground);

}  // namespace sillage
