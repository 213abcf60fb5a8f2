// XBLOCK, XXBLOCK, SLBLOCK and SIBLOCK. Depths are fixed by the specification, so that no chain can loop; a stream
// that names the same blocks again and again is cut at what the file can hold.
#include "mail/pst/ndb/data_tree.h"
#include "base/phrase.h"

#include <algorithm>

namespace sillage::pst {
namespace {

constexpr std::size_t kMostSubNodes = 1u << 20;
constexpr std::uint64_t kMostInflation = 100;

struct Internal {
    std::uint8_t kind = 0, level = 0;
    std::size_t count = 0;
    std::string octets;
};

bool readInternal(Database& db, BlockId id, Internal& out) {
    auto octets = db.read(id);
    if (!octets || octets->size() < 8) return false;
    out.octets = std::move(*octets);
    out.kind = static_cast<std::uint8_t>(out.octets[0]);
    out.level = static_cast<std::uint8_t>(out.octets[1]);
    out.count = load<std::uint16_t>(out.octets.data() + 2);
    return true;
}

/// Ids of an XBLOCK or XXBLOCK.
void addChildren(const Layout& l, const Internal& block, std::vector<BlockId>& out) {
    for (std::size_t i = 0; i < block.count && 8 + (i + 1) * l.word <= block.octets.size(); ++i)
        out.push_back(l.wordAt(block.octets.data() + 8 + i * l.word));
}

void subEntries(Database& db, const Internal& block, std::vector<NodeEntry>& out) {
    const Layout& l = db.layout();
    const std::size_t head = l.ansi() ? 4 : 8, w = l.word;
    for (std::size_t i = 0; i < block.count && head + (i + 1) * 3 * w <= block.octets.size(); ++i) {
        const char* e = block.octets.data() + head + i * 3 * w;
        out.push_back({load<std::uint32_t>(e), 0, l.wordAt(e + w), l.wordAt(e + 2 * w)});
    }
}

}  // namespace

DataTree openData(Database& db, BlockId id) {
    DataTree out;
    if (id == 0) return out;
    if (!isInternal(id)) {
        const auto entry = db.block(id);
        out.leaves.push_back(id);
        out.size = entry ? std::max(entry->inflated, entry->size) : 0;
        return out;
    }
    Internal top;
    if (!readInternal(db, id, top) || top.kind != 1 || top.level < 1 || top.level > 2) return out;
    out.size = load<std::uint32_t>(top.octets.data() + 4);
    if (top.level == 1) {
        addChildren(db.layout(), top, out.leaves);
    } else {
        std::vector<BlockId> middle;
        addChildren(db.layout(), top, middle);
        for (const BlockId child : middle) {
            Internal x;
            if (isInternal(child) && readInternal(db, child, x) && x.kind == 1 && x.level == 1)
                addChildren(db.layout(), x, out.leaves);
        }
    }
    std::erase_if(out.leaves, [](BlockId leaf) { return isInternal(leaf); });
    const std::uint64_t most = db.source().size() * (db.layout().large() ? kMostInflation : 1);
    const std::uint64_t each = db.layout().maxBlock;
    if (out.leaves.size() * each > most + 64 * each) {
        db.problem({0, 0, "data tree", phrase("a stream of %1 blocks is larger than the file can hold; it is cut", out.leaves.size())});
        out.leaves.resize(static_cast<std::size_t>(most / each + 64));
        out.size = std::min(out.size, most);
    }
    return out;
}

bool streamData(Database& db, const DataTree& data, const std::function<void(std::string_view)>& out) {
    bool whole = true;
    for (const BlockId leaf : data.leaves) {
        const auto octets = db.read(leaf);
        if (octets) out(*octets);
        else whole = false;
    }
    return whole;
}

std::string readData(Database& db, BlockId id, std::size_t limit) {
    std::string out;
    for (const BlockId leaf : openData(db, id).leaves) {
        const auto octets = db.read(leaf);
        if (octets) out.append(*octets, 0, limit - out.size());
        if (out.size() >= limit) break;
    }
    return out;
}

std::vector<NodeEntry> readSubNodes(Database& db, BlockId id) {
    std::vector<NodeEntry> out;
    Internal top;
    if (id == 0 || !readInternal(db, id, top)) return out;
    if (top.kind != 2 || top.level > 1) {
        const auto entry = db.block(id);
        db.problem({entry ? entry->offset : 0, entry ? entry->size : 0, "sub-nodes", "a list of sub-nodes is no such list"});
        return out;
    }
    if (top.level == 0) {
        subEntries(db, top, out);
    } else {
        const Layout& l = db.layout();
        const std::size_t head = l.ansi() ? 4 : 8;
        for (std::size_t i = 0; i < top.count && head + (i + 1) * 2 * l.word <= top.octets.size(); ++i) {
            Internal list;
            const BlockId child = l.wordAt(top.octets.data() + head + i * 2 * l.word + l.word);
            if (out.size() < kMostSubNodes && readInternal(db, child, list) && list.kind == 2 && list.level == 0)
                subEntries(db, list, out);
        }
    }
    const auto byId = [](const NodeEntry& a, const NodeEntry& b) { return a.id < b.id; };
    if (!std::is_sorted(out.begin(), out.end(), byId)) std::stable_sort(out.begin(), out.end(), byId);
    return out;
}

const NodeEntry* findNode(const std::vector<NodeEntry>& nodes, NodeId id) {
    const auto it = std::lower_bound(nodes.begin(), nodes.end(), id,
                                     [](const NodeEntry& e, NodeId k) { return e.id < k; });
    return it != nodes.end() && it->id == id ? &*it : nullptr;
}

}  // namespace sillage::pst
