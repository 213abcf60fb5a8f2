// What a store no longer shows but still holds: nodes in pages the trees do not reach, and loose blocks. Bounded in time
// (the file is streamed once) and memory.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mail/pst/messaging/store.h"

namespace sillage::pst {

struct Recovered {
    NodeEntry node;                ///< id 0 where no page names it
    std::string locator;           ///< how to find it again (access.h)
    std::string how;               ///< one sentence with its offset
    bool older = false;            ///< the node is live, with other data
};

/// Each item once, in order of where it was found, until found returns false. Live items are never among them. While
/// found runs, and after it, the store also knows the loose blocks.
void recover(Store& store, const std::function<bool(Recovered&&)>& found);

/// What a locator's first piece names: "page:OFFSET" (rest begins "nid:HEX") or "block:OFFSET" (rest may begin
/// "sub:OFFSET"); what belongs to it is cut off rest.
std::optional<NodeEntry> findRecovered(Store& store, std::string_view first, std::string_view& rest);

}  // namespace sillage::pst
