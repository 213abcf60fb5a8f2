// Looking up nodes and blocks in the B-trees, and reading blocks ([MS-PST] 2.2.2.7.7, 2.2.2.8).
#include "mail/pst/ndb/database.h"

#include <algorithm>

#include <zlib.h>

#include "base/error.h"
#include "base/phrase.h"
#include "mail/pst/ndb/salvaged.h"

namespace sillage::pst {
namespace {

constexpr std::size_t kCachedOctets = 24u << 20;
constexpr std::size_t kReported = 2000;

std::string hex(std::uint64_t value) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    do out.insert(out.begin(), digits[value & 15]);
    while (value >>= 4);
    return out;
}

}  // namespace

void Database::SalvagedDelete::operator()(Salvaged* s) const { delete s; }

Database::Database(ByteSource& source, Report report) : source_(source), report_(std::move(report)) {
    auto header = readHeader(source);
    if (!header) header = guessHeader(source);
    if (!header)
        throw Error("this is not an Outlook data file that can be read: neither its header nor its allocation maps say "
                    "which layout it has",
                    "If the file was cut or carved, look for a complete copy; carving finds single messages in it.");
    header_ = std::move(*header);
    for (const std::string& defect : header_.defects) problem({0, 0, "header", defect});
    if (!header_.defects.empty()) chooseCrypt();
}

void Database::problem(Problem&& p) {
    if (!report_ || reported_.size() > kReported) return;
    if (p.offset != 0 && !reported_.insert(p.offset).second) return;
    if (reported_.size() == kReported) p.reason += "; what else is damaged is not listed any more";
    report_(std::move(p));
}

std::shared_ptr<const TreePage> Database::page(Reference at, PageType type, int level) {
    const auto known = pages_.find(at.offset);
    if (known != pages_.end()) {
        const bool fits = !known->second || level < 0 || known->second->level() == level;
        unsound_ = unsound_ || !fits;  // a page that is its own descendant would never end
        return fits ? known->second : nullptr;
    }
    std::string why;
    auto read = TreePage::read(layout(), source_.readString(at.offset, layout().pageSize), at.offset, type, level, &why);
    if (read && why.empty() && read->id() != at.id) why = "it is not the page its parent names";
    const char* which = type == PageType::Nodes ? phraseText("node tree") : phraseText("block tree");
    if (!read) why = at.offset >= source_.size()
                   ? phrase("it should lie at %1, behind the end of the file", at.offset)
                   : "there is no such page";
    if (!why.empty()) {
        unsound_ = true;
        problem({at.offset < source_.size() ? at.offset : 0, layout().pageSize, phrase("page of the %1", said(which)),
                 phrase("a page of the %1 is damaged: %2; what it led to is searched for in the whole file", said(which), said(why))});
    }
    if (pages_.size() * layout().pageSize > kCachedOctets) pages_.clear();
    std::shared_ptr<const TreePage> kept;
    if (read) kept = std::make_shared<const TreePage>(std::move(*read));
    pages_[at.offset] = kept;
    return kept;
}

std::shared_ptr<const TreePage> Database::leaf(PageType type, std::uint64_t key) {
    auto& last = lastLeaf_[type == PageType::Nodes ? 0 : 1];
    if (last && last->size() && key >= last->first() && key <= last->last()) return last;
    auto at = page(type == PageType::Nodes ? header_.nodes : header_.blocks, type, -1);
    while (at && at->level() > 0) {
        const int child = at->find(key);
        if (child < 0) return nullptr;
        const auto i = static_cast<std::size_t>(child);
        at = page({at->childId(i), at->childOffset(i)}, type, at->level() - 1);
    }
    if (at) last = at;
    return at;
}

std::optional<NodeEntry> Database::treeNode(NodeId id) {
    const auto at = leaf(PageType::Nodes, id);
    const int i = at ? at->find(id) : -1;
    if (i < 0) return std::nullopt;
    const NodeEntry entry = at->node(static_cast<std::size_t>(i));
    return entry.id == id ? std::optional(entry) : std::nullopt;
}

std::optional<BlockEntry> Database::treeBlock(BlockId id) {
    const auto at = leaf(PageType::Blocks, id | 1);
    const int i = at ? at->find(id | 1) : -1;
    if (i < 0) return std::nullopt;
    const BlockEntry entry = at->block(static_cast<std::size_t>(i));
    return entry.id == plainId(id) ? std::optional(entry) : std::nullopt;
}

std::optional<NodeEntry> Database::node(NodeId id) {
    if (!salvaged_) {
        auto found = treeNode(id);
        if (!unsound_ || salvaging_) return found;
        salvage();
    }
    return salvaged_->node(id);
}

std::optional<BlockEntry> Database::block(BlockId id) {
    std::optional<BlockEntry> found;
    if (!salvaged_) {
        found = treeBlock(id);
        if (unsound_ && !salvaging_) salvage();
    }
    if (salvaged_) found = salvaged_->block(plainId(id));
    if (!found && strays_) found = strays_(plainId(id));
    return found;
}

/// Pages of a tree in order, those whose keys may fall into [begin, end); every page at most once.
void Database::walk(PageType type, std::uint64_t begin, std::uint64_t end,
                    const std::function<bool(const TreePage&)>& visit) {
    struct Step {
        std::shared_ptr<const TreePage> page;
        std::size_t next;
    };
    std::vector<Step> path;
    std::set<std::uint64_t> seen;
    const auto enter = [&](Reference at, int level) {
        if (!seen.insert(at.offset).second) {
            unsound_ = true;
            problem({at.offset, layout().pageSize, "page", "a page of a tree is reached twice; it is read once"});
            return true;
        }
        const auto p = page(at, type, level);
        if (!p) return true;
        if (!visit(*p)) return false;
        const int first = p->level() > 0 ? p->find(begin) : 0;
        if (p->level() > 0) path.push_back({p, static_cast<std::size_t>(std::max(first, 0))});
        return true;
    };
    if (!enter(type == PageType::Nodes ? header_.nodes : header_.blocks, -1)) return;
    while (!path.empty()) {
        Step& step = path.back();
        if (step.next >= step.page->size() || step.page->key(step.next) >= end) {
            path.pop_back();
            continue;
        }
        const std::size_t i = step.next++;
        const Reference child{step.page->childId(i), step.page->childOffset(i)};
        if (!enter(child, step.page->level() - 1)) return;
    }
}

void Database::eachNode(std::uint64_t begin, std::uint64_t end, const std::function<bool(const NodeEntry&)>& visit) {
    if (!salvaged_ && !unsound_) {
        bool stopped = false;
        std::uint64_t next = begin;
        walk(PageType::Nodes, begin, end, [&](const TreePage& p) {
            for (std::size_t i = 0; p.level() == 0 && i < p.size() && !stopped; ++i) {
                const NodeEntry entry = p.node(i);
                if (entry.id < next || entry.id >= end) continue;
                next = entry.id + std::uint64_t{1};
                stopped = !visit(entry);
            }
            return !stopped && !unsound_;
        });
        if (stopped || !unsound_) return;
        begin = next;  // damage met on the way: the rest from what the file still shows
    }
    if (!salvaged_) salvage();
    salvaged_->eachNode(begin, end, visit);
}

bool Database::check() {
    for (const PageType type : {PageType::Nodes, PageType::Blocks})
        walk(type, 0, ~std::uint64_t{0}, [](const TreePage&) { return true; });
    if (unsound_ && !salvaged_) salvage();
    return !unsound_;
}

std::vector<std::uint64_t> Database::livePages() {
    std::vector<std::uint64_t> out;
    for (const PageType type : {PageType::Nodes, PageType::Blocks})
        walk(type, 0, ~std::uint64_t{0}, [&](const TreePage& p) {
            out.push_back(p.offset());
            return true;
        });
    std::sort(out.begin(), out.end());
    return out;
}

std::optional<std::string> Database::read(BlockId id) {
    const auto entry = block(id);
    if (!entry) {
        problem({0, 0, phrase("block %1", hex(id)), phrase("the block %1 is named, but the store has no such block", hex(id))});
        return std::nullopt;
    }
    return read(*entry);
}

std::optional<std::string> Database::read(const BlockEntry& entry) {
    const Layout& l = layout();
    const std::uint32_t span = l.blockSpan(entry.size);
    std::string octets = source_.readString(entry.offset, span);
    if (octets.size() < entry.size || entry.size == 0 || entry.size > l.maxBlock) {
        problem({entry.offset, entry.size, phrase("block %1", hex(entry.id)), phrase("a block of %1 octets does not lie where the block tree says, or not whole", entry.size)});
        if (entry.size > l.maxBlock || octets.empty()) return std::nullopt;
    }
    const char* why = nullptr;
    if (octets.size() == span) {
        const char* t = octets.data() + span - l.blockTrailer;
        const std::uint32_t crc = load<std::uint32_t>(t + (l.ansi() ? 8 : 4));
        const BlockId id = l.ansi() ? load<std::uint32_t>(t + 4) : load<std::uint64_t>(t + 8);
        if (crcOf(std::string_view(octets).substr(0, entry.size)) != crc) why = "its checksum is wrong";
        else if (load<std::uint16_t>(t) != entry.size || plainId(id) != entry.id) why = "its trailer is another block's";
        else if (load<std::uint16_t>(t + 2) != signatureOf(entry.offset, id)) why = "its signature is not that of this place";
    }
    if (why)
        problem({entry.offset, entry.size, phrase("block %1", hex(entry.id)),
                 phrase("a block is damaged: %1; its content is used as it is", said(why))});
    octets.resize(std::min<std::size_t>(octets.size(), entry.size));
    const bool deflated = l.large() && entry.inflated > entry.size;
    if (deflated && !inflate(entry, octets)) return octets;
    if (!isInternal(entry.id)) decrypt(header_.crypt, entry.id, octets);
    return octets;
}

/// Blocks of the 4096-octet layout: deflated after they were encrypted. Octets that do not inflate stay as they are.
bool Database::inflate(const BlockEntry& entry, std::string& octets) {
    std::string out(entry.inflated, '\0');
    uLongf size = out.size();
    const int rc = ::uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                                reinterpret_cast<const Bytef*>(octets.data()), static_cast<uLong>(octets.size()));
    if (rc != Z_OK && size == 0) {
        problem({entry.offset, entry.size, phrase("block %1", hex(entry.id)), "a deflated block cannot be inflated"});
        return false;
    }
    if (rc != Z_OK)
        problem({entry.offset, entry.size, phrase("block %1", hex(entry.id)),
                 phrase("a deflated block breaks off after %1 of %2 octets", size, entry.inflated)});
    out.resize(size);
    octets.swap(out);
    return true;
}

}  // namespace sillage::pst
