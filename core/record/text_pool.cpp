#include "record/text_pool.h"

#include <functional>

namespace sillage {

void TextPool::clear() {
    arena_.clear();
    ends_.clear();
    hashes_.clear();
    slots_.assign(slots_.size(), 0);
}

std::uint32_t TextPool::intern(std::string_view text) {
    if (ends_.size() * 2 >= slots_.size()) grow();
    const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    for (; slots_[slot]; slot = (slot + 1) & mask) {
        const std::uint32_t code = slots_[slot] - 1;
        if (hashes_[code] == hash && at(code) == text) return code;
    }
    const auto code = static_cast<std::uint32_t>(ends_.size());
    arena_.append(text);
    ends_.push_back(arena_.size());
    hashes_.push_back(hash);
    slots_[slot] = code + 1;
    return code;
}

void TextPool::grow() {
    slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, 0);
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t code = 0; code < hashes_.size(); ++code) {
        std::size_t slot = hashes_[code] & mask;
        while (slots_[slot]) slot = (slot + 1) & mask;
        slots_[slot] = code + 1;
    }
}

}  // namespace sillage
