// See value.h. Dates follow ISO 8601's calendar form, cut at any level.
#include "search/value.h"

#include <charconv>
#include <cmath>

#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"
#include "record/touch.h"

namespace sillage {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

bool digits(std::string_view text, std::size_t at, std::size_t count, int& out) {
    if (at + count > text.size()) return false;
    out = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return false;
        out = out * 10 + (text[i] - '0');
    }
    return true;
}

std::optional<Bounds> span(std::optional<std::int64_t> from, std::optional<std::int64_t> next) {
    if (!from || !next) return std::nullopt;
    return Bounds{*from, *next - 1};
}

std::optional<Bounds> wholeYear(int year) {
    return span(civilMicros(year, 1, 1, 0, 0, 0), civilMicros(year + 1, 1, 1, 0, 0, 0));
}

std::optional<Bounds> wholeMonth(int year, int month) {
    const bool last = month == 12;
    return span(civilMicros(year, static_cast<unsigned>(month), 1, 0, 0, 0),
                civilMicros(last ? year + 1 : year, last ? 1u : static_cast<unsigned>(month + 1), 1, 0, 0, 0));
}

std::optional<Bounds> from(std::optional<std::int64_t> begin, std::int64_t width) {
    if (!begin) return std::nullopt;
    return Bounds{*begin, *begin + width - 1};
}

/// Zone of `Z`, `+01:00`, `-0530`; minutes east.
std::optional<int> zoneMinutes(std::string_view text) {
    if (text.empty() || text == "Z" || text == "z") return 0;
    int hours = 0, minutes = 0;
    if ((text[0] != '+' && text[0] != '-') || !digits(text, 1, 2, hours)) return std::nullopt;
    const bool colon = text.size() == 6 && text[3] == ':';
    if (!colon && text.size() != 5) return std::nullopt;
    if (!digits(text, colon ? 4 : 3, 2, minutes) || hours > 14 || minutes > 59) return std::nullopt;
    return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

/// The clock after the date: `22`, `22:14`, `22:14:03`, `22:14:03.120`, then a zone.
std::optional<Bounds> withClock(int year, unsigned month, unsigned day, std::string_view clock) {
    int hour = 0, minute = 0, second = 0;
    if (!digits(clock, 0, 2, hour)) return std::nullopt;
    std::size_t at = 2;
    std::int64_t width = 3600 * kSecond, micros = 0;
    if (at < clock.size() && clock[at] == ':') {
        if (!digits(clock, at + 1, 2, minute)) return std::nullopt;
        at += 3;
        width = 60 * kSecond;
        if (at < clock.size() && clock[at] == ':') {
            if (!digits(clock, at + 1, 2, second)) return std::nullopt;
            at += 3;
            width = kSecond;
            if (at < clock.size() && (clock[at] == '.' || clock[at] == ',')) {
                for (++at; at < clock.size() && clock[at] >= '0' && clock[at] <= '9' && width > 1; ++at) {
                    width /= 10;
                    micros += (clock[at] - '0') * width;
                }
            }
        }
    }
    const auto zone = zoneMinutes(clock.substr(at));
    if (!zone) return std::nullopt;
    auto begin = civilMicros(year, month, day, static_cast<unsigned>(hour), static_cast<unsigned>(minute),
                             static_cast<unsigned>(second), micros);
    if (begin) *begin -= *zone * 60 * kSecond;
    return from(begin, width);
}

Bounds compared(Compare compare, const Bounds& value) {
    Bounds all;
    switch (compare) {
        case Compare::Less: return value.low == all.low ? Bounds{1, 0} : Bounds{all.low, value.low - 1};
        case Compare::LessEqual: return {all.low, value.high};
        case Compare::Greater: return value.high == all.high ? Bounds{1, 0} : Bounds{value.high + 1, all.high};
        case Compare::GreaterEqual: return {value.low, all.high};
        default: return value;
    }
}

std::optional<Bounds> single(std::string_view text, FieldType type) {
    if (type == FieldType::Time) return parseTimeSpan(text);
    if (type == FieldType::Boolean) {
        const auto value = parseBoolean(text);
        if (!value) return std::nullopt;
        return Bounds{*value ? 1 : 0, *value ? 1 : 0};
    }
    if (type == FieldType::Grade) {
        for (int i = 0; i <= static_cast<int>(Grade::Recorded); ++i)
            if (iequals(text, gradeName(static_cast<Grade>(i)))) return Bounds{i, i};
        return std::nullopt;
    }
    const auto number = parseNumber(text, type == FieldType::Bytes);
    if (!number) return std::nullopt;
    return Bounds{*number, *number};
}

}  // namespace

std::optional<Bounds> parseTimeSpan(std::string_view text) {
    int year = 0, month = 0, day = 0;
    if (text.size() > 40 || !digits(text, 0, 4, year)) return std::nullopt;
    if (text.size() == 4) return wholeYear(year);
    if (text[4] != '-' || !digits(text, 5, 2, month) || month < 1 || month > 12) return std::nullopt;
    if (text.size() == 7) return wholeMonth(year, month);
    if (text[7] != '-' || !digits(text, 8, 2, day)) return std::nullopt;
    const auto m = static_cast<unsigned>(month), d = static_cast<unsigned>(day);
    if (text.size() == 10) return from(civilMicros(year, m, d, 0, 0, 0), 86'400 * kSecond);
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
    return withClock(year, m, d, text.substr(11));
}

std::optional<std::int64_t> parseNumber(std::string_view text, bool binaryUnits) {
    double factor = 1;
    if (binaryUnits && !text.empty()) {
        if (text.size() > 2 && iequals(text.substr(text.size() - 2), "ib")) text.remove_suffix(2);
        else if (text.size() > 1 && (text.back() == 'B' || text.back() == 'b')) text.remove_suffix(1);
        const std::size_t unit = std::string_view("kmgt").find(asciiLower(text.substr(text.size() - 1)));
        if (unit != std::string_view::npos) {
            factor = std::ldexp(1.0, 10 * static_cast<int>(unit + 1));
            text.remove_suffix(1);
        }
    }
    std::int64_t whole = 0;
    const char* end = text.data() + text.size();
    auto [at, error] = std::from_chars(text.data(), end, whole);
    if (error == std::errc() && at == end && factor == 1) return whole;
    if (!binaryUnits || text.empty()) return std::nullopt;
    double value = 0;
    auto [stop, wrong] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    if (wrong != std::errc() || stop != end || !(std::fabs(value * factor) < 9e18)) return std::nullopt;
    return static_cast<std::int64_t>(std::llround(value * factor));
}

std::optional<bool> parseBoolean(std::string_view text) {
    const std::string t = asciiLower(text);
    if (t == "true" || t == "yes" || t == "1") return true;
    if (t == "false" || t == "no" || t == "0") return false;
    return std::nullopt;
}

bool isOrdered(FieldType type) {
    return type == FieldType::Integer || type == FieldType::Bytes || type == FieldType::Time ||
           type == FieldType::Grade;
}

std::optional<Bounds> termBounds(const Query& term, FieldType type) {
    if (term.compare == Compare::Regex || term.compare == Compare::Present || term.prefix) return std::nullopt;
    if (!isOrdered(type) && type != FieldType::Boolean) return std::nullopt;
    const bool orders = term.compare != Compare::Match && term.compare != Compare::Equal;
    if (type == FieldType::Boolean && orders) return std::nullopt;
    Bounds result;
    if (term.compare == Compare::Range) {
        const auto low = term.text.empty() ? Bounds{} : single(term.text, type);
        const auto high = term.text2.empty() ? Bounds{} : single(term.text2, type);
        if (!low || !high) return std::nullopt;
        result = {low->low, high->high};
    } else {
        const auto value = single(term.text, type);
        if (!value) return std::nullopt;
        result = compared(term.compare, *value);
    }
    if (type == FieldType::Grade && orders) {
        const auto weakest = static_cast<std::int64_t>(Grade::Possible);
        for (const std::string* bound : {&term.text, &term.text2})
            if (!bound->empty() && single(*bound, type)->low < weakest) return std::nullopt;
        result.low = std::max(result.low, weakest);
    }
    return result;
}

std::string_view expectation(FieldType type) {
    switch (type) {
        case FieldType::Integer: return phraseText("a whole number");
        case FieldType::Bytes: return phraseText("a number of octets such as 4096 or 10M");
        case FieldType::Time: return phraseText("a date such as 2025-12-11 or 2025-12-11T22:14");
        case FieldType::Boolean: return phraseText("true or false");
        case FieldType::Grade:
            return phraseText("recorded, probable, possible, undetermined, no-record or ruled-out; only the first three compare");
        case FieldType::Address: return phraseText("an address or a network such as 203.0.113.0/24");
        default: return phraseText("a text");
    }
}

}  // namespace sillage
