// What is known of a store whose trees do not hold: nodes and blocks found by searching the whole file.
#pragma once

#include <unordered_map>

#include "mail/pst/ndb/database.h"

namespace sillage::pst {

struct Database::Salvaged {
    std::vector<NodeEntry> nodes;    ///< sorted by id
    std::vector<BlockEntry> blocks;  ///< sorted by id

    [[nodiscard]] std::optional<NodeEntry> node(NodeId id) const;
    [[nodiscard]] std::optional<BlockEntry> block(BlockId id) const;
    void eachNode(std::uint64_t begin, std::uint64_t end, const std::function<bool(const NodeEntry&)>& visit) const;
};

/// The layout told by the first allocation map, for a header that is gone; the roots are unknown then.
std::optional<Header> guessHeader(ByteSource& source);

}  // namespace sillage::pst
