// Outlook's stores, PST and OST ([MS-PST]): the format for the registry.
#pragma once

#include "evidence/reader.h"

namespace sillage {

extern const Format kPstFormat;

}  // namespace sillage
