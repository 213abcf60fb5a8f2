// Text columns of an event chunk: a sorted dictionary and one code a row. Dictionaries are front-coded in blocks of
// 16 (shared prefix, rest), each block found by an offset, so that one entry costs one block and not the whole.
// Layout: count u32, block offsets u32 …, entries {varint shared, varint length, octets}. Little-endian.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/event_block.h"

namespace sillage {

/// Collects the values of one text column while a chunk is being filled.
class TextColumnBuilder {
public:
    void add(std::string_view value) { rows_.push_back(pool_.intern(value)); }
    /// Values of rows begin … end - 1 of a block, whose dictionary is looked at once.
    void add(const EventBlock& block, const EventBlock::Texts& column, std::uint32_t begin, std::uint32_t end);
    struct Encoded {
        std::string dictionary;
        std::string codes;       ///< width octets a row
        std::uint32_t count = 0; ///< distinct values
        std::uint8_t width = 0;  ///< 0 when all rows have the same value
    };
    [[nodiscard]] Encoded encode() const;

private:
    [[nodiscard]] std::vector<std::uint32_t> sorted() const;

    TextPool pool_;
    std::vector<std::uint32_t> rows_;
    std::vector<std::uint32_t> map_;  ///< of the block in hand: code + 1
};

/// Values in order of their octets, each once, as DictionaryView reads them.
std::string encodeDictionary(std::span<const std::string_view> sorted);

/// A dictionary as encoded. Views the octets, which must outlive it. Damaged octets give empty entries, never a read
/// outside them.
class DictionaryView {
public:
    DictionaryView() = default;
    explicit DictionaryView(std::string_view octets);
    [[nodiscard]] std::uint32_t count() const { return count_; }
    /// Entry at a code, decoded into scratch.
    std::string_view entry(std::uint32_t code, std::string& scratch) const;
    /// Calls visit(code, value) for every entry in order; the value is valid during the call.
    void each(const std::function<void(std::uint32_t, std::string_view)>& visit) const;
    /// The code of exactly this value.
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view value) const;

private:
    [[nodiscard]] std::size_t blockStart(std::uint32_t block) const;
    bool decode(std::size_t& at, std::string& value) const;
    std::string_view octets_;
    std::uint32_t count_ = 0;
};

/// Code of a row in a code column of the given width; 0 where the column is too short.
inline std::uint32_t codeAt(std::string_view codes, std::uint8_t width, std::uint32_t row) {
    const auto* p = reinterpret_cast<const unsigned char*>(codes.data());
    if (width == 1 && row < codes.size()) return p[row];
    if (width == 2 && std::size_t{row} * 2 + 1 < codes.size()) return p[row * 2] | (std::uint32_t{p[row * 2 + 1]} << 8);
    return 0;
}

}  // namespace sillage
