#include "store/event_chunk.h"

#include "store/codec.h"
#include "store/event_store.h"
#include "store/packed.h"

namespace sillage {
namespace {

constexpr char kHeaderVersion = 1;

bool isTime(std::size_t column) {
    return column >= static_cast<std::size_t>(NumberColumn::Utc) &&
           column <= static_cast<std::size_t>(NumberColumn::CivilTo);
}

/// Columns whose values mostly grow from row to row.
bool ascends(unsigned slot) {
    return isTime(slot) || slot == slotOf(NumberColumn::Line) || slot == slotOf(NumberColumn::Offset);
}

std::uint64_t zigzag(std::int64_t v) { return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63); }
std::int64_t unzigzag(std::uint64_t v) { return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1); }

}  // namespace

std::int64_t EventFlags::pack(const StoredEvent& e) {
    const auto bit = [](bool on, unsigned at) { return std::int64_t{on} << at; };
    return (static_cast<std::int64_t>(e.time.precision) << kPrecision) |
           (static_cast<std::int64_t>(e.timeTo.precision) << kPrecisionTo) | bit(e.time.present, kPresent) |
           bit(e.timeTo.present, kPresentTo) | bit(e.time.hasYear, kHasYear) | bit(e.timeTo.hasYear, kHasYearTo) |
           bit(e.tzAssumed, kTzAssumed) | bit(e.yearAssumed, kYearAssumed);
}

void EventFlags::unpack(std::int64_t flags, StoredEvent& e) {
    e.time.precision = precision(flags);
    e.timeTo.precision = static_cast<Precision>(flags >> kPrecisionTo & 7);
    e.time.present = bit(flags, kPresent);
    e.timeTo.present = bit(flags, kPresentTo);
    e.time.hasYear = bit(flags, kHasYear);
    e.timeTo.hasYear = bit(flags, kHasYearTo);
    e.tzAssumed = bit(flags, kTzAssumed);
    e.yearAssumed = bit(flags, kYearAssumed);
}

std::int64_t numberOf(const StoredEvent& e, NumberColumn c) {
    switch (c) {
        case NumberColumn::Source: return e.sourceId;
        case NumberColumn::RecordBack: return e.id - e.record;
        case NumberColumn::Item: return e.item;
        case NumberColumn::Line: return static_cast<std::int64_t>(e.line);
        case NumberColumn::Offset: return static_cast<std::int64_t>(e.offset);
        case NumberColumn::Length: return static_cast<std::int64_t>(e.length);
        case NumberColumn::Utc: return e.utc;
        case NumberColumn::UtcTo: return e.utcTo;
        case NumberColumn::Civil: return e.time.civil;
        case NumberColumn::CivilTo: return e.timeTo.civil;
        case NumberColumn::Zone: return e.time.zoneMinutes;
        case NumberColumn::ZoneTo: return e.timeTo.zoneMinutes;
        case NumberColumn::Flags: return EventFlags::pack(e);
        case NumberColumn::ClientPort: return e.clientPort;
        case NumberColumn::Action: return static_cast<std::int64_t>(e.action);
        case NumberColumn::Outcome: return static_cast<std::int64_t>(e.outcome);
        case NumberColumn::Uid: return e.uid;
        case NumberColumn::Bytes: return e.bytes;
    }
    return 0;
}

std::string_view textOf(const Event& e, TextColumn c) {
    switch (c) {
        case TextColumn::RawTime: return e.rawTime;
        case TextColumn::Account: return e.account;
        case TextColumn::Mailbox: return e.mailbox;
        case TextColumn::ClientIp: return e.clientIp;
        case TextColumn::UserAgent: return e.userAgent;
        case TextColumn::Session: return e.session;
        case TextColumn::Protocol: return e.protocol;
        case TextColumn::Folder: return e.folder;
        case TextColumn::MessageId: return e.messageId;
        case TextColumn::Part: return e.part;
        case TextColumn::RecordKey: return e.recordKey;
    }
    return {};
}

std::string ChunkHeader::encode() const {
    std::string out(1, kHeaderVersion);
    for (const NumberEncoding& n : numbers) {
        putVarint(out, zigzag(n.minimum));
        putVarint(out, zigzag(n.maximum));
        putVarint(out, n.step);
        putVarint(out, n.width);
    }
    for (const Text& t : texts) {
        putVarint(out, t.count);
        putVarint(out, t.width);
    }
    return out;
}

bool ChunkHeader::decode(std::string_view octets, ChunkHeader& out) {
    if (octets.empty() || octets[0] != kHeaderVersion) return false;
    octets.remove_prefix(1);
    bool ok = true;
    for (NumberEncoding& n : out.numbers) {
        n.minimum = unzigzag(getVarint(octets, ok));
        n.maximum = unzigzag(getVarint(octets, ok));
        n.step = getVarint(octets, ok);
        const std::uint64_t width = getVarint(octets, ok);
        ok = ok && n.step > 0 && width <= 8 && (width == 0 || (width & (width - 1)) == 0);
        n.width = static_cast<std::uint8_t>(width);
    }
    for (Text& t : out.texts) {
        t.count = static_cast<std::uint32_t>(getVarint(octets, ok));
        const std::uint64_t width = getVarint(octets, ok);
        ok = ok && width <= 2 && t.count <= ChunkBuilder::kRows;
        t.width = static_cast<std::uint8_t>(width);
    }
    return ok && octets.empty();
}

ChunkBuilder::ChunkBuilder() = default;
ChunkBuilder::~ChunkBuilder() = default;

void ChunkBuilder::clear() {
    rows_ = 0;
    octets_ = 0;
    for (auto& column : numbers_) column.clear();
    for (auto& column : texts_) column.clear();
    keys_.clear();
    keyIndex_.clear();
    fields_.clear();
    fieldStarts_.clear();
}

void ChunkBuilder::add(const StoredEvent& e) {
    for (std::size_t c = 0; c < kNumberColumns; ++c) numbers_[c].push_back(numberOf(e, static_cast<NumberColumn>(c)));
    for (std::size_t c = 0; c < kTextColumns; ++c) {
        const std::string_view value = textOf(e, static_cast<TextColumn>(c));
        texts_[c].add(value);
        octets_ += value.size();
    }
    const std::size_t before = fields_.size();
    addFields(e);
    octets_ += fields_.size() - before;
    ++rows_;
}

void ChunkBuilder::addFields(const Event& e) {
    fieldStarts_.push_back(static_cast<std::int64_t>(fields_.size()));
    putVarint(fields_, e.fields.size());
    std::size_t guess = 0;
    for (const auto& [key, value] : e.fields) {
        // Records of one format name the same keys in the same order.
        std::size_t index = guess;
        if (guess >= keys_.size() || keys_[guess] != key) {
            index = keyIndex_.try_emplace(key, keys_.size()).first->second;
            if (index == keys_.size()) keys_.push_back(key);
        }
        guess = index + 1;
        putVarint(fields_, index);
        putVarint(fields_, value.size());
        fields_ += value;
    }
}

ChunkBuilder::Encoded ChunkBuilder::encode() const {
    Encoded out;
    const auto put = [&out](unsigned slot, std::string&& octets) {
        if (!octets.empty()) out.columns.push_back({slot, std::move(octets)});
    };
    for (std::size_t c = 0; c < kNumberColumns; ++c)
        put(slotOf(static_cast<NumberColumn>(c)), encodeNumbers(numbers_[c], isTime(c), out.header.numbers[c]));
    for (std::size_t c = 0; c < kTextColumns; ++c) {
        TextColumnBuilder::Encoded text = texts_[c].encode();
        out.header.texts[c] = {text.count, text.width};
        put(dictionarySlot(static_cast<TextColumn>(c)), std::move(text.dictionary));
        put(codeSlot(static_cast<TextColumn>(c)), std::move(text.codes));
    }
    put(kFieldKeySlot, joinLines(keys_));
    std::string starts(fieldStarts_.size() * 4, '\0');
    for (std::size_t row = 0; row < fieldStarts_.size(); ++row)
        for (std::size_t i = 0; i < 4; ++i) starts[row * 4 + i] = static_cast<char>(fieldStarts_[row] >> (8 * i));
    if (keys_.empty()) return out;
    put(kFieldOffsetSlot, std::move(starts));
    put(kFieldSlot, std::string(fields_));
    return out;
}

void packColumns(std::vector<ChunkBuilder::Column>& columns, const ChunkHeader& header) {
    for (ChunkBuilder::Column& column : columns) {
        const bool codes = column.slot >= 32 && column.slot < kFieldKeySlot && column.slot % 2 == 1;
        if (column.packed || codes || column.slot == slotOf(NumberColumn::Action)) continue;
        if (column.slot < kNumberColumns) column.octets = packNumbers(column.octets, header.numbers[column.slot].width, ascends(column.slot));
        else if (column.slot == kFieldOffsetSlot) column.octets = packNumbers(column.octets, 4, true);
        else column.octets = pack(column.octets);
        column.packed = true;
    }
}

std::vector<std::string> decodeKeys(std::string_view octets) { return splitLines(octets); }

void decodeFields(std::string_view octets, const std::vector<std::string>& keys, Event& out) {
    bool ok = true;
    const std::uint64_t pairs = getVarint(octets, ok);
    std::size_t filled = 0;  // pairs of the row before are filled again, which spares their memory
    for (; ok && filled < pairs; ++filled) {
        const std::uint64_t key = getVarint(octets, ok);
        const std::uint64_t length = getVarint(octets, ok);
        if (!ok || key >= keys.size() || length > octets.size()) break;
        if (filled == out.fields.size()) out.fields.emplace_back();
        out.fields[filled].first = keys[key];
        out.fields[filled].second = octets.substr(0, length);
        octets.remove_prefix(length);
    }
    out.fields.resize(filled);
}

}  // namespace sillage
