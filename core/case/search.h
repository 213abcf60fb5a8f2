// What `search` finds: messages by full text, best first, then the lines of logs by their octets as they lie, then
// events whose decoded values hold the words where the line itself does not (an encoded folder name, an accent).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "case/case.h"
#include "store/table.h"

namespace sillage {

struct SearchOptions {
    std::size_t limit = 1000;   ///< hits; lines get at least half of it when there are so many
    bool everywhere = false;    ///< the octets of mailboxes and of files nothing reads, too
};

struct SearchResult {
    std::vector<SearchHit> hits;
    bool more = false;          ///< there was more than limit
    bool cancelled = false;
    std::uint64_t held = 0;     ///< places found in held messages: not shown
    /// Files whose octets could not be searched: path, and why.
    std::vector<std::pair<std::string, std::string>> unread;
};

/// text: words, "phrases", AND, OR, NOT, and the fields of messages and events; with fields only tables are asked, since
/// a line has none. In lines ASCII letters match in either case and everything else exactly.
SearchResult search(Case& c, const std::string& text, const SearchOptions& options, Progress& progress);

}  // namespace sillage
