// Number columns of an event chunk: value = minimum + step × code, codes in 0, 1, 2, 4 or 8 octets, little-endian.
// Minimum and maximum stand in the chunk's header and exclude whole chunks.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "search/value.h"

namespace sillage {

struct NumberEncoding {
    std::int64_t minimum = 0, maximum = 0;
    std::uint64_t step = 1;
    std::uint8_t width = 0;  ///< octets a row; 0 = every row is the minimum
};

/// timeLike: look for a common step (whole seconds), which halves the width of times.
std::string encodeNumbers(const std::vector<std::int64_t>& values, bool timeLike, NumberEncoding& encoding);

class NumberView {
public:
    NumberView() = default;
    NumberView(const NumberEncoding& encoding, std::string_view octets) : encoding_(encoding), octets_(octets) {}
    [[nodiscard]] const NumberEncoding& encoding() const { return encoding_; }
    /// The minimum where the column is too short.
    [[nodiscard]] std::int64_t at(std::uint32_t row) const {
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(encoding_.minimum) + encoding_.step * code(row));
    }
    [[nodiscard]] std::uint64_t code(std::uint32_t row) const {
        switch (encoding_.width) {
            case 1: return codeOf<std::uint8_t>(row);
            case 2: return codeOf<std::uint16_t>(row);
            case 4: return codeOf<std::uint32_t>(row);
            case 8: return codeOf<std::uint64_t>(row);
            default: return 0;
        }
    }
    /// Sets the bits of rows inside bounds (inclusive) in words of 64 rows each.
    void match(const Bounds& bounds, std::uint32_t rows, std::vector<std::uint64_t>& bits) const;

private:
    template <typename Code>
    [[nodiscard]] std::uint64_t codeOf(std::uint32_t row) const {
        const std::size_t at = std::size_t{row} * sizeof(Code);
        if (at + sizeof(Code) > octets_.size()) return 0;
        Code code;
        std::memcpy(&code, octets_.data() + at, sizeof(Code));
        return code;
    }
    NumberEncoding encoding_;
    std::string_view octets_;
};

}  // namespace sillage
