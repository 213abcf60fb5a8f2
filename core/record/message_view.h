// A message decoded for the reading pane: made by a worker, shown by the window. Everything is valid UTF-8;
// html has been through the sanitiser (no remote reference, no script, no style that loads, bounded depth).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "record/message.h"

namespace sillage {

struct MessageView {
    std::vector<std::pair<std::string, std::string>> headers;  ///< in order, decoded; name as written
    std::string text;          ///< plain body (from text/plain, else from HTML), at most 200 KB shown
    std::string html;          ///< sanitised HTML body; "" = none
    bool truncated = false;    ///< text or html was cut to what can be shown
    std::vector<Part> parts;
    std::vector<std::string> defects;
    int blockedRemote = 0;     ///< remote references removed from html
};

}  // namespace sillage
