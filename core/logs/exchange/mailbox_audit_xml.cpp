// "exchange-mailbox-audit-xml": the attachment New-MailboxAuditLogSearch mails: one <Event …> element a
// record, values as attributes, items as elements inside. Read element by element in any encoding of XML 1.0
// that has a byte order mark or is UTF-8; damage inside one element costs that element. Records: Event
// elements. See mailbox_audit.h.
#include <algorithm>
#include <charconv>

#include "base/phrase.h"
#include "base/text.h"
#include "base/utf8.h"
#include "logs/all_formats.h"
#include "logs/csv.h"
#include "logs/exchange/mailbox_audit.h"
#include "logs/exchange/row.h"
#include "logs/scan_text.h"

namespace sillage {

namespace exchange {

namespace {

constexpr std::size_t kMaxElement = 16u << 20;
constexpr std::size_t kMaxValues = 2000;
using Values = std::vector<std::pair<std::string, std::string>>;

/// The Event elements of a source as UTF-8, with their place in its octets.
class Elements {
public:
    struct Element {
        std::string_view text;  ///< from `<Event` to its end; valid until the next call
        std::uint64_t offset = 0, length = 0, line = 1;
        bool whole = true;  ///< false: it does not end, or not within kMaxElement
    };
    Elements(ByteSource& source, const Range& range)
        : dialect_(sniffCsv(source.readString(range.begin, 3))),
          stream_(source, range.begin + dialect_.bom, range.end),
          offset_(range.begin + dialect_.bom) {}

    bool next(Element& out) {
        drop(used_);
        std::size_t begin = 0;
        while ((begin = find(0)) == std::string::npos) {
            drop(left().size() - std::min<std::size_t>(left().size(), 16));
            if (!more()) return false;
        }
        drop(begin);
        std::size_t end = 0, from = 1;
        out.whole = true;
        while ((end = endOf(from, out.whole)) == std::string::npos) {
            if (left().size() < kMaxElement && more()) continue;
            out.whole = false;
            end = left().size();
            break;
        }
        used_ = end;
        out.text = left().substr(0, end);
        out.offset = offset_;
        out.length = octetsOf(out.text);
        out.line = line_;
        return true;
    }

private:
    [[nodiscard]] std::string_view left() const { return std::string_view(text_).substr(head_); }
    /// The next `<Event` that is a whole name.
    [[nodiscard]] std::size_t find(std::size_t from) const {
        const std::string_view text = left();
        for (; (from = text.find("<Event", from)) != std::string::npos; ++from) {
            if (from + 6 >= text.size()) return std::string::npos;
            if (std::string_view(" >/\t\r\n").find(text[from + 6]) != std::string_view::npos) return from;
        }
        return from;
    }
    /// Behind the element that begins at 0, or where the next one begins although it did not end (whole
    /// false). npos: more has to be read; from is where to go on then.
    std::size_t endOf(std::size_t& from, bool& whole) const {
        const std::string_view text = left();
        // `<Event … />` has no end tag; a '>' in a value ends nothing, and a '<' may not stand in one.
        const std::size_t inner = text.find('<', 1);
        if (inner == std::string::npos) return inner;
        const std::string_view tag = trim(text.substr(0, inner));
        if (endsWith(tag, "/>")) return tag.size();
        const std::size_t close = text.find("</Event>", from), other = find(from);
        if (other < close) {
            whole = false;
            return other;
        }
        if (close != std::string::npos) return close + 8;
        from = std::max(from, text.size() - std::min<std::size_t>(text.size() - 1, 8));
        return close;
    }
    bool more() {
        const Bytes block = stream_.next();
        if (block.empty()) return false;
        text_.erase(0, head_);
        head_ = 0;
        if (dialect_.encoding == CsvEncoding::Octets) {
            text_ += block.data;
            return true;
        }
        held_ += block.data;
        std::size_t whole = held_.size() & ~std::size_t{1};
        // The first half of a surrogate pair waits for the other.
        if (whole >= 2) {
            const std::size_t high = dialect_.encoding == CsvEncoding::Utf16Le ? whole - 1 : whole - 2;
            if ((static_cast<unsigned char>(held_[high]) & 0xfc) == 0xd8) whole -= 2;
        }
        text_ += csvText(std::string_view(held_).substr(0, whole), dialect_.encoding);
        held_.erase(0, whole);
        return true;
    }
    [[nodiscard]] std::uint64_t octetsOf(std::string_view text) const {
        if (dialect_.encoding == CsvEncoding::Octets) return text.size();
        std::uint64_t units = 0;
        for (const unsigned char c : text) units += c < 0x80 || c >= 0xc0 ? (c >= 0xf0 ? 2 : 1) : 0;
        return units * 2;
    }
    void drop(std::size_t count) {
        const auto gone = left().substr(0, count);
        offset_ += octetsOf(gone);
        line_ += countLineEnds(gone);
        head_ += count;
        used_ = 0;
    }

    CsvDialect dialect_;
    Stream stream_;
    std::uint64_t offset_, line_ = 1;
    std::string text_, held_;
    std::size_t head_ = 0, used_ = 0;  ///< where the rest begins, and how much of it the last element took
};

/// Entities of XML 1.0 (4.1, 4.6); what is none stays as written.
std::string decoded(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t at = text.find('&');
        out += text.substr(0, at);
        if (at == std::string_view::npos) break;
        text.remove_prefix(at);
        const std::size_t end = text.substr(0, 12).find(';');
        const std::string_view name =
            end == std::string_view::npos ? std::string_view{} : text.substr(1, end - 1);
        std::string one;
        if (name == "amp")
            one = "&";
        else if (name == "lt")
            one = "<";
        else if (name == "gt")
            one = ">";
        else if (name == "quot")
            one = "\"";
        else if (name == "apos")
            one = "'";
        else if (startsWith(name, "#")) {
            const bool hex = startsWith(name.substr(1), "x");
            const std::string_view digits = name.substr(hex ? 2 : 1);
            std::uint32_t code = 0;
            const auto [p, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
            if (error == std::errc() && p == digits.data() + digits.size() && code > 0) appendUtf8(one, code);
        }
        if (one.empty()) {
            out += '&';
            text.remove_prefix(1);
        } else {
            out += one;
            text.remove_prefix(end + 1);
        }
    }
    return out;
}

/// One tag from behind its '<' to behind its '>'.
struct Tag {
    std::string_view name;
    Values values;
    bool closes = false;
};
Tag takeTag(std::string_view& text) {
    Tag tag;
    tag.closes = take(text, "/");
    std::size_t n = 0;
    while (n < text.size() && text[n] != '>' && text[n] != '/' && static_cast<unsigned char>(text[n]) > ' ')
        ++n;
    tag.name = text.substr(0, n);
    text.remove_prefix(n);
    while (!(text = trim(text)).empty() && text.front() != '>') {
        if (take(text, "/")) continue;
        std::string_view name = text.substr(0, text.find_first_of("= \t\r\n/>"));
        if (name.empty()) break;
        text.remove_prefix(name.size());
        text = trim(text);
        if (!take(text, "=")) continue;
        text = trim(text);
        if (text.empty() || (text.front() != '"' && text.front() != '\'')) break;
        const char quote = text.front();
        text.remove_prefix(1);
        const std::string_view value = text.substr(0, text.find(quote));
        text.remove_prefix(std::min(text.size(), value.size() + 1));
        if (tag.values.size() < kMaxValues)
            tag.values.emplace_back(cellText(name, 100), cellText(decoded(value), 64u << 10));
    }
    takeUntil(text, ">");
    return tag;
}

bool isItem(std::string_view name) {
    return iequals(name, "Item") || iequals(name, "SourceItem");
}

AuditRecord parse(std::string_view text) {
    AuditRecord record;
    takeUntil(text, "<");
    record.values = takeTag(text).values;
    while (!text.empty()) {
        takeUntil(text, "<");
        if (text.empty()) break;
        Tag tag = takeTag(text);
        if (tag.closes) continue;
        if (isItem(tag.name)) {
            if (!tag.values.empty() && record.items.size() < 5000)
                record.items.push_back(std::move(tag.values));
            continue;
        }
        for (auto& value : tag.values)
            if (record.values.size() < kMaxValues) record.values.push_back(std::move(value));
        const std::string_view content = trim(text.substr(0, text.find('<')));
        if (!content.empty() && record.values.size() < kMaxValues)
            record.values.emplace_back(cellText(tag.name, 100), cellText(decoded(content), 64u << 10));
    }
    return record;
}

void readXml(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    Elements elements(source, range);
    Elements::Element element;
    while (!sink.stopped() && elements.next(element)) {
        sink.found();
        AuditRecord record = parse(element.text);
        const auto says = [&](std::string_view name) {
            return std::any_of(record.values.begin(), record.values.end(),
                               [&](const auto& v) { return iequals(v.first, name); });
        };
        if (!says("Operation") && !says("LastAccessed")) {
            sink.failed({element.offset, element.length, phrase("line %1", element.line),
                         "the Event element of a mailbox audit export states neither an operation nor a "
                         "time: look at it in the source"});
            continue;
        }
        if (!element.whole) record.damage = phraseText("the Event element does not end");
        emitMailboxAudit(std::move(record), {element.line, element.offset, element.length, element.text},
                         sink);
    }
}

Recognition recogniseXml(const Head& head) {
    const CsvDialect dialect = sniffCsv(head.octets.substr(0, 3));
    const std::string text = csvText(head.octets.substr(dialect.bom), dialect.encoding);
    if (!startsWith(trim(text), "<")) return {};
    const std::size_t event = text.find("<Event ");
    if (event == std::string::npos) return {};
    std::string_view rest = std::string_view(text).substr(event + 1);
    std::size_t hits = 0;
    bool operation = false;
    for (const auto& [name, value] : takeTag(rest).values) {
        hits += isAuditName(name) ? 1 : 0;
        operation = operation || name == "Operation";
    }
    if (!operation || hits < 3) return {};
    return {95,
            phraseText("XML with Event elements whose attributes are those of Exchange's mailbox audit log")};
}

}  // namespace

}  // namespace exchange

const Format kExchangeMailboxAuditXmlFormat{
    "exchange-mailbox-audit-xml",
    "Exchange mailbox audit export (XML)",
    SourceKind::Log,
    exchange::recogniseXml,
    exchange::readXml,
    nullptr,
    "names item (administrators and delegates; owners' reads are not audited)"};

}  // namespace sillage
