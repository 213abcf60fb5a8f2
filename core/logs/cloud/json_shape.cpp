// See json_shape.h.
#include "logs/cloud/json_shape.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sillage {

namespace {

constexpr std::array<std::string_view, 8> kWrapperKeys{"value",   "Value", "Records", "records",
                                                       "results", "data",  "items",   "hits"};
/// Objects round such a list: OData's verbose form, search results.
constexpr std::array<std::string_view, 3> kOuterKeys{"d", "hits", "response"};

// i at the opening quote; the place after the closing one, npos where the text ends before.
std::size_t stringEnd(std::string_view t, std::size_t i) {
    const std::size_t begin = i + 1;
    for (std::size_t quote = t.find('"', begin); quote != std::string_view::npos; quote = t.find('"', quote + 1)) {
        std::size_t slashes = 0;
        while (quote - slashes > begin && t[quote - slashes - 1] == '\\') ++slashes;
        if (slashes % 2 == 0) return quote + 1;
    }
    return std::string_view::npos;
}

// The place after a whole value that begins at i, npos where the text ends before.
std::size_t valueEnd(std::string_view t, std::size_t i) {
    std::size_t depth = 0;
    for (; i < t.size(); ++i) {
        const char c = t[i];
        if (c == '"') {
            i = stringEnd(t, i);
            if (i == std::string_view::npos) return i;
            --i;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth == 0) return i;
            if (--depth == 0) return i + 1;
        } else if (depth == 0 && (c == ',' || isJsonSpace(c))) {
            return i;
        }
        if (depth == 0 && c == '"') return i + 1;
    }
    return std::string_view::npos;
}

bool isWrapperKey(std::string_view key) {
    return std::find(kWrapperKeys.begin(), kWrapperKeys.end(), key) != kWrapperKeys.end();
}

bool isOuterKey(std::string_view key) {
    return std::find(kOuterKeys.begin(), kOuterKeys.end(), key) != kOuterKeys.end();
}

}  // namespace

std::size_t skipJsonSpace(std::string_view t, std::size_t i) {
    while (i < t.size() && isJsonSpace(t[i])) ++i;
    return i;
}

std::size_t wrapperLength(std::string_view t) {
    std::size_t i = 1;
    while (true) {
        i = skipJsonSpace(t, i);
        if (i >= t.size() || t[i] != '"') return 0;
        const std::size_t keyEnd = stringEnd(t, i);
        if (keyEnd == std::string_view::npos) return 0;
        const std::string_view key = t.substr(i + 1, keyEnd - i - 2);
        i = skipJsonSpace(t, keyEnd);
        if (i >= t.size() || t[i] != ':') return 0;
        i = skipJsonSpace(t, i + 1);
        if (i >= t.size()) return 0;
        if (t[i] == '{' && isOuterKey(key)) {
            ++i;
            continue;
        }
        if (t[i] == '[' && isWrapperKey(key)) {
            const std::size_t inside = skipJsonSpace(t, i + 1);
            const bool objects = inside < t.size() && (t[inside] == '{' || t[inside] == ']');
            if (objects) return i + 1;
        }
        i = skipJsonSpace(t, std::min(valueEnd(t, i), t.size()));
        if (i >= t.size() || t[i] != ',') return 0;
        ++i;
    }
}

std::vector<std::string_view> objectKeys(std::string_view object) {
    std::vector<std::string_view> keys;
    std::size_t i = 1;
    if (object.empty() || object[0] != '{') return keys;
    const std::string_view head = object;
    while (keys.size() < 200) {
        i = skipJsonSpace(head, i);
        if (i >= head.size() || head[i] != '"') break;
        const std::size_t keyEnd = stringEnd(head, i);
        if (keyEnd == std::string_view::npos) break;
        const std::size_t colon = skipJsonSpace(head, keyEnd);
        if (colon >= head.size() || head[colon] != ':') break;
        keys.push_back(head.substr(i + 1, keyEnd - i - 2));
        i = valueEnd(head, skipJsonSpace(head, colon + 1));
        if (i == std::string_view::npos) break;
        i = skipJsonSpace(head, i);
        if (i >= head.size() || head[i] != ',') break;
        ++i;
    }
    return keys;
}

std::size_t jsonBehindPrefix(std::string_view line) {
    const std::string_view text = trim(line);
    if (text.empty() || text.front() == '[' || text.back() != '}') return std::string_view::npos;
    return line.find('{');
}

bool isJsonLines(std::string_view head) {
    const std::size_t begin = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (begin == std::string_view::npos) return false;
    const std::size_t lineEnd = head.find('\n', begin);
    std::string_view line = head.substr(begin, lineEnd == std::string_view::npos ? lineEnd : lineEnd - begin);
    const bool prefixed = line.front() != '{';
    if (!prefixed && (lineEnd == std::string_view::npos || wrapperLength(line) > 0)) return false;
    const std::size_t brace = prefixed ? jsonBehindPrefix(line) : 0;
    if (brace == std::string_view::npos) return false;
    line.remove_prefix(brace);
    const std::size_t end = valueEnd(line, 0);
    return end != std::string_view::npos && line.find_first_not_of(" \t\r", end) == std::string_view::npos;
}

std::string_view firstObject(std::string_view head) {
    std::size_t i = head.find_first_not_of(" \t\r\n,[\xEF\xBB\xBF");
    if (i == std::string_view::npos) return {};
    if (head[i] != '{') {
        const std::string_view line = head.substr(i, std::min(head.find('\n', i), head.size()) - i);
        const std::size_t brace = isJsonLines(head) ? jsonBehindPrefix(line) : std::string_view::npos;
        return brace == std::string_view::npos ? std::string_view{} : line.substr(brace);
    }
    const std::size_t wrapper = wrapperLength(head.substr(i));
    if (wrapper > 0) i = head.find('{', i + wrapper);
    if (i == std::string_view::npos) return {};
    const std::size_t end = valueEnd(head, i);
    return head.substr(i, end == std::string_view::npos ? end : end - i);
}

}  // namespace sillage
