// Sessions and addresses worth a look, with the signals that say so in words. Nothing is attributed by it.
#pragma once

#include "trace/attribution.h"

namespace sillage::tracing {

/// Strongest first: one row a session that carries a signal.
void findSuspects(const Input& input, const Sessions& sessions, const std::function<void(Session&&)>& row);

}  // namespace sillage::tracing
