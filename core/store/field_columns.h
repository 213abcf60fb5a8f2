// What events say beside their columns, as columns: the values of each key of a chunk together, and which keys each row has,
// in which order (its shape; a chunk has few). Part 0 is the directory: keys, shapes, where the values are. Derived data of
// this program; octets that are none are reported by what loads parts.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/field_values.h"

namespace sillage {

class FieldColumnsBuilder {
public:
    /// The number of a key.
    std::uint32_t key(std::string_view name);
    /// Of the row in hand, in the order in which it has them.
    void add(std::uint32_t key, std::string_view value);
    void endRow();
    /// Nothing where no row had a field.
    [[nodiscard]] FieldParts encode();

private:
    TextPool keys_, shapes_;
    std::vector<ValueColumnBuilder> columns_;
    std::string shape_;                  ///< of the row in hand: its keys as LEB128
    std::vector<std::uint32_t> shapeOf_; ///< of each row
};

/// Reads them. One object a thread.
class FieldColumns {
public:
    /// damaged: throws.
    FieldColumns(LoadPart load, std::function<void()> damaged, std::uint32_t rows);

    [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }
    /// Calls pair(key, value) for each field of a row; values are valid during the call. Rows one after the other cost least.
    template <typename Pair>
    void each(std::uint32_t row, Pair&& pair) {
        if (!seek(row)) return;
        for (std::size_t i = 0; i < here().size(); ++i) {
            const std::uint32_t key = here()[i];
            pair(key, value(key, next_[key]++));
        }
        ++row_;
    }
    /// Rows of which a field's value is admitted, in words of 64. needle(key): what a value must hold, written small, as far
    /// as it is ASCII; "" = nothing certain. may(key, frame, places): adds the values of a frame that are worth a look;
    /// admits(key, value): decides.
    using Needle = std::function<std::string_view(std::uint32_t key)>;
    using May = std::function<void(std::uint32_t key, const FrameView&, std::vector<std::uint32_t>&)>;
    using Admits = std::function<bool(std::uint32_t key, std::string_view value)>;
    [[nodiscard]] std::vector<std::uint64_t> match(const Needle& needle, const May& may, const Admits& admits);

private:
    struct Column {
        std::uint32_t count = 0, distinct = 0;
        std::uint8_t width = 0;  ///< of a code
        PartPlace codes;
        std::optional<PartPlace> characters;  ///< of values as they come
        ValueFrames values;
        std::shared_ptr<const std::string> codeOctets;
        FrameView frame;         ///< the one in hand
        std::size_t frameAt = static_cast<std::size_t>(-1);
    };
    void open(const LoadPart& load);
    bool shapes(std::string_view& directory, const LoadPart& load);
    [[nodiscard]] const std::vector<std::uint32_t>& here() const { return shapes_[shapeAt(row_)]; }
    [[nodiscard]] std::uint32_t shapeAt(std::uint32_t row) const;
    bool seek(std::uint32_t row);
    void skip(std::uint32_t rows);
    std::string_view value(std::uint32_t key, std::uint32_t at);
    [[nodiscard]] std::uint32_t codeOf(Column& column, std::uint32_t at);
    const FrameView& frame(Column& column, std::size_t index);
    /// Which values of a key are admitted, by place; empty: none.
    std::vector<bool> matchKey(std::uint32_t key, std::string_view needle, const May& may, const Admits& admits);

    LoadPart load_;
    std::function<void()> damaged_;
    std::uint32_t rows_;
    std::vector<std::string> keys_;
    std::vector<Column> columns_;
    std::vector<std::vector<std::uint32_t>> shapes_;
    std::shared_ptr<const std::string> shapeOf_;
    std::uint8_t shapeWidth_ = 0;
    std::uint32_t row_ = 0;            ///< the row that comes next, and
    std::vector<std::uint32_t> next_;  ///< which value of each key
};

}  // namespace sillage
