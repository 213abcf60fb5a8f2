// RFC 4180 section 2, read tolerantly; see csv.h.
#include "logs/csv.h"

#include <algorithm>
#include <cstring>

#include "base/utf8.h"

namespace sillage {

namespace {


unsigned unit16(std::string_view octets, std::size_t i, CsvEncoding encoding) {
    const unsigned a = static_cast<unsigned char>(octets[i]), b = static_cast<unsigned char>(octets[i + 1]);
    return encoding == CsvEncoding::Utf16Le ? a | (b << 8) : b | (a << 8);
}

}  // namespace

CsvDialect sniffCsv(std::string_view head) {
    CsvDialect d;
    if (head.substr(0, 3) == "\xEF\xBB\xBF") {
        d.bom = 3;
    } else if (head.substr(0, 2) == "\xFF\xFE") {
        d.bom = 2;
        d.encoding = CsvEncoding::Utf16Le;
    } else if (head.substr(0, 2) == "\xFE\xFF") {
        d.bom = 2;
        d.encoding = CsvEncoding::Utf16Be;
    }
    return d;
}

CsvDialect sniffWide(std::string_view head) {
    CsvDialect d = sniffCsv(head);
    if (d.bom > 0 || head.size() < 32) return d;
    head = head.substr(0, std::min<std::size_t>(head.size(), 512) / 2 * 2);
    std::size_t even = 0, odd = 0;
    for (std::size_t i = 0; i < head.size(); i += 2) {
        even += head[i] == '\0' ? 1 : 0;
        odd += head[i + 1] == '\0' ? 1 : 0;
    }
    const std::size_t most = head.size() / 2 * 9 / 10;
    if (odd >= most && even == 0) d.encoding = CsvEncoding::Utf16Le;
    if (even >= most && odd == 0) d.encoding = CsvEncoding::Utf16Be;
    return d;
}

std::string csvText(std::string_view octets, CsvEncoding encoding) {
    if (encoding == CsvEncoding::Octets) return std::string(octets);
    std::string out;
    out.reserve(octets.size() / 2 + 16);
    for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
        char32_t c = unit16(octets, i, encoding);
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < octets.size()) {
            const unsigned low = unit16(octets, i + 2, encoding);
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        if (c >= 0xD800 && c < 0xE000) c = 0xFFFD;  // a lone surrogate
        appendUtf8(out, c);
    }
    return out;
}

std::uint64_t countLineEnds(std::string_view text) {
    std::uint64_t count = 0;
    for (std::size_t i = text.find('\n'); i != std::string_view::npos; i = text.find('\n', i + 1)) ++count;
    return count;
}

CsvReader::CsvReader(ByteSource& source, std::uint64_t begin, std::uint64_t end, CsvDialect dialect,
                     std::uint64_t firstLine, std::size_t maxRecord)
    : window_(source, begin, end),
      dialect_(dialect),
      width_(dialect.encoding == CsvEncoding::Octets ? 1 : 2),
      maxRecord_(maxRecord),
      line_(firstLine) {}

unsigned CsvReader::unitAt(std::size_t index) const {
    const char* p = window_.seen().data() + index;
    if (width_ == 1) return static_cast<unsigned char>(*p);
    return unit16({p, 2}, 0, dialect_.encoding);
}

// Line ends among the first octets of the buffer.
std::uint64_t CsvReader::lineEnds(std::size_t length) const {
    if (width_ == 1) return countLineEnds(window_.seen().substr(0, length));
    std::uint64_t count = 0;
    for (std::size_t i = 0; i + 1 < length; i += 2) count += unitAt(i) == '\n';
    return count;
}

bool CsvReader::next(CsvRecord& record) {
    record = CsvRecord{0, 0, {}, 0, std::move(record.cells), {}, 0, false, false};
    record.cells.clear();
    if (!window_.holds(width_)) return false;
    record.line = line_;
    record.offset = window_.offset();
    CsvBoundary boundary(dialect_.separator);
    std::size_t i = 0;
    while (window_.holds(i + width_)) {
        // Everything already in the buffer without asking again.
        const std::string_view ready = window_.seen();
        for (; i + width_ <= ready.size(); i += width_) {
            if (width_ == 1 && boundary.inQuotes()) {
                i = CsvBoundary::skipQuoted(ready, i);
                if (i == ready.size()) break;
            }
            const auto step = boundary.feed(unitAt(i));
            if (step == CsvBoundary::Step::Inside) continue;
            if (step == CsvBoundary::Step::BeganBefore) {
                finish(record, i - width_, i);
                ++line_;  // the lone CR
                return true;
            }
            const bool crlf = i >= width_ && unitAt(i - width_) == '\r';
            finish(record, i - (crlf ? width_ : 0), i + width_);
            return true;
        }
        if (i > maxRecord_) {
            firstLineOnly(record);
            return true;
        }
    }
    const std::size_t rest = window_.seen().size();
    if (boundary.inQuotes())
        firstLineOnly(record);
    else
        finish(record, boundary.afterCr() ? i - width_ : rest, rest);
    return true;
}

void CsvReader::finish(CsvRecord& record, std::size_t length, std::size_t consumed) {
    record.length = length;
    record.octets = window_.seen().substr(0, length);
    line_ += lineEnds(consumed);
    if (length > maxRecord_) {
        record.octets = {};
        record.tooLong = true;
    } else {
        split(record);
    }
    window_.pass(consumed);
}

// An unbalanced quote swallowed what follows, or a cell really is that long: the record ends with its first
// line. Never quadratic: of two lines that leave a quote open the second closes the first one's.
void CsvReader::firstLineOnly(CsvRecord& record) {
    record.unterminated = true;
    std::uint64_t passed = 0;
    std::size_t looked = 0;  // octets without a line end
    while (window_.holds(looked + width_)) {
        const std::size_t ready = window_.seen().size() / width_ * width_;
        const std::size_t i = lineEnd(looked, ready);
        if (i < ready) {
            const bool crlf = i >= width_ && unitAt(i - width_) == '\r';
            finish(record, i - (crlf ? width_ : 0), i + width_);
            record.tooLong = record.tooLong || passed > 0;
            record.length += passed;
            if (record.tooLong) record.cells.clear();
            return;
        }
        looked = ready;
        if (ready <= maxRecord_) continue;
        passed += ready;
        window_.pass(ready);
        looked = 0;
        record.tooLong = true;
    }
    const std::size_t rest = window_.seen().size();
    if (rest > 0) finish(record, rest, rest);
    record.length = passed + rest;
    record.tooLong = record.tooLong || passed > 0;
    if (record.tooLong) record.cells.clear();
}

/// Index of the first line end in [from, to), else to.
std::size_t CsvReader::lineEnd(std::size_t from, std::size_t to) const {
    if (width_ == 1) return std::min(window_.seen().substr(0, to).find('\n', from), to);
    while (from < to && unitAt(from) != '\n') from += width_;
    return from;
}

void CsvReader::split(CsvRecord& record) {
    std::string_view all = record.octets;
    if (width_ == 2) {
        decoded_ = csvText(all, dialect_.encoding);
        all = decoded_;
    }
    text_.clear();
    spans_.clear();
    std::size_t i = 0;
    const char separator = dialect_.separator;
    bool more = true;
    while (more) {
        if (record.columns == kMaxColumns) record.rest = all.substr(i);
        const bool mapped = record.columns < kMaxColumns;
        ++record.columns;
        Span span{i, 0, false};
        if (i < all.size() && all[i] == '"') {
            span = {text_.size(), 0, true};
            for (++i; i < all.size();) {
                std::size_t quote = all.find('"', i);
                if (quote == std::string_view::npos) quote = all.size();
                const bool doubled = quote + 1 < all.size() && all[quote + 1] == '"';
                text_.append(all, i, quote - i + (doubled ? 1 : 0));
                i = quote + (doubled ? 2 : 1);
                if (!doubled) break;
            }
            i = std::min(i, all.size());
            const std::size_t stop = std::min(all.find(separator, i), all.size());
            text_.append(all, i, stop - i);  // text after the closing quote, kept
            i = stop;
            span.length = text_.size() - span.begin;
        } else {
            const std::size_t stop = std::min(all.find(separator, i), all.size());
            span.length = stop - i;
            i = stop;
        }
        if (mapped)
            spans_.push_back(span);
        else if (span.inText)
            text_.resize(span.begin);
        more = i < all.size();
        ++i;
    }
    const std::string_view text = text_;
    for (const Span& s : spans_)
        record.cells.push_back(s.inText ? text.substr(s.begin, s.length) : all.substr(s.begin, s.length));
}

}  // namespace sillage
