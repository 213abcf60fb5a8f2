// One page of the node or block B-tree ([MS-PST] 2.2.2.7.7), checked.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mail/pst/ndb/layout.h"

namespace sillage::pst {

enum class PageType : std::uint8_t { Blocks = 0x80, Nodes = 0x81 };

/// PAGETRAILER ([MS-PST] 2.2.2.7.1).
struct PageTrailer {
    std::uint8_t type = 0, typeAgain = 0;
    std::uint16_t signature = 0;
    std::uint32_t crc = 0;
    BlockId id = 0;
};
PageTrailer readTrailer(const Layout& layout, const char* page);

class TreePage {
public:
    /// level: what its place in the tree demands; −1 = any. Of a page whose checksum fails, the entries are taken that
    /// stand in order; *why says what is wrong. nullopt: it is no such page at all.
    static std::optional<TreePage> read(const Layout& layout, std::string octets, std::uint64_t offset, PageType type,
                                        int level, std::string* why);

    [[nodiscard]] bool sound() const { return sound_; }
    [[nodiscard]] int level() const { return level_; }
    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    [[nodiscard]] BlockId id() const { return id_; }
    [[nodiscard]] std::uint64_t key(std::size_t i) const { return layout_.wordAt(at(i)); }
    [[nodiscard]] std::uint64_t first() const { return count_ ? key(0) : 0; }
    [[nodiscard]] std::uint64_t last() const { return count_ ? key(count_ - 1) : 0; }
    /// Of a branch: the child's block id and place.
    [[nodiscard]] BlockId childId(std::size_t i) const { return layout_.wordAt(at(i) + layout_.word); }
    [[nodiscard]] std::uint64_t childOffset(std::size_t i) const { return layout_.wordAt(at(i) + 2 * layout_.word); }
    /// Of a leaf.
    [[nodiscard]] NodeEntry node(std::size_t i) const;
    [[nodiscard]] BlockEntry block(std::size_t i) const;
    /// Index of the last entry whose key is ≤ key; −1 when all are greater.
    [[nodiscard]] int find(std::uint64_t key) const;

private:
    [[nodiscard]] const char* at(std::size_t i) const { return octets_.data() + i * entrySize_; }
    [[nodiscard]] std::size_t inOrder(PageType type) const;

    Layout layout_;
    std::string octets_;
    std::uint64_t offset_ = 0;
    BlockId id_ = 0;
    std::size_t count_ = 0, entrySize_ = 0;
    int level_ = 0;
    bool sound_ = true;
};

}  // namespace sillage::pst
