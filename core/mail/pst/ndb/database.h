// The node database of a PST or OST ([MS-PST] 2.2): node ids and block ids to octets. Pages of the two B-trees are read
// when they are needed and kept, within a limit; blocks are read with pread, checked, decoded. Damage is reported and
// what is there is used; where a B-tree page cannot be trusted the whole file is searched once for what it pointed to
// (salvage.cpp). One object a thread; the source must outlive it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/problem.h"
#include "mail/pst/ndb/header.h"
#include "mail/pst/ndb/tree_page.h"

namespace sillage::pst {

using Report = std::function<void(Problem&&)>;

class Database {
public:
    /// Throws Error when the file is no PST that can be read. Damage of the header goes to report.
    Database(ByteSource& source, Report report);

    [[nodiscard]] const Header& header() const { return header_; }
    [[nodiscard]] const Layout& layout() const { return header_.layout; }
    [[nodiscard]] ByteSource& source() { return source_; }
    /// What is told from now on; an empty function = nothing.
    void setReport(Report report) { report_ = std::move(report); }
    void problem(Problem&& p);

    std::optional<NodeEntry> node(NodeId id);
    std::optional<BlockEntry> block(BlockId id);
    /// Nodes of [begin, end) in order of their ids, until visit returns false.
    void eachNode(std::uint64_t begin, std::uint64_t end, const std::function<bool(const NodeEntry&)>& visit);
    /// Walks every page of both trees and reports what is wrong with them. False: they do not hold, and what is read
    /// from here on comes from a search of the whole file.
    bool check();
    [[nodiscard]] bool salvaged() const { return salvaged_ != nullptr; }
    /// Offsets of all pages the trees reach, sorted.
    std::vector<std::uint64_t> livePages();

    /// A block's octets, decrypted and inflated. nullopt: no such block (reported).
    std::optional<std::string> read(BlockId id);
    std::optional<std::string> read(const BlockEntry& entry);
    /// Blocks the trees do not know, found elsewhere in the file: asked when the trees have no answer.
    void setStrays(std::function<std::optional<BlockEntry>(BlockId)> strays) { strays_ = std::move(strays); }

private:
    struct Salvaged;
    friend struct SalvagedDeleter;
    struct SalvagedDelete {
        void operator()(Salvaged* s) const;
    };

    std::shared_ptr<const TreePage> page(Reference at, PageType type, int level);
    /// The leaf page that would hold key; nullptr when there is none.
    std::shared_ptr<const TreePage> leaf(PageType type, std::uint64_t key);
    struct Visit;
    void walk(PageType type, std::uint64_t begin, std::uint64_t end, const std::function<bool(const TreePage&)>& visit);
    void salvage();
    std::optional<NodeEntry> treeNode(NodeId id);
    std::optional<BlockEntry> treeBlock(BlockId id);
    bool inflate(const BlockEntry& entry, std::string& octets);
    void chooseCrypt();

    ByteSource& source_;
    Report report_;
    Header header_;
    std::unordered_map<std::uint64_t, std::shared_ptr<const TreePage>> pages_;
    std::shared_ptr<const TreePage> lastLeaf_[2];
    std::unique_ptr<Salvaged, SalvagedDelete> salvaged_;
    std::function<std::optional<BlockEntry>(BlockId)> strays_;
    std::set<std::uint64_t> reported_;
    bool unsound_ = false;
    bool salvaging_ = false;
};

}  // namespace sillage::pst
