// The times of definitions: by the name of a known form, or by a template in the manner of strptime.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace sillage {

/// What is wrong with a format's name or template; "" = nothing.
std::string stampFormatMistake(std::string_view format);

/// Names: iso, syslog, clf, roundcube, rfc5322, us, tai64n, epoch, epoch-ms, epoch-us, epoch-ns (epochs: UTC, digits,
/// "epoch" with an optional fraction). A template holds
///   %Y %y year, %m month, %b its English name, %d day (%e with a space), %H %I %M %S, %p AM or PM, %f fraction,
///   %a weekday, %z +0100 or Z, %Z a name (UTC and GMT are understood, of others the zone is not stated), %% and
/// other characters as they are; a space stands for any number of spaces. Without %Y or %y the stamp has no year.
/// nullopt when the text is not such a time.
std::optional<Stamp> stampOf(std::string_view format, std::string_view text);

}  // namespace sillage
