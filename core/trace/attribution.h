// Which sessions are whose (evidence model §1 attribution axis, T20, T25, T29). Nothing is attributed that no
// indicator of the examiner reaches; every attribution carries its reason in words.
#pragma once

#include "trace/groundwork.h"

namespace sillage::tracing {

/// Whose sessions are by these indicators: pure but for the names of actors, which become texts of input.
Attribution attribute(Input& input, const Sessions& sessions, const Groundwork& ground, const std::vector<Indicator>& indicators, bool assumeHabit);
/// The assumption of T20 is in force (setting habitual-assumption).
bool assumesHabit(const Input& input);
/// Makes it the sessions' own: actor, attribution and reasons of those that have a reason.
void apply(Attribution&& attribution, Sessions& sessions);
/// The same for a session: actor, axis, and every word of it.
bool sameWords(const Input& input, const Sessions& sessions, const Attribution& a, const Attribution& b, std::uint32_t visit);

/// Sessions from which that session's attribution follows (its web session, that of its token), nearest first.
std::vector<std::uint32_t> restsOn(const Attribution& a, std::uint32_t visit);
/// T06: an address of Microsoft's own servers, or the server's own: who was there is not the user.
bool isService(const Input& input, Sym ip);
/// The indicator in words.
std::string describe(const Indicator& indicator);
/// Which row of the database puts the session's address into the indicator's autonomous system.
std::string describeSystem(const Input& input, const Indicator& indicator, const Visit& visit);

}  // namespace sillage::tracing
