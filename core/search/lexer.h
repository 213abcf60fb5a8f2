// Cuts query text into tokens, one at a time: memory and time are linear whatever the text. Internal to search.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "search/query.h"

namespace sillage {

struct Token {
    enum class Kind { End, Open, Close, And, Or, Not, Words, Term, Wrong };
    Kind kind = Kind::End;
    std::size_t at = 0;        ///< octet position of its first character
    std::size_t valueAt = 0;   ///< Term: position of the value
    std::string field;         ///< Term: prefix as written
    Compare compare = Compare::Match;
    std::string text, text2;   ///< unquoted
    bool prefix = false, phrase = false;
    std::string error;         ///< Wrong
};

class Lexer {
public:
    Lexer(View view, std::string_view text) : view_(view), text_(text) {}
    Token next();

private:
    Token words(Token token);
    Token term(Token token, std::size_t colon);
    void value(Token& token);
    bool regex(Token& token, bool pathField);
    void range(Token& token);
    bool atom(std::string& out, bool stopAtDots, bool& quoted, Token& token);
    void starAfterQuote(Token& token);
    void wildcards(Token& token) const;
    [[nodiscard]] bool atBoundary(std::size_t position) const;
    [[nodiscard]] std::size_t prefixEnd() const;
    void wrong(Token& token, std::size_t at, std::string error) const;

    View view_;
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace sillage
