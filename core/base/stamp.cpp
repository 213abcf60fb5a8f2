// The stamps of log formats and mail headers; see time.h for their grammars.
#include <array>
#include <cctype>

#include "base/text.h"
#include "base/time.h"

namespace sillage {

using namespace std::chrono;

std::optional<std::int64_t> civilMicros(int y, unsigned mo, unsigned d, unsigned h, unsigned mi, unsigned s,
                                        std::int64_t micros) {
    const year_month_day date{year(y), month(mo), day(d)};
    if (!date.ok() || h > 23 || mi > 59 || s > 60) return std::nullopt;
    const auto days = sys_days(date).time_since_epoch().count();
    return ((static_cast<std::int64_t>(days) * 24 + h) * 60 + mi) * 60000000 + s * std::int64_t{1000000} + micros;
}

namespace {

/// A position in a stamp; every take function moves on and is false when the text is not there.
struct Cursor {
    std::string_view text;
    std::size_t at = 0;

    [[nodiscard]] bool done() const { return at >= text.size(); }
    [[nodiscard]] char peek() const { return done() ? '\0' : text[at]; }
    bool take(char c) {
        if (peek() != c || done()) return false;
        ++at;
        return true;
    }
    /// Between min and max digits.
    bool number(unsigned& out, std::size_t min, std::size_t max) {
        std::size_t n = 0;
        unsigned value = 0;
        while (n < max && !done() && peek() >= '0' && peek() <= '9') {
            value = value * 10 + static_cast<unsigned>(peek() - '0');
            ++at;
            ++n;
        }
        out = value;
        return n >= min;
    }
    void spaces() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') {
            if (done()) return;
            ++at;
        }
    }
    bool month(unsigned& out) {
        static constexpr std::array<std::string_view, 12> kNames{"jan", "feb", "mar", "apr", "may", "jun",
                                                                 "jul", "aug", "sep", "oct", "nov", "dec"};
        if (at + 3 > text.size()) return false;
        for (unsigned i = 0; i < kNames.size(); ++i)
            if (iequals(text.substr(at, 3), kNames[i])) {
                out = i + 1;
                at += 3;
                return true;
            }
        return false;
    }
    bool clock(unsigned& h, unsigned& m, unsigned& s) {
        return number(h, 1, 2) && take(':') && number(m, 2, 2) && take(':') && number(s, 2, 2);
    }
};

/// `.123456` or `,616` after the seconds; sets precision.
std::int64_t fraction(Cursor& c, Precision& precision) {
    precision = Precision::Second;
    if (c.peek() != '.' && c.peek() != ',') return 0;
    const auto mark = c.at++;
    std::int64_t micros = 0;
    int digits = 0;
    while (!c.done() && c.peek() >= '0' && c.peek() <= '9') {
        if (digits < 6) micros = micros * 10 + (c.peek() - '0');
        ++digits;
        ++c.at;
    }
    if (digits == 0) {
        c.at = mark;
        return 0;
    }
    for (int i = digits; i < 6; ++i) micros *= 10;
    precision = digits <= 3 ? Precision::Millisecond : Precision::Microsecond;
    return micros;
}

/// `Z`, `+01:00`, `+0100`, `-05`; leaves zone alone when there is none.
bool isoZone(Cursor& c, std::int32_t& zone) {
    if (c.take('Z') || c.take('z')) {
        zone = 0;
        return true;
    }
    if (c.peek() != '+' && c.peek() != '-') return true;
    const bool west = c.peek() == '-';
    ++c.at;
    unsigned h = 0, m = 0;
    if (!c.number(h, 2, 2)) return false;
    c.take(':');
    if (!c.number(m, 2, 2)) m = 0;
    if (h > 15 || m > 59) return false;
    zone = static_cast<std::int32_t>(h * 60 + m) * (west ? -1 : 1);
    return true;
}

/// RFC 5322 zone: `+0100`, or an obsolete name. Unknown names (and military letters) mean "not said".
std::int32_t mailZone(Cursor& c) {
    std::int32_t zone = Stamp::kNoZone;
    if (c.peek() == '+' || c.peek() == '-') {
        const auto mark = c.at;
        if (!isoZone(c, zone)) c.at = mark;
        return zone;
    }
    const auto begin = c.at;
    while (!c.done() && std::isalpha(static_cast<unsigned char>(c.peek()))) ++c.at;
    struct Named { std::string_view name; int hours; };
    static constexpr std::array<Named, 12> kNamed{{{"UT", 0}, {"UTC", 0}, {"GMT", 0}, {"Z", 0}, {"EST", -5}, {"EDT", -4},
                                                   {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8},
                                                   {"PDT", -7}}};
    for (const auto& named : kNamed)
        if (iequals(c.text.substr(begin, c.at - begin), named.name)) return named.hours * 60;
    return zone;
}

std::optional<Stamp> make(unsigned y, unsigned mo, unsigned d, unsigned h, unsigned mi, unsigned s,
                          std::int64_t micros = 0) {
    const auto civil = civilMicros(static_cast<int>(y), mo, d, h, mi, s, micros);
    if (!civil) return std::nullopt;
    Stamp stamp;
    stamp.civil = *civil;
    stamp.present = true;
    return stamp;
}

}  // namespace

std::optional<Stamp> parseIsoStamp(std::string_view text, std::size_t* used) {
    Cursor c{text};
    unsigned y, mo, d, h, mi, s;
    if (!c.number(y, 4, 4) || !c.take('-') || !c.number(mo, 2, 2) || !c.take('-') || !c.number(d, 2, 2))
        return std::nullopt;
    if (!c.take('T') && !c.take('t') && !c.take(' ')) return std::nullopt;
    if (!c.clock(h, mi, s)) return std::nullopt;
    Precision precision;
    const auto micros = fraction(c, precision);
    auto stamp = make(y, mo, d, h, mi, s, micros);
    if (!stamp) return std::nullopt;
    stamp->precision = precision;
    const auto mark = c.at;
    if (c.peek() == ' ' && c.at + 1 < text.size() && (text[c.at + 1] == '+' || text[c.at + 1] == '-')) ++c.at;
    if (!isoZone(c, stamp->zoneMinutes)) {
        c.at = mark;
        stamp->zoneMinutes = Stamp::kNoZone;
    }
    if (used)
        *used = c.at;
    else if (!c.done())
        return std::nullopt;
    return stamp;
}

std::optional<Stamp> parseSyslogStamp(std::string_view text, std::size_t* used) {
    Cursor c{text};
    unsigned mo, d, h, mi, s;
    if (!c.month(mo) || !c.take(' ')) return std::nullopt;
    c.take(' ');
    if (!c.number(d, 1, 2) || !c.take(' ') || !c.clock(h, mi, s)) return std::nullopt;
    Precision precision;
    const auto micros = fraction(c, precision);
    auto stamp = make(Stamp::kPlaceholderYear, mo, d, h, mi, s, micros);
    if (!stamp) return std::nullopt;
    stamp->precision = precision;
    stamp->hasYear = false;
    if (used)
        *used = c.at;
    else if (!c.done())
        return std::nullopt;
    return stamp;
}

std::optional<Stamp> parseClfStamp(std::string_view text) {
    Cursor c{text};
    unsigned y, mo, d, h, mi, s;
    if (!c.number(d, 1, 2) || !c.take('/') || !c.month(mo) || !c.take('/') || !c.number(y, 4, 4) || !c.take(':') ||
        !c.clock(h, mi, s))
        return std::nullopt;
    auto stamp = make(y, mo, d, h, mi, s);
    if (!stamp) return std::nullopt;
    c.spaces();
    stamp->zoneMinutes = mailZone(c);
    if (!c.done()) return std::nullopt;
    return stamp;
}

std::optional<Stamp> parseRoundcubeStamp(std::string_view text) {
    Cursor c{text};
    unsigned y, mo, d, h, mi, s;
    if (!c.number(d, 1, 2) || !c.take('-') || !c.month(mo) || !c.take('-') || !c.number(y, 4, 4) || !c.take(' ') ||
        !c.clock(h, mi, s))
        return std::nullopt;
    Precision precision;
    const auto micros = fraction(c, precision);
    auto stamp = make(y, mo, d, h, mi, s, micros);
    if (!stamp) return std::nullopt;
    stamp->precision = precision;
    c.spaces();
    stamp->zoneMinutes = mailZone(c);
    if (!c.done()) return std::nullopt;
    return stamp;
}

std::optional<Stamp> parseRfc5322Date(std::string_view text) {
    Cursor c{trim(text)};
    while (!c.done() && (std::isalpha(static_cast<unsigned char>(c.peek())) || c.peek() == ',' || c.peek() == '.')) {
        unsigned ignored;
        const auto mark = c.at;
        if (c.month(ignored)) {  // asctime order "Fri Dec 12 …" is not RFC 5322
            c.at = mark;
            break;
        }
        ++c.at;
    }
    c.spaces();
    unsigned y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
    if (!c.number(d, 1, 2)) return std::nullopt;
    c.spaces();
    c.take('-');
    if (!c.month(mo)) return std::nullopt;
    while (!c.done() && std::isalpha(static_cast<unsigned char>(c.peek()))) ++c.at;  // "December"
    c.take('.');
    c.spaces();
    c.take('-');
    const auto yearAt = c.at;
    if (!c.number(y, 2, 4)) return std::nullopt;
    const auto digits = c.at - yearAt;
    if (digits == 2) y += y < 50 ? 2000 : 1900;  // RFC 5322 4.3
    if (digits == 3) y += 1900;
    c.spaces();
    c.take(',');
    c.spaces();
    bool seconds = false;
    if (c.number(h, 1, 2) && (c.take(':') || c.take('.')) && c.number(mi, 2, 2)) {
        if (c.take(':') || c.take('.')) seconds = c.number(s, 1, 2);
    } else {
        return std::nullopt;
    }
    Precision precision;
    fraction(c, precision);
    auto stamp = make(y, mo, d, h, mi, s);
    if (!stamp) return std::nullopt;
    stamp->precision = seconds ? Precision::Second : Precision::Minute;
    c.spaces();
    stamp->zoneMinutes = mailZone(c);
    return stamp;
}

std::optional<Stamp> parseUsStamp(std::string_view text) {
    Cursor c{trim(text)};
    unsigned y, mo, d, h, mi, s;
    if (!c.number(mo, 1, 2) || !c.take('/') || !c.number(d, 1, 2) || !c.take('/') || !c.number(y, 4, 4) || !c.take(' ') ||
        !c.clock(h, mi, s))
        return std::nullopt;
    c.spaces();
    const auto half = c.text.substr(c.at);
    if (iequals(half, "PM") || iequals(half, "AM")) {
        if (h < 1 || h > 12) return std::nullopt;
        h = h % 12 + (iequals(half, "PM") ? 12 : 0);
    } else if (!half.empty()) {
        return std::nullopt;
    }
    return make(y, mo, d, h, mi, s);
}

}  // namespace sillage
