// Texts, each kept once and named by a number in order of its first appearance.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sillage {

class TextPool {
public:
    /// The number of this text, which is taken in where it is new.
    std::uint32_t intern(std::string_view text);
    /// Valid until the next intern().
    [[nodiscard]] std::string_view at(std::uint32_t code) const {
        const std::size_t begin = code ? ends_[code - 1] : 0;
        return std::string_view(arena_).substr(begin, ends_[code] - begin);
    }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(ends_.size()); }
    /// All texts one after the other, and where each ends.
    [[nodiscard]] const std::string& octets() const { return arena_; }
    [[nodiscard]] const std::vector<std::size_t>& ends() const { return ends_; }
    /// Keeps its memory.
    void clear();

private:
    void grow();

    std::string arena_;
    std::vector<std::size_t> ends_;
    std::vector<std::uint32_t> hashes_;
    std::vector<std::uint32_t> slots_;  ///< code + 1; 0 = free
};

}  // namespace sillage
