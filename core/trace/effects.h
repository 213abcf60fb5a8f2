// What an intruder left behind and did beside reaching items (T11, T17, T19): rules, forwarding, scripts, rights, grants,
// credentials, devices and sessions without an end, whoever made them; messages sent, sent on, deleted, moved and words
// searched for by attributed sessions. Read from the case's events and facts once sessions are known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "record/effect.h"
#include "store/case_store.h"

namespace sillage {

/// Computes them anew and replaces what the case has. Same case, same rows, whatever the order of import.
void recomputeEffects(CaseStore& store, Progress& progress);

namespace tracing {

/// Domains of the organisation, lower case: of its mailboxes and of its servers' configuration.
class Organisation {
public:
    Organisation() = default;
    explicit Organisation(CaseStore& store);
    explicit Organisation(std::vector<std::string> domains) : domains_(std::move(domains)) {}
    /// "internal", "external" or "unknown"; account: who sends, whose own domain is the organisation's too.
    [[nodiscard]] std::string direction(std::string_view target, std::string_view account) const;

private:
    std::vector<std::string> domains_;
};

/// What one record says beside reaching items; nullopt when it is none of it. Fills kind, what, name, target, direction,
/// whose and when; not the session. key names what a later record would change or take back; gone: this one takes it back.
struct Reading {
    Effect effect;
    std::string key;
    bool gone = false;
};
std::optional<Reading> readEffect(const StoredEvent& event, const Organisation& organisation);
/// A rule, right, grant or the like: it works on after its session.
bool standing(const Effect& effect);

}  // namespace tracing
}  // namespace sillage
