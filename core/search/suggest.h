// What to offer when a query names a field that is not there. Internal to search.
#pragma once

#include <string>
#include <string_view>

#include "search/query.h"

namespace sillage {

/// The field or alias of a view that a mistyped prefix most likely meant, or "".
std::string nearestField(View view, std::string_view prefix);

}  // namespace sillage
