// What readers of records that are no lines see of a source: octets from a place on, as many as they ask for.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "evidence/byte_source.h"

namespace sillage {

/// Holds what was asked for and not yet passed, no more than a block beyond. One thread.
class SourceWindow {
public:
    static constexpr std::size_t kBlock = 1u << 20;

    SourceWindow(ByteSource& source, std::uint64_t begin, std::uint64_t end) : source_(source), position_(begin), end_(end) {}

    /// At least so many octets from the place, fewer only where the range ends. Valid until the next see, holds or at that
    /// asks for more, or pass.
    std::string_view see(std::size_t wanted) {
        holds(wanted);
        return seen();
    }
    bool holds(std::size_t wanted) { return tail_ - head_ >= wanted || read(wanted); }
    /// The octet index places after the place, -1 at the end of the range.
    int at(std::size_t index) { return holds(index + 1) ? static_cast<unsigned char>(buffer_[head_ + index]) : -1; }
    /// What can be seen without reading on.
    [[nodiscard]] std::string_view seen() const { return {buffer_.data() + head_, tail_ - head_}; }
    /// count: at most as many as are seen.
    void pass(std::size_t count) { head_ += count; }
    /// Of the place in the source.
    [[nodiscard]] std::uint64_t offset() const { return position_ - (tail_ - head_); }

private:
    bool read(std::size_t wanted);

    ByteSource& source_;
    std::uint64_t position_, end_;  ///< of the next read
    std::vector<char> buffer_;
    std::size_t head_ = 0, tail_ = 0;
};

}  // namespace sillage
