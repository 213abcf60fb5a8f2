// Events of one source as columns: what a worker sends, what is checked once where it arrives, and what chunks are made
// of without an event ever being put together. A block is a run of octets with a description of where in it what lies.
//
// Layout, little-endian, numbers in the head as LEB128 (signed ones zigzag):
//   rows, then for each number column: minimum, width (0, 1, 2, 4, 8)
//   for each text column and for the keys of fields: distinct values, octets of them, width of a code (0, 1, 2, 4)
//   pairs of all fields, octets of their values, width of a length (0, 1, 2, 4)
// and in the same order the columns themselves:
//   numbers: value - minimum, a row
//   texts: end of each value (u32), the values, code of each row; of keys: code of each pair
//   fields: end of each row's pairs (u32), end of each row's values (u32), length of each pair's value, the values
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "record/event.h"
#include "record/text_pool.h"

namespace sillage {

enum class EventNumber : std::uint8_t {
    Line, Offset, Length, Item, Civil, CivilTo, Zone, ZoneTo, Stamps, ClientPort, Action, Outcome, Uid, Bytes
};
enum class EventText : std::uint8_t {
    RawTime, Account, Mailbox, ClientIp, UserAgent, Session, Protocol, Folder, MessageId, Part, RecordKey
};
inline constexpr std::size_t kEventNumbers = 14;
inline constexpr std::size_t kEventTexts = 11;

std::string_view textOf(const Event& e, EventText c);

/// Bits of EventNumber::Stamps: what the two stamps have beside civil time and zone.
struct StampBits {
    static constexpr unsigned kPrecision = 0, kPrecisionTo = 3, kPresent = 6, kPresentTo = 7, kHasYear = 8, kHasYearTo = 9;
    static constexpr std::int64_t kAll = (1 << 10) - 1;
    static std::int64_t pack(const Stamp& time, const Stamp& timeTo);
    static void unpack(std::int64_t bits, Stamp& time, Stamp& timeTo);
};

class EventBlock {
public:
    static constexpr std::uint32_t kMaxRows = 65'536;

    struct Numbers {
        std::int64_t minimum = 0;
        std::uint8_t width = 0;
        std::size_t codes = 0;  ///< where they begin
    };
    struct Texts {
        std::uint32_t count = 0;
        std::uint8_t width = 0;
        std::size_t ends = 0, values = 0, octets = 0, codes = 0;
    };

    /// Takes octets whose block begins at an offset and ends with them. Whatever is wrong with them is said, nullptr =
    /// nothing: every place, code and number is inside what it may be, and texts are UTF-8. size: of the source.
    const char* take(std::string&& octets, std::size_t at, std::uint64_t size);

    [[nodiscard]] std::uint32_t rows() const { return rows_; }
    [[nodiscard]] std::uint32_t pairs() const { return pairs_; }
    [[nodiscard]] const std::string& octets() const { return octets_; }

    [[nodiscard]] const Numbers& numbers(EventNumber c) const { return numbers_[static_cast<std::size_t>(c)]; }
    [[nodiscard]] const Texts& texts(EventText c) const { return texts_[static_cast<std::size_t>(c)]; }
    [[nodiscard]] const Texts& keys() const { return keys_; }

    [[nodiscard]] std::int64_t number(EventNumber c, std::uint32_t row) const {
        const Numbers& n = numbers(c);
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(n.minimum) + code(n.codes, n.width, row));
    }
    /// Values of rows begin … end - 1, added to out.
    void numbers(EventNumber c, std::uint32_t begin, std::uint32_t end, std::vector<std::int64_t>& out) const;
    [[nodiscard]] std::uint32_t codeOf(const Texts& t, std::uint32_t at) const {
        return static_cast<std::uint32_t>(code(t.codes, t.width, at));
    }
    [[nodiscard]] std::string_view entry(const Texts& t, std::uint32_t code) const {
        const std::uint32_t begin = code ? u32(t.ends, code - 1) : 0;
        return {octets_.data() + t.values + begin, u32(t.ends, code) - begin};
    }
    [[nodiscard]] std::string_view text(EventText c, std::uint32_t row) const {
        return entry(texts(c), codeOf(texts(c), row));
    }
    /// Whether no row has a text there.
    [[nodiscard]] bool none(EventText c) const { return texts(c).octets == 0; }
    /// Calls pair(code of the key, value) for each field of a row.
    template <typename Pair>
    void fields(std::uint32_t row, Pair&& pair) const {
        std::size_t at = fieldValues_ + (row ? u32(valueEnds_, row - 1) : 0);
        for (std::uint32_t p = row ? u32(pairEnds_, row - 1) : 0, end = u32(pairEnds_, row); p < end; ++p) {
            const auto length = static_cast<std::size_t>(code(lengths_, lengthWidth_, p));
            pair(codeOf(keys_, p), std::string_view(octets_.data() + at, length));
            at += length;
        }
    }
    [[nodiscard]] std::uint32_t pairsOf(std::uint32_t row) const {
        return u32(pairEnds_, row) - (row ? u32(pairEnds_, row - 1) : 0);
    }
    /// One row as an event, whose memory is used again.
    void event(std::uint32_t row, Event& out) const;

private:
    friend class BlockCheck;
    [[nodiscard]] std::uint32_t u32(std::size_t place, std::size_t index) const {
        std::uint32_t value;
        std::memcpy(&value, octets_.data() + place + index * 4, 4);
        return value;
    }
    [[nodiscard]] std::uint64_t code(std::size_t place, std::uint8_t width, std::size_t index) const {
        const char* p = octets_.data() + place + index * width;
        std::uint64_t value = 0;
        if (width == 1) value = static_cast<unsigned char>(*p);
        else if (width == 2) std::memcpy(&value, p, 2);
        else if (width == 4) std::memcpy(&value, p, 4);
        else if (width == 8) std::memcpy(&value, p, 8);
        return value;
    }

    std::string octets_;
    std::uint32_t rows_ = 0, pairs_ = 0;
    std::array<Numbers, kEventNumbers> numbers_;
    std::array<Texts, kEventTexts> texts_;
    Texts keys_;
    std::uint8_t lengthWidth_ = 0;
    std::size_t pairEnds_ = 0, valueEnds_ = 0, lengths_ = 0, fieldValues_ = 0, fieldOctets_ = 0;
};

/// Collects events and writes them as a block. Text that is not UTF-8 is repaired.
class EventBlockBuilder {
public:
    void add(const Event& e);
    [[nodiscard]] std::uint32_t rows() const { return static_cast<std::uint32_t>(pairEnds_.size()); }
    /// About as many as write() will add.
    [[nodiscard]] std::size_t octets() const { return octets_ + rows() * kRow; }
    /// The same for one event more.
    static std::size_t octetsOf(const Event& e);
    /// Adds the block to out and begins the next.
    void write(std::string& out);

private:
    static constexpr std::size_t kRow = kEventNumbers * 8 + kEventTexts * 4 + 8;
    struct Texts {
        TextPool pool;
        std::vector<std::uint32_t> codes;
        void add(std::string_view text);
    };
    void clear();

    std::array<std::vector<std::int64_t>, kEventNumbers> numbers_;
    std::array<Texts, kEventTexts> texts_;
    Texts keys_;
    std::vector<std::uint32_t> pairEnds_, valueEnds_, lengths_;
    std::string values_;
    std::size_t octets_ = 0;
};

}  // namespace sillage
