// A regular expression (PCRE2, octets, just-in-time compiled where that is allowed) that cannot run away: matching ends
// after a number of steps whatever expression and text are. Not thread-safe: one user at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sillage {

/// What the expression is wrong about.
struct PatternMistake {
    std::size_t at = 0;  ///< character, from 1
    std::string what;    ///< PCRE2's own words; "" = nothing is wrong
};

class Pattern {
public:
    static constexpr unsigned kMaxSteps = 2'000'000;

    /// jit false: interpreted, because the process may not make memory executable any more.
    static std::unique_ptr<Pattern> compile(const std::string& text, bool jit, PatternMistake& mistake);
    ~Pattern();
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;

    enum class Result : unsigned char { No, Yes, Limit };
    Result match(std::string_view subject);
    /// Of the last match; valid as long as its subject. data() == nullptr when the group took no part.
    [[nodiscard]] std::string_view group(unsigned number) const;
    struct Group {
        std::string name;
        unsigned number = 0;
    };
    [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }

private:
    struct Impl;
    explicit Pattern(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
    std::vector<Group> groups_;
    std::string_view subject_;
};

}  // namespace sillage
