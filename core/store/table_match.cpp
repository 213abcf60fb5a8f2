// Regular expressions: PCRE2 (JIT where there is one), caseless, UTF with invalid sequences allowed, steps limited.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "store/table_match.h"

#include <pcre2.h>

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/ip.h"
#include "base/phrase.h"
#include "base/text.h"

namespace sillage {
namespace {

constexpr std::uint32_t kMatchLimit = 200'000;
constexpr std::uint32_t kHeapLimitKiB = 8 * 1024;

bool isWordOctet(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

bool beginsAWord(std::string_view folded, std::string_view needle) {
    for (std::size_t at = folded.find(needle); at != std::string_view::npos; at = folded.find(needle, at + 1))
        if (at == 0 || !isWordOctet(folded[at - 1])) return true;
    return false;
}

std::string_view unbracketed(std::string_view id) {
    if (id.size() >= 2 && id.front() == '<' && id.back() == '>') return id.substr(1, id.size() - 2);
    return id;
}

class Regex {
public:
    explicit Regex(const std::string& pattern) : pattern_(pattern) {
        int error = 0;
        PCRE2_SIZE at = 0;
        code_ = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                              PCRE2_CASELESS | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C, &error,
                              &at, nullptr);
        if (!code_) {
            PCRE2_UCHAR text[200] = {};
            pcre2_get_error_message(error, text, sizeof text);
            throw Error(phrase("The regular expression /%1/ is wrong at its character %2: %3", pattern, at + 1, reinterpret_cast<const char*>(text)),
                        "Correct it, or write the text in quotation marks.", ExitCode::Usage);
        }
        pcre2_jit_compile(code_, PCRE2_JIT_COMPLETE);
        data_ = pcre2_match_data_create(1, nullptr);
        context_ = pcre2_match_context_create(nullptr);
        pcre2_set_match_limit(context_, kMatchLimit);
        pcre2_set_heap_limit(context_, kHeapLimitKiB);
    }
    ~Regex() {
        pcre2_match_context_free(context_);
        pcre2_match_data_free(data_);
        pcre2_code_free(code_);
    }
    Regex(const Regex&) = delete;
    Regex& operator=(const Regex&) = delete;

    bool matches(std::string_view text) const {
        const int result = pcre2_match(code_, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data_, context_);
        if (result >= 0) return true;
        if (result == PCRE2_ERROR_NOMATCH) return false;
        throw Error(phrase("The regular expression /%1/ takes too many steps on “%2”", pattern_, visible(elide(repairUtf8(text), 80))),
                    "Make it simpler: no repetition inside a repetition, begin with fixed text.", ExitCode::Usage);
    }

private:
    std::string pattern_;
    pcre2_code* code_ = nullptr;
    pcre2_match_data* data_ = nullptr;
    pcre2_match_context* context_ = nullptr;
};

}  // namespace

std::string_view foldedView(std::string_view value, std::string& scratch) {
    const bool ascii = std::none_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (!ascii) {
        scratch = fold(value);
        return scratch;
    }
    scratch.resize(value.size());
    std::transform(value.begin(), value.end(), scratch.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return scratch;
}

struct ValueMatcher::Impl {
    FieldType type = FieldType::Text;
    Compare compare = Compare::Match;
    bool prefix = false;
    std::string needle;
    std::optional<IpRange> range;
    std::optional<Regex> regex;
    std::string scratch;

    bool match(std::string_view value) {
        if (value.empty()) return false;
        if (compare == Compare::Present) return true;
        if (regex) return regex->matches(value) || matchesFolded(value);
        if (range) return range->contains(value);
        const bool whole = compare == Compare::Equal || type == FieldType::Id || type == FieldType::Address;
        if (type == FieldType::Id) value = unbracketed(value);
        const std::string_view folded = foldedView(value, scratch);
        if (whole) return prefix ? folded.substr(0, needle.size()) == needle : folded == needle;
        return prefix ? beginsAWord(folded, needle) : folded.find(needle) != std::string_view::npos;
    }

    bool matchesFolded(std::string_view value) {
        const std::string_view folded = foldedView(value, scratch);
        return folded != value && regex->matches(folded);
    }
};

ValueMatcher::ValueMatcher(const Query& term, FieldType type) : impl_(std::make_unique<Impl>()) {
    impl_->type = term.kind == Query::Kind::FullText ? FieldType::Text : type;
    impl_->compare = term.compare;
    impl_->prefix = term.prefix;
    if (term.compare == Compare::Regex) {
        impl_->regex.emplace(term.text);
        return;
    }
    if (term.compare != Compare::Match && term.compare != Compare::Equal && term.compare != Compare::Present)
        throw Error(phrase("“%1” is compared by order with a field that has none", term.text),
                    "Write field:text, field:=text or field:/regex/.", ExitCode::Usage);
    impl_->needle = fold(type == FieldType::Id ? unbracketed(term.text) : std::string_view(term.text));
    if (impl_->type == FieldType::Address && !term.prefix) impl_->range = IpRange::parse(term.text);
}

ValueMatcher::~ValueMatcher() = default;
ValueMatcher::ValueMatcher(ValueMatcher&&) noexcept = default;

bool ValueMatcher::operator()(std::string_view value) const { return impl_->match(value); }
const std::string& ValueMatcher::needle() const { return impl_->needle; }

}  // namespace sillage
