// See lexer.h. A term is prefix:value; the value is "quoted" (\" and \\ inside, * after it for a beginning), /regex/,
// or bare up to white space or a closing parenthesis; before it >= <= > < =, in it a..b where the
// type of the field orders.
#include "search/lexer.h"

#include "base/phrase.h"
#include "base/text.h"
#include "search/value.h"

namespace sillage {
namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

bool isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool holdsPaths(std::string_view field) { return field == "source" || field == "path" || field == "folder"; }

/// A pattern with * inside or in front, as a regular expression over the whole value.
std::string wildcardRegex(std::string_view pattern) {
    std::string out = "^";
    for (char c : pattern) {
        if (c == '*') out += ".*";
        else if (std::string_view("\\^$.[]|()?+{}/").find(c) != std::string_view::npos) (out += '\\') += c;
        else out += c;
    }
    return out + "$";
}

}  // namespace

bool Lexer::atBoundary(std::size_t position) const {
    return position >= text_.size() || isSpace(text_[position]) || text_[position] == ')';
}

/// Position of the colon after a prefix at the current position, or npos.
std::size_t Lexer::prefixEnd() const {
    std::size_t end = at_;
    while (end < text_.size() && end - at_ <= 64 && isNameCharacter(text_[end])) ++end;
    const bool named = end > at_ && end < text_.size() && text_[end] == ':';
    return named ? end : std::string_view::npos;
}

void Lexer::wrong(Token& token, std::size_t at, std::string error) const {
    token.kind = Token::Kind::Wrong;
    token.at = at;
    token.error = std::move(error);
}

Token Lexer::next() {
    while (at_ < text_.size() && isSpace(text_[at_])) ++at_;
    Token token;
    token.at = at_;
    if (at_ >= text_.size()) return token;
    const char c = text_[at_];
    if (c == '(' || c == ')') {
        token.kind = c == '(' ? Token::Kind::Open : Token::Kind::Close;
        ++at_;
        return token;
    }
    if (c == '-' && !atBoundary(at_ + 1)) {
        token.kind = Token::Kind::Not;
        ++at_;
        return token;
    }
    const std::size_t colon = c == '"' ? std::string_view::npos : prefixEnd();
    return colon == std::string_view::npos ? words(std::move(token)) : term(std::move(token), colon);
}

Token Lexer::words(Token token) {
    token.kind = Token::Kind::Words;
    const bool bare = text_[at_] != '"';
    if (!atom(token.text, false, token.phrase, token)) return token;
    if (!bare) {
        starAfterQuote(token);
        return token;
    }
    if (token.text == "AND") token.kind = Token::Kind::And;
    if (token.text == "OR") token.kind = Token::Kind::Or;
    if (token.text == "NOT") token.kind = Token::Kind::Not;
    if (token.kind != Token::Kind::Words) return token;
    if (token.text.size() > 1 && token.text.back() == '*') {
        token.prefix = true;
        token.text.pop_back();
    }
    if (token.text.find('*') != std::string::npos)
        wrong(token, token.at, "In full text * can only end a word (terr*); write field:*text for other wildcards.");
    return token;
}

Token Lexer::term(Token token, std::size_t colon) {
    token.kind = Token::Kind::Term;
    token.field = text_.substr(at_, colon - at_);
    at_ = colon + 1;
    token.valueAt = at_;
    if (atBoundary(at_)) {
        wrong(token, at_, phrase("“%1:” needs a value right after the colon, such as %2:text, or %3:* for any.", token.field, token.field, token.field));
        return token;
    }
    value(token);
    return token;
}

void Lexer::value(Token& token) {
    static constexpr struct { std::string_view sign; Compare compare; } kSigns[] = {
        {">=", Compare::GreaterEqual}, {"<=", Compare::LessEqual}, {">", Compare::Greater},
        {"<", Compare::Less}, {"=", Compare::Equal}};
    const auto field = findField(view_, token.field);
    const FieldType type = field ? fields(view_)[*field].type : FieldType::Text;
    const bool bracketed = type == FieldType::Id;  // message_id:<a@b>
    for (const auto& [sign, compare] : kSigns)
        if (text_.substr(at_, sign.size()) == sign && (!bracketed || sign == "=")) {
            token.compare = compare;
            at_ += sign.size();
            break;
        }
    token.valueAt = at_;
    if (atBoundary(at_)) {
        wrong(token, at_, "A value is missing after the comparison.");
        return;
    }
    if (token.compare == Compare::Match && text_[at_] == '/' && regex(token, field && holdsPaths(fields(view_)[*field].name)))
        return;
    const bool ordered = isOrdered(type);
    if (!atom(token.text, ordered, token.phrase, token)) return;
    if (ordered && token.compare == Compare::Match) range(token);
    if (token.compare != Compare::Match) return;
    if (token.phrase) starAfterQuote(token);
    else wildcards(token);
}

/// /pattern/ with \/ for a slash. Fields that hold paths begin with a slash themselves: there a pattern holds no white
/// space, and a slash that no other closes is an ordinary character.
bool Lexer::regex(Token& token, bool pathField) {
    std::string pattern;
    std::size_t i = at_ + 1;
    for (; i < text_.size() && !(pathField && isSpace(text_[i])); ++i) {
        if (text_[i] == '/' && atBoundary(i + 1)) break;
        if (text_[i] == '\\' && i + 1 < text_.size() && !(pathField && isSpace(text_[i + 1]))) {
            if (text_[i + 1] != '/') pattern += '\\';
            ++i;
        }
        pattern += text_[i];
    }
    const bool closed = i < text_.size() && text_[i] == '/' && !pattern.empty();
    if (!closed && pathField) return false;
    if (!closed) {
        wrong(token, at_, "The regular expression that opens here is not closed by a slash; quote a text that begins with one.");
        return true;
    }
    token.compare = Compare::Regex;
    token.text = std::move(pattern);
    at_ = i + 1;
    return true;
}

void Lexer::range(Token& token) {
    if (text_.substr(at_, 2) != "..") return;
    at_ += 2;
    token.compare = Compare::Range;
    bool quoted = false;
    if (!atBoundary(at_)) atom(token.text2, true, quoted, token);
    if (token.text.empty() && token.text2.empty() && token.kind != Token::Kind::Wrong)
        wrong(token, token.valueAt, "A range needs at least one end: 2025-12-11..2025-12-12, 2025-12-11.. or ..2025-12-12.");
}

/// One value: false (and the token is Wrong) when a quote is not closed.
bool Lexer::atom(std::string& out, bool stopAtDots, bool& quoted, Token& token) {
    const std::size_t begin = at_;
    quoted = at_ < text_.size() && text_[at_] == '"';
    if (!quoted) {
        while (!atBoundary(at_) && !(stopAtDots && text_.substr(at_, 2) == "..")) {
            if (at_ > begin && (text_[at_] == '(' || text_[at_] == '"') && token.kind == Token::Kind::Words) break;
            ++at_;
        }
        out = text_.substr(begin, at_ - begin);
        return true;
    }
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\')) ++at_;
        out += text_[at_];
    }
    if (at_ >= text_.size()) {
        wrong(token, begin, "The quotation mark that opens here is not closed.");
        return false;
    }
    ++at_;
    return true;
}

/// "two wor"* is a beginning too.
void Lexer::starAfterQuote(Token& token) {
    if (at_ >= text_.size() || text_[at_] != '*') return;
    token.prefix = true;
    ++at_;
}

void Lexer::wildcards(Token& token) const {
    const std::size_t star = token.text.find('*');
    if (star == std::string::npos) return;
    if (token.text.find_first_not_of('*') == std::string::npos) {
        token.compare = Compare::Present;
        token.text.clear();
    } else if (star == token.text.size() - 1) {
        token.prefix = true;
        token.text.pop_back();
    } else {
        token.compare = Compare::Regex;
        token.text = wildcardRegex(token.text);
    }
}

}  // namespace sillage
