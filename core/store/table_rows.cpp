#include "store/table_rows.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "search/value.h"
#include "store/table_match.h"

namespace sillage {
namespace {

std::int64_t numberIn(const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* time = std::get_if<TimeValue>(&value)) return time->utc;
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? 1 : 0;
    return 0;
}

std::vector<std::string> textsIn(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return {*text};
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return *list;
    if (const auto* json = std::get_if<JsonValue>(&value)) return {json->text};
    return {};
}

bool anyText(const ValueMatcher& matcher, const Value& value) {
    const auto texts = textsIn(value);
    return std::any_of(texts.begin(), texts.end(), [&matcher](const std::string& text) { return matcher(text); });
}

bool matchesTerm(View view, const Query& q, const Row& row) {
    const Field& field = fields(view)[q.field];
    const Value& value = row.cells[q.field];
    const bool absent = std::holds_alternative<std::monostate>(value);
    if (absent || q.compare == Compare::Present) return !absent;
    if (!isOrdered(field.type) && field.type != FieldType::Boolean) return anyText(ValueMatcher(q, field.type), value);
    const auto bounds = termBounds(q, field.type);
    if (!bounds)
        throw Error(phrase("“%1” takes %2", field.name, said(expectation(field.type))), {}, ExitCode::Usage);
    return bounds->contains(numberIn(value));
}

}  // namespace

bool matchesRow(View view, const Query& q, const Row& row) {
    const auto holds = [view, &row](const Query& child) { return matchesRow(view, child, row); };
    switch (q.kind) {
        case Query::Kind::All: return true;
        case Query::Kind::And: return std::all_of(q.children.begin(), q.children.end(), holds);
        case Query::Kind::Or: return std::any_of(q.children.begin(), q.children.end(), holds);
        case Query::Kind::Not: return !holds(q.children.front());
        case Query::Kind::Term: return matchesTerm(view, q, row);
        case Query::Kind::FullText: break;
    }
    const ValueMatcher matcher(q, FieldType::Text);
    return std::any_of(row.cells.begin(), row.cells.end(),
                       [&matcher](const Value& value) { return anyText(matcher, value); });
}

void sortRows(std::vector<Row>& rows, const Sort& sort) {
    if (sort.natural) {
        if (sort.descending) std::reverse(rows.begin(), rows.end());
        return;
    }
    const auto less = [&sort](const Row& a, const Row& b) {
        const Value &x = a.cells[sort.field], &y = b.cells[sort.field];
        const std::int64_t i = numberIn(x), j = numberIn(y);
        return i != j ? i < j : textsIn(x) < textsIn(y);
    };
    std::stable_sort(rows.begin(), rows.end(),
                     [&](const Row& a, const Row& b) { return sort.descending ? less(b, a) : less(a, b); });
}

}  // namespace sillage
