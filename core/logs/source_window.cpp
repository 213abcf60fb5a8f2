#include "logs/source_window.h"

#include <algorithm>
#include <cstring>

namespace sillage {

bool SourceWindow::read(std::size_t wanted) {
    while (tail_ - head_ < wanted && position_ < end_) {
        if (head_ > 0) {
            std::memmove(buffer_.data(), buffer_.data() + head_, tail_ - head_);
            tail_ -= head_;
            head_ = 0;
        }
        const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, end_ - position_));
        if (buffer_.size() < tail_ + want) buffer_.resize(tail_ + want);
        const std::size_t got = source_.read(position_, buffer_.data() + tail_, want);
        if (got == 0) end_ = position_;
        position_ += got;
        tail_ += got;
    }
    return tail_ - head_ >= wanted;
}

}  // namespace sillage
