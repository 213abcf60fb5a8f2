// See header.h.
#include "mail/header.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace sillage {
namespace {

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}
bool isFolding(char c) {
    return isBlank(c) || c == '\r' || c == '\n';
}

std::string decodeQ(std::string_view text) {
    std::string out;
    const auto hex = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '_') {
            out += ' ';
        } else if (text[i] == '=' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
            out += static_cast<char>(hex(text[i + 1]) << 4 | hex(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

struct EncodedWord {
    std::string charset;
    std::string octets;
    std::size_t length = 0;  ///< of the source text, 0 = none here
};

/// The encoded word that begins at text[0] ("=?"). Spaces inside the encoded text are tolerated: mailers
/// write them.
EncodedWord encodedWord(std::string_view text) {
    EncodedWord word;
    const std::size_t q1 = text.find('?', 2);
    if (q1 == std::string_view::npos || q1 == 2 || q1 > 64 || q1 + 3 >= text.size() || text[q1 + 2] != '?')
        return word;
    const char encoding = static_cast<char>(text[q1 + 1] | 32);
    if (encoding != 'b' && encoding != 'q') return word;
    const std::size_t end = text.find("?=", q1 + 3);
    if (end == std::string_view::npos) return word;
    std::string_view charset = text.substr(2, q1 - 2);
    charset = charset.substr(0, charset.find('*'));  // RFC 2231 section 5: a language may follow
    for (char c : charset)
        if (isFolding(c)) return word;
    const std::string_view body = text.substr(q1 + 3, end - q1 - 3);
    word.charset = asciiLower(charset);
    word.octets = encoding == 'b' ? base64Decode(body) : decodeQ(body);
    word.length = end + 2;
    return word;
}

bool isStateful(std::string_view charset) {
    return charset == "utf-7" || charset.substr(0, 8) == "iso-2022" || charset == "hz-gb-2312";
}

std::string rawText(std::string_view octets) {
    return std::all_of(octets.begin(), octets.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; })
               ? std::string(octets)
               : guessToUtf8(octets);
}

/// Encoded words of unfolded text. Neighbours in one charset are joined before conversion, so that a
/// character split over two words survives; each word of a stateful charset starts afresh (RFC 2047 section
/// 3).
std::string decodeWords(std::string_view text) {
    std::string out, charset, octets;
    const auto flush = [&] {
        if (!octets.empty()) out += toUtf8(octets, charset);
        octets.clear();
    };
    std::size_t plain = 0;  // start of text not yet given out
    bool afterWord = false;
    for (std::size_t i = text.find("=?"); i != std::string_view::npos;) {
        const EncodedWord word = encodedWord(text.substr(i));
        if (word.length == 0) {
            i = text.find("=?", i + 2);
            continue;
        }
        const std::string_view between = text.substr(plain, i - plain);
        const bool adjacent = afterWord && std::all_of(between.begin(), between.end(), isFolding);
        if (!adjacent || word.charset != charset || isStateful(charset)) flush();
        if (!adjacent) out += rawText(between);
        charset = word.charset;
        octets += word.octets;
        afterWord = true;
        plain = i + word.length;
        i = text.find("=?", plain);
    }
    flush();
    out += rawText(text.substr(plain));
    return out;
}

/// Skips comments (nested, RFC 5322 3.2.2) and white space; returns the position after them.
std::size_t skipComments(std::string_view v, std::size_t i) {
    int depth = 0;
    for (; i < v.size(); ++i) {
        if (v[i] == '\\' && depth > 0)
            ++i;
        else if (v[i] == '(')
            ++depth;
        else if (v[i] == ')' && depth > 0)
            --depth;
        else if (depth == 0 && !isFolding(v[i]))
            break;
    }
    return std::min(i, v.size());
}

std::string quotedString(std::string_view v, std::size_t& i) {
    std::string out;
    for (++i; i < v.size() && v[i] != '"'; ++i) {
        if (v[i] == '\\' && i + 1 < v.size() && (v[i + 1] == '"' || v[i + 1] == '\\')) ++i;
        out += v[i];
    }
    if (i < v.size()) ++i;
    return out;
}

struct RawParameter {
    std::string value;
    bool encoded = false;  ///< RFC 2231 %XX
    bool quoted = false;
};

/// All pieces of one parameter, by number; RFC 2231 section 3.
struct Pieces {
    std::map<int, RawParameter> extended;
    RawParameter plain;
    bool hasPlain = false;
};

std::string joinExtended(const Pieces& p) {
    std::string charset, octets;
    bool any = false;
    for (const auto& [number, piece] : p.extended) {
        std::string_view v = piece.value;
        if (!piece.encoded) {
            octets += v;
            continue;
        }
        if (!any) {  // charset'language' stands once, at the start
            const std::size_t a = v.find('\''), b = a == std::string_view::npos ? a : v.find('\'', a + 1);
            if (b != std::string_view::npos) {
                charset = asciiLower(v.substr(0, a));
                v.remove_prefix(b + 1);
            }
            any = true;
        }
        octets += percentDecode(v, false);
    }
    if (octets.find("=?") != std::string::npos) return decodeWords(octets);
    return charset.empty() ? rawText(octets) : toUtf8(octets, charset);
}

}  // namespace

std::size_t headerNameLength(std::string_view line) {
    std::size_t i = 0;
    while (i < line.size() && line[i] > ' ' && line[i] != ':' && line[i] != 0x7f) ++i;
    const std::size_t name = i;
    while (i < line.size() && isBlank(line[i])) ++i;  // obsolete form: white space before the colon
    return name > 0 && i < line.size() && line[i] == ':' ? name : 0;
}

std::vector<HeaderField> splitHeader(std::string_view block) {
    std::vector<HeaderField> fields;
    std::size_t i = 0;
    while (i < block.size()) {
        std::size_t end = block.find('\n', i);
        if (end == std::string_view::npos) end = block.size();
        const std::string_view line = block.substr(i, end - i);
        if (!fields.empty() && !line.empty() && isBlank(line[0])) {
            HeaderField& last = fields.back();
            if (last.value.data())
                last.value = {last.value.data(),
                              static_cast<std::size_t>(block.data() + end - last.value.data())};
        } else if (const std::size_t n = headerNameLength(line)) {
            fields.push_back({line.substr(0, n), line.substr(line.find(':', n) + 1)});
        }
        i = end + 1;
    }
    for (HeaderField& f : fields)
        while (!f.value.empty() && (f.value.back() == '\r' || f.value.back() == '\n'))
            f.value.remove_suffix(1);
    return fields;
}

std::string unfold(std::string_view value) {
    std::string out;
    out.reserve(value.size());
    for (char c : value)
        if (c != '\r' && c != '\n') out += c == '\t' ? ' ' : c;
    return out;
}

std::string decodeHeader(std::string_view value) {
    const std::string text = unfold(value);
    return std::string(trim(decodeWords(text)));
}

std::string Parameters::get(std::string_view name) const {
    for (const auto& [k, v] : list)
        if (k == name) return v;
    return {};
}

bool Parameters::has(std::string_view name) const {
    return std::any_of(list.begin(), list.end(), [&](const auto& p) { return p.first == name; });
}

Parameters parseParameters(std::string_view value) {
    const std::string text = unfold(value);
    const std::string_view v = text;
    Parameters out;
    std::size_t i = skipComments(v, 0);
    std::size_t start = i;
    while (i < v.size() && v[i] != ';' && v[i] != '(') ++i;
    for (char c : asciiLower(v.substr(start, i - start)))
        if (!isFolding(c) && c != '"') out.value += c;
    std::vector<std::pair<std::string, Pieces>> found;
    while (i < v.size()) {
        i = skipComments(v, i);
        if (i >= v.size()) break;
        if (v[i] == ';') {
            ++i;
            continue;
        }
        start = i;
        while (i < v.size() && v[i] != '=' && v[i] != ';') ++i;
        std::string name = asciiLower(trim(v.substr(start, i - start)));
        if (i >= v.size() || v[i] == ';') continue;
        i = skipComments(v, i + 1);
        RawParameter raw;
        if (i < v.size() && v[i] == '"') {
            raw.value = quotedString(v, i);
            raw.quoted = true;
            while (i < v.size() && v[i] != ';' && !isFolding(v[i])) ++i;
        } else {
            start = i;
            while (i < v.size() && v[i] != ';') ++i;
            raw.value = std::string(trim(v.substr(start, i - start)));
            const std::size_t comment = raw.value.find(" (");
            if (comment != std::string::npos) raw.value.resize(comment);
        }
        int piece = -1;
        if (!name.empty() && name.back() == '*') {
            raw.encoded = true;
            name.pop_back();
            piece = 0;
        }
        if (const std::size_t star = name.find('*'); star != std::string::npos) {
            unsigned long long number = 0;
            piece = parseUint(std::string_view(name).substr(star + 1), number) && number < 10000
                        ? static_cast<int>(number)
                        : 0;
            name.resize(star);
        }
        auto at = std::find_if(found.begin(), found.end(), [&](const auto& f) { return f.first == name; });
        if (at == found.end()) {
            if (found.size() >= 100) break;
            at = found.insert(found.end(), {name, {}});
        }
        if (piece >= 0)
            at->second.extended.emplace(piece, std::move(raw));
        else if (!at->second.hasPlain) {
            at->second.plain = std::move(raw);
            at->second.hasPlain = true;
        }
    }
    for (auto& [name, pieces] : found)
        out.list.emplace_back(
            name, !pieces.extended.empty() ? joinExtended(pieces) : decodeWords(pieces.plain.value));
    return out;
}

std::vector<std::string> splitAddresses(std::string_view value) {
    const std::string text = unfold(value);
    std::vector<std::string> out;
    std::string current;
    int comment = 0;
    bool quoted = false, angle = false, inGroup = false;
    std::string group;
    std::size_t before = 0;
    const auto flush = [&] {
        std::string one(trim(decodeWords(current)));
        if (!one.empty() && skipComments(one, 0) < one.size()) out.push_back(std::move(one));
        current.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && (quoted || comment) && i + 1 < text.size()) {
            current += c;
            current += text[++i];
            continue;
        }
        if (c == '"' && !comment)
            quoted = !quoted;
        else if (!quoted && c == '(')
            ++comment;
        else if (!quoted && c == ')' && comment)
            --comment;
        else if (!quoted && !comment && c == '<')
            angle = true;
        else if (!quoted && !comment && c == '>')
            angle = false;
        if (!quoted && !comment && !angle && (c == ',' || c == ';')) {
            flush();
            if (c == ';' && inGroup && out.size() == before)
                out.push_back(group + ":;");  // "undisclosed-recipients:;"
            inGroup &= c != ';';
            continue;
        }
        if (!quoted && !comment && !angle && c == ':' && current.find('@') == std::string::npos) {
            group = std::string(trim(decodeWords(current)));  // a group's name (RFC 5322 3.4)
            before = out.size();
            inGroup = true;
            current.clear();
            continue;
        }
        current += c;
    }
    flush();
    if (inGroup && out.size() == before) out.push_back(group + ":;");
    return out;
}

std::string idOf(std::string_view value) {
    const std::string text = unfold(value);
    const std::size_t open = text.find('<'), close = open == std::string::npos ? open : text.find('>', open);
    if (close != std::string::npos) return rawText(std::string_view(text).substr(open, close - open + 1));
    return rawText(trim(text));
}

}  // namespace sillage
