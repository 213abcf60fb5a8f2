// The store's own properties ([MS-PST] 2.4.3), folder names (2.4.4), and what a message's placement says.
#include "mail/pst/messaging/store.h"
#include "base/phrase.h"

#include <algorithm>

namespace sillage::pst {
namespace {

constexpr std::size_t kMostFolders = 100'000;
constexpr std::size_t kMostLevels = 200;

// [MS-OXPROPS].
constexpr std::uint16_t kMessageClass = 0x001A, kMessageFlags = 0x0E07, kDeliveryTime = 0x0E06, kRecordKey = 0x0FF9,
                        kLastVerb = 0x1081, kFlagStatus = 0x1090, kDisplayName = 0x3001, kSubtreeEntryId = 0x35E0,
                        kInternetCodepage = 0x3FDE, kMessageCodepage = 0x3FFD, kSourceKey = 0x65E0, kChangeKey = 0x65E2,
                        kPassword = 0x67FF;

/// Letters as a Maildir has them: what the reader of the mailbox did with the item.
std::string flagsOf(const mapi::Properties& p) {
    const std::int64_t flags = p.number(kMessageFlags).value_or(0);
    const std::int64_t verb = p.number(kLastVerb).value_or(0);
    std::string out;
    if (flags & 0x08) out += 'D';
    if (p.number(kFlagStatus).value_or(0) == 2) out += 'F';
    if (verb == 104) out += 'P';
    if (verb == 102 || verb == 103) out += 'R';
    if (flags & 0x01) out += 'S';
    return out;
}

}  // namespace

std::string hexOf(std::uint64_t value) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    do out.insert(out.begin(), digits[value & 15]);
    while (value >>= 4);
    return out;
}

Store::Store(ByteSource& source, Report report) : db_(source, std::move(report)) {
    names_.load(db_);
    lookup_ = [this](std::uint16_t id) { return names_.name(id); };
    readStore();
}

void Store::readStore() {
    const auto node = db_.node(kStoreNode);
    if (!node) {
        db_.problem({0, 0, "store", "the store's own node is missing: paths of folders begin at the root folder"});
        return;
    }
    mapi::Properties p;
    std::vector<std::string> defects;
    const auto subNodes = readSubNodes(db_, node->sub);
    readProperties({&db_, node->data, &subNodes, &lookup_}, p.list, defects);
    recordKey_ = p.binary(kRecordKey);
    const std::string_view subtree = p.binary(kSubtreeEntryId);
    if (subtree.size() == 24) mailRoot_ = loadAt<std::uint32_t>(subtree, 20);
    passworded_ = p.number(kPassword).value_or(0) != 0;
    codePage_ = codePage(p);
}

/// Of 8-bit strings: the item's own code page, else the store's. UTF-16 is none.
int Store::codePage(const mapi::Properties& p) const {
    for (const std::uint16_t id : {kMessageCodepage, kInternetCodepage}) {
        const auto page = p.number(id).value_or(0);
        if (page > 0 && page < 70'000 && page != 1200 && page != 1201) return static_cast<int>(page);
    }
    return codePage_;
}

std::string Store::folderName(const NodeEntry& node) {
    mapi::Properties p;
    std::vector<std::string> defects;
    const auto subNodes = readSubNodes(db_, node.sub);
    readProperties({&db_, node.data, &subNodes, nullptr}, p.list, defects);
    p.codePage = codePage_;
    std::string name = p.text(kDisplayName);
    return name.empty() ? phrase("folder %1", hexOf(node.id)) : name;
}

void Store::setStrayFolders(std::function<std::optional<NodeEntry>(NodeId)> strays) {
    strayFolders_ = std::move(strays);
    std::erase_if(folders_, [](const auto& f) { return !f.second.exists; });
}

/// Whether the folder above has it in its hierarchy table ([MS-PST] 2.4.4.4); yes when that table cannot be read.
bool Store::isListed(const NodeEntry& folder) {
    const auto table = db_.node(withType(folder.parent, NodeType::HierarchyTable));
    if (!table) return true;
    bool listed = false;
    const bool whole = eachRowId(db_, table->data, folder.id, [&](std::uint32_t id) {
        listed = id == folder.id;
        return false;
    });
    return listed || !whole;
}

/// Climbs to the nearest folder that is known, then names what lies below it.
const Folder& Store::folder(NodeId id) {
    if (folders_.size() > kMostFolders) folders_.clear();
    folders_.try_emplace(kRootFolderNode, Folder{"", "", hexOf(kRootFolderNode), true, true});
    std::vector<NodeEntry> chain;
    NodeId at = id;
    bool whole = true;
    while (!folders_.contains(at)) {
        auto node = db_.node(at);
        if (!node) {
            whole = false;
            node = strayFolders_ ? strayFolders_(at) : std::nullopt;
        }
        const bool loop = node && std::any_of(chain.begin(), chain.end(), [&](const NodeEntry& e) { return e.id == at; });
        if (!node || loop || chain.size() == kMostLevels) {
            whole = false;
            break;
        }
        chain.push_back(*node);
        at = node->parent;
    }
    Folder top;
    if (const auto known = folders_.find(at); known != folders_.end()) top = known->second;
    for (auto it = chain.rbegin(); it != chain.rend(); ++it) {
        Folder next;
        next.exists = top.exists && whole;
        next.listed = next.exists && top.listed && isListed(*it);
        next.raw = top.raw.empty() ? hexOf(it->id) : top.raw + "/" + hexOf(it->id);
        const std::string name = folderName(*it);
        const bool mailRoot = it->id == mailRoot_ ||
                              (mailRoot_ == 0 && name == "IPM_SUBTREE" && top.path == "Root - Mailbox");
        next.path = mailRoot || top.above.empty() ? name : top.above + "/" + name;
        next.above = mailRoot ? "" : next.path;
        folders_[it->id] = next;
        top = std::move(next);
    }
    if (chain.empty() && !folders_.contains(id)) folders_[id] = {"", "", hexOf(id), false, false};
    return folders_[id];
}

Message Store::placement(const mapi::Item& item, const NodeEntry& node) {
    Message m;
    const Folder& in = folder(node.parent);
    m.folder = in.path;
    m.folderRaw = in.raw;
    m.flags = flagsOf(item.properties);
    m.itemClass = item.properties.text(kMessageClass);
    m.sourceKey = item.properties.binary(kSourceKey);
    m.changeKey = item.properties.binary(kChangeKey);
    m.internalDate = item.properties.time(kDeliveryTime).value_or(0);
    if (recordKey_.size() == 16) {  // [MS-PST] 2.4.3.2
        m.entryId.assign(4, '\0');
        m.entryId += recordKey_;
        for (int shift = 0; shift < 32; shift += 8) m.entryId += static_cast<char>(node.id >> shift & 0xFF);
    }
    return m;
}

}  // namespace sillage::pst
