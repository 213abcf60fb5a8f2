// The allow-list for the reading pane: elements and attributes that only shape text. Nothing that loads,
// runs, submits or styles by rule comes through, so the pane needs no network and no trust. Tables nest at
// most four deep, elements 64, words are broken at 2000 characters: Qt's layout takes exponential time
// beyond.
#include "mail/html_sanitize.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "mail/formats.h"
#include "mail/html_tokens.h"

namespace sillage {
namespace {

constexpr std::size_t kDepth = 64, kTables = 4, kWord = 2000, kShownLink = 300;

template <std::size_t N>
bool in(const std::string_view (&list)[N], std::string_view what) {
    return std::find(std::begin(list), std::end(list), what) != std::end(list);
}

constexpr std::string_view kAllowed[] = {
    "p",   "div",    "span",  "b",     "strong", "i",     "em", "u",          "s",   "strike",
    "sub", "sup",    "small", "big",   "font",   "h1",    "h2", "h3",         "h4",  "h5",
    "h6",  "ul",     "ol",    "li",    "dl",     "dt",    "dd", "blockquote", "pre", "code",
    "tt",  "center", "table", "tbody", "thead",  "tfoot", "tr", "td",         "th",  "caption"};
constexpr std::string_view kTable[] = {"table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"};
constexpr std::string_view kClosesItself[] = {"p", "li", "tr", "td", "th", "dt", "dd"};
constexpr std::string_view kFences[] = {"table", "ul", "ol", "dl", "blockquote", "div"};
constexpr std::string_view kLoading[] = {"src",      "srcset",     "background", "poster", "data",
                                         "action",   "formaction", "lowsrc",     "dynsrc", "classid",
                                         "codebase", "archive",    "longdesc",   "icon",   "ping"};

/// Whether a URL leads off the message: a scheme that fetches, a network path, a UNC path.
bool isRemote(std::string_view url) {
    std::string u;
    for (char c : url.substr(0, 64))
        if (static_cast<unsigned char>(c) > ' ') u += c == '\\' ? '/' : c;
    u = asciiLower(u);
    for (std::string_view s : {"http:", "https:", "ftp:", "file:", "//", "ws:", "wss:"})
        if (istartsWith(u, s)) return true;
    return false;
}

/// Remote references of a style sheet or a style attribute.
int remoteInStyle(std::string_view css) {
    int count = 0;
    const std::string low = asciiLower(css);
    for (std::size_t i = low.find("url("); i != std::string::npos; i = low.find("url(", i + 4)) {
        std::size_t k = i + 4;
        while (k < low.size() && (low[k] == ' ' || low[k] == '"' || low[k] == '\'')) ++k;
        count += isRemote(std::string_view(low).substr(k));
    }
    for (std::size_t i = low.find("@import"); i != std::string::npos; i = low.find("@import", i + 7))
        count += low.compare(std::min(low.find_first_not_of(" \t\r\n", i + 7), low.size()), 4, "url(") != 0;
    return count;
}

bool isPlainValue(std::string_view v) {
    return !v.empty() && v.size() <= 32 && std::all_of(v.begin(), v.end(), [](char c) {
        return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '#' || c == '+' ||
               c == '-' || c == '%';
    });
}

class Sanitizer {
public:
    SafeHtml run(std::string_view html);

private:
    void text(std::string_view decoded);
    void start(const HtmlToken& t);
    void end(std::string_view tag);
    void closeTo(std::size_t size);
    void countRemote(const HtmlToken& t);
    std::string attribute(const HtmlToken& t, std::string_view wanted);
    std::string keptAttributes(const HtmlToken& t);
    void put(std::string_view s);

    SafeHtml out_;
    std::vector<std::string> open_;
    std::size_t tables_ = 0, flattened_ = 0, word_ = 0;
    std::vector<std::string> links_;
    bool full_ = false;
};

void Sanitizer::put(std::string_view s) {
    // Room is kept for the end tags of everything open.
    if (full_ || out_.html.size() + s.size() + kDepth * 14 > kMaxSafeHtml) {
        full_ = true;
        return;
    }
    out_.html += s;
}

// Escapes and breaks words that the layout could not take.
void Sanitizer::text(std::string_view decoded) {
    std::string piece;
    for (char c : decoded) {
        const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (space)
            word_ = 0;
        else if ((static_cast<unsigned char>(c) & 0xc0u) != 0x80u && ++word_ > kWord) {
            piece += "<br/>";
            word_ = 1;
        }
        switch (c) {
            case '<':
                piece += "&lt;";
                break;
            case '>':
                piece += "&gt;";
                break;
            case '&':
                piece += "&amp;";
                break;
            case '"':
                piece += "&quot;";
                break;
            default:
                if (static_cast<unsigned char>(c) >= ' ' || space) piece += c;
        }
        if (piece.size() > 4096 && (static_cast<unsigned char>(c) & 0x80u) == 0) {
            put(piece);
            piece.clear();
            if (full_) return;
        }
    }
    put(piece);
}

std::string Sanitizer::attribute(const HtmlToken& t, std::string_view wanted) {
    std::string_view rest = t.attributes, value;
    std::string name;
    while (nextAttribute(rest, name, value))
        if (name == wanted) return decodeEntities(value);
    return {};
}

void Sanitizer::countRemote(const HtmlToken& t) {
    std::string_view rest = t.attributes, value;
    std::string name;
    while (nextAttribute(rest, name, value)) {
        if (name == "style")
            out_.blockedRemote += remoteInStyle(decodeEntities(value));
        else if (in(kLoading, name) || ((t.tag() == "link" || t.tag() == "base") && name == "href"))
            out_.blockedRemote += isRemote(decodeEntities(value));
        else if (t.tag() == "meta" && name == "content" &&
                 asciiLower(value).find("url=") != std::string::npos)
            out_.blockedRemote += 1;
    }
}

std::string Sanitizer::keptAttributes(const HtmlToken& t) {
    static constexpr std::string_view kept[] = {"align", "valign",  "colspan", "rowspan",
                                                "color", "bgcolor", "dir"};
    std::string out, name;
    std::string_view rest = t.attributes, value;
    std::vector<std::string> seen;
    while (nextAttribute(rest, name, value)) {
        if (!in(kept, name) || !isPlainValue(value) ||
            std::find(seen.begin(), seen.end(), name) != seen.end())
            continue;
        unsigned long long n = 0;
        if ((name == "colspan" || name == "rowspan") && (!parseUint(value, n) || n > 50)) continue;
        seen.push_back(name);
        out += " " + name + "=\"" + std::string(value) + "\"";
    }
    return out;
}

void Sanitizer::closeTo(std::size_t size) {
    while (open_.size() > size) {
        out_.html += "</" + open_.back() + ">";
        if (open_.back() == "table" && tables_) --tables_;
        open_.pop_back();
    }
}

void Sanitizer::start(const HtmlToken& t) {
    const std::string_view tag = t.tag();
    countRemote(t);
    if (tag == "br" || tag == "hr") {
        word_ = 0;
        return put(tag == "br" ? "<br/>" : "<hr/>");
    }
    if (tag == "img") {
        const std::string alt = attribute(t, "alt");
        return text(alt.empty() ? "[image]" : "[image: " + elide(alt, 200) + "]");
    }
    if (tag == "input") {
        const std::string type = asciiLower(attribute(t, "type"));
        if (type != "hidden") text("[" + elide(attribute(t, "value"), 200) + "]");
        return;
    }
    if (tag == "a") {
        if (links_.size() < kDepth) links_.push_back(elide(attribute(t, "href"), kShownLink));
        return;
    }
    if (!in(kAllowed, tag)) return;
    if (tag == "table" && (flattened_ || tables_ >= kTables)) {
        ++flattened_;
        return put("<br/>");
    }
    if (flattened_ && in(kTable, tag)) return put(tag == "tr" ? "<br/>" : " ");
    if (in(kClosesItself, tag))
        for (std::size_t i = open_.size(); i-- > 0 && !in(kFences, open_[i]);)
            if (open_[i] == tag) {
                closeTo(i);
                break;
            }
    if (open_.size() >= kDepth || full_) return;
    const std::string element = "<" + std::string(tag) + keptAttributes(t) +
                                (tag == "table" ? " border=\"1\" cellspacing=\"0\">" : ">");
    put(element);
    if (full_) return;
    if (tag == "table") ++tables_;
    open_.emplace_back(tag);
    if (tag != "span" && tag != "font") word_ = 0;
}

void Sanitizer::end(std::string_view tag) {
    if (tag == "a" && !links_.empty()) {
        const std::string href = links_.back();
        links_.pop_back();
        if (!href.empty()) text(" <" + href + ">");
        return;
    }
    if (flattened_ && in(kTable, tag)) {
        if (tag == "table") --flattened_;
        return;
    }
    for (std::size_t i = open_.size(); i-- > 0;) {
        if (open_[i] == tag) return closeTo(i);
        if (open_[i] == "table" && !in(kTable, tag))
            return;  // an end tag reaches no further than its cell's table
    }
}

SafeHtml Sanitizer::run(std::string_view html) {
    HtmlTokenizer tokens(html);
    HtmlToken t;
    while (tokens.next(t)) {
        switch (t.kind) {
            case HtmlToken::Kind::Text:
                if (!full_) text(decodeEntities(t.text));
                break;
            case HtmlToken::Kind::Style:
                out_.blockedRemote += remoteInStyle(t.text);
                break;
            case HtmlToken::Kind::Start:
                start(t);
                break;
            case HtmlToken::Kind::End:
                end(t.tag());
                break;
        }
    }
    closeTo(0);
    out_.truncated = full_;
    return std::move(out_);
}

}  // namespace

SafeHtml makeSafeHtml(std::string_view utf8Html) {
    return Sanitizer().run(utf8Html);
}

std::string sanitizeHtml(std::string_view utf8Html, int& blockedRemote) {
    SafeHtml safe = makeSafeHtml(utf8Html);
    blockedRemote = safe.blockedRemote;
    return std::move(safe.html);
}

}  // namespace sillage
