// See cloud_text.h.
#include "logs/cloud/cloud_text.h"

#include <cctype>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

namespace sillage {

namespace {

bool isUpper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isAlnum(char c) {
    return isUpper(c) || (c >= 'a' && c <= 'z') || isDigit(c);
}

int hexValue(char c) {
    if (isDigit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The four digits after \u at text[i]; -1 where they are not there.
int escapedUnit(std::string_view text, std::size_t i) {
    if (i + 4 > text.size()) return -1;
    int unit = 0;
    for (std::size_t k = i; k < i + 4; ++k) {
        const int digit = hexValue(text[k]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

// " (2281b)" that ends at the given place: where it begins, npos when there is none.
std::size_t sizeBegin(std::string_view text, std::size_t end) {
    if (end < 5 || text.substr(end - 2, 2) != "b)") return std::string_view::npos;
    std::size_t i = end - 2;
    while (i > 0 && isDigit(text[i - 1])) --i;
    if (i == end - 2 || i < 2 || text.substr(i - 2, 2) != " (") return std::string_view::npos;
    return i - 2;
}

}  // namespace

std::string snakeCase(std::string_view name) {
    std::string out;
    name = name.substr(0, 64);
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool afterLower = i > 0 && isAlnum(name[i - 1]) && !isUpper(name[i - 1]);
        const bool endsAcronym = i > 0 && isUpper(name[i - 1]) && i + 1 < name.size() &&
                                 isAlnum(name[i + 1]) && !isUpper(name[i + 1]) && !isDigit(name[i + 1]);
        if (isUpper(c) && (afterLower || endsAcronym)) out += '_';
        out += isUpper(c) ? static_cast<char>(c - 'A' + 'a') : isAlnum(c) ? c : '_';
    }
    return out;
}

std::string lenientJsonString(std::string_view token) {
    token = trim(token);
    if (!token.empty() && token.front() == '"') token.remove_prefix(1);
    if (!token.empty() && token.back() == '"') token.remove_suffix(1);
    std::string out;
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (token[i] != '\\' || i + 1 >= token.size()) {
            out += token[i];
            continue;
        }
        const char c = token[++i];
        int unit = c == 'u' ? escapedUnit(token, i + 1) : -1;
        if (unit >= 0) {
            i += 4;
            if (unit >= 0xD800 && unit < 0xDC00 && token.substr(i + 1, 2) == "\\u") {
                const int low = escapedUnit(token, i + 3);
                if (low >= 0xDC00 && low < 0xE000) {
                    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                    i += 6;
                }
            }
            appendUtf8(out, static_cast<char32_t>(unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit));
            continue;
        }
        constexpr std::string_view from = "nrtbf", to = "\n\r\t\b\f";
        const std::size_t known = from.find(c);
        if (known != std::string_view::npos) {
            out += to[known];
        } else {
            if (c != '"' && c != '\\' && c != '/') out += '\\';
            out += c;
        }
    }
    return repairUtf8(out);
}

std::string attachmentsJson(std::string_view text) {
    JsonWriter json;
    json.beginArray();
    std::size_t begin = 0;
    while (begin < text.size()) {
        std::size_t next = text.size(), end = text.size(), size = std::string_view::npos;
        for (std::size_t at = text.find("; ", begin); at != std::string_view::npos;
             at = text.find("; ", at + 1)) {
            size = sizeBegin(text.substr(0, at), at);
            if (size == std::string_view::npos || size < begin) continue;
            end = at;
            next = at + 2;
            break;
        }
        if (end == text.size()) size = sizeBegin(text, end);
        if (size != std::string_view::npos && size < begin) size = std::string_view::npos;
        json.beginObject().key("name");
        if (size == std::string_view::npos) {
            json.string(text.substr(begin, end - begin));
        } else {
            unsigned long long number = 0;
            json.string(text.substr(begin, size - begin));
            if (parseUint(text.substr(size + 2, end - size - 4), number))
                json.key("size").number(static_cast<std::int64_t>(number));
        }
        json.endObject();
        begin = next;
    }
    return json.endArray().take();
}

std::string exchangeFolder(std::string_view path) {
    if (!path.empty() && path.front() == '\\') path.remove_prefix(1);
    if (path == "Inbox") return "INBOX";
    std::string out(path);
    for (char& c : out)
        if (c == '\\') c = '/';
    return out;
}

bool isGuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < 36; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : hexValue(text[i]) < 0) return false;
    }
    return true;
}

std::string wholeNumber(std::string_view text) {
    const std::size_t point = text.find('.');
    if (point != std::string_view::npos && point > 0 &&
        text.find_first_not_of("0", point + 1) == std::string_view::npos &&
        text.substr(0, point).find_first_not_of("0123456789") == std::string_view::npos)
        text = text.substr(0, point);
    return std::string(text);
}

}  // namespace sillage
