// The hold list as people use it (trace page, 6): whose messages are not examined, and what a named authority opens all
// the same. Every act is written to custody before it is done.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "case/case.h"

namespace sillage {

struct HoldReceipt {
    std::int64_t id = 0;
    std::uint64_t held = 0;  ///< placements newly held back; their text and parts are gone from the index
};
/// kind: "account", "domain" or "address". Recomputes. Error(Usage) for a value that cannot be one, or no reason.
HoldReceipt addHold(Case& c, const std::string& kind, const std::string& value, const std::string& reason, Progress& progress);
std::vector<Hold> holds(Case& c);

struct HoldRemoval {
    bool known = false;
    /// Sources with messages still held (path, how many): taken out and read again, what no entry names any more is
    /// examined.
    std::vector<std::pair<std::string, std::uint64_t>> sources;
};
HoldRemoval removeHold(Case& c, std::int64_t id, const std::string& reason);

/// item: a message by its public id, by its SHA-256 (every copy), or the touch of one. How many placements were opened.
/// Error(Usage): nothing has that id, it is not held, authority or reason are missing.
std::uint64_t openHeld(Case& c, const std::string& item, const std::string& authority, const std::string& reason);
std::vector<HoldOpening> holdOpenings(Case& c);

/// Throws Error naming why a placement is held and which command opens it; returns when it is open to everyone.
void requireOpen(CaseStore& store, const Placement& placement);
/// Holds back what the list names now that mailboxes have names. How many placements were newly held.
std::uint64_t applyHolds(CaseStore& store);
/// What import asks before anything is indexed; empty when nothing is on the list.
HoldPredicate holdPredicate(CaseStore& store, const std::string& statedMailbox);

}  // namespace sillage
