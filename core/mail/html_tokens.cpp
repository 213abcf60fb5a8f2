// See html_tokens.h.
#include "mail/html_tokens.h"

#include <cstring>

#include "base/text.h"

namespace sillage {
namespace {

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
bool isLetter(char c) {
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

}  // namespace

bool HtmlTokenizer::next(HtmlToken& token) {
    while (!rest_.empty()) {
        if (rest_[0] == '<' && markup(token)) return true;
        if (rest_.empty()) return false;
        if (rest_[0] == '<' && rest_.size() > 1 &&
            (rest_[1] == '!' || rest_[1] == '?' || rest_[1] == '/' || isLetter(rest_[1])))
            continue;
        std::size_t end = rest_.find('<', 1);  // a lone '<' is text
        if (end == std::string_view::npos) end = rest_.size();
        token.kind = HtmlToken::Kind::Text;
        token.text = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return true;
    }
    return false;
}

// False when what stood there was consumed without a token, or is no markup.
bool HtmlTokenizer::markup(HtmlToken& token) {
    if (rest_.size() < 2) return false;
    const char c = rest_[1];
    if (c == '!' || c == '?') {
        skipComment();
        return false;
    }
    const bool end = c == '/';
    std::size_t i = end ? 2 : 1;
    if (i >= rest_.size() || !isLetter(rest_[i])) {
        if (end) {  // "</" and no name: a bogus comment
            const std::size_t gt = rest_.find('>');
            rest_.remove_prefix(gt == std::string_view::npos ? rest_.size() : gt + 1);
        }
        return false;
    }
    std::size_t n = 0;
    for (; i < rest_.size() && !isSpace(rest_[i]) && rest_[i] != '>' && rest_[i] != '/'; ++i)
        if (n < sizeof token.name - 1)
            token.name[n++] =
                static_cast<char>(rest_[i] >= 'A' && rest_[i] <= 'Z' ? rest_[i] | 32 : rest_[i]);
    token.name[n] = 0;
    const std::size_t start = i;
    char quote = 0;
    bool value = false;  // a quote opens a value only after '='
    for (; i < rest_.size(); ++i) {
        const char k = rest_[i];
        if (quote) {
            if (k == quote) quote = 0;
        } else if (k == '>') {
            break;
        } else if ((k == '"' || k == '\'') && value) {
            quote = k;
            value = false;
        } else if (k == '=') {
            value = true;
        } else if (!isSpace(k)) {
            value = false;
        }
    }
    if (i >=
        rest_.size()) {  // never closed: up to the first '>', so that text behind a lost quote is not lost
        const std::size_t gt = rest_.find('>', start);
        i = gt == std::string_view::npos ? rest_.size() : gt;
    }
    token.kind = end ? HtmlToken::Kind::End : HtmlToken::Kind::Start;
    token.attributes = rest_.substr(start, i - start);
    rest_.remove_prefix(i < rest_.size() ? i + 1 : i);
    if (end) return true;
    const std::string_view tag = token.tag();
    if (tag == "script") {
        rawText(tag);
    } else if (tag == "style") {
        token.kind = HtmlToken::Kind::Style;
        token.text = rawText(tag);
    } else if (tag == "title" && !noTitleEnd_) {
        const std::string_view all = rest_;
        rawText(tag);
        noTitleEnd_ = rest_.empty();  // never closed: what follows is shown, so it is text
        if (noTitleEnd_) rest_ = all;
    }
    return true;
}

// The contents up to the end tag, consumed with it.
std::string_view HtmlTokenizer::rawText(std::string_view name) {
    std::size_t i = 0;
    for (;; ++i) {
        i = rest_.find('<', i);
        if (i == std::string_view::npos) break;
        if (rest_.size() - i > name.size() + 1 && rest_[i + 1] == '/' &&
            iequals(rest_.substr(i + 2, name.size()), name))
            break;
    }
    const std::string_view content = rest_.substr(0, i);
    if (i == std::string_view::npos) {
        rest_ = {};
        return content;
    }
    const std::size_t gt = rest_.find('>', i);
    rest_.remove_prefix(gt == std::string_view::npos ? rest_.size() : gt + 1);
    return content;
}

void HtmlTokenizer::skipComment() {
    std::size_t end = std::string_view::npos;
    if (rest_.substr(0, 4) == "<!--" && !noCommentEnd_) {
        if (rest_.substr(4, 1) == ">")
            end = 5;
        else {
            end = rest_.find("-->", 4);
            noCommentEnd_ = end == std::string_view::npos;
            if (!noCommentEnd_) end += 3;
        }
    }
    if (end == std::string_view::npos) {  // a declaration, or a comment that never ends: up to the next '>'
        end = rest_.find('>');
        end = end == std::string_view::npos ? rest_.size() : end + 1;
    }
    rest_.remove_prefix(end);
}

bool nextAttribute(std::string_view& a, std::string& name, std::string_view& value) {
    while (!a.empty() && (isSpace(a[0]) || a[0] == '/')) a.remove_prefix(1);
    if (a.empty()) return false;
    std::size_t i = 1;
    while (i < a.size() && !isSpace(a[i]) && a[i] != '=' && a[i] != '/') ++i;
    name = asciiLower(a.substr(0, i));
    a.remove_prefix(i);
    value = {};
    while (!a.empty() && isSpace(a[0])) a.remove_prefix(1);
    if (a.empty() || a[0] != '=') return true;
    a.remove_prefix(1);
    while (!a.empty() && isSpace(a[0])) a.remove_prefix(1);
    if (a.empty()) return true;
    if (a[0] == '"' || a[0] == '\'') {
        const std::size_t end = a.find(a[0], 1);
        value = a.substr(1, end == std::string_view::npos ? end : end - 1);
        a.remove_prefix(end == std::string_view::npos ? a.size() : end + 1);
        return true;
    }
    i = 0;
    while (i < a.size() && !isSpace(a[i])) ++i;
    value = a.substr(0, i);
    a.remove_prefix(i);
    return true;
}

}  // namespace sillage
