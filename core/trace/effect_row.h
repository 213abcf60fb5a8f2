// Rows of `effects` while they are found: the steps of recomputeEffects (trace/effects.h) hand them on.
#pragma once

#include <string>
#include <vector>

#include "record/effect.h"
#include "trace/effect_case.h"
#include "trace/effects.h"

namespace sillage::tracing {

struct EffectRow {
    Effect effect;
    bool onDisk = false;     ///< a script in the exhibit says it
    bool gone = false;       ///< a later record took it back
    std::int64_t goneAt = 0; ///< microseconds UTC
};
using EffectRows = std::vector<EffectRow>;

/// Whose it is, and from where.
void own(Effect& effect, const Session& session);

/// Rules, rights, grants and acts as single records tell them, several records of one thing together; devices that
/// synchronise; messages submitted by SMTP.
EffectRows actsOnRecord(EffectCase& evidence, const Organisation& organisation, Progress& progress);

/// ManageSieve sessions, forwarding by rules seen at work or found on disk, sessions without an end: added to the acts, of
/// which those that a rule did and no actor set are taken out.
void addStanding(EffectCase& evidence, const Organisation& organisation, EffectRows& rows);

/// Whether each standing thing is still in force where the logs end, and why that is said.
void judgeStanding(EffectCase& evidence, EffectRows& rows);

}  // namespace sillage::tracing
