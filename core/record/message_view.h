// A message decoded for the reading pane: made by a worker, shown by the window. Everything is valid UTF-8;
// html has been through the sanitiser (no remote reference, no script, no style that loads, bounded depth).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "record/message.h"

namespace sillage {

/// One stored property of a MAPI item ([MS-OXCDATA] 2.11), readable.
struct PropertyView {
    std::string tag;           ///< "0x0037001F", or of a named one its set and name: "{00062008-…}/0x8520"
    std::string name;          ///< canonical name ([MS-OXPROPS]) "PidTagSubject"; "" = not a known one
    std::string type;          ///< "PtypString"
    std::string value;         ///< text, ISO 8601, numbers; binary in hex, cut at 4 KB with its length said
};

struct MessageView {
    std::vector<std::pair<std::string, std::string>> headers;  ///< in order, decoded; name as written
    std::string text;          ///< plain body (from text/plain, else from HTML), at most 200 KB shown
    std::string html;          ///< sanitised HTML body; "" = none
    bool truncated = false;    ///< text or html was cut to what can be shown
    std::vector<Part> parts;
    std::vector<std::string> defects;
    std::vector<PropertyView> properties;  ///< of a rebuilt item, recipients and attachments excluded
    bool rebuilt = false;      ///< headers and bodies were made from properties
    int blockedRemote = 0;     ///< remote references removed from html
};

}  // namespace sillage
