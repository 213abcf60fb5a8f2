#include "support/pst_writer_format.h"

#include <array>

#include <zlib.h>

namespace sillage::pstw {
namespace {

// The permutation R, and S, an involution ([MS-PST] 5.1); the third table there is the inverse of R.
constexpr std::array<uint8_t, 256> kR = {
    65, 54, 19, 98, 168, 33, 110, 187, 244, 22, 204, 4, 127, 100, 232, 93, 30, 242, 203, 42,
    116, 197, 94, 53, 210, 149, 71, 158, 150, 45, 154, 136, 76, 125, 132, 63, 219, 172, 49, 182,
    72, 95, 246, 196, 216, 57, 139, 231, 35, 59, 56, 142, 200, 193, 223, 37, 177, 32, 165, 70,
    96, 78, 156, 251, 170, 211, 86, 81, 69, 124, 85, 0, 7, 201, 43, 157, 133, 155, 9, 160,
    143, 173, 179, 15, 99, 171, 137, 75, 215, 167, 21, 90, 113, 102, 66, 191, 38, 74, 107, 152,
    250, 234, 119, 83, 178, 112, 5, 44, 253, 89, 58, 134, 126, 206, 6, 235, 130, 120, 87, 199,
    141, 67, 175, 180, 28, 212, 91, 205, 226, 233, 39, 79, 195, 8, 114, 128, 207, 176, 239, 245,
    40, 109, 190, 48, 77, 52, 146, 213, 14, 60, 34, 50, 229, 228, 249, 159, 194, 209, 10, 129,
    18, 225, 238, 145, 131, 118, 227, 151, 230, 97, 138, 23, 121, 164, 183, 220, 144, 122, 92, 140,
    2, 166, 202, 105, 222, 80, 26, 17, 147, 185, 82, 135, 88, 252, 237, 29, 55, 73, 27, 106,
    224, 41, 51, 153, 189, 108, 217, 148, 243, 64, 84, 111, 240, 198, 115, 184, 214, 62, 101, 24,
    68, 31, 221, 103, 16, 241, 12, 25, 236, 174, 3, 161, 20, 123, 169, 11, 255, 248, 163, 192,
    162, 1, 247, 46, 188, 36, 104, 117, 13, 254, 186, 47, 181, 208, 218, 61,
};
constexpr std::array<uint8_t, 256> kS = {
    20, 83, 15, 86, 179, 200, 122, 156, 235, 101, 72, 23, 22, 21, 159, 2, 204, 84, 124, 131,
    0, 13, 12, 11, 162, 98, 168, 118, 219, 217, 237, 199, 197, 164, 220, 172, 133, 116, 214, 208,
    167, 155, 174, 154, 150, 113, 102, 195, 99, 153, 184, 221, 115, 146, 142, 132, 125, 165, 94, 209,
    93, 147, 177, 87, 81, 80, 128, 137, 82, 148, 79, 78, 10, 107, 188, 141, 127, 110, 71, 70,
    65, 64, 68, 1, 17, 203, 3, 63, 247, 244, 225, 169, 143, 60, 58, 249, 251, 240, 25, 48,
    130, 9, 46, 201, 157, 160, 134, 73, 238, 111, 77, 109, 196, 45, 129, 52, 37, 135, 27, 136,
    170, 252, 6, 161, 18, 56, 253, 76, 66, 114, 100, 19, 55, 36, 106, 117, 119, 67, 255, 230,
    180, 75, 54, 92, 228, 216, 53, 61, 69, 185, 44, 236, 183, 49, 43, 41, 7, 104, 163, 14,
    105, 123, 24, 158, 33, 57, 190, 40, 26, 91, 120, 245, 35, 202, 42, 176, 175, 62, 254, 4,
    140, 231, 229, 152, 50, 149, 211, 246, 74, 232, 166, 234, 233, 243, 213, 47, 112, 32, 242, 31,
    5, 103, 173, 85, 16, 206, 205, 227, 39, 59, 218, 186, 215, 194, 38, 212, 145, 29, 210, 28,
    34, 51, 248, 250, 241, 90, 239, 207, 144, 182, 139, 181, 189, 192, 191, 8, 151, 30, 108, 226,
    97, 224, 198, 193, 89, 171, 187, 88, 222, 95, 223, 96, 121, 126, 178, 138,
};

std::array<uint8_t, 256> inverseOf(const std::array<uint8_t, 256>& table) {
    std::array<uint8_t, 256> inverse{};
    for (size_t i = 0; i < table.size(); ++i)
        inverse[table[i]] = uint8_t(i);
    return inverse;
}

void encodeCyclic(std::string& octets, uint32_t key) {
    static const std::array<uint8_t, 256> inverse = inverseOf(kR);
    auto word = uint16_t(key ^ key >> 16);
    for (char& c : octets) {
        const auto low = uint8_t(word), high = uint8_t(word >> 8);
        auto b = kR[uint8_t(uint8_t(c) + low)];
        b = kS[uint8_t(b + high)];
        b = inverse[uint8_t(b - high)];
        c = char(uint8_t(b - low));
        ++word;
    }
}

// One code point, moving `at` past it. The descriptions are our own, so that bad UTF-8 does not occur.
uint32_t codePoint(std::string_view text, size_t& at) {
    const auto first = uint8_t(text[at++]);
    const int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    uint32_t point = more == 0 ? first : first & (0x3F >> more);
    for (int i = 0; i < more && at < text.size(); ++i)
        point = point << 6 | (uint8_t(text[at++]) & 0x3F);
    return point;
}

}  // namespace

Layout layoutOf(Variant variant) {
    switch (variant) {
    case Variant::Ansi:
        return {variant, true, false, 15, 512, 12, 496, 64, 12, 8180, 496, 0x4400, 4};
    case Variant::Unicode:
        return {variant, false, false, 23, 512, 16, 488, 64, 16, 8176, 496, 0x4400, 8};
    case Variant::Unicode4k:
        break;
    }
    return {variant, false, true, 36, 4096, 24, 4056, 512, 24, 65512, 4072, 0x22000, 8};
}

void put8(std::string& to, uint8_t value) {
    to.push_back(char(value));
}
void put16(std::string& to, uint16_t value) {
    put8(to, uint8_t(value));
    put8(to, uint8_t(value >> 8));
}
void put32(std::string& to, uint32_t value) {
    put16(to, uint16_t(value));
    put16(to, uint16_t(value >> 16));
}
void put64(std::string& to, uint64_t value) {
    put32(to, uint32_t(value));
    put32(to, uint32_t(value >> 32));
}
void putId(std::string& to, const Layout& layout, uint64_t value) {
    if (layout.ansi)
        put32(to, uint32_t(value));
    else
        put64(to, value);
}
void set16(std::string& in, size_t at, uint16_t value) {
    in[at] = char(value);
    in[at + 1] = char(value >> 8);
}
void set32(std::string& in, size_t at, uint32_t value) {
    set16(in, at, uint16_t(value));
    set16(in, at + 2, uint16_t(value >> 16));
}

uint32_t crcOf(std::string_view octets) {
    // The usual polynomial, begun with 0 and not inverted at the end; zlib inverts on both sides.
    return ~uint32_t(crc32(0xFFFFFFFFu, reinterpret_cast<const Bytef*>(octets.data()), uInt(octets.size())));
}

uint16_t signatureOf(uint64_t offset, uint64_t bid) {
    const auto mixed = uint32_t(offset ^ bid);
    return uint16_t(mixed >> 16 ^ mixed);
}

void encode(std::string& octets, Crypt crypt, uint64_t bid) {
    if (crypt == Crypt::Permute)
        for (char& c : octets)
            c = char(kR[uint8_t(c)]);
    else if (crypt == Crypt::Cyclic)
        encodeCyclic(octets, uint32_t(bid));
}

std::string utf16(std::string_view utf8) {
    std::string out;
    for (size_t at = 0; at < utf8.size();) {
        const uint32_t point = codePoint(utf8, at);
        if (point < 0x10000) {
            put16(out, uint16_t(point));
        } else {
            put16(out, uint16_t(0xD800 + ((point - 0x10000) >> 10)));
            put16(out, uint16_t(0xDC00 + ((point - 0x10000) & 0x3FF)));
        }
    }
    return out;
}

std::string windows1252(std::string_view utf8) {
    // 0x80–0x9F of the code page; 0 where it has nothing.
    constexpr std::array<uint16_t, 32> kHigh = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
    std::string out;
    for (size_t at = 0; at < utf8.size();) {
        const uint32_t point = codePoint(utf8, at);
        char c = point < 0x80 || (point >= 0xA0 && point < 0x100) ? char(point) : '?';
        for (size_t i = 0; i < kHigh.size(); ++i)
            if (kHigh[i] == point && point != 0)
                c = char(0x80 + i);
        out.push_back(c);
    }
    return out;
}

uint64_t fileTime(int64_t secondsSince1970) {
    return (uint64_t(secondsSince1970) + 11644473600ull) * 10'000'000ull;
}

uint64_t Random::next() {
    uint64_t z = state += 0x9E3779B97F4A7C15ull;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ z >> 27) * 0x94D049BB133111EBull;
    return z ^ z >> 31;
}

}  // namespace sillage::pstw
