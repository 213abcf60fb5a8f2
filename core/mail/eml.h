// Shared by the formats that hold one message a file.
#pragma once

#include <string>
#include <string_view>

#include "evidence/reader.h"

namespace sillage {

/// How a text looks as RFC 5322 header: known field names (distinct), fields in all, whether junk stood
/// before.
struct HeaderLook {
    int known = 0;  ///< distinct names of a message's own fields (From, Received, Message-ID …)
    int fields = 0;
    int strong = 0;  ///< of known, those that only mail has
    bool fromLine = false, junk = false, ended = false, broken = false;
};
HeaderLook lookAtHeader(std::string_view text);
/// Two independent hits: a message header and nothing else.
bool looksLikeMessage(const HeaderLook& look);

extern const Format kEmlFormat;
extern const Format kMboxFormat;
extern const Format kMaildirFormat;
extern const Format kUidlistFormat;
extern const Format kStoreMetadataFormat;

}  // namespace sillage
