// Takes octets that may be anybody's for a block: what is not said here to be right is never looked at later.
#include <limits>

#include "base/text.h"
#include "record/event_block.h"

namespace sillage {

class BlockCheck {
public:
    BlockCheck(EventBlock& block, std::size_t at) : b_(block), at_(at) {}

    const char* all(std::uint64_t size) {
        head();
        if (!bad_) place();
        if (!bad_) numbers(size);
        for (std::size_t c = 0; c < kEventTexts && !bad_; ++c) texts(b_.texts_[c], b_.rows_);
        if (!bad_) texts(b_.keys_, b_.pairs_);
        if (!bad_) fields();
        return bad_;
    }

private:
    using Limits = std::numeric_limits<std::int64_t>;
    void refuse(const char* why) {
        if (!bad_) bad_ = why;
    }
    [[nodiscard]] std::string_view octets() const { return b_.octets_; }

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (at_ >= octets().size()) break;
            const auto octet = static_cast<unsigned char>(octets()[at_++]);
            if (shift == 63 && octet > 1) break;
            value |= std::uint64_t{octet & 0x7fu} << shift;
            if (octet < 0x80) return value;
        }
        refuse("a number of a block is cut off or out of range");
        return 0;
    }

    std::uint8_t width(std::uint8_t largest) {
        const std::uint64_t w = number();
        if (w > largest || (w != 0 && w != 1 && w != 2 && w != 4 && w != 8)) refuse("a width that no number has");
        return static_cast<std::uint8_t>(w);
    }

    /// Something there is at least one octet for.
    std::size_t count() {
        const std::uint64_t n = number();
        if (n > octets().size()) refuse("more of something than there are octets");
        return bad_ ? 0 : static_cast<std::size_t>(n);
    }

    void head() {
        const std::uint64_t rows = number();
        if (rows == 0 || rows > EventBlock::kMaxRows) refuse("a block without rows, or of too many");
        b_.rows_ = static_cast<std::uint32_t>(rows);
        for (EventBlock::Numbers& n : b_.numbers_) {
            const std::uint64_t folded = number();
            n.minimum = static_cast<std::int64_t>((folded >> 1) ^ (~(folded & 1) + 1));
            n.width = width(8);
        }
        for (std::size_t c = 0; c <= kEventTexts; ++c) {
            EventBlock::Texts& t = c < kEventTexts ? b_.texts_[c] : b_.keys_;
            t.count = static_cast<std::uint32_t>(count());
            t.octets = count();
            t.width = width(4);
        }
        b_.pairs_ = static_cast<std::uint32_t>(count());
        b_.fieldOctets_ = count();
        b_.lengthWidth_ = width(4);
    }

    /// So many octets from here. Every count is at most what there is, so that nothing here overflows.
    std::size_t take(std::size_t octets) {
        const std::size_t at = at_;
        at_ += octets;
        return at;
    }

    void placeTexts(EventBlock::Texts& t, std::size_t codes) {
        t.ends = take(std::size_t{t.count} * 4);
        t.values = take(t.octets);
        t.codes = take(codes * t.width);
    }

    void place() {
        for (EventBlock::Numbers& n : b_.numbers_) n.codes = take(std::size_t{b_.rows_} * n.width);
        for (EventBlock::Texts& t : b_.texts_) placeTexts(t, b_.rows_);
        placeTexts(b_.keys_, b_.pairs_);
        b_.pairEnds_ = take(std::size_t{b_.rows_} * 4);
        b_.valueEnds_ = take(std::size_t{b_.rows_} * 4);
        b_.lengths_ = take(std::size_t{b_.pairs_} * b_.lengthWidth_);
        b_.fieldValues_ = take(b_.fieldOctets_);
        if (at_ != octets().size()) refuse("a block that is shorter or longer than it says");
    }

    void within(EventNumber c, std::int64_t low, std::int64_t high) {
        const EventBlock::Numbers& n = b_.numbers(c);
        if (n.minimum < low || n.minimum > high) return refuse("a number is out of range");
        const std::uint64_t most = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(n.minimum);
        std::uint64_t largest = 0;
        for (std::uint32_t row = 0; n.width && row < b_.rows_; ++row) largest = std::max(largest, b_.code(n.codes, n.width, row));
        if (largest > most) refuse("a number is out of range");
    }

    void numbers(std::uint64_t size) {
        constexpr std::int64_t kFar = std::int64_t{1} << 62, kU32 = 0xffffffff;
        const auto end = static_cast<std::int64_t>(std::min<std::uint64_t>(size, Limits::max()));
        within(EventNumber::Offset, 0, end);
        within(EventNumber::Length, 0, end);
        within(EventNumber::Item, 0, kU32);
        within(EventNumber::Civil, -kFar, kFar);
        within(EventNumber::CivilTo, -kFar, kFar);
        within(EventNumber::Zone, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max());
        within(EventNumber::ZoneTo, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max());
        within(EventNumber::Stamps, 0, StampBits::kAll);
        within(EventNumber::ClientPort, 0, 0xffff);
        within(EventNumber::Action, 0, static_cast<std::int64_t>(Action::File));
        within(EventNumber::Outcome, 0, static_cast<std::int64_t>(Outcome::Failure));
        within(EventNumber::Uid, 0, kU32);
        for (std::uint32_t row = 0; row < b_.rows_ && !bad_; ++row) {
            if (b_.number(EventNumber::Length, row) > end - b_.number(EventNumber::Offset, row)) refuse("a place outside the source");
            Stamp time, timeTo;
            StampBits::unpack(b_.number(EventNumber::Stamps, row), time, timeTo);
            if (time.precision > Precision::Day || timeTo.precision > Precision::Day) refuse("a value outside its list");
        }
    }

    void texts(const EventBlock::Texts& t, std::uint32_t codes) {
        if (codes > 0 && t.count == 0) return refuse("a column without values");
        const std::string_view values = octets().substr(t.values, t.octets);
        std::size_t before = 0;
        for (std::uint32_t i = 0; i < t.count; ++i) {
            const std::size_t end = b_.u32(t.ends, i);
            if (end < before || end > values.size()) return refuse("a text outside its column");
            if (end < values.size() && (static_cast<unsigned char>(values[end]) & 0xc0u) == 0x80) return refuse("a text that is not UTF-8");
            before = end;
        }
        if (before != values.size()) return refuse("octets left over");
        if (!isUtf8(values)) return refuse("a text that is not UTF-8");
        std::uint32_t largest = 0;
        for (std::uint32_t i = 0; t.width && i < codes; ++i) largest = std::max(largest, b_.codeOf(t, i));
        if (codes > 0 && largest >= t.count) refuse("a text that does not exist");
    }

    void fields() {
        const std::string_view values = octets().substr(b_.fieldValues_, b_.fieldOctets_);
        if (!isUtf8(values)) return refuse("a text that is not UTF-8");
        std::uint32_t pair = 0;
        std::uint64_t at = 0;
        for (std::uint32_t row = 0; row < b_.rows_; ++row) {
            const std::uint32_t end = b_.u32(b_.pairEnds_, row);
            if (end < pair || end > b_.pairs_) return refuse("fields outside their column");
            for (; pair < end; ++pair) {
                at += b_.code(b_.lengths_, b_.lengthWidth_, pair);
                if (at < values.size() && (static_cast<unsigned char>(values[at]) & 0xc0u) == 0x80) return refuse("a text that is not UTF-8");
            }
            if (at != b_.u32(b_.valueEnds_, row)) return refuse("fields outside their column");
        }
        if (pair != b_.pairs_ || at != values.size()) refuse("octets left over");
    }

    EventBlock& b_;
    std::size_t at_;
    const char* bad_ = nullptr;
};

const char* EventBlock::take(std::string&& octets, std::size_t at, std::uint64_t size) {
    octets_ = std::move(octets);
    return BlockCheck(*this, at).all(size);
}

}  // namespace sillage
