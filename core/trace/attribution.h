// Which sessions are whose (evidence model §1 attribution axis, T20, T25, T29). Nothing is attributed that no
// indicator of the examiner reaches; every attribution carries its reason in words.
#pragma once

#include "trace/folder_state.h"
#include "trace/sessions.h"

namespace sillage::tracing {

/// Sets actor, attribution, status and reasons of every session's row.
void attributeSessions(const Input& input, Sessions& sessions);

/// True when the indicator's conditions (all of them) hold for the session.
bool matches(const Input& input, const Indicator& indicator, const Visit& visit);

/// Status words.
inline constexpr const char* kAttributed = "attributed";
inline constexpr const char* kHolder = "holder";
inline constexpr const char* kHabitual = "habitual";
inline constexpr const char* kUndecided = "undecided";
inline constexpr const char* kRefused = "refused";

/// Addresses from which logins of at least two accounts failed: the credential family of signals.
struct Spray {
    std::size_t failures = 0;
    std::vector<Sym> accounts;
    std::int64_t first = 0, last = 0;
};
std::unordered_map<Sym, Spray> sprays(const Input& input);

}  // namespace sillage::tracing
