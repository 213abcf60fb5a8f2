// Windows code pages as charset names (the Windows code page identifiers registry), and UTF-16LE to UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace sillage::mapi {

/// IANA name as base/text.h takes it: 932 → "shift_jis", 65001 → "utf-8"; "" when the number is not known.
std::string_view charsetOf(long long codePage);
/// The 8-bit code page of a Windows locale (PidTagMessageLocaleId; [MS-LCID] 2.2): 1031 → 1252; 0 when not known.
int codePageOfLocale(long long locale);
/// Lone surrogates become U+FFFD, an odd last octet is dropped.
std::string utf16ToUtf8(std::string_view octets);
/// PtypString8 by code page; 0 = windows-1252. Text that contradicts it is read as what it is: UTF-16 with a zero after
/// every letter, 8-bit octets in what should be UTF-8 or ISO-2022-JP.
std::string string8ToUtf8(std::string_view octets, int codePage);

}  // namespace sillage::mapi
