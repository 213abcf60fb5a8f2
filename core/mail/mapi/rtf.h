// The text of an RTF body: HTML taken out of RTF that encapsulates it, else plain text ([MS-OXRTFEX]; RTF 1.9.1 for
// the control words). Pictures, objects, styles and unknown destinations give nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sillage::mapi {

struct RtfText {
    enum class Origin : std::uint8_t { Rtf, Html, Text };  ///< what the RTF was made from (\fromhtml1, \fromtext)
    Origin origin = Origin::Rtf;
    std::string utf8;          ///< HTML when origin is Html, else plain text; CRLF line ends
    bool isRtf = false;        ///< begins with {\rtf
};

/// Linear in the input, no recursion, never throws. Output is at most 4 octets for one of the input.
RtfText readRtf(std::string_view rtf);

}  // namespace sillage::mapi
