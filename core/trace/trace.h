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

/// Takes the results as they are found. Touches come in order of mailbox, folder, uid, key and part.
class TraceSink {
public:
    virtual ~TraceSink() = default;
    virtual void touch(Touch&& t) = 0;
    /// All of them, with those worth a look. The source is good for the call only.
    virtual void allSessions(const SessionSource& source) = 0;
    virtual void coverage(Coverage&& c) = 0;
};

/// Results in memory: for tests.
struct TraceResult final : TraceSink {
    std::vector<Session> sessions, suspects;
    std::vector<Touch> touches;      ///< with rows without actor for undetermined, no-record, ruled-out
    std::vector<Coverage> cells;
    void touch(Touch&& t) override { touches.push_back(std::move(t)); }
    void allSessions(const SessionSource& source) override {
        for (std::uint32_t row = 0; row < source.listed(); ++row) sessions.push_back(sessionOf(source, row));
        for (std::uint32_t s = 0; s < source.suspects().size(); ++s) suspects.push_back(suspectOf(source, s));
    }
    void coverage(Coverage&& c) override { cells.push_back(std::move(c)); }
};

/// Reads the case, computes everything anew, replaces what the case has. Same case, same result, whatever the order of
/// import. Memory grows with the largest mailbox a session of the actor reached, not with the number of records.
void recomputeTrace(CaseStore& store, Progress& progress);

/// Turns stamps into instants for every source: zone, year, clock offset (model page, Time).
void resolveTimes(CaseStore& store, Progress& progress);
/// Names mailboxes by account (model page, Names).
void resolveMailboxes(CaseStore& store);

/// The paragraph of a rule, as proofs print it. id "T14".
struct RuleText {
    const char* id;
    int version;
    const char* title;
    const char* text;
};
const std::vector<RuleText>& ruleTexts();

}  // namespace sillage
