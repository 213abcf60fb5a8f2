#include "logs/syslog_envelope.h"

#include "logs/scan_text.h"

namespace sillage {

namespace {

bool looksLikeMonth(std::string_view t) {
    return t.size() > 15 && t[0] >= 'A' && t[0] <= 'S' && t[3] == ' ' && (t[4] == ' ' || isDigit(t[4]));
}

bool looksLikeIso(std::string_view t) {
    return t.size() > 19 && isDigit(t[0]) && t[4] == '-' && t[7] == '-' && (t[10] == 'T' || t[10] == ' ');
}

/// Length of the stamp text lies in front of: the traditional form is 15 octets (16 in the padded day form some
/// daemons write), an ISO stamp ends at the next space behind its time.
std::size_t isoLength(std::string_view t) {
    const std::size_t end = t.find(' ', 11);
    return end == std::string_view::npos ? t.size() : end;
}

bool looksLikeTai64n(std::string_view t) {
    return t.size() > 25 && t[0] == '@' && t[1] == '4' && t[25] == ' ';
}

bool takePriority(std::string_view& t) {
    if (t.empty() || t[0] != '<') return true;
    std::size_t n = 1;
    while (n < t.size() && n < 5 && isDigit(t[n])) ++n;
    if (n == 1 || n >= t.size() || t[n] != '>') return false;
    t.remove_prefix(n + 1);
    return true;
}

void skipSpaces(std::string_view& t) {
    while (!t.empty() && t[0] == ' ') t.remove_prefix(1);
}

/// `tag[pid]: message`, `tag: message`; false when text does not begin with a tag.
bool takeTag(std::string_view& text, SyslogEnvelope& e) {
    std::size_t n = 0;
    while (n < text.size() && n < 64 && text[n] != ' ' && text[n] != ':' && text[n] != '[') ++n;
    if (n >= text.size() || n >= 64 || text[n] == ' ') return false;
    std::string_view rest = text.substr(n);
    std::string_view pid;
    std::string_view program = text.substr(0, n);
    if (rest[0] == '[') {
        const std::size_t close = rest.find(']');
        if (close == std::string_view::npos || close > 64) return false;
        pid = rest.substr(1, close - 1);
        rest.remove_prefix(close + 1);
        if (program.empty() && allDigits(pid)) return false;
        if (program.empty()) program = pid;  // `[sshd]: …`
    }
    if (!take(rest, ":") && !(rest.empty() || rest[0] == ' ')) return false;
    skipSpaces(rest);
    e.program = program;
    e.pid = allDigits(pid) ? pid : std::string_view{};
    text = rest;
    return true;
}

/// RFC 5424 6.2: after the stamp HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG.
bool takeRfc5424(std::string_view text, SyslogEnvelope& e) {
    const auto dash = [](std::string_view v) { return v == "-" ? std::string_view{} : v; };
    e.host = dash(takeUntil(text, " "));
    e.program = dash(takeUntil(text, " "));
    e.pid = dash(takeUntil(text, " "));
    takeUntil(text, " ");
    if (!text.empty() && text[0] == '[') {
        bool quoted = false;
        std::size_t n = 0;
        for (; n < text.size(); ++n) {
            if (text[n] == '\\') ++n;
            else if (text[n] == '"') quoted = !quoted;
            else if (text[n] == ']' && !quoted && (n + 1 >= text.size() || text[n + 1] == ' ')) break;
        }
        text.remove_prefix(n < text.size() ? n + 1 : text.size());
    } else {
        takeUntil(text, " ");
    }
    skipSpaces(text);
    take(text, "\xef\xbb\xbf");  // 6.4: MSG-UTF8
    e.message = text;
    return !e.program.empty();
}

}  // namespace

std::optional<Stamp> parseTai64n(std::string_view text) {
    if (text.size() != 25 || text[0] != '@') return std::nullopt;
    std::uint64_t seconds = 0, nanos = 0;
    for (std::size_t i = 1; i < 25; ++i) {
        const char c = text[i];
        if (!isDigit(c) && (c < 'a' || c > 'f')) return std::nullopt;
        std::uint64_t& value = i <= 16 ? seconds : nanos;
        value = value << 4 | static_cast<unsigned>(isDigit(c) ? c - '0' : c - 'a' + 10);
    }
    constexpr std::uint64_t epoch = (std::uint64_t{1} << 62) + 10;
    if (seconds < epoch || seconds - epoch > 253402300799ull || nanos > 999999999) return std::nullopt;
    Stamp s;
    s.civil = static_cast<std::int64_t>((seconds - epoch) * 1000000 + nanos / 1000);
    s.zoneMinutes = 0;
    s.precision = Precision::Microsecond;
    s.present = true;
    return s;
}

namespace {

/// Octets of the stamp text begins with; 0 = none this envelope knows.
std::size_t stampLength(std::string_view t) {
    if (looksLikeMonth(t)) {
        std::size_t n = t.size() > 16 && t[14] == ' ' ? 14 : 15;  // `Aug 3 15:30:49`
        if (n < t.size() && t[n] == '.') {                        // `Mar 23 23:01:18.123`
            ++n;
            while (n < t.size() && isDigit(t[n])) ++n;
        }
        return n;
    }
    if (looksLikeIso(t)) return isoLength(t);
    return looksLikeTai64n(t) ? 25 : 0;
}

}  // namespace

bool SyslogParser::takeStamp(std::string_view& t, SyslogEnvelope& e) {
    const std::size_t used = stampLength(t);
    if (used == 0) return false;
    e.rawTime = t.substr(0, used);
    if (e.rawTime != lastRaw_) {
        const auto stamp = t[0] == '@' ? parseTai64n(e.rawTime) : isDigit(t[0]) ? parseIsoStamp(e.rawTime) : parseSyslogStamp(e.rawTime);
        if (!stamp) return false;
        lastRaw_.assign(e.rawTime);
        lastStamp_ = *stamp;
    }
    e.stamp = lastStamp_;
    t.remove_prefix(used);
    return true;
}

std::optional<SyslogEnvelope> SyslogParser::parse(std::string_view line) {
    std::string_view t = line;
    if (!takePriority(t)) return std::nullopt;
    const bool rfc5424 = t.data() != line.data() && take(t, "1 ");
    SyslogEnvelope e;
    if (!(rfc5424 && startsWith(t, "- ") && take(t, "-")) && !takeStamp(t, e)) return std::nullopt;
    if (take(t, ": ")) {  // a remark of the logger itself: `Nov 18 01:15:43: --- last message repeated 5 times ---`
        e.message = e.tail = t;
        return e;
    }
    if (!take(t, " ")) return std::nullopt;
    e.tail = t;
    if (rfc5424) {
        if (!takeRfc5424(t, e)) return std::nullopt;
        return e;
    }
    std::string_view tagged = t;
    if (!takeTag(tagged, e)) {  // the first word is the host, then the tag
        std::string_view rest = t;
        e.host = takeUntil(rest, " ");
        skipSpaces(rest);
        if (!takeTag(rest, e)) e.program = {};
        tagged = rest;
    }
    e.message = tagged;
    return e;
}

}  // namespace sillage
