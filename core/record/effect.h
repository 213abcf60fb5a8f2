// What was left behind and what was done in a case beside reaching items (trace page, T17 and T19). Derived.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/touch.h"

namespace sillage {

/// One row of `effects`: one act, or several records of the same one.
struct Effect {
    std::string id;            ///< "F-" + content id
    std::string kind;          ///< "rule", "forwarding", "script", "permission", "grant", "credential", "device", "session",
                               ///< "sent", "forwarded", "deleted", "moved", "search"
    std::string action, outcome;
    std::string account, mailbox, actor;
    Axis attribution = Axis::None;
    std::string session, clientIp;
    std::int64_t time = 0;     ///< microseconds UTC; 0 = undated
    std::int64_t until = 0;    ///< taken back, or last seen at work; 0 = neither
    std::string what;          ///< a sentence
    std::string name;          ///< of the rule, script, application or device; the words of a search
    std::string target;        ///< address, delegate, folder
    std::string direction;     ///< "external", "internal", "unknown"; "" = it sends nothing
    std::string messageId, subject, folder;
    std::string inForce;       ///< "yes", "no", "unknown"; "" = not a standing thing
    std::string basis;         ///< why: a sentence
    std::uint64_t events = 1;
    std::vector<Citation> evidence;
};

/// Kinds that go on working after the session that made them.
inline bool isStanding(const Effect& e) { return !e.inForce.empty(); }

}  // namespace sillage
