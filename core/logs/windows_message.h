// The sentence Windows writes for people under an event ("An account was successfully logged on. … Account Name: x"),
// read back into the names of the event's data, for the exports that keep nothing else. English and French.
#pragma once

#include "logs/windows_record.h"

namespace sillage {

/// Adds what record.message says to data under Windows' own names; what is already there stays.
void readWindowsMessage(WindowsRecord& record);

}  // namespace sillage
