// The formats of the smaller mailbox stores, each in a file or folder of its own.
#pragma once

#include "evidence/reader.h"

namespace sillage {

extern const Format kDbxFormat;
extern const Format kDbxOtherFormat;
extern const Format kOlmFormat;
extern const Format kTnefFormat;
extern const Format kEmlxFormat;
extern const Format kEmlxBesideFormat;  // attachments that lie beside

}  // namespace sillage
