// Query text to a typed tree (query.h). Precedence: NOT and - bind tightest, then AND (which may be left out), then
// OR. No recursion: open parentheses are frames of a stack of bounded height, terms are counted.
#include <algorithm>

#include "base/ip.h"
#include "base/phrase.h"
#include "base/text.h"
#include "search/lexer.h"
#include "search/suggest.h"
#include "search/value.h"

namespace sillage {
namespace {

constexpr std::size_t kMaxText = 64 * 1024;
constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxTerms = 500;

struct Wrong {
    std::size_t at;
    std::string error;
};

Query group(Query::Kind kind, std::vector<Query>&& parts) {
    if (parts.size() == 1) return std::move(parts.front());
    Query q;
    q.kind = kind;
    for (Query& part : parts) {
        if (part.kind == kind)
            for (Query& inner : part.children) q.children.push_back(std::move(inner));
        else
            q.children.push_back(std::move(part));
    }
    return q;
}

Query negated(Query&& q) {
    if (q.kind == Query::Kind::Not) return Query(std::move(q.children.front()));
    Query out;
    out.kind = Query::Kind::Not;
    out.children.push_back(std::move(q));
    return out;
}

std::string quote(std::string_view text) { return "“" + elide(repairUtf8(text), 40) + "”"; }

/// What stands between two parentheses, or in the whole text.
struct Frame {
    std::size_t at = 0;             ///< of the opening parenthesis
    bool negate = false;            ///< a NOT stood before it
    bool pendingNot = false;
    std::size_t operatorAt = 0;
    std::string_view waiting;       ///< operator whose right side is still missing
    std::vector<Query> alternatives, parts;

    void add(Query&& q) {
        parts.push_back(pendingNot ? negated(std::move(q)) : std::move(q));
        pendingNot = false;
        waiting = {};
    }
    Query finish() {
        alternatives.push_back(group(Query::Kind::And, std::move(parts)));
        return group(Query::Kind::Or, std::move(alternatives));
    }
};

class Parser {
public:
    Parser(View view, std::string_view text) : view_(view), lexer_(view, text) { frames_.emplace_back(); }

    Query run() {
        for (Token token = lexer_.next();; token = lexer_.next()) {
            if (token.kind == Token::Kind::Wrong) throw Wrong{token.at, token.error};
            if (token.kind == Token::Kind::End) return end();
            take(std::move(token));
        }
    }

private:
    void take(Token&& token) {
        switch (token.kind) {
            case Token::Kind::Open: open(token); break;
            case Token::Kind::Close: close(token); break;
            case Token::Kind::And:
            case Token::Kind::Or: infix(token); break;
            case Token::Kind::Not:
                top().pendingNot = !top().pendingNot;
                await("NOT", token.at);
                break;
            default: operand(std::move(token));
        }
    }

    Frame& top() { return frames_.back(); }
    void await(std::string_view name, std::size_t at) {
        top().waiting = name;
        top().operatorAt = at;
    }

    void open(const Token& token) {
        if (frames_.size() > kMaxDepth)
            throw Wrong{token.at, phrase("Parentheses are nested deeper than %1 levels.", kMaxDepth)};
        const bool negate = top().pendingNot;
        Frame frame;
        frame.at = token.at;
        frame.negate = negate;
        frames_.push_back(std::move(frame));
    }

    void close(const Token& token) {
        if (frames_.size() == 1) throw Wrong{token.at, "No parenthesis is open here."};
        requireComplete();
        if (top().parts.empty()) throw Wrong{top().at, "There is nothing between these parentheses."};
        Query q = top().finish();
        frames_.pop_back();
        top().add(std::move(q));
    }

    void infix(const Token& token) {
        const bool isOr = token.kind == Token::Kind::Or;
        const std::string_view name = isOr ? "OR" : "AND";
        requireComplete();
        if (top().parts.empty())
            throw Wrong{token.at, phrase("%1 needs something before it; write \"%2\" in quotation marks to look for the word.", name, name)};
        if (isOr) {
            top().alternatives.push_back(group(Query::Kind::And, std::move(top().parts)));
            top().parts.clear();
        }
        await(name, token.at);
    }

    void requireComplete() {
        if (!top().waiting.empty())
            throw Wrong{top().operatorAt, phrase("%1 needs something after it.", top().waiting)};
    }

    void operand(Token&& token) {
        if (++terms_ > kMaxTerms)
            throw Wrong{token.at, phrase("The query has more than %1 terms; narrow it in steps.", kMaxTerms)};
        top().add(token.kind == Token::Kind::Words ? words(std::move(token)) : term(std::move(token)));
    }

    Query end() {
        if (frames_.size() > 1) throw Wrong{top().at, "The parenthesis that opens here is not closed."};
        requireComplete();
        if (top().parts.empty() && top().alternatives.empty()) return Query{};
        return top().finish();
    }

    static Query words(Token&& token) {
        Query q;
        q.kind = Query::Kind::FullText;
        q.text = fold(token.text);
        q.typed = token.text;
        q.prefix = token.prefix;
        q.phrase = token.phrase;
        if (trim(q.text).empty()) throw Wrong{token.at, "There is nothing between these quotation marks."};
        return q;
    }

    Query term(Token&& token) {
        Query q;
        q.kind = Query::Kind::Term;
        if (const std::string name = asciiLower(token.field); (name == "has" || name == "is") && !named(name))
            return flag(name, std::move(token));
        const auto field = findField(view_, token.field);
        if (!field) throw Wrong{token.at, unknown(token.field)};
        q.field = *field;
        q.compare = token.compare;
        q.text = std::move(token.text);
        q.text2 = std::move(token.text2);
        q.prefix = token.prefix;
        q.phrase = token.phrase;
        check(q, token.valueAt);
        return q;
    }

    [[nodiscard]] bool named(std::string_view name) const { return findField(view_, name).has_value(); }

    /// has:attachment (the field has a value), is:recovered (the flag is set).
    Query flag(const std::string& name, Token&& token) {
        Query q;
        q.kind = Query::Kind::Term;
        const auto field = findField(view_, token.text);
        if (!field || token.compare != Compare::Match) throw Wrong{token.valueAt, unknown(token.text)};
        q.field = *field;
        q.compare = Compare::Present;
        if (name == "has") return q;
        if (fields(view_)[*field].type != FieldType::Boolean)
            throw Wrong{token.valueAt, phrase("%1 is no flag; write has:%2.", quote(token.text), token.text)};
        q.compare = Compare::Equal;
        q.text = "true";
        return q;
    }

    [[nodiscard]] std::string unknown(std::string_view name) const {
        const std::string nearest = nearestField(view_, name);
        if (nearest.empty())
            return phrase("There is no field %1 in %2; Text with a colon in it goes in quotation marks.", quote(name), viewName(view_));
        return phrase("There is no field %1 in %2; did you mean “%3:”? Text with a colon in it goes in quotation marks.", quote(name),
                      viewName(view_), nearest);
    }

    void check(const Query& q, std::size_t at) const {
        const Field& field = fields(view_)[q.field];
        if (q.compare == Compare::Present) return;
        if (view_ == View::Messages && field.name == std::string_view("attachments") && namesAttachment(q)) return;
        if (isOrdered(field.type) || field.type == FieldType::Boolean) {
            if (!termBounds(q, field.type))
                throw Wrong{at, phrase("“%1” takes %2, not %3.", field.name, said(expectation(field.type)), quote(q.text.empty() ? q.text2 : q.text))};
            return;
        }
        if (q.compare != Compare::Match && q.compare != Compare::Equal && q.compare != Compare::Regex)
            throw Wrong{at, phrase("“%1” has no order to compare by; write %2:text, %3:=text or %4:/regex/.", field.name, field.name, field.name, field.name)};
        if (field.type == FieldType::Address) checkAddress(q, at);
    }

    /// attachment:liste asks for a name although the column is a count.
    static bool namesAttachment(const Query& q) {
        const bool textual = q.compare == Compare::Match || q.compare == Compare::Equal || q.compare == Compare::Regex;
        return textual && (q.phrase || q.compare == Compare::Regex || q.prefix || !parseNumber(q.text, false));
    }

    static void checkAddress(const Query& q, std::size_t at) {
        if (q.prefix || q.compare == Compare::Regex || IpRange::parse(q.text)) return;
        const bool looksLikeOne = q.text.find_first_not_of("0123456789.") == std::string::npos ||
                                  q.text.find('/') != std::string::npos;
        if (looksLikeOne)
            throw Wrong{at, phrase("%1 is no address; write 203.0.113.66, 203.0.113.0/24 or 203.0.113.*.", quote(q.text))};
    }

    View view_;
    Lexer lexer_;
    std::vector<Frame> frames_;
    std::size_t terms_ = 0;
};

}  // namespace

ParsedQuery parseQuery(View view, std::string_view text) {
    ParsedQuery result;
    if (text.size() > kMaxText) {
        result.ok = false;
        result.errorAt = kMaxText;
        result.error = phrase("The query is longer than %1 octets; narrow it in steps.", kMaxText);
        return result;
    }
    try {
        result.query = Parser(view, text).run();
    } catch (const Wrong& wrong) {
        result = {};
        result.ok = false;
        result.errorAt = std::min(wrong.at, text.size());
        result.error = wrong.error;
    }
    return result;
}

}  // namespace sillage
