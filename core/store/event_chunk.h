// An event chunk: up to 65,536 events as columns. This file is the encoding alone; event_chunk_store.h keeps chunks
// in events.db, event_chunk_filter.h answers queries on them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/event.h"
#include "store/codec.h"
#include "store/event_chunk_number.h"
#include "store/event_chunk_text.h"

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
inline constexpr unsigned kFieldKeySlot = 60, kFieldOffsetSlot = 61, kFieldSlot = 62;

/// Bits of NumberColumn::Flags.
struct EventFlags {
    static constexpr unsigned kPrecision = 0, kPrecisionTo = 3, kPresent = 6, kPresentTo = 7, kHasYear = 8,
                              kHasYearTo = 9, kTzAssumed = 10, kYearAssumed = 11;
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
    /// False when the octets are no header.
    static bool decode(std::string_view octets, ChunkHeader& out);
};

std::int64_t numberOf(const StoredEvent& e, NumberColumn c);
std::string_view textOf(const Event& e, TextColumn c);

/// Fills one chunk.
class ChunkBuilder {
public:
    static constexpr std::uint32_t kRows = 65'536;
    static constexpr std::size_t kOctets = 64u << 20;  ///< a chunk of very long records ends earlier
    ChunkBuilder();
    ~ChunkBuilder();

    void add(const StoredEvent& e);
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
    };
    [[nodiscard]] Encoded encode() const;

private:
    void addFields(const Event& e);
    std::uint32_t rows_ = 0;
    std::size_t octets_ = 0;
    std::array<std::vector<std::int64_t>, kNumberColumns> numbers_;
    std::array<TextColumnBuilder, kTextColumns> texts_;
    std::vector<std::string> keys_;
    std::unordered_map<std::string, std::size_t> keyIndex_;
    std::string fields_;
    std::vector<std::int64_t> fieldStarts_;
};

/// Compresses what filters do not read row by row: everything but the codes of texts and small numbers.
void packColumns(std::vector<ChunkBuilder::Column>& columns, const ChunkHeader& header);

/// Calls pair(key, value) for each field of a row as ChunkBuilder wrote them, up to damage.
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
/// Fields of one row as ChunkBuilder wrote them: {varint pairs, {varint key, varint length, octets} …}.
void decodeFields(std::string_view octets, const std::vector<std::string>& keys, Event& out);
std::vector<std::string> decodeKeys(std::string_view octets);

}  // namespace sillage
