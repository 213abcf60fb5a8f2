// One pass over a store's file for what no tree reaches: node entries in stale pages, and loose blocks.
#pragma once

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "mail/pst/ndb/database.h"

namespace sillage::pst {

struct StaleNode {
    NodeEntry entry;
    std::uint64_t page = 0;        ///< offset of the page that has it
};

class Wreck {
public:
    /// Streams the whole file. Memory is bounded; what does not fit is reported.
    explicit Wreck(Database& db);
    [[nodiscard]] const std::vector<StaleNode>& nodes() const { return nodes_; }  ///< in order of page, then place
    /// A folder that only stale pages have, the latest.
    [[nodiscard]] std::optional<NodeEntry> folder(NodeId id) const;
    [[nodiscard]] const std::vector<BlockEntry>& blocks() const { return blocks_; }  ///< loose ones, sorted by id
    [[nodiscard]] std::optional<BlockEntry> block(BlockId id) const;
    /// The data of an item that the node tree has.
    [[nodiscard]] bool liveData(BlockId data) const;

private:
    void collectLive(Database& db);
    void collectUse(Database& db);

    std::vector<StaleNode> nodes_;
    std::unordered_map<NodeId, NodeEntry> folders_;
    std::vector<BlockEntry> blocks_;
    std::vector<BlockId> liveData_;
    std::unordered_set<BlockId> used_;  ///< of a salvaged store: what its nodes are made of
};

/// Every block a node is made of, to the given number.
void blocksOf(Database& db, const NodeEntry& node, std::unordered_set<BlockId>& out, std::size_t most);

}  // namespace sillage::pst
