// A table that cannot be read makes no orphans: its items count as live.
#include "mail/pst/messaging/live_items.h"

#include <algorithm>

namespace sillage::pst {
namespace {

constexpr std::size_t kMostHeld = 4u << 20;

}  // namespace

const LiveItems::Listing& LiveItems::listing(NodeId table) {
    const auto known = listings_.find(table);
    if (known != listings_.end()) return known->second;
    if (held_ > kMostHeld) {
        listings_.clear();
        held_ = 0;
    }
    Listing out;
    if (const auto node = store_.db().node(table)) {
        out.known = eachRowId(store_.db(), node->data, static_cast<std::uint32_t>(begin_), [&](std::uint32_t id) {
            if (id < end_) out.ids.push_back(id);
            return id < end_ && out.ids.size() <= kMostHeld;
        });
        out.known = out.known && out.ids.size() <= kMostHeld;
        std::sort(out.ids.begin(), out.ids.end());
    }
    held_ += out.ids.size();
    return listings_[table] = std::move(out);
}

Standing LiveItems::of(const NodeEntry& node) {
    const Folder& folder = store_.folder(node.parent);
    if (!folder.exists) return Standing::NoFolder;
    if (!folder.listed) return Standing::FolderNotListed;
    const NodeType type = typeOf(node.id) == NodeType::Associated ? NodeType::AssociatedTable : NodeType::ContentsTable;
    const Listing& in = listing(withType(node.parent, type));
    const bool listed = !in.known || std::binary_search(in.ids.begin(), in.ids.end(), node.id);
    return listed ? Standing::Live : Standing::NotListed;
}

}  // namespace sillage::pst
