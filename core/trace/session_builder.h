// Which session each event of a server belongs to, by several threads: an event's key (sessions.cpp) says which of some tables it
// is looked up in, and the sessions of all tables are put in order of their first events.
#pragma once

#include "trace/sessions.h"

namespace sillage::tracing {

/// Fills sessions.visits and sessions.queues, and sets Ev::session_.
void placeEvents(Input& input, Sessions& sessions);

}  // namespace sillage::tracing
