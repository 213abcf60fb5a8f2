#include "base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace sillage {

namespace {

/// Length of the valid UTF-8 sequence at p (RFC 3629: no overlong forms, no surrogates), 0 when there is none.
std::size_t sequenceLength(const unsigned char* p, std::size_t left) {
    const unsigned char c = p[0];
    if (c < 0x80) return 1;
    const auto tail = [&](std::size_t i, unsigned char low = 0x80, unsigned char high = 0xbf) {
        return i < left && p[i] >= low && p[i] <= high;
    };
    if (c >= 0xc2 && c <= 0xdf) return tail(1) ? 2 : 0;
    if (c >= 0xe0 && c <= 0xef) {
        const unsigned char low = c == 0xe0 ? 0xa0 : 0x80, high = c == 0xed ? 0x9f : 0xbf;
        return tail(1, low, high) && tail(2) ? 3 : 0;
    }
    if (c >= 0xf0 && c <= 0xf4) {
        const unsigned char low = c == 0xf0 ? 0x90 : 0x80, high = c == 0xf4 ? 0x8f : 0xbf;
        return tail(1, low, high) && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

std::size_t asciiRun(std::string_view s, std::size_t i) {
    const std::size_t begin = i;
    while (i + 8 <= s.size()) {
        std::uint64_t word;
        std::memcpy(&word, s.data() + i, 8);
        if (const std::uint64_t high = word & 0x8080808080808080ULL)  // the program runs on little-endian machines only
            return i - begin + static_cast<std::size_t>(std::countr_zero(high)) / 8;
        i += 8;
    }
    while (i < s.size() && static_cast<unsigned char>(s[i]) < 0x80) ++i;
    return i - begin;
}

const unsigned char* octets(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

}  // namespace

bool isUtf8(std::string_view s) {
    for (std::size_t i = 0; i < s.size();) {
        i += asciiRun(s, i);
        // Letters with accents, the usual case, without the whole table of sequences.
        while (i + 1 < s.size() && octets(s)[i] >= 0xc2 && octets(s)[i] <= 0xdf && (octets(s)[i + 1] & 0xc0u) == 0x80) i += 2;
        if (i >= s.size()) break;
        if (octets(s)[i] < 0x80) continue;
        const auto n = sequenceLength(octets(s) + i, s.size() - i);
        if (n == 0) return false;
        i += n;
    }
    return true;
}

std::string repairUtf8(std::string_view s) {
    std::string out;
    out.reserve(s.size());
    for (std::size_t i = 0; i < s.size();) {
        const auto n = sequenceLength(octets(s) + i, s.size() - i);
        if (n == 0) {
            out += "\xef\xbf\xbd";
            ++i;
        } else {
            out.append(s, i, n);
            i += n;
        }
    }
    return out;
}

std::string visible(std::string_view text, bool keepNewlines) {
    const std::string repaired = isUtf8(text) ? std::string() : repairUtf8(text);
    const std::string_view s = repaired.empty() ? text : std::string_view(repaired);
    std::string out;
    out.reserve(s.size());
    for (std::size_t i = 0; i < s.size();) {
        const auto n = sequenceLength(octets(s) + i, s.size() - i);
        const auto c = static_cast<unsigned char>(s[i]);
        char token[12];
        if (c < 0x20 || c == 0x7f) {
            if (keepNewlines && (c == '\n' || c == '\t'))
                out.push_back(s[i]);
            else if (std::snprintf(token, sizeof token, "\\x%02x", static_cast<unsigned>(c)) > 0)
                out += token;
        } else if (n == 2 && c == 0xc2 && octets(s)[i + 1] < 0xa0) {  // C1
            std::snprintf(token, sizeof token, "\\x%02x", static_cast<unsigned>(octets(s)[i + 1]));
            out += token;
        } else if (n >= 2) {
            unsigned cp = n == 2 ? c & 0x1f : n == 3 ? c & 0x0f : c & 0x07;
            for (std::size_t k = 1; k < n; ++k) cp = cp << 6 | (octets(s)[i + k] & 0x3f);
            const bool bidi = cp == 0x61c || cp == 0x200e || cp == 0x200f || (cp >= 0x202a && cp <= 0x202e) ||
                              (cp >= 0x2066 && cp <= 0x2069) || cp == 0x2028 || cp == 0x2029 || cp == 0xfeff;
            if (bidi) {
                std::snprintf(token, sizeof token, "\\u%04x", cp);
                out += token;
            } else {
                out.append(s, i, n);
            }
        } else {
            out.push_back(s[i]);
        }
        i += n ? n : 1;
    }
    return out;
}

std::string pathText(std::string_view s) {
    std::string out;
    out.reserve(s.size());
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); };
    char token[8];
    for (std::size_t i = 0; i < s.size();) {
        const auto n = sequenceLength(octets(s) + i, s.size() - i);
        const bool ambiguous = s[i] == '%' && i + 2 < s.size() && isHex(s[i + 1]) && isHex(s[i + 2]);
        if (n == 0 || ambiguous) {
            std::snprintf(token, sizeof token, "%%%02X", static_cast<unsigned>(octets(s)[i]));
            out += token;
            ++i;
        } else {
            out.append(s, i, n);
            i += n;
        }
    }
    return out;
}

std::string percentDecode(std::string_view text, bool plusIsSpace) {
    const auto hex = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
            out.push_back(static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])));
            i += 2;
        } else {
            out.push_back(plusIsSpace && text[i] == '+' ? ' ' : text[i]);
        }
    }
    return out;
}

std::string_view trim(std::string_view text) {
    static constexpr std::string_view kSpace = " \t\r\n\v\f";
    const auto begin = text.find_first_not_of(kSpace);
    if (begin == text.npos) return text.substr(0, 0);
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string asciiLower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

bool iequals(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool istartsWith(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && iequals(text.substr(0, prefix.size()), prefix);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0;;) {
        const auto end = text.find(separator, begin);
        parts.push_back(text.substr(begin, end == text.npos ? end : end - begin));
        if (end == text.npos) return parts;
        begin = end + 1;
    }
}

bool parseUint(std::string_view text, unsigned long long& out) {
    if (text.empty() || text.size() > 19) return false;
    unsigned long long value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    out = value;
    return true;
}

std::string elide(std::string_view s, std::size_t maxOctets) {
    if (s.size() <= maxOctets) return std::string(s);
    std::size_t end = maxOctets;
    while (end > 0 && (octets(s)[end] & 0xc0) == 0x80) --end;
    return std::string(s.substr(0, end)) + "…";
}

namespace {

constexpr std::array<std::int8_t, 256> base64Table() {
    std::array<std::int8_t, 256> table{};
    for (auto& v : table) v = -1;
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    table['-'] = 62;
    table['_'] = 63;
    return table;
}
constexpr auto kBase64 = base64Table();

}  // namespace

std::string base64Decode(std::string_view text) {
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        const int v = kBase64[static_cast<unsigned char>(c)];
        if (v < 0) break;
        bits = bits << 6 | static_cast<std::uint32_t>(v);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out.push_back(static_cast<char>(bits >> have & 0xff));
        }
    }
    return out;
}

std::string base64Encode(std::string_view s) {
    static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((s.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < s.size(); i += 3) {
        const std::size_t n = std::min<std::size_t>(3, s.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < n ? octets(s)[i + k] : 0u);
        for (std::size_t k = 0; k < 4; ++k) out.push_back(k <= n ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=');
    }
    return out;
}

}  // namespace sillage
