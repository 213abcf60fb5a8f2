// Damaged JSON of audit records made readable again: what lies before a cut is kept, so that messages named
// before the truncation of a cell are not lost.
#pragma once

#include <string>
#include <string_view>

namespace sillage {

/// text as a well-formed object, as far as it goes; note says what was wrong ("" = nothing found wrong).
/// Empty where nothing can be kept. Iterative, nesting beyond 1,000 levels is given up.
std::string repairJson(std::string_view text, std::string& note);

}  // namespace sillage
