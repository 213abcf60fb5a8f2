#include "store/table_cells.h"

#include "base/json.h"
#include "store/case_store.h"
#include "store/codec.h"
#include "store/database.h"
#include "store/event_chunk_terms.h"
#include "store/event_session.h"

#include <optional>
#include <unordered_map>

namespace sillage {
namespace {

/// The precision an instant shows by itself, where no other is kept.
Precision shownPrecision(std::int64_t utc) {
    if (utc % 1'000'000 == 0) return Precision::Second;
    return utc % 1000 == 0 ? Precision::Millisecond : Precision::Microsecond;
}

Value textValue(std::string_view text) {
    if (text.empty()) return {};
    return std::string(text);
}

Value timeValue(const std::optional<std::int64_t>& utc, Precision precision) {
    if (!utc) return {};
    return TimeValue{*utc, precision};
}

/// 0 stands for undated in a chunk, unless the record states that very instant.
std::optional<std::int64_t> instant(std::int64_t utc, const Stamp& stamp) {
    if (utc == 0 && !(stamp.present && stamp.hasYear)) return std::nullopt;
    return utc;
}

Value numberUnless(std::int64_t value, std::int64_t absent) {
    if (value == absent) return {};
    return value;
}

Value citations(std::string_view octets) {
    JsonWriter json;
    json.beginArray();
    for (const Citation& citation : decodeCitations(octets)) {
        json.beginObject().key("source").string(citation.source).key("line");
        if (citation.line) json.number(static_cast<std::int64_t>(citation.line));
        else json.null();
        json.key("offset").number(static_cast<std::int64_t>(citation.offset));
        json.key("length").number(static_cast<std::int64_t>(citation.length)).endObject();
    }
    json.endArray();
    return JsonValue{json.take()};
}

Value sentences(std::string_view octets, Language language) {
    std::vector<std::string> lines = splitLines(octets);
    for (std::string& line : lines) line = inLanguage(line, language);
    return lines;
}

/// Lines of "count reason" (rows_source.cpp).
Value reasons(std::string_view octets, Language language) {
    if (language == Language::English) return textValue(inEnglish(octets));
    std::vector<std::string> lines = splitLines(octets);
    for (std::string& line : lines) {
        const std::size_t reason = line.find(' ') + 1;
        line = line.substr(0, reason) + inLanguage(std::string_view(line).substr(reason), language);
    }
    return textValue(joinLines(lines));
}

Value fieldsValue(const Event& e) {
    if (e.fields.empty()) return {};
    std::unordered_map<std::string_view, std::vector<std::string_view>> values;  // a key may come more than once
    for (const auto& [key, value] : e.fields) values[key].push_back(value);
    JsonWriter json;
    json.beginObject();
    for (const auto& field : e.fields) {
        const auto all = values.extract(field.first);
        if (all.empty()) continue;
        json.key(field.first);
        if (all.mapped().size() > 1) json.beginArray();
        for (const std::string_view value : all.mapped()) json.string(value);
        if (all.mapped().size() > 1) json.endArray();
    }
    json.endObject();
    return JsonValue{json.take()};
}

}  // namespace

Value cellValue(const Statement& row, int column, Cell cell, Language language) {
    switch (cell) {
        case Cell::Text: return textValue(row.view(column));
        case Cell::Hash: return textValue(row.hex(column));
        case Cell::Number: return row.integer(column);
        case Cell::NumberOver0: return numberUnless(row.integer(column), 0);
        case Cell::NumberFrom0: return numberUnless(std::max<std::int64_t>(-1, row.integer(column)), -1);
        case Cell::Instant:
            if (row.isNull(column)) return {};
            return timeValue(row.integer(column), shownPrecision(row.integer(column)));
        case Cell::Boolean: return row.integer(column) != 0;
        case Cell::Lines: return splitLines(row.view(column));
        case Cell::Sentence: return textValue(inLanguage(row.view(column), language));
        case Cell::Sentences: return sentences(row.view(column), language);
        case Cell::Reasons: return reasons(row.view(column), language);
        case Cell::Citations: return citations(row.view(column));
        case Cell::Json: return JsonValue{row.text(column)};
        default: break;
    }
    const auto names = cellNames(cell);
    const std::int64_t value = row.integer(column);
    if (value < 0 || value >= static_cast<std::int64_t>(names.size())) return {};
    return textValue(names[static_cast<std::size_t>(value)]);
}

Row eventRow(const EventStore& store, const StoredEvent& e) {
    const auto source = store.sources().find(e.sourceId);
    Row row;
    row.rowId = e.id;
    row.publicId = store.publicId(e);
    row.cells = {store.recordPublicId(e), std::int64_t{e.item}, timeValue(instant(e.utc, e.time), e.time.precision),
                 timeValue(instant(e.utcTo, e.timeTo), e.timeTo.precision),
                 e.time.present ? textValue(event_terms::precisionName(e.time.precision)) : Value(),
                 textValue(e.rawTime), e.tzAssumed, e.yearAssumed, textValue(e.account), textValue(e.mailbox),
                 textValue(e.clientIp), textValue(e.session), textValue(e.protocol), textValue(actionName(e.action)),
                 textValue(outcomeName(e.outcome)), textValue(e.folder), numberUnless(e.uid, 0), textValue(e.messageId),
                 textValue(e.part), numberUnless(e.bytes, -1), textValue(e.userAgent),
                 source == store.sources().end() ? Value() : textValue(source->second.path),
                 numberUnless(static_cast<std::int64_t>(e.line), 0), static_cast<std::int64_t>(e.offset),
                 static_cast<std::int64_t>(e.length), textValue(sessionText(store.sessionOf(e.id))), fieldsValue(e)};
    return row;
}

Row custodyRow(const CustodyEntry& entry) {
    Row row;
    row.rowId = static_cast<std::int64_t>(entry.sequence);
    row.publicId = entry.hash;
    row.cells = {row.rowId, timeValue(entry.time, shownPrecision(entry.time)), textValue(entry.actor),
                 textValue(entry.action), JsonValue{entry.detailJson}, textValue(entry.hash), textValue(entry.previous)};
    return row;
}

}  // namespace sillage
