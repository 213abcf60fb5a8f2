// Octets of derived columns as they lie in a blob: compressed where that pays, else as they are. Compressed is Zstandard
// (RFC 8878) at its fastest level, as libarchive has it; deflate (RFC 1950) for what is short, where libarchive came
// without Zstandard, and in cases of before.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sillage {

/// "" stays "". worthwhile = false: not even tried, for octets that are known to be random.
std::string pack(std::string_view octets, bool worthwhile = true);
/// The same for numbers of 2, 4 or 8 octets each, little-endian: octets of like weight are put together, of ascending
/// ones only the differences are kept.
std::string packNumbers(std::string_view octets, std::uint8_t width, bool ascending);
/// As fields lay in cases of before: packed in blocks.
std::string packBlocks(std::string_view octets);
/// False where the octets are no packed ones.
bool unpack(std::string_view packed, std::string& out);

}  // namespace sillage
