// A read-only view of evidence bytes that knows where in its source it lies, so that whatever is decoded
// from it can be cited by absolute offset. Never owns; valid as long as the buffer it was cut from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sillage {

struct Bytes {
    std::string_view data;    ///< the octets
    std::uint64_t offset = 0; ///< absolute position of data[0] in the source, in octets

    [[nodiscard]] std::size_t size() const { return data.size(); }
    [[nodiscard]] bool empty() const { return data.empty(); }
    [[nodiscard]] std::uint64_t end() const { return offset + data.size(); }

    /// The part [pos, pos+count) clamped to what is there; its offset moves along.
    [[nodiscard]] Bytes sub(std::size_t pos, std::size_t count = std::string_view::npos) const {
        if (pos > data.size()) pos = data.size();
        return {data.substr(pos, count), offset + pos};
    }
};

}  // namespace sillage
