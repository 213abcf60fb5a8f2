// How events of actors lie in a column: three varints each, the id as the difference to the one before.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/trace_writer.h"

namespace sillage {

std::string encodeActorEvents(std::span<const ActorEvent> events);
/// Adds them; of a damaged piece those up to the damage.
void decodeActorEvents(std::string_view octets, std::vector<ActorEvent>& events);

}  // namespace sillage
