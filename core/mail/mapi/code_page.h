// Windows code pages as charset names (the Windows code page identifiers registry), and UTF-16LE to UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace sillage::mapi {

/// IANA name as base/text.h takes it: 932 → "shift_jis", 65001 → "utf-8"; "" when the number is not known.
std::string_view charsetOf(long long codePage);
/// Lone surrogates become U+FFFD, an odd last octet is dropped.
std::string utf16ToUtf8(std::string_view octets);
/// PtypString8 by code page; 0 = windows-1252.
std::string string8ToUtf8(std::string_view octets, int codePage);

}  // namespace sillage::mapi
