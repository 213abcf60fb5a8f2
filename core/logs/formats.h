// The log, configuration and state formats this folder reads, for the registry.
#pragma once

#include <span>

#include "evidence/reader.h"

namespace sillage {

/// In registry order.
std::span<const Format* const> logFormats();

}  // namespace sillage
