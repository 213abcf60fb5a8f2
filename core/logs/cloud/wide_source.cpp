// UTF-16 (RFC 2781) to UTF-8 in blocks; see wide_source.h.
#include "logs/cloud/wide_source.h"

#include <algorithm>
#include <cstring>

#include "base/utf8.h"

namespace sillage {

namespace {

constexpr std::size_t kBlock = 64u << 10;  ///< octets of the wide source decoded at once

unsigned unitAt(const char* p, CsvEncoding encoding) {
    const unsigned a = static_cast<unsigned char>(p[0]), b = static_cast<unsigned char>(p[1]);
    return encoding == CsvEncoding::Utf16Le ? a | (b << 8) : b | (a << 8);
}

bool isHigh(unsigned unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}

/// Puts an offset of the decoded source back where it came from.
class WideSink final : public Sink {
public:
    WideSink(Sink& out, Utf8Source& source) : out_(out), source_(source) {}
    void found(std::uint64_t count) override { out_.found(count); }
    void message(Message&& m) override { out_.message(std::move(m)); }
    void event(Event&& e) override {
        place(e.offset, e.length);
        out_.event(std::move(e));
    }
    void skipped(std::string_view reason, std::uint64_t count) override { out_.skipped(reason, count); }
    void failed(Problem&& p) override {
        place(p.offset, p.length);
        out_.failed(std::move(p));
    }
    void problem(Problem&& p) override {
        place(p.offset, p.length);
        out_.problem(std::move(p));
    }
    void fact(Fact&& f) override { out_.fact(std::move(f)); }
    [[nodiscard]] bool stopped() const override { return out_.stopped(); }

private:
    void place(std::uint64_t& offset, std::uint64_t& length) {
        const std::uint64_t begin = source_.wideOffset(offset);
        length = source_.wideOffset(offset + length) - begin;
        offset = begin;
    }
    Sink& out_;
    Utf8Source& source_;
};

}  // namespace

Utf8Source::Utf8Source(ByteSource& wide, CsvDialect dialect) : wide_(wide), dialect_(dialect) {
    marks_.push_back({0, dialect.bom});
    next_ = dialect.bom;
}

// A code unit is at most three octets of UTF-8.
std::uint64_t Utf8Source::size() const {
    return end_ != ~0ull ? end_ : (wide_.size() - dialect_.bom + 1) / 2 * 3;
}

void Utf8Source::restart(const Mark& mark) {
    block_.clear();
    blockOffset_ = mark.narrow;
    next_ = mark.wide;
}

// The next block behind block_, which is given up.
void Utf8Source::decode() {
    blockOffset_ += block_.size();
    block_.clear();
    char buffer[kBlock + 2];
    std::size_t got = wide_.read(next_, buffer, kBlock);
    got -= got % 2;
    // Half a pair stays for the next block.
    if (got >= 4 && isHigh(unitAt(buffer + got - 2, dialect_.encoding)))
        got -= 2;
    else if (got == 2 && isHigh(unitAt(buffer, dialect_.encoding)))
        got += wide_.read(next_ + 2, buffer + 2, 2) / 2 * 2;
    if (got == 0) {
        end_ = blockOffset_;
        return;
    }
    if (blockOffset_ > marks_.back().narrow) marks_.push_back({blockOffset_, next_});
    block_ = csvText({buffer, got}, dialect_.encoding);
    next_ += got;
}

std::size_t Utf8Source::read(std::uint64_t offset, char* buffer, std::size_t count) {
    if (offset < blockOffset_) {
        const auto after = std::upper_bound(marks_.begin(), marks_.end(), offset,
                                            [](std::uint64_t o, const Mark& m) { return o < m.narrow; });
        restart(*std::prev(after));
    }
    std::size_t done = 0;
    while (done < count) {
        while (offset + done >= blockOffset_ + block_.size()) {
            if (end_ != ~0ull && offset + done >= end_) return done;
            decode();
            if (block_.empty()) return done;
        }
        const auto from = static_cast<std::size_t>(offset + done - blockOffset_);
        const std::size_t some = std::min(count - done, block_.size() - from);
        std::memcpy(buffer + done, block_.data() + from, some);
        done += some;
    }
    return done;
}

std::uint64_t Utf8Source::wideOffset(std::uint64_t offset) {
    for (const Mark& known : answers_)
        if (known.wide > 0 && known.narrow == offset) return known.wide;
    const auto after = std::upper_bound(marks_.begin(), marks_.end(), offset,
                                        [](std::uint64_t o, const Mark& m) { return o < m.narrow; });
    const Mark mark = *std::prev(after);
    if (mark.narrow != unitsAt_.narrow) {
        units_.resize(kBlock + 4);
        units_.resize(wide_.read(mark.wide, units_.data(), units_.size()) / 2 * 2);
        unitsAt_ = walked_ = mark;
    }
    if (walked_.narrow > offset) walked_ = mark;
    auto i = static_cast<std::size_t>(walked_.wide - mark.wide);
    while (i < units_.size() && walked_.narrow < offset) {
        const unsigned unit = unitAt(units_.data() + i, dialect_.encoding);
        const bool pair = isHigh(unit) && i + 4 <= units_.size() &&
                          (unitAt(units_.data() + i + 2, dialect_.encoding) & 0xFC00u) == 0xDC00u;
        walked_.narrow += unit < 0x80 ? 1 : unit < 0x800 ? 2 : pair ? 4 : 3;
        i += pair ? 4 : 2;
    }
    walked_.wide = mark.wide + i;
    answers_[answer_ ^= 1] = {offset, walked_.wide};
    return walked_.wide;
}

std::string narrowHead(const Head& head) {
    const CsvDialect dialect = sniffWide(head.octets);
    if (dialect.encoding == CsvEncoding::Octets) return std::string(head.octets);
    return csvText(head.octets.substr(dialect.bom), dialect.encoding);
}

void readNarrow(ByteSource& source, const Range& range, Sink& sink,
                const std::function<void(ByteSource&, const Range&, Sink&)>& read) {
    const CsvDialect dialect = range.first ? sniffWide(source.readString(range.begin, 4096)) : CsvDialect{};
    if (dialect.encoding == CsvEncoding::Octets || range.begin != 0) {
        read(source, range, sink);
        return;
    }
    Utf8Source narrow(source, dialect);
    WideSink wide(sink, narrow);
    Range whole = range;
    whole.end = narrow.size();
    read(narrow, whole, wide);
}

}  // namespace sillage
