// A block is loose when the block tree does not have it, or has it elsewhere. Where the trees do not hold, it is loose
// when no node is made of it.
#include "mail/pst/recovery/wreck.h"

#include <algorithm>

#include "mail/pst/ndb/data_tree.h"
#include "mail/pst/ndb/file_scan.h"

namespace sillage::pst {
namespace {

constexpr std::size_t kMostNodes = 1u << 20;
constexpr std::size_t kMostBlocks = 2u << 20;
constexpr std::size_t kMostUsed = 4u << 20;

bool isItem(NodeId id) { return typeOf(id) == NodeType::Message || typeOf(id) == NodeType::Associated; }

/// XBLOCK and XXBLOCK themselves, then what they lead to.
void addTree(Database& db, BlockId id, std::unordered_set<BlockId>& out) {
    if (id == 0 || !out.insert(plainId(id)).second || !isInternal(id)) return;
    const auto octets = db.read(id);
    if (octets && octets->size() > 1 && (*octets)[0] == 1 && (*octets)[1] == 2)
        for (std::size_t at = 8; at + db.layout().word <= octets->size(); at += db.layout().word)
            out.insert(plainId(db.layout().wordAt(octets->data() + at)));
    for (const BlockId leaf : openData(db, id).leaves) out.insert(plainId(leaf));
}

}  // namespace

void blocksOf(Database& db, const NodeEntry& node, std::unordered_set<BlockId>& out, std::size_t most) {
    std::vector<NodeEntry> pending = {node};
    while (!pending.empty() && out.size() < most) {
        const NodeEntry at = pending.back();
        pending.pop_back();
        addTree(db, at.data, out);
        if (at.sub == 0 || !out.insert(plainId(at.sub)).second) continue;
        const auto list = db.read(at.sub);
        if (list && list->size() > 1 && (*list)[0] == 2 && (*list)[1] == 1) {
            const std::size_t w = db.layout().word;
            for (std::size_t i = db.layout().ansi() ? 4 : 8; i + 2 * w <= list->size(); i += 2 * w)
                out.insert(plainId(db.layout().wordAt(list->data() + i + w)));
        }
        for (const NodeEntry& sub : readSubNodes(db, at.sub)) pending.push_back(sub);
    }
}

void Wreck::collectLive(Database& db) {
    db.eachNode(0, std::uint64_t{1} << 32, [&](const NodeEntry& node) {
        if (isItem(node.id)) liveData_.push_back(plainId(node.data));
        return true;
    });
    std::sort(liveData_.begin(), liveData_.end());
}

void Wreck::collectUse(Database& db) {
    db.eachNode(0, std::uint64_t{1} << 32, [&](const NodeEntry& node) {
        blocksOf(db, node, used_, kMostUsed);
        return used_.size() < kMostUsed;
    });
}

Wreck::Wreck(Database& db) {
    collectLive(db);
    if (db.salvaged()) collectUse(db);
    const std::vector<std::uint64_t> live = db.livePages();
    scanFile(
        db.source(), db.layout(),
        [&](const FoundPage& found) {
            if (found.type != PageType::Nodes || std::binary_search(live.begin(), live.end(), found.offset)) return true;
            std::string why;
            const auto p = TreePage::read(db.layout(), std::string(found.octets), found.offset, found.type, -1, &why);
            for (std::size_t i = 0; p && p->level() == 0 && i < p->size() && nodes_.size() < kMostNodes; ++i) {
                const NodeEntry entry = p->node(i);
                if (isItem(entry.id)) nodes_.push_back({entry, found.offset});
                if (typeOf(entry.id) == NodeType::Folder && folders_.size() < kMostNodes) folders_[entry.id] = entry;
            }
            return true;
        },
        [&](const FoundBlock& found) {
            if (blocks_.size() >= kMostBlocks) return true;
            const auto known = db.salvaged() ? std::nullopt : db.block(found.entry.id);
            const bool loose = db.salvaged() ? !used_.contains(found.entry.id)
                                             : !known || known->offset != found.entry.offset;
            if (loose && found.intact()) blocks_.push_back(found.entry);
            return true;
        });
    // Of several copies the last one in the file speaks.
    std::stable_sort(blocks_.begin(), blocks_.end(), [](const BlockEntry& a, const BlockEntry& b) { return a.id < b.id; });
    std::vector<BlockEntry> once;
    for (const BlockEntry& b : blocks_) {
        if (!once.empty() && once.back().id == b.id) once.back() = b;
        else once.push_back(b);
    }
    if (blocks_.size() >= kMostBlocks || nodes_.size() >= kMostNodes)
        db.problem({0, 0, "recovery", "more was deleted than can be held at once; what lies further back in the file was "
                                      "not looked at"});
    blocks_ = std::move(once);
}

std::optional<BlockEntry> Wreck::block(BlockId id) const {
    const auto it = std::lower_bound(blocks_.begin(), blocks_.end(), id,
                                     [](const BlockEntry& b, BlockId k) { return b.id < k; });
    return it != blocks_.end() && it->id == id ? std::optional(*it) : std::nullopt;
}

std::optional<NodeEntry> Wreck::folder(NodeId id) const {
    const auto found = folders_.find(id);
    return found != folders_.end() ? std::optional(found->second) : std::nullopt;
}

bool Wreck::liveData(BlockId data) const {
    return std::binary_search(liveData_.begin(), liveData_.end(), plainId(data));
}

}  // namespace sillage::pst
