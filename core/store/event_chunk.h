// An event chunk: up to 65,536 events as columns. This file is the encoding alone; event_chunk_store.h keeps chunks
// in events.db, event_chunk_filter.h answers queries on them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "record/event_block.h"
#include "store/codec.h"
#include "store/event_chunk_number.h"
#include "store/event_chunk_text.h"
#include "store/field_values.h"

namespace sillage {

struct StoredEvent;

enum class NumberColumn : std::uint8_t {
    Source, RecordBack, Item, Line, Offset, Length, Utc, UtcTo, Civil, CivilTo, Zone, ZoneTo, Flags,
    ClientPort, Action, Outcome, Uid, Bytes
};
enum class TextColumn : std::uint8_t {
    RawTime, Account, Mailbox, ClientIp, UserAgent, Session, Protocol, Folder, MessageId, Part, RecordKey
};
inline constexpr std::size_t kNumberColumns = 18;
inline constexpr std::size_t kTextColumns = 11;

/// Slots of a chunk's columns in chunk_column.
inline constexpr unsigned kSlots = 64;
inline unsigned slotOf(NumberColumn c) { return static_cast<unsigned>(c); }
inline unsigned dictionarySlot(TextColumn c) { return 32 + 2 * static_cast<unsigned>(c); }
inline unsigned codeSlot(TextColumn c) { return dictionarySlot(c) + 1; }
/// Where fields lay before they were columns (event_chunk_upgrade.h).
inline constexpr unsigned kFieldKeySlot = 60, kFieldOffsetSlot = 61, kFieldSlot = 62;

static_assert(kTextColumns == kEventTexts, "text columns are those of a block, in its order");

/// Bits of NumberColumn::Flags: those of a block's stamps, and what had to be assumed.
struct EventFlags : StampBits {
    static constexpr unsigned kTzAssumed = 10, kYearAssumed = 11;
    /// Flags of an event with such stamps whose time bears such a zone, before anything is corrected.
    static std::int64_t assumed(std::int64_t stamps, std::int64_t zone);
    static std::int64_t pack(const StoredEvent& e);
    static void unpack(std::int64_t flags, StoredEvent& e);
    static Precision precision(std::int64_t flags) { return static_cast<Precision>(flags >> kPrecision & 7); }
    static bool bit(std::int64_t flags, unsigned at) { return flags >> at & 1; }
};

/// What a reader learns of a chunk without loading a column.
struct ChunkHeader {
    struct Text {
        std::uint32_t count = 0;
        std::uint8_t width = 0;
    };
    std::array<NumberEncoding, kNumberColumns> numbers;
    std::array<Text, kTextColumns> texts;
    [[nodiscard]] const NumberEncoding& operator[](NumberColumn c) const { return numbers[static_cast<std::size_t>(c)]; }
    [[nodiscard]] const Text& operator[](TextColumn c) const { return texts[static_cast<std::size_t>(c)]; }

    [[nodiscard]] std::string encode() const;
    /// False when the octets are no header of now.
    static bool decode(std::string_view octets, ChunkHeader& out);
    /// Whether an older program wrote them, whose fields are no columns.
    static bool isOlder(std::string_view octets);
};

std::int64_t numberOf(const StoredEvent& e, NumberColumn c);
/// The instant of a stamp as far as the record itself states it; 0 = it does not.
inline std::int64_t statedUtc(const Stamp& stamp) {
    if (!stamp.present || !stamp.hasYear) return 0;
    return stamp.civil - (stamp.zoneMinutes == Stamp::kNoZone ? std::int64_t{0} : stamp.zoneMinutes) * 60'000'000;
}

/// Fills one chunk from blocks of events, which it keeps until it is encoded: nothing is copied before.
class ChunkBuilder {
public:
    static constexpr std::uint32_t kRows = 65'536;
    static constexpr std::size_t kOctets = 64u << 20;  ///< a chunk of very long records ends earlier

    /// Rows begin … end - 1 of a block. back: how many rows before its first one the record stands that a row with
    /// item > 0 there belongs to; 0 = there is none.
    void add(std::shared_ptr<const EventBlock> block, std::uint32_t begin, std::uint32_t end, std::int64_t source,
             std::int64_t back);
    [[nodiscard]] std::uint32_t rows() const { return rows_; }
    [[nodiscard]] bool full() const { return rows_ >= kRows || octets_ >= kOctets; }
    void clear();
    struct Column {
        unsigned slot;
        std::string octets;
        bool packed = false;
    };
    struct Encoded {
        ChunkHeader header;
        std::vector<Column> columns;
        FieldParts fields;  ///< packed
    };
    [[nodiscard]] Encoded encode() const;

private:
    struct Segment {
        std::shared_ptr<const EventBlock> block;
        std::uint32_t begin, end;
        std::int64_t source, back;
    };
    [[nodiscard]] std::vector<std::int64_t> numbers(NumberColumn c) const;
    [[nodiscard]] std::vector<std::int64_t> numbers(EventNumber c) const;
    [[nodiscard]] std::vector<std::int64_t> recordBacks() const;
    void encodeFields(Encoded& out) const;

    std::vector<Segment> segments_;
    std::uint32_t rows_ = 0;
    std::size_t octets_ = 0;
};

/// Compresses what filters do not read row by row: everything but the codes of texts and small numbers.
void packColumns(std::vector<ChunkBuilder::Column>& columns, const ChunkHeader& header);

/// Calls pair(key, value) for each field of a row as putFields() wrote them, up to damage.
template <typename Pair>
void eachField(std::string_view octets, Pair&& pair) {
    bool ok = true;
    for (std::uint64_t pairs = getVarint(octets, ok); ok && pairs > 0; --pairs) {
        const std::uint64_t key = getVarint(octets, ok);
        const std::uint64_t length = getVarint(octets, ok);
        if (!ok || length > octets.size()) return;
        pair(key, octets.substr(0, length));
        octets.remove_prefix(length);
    }
}
/// Fields of one row: {varint pairs, {varint key, varint length, octets} …}.
void decodeFields(std::string_view octets, const std::vector<std::string>& keys, Event& out);
std::vector<std::string> decodeKeys(std::string_view octets);

}  // namespace sillage
