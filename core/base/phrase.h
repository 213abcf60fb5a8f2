// A sentence of the program in more than one language. It is made from a template ("hole of %1 after %2") and its
// arguments, and travels as one UTF-8 string through the wire, the store and the trace: the English sentence with each
// argument between marks (U+0001 data, U+0002 a sentence of its own, U+0004 a count, U+0003 end). Without arguments it is the template
// itself. French is looked up by template when the sentence is shown (resources/phrases/fr.txt; tests/phrases.py holds
// code and catalogue together). A template is always a literal of the program: evidence can only be an argument, and
// marks inside an argument are written out. All functions are pure and thread-safe.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sillage {

enum class Language : std::uint8_t { English, French };
std::string_view languageName(Language language);                  ///< "en", "fr"
bool languageFromName(std::string_view name, Language& out);       ///< "fr", "fr_FR", "fr-CA" …

/// An argument that is a sentence itself: it is translated too.
struct Said {
    std::string_view text;
};
inline Said said(std::string_view sentence) { return {sentence}; }

/// An argument that counts something, and is no name, number of a line or the like: shown with its thousands apart.
struct CountArgument {
    std::uint64_t number;
};
inline CountArgument counted(std::uint64_t number) { return {number}; }

class PhraseArgument {
public:
    PhraseArgument(std::string_view data) : text_(data) {}
    PhraseArgument(const std::string& data) : text_(data) {}
    PhraseArgument(const char* data) : text_(data) {}
    PhraseArgument(Said sentence) : text_(sentence.text), sentence_(true) {}
    PhraseArgument(CountArgument count) : number_(std::to_string(count.number)), text_(number_), count_(true) {}
    template <std::integral T>
    PhraseArgument(T number) : number_(std::to_string(number)), text_(number_) {}
    PhraseArgument(const PhraseArgument&) = delete;
    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] bool sentence() const { return sentence_; }
    [[nodiscard]] bool count() const { return count_; }

private:
    std::string number_;
    std::string_view text_;
    bool sentence_ = false, count_ = false;
};

/// A literal whose places are %1 … %n, in this order, each once: checked by the compiler.
template <class... A>
struct PhraseTemplate {
    consteval PhraseTemplate(const char* literal) : text(literal) {
        std::size_t next = 1;
        for (const char* p = literal; *p; ++p) {
            if (*p < 0x05 && *p > 0) throw "a mark in a template";
            if (*p != '%' || p[1] < '1' || p[1] > '9') continue;
            if (static_cast<std::size_t>(p[1] - '0') != next++) throw "the places of a template are %1, %2 … in order";
        }
        if (next != sizeof...(A) + 1) throw "a template has as many places as arguments";
    }
    const char* text;
};

std::string composePhrase(const char* literal, std::initializer_list<const PhraseArgument*> arguments);

template <class... A>
std::string phrase(PhraseTemplate<std::type_identity_t<A>...> literal, const A&... arguments) {
    return [&](const auto&... a) { return composePhrase(literal.text, {&a...}); }(PhraseArgument(arguments)...);
}

/// Sentences one after the other, ", " between them.
std::string listed(const std::vector<std::string>& sentences);

/// Marks a literal without places as a sentence to translate, for tables of constants.
constexpr const char* phraseText(const char* literal) { return literal; }

/// The sentence as people and JSON read it, without marks. Never fails; any text is taken as it is.
std::string inEnglish(std::string_view sentence);
/// The sentence in a language; what the catalogue does not know stays English.
std::string inLanguage(std::string_view sentence, Language language);
inline bool hasMarks(std::string_view text) { return text.find_first_of("\x01\x02\x03\x04") != std::string_view::npos; }

}  // namespace sillage
