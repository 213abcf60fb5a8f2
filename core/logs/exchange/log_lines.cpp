// See log_lines.h.
#include "logs/exchange/log_lines.h"

#include <algorithm>

namespace sillage::exchange {

LogLines::LogLines(ByteSource& source, std::uint64_t begin, std::uint64_t end, std::uint64_t firstLine,
                   CsvEncoding encoding, std::size_t maxLine)
    : stream_(source, begin, encoding == CsvEncoding::Octets ? begin : end),
      encoding_(encoding),
      maxLine_(maxLine),
      position_(begin),
      number_(firstLine) {
    if (encoding == CsvEncoding::Octets) octets_.emplace(source, begin, end, firstLine, maxLine);
}

bool LogLines::next(LogLine& line) {
    if (!octets_) return nextUtf16(line);
    LineReader::Line raw;
    do {
        if (!octets_->next(raw)) return false;
    } while (raw.piece && raw.number == lastOverlong_);  // the rest of a line already delivered
    if (raw.piece) lastOverlong_ = raw.number;
    line = {raw.text.data, raw.text.offset, raw.text.size(), raw.number, raw.piece};
    return true;
}

bool LogLines::nextUtf16(LogLine& line) {
    const std::size_t low = encoding_ == CsvEncoding::Utf16Le ? 0 : 1;
    units_.clear();
    std::uint64_t taken = 0;
    for (;;) {
        if (block_.empty() && (block_ = stream_.next()).empty()) break;
        // One octet at a time: the halves of a unit may lie in two blocks.
        std::size_t i = 0;
        bool ended = false;
        char previous = units_.empty() ? '\0' : units_.back();
        for (; i < block_.size() && !ended; ++i) {
            const char c = block_.data[i];
            const bool second = ((taken + i) & 1) != 0;
            ended = second && (low == 0 ? previous == '\n' && c == '\0' : previous == '\0' && c == '\n');
            if (units_.size() < maxLine_) units_ += c;
            previous = c;
        }
        taken += i;
        block_ = block_.sub(i);
        if (ended) return finishUtf16(line, taken);
    }
    return taken > 0 && finishUtf16(line, taken);
}

bool LogLines::finishUtf16(LogLine& line, std::uint64_t octets) {
    text_ = csvText(units_, encoding_);
    line.overlong = octets > units_.size();
    line.offset = position_;
    line.number = number_++;
    line.length = octets;
    for (const char end : {'\n', '\r'}) {
        if (line.overlong || text_.empty() || text_.back() != end) continue;
        text_.pop_back();
        line.length -= 2;
    }
    line.text = text_;
    position_ += octets;
    return true;
}

}  // namespace sillage::exchange
