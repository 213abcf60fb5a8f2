#include "store/text_tokens.h"

#include <sqlite3.h>

#include "base/error.h"
#include "store/database.h"
#include "store/text_rank.h"

namespace sillage {

struct TextTokens::Tokenizer {
    fts5_tokenizer methods{};
    Fts5Tokenizer* instance = nullptr;
    ~Tokenizer() {
        if (instance) methods.xDelete(instance);
    }
};

TextTokens::TextTokens(Database& database) : tokenizer_(std::make_unique<Tokenizer>()) {
    fts5_api* api = textApi(database);
    void* context = nullptr;
    const char* arguments[] = {"remove_diacritics", "2"};
    if (api->xFindTokenizer(api, "unicode61", &context, &tokenizer_->methods) != SQLITE_OK ||
        tokenizer_->methods.xCreate(context, arguments, 2, &tokenizer_->instance) != SQLITE_OK)
        throw Error("this SQLite library has no tokenizer for full text", "Install Debian's libsqlite3-0.");
    for (unsigned c = 0; c < 128; ++c) {
        const Character& character = of(c);
        if (character.begins && character.size == 1) plain_[c] = character.octets[0];
    }
}

TextTokens::~TextTokens() = default;

void TextTokens::slowly(std::string_view text, const std::function<void(std::string_view)>& token) const {
    const auto take = [](void* context, int, const char* octets, int size, int, int) {
        const auto length = std::min<std::size_t>(static_cast<std::size_t>(size), kLongest);
        (*static_cast<const std::function<void(std::string_view)>*>(context))({octets, length});
        return SQLITE_OK;
    };
    if (text.empty()) return;
    tokenizer_->methods.xTokenize(tokenizer_->instance, const_cast<std::function<void(std::string_view)>*>(&token),
                                  FTS5_TOKENIZE_DOCUMENT, text.data(), static_cast<int>(text.size()), take);
}

/// One character between two letters: joined with them, or a gap between two words.
TextTokens::Character TextTokens::ask(char32_t code) const {
    Character out;
    if (code >= 0xd800 && code < 0xe000) return out;
    std::string utf8;
    if (code < 0x80) {
        utf8 = {static_cast<char>(code)};
    } else if (code < 0x800) {
        utf8 = {static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 0x3f))};
    } else if (code < 0x10000) {
        utf8 = {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3f)),
                static_cast<char>(0x80 | (code & 0x3f))};
    } else {
        utf8 = {static_cast<char>(0xf0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 0x3f)),
                static_cast<char>(0x80 | (code >> 6 & 0x3f)), static_cast<char>(0x80 | (code & 0x3f))};
    }
    slowly(utf8, [&](std::string_view) { out.begins = true; });
    std::size_t words = 0;
    slowly("a" + utf8 + "b", [&](std::string_view word) {
        if (++words > 1 || word.size() < 2 || word.size() > 6) return;
        out.size = static_cast<std::uint8_t>(word.size() - 2);
        std::copy_n(word.data() + 1, out.size, out.octets.data());
    });
    out.continues = words == 1;
    return out;
}

const TextTokens::Character& TextTokens::learn(char32_t code) {
    auto& page = pages_[code >> 8];
    page = std::make_unique<Page>();
    for (char32_t i = 0; i < 256; ++i) (*page)[i] = ask((code & ~char32_t{255}) | i);
    return (*page)[code & 255];
}

}  // namespace sillage
