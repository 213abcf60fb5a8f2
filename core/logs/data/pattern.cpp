#include "logs/data/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace sillage {

namespace {

constexpr unsigned kHeapKiB = 16u << 10, kDepth = 20'000, kNesting = 100;

}  // namespace

struct Pattern::Impl {
    pcre2_code* code = nullptr;
    pcre2_match_data* data = nullptr;
    pcre2_match_context* context = nullptr;
    ~Impl() {
        pcre2_match_context_free(context);
        pcre2_match_data_free(data);
        pcre2_code_free(code);
    }
};

Pattern::Pattern(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {
    std::uint32_t count = 0, size = 0;
    PCRE2_SPTR table = nullptr;
    pcre2_pattern_info(impl_->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(impl_->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(impl_->code, PCRE2_INFO_NAMETABLE, &table);
    for (std::uint32_t i = 0; i < count; ++i, table += size)
        groups_.push_back({reinterpret_cast<const char*>(table + 2), static_cast<unsigned>(table[0] << 8 | table[1])});
}

Pattern::~Pattern() = default;

std::unique_ptr<Pattern> Pattern::compile(const std::string& text, bool jit, PatternMistake& mistake) {
    int error = 0;
    PCRE2_SIZE at = 0;
    pcre2_compile_context* limits = pcre2_compile_context_create(nullptr);
    pcre2_set_parens_nest_limit(limits, kNesting);
    auto impl = std::make_unique<Impl>();
    impl->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                               PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_DUPNAMES | PCRE2_DOLLAR_ENDONLY,
                               &error, &at, limits);
    pcre2_compile_context_free(limits);
    if (!impl->code) {
        PCRE2_UCHAR words[200] = {};
        pcre2_get_error_message(error, words, sizeof words);
        mistake = {at + 1, reinterpret_cast<const char*>(words)};
        return nullptr;
    }
    if (jit) pcre2_jit_compile(impl->code, PCRE2_JIT_COMPLETE);
    impl->data = pcre2_match_data_create_from_pattern(impl->code, nullptr);
    impl->context = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(impl->context, kMaxSteps);
    pcre2_set_depth_limit(impl->context, kDepth);
    pcre2_set_heap_limit(impl->context, kHeapKiB);
    return std::unique_ptr<Pattern>(new Pattern(std::move(impl)));
}

Pattern::Result Pattern::match(std::string_view subject) {
    subject_ = subject;
    const int result = pcre2_match(impl_->code, reinterpret_cast<PCRE2_SPTR>(subject.data()), subject.size(), 0, 0, impl_->data,
                                   impl_->context);
    if (result >= 0) return Result::Yes;
    return result == PCRE2_ERROR_NOMATCH ? Result::No : Result::Limit;
}

std::string_view Pattern::group(unsigned number) const {
    const PCRE2_SIZE* places = pcre2_get_ovector_pointer(impl_->data);
    if (number >= pcre2_get_ovector_count(impl_->data) || places[2 * number] == PCRE2_UNSET) return {};
    return subject_.substr(places[2 * number], places[2 * number + 1] - places[2 * number]);
}

}  // namespace sillage
