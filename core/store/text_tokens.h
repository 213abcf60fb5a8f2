// Text to words, exactly as FTS5's own tokenizer `unicode61 remove_diacritics 2` does it
// (sqlite.org/fts5.html, 4.3.1), but faster: what that tokenizer makes of each character is asked of it once and
// kept. One object a thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace sillage {

class Database;

class TextTokens {
public:
    static constexpr std::size_t kLongest = 32768;  ///< FTS5 cuts longer words
    /// Throws Error when the SQLite library has no FTS5.
    explicit TextTokens(Database& database);
    ~TextTokens();
    /// Calls token(word) for each word in order; words are valid during the call. Text that is not UTF-8 is left to
    /// FTS5 itself.
    template <typename Token>
    void each(std::string_view text, Token&& token);
    /// The same by FTS5's tokenizer alone.
    void slowly(std::string_view text, const std::function<void(std::string_view)>& token) const;

private:
    /// What becomes of one character.
    struct Character {
        bool begins = false;     ///< a word may begin with it
        bool continues = false;  ///< it may stand inside a word (accents alone do only that)
        std::uint8_t size = 0;   ///< octets it gives to the word
        std::array<char, 4> octets{};
    };
    using Page = std::array<Character, 256>;
    struct Tokenizer;

    Character ask(char32_t code) const;
    const Character& of(char32_t code) {
        const auto& page = pages_[code >> 8];
        return page ? (*page)[code & 255] : learn(code);
    }
    const Character& learn(char32_t code);
    /// Decodes the character at p and moves behind it; false where it is not UTF-8.
    static bool decode(const char*& p, const char* end, char32_t& code);

    std::unique_ptr<Tokenizer> tokenizer_;
    std::array<std::unique_ptr<Page>, 0x1100> pages_;  ///< of 256 characters each, learnt when first met
    std::array<char, 128> plain_{};                    ///< ASCII: the character's own form in a word, 0 = not in words
    std::string word_;
};

template <typename Token>
void TextTokens::each(std::string_view text, Token&& token) {
    const char* p = text.data();
    const char* const end = p + text.size();
    const auto isPlain = [this](char c) { return static_cast<unsigned char>(c) < 0x80 && plain_[static_cast<unsigned char>(c)] == c && c; };
    std::size_t given = 0;
    while (p != end) {
        const char* const from = p;
        while (p != end && isPlain(*p)) ++p;
        const auto next = static_cast<unsigned char>(p == end ? ' ' : *p);
        if (next < 0x80 && !plain_[next]) {  // a word that stands in the text as it will in the index, or none
            if (p != from) {
                token(std::string_view(from, std::min<std::size_t>(static_cast<std::size_t>(p - from), kLongest)));
                ++given;
            }
            if (p != end) ++p;
            continue;
        }
        word_.assign(from, p);
        bool inside = p != from;
        while (p != end) {
            char32_t code = 0;
            if (!decode(p, end, code)) {
                std::size_t known = given;
                slowly(text, [&](std::string_view word) {
                    if (known > 0) --known;
                    else token(word);
                });
                return;
            }
            const Character& c = of(code);
            if (!(inside ? c.continues : c.begins)) break;
            inside = true;
            word_.append(c.octets.data(), c.size);
        }
        if (!inside) continue;
        token(std::string_view(word_).substr(0, kLongest));
        ++given;
    }
}

inline bool TextTokens::decode(const char*& p, const char* end, char32_t& code) {
    const auto first = static_cast<unsigned char>(*p);
    if (first < 0x80) {
        code = first;
        ++p;
        return true;
    }
    const int more = first < 0xc2 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : 0;
    if (more == 0 || end - p <= more) return false;
    code = first & (0x3fu >> more);
    for (int i = 1; i <= more; ++i) {
        const auto octet = static_cast<unsigned char>(p[i]);
        if ((octet & 0xc0) != 0x80) return false;
        code = code << 6 | (octet & 0x3fu);
    }
    constexpr char32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
    if (code < kLeast[more] || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) return false;
    p += more + 1;
    return true;
}

}  // namespace sillage
