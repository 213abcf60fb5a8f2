// Damage or a limit met while reading evidence: reported beside the data, never thrown.
#pragma once

#include <cstdint>
#include <string>

namespace sillage {

struct Problem {
    std::uint64_t offset = 0; ///< where in the source, in octets (decompressed octets in a compressed source)
    std::uint64_t length = 0; ///< octets that were not read or not understood; 0 = a point
    std::string item;         ///< which record it concerns, in words ("line 12", "message 3, part 1.2"); may be empty
    std::string reason;       ///< one sentence for the investigator
};

}  // namespace sillage
