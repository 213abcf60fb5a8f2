// From events and placements to the answer: sessions, attribution, touches with their three axes, coverage.
// Follows the evidence model page; every rule is a pure function in a file of its own (rules/t14_webmail_item.cpp).
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "record/touch.h"
#include "store/case_store.h"

namespace sillage {

struct TraceResult {
    std::vector<Session> sessions;
    std::vector<Session> suspects;   ///< sessions worth a look, reasons in words, strongest first
    std::vector<Touch> touches;      ///< with rows without actor for undetermined, no-record, ruled-out
    std::vector<Coverage> coverage;
};

/// Reads the case, computes everything anew. Same case, same result, whatever the order of import.
TraceResult computeTrace(CaseStore& store, Progress& progress);

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
