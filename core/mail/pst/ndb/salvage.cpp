// Where the trees do not hold, nodes come from the pages that can still be reached, then from every other node page of
// the file, the newest first; blocks come from their own trailers, wherever they lie.
#include <algorithm>
#include <set>
#include <utility>

#include "mail/pst/ndb/file_scan.h"
#include "base/phrase.h"
#include "mail/pst/ndb/salvaged.h"

namespace sillage::pst {
namespace {

constexpr std::size_t kMostEntries = 6u << 20;

template <typename T>
auto findById(const std::vector<T>& sorted, std::uint64_t id) {
    return std::lower_bound(sorted.begin(), sorted.end(), id, [](const T& e, std::uint64_t k) { return e.id < k; });
}

struct OtherPage {
    std::uint64_t offset;
    BlockId id;
};

/// A block's usual copy is the one the tree names; else an intact one; else the later one.
struct Candidate {
    BlockEntry entry;
    int rank;
};

bool knownType(NodeId id) {
    const unsigned type = id & 0x1F;
    return type <= 0x08 || (type >= 0x0A && type <= 0x13) || type == 0x1F;
}

}  // namespace

std::optional<NodeEntry> Database::Salvaged::node(NodeId id) const {
    const auto it = findById(nodes, id);
    return it != nodes.end() && it->id == id ? std::optional(*it) : std::nullopt;
}

std::optional<BlockEntry> Database::Salvaged::block(BlockId id) const {
    const auto it = findById(blocks, id);
    return it != blocks.end() && it->id == id ? std::optional(*it) : std::nullopt;
}

void Database::Salvaged::eachNode(std::uint64_t begin, std::uint64_t end,
                                  const std::function<bool(const NodeEntry&)>& visit) const {
    for (auto it = findById(nodes, begin); it != nodes.end() && it->id < end; ++it)
        if (!visit(*it)) return;
}

void Database::salvage() {
    salvaging_ = true;
    // What the trees still say: entries of sound pages count, those of damaged ones only where nothing better is found.
    bool blocksHold = true;
    std::vector<Candidate> blocks;
    std::set<std::uint64_t> live;
    walk(PageType::Blocks, 0, ~std::uint64_t{0}, [&](const TreePage& p) {
        blocksHold = blocksHold && p.sound();
        for (std::size_t i = 0; p.level() == 0 && i < p.size() && blocks.size() < kMostEntries; ++i)
            blocks.push_back({p.block(i), p.sound() ? 0 : 3});
        return true;
    });
    std::vector<std::pair<int, NodeEntry>> nodes;
    walk(PageType::Nodes, 0, ~std::uint64_t{0}, [&](const TreePage& p) {
        live.insert(p.offset());
        for (std::size_t i = 0; p.level() == 0 && i < p.size() && nodes.size() < kMostEntries; ++i)
            nodes.emplace_back(p.sound() ? 0 : 1, p.node(i));
        return true;
    });

    std::vector<OtherPage> others;
    const auto byId = [](const Candidate& a, const Candidate& b) {
        return a.entry.id != b.entry.id ? a.entry.id < b.entry.id : a.rank < b.rank;
    };
    scanFile(
        source_, layout(),
        [&](const FoundPage& found) {
            if (found.type != PageType::Nodes || live.contains(found.offset) || others.size() >= kMostEntries) return true;
            std::string why;
            const auto p = TreePage::read(layout(), std::string(found.octets), found.offset, found.type, -1, &why);
            if (p && p->sound() && p->level() == 0) others.push_back({found.offset, p->id()});
            return true;
        },
        [&](const FoundBlock& found) {
            if (blocks.size() < kMostEntries) blocks.push_back({found.entry, found.intact() ? 1 : 2});
            return true;
        });
    std::stable_sort(blocks.begin(), blocks.end(), byId);

    auto out = std::unique_ptr<Salvaged, SalvagedDelete>(new Salvaged);
    for (const Candidate& c : blocks)
        if (out->blocks.empty() || out->blocks.back().id != c.entry.id) out->blocks.push_back(c.entry);
    // Node pages that no branch names: older copies, or those below a lost branch. The newest page speaks first.
    std::sort(others.begin(), others.end(), [](const OtherPage& a, const OtherPage& b) { return a.id > b.id; });
    int rank = 2;
    for (const OtherPage& other : others) {
        std::string why;
        const auto p = TreePage::read(layout(), source_.readString(other.offset, layout().pageSize), other.offset,
                                      PageType::Nodes, 0, &why);
        for (std::size_t i = 0; p && i < p->size() && nodes.size() < kMostEntries; ++i)
            nodes.emplace_back(rank, p->node(i));
        ++rank;
    }
    const auto usable = [&](const NodeEntry& n) {
        return knownType(n.id) && (n.data == 0 || out->block(plainId(n.data)).has_value());
    };
    std::erase_if(nodes, [&](const auto& n) { return n.first > 0 && !usable(n.second); });
    std::stable_sort(nodes.begin(), nodes.end(), [](const auto& a, const auto& b) {
        return a.second.id != b.second.id ? a.second.id < b.second.id : a.first < b.first;
    });
    for (const auto& [from, entry] : nodes)
        if (out->nodes.empty() || out->nodes.back().id != entry.id) out->nodes.push_back(entry);
    salvaged_ = std::move(out);
    salvaging_ = false;
    if (!header_.defects.empty()) chooseCrypt();
}

/// A damaged header may lie about the encryption: the one is taken under which the store's own node is a heap.
void Database::chooseCrypt() {
    const auto store = node(kStoreNode);
    const auto entry = store ? block(store->data) : std::nullopt;
    if (!entry) return;
    const Crypt said = header_.crypt;
    const Report quiet = std::exchange(report_, nullptr);
    for (const Crypt method : {said, Crypt::Permute, Crypt::Cyclic, Crypt::None}) {
        header_.crypt = method;
        const auto octets = read(*entry);
        if (octets && loadAt<std::uint16_t>(*octets, 2) == 0xBCEC) break;
        header_.crypt = said;
    }
    report_ = quiet;
    if (header_.crypt != said)
        problem({0, 0, "header", "the header names the wrong encryption; the one that fits the content is used"});
}

std::optional<Header> guessHeader(ByteSource& source) {
    for (const Variant variant : {Variant::Unicode, Variant::Ansi, Variant::Unicode4k}) {
        Header out;
        out.layout = Layout::of(variant);
        const std::string map = source.readString(out.layout.firstMap, out.layout.pageSize);
        if (map.size() != out.layout.pageSize) continue;
        const PageTrailer t = readTrailer(out.layout, map.data());
        if (t.type != 0x84 || t.typeAgain != 0x84) continue;
        if (crcOf(std::string_view(map).substr(0, out.layout.pageTrailer)) != t.crc) continue;
        out.crypt = Crypt::Permute;
        out.fileSize = source.size();
        out.defects.push_back(phrase("the header is damaged; layout and content are told by what the file holds"));
        return out;
    }
    return std::nullopt;
}

}  // namespace sillage::pst
