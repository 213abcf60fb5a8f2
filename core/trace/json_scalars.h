// The scalars of a JSON text in their order, each under the member name last seen: for the parameters, targets and
// actions that records of administration carry as JSON. No tree, no recursion; damage ends the reading.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace sillage::tracing {

/// Strings unescaped, other scalars as written. Stops when scalar returns false.
void eachJsonScalar(std::string_view json, const std::function<bool(const std::string& name, const std::string& value)>& scalar);
/// The first of a name (any case); "" when there is none.
std::string jsonScalar(std::string_view json, std::string_view name);

}  // namespace sillage::tracing
