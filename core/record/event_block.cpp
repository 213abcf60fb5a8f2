#include "record/event_block.h"

#include <algorithm>

#include "base/text.h"

namespace sillage {
namespace {

void putNumber(std::string& out, std::uint64_t v) {
    while (v >= 0x80) {
        out += static_cast<char>(v | 0x80);
        v >>= 7;
    }
    out += static_cast<char>(v);
}

void putInteger(std::string& out, std::int64_t v) {
    putNumber(out, (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63));
}

std::uint8_t widthOf(std::uint64_t largest) {
    return largest == 0 ? 0 : largest < 0x100 ? 1 : largest < 0x10000 ? 2 : largest <= 0xffffffffu ? 4 : 8;
}

/// Little-endian machines only, as the rest of the index.
void putCodes(std::string& out, const auto& values, std::uint64_t minimum, std::uint8_t width) {
    if (width == 0) return;
    const std::size_t before = out.size();
    out.resize(before + values.size() * width);
    char* p = out.data() + before;
    for (const auto value : values) {
        const std::uint64_t code = static_cast<std::uint64_t>(value) - minimum;
        if (width == 1) *p = static_cast<char>(code);
        else if (width == 2) std::memcpy(p, &code, 2);
        else if (width == 4) std::memcpy(p, &code, 4);
        else std::memcpy(p, &code, 8);
        p += width;
    }
}

void putEnds(std::string& out, const std::vector<std::uint32_t>& ends) {
    out.append(reinterpret_cast<const char*>(ends.data()), ends.size() * 4);
}

/// Values one after the other, each of them UTF-8.
struct Values {
    std::string octets;
    std::vector<std::uint32_t> ends;
};

/// Texts that together are UTF-8 may each be none where one ends inside a sequence.
bool eachIsUtf8(std::string_view octets, const auto& ends) {
    if (!isUtf8(octets)) return false;
    return std::all_of(ends.begin(), ends.end(), [octets](std::size_t end) {
        return end >= octets.size() || (static_cast<unsigned char>(octets[end]) & 0xc0u) != 0x80;
    });
}

Values repaired(std::string_view octets, const auto& ends) {
    Values out;
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
        const std::string_view one = octets.substr(begin, end - begin);
        out.octets += isUtf8(one) ? std::string(one) : repairUtf8(one);
        out.ends.push_back(static_cast<std::uint32_t>(out.octets.size()));
        begin = end;
    }
    return out;
}

Values valuesOf(const TextPool& pool) {
    if (!eachIsUtf8(pool.octets(), pool.ends())) return repaired(pool.octets(), pool.ends());
    return {pool.octets(), {pool.ends().begin(), pool.ends().end()}};
}

std::int64_t numberOf(const Event& e, EventNumber c) {
    switch (c) {
        case EventNumber::Line: return static_cast<std::int64_t>(e.line);
        case EventNumber::Offset: return static_cast<std::int64_t>(e.offset);
        case EventNumber::Length: return static_cast<std::int64_t>(e.length);
        case EventNumber::Item: return e.item;
        case EventNumber::Civil: return e.time.present ? e.time.civil : 0;
        case EventNumber::CivilTo: return e.timeTo.present ? e.timeTo.civil : 0;
        case EventNumber::Zone: return e.time.present ? e.time.zoneMinutes : Stamp::kNoZone;
        case EventNumber::ZoneTo: return e.timeTo.present ? e.timeTo.zoneMinutes : Stamp::kNoZone;
        case EventNumber::Stamps: return StampBits::pack(e.time.present ? e.time : Stamp(), e.timeTo.present ? e.timeTo : Stamp());
        case EventNumber::ClientPort: return e.clientPort;
        case EventNumber::Action: return static_cast<std::int64_t>(e.action);
        case EventNumber::Outcome: return static_cast<std::int64_t>(e.outcome);
        case EventNumber::Uid: return e.uid;
        case EventNumber::Bytes: return e.bytes;
    }
    return 0;
}

std::string& textOf(Event& e, EventText c) {
    return const_cast<std::string&>([&]() -> const std::string& {
        switch (c) {
            case EventText::RawTime: return e.rawTime;
            case EventText::Account: return e.account;
            case EventText::Mailbox: return e.mailbox;
            case EventText::ClientIp: return e.clientIp;
            case EventText::UserAgent: return e.userAgent;
            case EventText::Session: return e.session;
            case EventText::Protocol: return e.protocol;
            case EventText::Folder: return e.folder;
            case EventText::MessageId: return e.messageId;
            case EventText::Part: return e.part;
            case EventText::RecordKey: break;
        }
        return e.recordKey;
    }());
}

}  // namespace

std::string_view textOf(const Event& e, EventText c) { return textOf(const_cast<Event&>(e), c); }

std::int64_t StampBits::pack(const Stamp& time, const Stamp& timeTo) {
    const auto bit = [](bool on, unsigned at) { return std::int64_t{on} << at; };
    return (static_cast<std::int64_t>(time.precision) << kPrecision) |
           (static_cast<std::int64_t>(timeTo.precision) << kPrecisionTo) | bit(time.present, kPresent) |
           bit(timeTo.present, kPresentTo) | bit(time.hasYear, kHasYear) | bit(timeTo.hasYear, kHasYearTo);
}

void StampBits::unpack(std::int64_t bits, Stamp& time, Stamp& timeTo) {
    const auto bit = [bits](unsigned at) { return (bits >> at & 1) != 0; };
    time.precision = static_cast<Precision>(bits >> kPrecision & 7);
    timeTo.precision = static_cast<Precision>(bits >> kPrecisionTo & 7);
    time.present = bit(kPresent);
    timeTo.present = bit(kPresentTo);
    time.hasYear = bit(kHasYear);
    timeTo.hasYear = bit(kHasYearTo);
}

void EventBlock::numbers(EventNumber c, std::uint32_t begin, std::uint32_t end, std::vector<std::int64_t>& out) const {
    const Numbers& n = numbers(c);
    const auto minimum = static_cast<std::uint64_t>(n.minimum);
    const std::size_t before = out.size();
    out.resize(before + (end - begin), n.minimum);
    std::int64_t* to = out.data() + before;
    const auto each = [&](auto code) {
        const char* from = octets_.data() + n.codes + std::size_t{begin} * sizeof code;
        for (std::uint32_t row = begin; row < end; ++row, from += sizeof code) {
            std::memcpy(&code, from, sizeof code);
            *to++ = static_cast<std::int64_t>(minimum + code);
        }
    };
    if (n.width == 1) each(std::uint8_t{});
    else if (n.width == 2) each(std::uint16_t{});
    else if (n.width == 4) each(std::uint32_t{});
    else if (n.width == 8) each(std::uint64_t{});
}

void EventBlock::event(std::uint32_t row, Event& e) const {
    e.line = static_cast<std::uint64_t>(number(EventNumber::Line, row));
    e.offset = static_cast<std::uint64_t>(number(EventNumber::Offset, row));
    e.length = static_cast<std::uint64_t>(number(EventNumber::Length, row));
    e.item = static_cast<std::uint32_t>(number(EventNumber::Item, row));
    e.time.civil = number(EventNumber::Civil, row);
    e.timeTo.civil = number(EventNumber::CivilTo, row);
    e.time.zoneMinutes = static_cast<std::int32_t>(number(EventNumber::Zone, row));
    e.timeTo.zoneMinutes = static_cast<std::int32_t>(number(EventNumber::ZoneTo, row));
    StampBits::unpack(number(EventNumber::Stamps, row), e.time, e.timeTo);
    e.clientPort = static_cast<std::uint16_t>(number(EventNumber::ClientPort, row));
    e.action = static_cast<Action>(number(EventNumber::Action, row));
    e.outcome = static_cast<Outcome>(number(EventNumber::Outcome, row));
    e.uid = static_cast<std::uint32_t>(number(EventNumber::Uid, row));
    e.bytes = number(EventNumber::Bytes, row);
    for (std::size_t c = 0; c < kEventTexts; ++c) textOf(e, static_cast<EventText>(c)) = text(static_cast<EventText>(c), row);
    e.fields.resize(pairsOf(row));
    std::size_t at = 0;
    fields(row, [&](std::uint32_t key, std::string_view value) {
        e.fields[at].first = entry(keys_, key);
        e.fields[at++].second = value;
    });
}

void EventBlockBuilder::Texts::add(std::string_view text) {
    // Logs repeat themselves: most values are those of the line before.
    if (!codes.empty() && pool.at(codes.back()) == text) codes.push_back(codes.back());
    else codes.push_back(pool.intern(text));
}

std::size_t EventBlockBuilder::octetsOf(const Event& e) {
    std::size_t octets = kRow;
    for (std::size_t c = 0; c < kEventTexts; ++c) octets += sillage::textOf(e, static_cast<EventText>(c)).size() * 3;
    for (const auto& [key, value] : e.fields) octets += (key.size() + value.size()) * 3 + 8;  // a repaired octet is three
    return octets;
}

void EventBlockBuilder::add(const Event& e) {
    for (std::size_t c = 0; c < kEventNumbers; ++c) numbers_[c].push_back(numberOf(e, static_cast<EventNumber>(c)));
    for (std::size_t c = 0; c < kEventTexts; ++c) {
        const std::size_t before = texts_[c].pool.octets().size();
        texts_[c].add(sillage::textOf(e, static_cast<EventText>(c)));
        octets_ += texts_[c].pool.octets().size() - before;
    }
    std::uint32_t guess = 0;
    for (const auto& [key, value] : e.fields) {
        // Records of one format name the same keys in the same order.
        const std::uint32_t code = guess < keys_.pool.size() && keys_.pool.at(guess) == key ? guess : keys_.pool.intern(key);
        keys_.codes.push_back(code);
        guess = code + 1;
        lengths_.push_back(static_cast<std::uint32_t>(value.size()));
        values_ += value;
        octets_ += value.size() + 3;
    }
    pairEnds_.push_back(static_cast<std::uint32_t>(lengths_.size()));
    valueEnds_.push_back(static_cast<std::uint32_t>(values_.size()));
}

void EventBlockBuilder::clear() {
    for (auto& column : numbers_) column.clear();
    for (Texts* t : {&texts_[0], &texts_[1], &texts_[2], &texts_[3], &texts_[4], &texts_[5], &texts_[6], &texts_[7], &texts_[8],
                     &texts_[9], &texts_[10], &keys_}) {
        t->pool.clear();
        t->codes.clear();
    }
    pairEnds_.clear();
    valueEnds_.clear();
    lengths_.clear();
    values_.clear();
    octets_ = 0;
}

void EventBlockBuilder::write(std::string& out) {
    // Values of fields: the ends of all of them are known only by adding up.
    std::vector<std::size_t> ends(lengths_.size());
    std::size_t sum = 0;
    for (std::size_t p = 0; p < lengths_.size(); ++p) ends[p] = sum += lengths_[p];
    if (!eachIsUtf8(values_, ends)) {
        Values fixed = repaired(values_, ends);
        for (std::size_t p = 0; p < lengths_.size(); ++p) lengths_[p] = fixed.ends[p] - (p ? fixed.ends[p - 1] : 0);
        for (std::size_t row = 0; row < valueEnds_.size(); ++row) valueEnds_[row] = pairEnds_[row] ? fixed.ends[pairEnds_[row] - 1] : 0;
        values_ = std::move(fixed.octets);
    }
    std::array<std::uint8_t, kEventNumbers> widths{};
    std::array<std::int64_t, kEventNumbers> lows{};
    putNumber(out, rows());
    for (std::size_t c = 0; c < kEventNumbers; ++c) {
        const auto [low, high] = std::minmax_element(numbers_[c].begin(), numbers_[c].end());
        lows[c] = numbers_[c].empty() ? 0 : *low;
        widths[c] = numbers_[c].empty() ? 0 : widthOf(static_cast<std::uint64_t>(*high) - static_cast<std::uint64_t>(*low));
        putInteger(out, lows[c]);
        putNumber(out, widths[c]);
    }
    std::array<Values, kEventTexts + 1> values;
    const auto texts = [this](std::size_t c) -> const Texts& { return c < kEventTexts ? texts_[c] : keys_; };
    const auto codeWidth = [](const Texts& t) { return widthOf(t.pool.size() ? t.pool.size() - 1 : 0); };
    for (std::size_t c = 0; c <= kEventTexts; ++c) {
        values[c] = valuesOf(texts(c).pool);
        putNumber(out, values[c].ends.size());
        putNumber(out, values[c].octets.size());
        putNumber(out, codeWidth(texts(c)));
    }
    const std::uint8_t lengthWidth = lengths_.empty() ? 0 : widthOf(*std::max_element(lengths_.begin(), lengths_.end()));
    putNumber(out, lengths_.size());
    putNumber(out, values_.size());
    putNumber(out, lengthWidth);
    out.reserve(out.size() + octets() + values_.size());
    for (std::size_t c = 0; c < kEventNumbers; ++c) putCodes(out, numbers_[c], static_cast<std::uint64_t>(lows[c]), widths[c]);
    for (std::size_t c = 0; c <= kEventTexts; ++c) {
        putEnds(out, values[c].ends);
        out += values[c].octets;
        putCodes(out, texts(c).codes, 0, codeWidth(texts(c)));
    }
    putEnds(out, pairEnds_);
    putEnds(out, valueEnds_);
    putCodes(out, lengths_, 0, lengthWidth);
    out += values_;
    clear();
}

}  // namespace sillage
