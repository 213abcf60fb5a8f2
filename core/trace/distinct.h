// The texts that events bear in some of their places.
#pragma once

#include <initializer_list>

#include "trace/model.h"

namespace sillage::tracing {

/// Each once, in the order of the first event that bears it; by several threads.
std::vector<Sym> distinctTexts(const Input& input, std::initializer_list<Sym Ev::*> places);

}  // namespace sillage::tracing
