// T16: a recorder whose zone is a guess has an offset nobody knows. It is known when stamps or the tree say the zone,
// when a person declared it, or when records that a known recorder wrote too bear the same times.
#include <cstdlib>

#include "trace/coverage_recorders.h"
#include "trace/clock_offset.h"
#include "trace/recorder_facts.h"
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

using SetName = std::pair<std::string, std::string>;  ///< root, name of the rotated set

SetName recorderOf(const Source& s) { return {s.root, rotationName(s.path, s.format).set}; }

bool assumed(const Input& input, const Source& s) {
    const auto time = input.recorderFacts->times.find(s.id);
    if (s.kind != SourceKind::Log || time == input.recorderFacts->times.end() || !time->second.zoneAssumed || s.clockOffsetMicros) return false;
    const auto& acts = input.recorderFacts->clocks;
    return std::none_of(acts.begin(), acts.end(), [&](const ClockAct& a) { return a.root == s.root && a.path == s.path; });
}

}  // namespace

std::set<std::uint32_t> unknownClocks(const Input& input) {
    std::set<std::uint32_t> unknown;
    if (!input.recorderFacts) return unknown;
    std::set<SetName> guessed;
    for (const Source& s : input.sources)
        if (assumed(input, s)) guessed.insert(recorderOf(s));
    for (const Source& s : input.sources) {
        const SetName own = recorderOf(s);
        if (!guessed.count(own) || !assumed(input, s)) continue;
        const auto& proposals = input.recorderFacts->proposals;
        const bool seen = std::any_of(proposals.begin(), proposals.end(), [&](const ClockProposal& p) {
            return SetName{p.root, p.recorder} == own && !guessed.count({p.referenceRoot, p.reference}) && std::llabs(p.applied) <= kClockTolerance;
        });
        if (!seen) unknown.insert(static_cast<std::uint32_t>(s.id));
    }
    return unknown;
}

bool capByClock(const Input& input, const std::set<std::uint32_t>& unknown, Candidate& t) {
    if (t.identity <= Axis::Probable) return false;
    const bool rests = std::any_of(t.events.begin(), t.events.end(),
                                   [&](std::uint32_t e) { return unknown.count(input.events[e].source) != 0; });
    if (!rests) return false;
    t.identity = Axis::Probable;
    t.against.push_back(phrase("T16@1: the offset of the clock of a recorder it rests on is not known: state its zone, or declare its offset"));
    return true;
}

}  // namespace sillage::tracing
