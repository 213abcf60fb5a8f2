// HTML to plain text (formats.h): what a reader of the mail would see, one line a block, white space
// collapsed.
#include <array>
#include <cstdint>

#include "mail/formats.h"
#include "mail/html_tokens.h"

namespace sillage {
namespace {

/// The first eight octets of a name, zero-filled: enough to tell the block elements from all others.
constexpr std::uint64_t key(std::string_view name) {
    std::uint64_t k = 0;
    for (std::size_t i = 0; i < 8; ++i)
        k = k << 8 | (i < name.size() ? static_cast<unsigned char>(name[i]) : 0u);
    return k;
}

bool isBlock(std::string_view tag) {
    static constexpr std::uint64_t blocks[] = {
        key("address"), key("article"), key("blockquo"), key("br"),     key("caption"), key("center"),
        key("dd"),      key("dir"),     key("div"),      key("dl"),     key("dt"),      key("fieldset"),
        key("footer"),  key("form"),    key("h1"),       key("h2"),     key("h3"),      key("h4"),
        key("h5"),      key("h6"),      key("header"),   key("hr"),     key("li"),      key("main"),
        key("menu"),    key("nav"),     key("ol"),       key("option"), key("p"),       key("pre"),
        key("section"), key("table"),   key("tbody"),    key("tfoot"),  key("thead"),   key("tr"),
        key("ul")};
    const std::uint64_t k = key(tag);
    bool found = false;
    for (std::uint64_t b : blocks) found |= b == k;
    return found;
}

constexpr std::array<bool, 256> makeSpecial() {
    std::array<bool, 256> t{};
    for (unsigned char c : {' ', '\t', '\n', '\r', '\f', '&', '\0'}) t[c] = true;
    t[0xc2] = t[0xe2] = true;  // no-break space, soft hyphen, zero-width characters begin with these
    return t;
}
constexpr auto kSpecial = makeSpecial();

/// Collects text; a space or a line break is written only when something follows it.
class Collector {
public:
    explicit Collector(std::size_t reserve) { out_.reserve(reserve); }
    void text(std::string_view t, bool pre);
    void lineBreak() {
        if (!out_.empty() || broken_) broken_ = true;
        space_ = false;
    }
    void emptyLine() {
        if (broken_ || out_.empty()) ++extra_;
        broken_ = true;
        space_ = false;
    }
    void space() { space_ = true; }
    std::string take() { return std::move(out_); }

private:
    void settle() {
        if (broken_) {
            if (!out_.empty()) out_.append(1 + (extra_ > 1 ? 1 : extra_), '\n');
        } else if (space_ && !out_.empty()) {
            out_ += ' ';
        }
        broken_ = space_ = false;
        extra_ = 0;
    }
    std::size_t invisible(std::string_view t) const;
    std::string out_;
    bool space_ = false, broken_ = false;
    std::size_t extra_ = 0;
};

/// Octets of a character that shows nothing (soft hyphen, zero-width space and joiners), 0 otherwise.
std::size_t Collector::invisible(std::string_view t) const {
    if (t.substr(0, 2) == "\xC2\xAD") return 2;
    if (t.size() >= 3 && t[0] == '\xE2' && t[1] == '\x80' && t[2] >= '\x8B' && t[2] <= '\x8D') return 3;
    return 0;
}

void Collector::text(std::string_view t, bool pre) {
    std::string entity;
    for (std::size_t i = 0; i < t.size();) {
        const std::size_t start = i;
        const auto special = [&](std::size_t k) { return kSpecial[static_cast<unsigned char>(t[k])]; };
        while (i < t.size()) {  // a single space between two words is itself
            if (!special(i))
                ++i;
            else if (t[i] == ' ' && i > start && i + 1 < t.size() && !special(i + 1))
                i += 2;
            else
                break;
        }
        if (i > start) {
            settle();
            out_.append(t.data() + start, i - start);
            continue;
        }
        const char c = t[i];
        if (c == '&') {
            entity.clear();
            const std::size_t used = decodeEntity(t.substr(i), entity);
            i += used ? used : 1;
            if (used == 0) entity.assign(1, '&');
            if (entity == "\xC2\xA0" || entity == " ")
                space_ = true;
            else if (invisible(entity) == 0) {
                settle();
                out_ += entity;
            }
        } else if (c == '\xC2' || c == '\xE2') {
            if (t.substr(i, 2) == "\xC2\xA0") {
                space_ = true;
                i += 2;
            } else if (const std::size_t n = invisible(t.substr(i))) {
                i += n;
            } else {
                settle();
                out_ += c;
                ++i;
            }
        } else {
            if (pre && c == '\n')
                emptyLine();
            else
                space_ = !broken_ || pre;
            if (c == '\0') space_ = true;
            ++i;
        }
    }
}

}  // namespace

std::string htmlToText(std::string_view html) {
    Collector out(html.size() / 3);
    HtmlTokenizer tokens(html);
    HtmlToken token;
    int pre = 0;
    while (tokens.next(token)) {
        if (token.kind == HtmlToken::Kind::Text) {
            out.text(token.text, pre > 0);
            continue;
        }
        if (token.kind == HtmlToken::Kind::Style) continue;
        const std::string_view tag = token.tag();
        const bool start = token.kind == HtmlToken::Kind::Start;
        if (tag == "br")
            out.emptyLine();
        else if (tag == "td" || tag == "th")
            out.space();
        else if (isBlock(tag))
            out.lineBreak();
        if (tag == "pre") pre += start ? 1 : pre > 0 ? -1 : 0;
    }
    return out.take();
}

}  // namespace sillage
