#include "logs/evtx/value.h"

#include <array>
#include <charconv>
#include <cstring>

#include "base/hash.h"
#include "base/text.h"
#include "base/time.h"
#include "logs/csv.h"

namespace sillage::evtx {

namespace {

std::string hex(std::uint64_t value) {
    char text[18];
    const auto end = std::to_chars(text, text + sizeof text, value, 16).ptr;
    return "0x" + std::string(text, end);
}

std::string padded(std::uint64_t value, std::size_t width) {
    std::string digits = std::to_string(value);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

template <class Real, class Bits>
std::string realText(std::string_view octets) {
    const auto bits = static_cast<Bits>(little(octets, 0, sizeof(Bits)));
    Real value = 0;
    std::memcpy(&value, &bits, sizeof value);
    char text[64];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string signedText(std::string_view octets, std::size_t width) {
    const std::uint64_t bits = little(octets, 0, width);
    const unsigned shift = static_cast<unsigned>(64 - width * 8);
    return std::to_string(static_cast<std::int64_t>(bits << shift) >> shift);
}

std::string upperHex(std::uint64_t value, std::size_t digits) {
    std::string out(digits, '0');
    for (std::size_t i = digits; i-- > 0; value >>= 4) out[i] = "0123456789ABCDEF"[value & 15];
    return out;
}

std::string guidText(std::string_view o) {
    std::string out = "{" + upperHex(little(o, 0, 4), 8) + "-" + upperHex(little(o, 4, 2), 4) + "-" + upperHex(little(o, 6, 2), 4) + "-";
    for (std::size_t i = 8; i < 16; ++i) {
        if (i == 10) out += '-';
        out += upperHex(little(o, i, 1), 2);
    }
    return out + "}";
}

/// [MS-DTYP] 2.4.2.2; the authority is the only number with the high octet first.
std::string sidText(std::string_view o) {
    const std::size_t count = o.size() < 8 ? 0 : static_cast<unsigned char>(o[1]);
    if (o.size() < 8 || o.size() < 8 + count * 4) return toHex(o);
    std::uint64_t authority = 0;
    for (std::size_t i = 2; i < 8; ++i) authority = authority << 8 | static_cast<unsigned char>(o[i]);
    std::string out = "S-" + std::to_string(little(o, 0, 1)) + "-" + std::to_string(authority);
    for (std::size_t i = 0; i < count; ++i) out += "-" + std::to_string(little(o, 8 + i * 4, 4));
    return out;
}

/// [MS-DTYP] 2.3.13: eight 16-bit numbers, the third of them the weekday.
std::string systemTimeText(std::string_view o) {
    const auto n = [&](std::size_t i) { return little(o, i * 2, 2); };
    return padded(n(0), 4) + "-" + padded(n(1), 2) + "-" + padded(n(3), 2) + "T" + padded(n(4), 2) + ":" + padded(n(5), 2) + ":" +
           padded(n(6), 2) + "." + padded(n(7), 3) + "Z";
}

/// Octets of one value of that type, 0 where the length says it.
std::size_t widthOf(std::uint8_t type) {
    switch (type) {
        case kInt8: case kUint8: return 1;
        case kInt16: case kUint16: return 2;
        case kInt32: case kUint32: case kReal32: case kBool: case kHex32: return 4;
        case kInt64: case kUint64: case kReal64: case kFileTime: case kHex64: return 8;
        case kGuid: case kSystemTime: return 16;
        default: return 0;
    }
}

std::string single(std::uint8_t type, std::string_view o) {
    const std::size_t width = widthOf(type);
    if (width && o.size() != width) return o.empty() ? std::string() : toHex(o);
    switch (type) {
        case kNull: return {};
        case kString: return wideText(o);
        case kAnsi: return guessToUtf8(o.substr(0, o.find('\0')));
        case kInt8: case kInt16: case kInt32: case kInt64: return signedText(o, width);
        case kUint8: case kUint16: case kUint32: case kUint64: return std::to_string(little(o, 0, width));
        case kReal32: return realText<float, std::uint32_t>(o);
        case kReal64: return realText<double, std::uint64_t>(o);
        case kBool: return little(o, 0, 4) ? "true" : "false";
        case kGuid: return guidText(o);
        case kFileTime: return fileTimeText(little(o, 0, 8));
        case kSystemTime: return systemTimeText(o);
        case kSid: return sidText(o);
        case kHex32: case kHex64: return hex(little(o, 0, width));
        case kSize: return o.size() == 4 || o.size() == 8 ? hex(little(o, 0, o.size())) : toHex(o);
        default: return toHex(o);
    }
}

}  // namespace

std::uint64_t little(std::string_view octets, std::size_t at, std::size_t width) {
    if (at > octets.size() || width > octets.size() - at) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(octets[at + i]);
    return value;
}

std::string wideText(std::string_view octets) {
    std::size_t end = 0;
    while (end + 1 < octets.size() && (octets[end] || octets[end + 1])) end += 2;
    return csvText(octets.substr(0, end), CsvEncoding::Utf16Le);
}

std::string fileTimeText(std::uint64_t value) {
    constexpr std::uint64_t kUnix = 116'444'736'000'000'000, kTicks = 10'000'000;
    if (value < kUnix || value > kUnix + 253'402'300'799 * kTicks) return hex(value);
    const std::uint64_t since = value - kUnix;
    const Time second{std::chrono::microseconds(static_cast<std::int64_t>(since / kTicks) * 1'000'000)};
    std::string text = formatIso(second, Precision::Second);
    text.pop_back();
    return text + "." + padded(since % kTicks, 7) + "Z";
}

std::string valueText(const Value& value) {
    if (!(value.type & kArray)) return single(value.type, value.octets);
    std::string out;
    for (const std::string& item : valueItems(value)) out += (out.empty() ? "" : " ") + item;
    return out;
}

std::vector<std::string> valueItems(const Value& value) {
    const std::uint8_t type = value.type & static_cast<std::uint8_t>(~kArray);
    std::vector<std::string> out;
    if (!(value.type & kArray)) return {single(type, value.octets)};
    std::string_view rest = value.octets;
    const std::size_t width = widthOf(type);
    while (!rest.empty() && out.size() < 4096) {
        std::size_t length = width;
        if (type == kString) {
            while (length + 1 < rest.size() && (rest[length] || rest[length + 1])) length += 2;
        } else if (type == kAnsi) {
            length = std::min(rest.find('\0'), rest.size());
        } else if (type == kSid) {
            length = rest.size() < 2 ? rest.size() : 8 + static_cast<unsigned char>(rest[1]) * std::size_t{4};
        } else if (width == 0) {
            length = rest.size();
        }
        length = std::min(length, rest.size());
        out.push_back(single(type, rest.substr(0, length)));
        const std::size_t separator = type == kString ? 2 : type == kAnsi ? 1 : 0;
        rest.remove_prefix(std::min(length + separator, rest.size()));
    }
    return out;
}

}  // namespace sillage::evtx
