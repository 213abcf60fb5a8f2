// What an answer is computed from, in lines that two recomputations can be compared by: the sources, the indicators, the
// settings and aliases that the trace reads, and the rules with their versions.
#pragma once

#include <string>
#include <vector>

#include "store/case_store.h"

namespace sillage {

/// Lines of kind, key and value with U+001F between, sorted.
std::vector<std::string> traceBasis(CaseStore& store);

}  // namespace sillage
