// From stale node pages first, as they know an item's sub-nodes and folder; then from loose property contexts, to which
// the list of sub-nodes is found by its nearest block id: both are written together.
#include "mail/pst/recovery/recover.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/phrase.h"
#include "mail/pst/recovery/wreck.h"

namespace sillage::pst {
namespace {

constexpr std::size_t kMostUsed = 4u << 20;
constexpr BlockId kNear = 256;      // ids of blocks written together
constexpr std::size_t kMostNeighbours = 1u << 20;  // blocks looked at for lists of sub-nodes, all items together
constexpr std::uint16_t kMessageClass = 0x001A;

bool number(std::string_view text, int base, std::uint64_t& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
    return error == std::errc() && end == text.data() + text.size();
}

/// Whether data is the property context of a message: it names a class. Says nothing of what it finds damaged.
bool isMessage(Database& db, BlockId data) {
    auto heap = Heap::open(db, data);
    if (!heap || heap->client() != 0xBC) return false;
    const auto shape = bthShape(*heap, heap->root());
    if (!shape || shape->key != 2 || shape->data != 6) return false;
    bool found = false;
    eachRecord(*heap, heap->root(), kMessageClass, [&](std::string_view r) {
        found = loadAt<std::uint16_t>(r, 0) == kMessageClass;
        return false;
    });
    return found;
}

class Recovery {
public:
    Recovery(Store& store, const std::function<bool(Recovered&&)>& found)
        : store_(store), db_(store.db()), found_(found), wreck_(std::make_shared<Wreck>(db_)) {
        db_.setStrays([wreck = wreck_](BlockId id) { return wreck->block(id); });
        store_.setStrayFolders([wreck = wreck_](NodeId id) { return wreck->folder(id); });
    }

    void run() {
        for (const StaleNode& stale : wreck_->nodes())
            if (!fromPage(stale)) return;
        // Streams of several blocks first: the first of their blocks looks like an item of its own.
        for (const bool internal : {true, false})
            for (const BlockEntry& block : wreck_->blocks())
                if (isInternal(block.id) == internal && !fromBlock(block)) return;
    }

private:
    bool fromPage(const StaleNode& stale) {
        const NodeEntry& node = stale.entry;
        const BlockId data = plainId(node.data);
        if (data == 0 || used_.contains(data) || wreck_->liveData(data)) return true;
        const auto block = db_.block(data);
        if (!block || !isMessage(db_, data)) return true;
        const bool older = db_.node(node.id).has_value();
        Recovered out{node, "page:" + std::to_string(stale.page) + "/nid:" + hexOf(node.id), {}, older};
        const std::string what = older ? phrase("an older version of the live item nid:%1", hexOf(node.id))
                                       : phrase("deleted: node %1", hexOf(node.id));
        out.how = phrase("%1, named by a page of the node tree that is no longer in use at offset %2; its content lies at offset %3",
                         said(what), stale.page, block->offset);
        return give(std::move(out));
    }

    bool fromBlock(const BlockEntry& block) {
        if (used_.contains(block.id) || wreck_->liveData(block.id) || !isMessage(db_, block.id)) return true;
        Recovered out{{0, 0, block.id, 0}, "block:" + std::to_string(block.offset), {}, false};
        out.how = phrase("deleted: its properties lie in a block that nothing refers to, at offset %1", block.offset);
        if (const auto list = subNodesNear(block.id)) {
            out.node.sub = list->id;
            out.locator += "/sub:" + std::to_string(list->offset);
            out.how = phrase("%1; recipients and attachments are those of the list at offset %2, which was written with it",
                             said(out.how), list->offset);
        }
        return give(std::move(out));
    }

    /// The loose list of sub-nodes with the nearest id that names recipients or attachments.
    std::optional<BlockEntry> subNodesNear(BlockId data) {
        std::optional<BlockEntry> best;
        const auto distance = [&](BlockId id) { return id > data ? id - data : data - id; };
        const auto& blocks = wreck_->blocks();
        auto it = std::lower_bound(blocks.begin(), blocks.end(), data > kNear ? data - kNear : 0,
                                   [](const BlockEntry& b, BlockId k) { return b.id < k; });
        for (; it != blocks.end() && it->id <= data + kNear; ++it) {
            if (!isInternal(it->id) || used_.contains(it->id) || ++neighbours_ > kMostNeighbours) continue;
            if (best && distance(it->id) >= distance(best->id)) continue;
            const auto octets = db_.read(*it);
            if (!octets || octets->size() < 8 || (*octets)[0] != 2) continue;
            const auto subNodes = readSubNodes(db_, it->id);
            if (findNode(subNodes, kRecipientTableNode) || findNode(subNodes, kAttachmentTableNode)) best = *it;
        }
        return best;
    }

    bool give(Recovered&& out) {
        blocksOf(db_, out.node, used_, kMostUsed);
        return found_(std::move(out));
    }

    Store& store_;
    Database& db_;
    const std::function<bool(Recovered&&)>& found_;
    std::shared_ptr<const Wreck> wreck_;
    std::unordered_set<BlockId> used_;
    std::size_t neighbours_ = 0;
};

/// The block that ends with a trailer of its own at this place.
std::optional<BlockEntry> blockAt(Database& db, const Wreck& wreck, std::uint64_t offset) {
    for (const BlockEntry& b : wreck.blocks())
        if (b.offset == offset) return b;
    db.problem({offset, 0, "recovery", "no loose block lies here"});
    return std::nullopt;
}

}  // namespace

void recover(Store& store, const std::function<bool(Recovered&&)>& found) { Recovery(store, found).run(); }

std::optional<NodeEntry> findRecovered(Store& store, std::string_view first, std::string_view& rest) {
    std::uint64_t offset = 0, id = 0;
    Database& db = store.db();
    const bool page = first.starts_with("page:");
    if (!page && !first.starts_with("block:")) return std::nullopt;
    if (!number(first.substr(page ? 5 : 6), 10, offset)) return std::nullopt;
    const auto wreck = std::make_shared<const Wreck>(db);
    db.setStrays([wreck](BlockId stray) { return wreck->block(stray); });
    const std::size_t slash = rest.find('/');
    const std::string_view second = rest.substr(0, slash);
    const auto taken = [&] { rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1); };
    if (page) {
        if (!second.starts_with("nid:") || !number(second.substr(4), 16, id)) return std::nullopt;
        taken();
        for (const StaleNode& stale : wreck->nodes())
            if (stale.page == offset && stale.entry.id == id) return stale.entry;
        return std::nullopt;
    }
    const auto data = blockAt(db, *wreck, offset);
    if (!data) return std::nullopt;
    NodeEntry out{0, 0, data->id, 0};
    if (second.starts_with("sub:") && number(second.substr(4), 10, offset)) {
        taken();
        const auto list = blockAt(db, *wreck, offset);
        if (list) out.sub = list->id;
    }
    return out;
}

}  // namespace sillage::pst
