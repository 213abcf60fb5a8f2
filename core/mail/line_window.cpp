// See line_window.h. Lines end by LF or CRLF; a lone CR is data (RFC 5322 2.1 knows only CRLF, stores use
// LF).
#include "mail/line_window.h"

#include <algorithm>
#include <cstring>

namespace sillage {

LineWindow::LineWindow(ByteSource& source, std::uint64_t begin, std::uint64_t end)
    : source_(source),
      position_(begin),
      end_(std::max(begin, std::min(end, source.size()))),
      bufferOffset_(begin) {
    buffer_.resize(
        static_cast<std::size_t>(std::min<std::uint64_t>(kWindow, end_ > begin ? end_ - begin : 1)));
}

bool LineWindow::fill() {
    const std::size_t kept = tail_ - head_;
    if (kept) std::memmove(buffer_.data(), buffer_.data() + head_, kept);
    bufferOffset_ += head_;
    head_ = 0;
    tail_ = kept;
    while (tail_ < buffer_.size() && position_ < end_) {
        const auto want =
            static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size() - tail_, end_ - position_));
        const std::size_t got = source_.read(position_, buffer_.data() + tail_, want);
        if (got == 0) {  // the source ends before its announced size
            end_ = position_;
            break;
        }
        tail_ += got;
        position_ += got;
    }
    return tail_ > 0;
}

bool LineWindow::next(RawLine& line) {
    const std::size_t have = tail_ - head_;
    if (have == 0) return false;
    const char* start = buffer_.data() + head_;
    const auto* lf = static_cast<const char*>(std::memchr(start, '\n', have));
    const bool atEnd = position_ >= end_;
    // The last octet is kept back so that a CR and its LF are never parted.
    if (!lf && !atEnd && have <= kPiece) return false;
    std::size_t length = lf ? static_cast<std::size_t>(lf - start) : atEnd ? have : have - 1;
    std::size_t eol = lf ? 1 : 0;
    if (lf && length > 0 && start[length - 1] == '\r') {
        --length;
        eol = 2;
    }
    line.text = {start, length};
    line.eol = {start + length, eol};
    line.offset = bufferOffset_ + head_;
    line.starts = starts_;
    starts_ = eol != 0;
    head_ += length + eol;
    return true;
}

void LineFeeder::splitEol(std::string_view whole, RawLine& out) {
    std::size_t eol = 0;
    if (!whole.empty() && whole.back() == '\n')
        eol = whole.size() > 1 && whole[whole.size() - 2] == '\r' ? 2 : 1;
    out.text = whole.substr(0, whole.size() - eol);
    out.eol = whole.substr(whole.size() - eol);
}

}  // namespace sillage
