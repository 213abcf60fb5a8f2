#include "store/table_sql.h"

#include <sqlite3.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/phrase.h"
#include "base/text.h"
#include "search/value.h"
#include "store/codec.h"
#include "store/database.h"

namespace sillage {
namespace {

thread_local MatchContext* current = nullptr;

enum MatchKind { kWhole = 0, kLines = 1, kCitations = 2, kSentence = 3, kSentences = 4, kReasons = 5 };

int matchKind(Cell cell) {
    switch (cell) {
        case Cell::Lines: return kLines;
        case Cell::Citations: return kCitations;
        case Cell::Sentence: return kSentence;
        case Cell::Sentences: return kSentences;
        case Cell::Reasons: return kReasons;
        default: return kWhole;
    }
}

/// What is shown in either language is found.
bool matchesSentence(const ValueMatcher& matcher, std::string_view sentence) {
    return matcher(inEnglish(sentence)) || matcher(inLanguage(sentence, Language::French));
}

bool matchesValue(const ValueMatcher& matcher, int kind, std::string_view value) {
    if (kind == kWhole) return matcher(value);
    if (kind == kLines) {
        for (const std::string& line : splitLines(value))
            if (matcher(line)) return true;
        return false;
    }
    if (kind == kSentence) return matchesSentence(matcher, value);
    if (kind == kReasons && matcher(inEnglish(value))) return true;
    if (kind != kCitations) {
        for (const std::string& line : splitLines(value))
            if (matchesSentence(matcher, kind == kReasons ? std::string_view(line).substr(line.find(' ') + 1) : line)) return true;
        return false;
    }
    for (const Citation& citation : decodeCitations(value))
        if (matcher(citation.source)) return true;
    return false;
}

void matchFunction(sqlite3_context* context, int, sqlite3_value** arguments) {
    const auto index = static_cast<std::size_t>(sqlite3_value_int64(arguments[0]));
    if (!current || index >= current->matchers.size() || current->failure) {
        sqlite3_result_error(context, "no matcher", -1);
        return;
    }
    const auto* octets = static_cast<const char*>(sqlite3_value_blob(arguments[2]));
    const std::string_view value(octets ? octets : "", octets ? static_cast<std::size_t>(sqlite3_value_bytes(arguments[2])) : 0);
    try {
        sqlite3_result_int(context, matchesValue(current->matchers[index], sqlite3_value_int(arguments[1]), value) ? 1 : 0);
    } catch (...) {
        current->failure = std::current_exception();
        sqlite3_result_error(context, "matching failed", -1);
    }
}

class Compiler {
public:
    Compiler(View view, const FullTextRows& messageRows) : view_(view), sql_(*sqlView(view)), messageRows_(messageRows) {}

    std::string clause(const Query& q) {
        switch (q.kind) {
            case Query::Kind::All: return "1";
            case Query::Kind::And: return joined(q, " AND ");
            case Query::Kind::Or: return joined(q, " OR ");
            case Query::Kind::Not: return "NOT coalesce(" + clause(q.children.front()) + ", 0)";
            case Query::Kind::FullText: return fullText(q);
            default: return term(q);
        }
    }
    SqlCondition out;

private:
    std::string joined(const Query& q, const char* separator) {
        std::string text;
        for (const Query& child : q.children) text += (text.empty() ? "(" : separator) + clause(child);
        return text + ")";
    }

    std::string bind(std::variant<std::int64_t, std::string> value) {
        out.values.push_back(std::move(value));
        return "?" + std::to_string(out.values.size());
    }

    std::string matching(const Query& q, FieldType type, const ViewColumn& column) {
        const int kind = matchKind(column.cell);
        const std::string value = column.cell == Cell::Hash ? "lower(hex(" + std::string(column.expression) + "))"
                                                              : std::string(column.expression);
        out.context.matchers.emplace_back(q, type);
        return "sillage_match(" + bind(static_cast<std::int64_t>(out.context.matchers.size() - 1)) + ", " +
               std::to_string(kind) + ", " + value + ")";
    }

    std::string fullText(const Query& q) {
        if (view_ == View::Messages && messageRows_)
            return "((p.held = 0 OR m.held <> 0) AND m.id IN (SELECT value FROM json_each(" + bind(messageRows_(q)) + ")))";
        std::string text;
        const FieldList list = fields(view_);
        for (std::size_t i = 0; i < list.size; ++i) {
            const Cell cell = sql_.columns[i].cell;
            if (cell != Cell::Text && matchKind(cell) != kLines && matchKind(cell) < kSentence) continue;
            text += (text.empty() ? "(" : " OR ") + matching(q, FieldType::Text, sql_.columns[i]);
        }
        return text.empty() ? "0" : text + ")";
    }

    std::string term(const Query& q) {
        const Field& field = fields(view_)[q.field];
        const ViewColumn& column = sql_.columns[q.field];
        const std::string expression = column.expression;
        if (q.compare == Compare::Present) return present(column);
        if (const auto names = cellNames(column.cell); !names.empty() && field.type != FieldType::Grade)
            return named(q, field.type, expression, names);
        if (view_ == View::Messages && field.name == std::string_view("attachments") && !termBounds(q, field.type))
            return attachmentNamed(q);
        if (isOrdered(field.type) || field.type == FieldType::Boolean) return range(q, field, column);
        Digest digest;
        if (column.cell == Cell::Hash && !q.prefix && q.compare != Compare::Regex && fromHex(q.text, digest))
            return expression + " = " +
                   bind(std::string(1, '\0') + std::string(reinterpret_cast<const char*>(digest.data()), digest.size()));
        return matching(q, field.type, column);
    }

    std::string present(const ViewColumn& column) {
        const std::string expression = column.expression;
        switch (column.cell) {
            case Cell::Hash:
            case Cell::Instant: return expression + " IS NOT NULL";
            case Cell::NumberOver0: return expression + " <> 0";
            case Cell::NumberFrom0: return expression + " >= 0";
            case Cell::AttributionName:
            case Cell::DeliveryName:
            case Cell::IdentityName: return expression + " <> 0";
            case Cell::GradeName:
            case Cell::DepthName:
            case Cell::StandingName: return expression + " >= 0";  // -1 = none
            case Cell::Number: return expression + " <> 0";  // a count: has:attachment
            case Cell::Boolean: return expression + " <> 0";
            case Cell::Text:
            case Cell::Lines:
            case Cell::Sentence:
            case Cell::Sentences:
            case Cell::Reasons:
            case Cell::Citations:
            case Cell::Json: return "length(" + expression + ") > 0";
            default: return "1";
        }
    }

    std::string named(const Query& q, FieldType type, const std::string& expression, const std::vector<std::string>& names) {
        const ValueMatcher matcher(q, type);
        std::string list;
        for (std::size_t i = 0; i < names.size(); ++i)
            if (matcher(names[i])) list += (list.empty() ? "" : ", ") + std::to_string(i);
        return expression + " IN (" + list + ")";
    }

    std::string attachmentNamed(const Query& q) {
        return "EXISTS (SELECT 1 FROM attachment a WHERE p.held = 0 AND a.message = m.id AND " + std::string(kListedHere) + " AND " +
               matching(q, FieldType::Text, {"a.name", Cell::Text}) + ")";
    }

    std::string range(const Query& q, const Field& field, const ViewColumn& column) {
        const auto bounds = termBounds(q, field.type);
        if (!bounds)
            throw Error(phrase("“%1” takes %2", field.name, said(expectation(field.type))), {}, ExitCode::Usage);
        const std::string expression = column.expression;
        std::string text = "(" + expression + " BETWEEN " + bind(bounds->low) + " AND " + bind(bounds->high);
        if (column.cell == Cell::NumberOver0) text += " AND " + expression + " <> 0";
        if (column.cell == Cell::NumberFrom0) text += " AND " + expression + " >= 0";
        return text + ")";
    }

    View view_;
    const SqlView& sql_;
    const FullTextRows& messageRows_;
};

}  // namespace

SqlCondition compileSql(View view, const Query& query, const FullTextRows& messageRows) {
    Compiler compiler(view, messageRows);
    compiler.out.where = compiler.clause(query);
    return std::move(compiler.out);
}

void bindValues(Statement& statement, const SqlCondition& condition, int first) {
    for (const auto& value : condition.values) {
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            statement.bind(first++, *number);
            continue;
        }
        const std::string& text = std::get<std::string>(value);
        if (!text.empty() && text[0] == '\0') statement.bindBlob(first++, std::string_view(text).substr(1));
        else statement.bind(first++, std::string_view(text));
    }
}

void runMatching(Database& database, MatchContext& context, const std::function<void()>& steps) {
    ensureMatchFunction(database);
    MatchContext* const outer = current;
    current = &context;
    try {
        steps();
    } catch (...) {
        current = outer;
        if (context.failure) std::rethrow_exception(context.failure);
        throw;
    }
    current = outer;
}

void ensureMatchFunction(Database& database) {
    if (database.number("SELECT 1 FROM pragma_function_list WHERE name = 'sillage_match'", 0)) return;
    const int code = sqlite3_create_function_v2(database.handle(), "sillage_match", 3,
                                                SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, nullptr,
                                                matchFunction, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) database.fail(code, "a function could not be declared");
}

}  // namespace sillage
