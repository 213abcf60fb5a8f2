// Formats the registry itself knows: containers, and files that are recognised so that the investigator is told
// what they are and why they are not read.
#pragma once

#include <span>

#include "evidence/reader.h"

namespace sillage {

std::span<const Format* const> containerFormats();
std::span<const Format* const> unreadFormats();

}  // namespace sillage
