// What changed in the answer: the last recomputation against the one before, or against an earlier state that was named
// (trace page, 2: "a change of rules or evidence prints a per-item diff; old grades are kept").
#pragma once

#include <string>
#include <vector>

#include "case/case.h"
#include "record/change.h"

namespace sillage {

struct AnswerDiff {
    std::int64_t from = 0, to = 0;       ///< numbers of recomputations; from's result against to's
    std::vector<std::string> cause;      ///< sentences: what differs in evidence, indicators, settings and rules
    std::vector<GradeChange> changes;    ///< one a touch, in order of output; what came back to what it was is left out
    std::vector<GradeCount> counts;      ///< rows without an actor, as numbers
    std::uint64_t unlisted = 0;          ///< changes that were too many to be kept one by one
};
/// since: "" = the recomputation before the last; else a number or a name. Error(Usage): none of it is kept.
AnswerDiff answerDiff(Case& c, const std::string& since);
/// Names the present state, to compare with later. Logged in custody. Error(Usage) for an empty name or a number.
void nameAnswer(Case& c, const std::string& name);
/// "3 added, 1 lowered": the numbers above 0; "nothing changed".
std::string changeSummary(const std::array<std::uint64_t, 6>& counts);

}  // namespace sillage
