// From events and placements to the answer: sessions, attribution, touches with their three axes, coverage.
// Follows the evidence model page; every rule is a pure function in a file of its own (rules/t14_webmail_item.cpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.h"
#include "record/touch.h"
#include "store/case_store.h"

namespace sillage {

/// Results in memory: for tests.
struct TraceResult {
    std::vector<Session> sessions, suspects;
    std::vector<Touch> touches;      ///< with rows without actor for undetermined, no-record, ruled-out
    std::vector<Coverage> cells;
    void allSessions(const SessionSource& source) {
        for (std::uint32_t row = 0; row < source.listed(); ++row) sessions.push_back(sessionOf(source, row));
        for (std::uint32_t s = 0; s < source.suspects().size(); ++s) suspects.push_back(suspectOf(source, s));
    }
};

/// Reads the case, computes everything anew, replaces what the case has. Same case, same result, whatever the order of
/// import. Memory grows with the largest mailbox a session of the actor reached, not with the number of records.
/// False, and nothing is changed: it was interrupted.
bool recomputeTrace(CaseStore& store, Progress& progress);
/// After an act that changes no log, no configuration and no time (indicators; the settings of kActSettings; mailboxes that come
/// in, go or are named otherwise): what it can affect is computed anew, from what the last whole computation left beside the
/// case. The result is that of recomputeTrace. False, and nothing is changed, where that was not left or is not of these logs
/// any more.
bool changeTrace(CaseStore& store, Progress& progress);
inline constexpr const char* kActSettings[] = {"routes-not-applicable", "habitual-assumption", "outside-assumption", "window", "recorders-remote"};

/// Turns stamps into instants for every source: zone, year, clock offset (model page, Time).
void resolveTimes(CaseStore& store, Progress& progress);
/// Names mailboxes by account (model page, Names).
void resolveMailboxes(CaseStore& store);
/// Its messages were read into a mailbox of which a part is stated to be another's: it has to be read again to stand apart.
bool liesWithOthers(CaseStore& store, const Source& source);

/// The paragraph of a rule, as proofs print it. id "T14".
struct RuleText {
    const char* id;
    int version;
    const char* title;
    const char* text;
};
const std::vector<RuleText>& ruleTexts();

}  // namespace sillage
