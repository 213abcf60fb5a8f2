// Octets of derived columns as they lie in a blob: deflated (RFC 1950, fastest level) where that pays, else as they are.
#pragma once

#include <string>
#include <string_view>

namespace sillage {

/// "" stays "". worthwhile = false: not even tried, for octets that are known to be random.
std::string pack(std::string_view octets, bool worthwhile = true);
/// False where the octets are no packed ones.
bool unpack(std::string_view packed, std::string& out);

}  // namespace sillage
