// Small cursors over string_view shared by the hand-written log grammars. Nothing here allocates.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "record/event.h"

namespace sillage {

inline bool isDigit(char c) { return c >= '0' && c <= '9'; }
inline bool isUpperHex(char c) { return isDigit(c) || (c >= 'A' && c <= 'F'); }
inline bool isAlnum(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// find and rfind of a whole string, by the needle's last character, which in `key=` is the rare one. (The standard's
/// rfind compares octet by octet; memmem prepares tables that short lines never pay back.)
inline std::size_t findText(std::string_view text, std::string_view needle) {
    const std::size_t n = needle.size();
    if (n == 0) return 0;
    for (std::size_t at = n - 1; at < text.size();) {
        const auto* hit = static_cast<const char*>(std::memchr(text.data() + at, needle.back(), text.size() - at));
        if (!hit) break;
        const auto end = static_cast<std::size_t>(hit - text.data()) + 1;
        if (std::memcmp(text.data() + end - n, needle.data(), n) == 0) return end - n;
        at = end;
    }
    return std::string_view::npos;
}
inline std::size_t rfindText(std::string_view text, std::string_view needle) {
    const std::size_t n = needle.size();
    while (text.size() >= n && n > 0) {
        const auto* hit = static_cast<const char*>(memrchr(text.data(), needle.back(), text.size()));
        if (!hit) break;
        const auto end = static_cast<std::size_t>(hit - text.data()) + 1;
        if (end >= n && std::memcmp(text.data() + end - n, needle.data(), n) == 0) return end - n;
        text = text.substr(0, end - 1);
    }
    return std::string_view::npos;
}

/// Log text as valid UTF-8; almost always it is already.
inline std::string clean(std::string_view text) { return isUtf8(text) ? std::string(text) : repairUtf8(text); }
/// The same, cut at maxOctets with an ellipsis.
inline std::string clean(std::string_view text, std::size_t maxOctets) {
    if (text.size() <= maxOctets) return clean(text);
    return elide(repairUtf8(text.substr(0, maxOctets + 4)), maxOctets);
}

/// The last of `client, proxy1, proxy2`: each hop appends whom it saw, so the last is whom the nearest hop saw and
/// what stands before it may have been written by the client.
inline std::string_view lastOfList(std::string_view list) {
    const std::size_t comma = list.rfind(',');
    return trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
}

/// Takes prefix off the front of text; false (text unchanged) when it is not there.
inline bool take(std::string_view& text, std::string_view prefix) {
    if (text.substr(0, prefix.size()) != prefix) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// Everything before the first occurrence of stop, which is taken too; the whole text when stop is absent.
inline std::string_view takeUntil(std::string_view& text, std::string_view stop) {
    const std::size_t at = text.find(stop);
    const std::string_view head = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + stop.size());
    return head;
}

inline bool startsWith(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}
inline bool endsWith(std::string_view text, std::string_view suffix) {
    return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}
inline bool contains(std::string_view text, std::string_view part) {
    return findText(text, part) != std::string_view::npos;
}
inline bool allDigits(std::string_view text) {
    for (const char c : text)
        if (!isDigit(c)) return false;
    return !text.empty();
}
/// The digits text begins with.
inline std::string_view leadingDigits(std::string_view text) {
    std::size_t n = 0;
    while (n < text.size() && isDigit(text[n])) ++n;
    return text.substr(0, n);
}

/// Decimal digits only; false on anything else or beyond the type.
inline bool toUint32(std::string_view text, std::uint32_t& out) {
    if (text.empty() || text.size() > 10) return false;
    std::uint64_t value = 0;
    for (const char c : text) {
        if (!isDigit(c)) return false;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    if (value > 0xffffffffu) return false;
    out = static_cast<std::uint32_t>(value);
    return true;
}
inline bool toInt64(std::string_view text, std::int64_t& out) {
    if (text.empty() || text.size() > 18) return false;
    std::int64_t value = 0;
    for (const char c : text) {
        if (!isDigit(c)) return false;
        value = value * 10 + (c - '0');
    }
    out = value;
    return true;
}

inline void addField(Event& event, std::string_view key, std::string_view value) {
    event.fields.emplace_back(std::piecewise_construct, std::forward_as_tuple(key), std::forward_as_tuple(value));
}

}  // namespace sillage
