// The messaging layer of a PST or OST ([MS-PST] 2.4): the store, its folders, and items as mapi::Item. Functions inside
// an item refer to the Store it came from, which must outlive it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "mail/mapi/item.h"
#include "mail/pst/ltp/properties.h"
#include "mail/pst/messaging/name_map.h"
#include "record/message.h"

namespace sillage::pst {

struct Folder {
    std::string path;              ///< UTF-8, from the children of the IPM subtree's root on; of that root its name
    std::string above;             ///< what the paths of its children begin with
    std::string raw;               ///< node ids in hex, from the root folder on, "122/8022/8042"
    bool exists = false;           ///< it and all folders above it are in the node tree
    bool listed = false;           ///< and each is listed by the one above
};

class Store {
public:
    /// Throws Error when it is no PST that can be read.
    Store(ByteSource& source, Report report);
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    Database& db() { return db_; }
    const Folder& folder(NodeId id);
    /// Folders that the node tree has no more, asked for names of recovered items' folders.
    void setStrayFolders(std::function<std::optional<NodeEntry>(NodeId)> strays);
    [[nodiscard]] bool passworded() const { return passworded_; }

    /// The item of a message node. Never throws on damage: what is wrong stands in its defects. nullptr: the node's
    /// data is no item at all.
    std::unique_ptr<mapi::Item> item(const NodeEntry& node, std::string locator);
    /// Folder, flags, class, keys of a top-level item.
    Message placement(const mapi::Item& item, const NodeEntry& node);

private:
    void readStore();
    /// What one top-level item may still cost: blocks may be named by many, so that little octets stand for many.
    struct Budget {
        std::size_t messages = 10'000;
        std::uint64_t octets = 0;          ///< of attachments
        std::uint64_t held = 64u << 20;    ///< of values in memory; larger ones are streamed
    };
    struct Nesting {
        int depth = 0;
        std::shared_ptr<Budget> budget;
    };
    std::unique_ptr<mapi::Item> item(const NodeEntry& node, std::string locator, const Nesting& in);
    void attachments(const std::vector<NodeEntry>& subNodes, mapi::Item& out, const Nesting& in);
    void attachment(const NodeEntry& node, mapi::Attachment& out, const std::string& parent, const Nesting& in);
    /// Throws Error when the budget is used up.
    static void spend(Budget& budget, std::size_t octets);
    std::function<void(const mapi::Octets&)> contentOf(BlockId id, std::shared_ptr<Budget> budget);
    void recipients(const std::vector<NodeEntry>& subNodes, mapi::Item& out, const Nesting& in);
    std::string folderName(const NodeEntry& node);
    bool isListed(const NodeEntry& folder);
    int codePage(const mapi::Properties& properties) const;

    Database db_;
    NameMap names_;
    NameLookup lookup_;
    std::function<std::optional<NodeEntry>(NodeId)> strayFolders_;
    std::unordered_map<NodeId, Folder> folders_;
    std::string recordKey_;
    NodeId mailRoot_ = 0;
    int codePage_ = 0;
    bool passworded_ = false;
};

std::string hexOf(std::uint64_t value);

}  // namespace sillage::pst
