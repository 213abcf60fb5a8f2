// The whole of a store ([MS-PST] 2.4, 2.7): message store, templates, folders with their tables, and what to expect of it.
#include "support/pst_writer_message.h"

#include <algorithm>
#include <stdexcept>

namespace sillage::pstw {
namespace {

constexpr uint32_t kRoot = 0x122, kSubtree = 0x8022, kSearchRoot = 0x8042, kWastebasket = 0x8062;
constexpr uint32_t kFirstFolder = 0x8082, kFirstMessage = 0x200024;
constexpr uint32_t kHierarchy = 0x0D, kContents = 0x0E, kAssociated = 0x0F;

uint32_t withType(uint32_t nid, uint32_t type) {
    return (nid & ~0x1Fu) | type;
}

std::vector<uint32_t> hierarchyColumns() {
    return {0x0E300102, 0x0E330014, 0x0E340102, 0x0E380003, 0x3001001F, 0x36020003, 0x36030003, 0x360A000B, 0x3613001F,
            0x66350003, 0x66360003};
}
std::vector<uint32_t> contentsColumns() {
    return {0x00170003, 0x001A001F, 0x00360003, 0x0037001F, 0x00390040, 0x0042001F, 0x0057000B, 0x0058000B, 0x0070001F,
            0x00710102, 0x0E03001F, 0x0E04001F, 0x0E060040, 0x0E070003, 0x0E080003, 0x0E170003, 0x0E300102, 0x0E330014,
            0x0E340102, 0x0E380003, 0x0E3C0102, 0x0E3D0102, 0x10970003, 0x30080040, 0x65C60003};
}
std::vector<uint32_t> associatedColumns() {
    return {0x001A001F, 0x003A001F, 0x0E070003, 0x0E170003, 0x3001001F, 0x70030003, 0x70040102, 0x70050102, 0x7006001F,
            0x70070003};
}

class StoreWriter {
public:
    StoreWriter(const std::filesystem::path& path, const Store& store)
        : store_(store), file_(path, store), composer_{file_, names_, keyOf(store.seed)} {
        // Outlook names these in every store; libpff refuses a map without names.
        names_.idOf({"00062008-0000-0000-c000-000000000046", 0x8503, "", kBool, ""});
        names_.idOf({"00062008-0000-0000-c000-000000000046", 0x8580, "", kString, ""});
        names_.idOf({"00020329-0000-0000-c000-000000000046", 0, "Keywords", kStrings, ""});
    }

    void write() {
        writeRoot();
        writeTemplates();
        writeMessageStore();
        addNode(0x61, names_.write(file_), 0);
        file_.finish();
    }

private:
    static std::string keyOf(uint64_t seed) {
        Random random{seed};
        std::string key;
        put64(key, random.next());
        put64(key, random.next());
        return key;
    }

    void addNode(uint32_t nid, const Content& content, uint32_t parent) {
        file_.addNode(nid, content.data, content.sub, parent);
    }
    void addTable(uint32_t nid, Table& table) { addNode(nid, table.write(file_), 0); }

    std::string entryId(uint32_t nid) const { return std::string(4, '\0') + composer_.storeKey + int32(nid); }

    Properties folderProperties(const std::string& name, uint32_t count, uint32_t unread, bool children,
                                const std::string& containerClass) const {
        Properties p(file_.layout());
        p.setText(0x3001, name);
        p.setInt(0x3602, count);
        p.setInt(0x3603, unread);
        p.setFlag(0x360A, children);
        if (!containerClass.empty()) p.setText(0x3613, containerClass);
        return p;
    }

    void writeOne(const Message& message, uint32_t folder, Table& live, Table& old) {
        file_.setLife(message.fate == Fate::Deleted ? Life::Old : Life::Both);
        const auto composed = writeMessage(composer_, message);
        const uint32_t nid = nextMessage_;
        nextMessage_ += 0x20;
        addNode(nid, composed.content, folder);
        file_.setLife(Life::Both);
        if (message.fate == Fate::Live) {
            live.addRow(nid, composed.properties);
            if (!(message.flags & 1)) ++unread_;
        }
        if (message.fate != Fate::Orphan && oldWanted_) old.addRow(nid, composed.properties);
    }

    // The contents table; where messages were deleted, the table of before the deletion too.
    void writeContents(const Folder& folder, uint32_t nid, uint32_t& count) {
        Table live(file_.layout(), contentsColumns()), old(file_.layout(), contentsColumns());
        oldWanted_ = std::any_of(folder.messages.begin(), folder.messages.end(),
                                 [](auto& m) { return m.fate == Fate::Deleted; });
        unread_ = 0;
        for (const auto& message : folder.messages)
            writeOne(message, nid, live, old);
        for (uint64_t i = 0; i < folder.generated; ++i) {
            const auto message = folder.generate(i);
            if (message.fate == Fate::Deleted) throw std::logic_error("generated messages cannot be deleted");
            writeOne(message, nid, live, old);
        }
        count = uint32_t(live.rows());
        if (oldWanted_) {
            file_.setLife(Life::Old);
            addTable(withType(nid, kContents), old);
            file_.setLife(Life::New);
        }
        addTable(withType(nid, kContents), live);
        file_.setLife(Life::Both);
    }

    Properties writeFolder(const Folder& folder, uint32_t nid, uint32_t parent,
                           const std::vector<std::pair<uint32_t, const Folder*>>& children) {
        uint32_t count = 0;
        writeContents(folder, nid, count);
        auto p = folderProperties(folder.name, count, unread_, !children.empty(), folder.containerClass);
        Table hierarchy(file_.layout(), hierarchyColumns()), associated(file_.layout(), associatedColumns());
        for (const auto& [childNid, child] : children)
            hierarchy.addRow(childNid, writeFolder(*child, childNid, nid, childrenOf(*child)));
        addTable(withType(nid, kHierarchy), hierarchy);
        addTable(withType(nid, kAssociated), associated);
        addNode(nid, writeProperties(file_, p), parent);
        return p;
    }

    std::vector<std::pair<uint32_t, const Folder*>> childrenOf(const Folder& folder) {
        std::vector<std::pair<uint32_t, const Folder*>> children;
        for (const auto& child : folder.children) {
            children.emplace_back(nextFolder_, &child);
            nextFolder_ += 0x20;
        }
        return children;
    }

    void writeRoot() {
        Folder root{""}, subtree{"Top of Personal Folders"}, search{"Search Root"}, wastebasket{"Deleted Items"};
        root.containerClass = subtree.containerClass = search.containerClass = "";
        std::vector<std::pair<uint32_t, const Folder*>> shown, beside;
        bool binned = false;
        for (const auto& folder : store_.folders) {
            const bool bin = folder.place == Place::Wastebasket;
            const uint32_t nid = bin ? kWastebasket : nextFolder_;
            if (!bin) nextFolder_ += 0x20;
            if (bin && binned) throw std::logic_error("a store has one wastebasket");
            binned = binned || bin;
            (folder.place == Place::Root ? beside : shown).emplace_back(nid, &folder);
        }
        if (!binned) shown.emplace_back(kWastebasket, &wastebasket);
        Table hierarchy(file_.layout(), hierarchyColumns()), associated(file_.layout(), associatedColumns());
        hierarchy.addRow(kSubtree, writeFolder(subtree, kSubtree, kRoot, shown));
        hierarchy.addRow(kSearchRoot, writeFolder(search, kSearchRoot, kRoot, {}));
        for (const auto& [nid, folder] : beside)
            hierarchy.addRow(nid, writeFolder(*folder, nid, kRoot, childrenOf(*folder)));
        uint32_t none = 0;
        writeContents(root, kRoot, none);
        addTable(withType(kRoot, kHierarchy), hierarchy);
        addTable(withType(kRoot, kAssociated), associated);
        addNode(kRoot, writeProperties(file_, folderProperties("", 0, 0, true, "")), kRoot);
    }

    void writeTemplates() {
        for (const auto& [nid, columns] : {std::pair{0x60Du, hierarchyColumns()}, std::pair{0x60Eu, contentsColumns()},
                                           std::pair{0x60Fu, associatedColumns()}, std::pair{0x671u, attachmentColumns()},
                                           std::pair{0x692u, recipientColumns()}}) {
            Table table(file_.layout(), columns);
            addTable(nid, table);
        }
    }

    void writeMessageStore() {
        Properties p(file_.layout());
        p.set(0x0FF9, kBinary, composer_.storeKey);
        p.setText(0x3001, store_.name);
        p.setInt(0x35DF, 0x89);
        p.set(0x35E0, kBinary, entryId(kSubtree));
        p.set(0x35E3, kBinary, entryId(kWastebasket));
        p.set(0x35E7, kBinary, entryId(kSearchRoot));
        p.setInt(0x67FF, 0);
        addNode(0x21, writeProperties(file_, p), 0);
    }

    const Store& store_;
    NodeFile file_;
    Names names_;
    Composer composer_;
    uint32_t nextFolder_ = kFirstFolder, nextMessage_ = kFirstMessage, unread_ = 0;
    bool oldWanted_ = false;
};

}  // namespace

void writeStore(const std::filesystem::path& path, const Store& store) {
    StoreWriter(path, store).write();
}

}  // namespace sillage::pstw
