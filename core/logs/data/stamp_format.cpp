#include "logs/data/stamp_format.h"

#include "base/phrase.h"
#include "logs/scan_text.h"
#include "logs/syslog_envelope.h"

namespace sillage {

namespace {

constexpr std::string_view kNames[] = {"iso", "syslog", "clf", "roundcube", "rfc5322", "us", "tai64n", "epoch", "epoch-ms", "epoch-us", "epoch-ns"};
constexpr std::string_view kLetters = "YymbdeHIMSpfazZ%";

/// Digits with an optional fraction, in units of which perSecond make a second.
std::optional<Stamp> epoch(std::string_view text, std::int64_t perSecond) {
    const std::string_view whole = leadingDigits(text);
    std::string_view rest = text.substr(whole.size());
    if (whole.empty() || whole.size() > 19) return std::nullopt;
    std::uint64_t units = 0;
    for (const char c : whole) units = units * 10 + static_cast<unsigned>(c - '0');
    if (perSecond == 1 && units > 253402300799ull) return std::nullopt;
    if (perSecond == 1000 && units > 253402300799'999ull) return std::nullopt;
    Stamp s;
    s.civil = perSecond <= 1'000'000 ? static_cast<std::int64_t>(units) * (1'000'000 / perSecond) : static_cast<std::int64_t>(units / 1000);
    if (s.civil > 253402300799'999'999) return std::nullopt;
    s.precision = perSecond == 1 ? Precision::Second : perSecond == 1000 ? Precision::Millisecond : Precision::Microsecond;
    if (perSecond == 1 && take(rest, ".")) {
        std::int64_t micros = 0, scale = 100'000;
        for (const char c : rest) {
            if (!isDigit(c)) return std::nullopt;
            micros += (c - '0') * scale;
            scale /= 10;
        }
        s.civil += micros;
        s.precision = rest.size() <= 3 ? Precision::Millisecond : Precision::Microsecond;
        rest = {};
    }
    if (!rest.empty()) return std::nullopt;
    s.zoneMinutes = 0;
    s.present = true;
    return s;
}

struct Parts {
    unsigned year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    std::int64_t micros = 0;
    std::int32_t zone = Stamp::kNoZone;
    int half = -1;  ///< 0 AM, 1 PM
    bool hasYear = false, hasSecond = false;
    int digits = 0; ///< of the fraction
};

bool number(std::string_view& text, unsigned& out, std::size_t least, std::size_t most) {
    std::size_t n = 0;
    unsigned value = 0;
    while (n < most && n < text.size() && isDigit(text[n])) value = value * 10 + static_cast<unsigned>(text[n++] - '0');
    if (n < least) return false;
    text.remove_prefix(n);
    out = value;
    return true;
}

bool monthName(std::string_view& text, unsigned& out) {
    static constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    for (unsigned i = 0; i < 12; ++i)
        if (text.size() >= 3 && iequals(text.substr(0, 3), kMonths[i])) {
            out = i + 1;
            text.remove_prefix(3);
            return true;
        }
    return false;
}

void letters(std::string_view& text) {
    while (!text.empty() && isAlnum(text[0]) && !isDigit(text[0])) text.remove_prefix(1);
}

bool fraction(std::string_view& text, Parts& p) {
    const std::string_view digits = leadingDigits(text);
    std::int64_t scale = 100'000;
    for (const char c : digits) {
        p.micros += (c - '0') * scale;
        scale /= 10;
    }
    p.digits = static_cast<int>(digits.size());
    text.remove_prefix(digits.size());
    return !digits.empty();
}

bool zone(std::string_view& text, Parts& p) {
    if (take(text, "Z")) return p.zone = 0, true;
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return false;
    const bool west = text[0] == '-';
    text.remove_prefix(1);
    unsigned hours = 0, minutes = 0;
    if (!number(text, hours, 2, 2)) return false;
    take(text, ":");
    if (!number(text, minutes, 2, 2)) minutes = 0;
    if (hours > 15 || minutes > 59) return false;
    p.zone = static_cast<std::int32_t>(hours * 60 + minutes) * (west ? -1 : 1);
    return true;
}

bool conversion(char letter, std::string_view& text, Parts& p) {
    unsigned ignored = 0;
    switch (letter) {
        case 'Y': return p.hasYear = number(text, p.year, 4, 4);
        case 'y':
            p.hasYear = number(text, p.year, 2, 2);
            p.year += p.year < 70 ? 2000 : 1900;  // POSIX
            return p.hasYear;
        case 'm': return number(text, p.month, 1, 2);
        case 'b': return monthName(text, p.month);
        case 'e': take(text, " "); return number(text, p.day, 1, 2);
        case 'd': return number(text, p.day, 1, 2);
        case 'H':
        case 'I': return number(text, p.hour, 1, 2);
        case 'M': return number(text, p.minute, 2, 2);
        case 'S': return p.hasSecond = number(text, p.second, 2, 2);
        case 'f': return fraction(text, p);
        case 'p':
            p.half = istartsWith(text, "pm") ? 1 : istartsWith(text, "am") ? 0 : -1;
            if (p.half >= 0) text.remove_prefix(2);
            return p.half >= 0;
        case 'a': letters(text); return true;
        case 'z': return zone(text, p);
        case 'Z': {
            const std::string_view before = text;
            letters(text);
            const std::string_view name = before.substr(0, before.size() - text.size());
            if (name == "UTC" || name == "GMT" || name == "Z") p.zone = 0;
            return !name.empty();
        }
        default: return number(text, ignored, 0, 0);
    }
}

std::optional<Stamp> assembled(const Parts& p) {
    unsigned hour = p.hour;
    if (p.half >= 0) {
        if (hour < 1 || hour > 12) return std::nullopt;
        hour = hour % 12 + (p.half == 1 ? 12 : 0);
    }
    const auto civil = civilMicros(p.hasYear ? static_cast<int>(p.year) : Stamp::kPlaceholderYear, p.month, p.day, hour, p.minute, p.second, p.micros);
    if (!civil) return std::nullopt;
    Stamp s;
    s.civil = *civil;
    s.zoneMinutes = p.zone;
    s.hasYear = p.hasYear;
    s.precision = p.digits > 3 ? Precision::Microsecond : p.digits > 0 ? Precision::Millisecond : p.hasSecond ? Precision::Second : Precision::Minute;
    s.present = true;
    return s;
}

std::optional<Stamp> byTemplate(std::string_view format, std::string_view text) {
    Parts p;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] == ' ') {
            if (text.empty() || text[0] != ' ') return std::nullopt;
            while (take(text, " ")) {}
        } else if (format[i] == '%' && i + 1 < format.size() && format[i + 1] != '%') {
            if (!conversion(format[++i], text, p)) return std::nullopt;
        } else {
            if (format[i] == '%') ++i;
            if (!take(text, format.substr(i, 1))) return std::nullopt;
        }
    }
    return text.empty() ? assembled(p) : std::nullopt;
}

}  // namespace

std::string stampFormatMistake(std::string_view format) {
    for (const std::string_view name : kNames)
        if (format == name) return {};
    if (!contains(format, "%")) {
        std::string list;
        for (const std::string_view name : kNames) list += (list.empty() ? "" : ", ") + std::string(name);
        return phrase("there is no time format “%1”; write one of %2, or a template such as %Y-%m-%d %H:%M:%S", format, list);
    }
    for (std::size_t i = 0; i < format.size(); ++i)
        if (format[i] == '%' && (++i == format.size() || kLetters.find(format[i]) == std::string_view::npos))
            return phrase("the template “%1” has a % with nothing known behind it; known are %2", format, kLetters);
    return {};
}

std::optional<Stamp> stampOf(std::string_view format, std::string_view text) {
    if (format == "iso") return parseIsoStamp(text);
    if (format == "syslog") return parseSyslogStamp(text);
    if (format == "clf") return parseClfStamp(text);
    if (format == "roundcube") return parseRoundcubeStamp(text);
    if (format == "rfc5322") return parseRfc5322Date(text);
    if (format == "us") return parseUsStamp(text);
    if (format == "tai64n") return parseTai64n(text);
    if (format == "epoch") return epoch(text, 1);
    if (format == "epoch-ms") return epoch(text, 1000);
    if (format == "epoch-us") return epoch(text, 1'000'000);
    if (format == "epoch-ns") return epoch(text, 1'000'000'000);
    return byTemplate(format, text);
}

}  // namespace sillage
