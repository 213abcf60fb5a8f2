// Which sessions are whose (evidence model §1 attribution axis, T20, T25, T29). Nothing is attributed that no
// indicator of the examiner reaches; every attribution carries its reason in words.
#pragma once

#include "trace/sessions.h"

namespace sillage::tracing {

/// Sets actor, attribution, status and reasons of every session.
void attributeSessions(Input& input, Sessions& sessions);

/// True when the indicator's conditions (all of them) hold for the session.
bool matches(const Input& input, const Indicator& indicator, const Visit& visit);
/// T06: an address of Microsoft's own servers, or the server's own: who was there is not the user.
bool isService(const Input& input, Sym ip);
/// The indicator in words.
std::string describe(const Indicator& indicator);

}  // namespace sillage::tracing
