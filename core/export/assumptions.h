// What a case takes for granted (evidence model T20, T31): printed on the first page of the window, of the command line and of
// the report, each with the setting that withdraws it.
#pragma once

#include <string>
#include <vector>

#include "store/case_store.h"

namespace sillage {

struct Assumption {
    std::string text;    ///< a sentence (base/phrase.h)
    std::string query;   ///< of the sessions that rest on it; "" = none
};
/// Those that bear on the answer now; none while nobody is accused.
std::vector<Assumption> assumptionsOf(CaseStore& store);

}  // namespace sillage
