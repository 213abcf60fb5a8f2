// The rows of `exposure` and the ground a claim stands on, from what was measured (volume.h), touches and coverage.
#pragma once

#include "trace/claim.h"
#include "trace/volume.h"

namespace sillage::tracing {

/// Rows in order of output.
std::vector<ExposureRow> exposureRows(CaseStore& store, const Volume& volume, bool undecidedSessions);
/// What a claim about everything the actors may have taken is held against.
ClaimGround groundOf(CaseStore& store, const Volume& volume, const std::vector<ExposureRow>& rows);

}  // namespace sillage::tracing
