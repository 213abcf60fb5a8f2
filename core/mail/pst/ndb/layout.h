// The three on-disk layouts of a PST or OST ([MS-PST] 2.2): ANSI, Unicode with 512-octet pages, and the Unicode layout
// with 4096-octet pages and deflated blocks that Outlook 2013 writes (not in [MS-PST]; layout as libpff documents it).
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace sillage::pst {

using NodeId = std::uint32_t;
using BlockId = std::uint64_t;

/// Little-endian number at a place that the caller has checked.
template <typename T>
T load(const char* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}
/// The same where it may lie outside: 0.
template <typename T>
T loadAt(std::string_view octets, std::size_t at) {
    return at <= octets.size() && octets.size() - at >= sizeof(T) ? load<T>(octets.data() + at) : T{};
}

enum class Variant : std::uint8_t { Ansi, Unicode, Unicode4k };

struct Layout {
    Variant variant = Variant::Unicode;
    std::uint32_t pageSize = 512;
    std::uint32_t pageTrailer = 496;   ///< where the trailer begins in a page
    std::uint32_t pageCounts = 488;    ///< where cEnt begins in a B-tree page
    std::uint32_t blockAlign = 64;
    std::uint32_t blockTrailer = 16;
    std::uint32_t maxBlock = 8176;     ///< most octets a stored block holds
    std::uint64_t firstMap = 0x4400;   ///< of the allocation maps; nothing else lies before it but the header
    std::uint32_t word = 8;            ///< octets of a block id or offset

    [[nodiscard]] bool ansi() const { return variant == Variant::Ansi; }
    [[nodiscard]] bool large() const { return variant == Variant::Unicode4k; }
    [[nodiscard]] std::uint64_t wordAt(const char* at) const {
        return word == 8 ? load<std::uint64_t>(at) : load<std::uint32_t>(at);
    }
    /// Octets a block takes in the file, padding and trailer included.
    [[nodiscard]] std::uint32_t blockSpan(std::uint32_t size) const {
        return (size + blockTrailer + blockAlign - 1) / blockAlign * blockAlign;
    }
    static Layout of(Variant variant);
};

/// NID_TYPE ([MS-PST] 2.2.2.1).
enum class NodeType : std::uint8_t {
    Internal = 0x01, Folder = 0x02, SearchFolder = 0x03, Message = 0x04, Attachment = 0x05, Associated = 0x08,
    HierarchyTable = 0x0D, ContentsTable = 0x0E, AssociatedTable = 0x0F, AttachmentTable = 0x11, RecipientTable = 0x12
};
inline NodeType typeOf(NodeId id) { return static_cast<NodeType>(id & 0x1F); }
inline NodeId withType(NodeId id, NodeType type) { return (id & ~0x1FU) | static_cast<NodeId>(type); }

// Fixed node ids ([MS-PST] 2.4.1).
inline constexpr NodeId kStoreNode = 0x21, kNameMapNode = 0x61, kRootFolderNode = 0x122;
inline constexpr NodeId kAttachmentTableNode = 0x671, kRecipientTableNode = 0x692;

struct NodeEntry {
    NodeId id = 0, parent = 0;
    BlockId data = 0, sub = 0;
};

struct BlockEntry {
    BlockId id = 0;
    std::uint64_t offset = 0;
    std::uint32_t size = 0;       ///< octets stored, without padding and trailer
    std::uint32_t inflated = 0;   ///< octets after inflating; = size where nothing is deflated
};

/// The lowest bit of a block id carries no meaning; the second says that the block is the store's own (not encrypted).
inline BlockId plainId(BlockId id) { return id & ~BlockId{1}; }
inline bool isInternal(BlockId id) { return (id & 2) != 0; }

/// CRC of [MS-PST] 5.3: the reflected CRC-32, begun with 0 and not inverted at the end.
std::uint32_t crcOf(std::string_view octets);
/// Signature of [MS-PST] 5.5 over a place and a block id.
inline std::uint16_t signatureOf(std::uint64_t offset, BlockId id) {
    const auto mixed = static_cast<std::uint32_t>(offset ^ id);
    return static_cast<std::uint16_t>((mixed >> 16) ^ mixed);
}

}  // namespace sillage::pst
