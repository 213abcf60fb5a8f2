// One term of a query against one text: the meaning of ":" that SQL functions and event columns share.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "search/query.h"

namespace sillage {

/// Immutable once made; matching is not thread-safe (the regular expression keeps scratch memory).
/// Text, List, Json: folded substring, prefix = beginning of a word, Equal = the whole, Regex = found anywhere,
/// case and accents ignored. Id: the whole, or its beginning. Address: address, network, or beginning.
/// An empty value never matches.
class ValueMatcher {
public:
    /// For a Term with a textual field type, or a FullText. Throws Error(Usage) for a wrong regular expression.
    ValueMatcher(const Query& term, FieldType type);
    ~ValueMatcher();
    ValueMatcher(ValueMatcher&&) noexcept;

    /// Throws Error(Usage) when a regular expression needs more steps than allowed.
    bool operator()(std::string_view value) const;
    /// What is looked for, folded.
    [[nodiscard]] const std::string& needle() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// fold() with a short way for ASCII; the result lies in scratch.
std::string_view foldedView(std::string_view value, std::string& scratch);

}  // namespace sillage
