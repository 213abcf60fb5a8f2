// Octets of derived columns as they lie in a blob: compressed where that pays, else as they are. Compressed is Zstandard
// (RFC 8878) at its fastest level, as libarchive has it; deflate (RFC 1950) for what is short, where libarchive came
// without Zstandard, and in cases of before.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sillage {

/// "" stays "". worthwhile = false: not even tried, for octets that are known to be random.
std::string pack(std::string_view octets, bool worthwhile = true);
/// The same for numbers of 2, 4 or 8 octets each, little-endian: octets of like weight are put together, of ascending
/// ones only the differences are kept.
std::string packNumbers(std::string_view octets, std::uint8_t width, bool ascending);
/// For octets that are many and of which few may be asked for: packed in blocks.
std::string packBlocks(std::string_view octets);
/// False where the octets are no packed ones.
bool unpack(std::string_view packed, std::string& out);

/// Some of packed octets, whatever packed them; of blocks only those asked for are unpacked.
class PackedPart {
public:
    /// False where the octets are no packed ones. They are kept.
    bool open(std::string packed);
    /// Octets begin … end - 1, valid until the next call; fewer where there are not so many or where they are damaged.
    std::string_view get(std::size_t begin, std::size_t end);
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    struct Block {
        std::size_t at, length;  ///< in packed_
    };
    const std::string& block(std::size_t index);
    std::string packed_, one_, joined_;
    std::vector<Block> blocks_;
    std::size_t size_ = 0, present_ = static_cast<std::size_t>(-1);
};

}  // namespace sillage
