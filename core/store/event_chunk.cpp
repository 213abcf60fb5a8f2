#include "store/event_chunk.h"

#include "store/codec.h"
#include "store/event_store.h"
#include "store/field_columns.h"
#include "store/packed.h"

namespace sillage {
namespace {

constexpr char kHeaderVersion = 2;  ///< 1: fields are octets of rows, in slots of their own

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
    return StampBits::pack(e.time, e.timeTo) | std::int64_t{e.tzAssumed} << kTzAssumed | std::int64_t{e.yearAssumed} << kYearAssumed;
}

std::int64_t EventFlags::assumed(std::int64_t stamps, std::int64_t zone) {
    if (!bit(stamps, kPresent)) return stamps;
    return stamps | std::int64_t{zone == Stamp::kNoZone} << kTzAssumed | std::int64_t{!bit(stamps, kHasYear)} << kYearAssumed;
}

void EventFlags::unpack(std::int64_t flags, StoredEvent& e) {
    StampBits::unpack(flags, e.time, e.timeTo);
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

bool ChunkHeader::isOlder(std::string_view octets) { return !octets.empty() && octets[0] > 0 && octets[0] < kHeaderVersion; }

void ChunkBuilder::clear() {
    segments_.clear();
    rows_ = 0;
    octets_ = 0;
}

void ChunkBuilder::add(std::shared_ptr<const EventBlock> block, std::uint32_t begin, std::uint32_t end, std::int64_t source,
                       std::int64_t back) {
    rows_ += end - begin;
    octets_ += block->octets().size() * (end - begin) / block->rows();
    segments_.push_back({std::move(block), begin, end, source, back});
}

std::vector<std::int64_t> ChunkBuilder::numbers(EventNumber c) const {
    std::vector<std::int64_t> out;
    out.reserve(rows_);
    for (const Segment& s : segments_) s.block->numbers(c, s.begin, s.end, out);
    return out;
}

std::vector<std::int64_t> ChunkBuilder::recordBacks() const {
    std::vector<std::int64_t> out = numbers(EventNumber::Item);
    std::size_t row = 0;
    for (const Segment& s : segments_) {
        std::int64_t next = s.back;
        for (std::uint32_t i = s.begin; i < s.end; ++i, ++row) {
            out[row] = out[row] == 0 ? 0 : next;
            next = out[row] + 1;
        }
    }
    return out;
}

std::vector<std::int64_t> ChunkBuilder::numbers(NumberColumn c) const {
    const auto instants = [this](EventNumber civil, EventNumber zone, bool to) {
        std::vector<std::int64_t> out = numbers(civil);
        const std::vector<std::int64_t> zones = numbers(zone), stamps = numbers(EventNumber::Stamps);
        Stamp time, timeTo;
        for (std::size_t row = 0; row < out.size(); ++row) {
            StampBits::unpack(stamps[row], time, timeTo);
            Stamp& stamp = to ? timeTo : time;
            stamp.civil = out[row];
            stamp.zoneMinutes = static_cast<std::int32_t>(zones[row]);
            out[row] = statedUtc(stamp);
        }
        return out;
    };
    switch (c) {
        case NumberColumn::Source: {
            std::vector<std::int64_t> out;
            for (const Segment& s : segments_) out.insert(out.end(), s.end - s.begin, s.source);
            return out;
        }
        case NumberColumn::RecordBack: return recordBacks();
        case NumberColumn::Item: return numbers(EventNumber::Item);
        case NumberColumn::Line: return numbers(EventNumber::Line);
        case NumberColumn::Offset: return numbers(EventNumber::Offset);
        case NumberColumn::Length: return numbers(EventNumber::Length);
        case NumberColumn::Utc: return instants(EventNumber::Civil, EventNumber::Zone, false);
        case NumberColumn::UtcTo: return instants(EventNumber::CivilTo, EventNumber::ZoneTo, true);
        case NumberColumn::Civil: return numbers(EventNumber::Civil);
        case NumberColumn::CivilTo: return numbers(EventNumber::CivilTo);
        case NumberColumn::Zone: return numbers(EventNumber::Zone);
        case NumberColumn::ZoneTo: return numbers(EventNumber::ZoneTo);
        case NumberColumn::Flags: {
            std::vector<std::int64_t> out = numbers(EventNumber::Stamps);
            const std::vector<std::int64_t> zones = numbers(EventNumber::Zone);
            for (std::size_t row = 0; row < out.size(); ++row) out[row] = EventFlags::assumed(out[row], zones[row]);
            return out;
        }
        case NumberColumn::ClientPort: return numbers(EventNumber::ClientPort);
        case NumberColumn::Action: return numbers(EventNumber::Action);
        case NumberColumn::Outcome: return numbers(EventNumber::Outcome);
        case NumberColumn::Uid: return numbers(EventNumber::Uid);
        case NumberColumn::Bytes: return numbers(EventNumber::Bytes);
    }
    return {};
}

void ChunkBuilder::encodeFields(Encoded& out) const {
    FieldColumnsBuilder fields;
    std::vector<std::uint32_t> map;  // of the block in hand: key + 1
    for (const Segment& s : segments_) {
        map.assign(s.block->keys().count, 0);
        for (std::uint32_t row = s.begin; row < s.end; ++row) {
            s.block->fields(row, [&](std::uint32_t key, std::string_view value) {
                if (map[key] == 0) map[key] = fields.key(s.block->entry(s.block->keys(), key)) + 1;
                fields.add(map[key] - 1, value);
            });
            fields.endRow();
        }
    }
    out.fields = fields.encode();
}

ChunkBuilder::Encoded ChunkBuilder::encode() const {
    Encoded out;
    const auto put = [&out](unsigned slot, std::string&& octets) {
        if (!octets.empty()) out.columns.push_back({slot, std::move(octets)});
    };
    for (std::size_t c = 0; c < kNumberColumns; ++c)
        put(slotOf(static_cast<NumberColumn>(c)), encodeNumbers(numbers(static_cast<NumberColumn>(c)), isTime(c), out.header.numbers[c]));
    for (std::size_t c = 0; c < kTextColumns; ++c) {
        TextColumnBuilder column;
        for (const Segment& s : segments_) column.add(*s.block, s.block->texts(static_cast<EventText>(c)), s.begin, s.end);
        TextColumnBuilder::Encoded text = column.encode();
        out.header.texts[c] = {text.count, text.width};
        put(dictionarySlot(static_cast<TextColumn>(c)), std::move(text.dictionary));
        put(codeSlot(static_cast<TextColumn>(c)), std::move(text.codes));
    }
    encodeFields(out);
    return out;
}

void packColumns(std::vector<ChunkBuilder::Column>& columns, const ChunkHeader& header) {
    for (ChunkBuilder::Column& column : columns) {
        const bool codes = column.slot >= 32 && column.slot < kFieldKeySlot && column.slot % 2 == 1;
        if (column.packed || codes || column.slot == slotOf(NumberColumn::Action)) continue;
        if (column.slot < kNumberColumns) column.octets = packNumbers(column.octets, header.numbers[column.slot].width, ascends(column.slot));
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
