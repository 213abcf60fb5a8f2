#include "store/event_chunk_terms.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "store/event_session.h"
#include "store/table_match.h"

namespace sillage::event_terms {
namespace {

using Admitted = std::vector<char>;  ///< one a dictionary code

template <typename Code>
void matchCodes(const std::string& codes, const Admitted& admitted, std::uint32_t rows, RowBits& bits) {
    const std::size_t available = std::min<std::size_t>(rows, codes.size() / sizeof(Code));
    for (std::size_t row = 0; row < available; ++row) {
        Code code;
        std::memcpy(&code, codes.data() + row * sizeof(Code), sizeof(Code));
        bits[row / 64] |= std::uint64_t{admitted[code] != 0} << (row % 64);
    }
}

/// A condition on the values of one text column, asked once a distinct value.
class OnDictionary : public ChunkFilter {
public:
    explicit OnDictionary(TextColumn column) : column_(column) {}
    RowBits match(ChunkReader& reader) final {
        const ChunkInfo& chunk = reader.chunk();
        RowBits bits((std::size_t{chunk.rows} + 63) / 64, 0);
        TextReader& text = reader.text(column_);
        Admitted admitted(std::max<std::size_t>(text.dictionary().count(), chunk.header[column_].width == 2 ? 65'536 : 256));
        const std::size_t hits = admit(text.dictionary(), admitted);
        if (hits == 0) return bits;
        const std::uint8_t width = chunk.header[column_].width;
        if (width == 0) return everyRow(chunk);
        if (width == 1) matchCodes<std::uint8_t>(text.codes(), admitted, chunk.rows, bits);
        else matchCodes<std::uint16_t>(text.codes(), admitted, chunk.rows, bits);
        return bits;
    }

    RowBits matchAmong(ChunkReader& reader, const RowBits& among) final {
        std::size_t count = 0;
        for (const std::uint64_t word : among) count += static_cast<std::size_t>(std::popcount(word));
        if (count > kFew) return match(reader);
        RowBits bits(among.size(), 0);
        TextReader& text = reader.text(column_);
        eachBit(among, [&](std::uint32_t row) {
            if (admits(text.at(row))) bits[row / 64] |= std::uint64_t{1} << (row % 64);
            return true;
        });
        return bits;
    }

protected:
    static constexpr std::size_t kFew = 64;  ///< rows do not pay for a look at every value
    virtual bool admits(std::string_view value) = 0;
    /// Marks the codes that match; how many.
    virtual std::size_t admit(const DictionaryView& dictionary, Admitted& admitted) = 0;

private:
    static RowBits everyRow(const ChunkInfo& chunk) {
        RowBits bits((std::size_t{chunk.rows} + 63) / 64, 0);
        for (std::uint32_t row = 0; row < chunk.rows; ++row) bits[row / 64] |= std::uint64_t{1} << (row % 64);
        return bits;
    }
    TextColumn column_;
};

class TextTerm final : public OnDictionary {
public:
    TextTerm(TextColumn column, const Query& q, FieldType type) : OnDictionary(column), matcher_(q, type) {}

protected:
    bool admits(std::string_view value) override { return matcher_(value); }
    std::size_t admit(const DictionaryView& dictionary, Admitted& admitted) override {
        std::size_t hits = 0;
        dictionary.each([&](std::uint32_t code, std::string_view value) {
            admitted[code] = matcher_(value) ? 1 : 0;
            hits += static_cast<std::size_t>(admitted[code]);
        });
        return hits;
    }

private:
    ValueMatcher matcher_;
};

class TextSet final : public OnDictionary {
public:
    TextSet(TextColumn column, std::vector<std::string> values, bool foldedCase)
        : OnDictionary(column), values_(std::move(values)), foldedCase_(foldedCase) {
        std::sort(values_.begin(), values_.end());
    }

protected:
    bool admits(std::string_view value) override {
        return std::binary_search(values_.begin(), values_.end(), foldedCase_ ? foldedView(value, scratch_) : value);
    }
    std::size_t admit(const DictionaryView& dictionary, Admitted& admitted) override {
        std::size_t hits = 0;
        if (!foldedCase_ && values_.size() * 32 < dictionary.count()) {
            for (const std::string& value : values_)
                if (const auto code = dictionary.find(value)) hits += static_cast<std::size_t>(admitted[*code] = 1);
            return hits;
        }
        dictionary.each([&](std::uint32_t code, std::string_view value) {
            if (admits(value))
                hits += static_cast<std::size_t>(admitted[code] = 1);
        });
        return hits;
    }

private:
    std::vector<std::string> values_;
    bool foldedCase_;
    std::string scratch_;
};

class NumberRange final : public ChunkFilter {
public:
    NumberRange(NumberColumn column, const Bounds& bounds, std::optional<std::int64_t> absent)
        : column_(column), bounds_(bounds), absent_(absent) {}
    RowBits match(ChunkReader& reader) override {
        const std::uint32_t rows = reader.chunk().rows;
        RowBits bits((std::size_t{rows} + 63) / 64, 0);
        const NumberEncoding& range = reader.chunk().header[column_];
        if (bounds_.low > range.maximum || bounds_.high < range.minimum) return bits;
        reader.number(column_).match(bounds_, rows, bits);
        if (!absent_ || !bounds_.contains(*absent_)) return bits;
        RowBits missing(bits.size(), 0);
        reader.number(column_).match({*absent_, *absent_}, rows, missing);
        for (std::size_t i = 0; i < bits.size(); ++i) bits[i] &= ~missing[i];
        return bits;
    }

private:
    NumberColumn column_;
    Bounds bounds_;
    std::optional<std::int64_t> absent_;
};

class NumberSet final : public ChunkFilter {
public:
    NumberSet(NumberColumn column, std::vector<std::int64_t> values, std::int64_t mask = -1)
        : column_(column), values_(std::move(values)), mask_(mask) {
        std::sort(values_.begin(), values_.end());
    }
    RowBits match(ChunkReader& reader) override {
        const ChunkInfo& chunk = reader.chunk();
        RowBits bits((std::size_t{chunk.rows} + 63) / 64, 0);
        const NumberEncoding& range = chunk.header[column_];
        const bool possible = mask_ != -1 || std::any_of(values_.begin(), values_.end(), [&range](std::int64_t v) {
                                  return v >= range.minimum && v <= range.maximum;
                              });
        if (!possible) return bits;
        const NumberView numbers = reader.number(column_);
        if (mask_ == -1 && values_.size() <= 8) {
            for (std::int64_t value : values_) numbers.match({value, value}, chunk.rows, bits);
            return bits;
        }
        for (std::uint32_t row = 0; row < chunk.rows; ++row)
            if (std::binary_search(values_.begin(), values_.end(), numbers.at(row) & mask_))
                bits[row / 64] |= std::uint64_t{1} << (row % 64);
        return bits;
    }

private:
    NumberColumn column_;
    std::vector<std::int64_t> values_;
    std::int64_t mask_;
};

class AnyText final : public ChunkFilter {
public:
    explicit AnyText(const Query& q) {
        for (TextColumn c : {TextColumn::Account, TextColumn::Mailbox, TextColumn::ClientIp, TextColumn::UserAgent,
                             TextColumn::Session, TextColumn::Protocol, TextColumn::Folder, TextColumn::MessageId,
                             TextColumn::Part})
            parts_.push_back(std::make_unique<TextTerm>(c, q, FieldType::Text));
        parts_.push_back(fieldWords(q, FieldType::Text));
    }
    [[nodiscard]] bool wide() const override { return true; }
    RowBits match(ChunkReader& reader) override { return joined(reader, [&reader](ChunkFilter& part) { return part.match(reader); }); }
    RowBits matchAmong(ChunkReader& reader, const RowBits& among) override {
        return joined(reader, [&](ChunkFilter& part) { return part.matchAmong(reader, among); });
    }

private:
    template <typename Match>
    RowBits joined(ChunkReader& reader, Match&& match) {
        RowBits bits((std::size_t{reader.chunk().rows} + 63) / 64, 0);
        for (const auto& part : parts_) {
            const RowBits other = match(*part);
            for (std::size_t i = 0; i < bits.size(); ++i) bits[i] |= other[i];
        }
        return bits;
    }
    std::vector<std::unique_ptr<ChunkFilter>> parts_;
};

/// A text made from a number: the numbers whose text matches.
template <typename Name>
std::unique_ptr<ChunkFilter> named(NumberColumn column, const Query& q, FieldType type, std::int64_t last, Name&& name) {
    const ValueMatcher matcher(q, type);
    std::vector<std::int64_t> values;
    for (std::int64_t i = 0; i <= last; ++i)
        if (matcher(name(i))) values.push_back(i);
    return std::make_unique<NumberSet>(column, std::move(values), column == NumberColumn::Flags ? 7 : -1);
}

std::unique_ptr<ChunkFilter> flag(unsigned bit, const Query& q) {
    Query wanted = q;
    if (q.compare == Compare::Present) wanted.text = "true";
    if (q.compare == Compare::Present) wanted.compare = Compare::Equal;
    const auto bounds = termBounds(wanted, FieldType::Boolean);
    if (!bounds) throw Error(phrase("“%1” is neither true nor false", q.text), {}, ExitCode::Usage);
    return std::make_unique<NumberSet>(NumberColumn::Flags, std::vector<std::int64_t>{bounds->low << bit},
                                       std::int64_t{1} << bit);
}

std::unique_ptr<ChunkFilter> source(const Query& q, FieldType type, const EventSources& sources) {
    const ValueMatcher matcher(q, type);
    std::vector<std::int64_t> ids;
    for (const auto& [id, known] : sources)
        if (matcher(known.path)) ids.push_back(id);
    return std::make_unique<NumberSet>(NumberColumn::Source, std::move(ids));
}

/// event:E-… : the rows of one record, by the ids they have (dense, so a range of row numbers).
class RecordRows final : public ChunkFilter {
public:
    explicit RecordRows(std::optional<std::int64_t> record) : record_(record) {}
    RowBits match(ChunkReader& reader) override {
        const ChunkInfo& chunk = reader.chunk();
        RowBits bits((std::size_t{chunk.rows} + 63) / 64, 0);
        const NumberEncoding& back = chunk.header[NumberColumn::RecordBack];
        if (!record_ || *record_ >= chunk.first + chunk.rows || *record_ + back.maximum < chunk.first) return bits;
        const NumberView distance = reader.number(NumberColumn::RecordBack);
        for (std::uint32_t row = 0; row < chunk.rows; ++row)
            if (chunk.first + row - distance.at(row) == *record_) bits[row / 64] |= std::uint64_t{1} << (row % 64);
        return bits;
    }

private:
    std::optional<std::int64_t> record_;
};

/// session:S-… : the rows of one session; nullopt: of any.
class SessionRows final : public ChunkFilter {
public:
    SessionRows(std::optional<SessionNumber> session, const EventSessions& sessions) : any_(!session), rowOf_(sessions.rowOf) {
        if (session && sessions.rowsWith) rows_ = sessions.rowsWith(*session);
    }
    RowBits match(ChunkReader& reader) override {
        const ChunkInfo& chunk = reader.chunk();
        RowBits bits((std::size_t{chunk.rows} + 63) / 64, 0);
        if (!rowOf_ || (!any_ && rows_.empty())) return bits;
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            const std::uint32_t found = rowOf_(chunk.first + row);
            if (found && (any_ || std::binary_search(rows_.begin(), rows_.end(), found))) bits[row / 64] |= std::uint64_t{1} << (row % 64);
        }
        return bits;
    }

private:
    bool any_;
    std::vector<std::uint32_t> rows_;
    std::function<std::uint32_t(std::int64_t)> rowOf_;
};

bool fieldIs(const Field& field, std::string_view name) { return field.name == name; }

}  // namespace

std::string_view precisionName(Precision p) {
    static constexpr std::string_view kNames[] = {"microsecond", "millisecond", "second", "minute", "hour", "day"};
    const auto i = static_cast<std::size_t>(p);
    return i < std::size(kNames) ? kNames[i] : std::string_view();
}

FieldColumn columnOf(std::size_t field) {
    using N = NumberColumn;
    using T = TextColumn;
    struct Entry { std::string_view name; FieldColumn column; };
    static const Entry kColumns[] = {
        {"item", {N::Item, {}, {}}}, {"time", {N::Utc, {}, 0}}, {"time_to", {N::UtcTo, {}, 0}},
        {"raw_time", {{}, T::RawTime, {}}}, {"account", {{}, T::Account, {}}}, {"mailbox", {{}, T::Mailbox, {}}},
        {"client_ip", {{}, T::ClientIp, {}}}, {"session", {{}, T::Session, {}}}, {"protocol", {{}, T::Protocol, {}}},
        {"action", {N::Action, {}, {}}}, {"outcome", {N::Outcome, {}, {}}}, {"folder", {{}, T::Folder, {}}},
        {"uid", {N::Uid, {}, 0}}, {"message_id", {{}, T::MessageId, {}}}, {"part", {{}, T::Part, {}}},
        {"bytes", {N::Bytes, {}, -1}}, {"user_agent", {{}, T::UserAgent, {}}}, {"source", {N::Source, {}, {}}},
        {"line", {N::Line, {}, 0}}, {"offset", {N::Offset, {}, {}}}, {"length", {N::Length, {}, {}}},
        {"precision", {N::Flags, {}, {}}}, {"tz_assumed", {N::Flags, {}, {}}}, {"year_assumed", {N::Flags, {}, {}}}};
    const std::string_view name = fields(View::Events)[field].name;
    for (const Entry& entry : kColumns)
        if (entry.name == name) return entry.column;
    return {};
}

std::unique_ptr<ChunkFilter> numberRange(NumberColumn column, const Bounds& bounds, std::optional<std::int64_t> absent) {
    return std::make_unique<NumberRange>(column, bounds, absent);
}

std::unique_ptr<ChunkFilter> numberSet(NumberColumn column, std::vector<std::int64_t> values) {
    return std::make_unique<NumberSet>(column, std::move(values));
}

std::unique_ptr<ChunkFilter> textSet(TextColumn column, std::vector<std::string> values, bool foldedCase) {
    return std::make_unique<TextSet>(column, std::move(values), foldedCase);
}

std::unique_ptr<ChunkFilter> fullText(const Query& q) { return std::make_unique<AnyText>(q); }

std::unique_ptr<ChunkFilter> term(const Query& q, const EventTermContext& context) {
    const Field& field = fields(View::Events)[q.field];
    if (fieldIs(field, "event")) {
        if (q.compare == Compare::Present) return numberRange(NumberColumn::Source, {}, std::nullopt);
        if (q.compare == Compare::Regex || q.prefix)
            throw Error("“event” takes one whole public id", "Write event:E- and its twelve digits.", ExitCode::Usage);
        return std::make_unique<RecordRows>(context.findRecord(q.text));
    }
    const bool publicOnly = fieldIs(field, "public_session");
    if (publicOnly && q.compare == Compare::Present) return std::make_unique<SessionRows>(std::nullopt, context.sessions);
    if (publicOnly || fieldIs(field, "session")) {
        const auto session = q.prefix || q.compare == Compare::Regex ? std::nullopt : sessionNumber(q.text);
        if (session) return std::make_unique<SessionRows>(session, context.sessions);
        if (publicOnly) throw Error("“public_session” takes one whole public id", "Write public_session:S- and its twelve digits.", ExitCode::Usage);
    }
    if (fieldIs(field, "fields")) return fieldWords(q, field.type);
    if (fieldIs(field, "source")) return source(q, field.type, context.sources);
    if (fieldIs(field, "action"))
        return named(NumberColumn::Action, q, field.type, static_cast<std::int64_t>(Action::File),
                     [](std::int64_t i) { return actionName(static_cast<Action>(i)); });
    if (fieldIs(field, "outcome"))
        return named(NumberColumn::Outcome, q, field.type, 2,
                     [](std::int64_t i) { return outcomeName(static_cast<Outcome>(i)); });
    if (fieldIs(field, "precision"))
        return named(NumberColumn::Flags, q, field.type, 5,
                     [](std::int64_t i) { return precisionName(static_cast<Precision>(i)); });
    if (fieldIs(field, "tz_assumed")) return flag(EventFlags::kTzAssumed, q);
    if (fieldIs(field, "year_assumed")) return flag(EventFlags::kYearAssumed, q);
    const FieldColumn column = columnOf(q.field);
    if (column.text) return std::make_unique<TextTerm>(*column.text, q, field.type);
    if (q.compare == Compare::Present) return numberRange(*column.number, {}, column.absent);
    const auto bounds = termBounds(q, field.type);
    if (!bounds)
        throw Error(phrase("“%1” takes %2", field.name, said(expectation(field.type))), {}, ExitCode::Usage);
    return numberRange(*column.number, *bounds, column.absent);
}

}  // namespace sillage::event_terms
