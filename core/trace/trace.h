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
    virtual void session(Session&& s) = 0;
    virtual void suspect(Session&& s) = 0;  ///< a session worth a look, reasons in words, strongest first
    virtual void coverage(Coverage&& c) = 0;
    /// For each event in order of id, from 1: its session's public id as a number, 0 = none.
    virtual void eventSession(std::uint64_t) {}
};

/// Results in memory: for tests.
struct TraceResult final : TraceSink {
    std::vector<Session> sessions, suspects;
    std::vector<Touch> touches;      ///< with rows without actor for undetermined, no-record, ruled-out
    std::vector<Coverage> cells;
    void touch(Touch&& t) override { touches.push_back(std::move(t)); }
    void session(Session&& s) override { sessions.push_back(std::move(s)); }
    void suspect(Session&& s) override { suspects.push_back(std::move(s)); }
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
