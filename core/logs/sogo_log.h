// Lines of sogod, in sogo.log or behind a syslog envelope; what they become stands at the head of sogo_log.cpp.
#pragma once

#include <string_view>

#include "logs/line_log.h"

namespace sillage {

/// message begins behind `sogod [pid]: `. Fills everything but place and time.
LineVerdict parseSogoMessage(std::string_view message, Event& e);

}  // namespace sillage
