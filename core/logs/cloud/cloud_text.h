// Small text conversions of the Microsoft audit readers. Pure.
#pragma once

#include <string>
#include <string_view>

namespace sillage {

/// "MailAccessType" → "mail_access_type"; other characters than letters and digits become '_'; at most 64
/// octets.
std::string snakeCase(std::string_view name);
/// A JSON string token with its quotes, whose escapes a strict parser refuses (a lone surrogate, a bad
/// escape): what can be decoded is, the rest becomes U+FFFD or stays as written.
std::string lenientJsonString(std::string_view token);
/// `name.png (2281b); other.pdf (492134b)` as a JSON array of {"name","size"}; a name may hold ';' and
/// parentheses.
std::string attachmentsJson(std::string_view text);
/// Exchange's `\Inbox\Sub` → `Inbox/Sub`; exactly "Inbox" → "INBOX".
std::string exchangeFolder(std::string_view path);
/// 8-4-4-4-12 hexadecimal digits.
bool isGuid(std::string_view text);
/// "1156492.00" → "1156492"; other text unchanged.
std::string wholeNumber(std::string_view text);

}  // namespace sillage
