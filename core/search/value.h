// Values of query terms by the type of their field: what the parser checks and what the store compares with.
// All functions are pure; none throws.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "search/query.h"

namespace sillage {

/// Both ends inclusive.
struct Bounds {
    std::int64_t low = std::numeric_limits<std::int64_t>::min();
    std::int64_t high = std::numeric_limits<std::int64_t>::max();
    [[nodiscard]] bool contains(std::int64_t v) const { return v >= low && v <= high; }
};

/// Microseconds UTC that a complete or partial date stands for: `2025`, `2025-12`, `2025-12-11`, `2025-12-11T22`,
/// `2025-12-11 22:14`, with seconds, fraction and zone (none = UTC).
std::optional<Bounds> parseTimeSpan(std::string_view text);
/// Decimal, sign allowed; with binaryUnits also 10K, 10M, 1.5G, 10MB, 10MiB (powers of 1024).
std::optional<std::int64_t> parseNumber(std::string_view text, bool binaryUnits);
/// true, yes, 1 and their opposites.
std::optional<bool> parseBoolean(std::string_view text);

/// The values a term admits, for Integer, Bytes, Time (microseconds), Boolean (0, 1) and Grade (the enum's value;
/// orders compare among possible, probable and recorded only). nullopt: the value is not of that type, or the
/// comparison makes no sense for it.
std::optional<Bounds> termBounds(const Query& term, FieldType type);

/// Types whose values order and take a..b.
bool isOrdered(FieldType type);
/// What a value of that type looks like, for error texts: "a number such as 10M".
std::string_view expectation(FieldType type);

}  // namespace sillage
