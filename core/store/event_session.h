// Public ids of sessions as numbers, and which session an event belongs to.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "record/session_words.h"

namespace sillage {

/// Six octets of a session's public id as a number; 0 = none.
using SessionNumber = std::uint64_t;
/// nullopt when the text is no "S-" and twelve hexadecimal digits.
std::optional<SessionNumber> sessionNumber(std::string_view publicId);

/// Sessions of events, as the trace found them; kept no longer than the results it was made of.
struct EventSessions {
    std::function<std::uint32_t(std::int64_t event)> rowOf;            ///< by event id; 0 = none
    std::function<SessionNumber(std::uint32_t row)> idOf;              ///< of what rowOf gave
    std::function<std::vector<std::uint32_t>(SessionNumber)> rowsWith; ///< what rowOf gives for an id, ascending
};

}  // namespace sillage
