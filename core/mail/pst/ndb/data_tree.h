// A node's octets over one or many blocks, and its sub-nodes ([MS-PST] 2.2.2.8.3).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/pst/ndb/database.h"

namespace sillage::pst {

/// The external blocks that make up one stream, in order. Blocks that are missing are reported and left out.
struct DataTree {
    std::vector<BlockId> leaves;
    std::uint64_t size = 0;        ///< octets, as the store says
};
DataTree openData(Database& db, BlockId id);
/// Streams it block by block. False when something is missing.
bool streamData(Database& db, const DataTree& data, const std::function<void(std::string_view)>& out);
/// At most limit octets of it.
std::string readData(Database& db, BlockId id, std::size_t limit);

/// Sorted by id.
std::vector<NodeEntry> readSubNodes(Database& db, BlockId id);
const NodeEntry* findNode(const std::vector<NodeEntry>& nodes, NodeId id);

}  // namespace sillage::pst
