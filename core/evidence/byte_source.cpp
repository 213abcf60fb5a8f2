// Reading evidence octets: pread into the caller's buffer, blocks, lines, and the cutting of line formats.
#include "evidence/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <unistd.h>

#include "base/error.h"
#include "evidence/reader.h"

namespace sillage {

std::string ByteSource::readString(std::uint64_t offset, std::size_t count) {
    if (offset >= size()) return {};
    std::string out(static_cast<std::size_t>(std::min<std::uint64_t>(count, size() - offset)), '\0');
    out.resize(read(offset, out.data(), out.size()));
    return out;
}

std::size_t FdSource::read(std::uint64_t offset, char* buffer, std::size_t count) {
    if (offset >= length_) return 0;
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, length_ - offset));
    std::size_t done = 0;
    while (done < count) {
        const ssize_t n = ::pread(fd_, buffer + done, count - done, static_cast<off_t>(begin_ + offset + done));
        if (n > 0) {
            done += static_cast<std::size_t>(n);
        } else if (n == 0) {
            break;  // shorter than when it was listed: the caller sees fewer octets
        } else if (errno != EINTR) {
            throw Error(phrase("cannot read the evidence at offset %1: %2", begin_ + offset + done, std::strerror(errno)),
                        "The medium may be failing: image it with ddrescue and import the image.");
        }
    }
    return done;
}

std::size_t MemorySource::read(std::uint64_t offset, char* buffer, std::size_t count) {
    if (offset >= octets_.size()) return 0;
    count = std::min(count, octets_.size() - static_cast<std::size_t>(offset));
    std::memcpy(buffer, octets_.data() + offset, count);
    return count;
}

Stream::Stream(ByteSource& source, std::uint64_t begin, std::uint64_t end)
    : source_(source), position_(begin), end_(std::min(end, source.size())) {
    const std::uint64_t length = end_ > begin ? end_ - begin : 0;
    buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, length)));
}

Bytes Stream::next() {
    if (position_ >= end_) return {{}, position_};
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), end_ - position_));
    const std::size_t got = source_.read(position_, buffer_.data(), want);
    const Bytes block{{buffer_.data(), got}, position_};
    position_ = got == 0 ? end_ : position_ + got;
    return block;
}

LineReader::LineReader(ByteSource& source, std::uint64_t begin, std::uint64_t end, std::uint64_t firstLine,
                       std::size_t maxLine)
    : source_(source), position_(begin), end_(std::min(end, source.size())), lineNumber_(firstLine),
      maxLine_(std::max<std::size_t>(maxLine, 1)), bufferOffset_(begin) {}

/// Brings more octets in behind tail_; false when there are none or the longest line is already there.
bool LineReader::fill() {
    if (position_ >= end_ || tail_ - head_ > maxLine_) return false;
    if (head_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + head_, tail_ - head_);
        bufferOffset_ += head_;
        tail_ -= head_;
        head_ = 0;
    }
    constexpr std::size_t kStep = 1u << 20;
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(kStep, end_ - position_));
    if (buffer_.size() < tail_ + want) buffer_.resize(tail_ + want);
    const std::size_t got = source_.read(position_, buffer_.data() + tail_, want);
    position_ = got == 0 ? end_ : position_ + got;
    tail_ += got;
    return got > 0;
}

bool LineReader::next(Line& line) {
    std::size_t searched = 0;
    const char* newline = nullptr;
    for (;;) {
        const std::size_t window = std::min(tail_ - head_, maxLine_ + 1);
        if (window > searched)
            newline = static_cast<const char*>(
                std::memchr(buffer_.data() + head_ + searched, '\n', window - searched));
        searched = std::max(searched, window);
        if (newline || window > maxLine_ || !fill()) break;
    }
    const std::size_t available = tail_ - head_;
    if (!newline && available == 0) return false;
    const char* start = buffer_.data() + head_;
    std::size_t length = newline ? static_cast<std::size_t>(newline - start) : std::min(available, maxLine_);
    const bool goesOn = !newline && available > maxLine_;
    line.number = lineNumber_;
    line.piece = inPiece_ || goesOn;
    const std::size_t taken = newline ? length + 1 : length;
    if (newline && length > 0 && start[length - 1] == '\r') --length;
    line.text = {{start, length}, bufferOffset_ + head_};
    head_ += taken;
    inPiece_ = goesOn;
    if (!goesOn) ++lineNumber_;
    return true;
}

namespace {

constexpr std::uint64_t kCutDistance = 4u << 20;

/// Finds cutting places in a stream of blocks; a newline that ends a block is decided by the next block.
class LineCutter {
public:
    LineCutter(std::uint64_t begin, const std::function<void(Cut)>& cut) : cut_(cut), target_(begin + kCutDistance) {}

    void add(Bytes block) {
        const char* const data = block.data.data();
        const std::size_t size = block.size();
        std::size_t at = 0;
        if (afterNewline_) offer(block.offset, data[0]);
        afterNewline_ = false;
        while (at < size) {
            const auto* newline = static_cast<const char*>(std::memchr(data + at, '\n', size - at));
            if (!newline) return;
            ++line_;
            at = static_cast<std::size_t>(newline - data) + 1;
            if (at == size) afterNewline_ = true;
            else offer(block.offset + at, data[at]);
        }
    }

private:
    void offer(std::uint64_t offset, char first) {
        if (offset < target_ || first == ' ' || first == '\t' || first == '\r' || first == '\n') return;
        cut_({offset, line_});
        target_ = offset + kCutDistance;
    }

    const std::function<void(Cut)>& cut_;
    std::uint64_t target_;
    std::uint64_t line_ = 1;
    bool afterNewline_ = false;
};

}  // namespace

void scanLines(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut,
               std::string& carry) {
    carry.clear();
    LineCutter cutter(0, cut);
    Stream stream(source, 0, source.size());
    for (Bytes block = stream.next(); !block.empty(); block = stream.next()) {
        data(block);
        cutter.add(block);
    }
}

}  // namespace sillage
