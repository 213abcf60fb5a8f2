// Lines over a range of a source with their line ends kept, for readers that hash and cut what they read.
// One window of at most 1 MiB; a line that does not fit comes in pieces. Views stay valid until the next
// fill().
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "evidence/byte_source.h"

namespace sillage {

/// One physical line, or a piece of a very long one.
struct RawLine {
    std::string_view text;     ///< without the line end
    std::string_view eol;      ///< "\n", "\r\n" or "" (a piece, or the last line of the range)
    std::uint64_t offset = 0;  ///< of text in the source
    bool starts = true;        ///< begins at the start of a line
};

class LineWindow {
public:
    /// Lines of [begin, end) of source.
    LineWindow(ByteSource& source, std::uint64_t begin, std::uint64_t end);
    /// Reads on; false when all is read and given out. Invalidates the views given so far.
    bool fill();
    /// The next line of the window; false when fill() is needed.
    bool next(RawLine& line);

private:
    static constexpr std::size_t kWindow = 1u << 20;
    static constexpr std::size_t kPiece = 64u << 10;
    ByteSource& source_;
    std::uint64_t position_, end_;
    std::vector<char> buffer_;
    std::size_t head_ = 0, tail_ = 0;
    std::uint64_t bufferOffset_;
    bool starts_ = true;
};

/// Cuts a pushed octet stream into the same lines; used for what a transfer encoding hid.
class LineFeeder {
public:
    /// Calls line(RawLine) for every complete line; offsets count pushed octets.
    template <typename Line>
    void add(std::string_view octets, Line&& line) {
        while (!octets.empty()) {
            const std::size_t lf = octets.find('\n');
            if (lf == std::string_view::npos || !rest_.empty()) {
                const std::size_t take = lf == std::string_view::npos ? octets.size() : lf + 1;
                rest_.append(octets.substr(0, take));
                octets.remove_prefix(take);
                if (rest_.back() == '\n' || rest_.size() >= kPiece) emit(line);
                continue;
            }
            give(octets.substr(0, lf + 1), line);
            octets.remove_prefix(lf + 1);
        }
    }
    /// The last line, if it has no end.
    template <typename Line>
    void finish(Line&& line) {
        if (!rest_.empty()) emit(line);
    }

private:
    static constexpr std::size_t kPiece = 64u << 10;
    template <typename Line>
    void emit(Line&& line) {
        give(rest_, line);
        rest_.clear();
    }
    template <typename Line>
    void give(std::string_view whole, Line&& line) {
        RawLine out;
        out.offset = offset_;
        out.starts = starts_;
        splitEol(whole, out);
        offset_ += whole.size();
        starts_ = !out.eol.empty();
        line(out);
    }
    static void splitEol(std::string_view whole, RawLine& out);

    std::string rest_;
    std::uint64_t offset_ = 0;
    bool starts_ = true;
};

}  // namespace sillage
