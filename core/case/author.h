// When an act was done, and that a reason is given: what every authored act states. Who: loginName (store/case_lock.h).
#pragma once

#include <cstdint>
#include <string>

namespace sillage {

/// Microseconds UTC.
std::int64_t now();
/// Throws Error (usage) where it is blank.
void requireReason(const std::string& reason);

}  // namespace sillage
