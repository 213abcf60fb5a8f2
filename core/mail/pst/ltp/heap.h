// Heap-on-node ([MS-PST] 2.3.1) and the BTree-on-heap in it (2.3.2).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/pst/ndb/data_tree.h"

namespace sillage::pst {

using HeapId = std::uint32_t;
/// HNID ([MS-PST] 2.3.3.2): no type bits = an item of the heap, else a sub-node.
inline bool isHeapId(std::uint32_t id) { return (id & 0x1F) == 0; }

class Heap {
public:
    /// The heap of a node's data. nullopt: its data is no heap (reported by the caller in its own words).
    static std::optional<Heap> open(Database& db, BlockId data);
    [[nodiscard]] std::uint8_t client() const { return client_; }
    [[nodiscard]] HeapId root() const { return root_; }
    /// An item's octets, empty when it is not there. Valid until the next call.
    std::string_view item(HeapId id);

private:
    explicit Heap(Database& db) : db_(&db) {}
    const std::string* block(std::size_t index);

    Database* db_;
    DataTree data_;
    std::vector<std::optional<std::string>> blocks_;
    std::size_t held_ = 0;
    std::uint8_t client_ = 0;
    HeapId root_ = 0;
};

/// Records of a BTree-on-heap from the first whose key is ≥ from, in order, until visit returns false. A record is key
/// and data. False: something of it is missing.
struct BthShape {
    std::size_t key = 0, data = 0;
};
std::optional<BthShape> bthShape(Heap& heap, HeapId header);
bool eachRecord(Heap& heap, HeapId header, std::uint32_t from, const std::function<bool(std::string_view)>& visit);

}  // namespace sillage::pst
