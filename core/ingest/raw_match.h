// Finding a text in raw octets as fast as memory gives them: ASCII letters in either case, all other octets exactly.
// Two octets of the text that are rare in logs are compared 64 places at a time (the idea of W. Muła's generic SIMD
// search); only where both stand is the whole text compared. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sillage {

class Needle {
public:
    /// text must not be empty.
    explicit Needle(std::string_view text);
    [[nodiscard]] std::size_t size() const { return text_.size(); }
    /// The first place at or after from, npos when there is none.
    [[nodiscard]] std::size_t find(std::string_view hay, std::size_t from = 0) const;

private:
    [[nodiscard]] bool standsAt(const char* place) const;
    [[nodiscard]] std::size_t findInBlock(const char* block) const;
    std::string text_;  ///< letters in lower case
    std::string fold_;  ///< what is or-ed to an octet before it is compared: 0x20 where text_ has a letter
    std::size_t rare_ = 0, rarer_ = 0;
};

/// How many '\n' there are.
std::uint64_t countNewlines(std::string_view octets);

}  // namespace sillage
