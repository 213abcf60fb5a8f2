// Which bodies an item has and what they say ([MS-OXBBODY] 2.1): text, HTML, or RTF that holds either.
#pragma once

#include <string>
#include <vector>

#include "mail/mapi/item.h"

namespace sillage::mapi {

inline constexpr std::size_t kMaxBody = 32u << 20;  ///< octets of one body; what is beyond is said in defects

struct Bodies {
    std::string text;          ///< UTF-8, CRLF line ends
    std::string html;          ///< octets as stored; out of RTF: UTF-8
    std::string htmlCharset;   ///< "" = not declared
    bool hasText = false, hasHtml = false;
    std::vector<std::string> defects;
};

/// Text: PidTagBody, else out of the RTF. HTML: PidTagHtml, else the RTF's where it was made from HTML.
Bodies readBodies(const Properties& properties);
/// A value held or streamed, at most limit octets of it; *cut is set when there was more.
std::string wholeValue(const Property& property, std::size_t limit, bool* cut = nullptr);
/// CR, LF and CRLF become CRLF.
std::string crlfText(std::string_view text);

}  // namespace sillage::mapi
