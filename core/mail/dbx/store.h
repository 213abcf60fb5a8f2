// The structures of an Outlook Express 5/6 store (.dbx), as "Outlook Express dbx file format" by Arne Schloh and the
// libdbx notes describe them. Little-endian; every object begins with its own position in the file, which is what makes
// damage visible and lost objects findable. 32-bit positions: what lies beyond 4 GiB cannot be addressed.
//   header 0x24BC octets: 0xC4 entries in the tree, 0xE4 its root, then the file info (0x105: the folder's name)
//   tree node: position, ?, child, parent, id u8, entries u8, ?, values in child; entries of (item, child, values)
//   item: position, body length, ?, entries u8; entries of (index | 0x80 = direct, 24-bit value or offset); data
//   block: position, capacity 0x200, octets used, next; data. Freed: capacity 0x1FC, 0x210, next, previous; the rest
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/byte_source.h"
#include "mail/piecewise.h"

namespace sillage::dbx {

constexpr std::uint32_t kHeader = 0x24bc, kBlock = 0x200, kBlockHeader = 16;

/// A message's entry in the store's list.
struct Entry {
    std::uint32_t position = 0, length = 0;  ///< of the item object
    std::uint32_t flags = 0, blocks = 0;     ///< blocks: position of the first, 0 = the body was never downloaded
    std::uint64_t sent = 0, saved = 0, received = 0;  ///< FILETIME, 0 = none
    struct Text {
        std::uint8_t index;
        std::string octets;
    };
    std::vector<Text> texts;                 ///< as they lie
    [[nodiscard]] std::string text(std::uint8_t index) const;  ///< "" = none
};

struct BlockHead {
    std::uint32_t capacity = 0, used = 0, next = 0, previous = 0;
};

class Store {
public:
    /// The source must outlive it. Reads the header; nothing is checked but the signature (Error).
    explicit Store(ByteSource& source);

    [[nodiscard]] std::uint32_t listed() const { return listed_; }    ///< entries the header announces
    [[nodiscard]] const std::string& folder() const { return folder_; }  ///< raw octets of the folder's name
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] ByteSource& source() { return source_; }

    /// Positions of the items in the order of the tree. Damage is added to problems.
    std::vector<std::uint32_t> items(std::vector<Problem>& problems);
    /// False when no item lies there.
    bool entry(std::uint32_t position, Entry& out);
    /// Reads the head of a block; false when none lies there. freed: one given back to the store.
    bool block(std::uint32_t position, bool freed, BlockHead& out);
    /// Adds the blocks from position on to octets; visited gets their positions. Returns what is wrong, "" = whole.
    std::string chain(std::uint32_t position, bool freed, PiecewiseSource& octets,
                      std::vector<std::uint32_t>* visited = nullptr);

private:
    bool node(std::uint32_t position, std::string& octets);
    ByteSource& source_;
    std::uint64_t size_;
    std::uint64_t budget_;  ///< blocks that may still be followed: chains that share blocks end somewhere
    std::uint32_t listed_ = 0, root_ = 0;
    std::string folder_;
};

std::uint32_t u32(std::string_view octets, std::size_t at);

/// Everything in the file that no live entry accounts for.
struct Leftovers {
    std::vector<std::uint32_t> entries;  ///< items outside of the tree
    std::vector<std::uint32_t> heads;    ///< first blocks of chains no entry begins
    std::vector<std::uint32_t> freed;    ///< first blocks of freed chains
    std::uint64_t blocks = 0;            ///< blocks in these chains
};
/// used: positions of the blocks of live messages, sorted; live: positions of items, sorted.
Leftovers findLeftovers(Store& store, const std::vector<std::uint32_t>& used, const std::vector<std::uint32_t>& live);

}  // namespace sillage::dbx
