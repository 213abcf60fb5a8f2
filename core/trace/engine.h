// The whole trace over an Input: pure, no case needed. computeTrace is this over loadCase.
#pragma once

#include "trace/model.h"
#include "trace/trace.h"

namespace sillage::tracing {

TraceResult traceInput(Input& input);

}  // namespace sillage::tracing
