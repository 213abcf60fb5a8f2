// "windows-events-xml": Windows events as XML: Event Viewer's export (<Events>), `wevtutil qe` (elements one after the
// other), Get-WinEvent's ToXml, and what evtx_dump.py and evtxexport print. UTF-8, or UTF-16 with a byte order mark.
// A record is one <Event> element; what stands between elements is none.
#include <algorithm>
#include <charconv>

#include "base/phrase.h"
#include "base/text.h"
#include "base/utf8.h"
#include "logs/all_formats.h"
#include "logs/cloud/wide_source.h"
#include "logs/csv.h"
#include "logs/scan_text.h"
#include "logs/windows_export.h"
#include "logs/windows_record.h"

namespace sillage {

namespace {

constexpr std::size_t kMaxElement = 4u << 20, kStep = 1u << 20;
constexpr std::string_view kBegin = "<Event", kEnd = "</Event>";

std::string decoded(std::string_view text) {
    if (text.find('&') == std::string_view::npos) return clean(text);
    std::string out;
    while (!text.empty()) {
        const std::size_t at = std::min(text.find('&'), text.size());
        out += text.substr(0, at);
        text.remove_prefix(at);
        if (text.empty()) break;
        const std::size_t end = text.substr(0, 12).find(';');
        std::string_view name = end == std::string_view::npos ? std::string_view{} : text.substr(1, end - 1);
        std::string one;
        if (name == "amp") one = "&";
        else if (name == "lt") one = "<";
        else if (name == "gt") one = ">";
        else if (name == "quot") one = "\"";
        else if (name == "apos") one = "'";
        else if (take(name, "#")) {
            const bool hex = take(name, "x") || take(name, "X");
            std::uint32_t code = 0;
            const auto [last, error] = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
            const bool whole = error == std::errc() && last == name.data() + name.size();
            if (whole && code > 0 && code < 0x110000 && (code < 0xd800 || code > 0xdfff)) appendUtf8(one, code);
        }
        out += one.empty() ? "&" : one;
        text.remove_prefix(one.empty() ? 1 : end + 1);
    }
    return clean(out);
}

/// `name="value" …` up to the end of a tag; true when the tag ends with "/>".
bool attributes(std::string_view tag, evtx::XmlElement& e) {
    const bool empty = endsWith(tag, "/");
    if (empty) tag.remove_suffix(1);
    const std::size_t nameEnd = std::min(tag.find_first_of(" \t\r\n"), tag.size());
    e.name = clean(tag.substr(0, nameEnd), 200);
    tag.remove_prefix(nameEnd);
    while (e.attributes.size() < 64) {
        tag = trim(tag);
        const std::size_t equals = tag.find('=');
        if (equals == std::string_view::npos) break;
        const std::string_view name = trim(tag.substr(0, equals));
        tag = trim(tag.substr(equals + 1));
        if (tag.empty() || (tag[0] != '"' && tag[0] != '\'')) break;
        const std::size_t close = tag.find(tag[0], 1);
        if (close == std::string_view::npos) break;
        e.attributes.emplace_back(clean(name, 200), decoded(tag.substr(1, close - 1)));
        tag.remove_prefix(close + 1);
    }
    return empty;
}

/// Where the tag that begins before at ends: the '>' outside of quotes.
std::size_t tagEnd(std::string_view text, std::size_t at) {
    char quote = 0;
    for (; at < text.size(); ++at) {
        if (quote) quote = text[at] == quote ? '\0' : quote;
        else if (text[at] == '"' || text[at] == '\'') quote = text[at];
        else if (text[at] == '>') return at;
    }
    return std::string_view::npos;
}

}  // namespace

bool parseXmlElement(std::string_view text, evtx::XmlElement& root) {
    std::vector<evtx::XmlElement> open;
    std::size_t elements = 0;
    const auto close = [&] {
        evtx::XmlElement done = std::move(open.back());
        open.pop_back();
        if (!done.children.empty()) done.text = trim(done.text);
        if (open.empty()) root = std::move(done);
        else open.back().children.push_back(std::move(done));
    };
    const auto stop = [&] {
        while (!open.empty()) close();
        return false;
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t less = std::min(text.find('<', at), text.size());
        if (!open.empty()) open.back().text += decoded(text.substr(at, less - at));
        at = less;
        if (at == text.size()) break;
        if (startsWith(text.substr(at), "<![CDATA[")) {
            const std::size_t end = text.find("]]>", at);
            if (end == std::string_view::npos) return stop();
            if (!open.empty()) open.back().text += clean(text.substr(at + 9, end - at - 9));
            at = end + 3;
            continue;
        }
        if (startsWith(text.substr(at), "<!--") || startsWith(text.substr(at), "<?")) {
            const std::string_view mark = text[at + 1] == '!' ? "-->" : "?>";
            const std::size_t end = text.find(mark, at);
            if (end == std::string_view::npos) return stop();
            at = end + mark.size();
            continue;
        }
        const std::size_t end = tagEnd(text, at);
        if (end == std::string_view::npos) return stop();
        const std::string_view tag = text.substr(at + 1, end - at - 1);
        at = end + 1;
        if (startsWith(tag, "/")) {
            if (open.empty() || trim(tag.substr(1)) != open.back().name) return stop();
            close();
            if (open.empty()) return true;
            continue;
        }
        if (++elements > evtx::kMaxElements || open.size() >= evtx::kMaxDepth) return stop();
        open.emplace_back();
        if (attributes(tag, open.back())) close();
        if (open.empty()) return true;
    }
    return stop();
}

namespace {

/// The <Event> elements of a range.
class EventElements {
public:
    EventElements(ByteSource& source, const Range& range) : source_(source), position_(range.begin), end_(range.end), line_(range.firstLine) {}

    struct Element {
        std::string_view text;
        std::uint64_t offset = 0, line = 1;
        bool whole = true;
    };

    bool next(Element& out) {
        drop(used_);
        std::size_t begin = 0;
        while ((begin = nextBegin(0)) == std::string::npos) {
            drop(left().size() > 8 ? left().size() - 8 : 0);
            if (!more()) return false;
        }
        drop(begin);
        std::size_t searched = 1, other = std::string::npos, end = std::string::npos;
        while (true) {
            other = nextBegin(searched);
            end = left().substr(0, other).find(kEnd, searched);
            if (end != std::string::npos || other != std::string::npos) break;
            searched = left().size() > 8 ? left().size() - 8 : 1;
            if (left().size() >= kMaxElement || !more()) break;
        }
        out.whole = end != std::string::npos;
        used_ = out.whole ? end + kEnd.size() : std::min(other, left().size());
        out.text = left().substr(0, used_);
        out.offset = position_ - left().size();
        out.line = line_;
        return true;
    }

private:
    [[nodiscard]] std::string_view left() const { return std::string_view(text_).substr(head_); }
    /// `<Event` followed by what may end a name.
    [[nodiscard]] std::size_t nextBegin(std::size_t from) const {
        const std::string_view text = left();
        for (std::size_t at = text.find(kBegin, from); at != std::string_view::npos; at = text.find(kBegin, at + 1)) {
            if (at + kBegin.size() >= text.size()) return std::string::npos;
            const char c = text[at + kBegin.size()];
            if (c == ' ' || c == '>' || c == '\t' || c == '\r' || c == '\n') return at;
        }
        return std::string::npos;
    }
    bool more() {
        if (position_ >= end_) return false;
        const std::string block = source_.readString(position_, static_cast<std::size_t>(std::min<std::uint64_t>(kStep, end_ - position_)));
        position_ += block.size();
        text_.erase(0, head_);
        head_ = 0;
        text_ += block;
        return !block.empty();
    }
    void drop(std::size_t count) {
        line_ += countLineEnds(left().substr(0, count));
        head_ += count;
        used_ = 0;
    }

    ByteSource& source_;
    std::uint64_t position_, end_, line_;
    std::string text_;
    std::size_t head_ = 0, used_ = 0;  ///< where the rest begins, and how much of it the last element took
};

void readElements(ByteSource& source, const Range& range, Sink& sink) {
    EventElements elements(source, range);
    EventElements::Element one;
    while (!sink.stopped() && elements.next(one)) {
        sink.found();
        evtx::XmlElement root;
        WindowsRecord r;
        if (!one.whole || !parseXmlElement(one.text, root) || !windowsRecordOf(root, r)) {
            sink.failed({one.offset, one.text.size(), phrase("line %1", one.line),
                         one.whole ? phrase("not a readable Windows event: damaged XML, or an element that names no event")
                                   : phrase("an <Event> element that does not end")});
            continue;
        }
        settleWindowsRecord(r);
        Event e = windowsEvent(std::move(r));
        e.line = one.line;
        e.offset = one.offset;
        e.length = one.text.size();
        sink.event(std::move(e));
    }
}

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    readNarrow(source, range, sink, [](ByteSource& narrow, const Range& part, Sink& out) { readElements(narrow, part, out); });
}

Recognition recognise(const Head& head) {
    const CsvDialect dialect = sniffCsv(head.octets);
    std::string wide;
    std::string_view text = head.octets.substr(dialect.bom);
    if (dialect.encoding != CsvEncoding::Octets) text = wide = csvText(text.substr(0, 16u << 10), dialect.encoding);
    const std::size_t at = text.find("<Event");
    if (at == std::string_view::npos || at > 4096) return {};
    if (contains(text, "schemas.microsoft.com/win/2004/08/events/event") && contains(text, "<System")) return {95, phraseText("Windows events as XML")};
    return {};
}

}  // namespace

const Format kWindowsXmlFormat{"windows-events-xml", "Windows events as XML (Event Viewer, wevtutil, evtx_dump)", SourceKind::Log,
                               recognise, read, nullptr, "names file (4663, 5145), session"};

}  // namespace sillage
