// Text: UTF-8 checks, charsets, folding for search, and making evidence text safe to show.
// All functions are pure and thread-safe. Everything returned is valid UTF-8 unless said otherwise.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sillage {

bool isUtf8(std::string_view octets);
/// Replaces each invalid sequence by U+FFFD.
std::string repairUtf8(std::string_view octets);
/// Octets in a named charset (IANA name or alias, as mail writes them) to UTF-8. us-ascii and iso-8859-1 are
/// read as windows-1252, gb2312 as gb18030; valid UTF-8 with non-ASCII wins over a declared us-ascii; an unknown
/// or empty name is guessed (UTF-8 if valid, else detection, else windows-1252). *unknown is set when guessed.
std::string toUtf8(std::string_view octets, std::string_view charset, bool* unknown = nullptr);
/// The same when no charset was declared.
std::string guessToUtf8(std::string_view octets);

/// Search form: case folded, accents removed (also decomposed), œ→oe, æ→ae, ß→ss. Used for indexing and queries alike.
std::string fold(std::string_view utf8);
/// NFC, CRLF→LF, trailing white space of lines and of the whole cut: what text_sha256 is taken over.
std::string canonicalText(std::string_view utf8);

/// Evidence text for a terminal, a table or a label: C0, C1, ESC and bidi controls become visible tokens (`\x1b`,
/// `\u202e`); newline and tab too unless keepNewlines.
std::string visible(std::string_view text, bool keepNewlines = false);
/// Bytes that are not UTF-8 become %XX, and '%' itself only where it would be ambiguous: how paths are written.
std::string pathText(std::string_view octets);

/// IMAP modified UTF-7 (RFC 3501 5.1.3) to UTF-8 and back; text that is not well-formed is returned repaired.
std::string fromModifiedUtf7(std::string_view text);
std::string toModifiedUtf7(std::string_view utf8);
/// Percent-decoding (RFC 3986); plusIsSpace for query strings.
std::string percentDecode(std::string_view text, bool plusIsSpace = true);

std::string_view trim(std::string_view text);
std::string asciiLower(std::string_view text);
bool iequals(std::string_view a, std::string_view b); ///< ASCII case-insensitive
bool istartsWith(std::string_view text, std::string_view prefix);
std::vector<std::string_view> split(std::string_view text, char separator);
/// Decimal digits only, no sign, no overflow; false otherwise.
bool parseUint(std::string_view text, unsigned long long& out);
/// Cuts at a code point boundary so that at most maxOctets remain; appends … when cut.
std::string elide(std::string_view utf8, std::size_t maxOctets);

/// base64 (RFC 4648, both alphabets), ignoring white space; stops at the first other octet.
std::string base64Decode(std::string_view text);
std::string base64Encode(std::string_view octets);

}  // namespace sillage
