// See rtf.h; section numbers are those of [MS-OXRTFEX].
#include "mail/mapi/rtf.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/text.h"
#include "mail/mapi/code_page.h"

namespace sillage::mapi {
namespace {

enum class Destination : std::uint8_t { Normal, FontTable, HtmlTag, Skip };

/// What a group inherits and its end restores.
struct Group {
    Destination destination = Destination::Normal;
    bool htmlRtf = false;  ///< 2.1.3.1.1: inside \htmlrtf … \htmlrtf0, RTF that the HTML does not need
    int uc = 1;            ///< fallback characters after \uN
    int codePage = 1252;
};

struct Word {
    std::string_view name;
    long number = 0;
    bool hasNumber = false;
};

constexpr std::array<std::string_view, 22> kSkipped = {
    "colortbl", "stylesheet", "info",    "pict",     "object",   "header",  "headerl",    "headerr",
    "headerf",  "footer",     "footerl", "footerr",  "footerf",  "ftnsep",  "xmlnstbl",   "listtable",
    "rsidtbl",  "filetbl",    "revtbl",  "datafield", "fldinst", "themedata"};

int codePageOfCharset(long charset) {
    switch (charset) {
        case 77: return 10000;
        case 128: return 932;
        case 129: return 949;
        case 130: return 1361;
        case 134: return 936;
        case 136: return 950;
        case 161: return 1253;
        case 162: return 1254;
        case 163: return 1258;
        case 177: return 1255;
        case 178: return 1256;
        case 186: return 1257;
        case 204: return 1251;
        case 222: return 874;
        case 238: return 1250;
        case 254: return 437;
        case 255: return 850;
        default: return 0;  // ANSI, default, symbol: the document's own
    }
}

bool isDoubleByte(int codePage) {
    return codePage == 932 || codePage == 936 || codePage == 949 || codePage == 950 || codePage == 1361;
}

bool isLead(int codePage, unsigned char c) {
    if (codePage == 932) return (c >= 0x81 && c <= 0x9f) || (c >= 0xe0 && c <= 0xfc);
    return c >= 0x81 && c <= 0xfe;
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

class Reader {
public:
    explicit Reader(std::string_view rtf) : in_(rtf) {}

    RtfText run() {
        RtfText out;
        out.isRtf = istartsWith(in_.substr(0, 5), "{\\rtf");
        if (!out.isRtf) return out;
        while (at_ < in_.size()) step();
        flush();
        out.origin = origin_;
        out.utf8 = std::move(out_);
        return out;
    }

private:
    static constexpr std::size_t kMaxGroups = 4096;

    [[nodiscard]] bool html() const { return origin_ == RtfText::Origin::Html; }
    /// Whether text met here belongs to the result.
    [[nodiscard]] bool shown() const {
        if (now_.htmlRtf && html()) return false;
        return now_.destination == Destination::Normal || (now_.destination == Destination::HtmlTag && html());
    }

    void step() {
        const char c = in_[at_];
        if (c == '{') {
            ++at_;
            open();
        } else if (c == '}') {
            ++at_;
            close();
        } else if (c == '\\') {
            control();
        } else {
            ++at_;
            if (c != '\r' && c != '\n' && c != '\0') character(c);
        }
    }

    void open() {
        skip_ = 0;
        starred_ = false;
        if (groups_.size() < kMaxGroups)
            groups_.push_back(now_);
        else
            ++beyond_;
    }

    void close() {
        skip_ = 0;
        starred_ = false;
        if (beyond_ > 0) {
            --beyond_;
        } else if (!groups_.empty()) {
            if (groups_.back().codePage != now_.codePage) flush();
            now_ = groups_.back();
            groups_.pop_back();
        }
    }

    void control() {
        const char c = at_ + 1 < in_.size() ? in_[at_ + 1] : '\0';
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            ++at_;
            return word(readWord());
        }
        at_ += 2;
        switch (c) {
            case '\'': return hex();
            case '*': starred_ = true; return;
            case '~': return special("&nbsp;", "\xc2\xa0");
            case '_': return special("&shy;", "\xc2\xad");
            case '-': return;
            case '\r':
            case '\n': return special("\r\n", "\r\n");
            case '\\':
            case '{':
            case '}': return character(c);
            default: return;
        }
    }

    Word readWord() {
        Word w;
        const std::size_t start = at_;
        while (at_ < in_.size() && ((in_[at_] >= 'a' && in_[at_] <= 'z') || (in_[at_] >= 'A' && in_[at_] <= 'Z')) &&
               at_ - start < 32)
            ++at_;
        w.name = in_.substr(start, at_ - start);
        const bool minus = at_ + 1 < in_.size() && in_[at_] == '-' && in_[at_ + 1] >= '0' && in_[at_ + 1] <= '9';
        if (minus) ++at_;
        for (int digits = 0; at_ < in_.size() && in_[at_] >= '0' && in_[at_] <= '9'; ++at_, ++digits) {
            w.hasNumber = true;
            if (digits < 10) w.number = w.number * 10 + (in_[at_] - '0');
        }
        if (minus) w.number = -w.number;
        if (at_ < in_.size() && in_[at_] == ' ') ++at_;
        return w;
    }

    void hex() {
        const int high = at_ < in_.size() ? hexDigit(in_[at_]) : -1;
        const int low = at_ + 1 < in_.size() ? hexDigit(in_[at_ + 1]) : -1;
        if (high < 0 || low < 0) return;
        at_ += 2;
        character(static_cast<char>(high * 16 + low));
    }

    /// One octet of text in the code page of its font.
    void character(char c) {
        starred_ = false;
        if (skip_ > 0) {
            --skip_;
            return;
        }
        if (now_.destination == Destination::FontTable || !shown()) return;
        const auto octet = static_cast<unsigned char>(c);
        if (pending_.empty() && octet < 0x80) {
            surrogate_ = 0;
            out_ += c;
            return;
        }
        if (octet < 0x80 && !lead_) {
            flush();
            out_ += c;
            return;
        }
        pendingPage_ = now_.codePage;
        pending_ += c;
        lead_ = !lead_ && isDoubleByte(now_.codePage) && isLead(now_.codePage, octet);
        if (pending_.size() > 4096 && !lead_) flush();
    }

    void flush() {
        if (!pending_.empty()) out_ += string8ToUtf8(pending_, pendingPage_);
        pending_.clear();
        lead_ = false;
        surrogate_ = 0;
    }

    void special(std::string_view asHtml, std::string_view asText) {
        if (skip_ > 0) {
            --skip_;
            return;
        }
        if (!shown()) return;
        flush();
        out_ += html() ? asHtml : asText;
    }

    void unicode(long number) {
        if (!shown()) {
            skip_ = now_.uc;
            return;
        }
        const auto unit = static_cast<std::uint32_t>(number & 0xffff);
        const std::uint32_t before = surrogate_;
        flush();
        char octets[4];
        std::size_t n = 0;
        const auto add = [&](std::uint32_t u) {
            octets[n++] = static_cast<char>(u & 0xff);
            octets[n++] = static_cast<char>(u >> 8 & 0xff);
        };
        if (before && unit >= 0xdc00 && unit < 0xe000) add(before);
        if (unit >= 0xd800 && unit < 0xdc00)
            surrogate_ = unit;
        else
            add(unit);
        out_ += utf16ToUtf8({octets, n});
        skip_ = now_.uc;
    }

    void word(const Word& w) {
        const bool starred = starred_;
        starred_ = false;
        if (w.name == "u" && w.hasNumber) return unicode(w.number);
        if (w.name == "bin") {
            at_ += std::min(in_.size() - at_, static_cast<std::size_t>(std::max(0L, w.number)));
            return;
        }
        if (w.name == "uc") {
            now_.uc = static_cast<int>(std::clamp(w.number, 0L, 16L));
            return;
        }
        if (destination(w, starred)) return;
        if (w.name == "htmlrtf") {
            flush();
            now_.htmlRtf = !w.hasNumber || w.number != 0;
        } else if (w.name == "fromhtml") {
            origin_ = RtfText::Origin::Html;
        } else if (w.name == "fromtext") {
            origin_ = RtfText::Origin::Text;
        } else if (!font(w)) {
            text(w);
        }
    }

    /// Words that say where the text of their group goes.
    bool destination(const Word& w, bool starred) {
        if (w.name == "htmltag" && starred) {
            flush();
            now_.destination = Destination::HtmlTag;
            return true;
        }
        if (now_.destination == Destination::Skip) return w.name != "u";
        if (w.name == "fonttbl") {
            now_.destination = Destination::FontTable;
            return true;
        }
        const bool skipped = std::find(kSkipped.begin(), kSkipped.end(), w.name) != kSkipped.end();
        if (!skipped && (!starred || w.name == "shptxt")) return false;
        if (starred && now_.destination == Destination::FontTable) return true;
        flush();
        now_.destination = Destination::Skip;
        return true;
    }

    bool font(const Word& w) {
        if (w.name == "ansicpg" && w.number > 0) {
            documentPage_ = now_.codePage = static_cast<int>(std::min(w.number, 65535L));
        } else if (w.name == "deff") {
            defaultFont_ = w.number;
        } else if (w.name == "f" && w.hasNumber) {
            if (now_.destination == Destination::FontTable) {
                font_ = w.number;
            } else {
                useFont(w.number);
            }
        } else if (w.name == "fcharset" || w.name == "cpg") {
            if (now_.destination != Destination::FontTable) return true;
            const int page = w.name == "cpg" ? static_cast<int>(std::clamp(w.number, 0L, 65535L)) : codePageOfCharset(w.number);
            if (page && fonts_.size() < 10000) fonts_[font_] = page;
        } else if (w.name == "plain") {
            useFont(defaultFont_);
        } else {
            return false;
        }
        return true;
    }

    void useFont(long number) {
        const auto found = fonts_.find(number);
        const int page = found == fonts_.end() ? documentPage_ : found->second;
        if (page != now_.codePage) flush();
        now_.codePage = page;
    }

    // 2.1.3.1.3: what a control word stands for as text.
    void text(const Word& w) {
        struct Meaning {
            std::string_view word, asHtml, asText;
        };
        static constexpr Meaning kMeanings[] = {
            {"par", "\r\n", "\r\n"},         {"line", "\r\n", "\r\n"},        {"tab", "\t", "\t"},
            {"cell", "", "\t"},              {"row", "", "\r\n"},             {"sect", "", "\r\n"},
            {"page", "", "\r\n"},            {"lquote", "&lsquo;", "\u2018"}, {"rquote", "&rsquo;", "\u2019"},
            {"ldblquote", "&ldquo;", "\u201c"}, {"rdblquote", "&rdquo;", "\u201d"}, {"bullet", "&bull;", "\u2022"},
            {"endash", "&ndash;", "\u2013"}, {"emdash", "&mdash;", "\u2014"}, {"enspace", "&ensp;", "\u2002"},
            {"emspace", "&emsp;", "\u2003"}};
        for (const Meaning& m : kMeanings)
            if (m.word == w.name) return special(m.asHtml, m.asText);
    }

    std::string_view in_;
    std::size_t at_ = 0;
    std::string out_;
    RtfText::Origin origin_ = RtfText::Origin::Rtf;
    Group now_;
    std::vector<Group> groups_;
    std::size_t beyond_ = 0;   ///< groups open beyond kMaxGroups: they inherit and restore nothing
    bool starred_ = false;
    int skip_ = 0;             ///< fallback characters still to be left out
    std::string pending_;      ///< octets of text not yet converted
    int pendingPage_ = 1252;
    bool lead_ = false;        ///< pending_ ends with the first octet of two
    std::uint32_t surrogate_ = 0;
    std::map<long, int> fonts_;
    long font_ = 0, defaultFont_ = 0;
    int documentPage_ = 1252;
};

}  // namespace

RtfText readRtf(std::string_view rtf) { return Reader(rtf).run(); }

}  // namespace sillage::mapi
