// SQLite's variable-length integers (sqlite.org/fileformat2.html, 1.6): big-endian, seven bits an octet, eight in a
// ninth one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sillage {

inline void putSqliteVarint(std::string& out, std::uint64_t value) {
    if (value < 0x80) {
        out += static_cast<char>(value);
        return;
    }
    char octets[9];
    int n = 9;
    if (value >> 56) {
        octets[--n] = static_cast<char>(value);
        value >>= 8;
        while (n > 0) {
            octets[--n] = static_cast<char>(value | 0x80);
            value >>= 7;
        }
    } else {
        octets[--n] = static_cast<char>(value & 0x7f);
        while (value >>= 7) octets[--n] = static_cast<char>(value | 0x80);
    }
    out.append(octets + n, static_cast<std::size_t>(9 - n));
}

/// Takes one off the front; 0 at the end.
inline std::uint64_t takeSqliteVarint(std::string_view& in) {
    std::uint64_t value = 0;
    for (int i = 0; i < 9 && !in.empty(); ++i) {
        const auto octet = static_cast<unsigned char>(in.front());
        in.remove_prefix(1);
        if (i == 8) return value << 8 | octet;
        value = value << 7 | (octet & 0x7f);
        if (!(octet & 0x80)) break;
    }
    return value;
}

}  // namespace sillage
