// Compressed RTF of PidTagRtfCompressed ([MS-OXRTFCP]): LZFu with its dictionary, and the stored form MELA.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sillage::mapi {

inline constexpr std::size_t kMaxRtf = 64u << 20;  ///< octets of RTF taken out of one item

/// Never throws: what could be unpacked is returned, and what was wrong is added to defects, one sentence each.
std::string decompressRtf(std::string_view octets, std::vector<std::string>& defects);

}  // namespace sillage::mapi
