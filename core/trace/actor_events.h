// What actors did, event by event: told to the case so that nobody looks through every record for it again.
#pragma once

#include "store/case_store.h"
#include "trace/groundwork.h"

namespace sillage::tracing {

/// Events of listed sessions that somebody is said to have held, in the natural order of events (store/table.h).
std::vector<ActorEvent> actorEvents(const Input& input, const Sessions& sessions, const Groundwork& ground);

}  // namespace sillage::tracing
