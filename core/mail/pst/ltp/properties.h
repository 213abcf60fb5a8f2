// A property context ([MS-PST] 2.3.3) and the rows of a table context (2.3.4) as MAPI properties.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "mail/mapi/item.h"
#include "mail/pst/ltp/heap.h"

namespace sillage::pst {

/// What stands behind property ids of 0x8000 and above; empty = nothing is known.
using NameLookup = std::function<std::shared_ptr<const mapi::PropertyName>(std::uint16_t)>;

/// Where a node's property context and the values outside it lie.
struct PropertySource {
    Database* db = nullptr;
    BlockId data = 0;
    const std::vector<NodeEntry>* subNodes = nullptr;
    const NameLookup* names = nullptr;
    /// Octets of values that may still be held; nullptr = no limit but that of the single value.
    std::uint64_t* room = nullptr;
};

/// False when data is no property context; out may hold what could be read of a damaged one. defects says what is wrong.
bool readProperties(const PropertySource& from, std::vector<mapi::Property>& out, std::vector<std::string>& defects);

/// Of a PtypObject value (its octets are four of node id, four of size): the sub-node.
std::optional<NodeId> objectNode(const mapi::Property& value);

/// Row ids of a table in order, from the given one on, until visit returns false. False: the table cannot be read whole.
bool eachRowId(Database& db, BlockId data, std::uint32_t from, const std::function<bool(std::uint32_t)>& visit);

/// All rows of a small table (recipients, attachments). False as above.
bool readRows(const PropertySource& from, std::vector<mapi::Properties>& rows, std::vector<std::uint32_t>& ids,
              std::vector<std::string>& defects);

}  // namespace sillage::pst
