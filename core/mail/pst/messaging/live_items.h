// Which message nodes of a store are live: those whose folder stands, is listed by the folder above, and
// lists them in its contents table ([MS-PST] 2.4.4.5). Others are orphans: still in the node tree, shown by no folder.
#pragma once

#include <unordered_map>
#include <vector>

#include "mail/pst/messaging/store.h"

namespace sillage::pst {

enum class Standing : std::uint8_t { Live, NoFolder, FolderNotListed, NotListed };

class LiveItems {
public:
    /// Contents tables are read for nodes of [begin, end) only.
    LiveItems(Store& store, std::uint64_t begin, std::uint64_t end) : store_(store), begin_(begin), end_(end) {}
    Standing of(const NodeEntry& node);

private:
    struct Listing {
        std::vector<NodeId> ids;   ///< sorted
        bool known = false;        ///< the table could be read whole
    };
    const Listing& listing(NodeId table);

    Store& store_;
    std::uint64_t begin_, end_;
    std::unordered_map<NodeId, Listing> listings_;
    std::size_t held_ = 0;
};

}  // namespace sillage::pst
