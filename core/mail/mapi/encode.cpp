// See encode.h.
#include "mail/mapi/encode.h"

#include <algorithm>

#include "base/text.h"

namespace sillage::mapi {
namespace {

constexpr std::size_t kLine = 76;
constexpr char kHex[] = "0123456789ABCDEF";
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool isPlain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; }) &&
           text.find("=?") == std::string_view::npos;
}

bool isAtomText(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-/=?^_`{|}~ ").find(c) != std::string_view::npos;
}

/// Octets of the UTF-8 character at text[i].
std::size_t characterLength(std::string_view text, std::size_t i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    return std::min(n, text.size() - i);
}

/// Encoded words of at most 75 octets, none splitting a character, a blank between two.
std::vector<std::string> encodedWords(std::string_view utf8) {
    constexpr std::size_t kOctets = 42;  // 56 base64 digits: fits a line with a field name before it
    std::vector<std::string> words;
    for (std::size_t i = 0; i < utf8.size();) {
        std::size_t n = 0;
        while (i + n < utf8.size() && n + characterLength(utf8, i + n) <= kOctets) n += characterLength(utf8, i + n);
        words.push_back("=?utf-8?B?" + base64Encode(utf8.substr(i, n)) + "?=");
        i += n;
    }
    return words;
}

/// Appends pieces that may stand on lines of their own, a blank (which the piece may have itself) before each.
class Folder {
public:
    explicit Folder(std::string& out) : out_(out), column_(out.size()) {}
    void add(std::string_view piece) {
        if (column_ + 1 + piece.size() > kLine && column_ > 1) {
            out_ += "\r\n";
            column_ = 0;
        }
        out_ += ' ';
        out_ += piece;
        column_ += 1 + piece.size();
    }

private:
    std::string& out_;
    std::size_t column_;
};

/// Plain words where the text can be cut at single blanks so that it unfolds to itself, else encoded words.
std::vector<std::string> unstructured(std::string_view utf8) {
    const bool blanks = utf8.find("  ") != std::string_view::npos ||
                        (!utf8.empty() && (utf8.front() == ' ' || utf8.back() == ' '));
    std::vector<std::string> words;
    if (!isPlain(utf8) || blanks) return encodedWords(utf8);
    for (const std::string_view w : split(utf8, ' ')) {
        if (w.size() > kLine - 1) return encodedWords(utf8);
        words.emplace_back(w);
    }
    return words;
}

std::vector<std::string> displayName(std::string_view name) {
    if (!isPlain(name)) return encodedWords(name);
    if (std::all_of(name.begin(), name.end(), isAtomText)) return unstructured(name);
    std::string quoted = "\"";
    for (char c : name) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    quoted += '"';
    if (quoted.size() > kLine - 2) return encodedWords(name);
    return {quoted};
}

/// An address as it may stand in angle brackets; X.500 names hold blanks and brackets that a parser must not see.
std::string addressText(std::string_view address) {
    std::string out;
    for (char c : address) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet <= ' ' || octet >= 0x7f || c == '<' || c == '>' || c == '"' || c == '(' || c == ')' || c == '\\') {
            if (c == ' ' || c == '(' || c == ')' || octet >= 0x80) {
                out += c;
                continue;
            }
            out += '%';
            out += kHex[octet >> 4];
            out += kHex[octet & 15];
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

std::string headerField(std::string_view name, std::string_view utf8) {
    std::string out(name);
    out += ':';
    Folder folder(out);
    for (const std::string& w : unstructured(utf8)) folder.add(w);
    return out + "\r\n";
}

std::string addressField(std::string_view name, const std::vector<NamedAddress>& list) {
    std::string out(name);
    out += ':';
    Folder folder(out);
    for (std::size_t i = 0; i < list.size(); ++i) {
        std::vector<std::string> words;
        const std::string address = addressText(list[i].address);
        const bool ascii = isPlain(address);
        if (!list[i].name.empty() && list[i].name != list[i].address) words = displayName(list[i].name);
        if (!address.empty()) {
            if (ascii)
                words.push_back(words.empty() && address.find_first_of(" ,;:()") == std::string::npos
                                    ? address
                                    : "<" + address + ">");
            else
                for (std::string& w : encodedWords("<" + address + ">")) words.push_back(std::move(w));
        }
        if (words.empty()) words = displayName(list[i].name.empty() ? list[i].address : list[i].name);
        if (words.empty()) continue;
        if (i + 1 < list.size()) words.back() += ',';
        for (const std::string& w : words) folder.add(w);
    }
    return out + "\r\n";
}

std::string parameter(std::string_view name, std::string_view utf8) {
    const bool quotable = isPlain(utf8) && utf8.find_first_of("\"\\") == std::string_view::npos &&
                          name.size() + utf8.size() + 5 <= kLine;
    std::string out;
    if (quotable) return ";\r\n " + std::string(name) + "=\"" + std::string(utf8) + "\"";
    std::string encoded = "utf-8''";
    std::size_t piece = 0;
    const auto flush = [&] {
        out += ";\r\n " + std::string(name) + "*" + std::to_string(piece++) + "*=" + encoded;
        encoded.clear();
    };
    for (char c : utf8) {
        const auto octet = static_cast<unsigned char>(c);
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_') {
            encoded += c;
        } else {
            encoded += '%';
            encoded += kHex[octet >> 4];
            encoded += kHex[octet & 15];
        }
        if (encoded.size() + name.size() > 58) flush();
    }
    if (!encoded.empty()) flush();
    return out;
}

void Base64Lines::add(std::string_view octets) {
    constexpr std::size_t kOctets = kLine / 4 * 3;
    if (!rest_.empty()) {
        const std::size_t take = std::min(octets.size(), kOctets - rest_.size());
        rest_ += octets.substr(0, take);
        octets.remove_prefix(take);
        if (rest_.size() < kOctets) return;
        encode(rest_);
        rest_.clear();
    }
    while (octets.size() >= kOctets) {
        encode(octets.substr(0, kOctets));
        octets.remove_prefix(kOctets);
    }
    rest_ = octets;
}

/// One line of base64 of at most 57 octets.
void Base64Lines::encode(std::string_view octets) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(octets[i])); };
    char line[kLine + 2];
    std::size_t n = 0, i = 0;
    for (; i + 2 < octets.size(); i += 3) {
        const unsigned bits = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
        line[n++] = kAlphabet[bits >> 18];
        line[n++] = kAlphabet[bits >> 12 & 63];
        line[n++] = kAlphabet[bits >> 6 & 63];
        line[n++] = kAlphabet[bits & 63];
    }
    if (i < octets.size()) {
        const bool two = i + 1 < octets.size();
        const unsigned bits = at(i) << 16 | (two ? at(i + 1) << 8 : 0u);
        line[n++] = kAlphabet[bits >> 18];
        line[n++] = kAlphabet[bits >> 12 & 63];
        line[n++] = two ? kAlphabet[bits >> 6 & 63] : '=';
        line[n++] = '=';
    }
    line[n++] = '\r';
    line[n++] = '\n';
    lines_.append(line, n);
    if (lines_.size() < (64u << 10)) return;
    out_(lines_);
    lines_.clear();
}

void Base64Lines::finish() {
    if (!rest_.empty()) encode(rest_);
    rest_.clear();
    if (!lines_.empty()) out_(lines_);
    lines_.clear();
}

std::string quotedPrintable(std::string_view octets) {
    std::string out;
    out.reserve(octets.size() + octets.size() / 4);
    std::size_t column = 0;
    const auto room = [&](std::size_t n) {
        if (column + n > kLine - 1) {
            out += "=\r\n";
            column = 0;
        }
        column += n;
    };
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const char c = octets[i];
        const char next = i + 1 < octets.size() ? octets[i + 1] : '\0';
        if (c == '\r' && next == '\n') {
            out += "\r\n";
            column = 0;
            ++i;
            continue;
        }
        const bool blank = c == ' ' || c == '\t';
        const bool lineEnd = i + 1 == octets.size() || next == '\r' || next == '\n';
        // '-' and 'F' only at the start of a line: neither a boundary nor a From line can come out of a body.
        const bool guarded = column == 0 && (c == '-' || c == 'F' || c == '.');
        if ((c > ' ' && c < 0x7f && c != '=' && !guarded) || (blank && !lineEnd)) {
            room(1);
            if (column == 1 && (c == '-' || c == 'F' || c == '.')) {  // a soft break has just begun the line
                column = 0;
                room(3);
                out += '=';
                out += kHex[static_cast<unsigned char>(c) >> 4];
                out += kHex[static_cast<unsigned char>(c) & 15];
                continue;
            }
            out += c;
            continue;
        }
        room(3);
        out += '=';
        out += kHex[static_cast<unsigned char>(c) >> 4];
        out += kHex[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

bool prefersQuotedPrintable(std::string_view octets) {
    const auto escaped = static_cast<std::size_t>(std::count_if(octets.begin(), octets.end(), [](char c) {
        return (c < ' ' && c != '\r' && c != '\n' && c != '\t') || c == 0x7f || c == '=';
    }));
    return escaped <= octets.size() / 6;
}

}  // namespace sillage::mapi
