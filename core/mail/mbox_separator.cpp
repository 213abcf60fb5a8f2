// See mbox.h.
#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "mail/header.h"
#include "mail/mbox.h"

namespace sillage {
namespace {

constexpr std::size_t kContext = 1200;  ///< octets read around a candidate: a From line and its successor
constexpr std::size_t kHeader = 256u << 10;

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t i = 0; i < text.size() && out.size() < 64;) {
        while (i < text.size() && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r')) ++i;
        const std::size_t start = i;
        while (i < text.size() && text[i] != ' ' && text[i] != '\t' && text[i] != '\r') ++i;
        if (i > start) out.push_back(text.substr(start, i - start));
    }
    return out;
}

unsigned monthOf(std::string_view word) {
    static constexpr std::array<std::string_view, 12> names = {"jan", "feb", "mar", "apr", "may", "jun",
                                                               "jul", "aug", "sep", "oct", "nov", "dec"};
    for (unsigned i = 0; i < 12; ++i)
        if (iequals(word, names[i])) return i + 1;
    return 0;
}

bool number(std::string_view word, unsigned max, unsigned& out) {
    unsigned long long n = 0;
    if (word.empty() || word.size() > 4 || !parseUint(word, n) || n > max) return false;
    out = static_cast<unsigned>(n);
    return true;
}

bool clock(std::string_view word, unsigned& h, unsigned& m, unsigned& s) {
    const auto fields = split(word, ':');
    s = 0;
    return (fields.size() == 2 || fields.size() == 3) && number(fields[0], 23, h) &&
           number(fields[1], 59, m) && (fields.size() == 2 || number(fields[2], 60, s));
}

/// `+0200` in minutes; false for anything else.
bool zone(std::string_view word, int& minutes) {
    unsigned digits = 0;
    if (word.size() != 5 || (word[0] != '+' && word[0] != '-') || !number(word.substr(1), 9999, digits))
        return false;
    minutes = static_cast<int>(digits / 100 * 60 + digits % 100) * (word[0] == '-' ? -1 : 1);
    return true;
}

std::string_view lineAt(std::string_view text) {
    std::string_view line = text.substr(0, text.find('\n'));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

}  // namespace

FromLine parseFromLine(std::string_view line) {
    FromLine out;
    if (line.substr(0, 5) != "From ") return out;
    const std::vector<std::string_view> w = words(line.substr(5));
    out.mozilla = !w.empty() && w[0] == "-";
    // From the right: the sender may hold anything.
    for (std::size_t i = w.size(); i-- > 0;) {
        unsigned month = monthOf(w[i]), day = 0, h = 0, m = 0, s = 0, year = 0;
        if (month == 0 || i + 3 >= w.size() || !number(w[i + 1], 31, day) || !clock(w[i + 2], h, m, s))
            continue;
        int minutes = 0;
        std::size_t k = i + 3;
        if (!(w[k].size() == 4 && number(w[k], 9999, year))) {  // a zone may stand before the year
            zone(w[k], minutes);
            if (++k >= w.size() || w[k].size() != 4 || !number(w[k], 9999, year)) continue;
        } else if (k + 1 < w.size()) {
            zone(w[k + 1], minutes);
        }
        out.dated = true;
        const auto civil = civilMicros(static_cast<int>(year), month, day, h, m, std::min(s, 59u));
        if (civil && *civil > 0) out.micros = *civil - std::int64_t{minutes} * 60'000'000;
        break;
    }
    return out;
}

bool isSeparator(std::string_view context, std::uint64_t contextOffset, std::uint64_t position) {
    const auto at = static_cast<std::size_t>(position - contextOffset);
    if (at > context.size() || context.substr(at, 5) != "From ") return false;
    const std::string_view before = context.substr(0, at);
    if (!before.empty() && before.back() != '\n') return false;
    const bool blank = before.empty() || before == "\xEF\xBB\xBF" || before == "\n" || before == "\r\n" ||
                       before.ends_with("\n\n") || before.ends_with("\n\r\n");
    const std::string_view line = lineAt(context.substr(at));
    const FromLine from = parseFromLine(line);
    if (from.dated && blank) return true;
    if (!from.dated && !(from.mozilla && trim(line.substr(5)) == "-")) return false;
    // Without its blank line, or without a date: only if a header follows.
    const std::size_t lf = context.find('\n', at);
    if (lf == std::string_view::npos) return false;
    const std::string_view next = lineAt(context.substr(lf + 1));
    return headerNameLength(next) > 0;
}

bool isSeparator(ByteSource& source, std::uint64_t position) {
    const std::uint64_t from = position >= 3 ? position - 3 : 0;
    return isSeparator(source.readString(from, kContext), from, position);
}

int countSeparators(std::string_view head) {
    int count = 0;
    for (std::size_t i = head.find("From "); i != std::string_view::npos; i = head.find("From ", i + 5)) {
        if (i > 0 && head[i - 1] != '\n') continue;
        const std::size_t from = i >= 3 ? i - 3 : 0;
        count += isSeparator(head.substr(from, kContext), from, i);
    }
    return count;
}

std::uint64_t endByContentLength(ByteSource& source, std::uint64_t begin) {
    std::string head = source.readString(begin, 8192);
    const auto bodyStart = [&]() -> std::size_t {
        const std::size_t lf = head.find("\n\n"), crlf = head.find("\n\r\n");
        if (lf == std::string::npos && crlf == std::string::npos) return 0;
        return crlf == std::string::npos || (lf != std::string::npos && lf < crlf) ? lf + 2 : crlf + 3;
    };
    std::size_t body = bodyStart();
    if (body == 0 && head.size() == 8192) {
        head = source.readString(begin, kHeader);
        body = bodyStart();
    }
    if (body == 0) return 0;
    unsigned long long length = 0;
    bool found = false;
    for (const HeaderField& f : splitHeader(std::string_view(head).substr(0, body)))
        if (iequals(f.name, "content-length")) found = parseUint(trim(f.value), length);
    const std::uint64_t size = source.size(), start = begin + body;
    if (!found || length > size - std::min(size, start)) return 0;
    const std::uint64_t end = start + length;
    const std::string after = source.readString(end, 3);
    std::uint64_t next = end;
    if (after.substr(0, 1) == "\n")
        next += 1;
    else if (after.substr(0, 2) == "\r\n")
        next += 2;
    return next >= size || isSeparator(source, next) ? end : 0;
}

std::string MboxTraits::text() const {
    return "mbox quoting=" + quoting + " length=" + (contentLength ? "1" : "0") +
           " uidvalidity=" + std::to_string(uidValidity);
}

bool MboxTraits::parse(std::string_view text, MboxTraits& out) {
    if (text.substr(0, 5) != "mbox ") return false;
    for (std::string_view field : split(text, ' ')) {
        const std::size_t eq = field.find('=');
        if (eq == std::string_view::npos) continue;
        const std::string_view key = field.substr(0, eq), value = field.substr(eq + 1);
        unsigned long long n = 0;
        if (key == "quoting") out.quoting = std::string(value);
        if (key == "length") out.contentLength = value == "1";
        if (key == "uidvalidity" && parseUint(value, n)) out.uidValidity = static_cast<std::uint32_t>(n);
    }
    return true;
}

}  // namespace sillage
