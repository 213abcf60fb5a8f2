// A small HTML tokenizer (WHATWG HTML 13.2.5, much reduced): text, start tags, end tags; comments,
// declarations and the contents of script and style never come out. Linear in the input, no recursion, no
// allocation per token.
#pragma once

#include <string>
#include <string_view>

namespace sillage {

struct HtmlToken {
    enum class Kind { Text, Start, End, Style } kind = Kind::Text;
    std::string_view text;        ///< Text and Style: raw octets, entities undecoded
    char name[16] = {};           ///< Start, End: lower case, cut at 15
    std::string_view attributes;  ///< Start: raw, between name and '>'
    [[nodiscard]] std::string_view tag() const { return name; }
};

class HtmlTokenizer {
public:
    explicit HtmlTokenizer(std::string_view html) : rest_(html) {}
    bool next(HtmlToken& token);

private:
    bool markup(HtmlToken& token);
    void skipComment();
    std::string_view rawText(std::string_view name);
    std::string_view rest_;
    bool noCommentEnd_ = false, noTitleEnd_ = false;
};

/// Steps through raw attributes: the next name (lower case) and value (quotes removed, entities undecoded).
bool nextAttribute(std::string_view& attributes, std::string& name, std::string_view& value);
/// Decodes the entity at text[0] == '&'; appends UTF-8 and returns the octets used, 0 when it is none.
std::size_t decodeEntity(std::string_view text, std::string& out);
/// All entities of a text decoded.
std::string decodeEntities(std::string_view text);

}  // namespace sillage
