// Numbers of the three layouts of a PST store, and the octet-level algorithms of [MS-PST] 5.1–5.5.
#pragma once

#include "support/pst_writer.h"

#include <string_view>

namespace sillage::pstw {

// What differs between the layouts. Offsets and sizes in octets.
struct Layout {
    Variant variant;
    bool ansi, big;        // big: 4096-octet pages
    uint16_t version;      // wVer
    uint32_t page;         // size of a page
    uint32_t pageTail;     // its trailer
    uint32_t pageEntries;  // room for entries in a page of a tree
    uint32_t align;        // blocks begin and end on multiples of this; also what one bit of an allocation map stands for
    uint32_t blockTail;    // trailer of a block
    uint32_t blockMax;     // most octets of data in a block
    uint32_t mapBytes;     // octets of bits in an allocation map
    uint64_t firstMap;     // offset of the first allocation map
    uint32_t id;           // octets of a block id, node id in a tree, or offset

    uint64_t mapSpan() const { return uint64_t(mapBytes) * 8 * align; }
    uint32_t hid(uint32_t block, uint32_t index) const { return big ? index << 5 | block << 19 : index << 5 | block << 16; }
    uint32_t hidIndexMax() const { return big ? 0x3FFF : 0x7FF; }
};
Layout layoutOf(Variant variant);

// Little-endian octets at the end of `to`.
void put8(std::string& to, uint8_t value);
void put16(std::string& to, uint16_t value);
void put32(std::string& to, uint32_t value);
void put64(std::string& to, uint64_t value);
void putId(std::string& to, const Layout& layout, uint64_t value);
void set16(std::string& in, size_t at, uint16_t value);
void set32(std::string& in, size_t at, uint32_t value);

uint32_t crcOf(std::string_view octets);                // 5.3
uint16_t signatureOf(uint64_t offset, uint64_t bid);    // 5.5
void encode(std::string& octets, Crypt crypt, uint64_t bid);  // 5.1, 5.2

std::string utf16(std::string_view utf8);
std::string windows1252(std::string_view utf8);  // '?' for what the code page lacks
uint64_t fileTime(int64_t secondsSince1970);

// splitmix64: the same numbers on every machine.
struct Random {
    uint64_t state;
    uint64_t next();
};

}  // namespace sillage::pstw
