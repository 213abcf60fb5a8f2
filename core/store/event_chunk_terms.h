// The single conditions of event filters: what one term of a query asks of a chunk's columns.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "search/value.h"
#include "store/event_chunk_filter.h"

namespace sillage::event_terms {

/// A term over a field of the events view. Throws Error(Usage).
std::unique_ptr<ChunkFilter> term(const Query& q, const EventTermContext& context);
/// Words in any text of the event, its further fields included.
std::unique_ptr<ChunkFilter> fullText(const Query& q);

/// A further field whose value, or key=value, matches.
std::unique_ptr<ChunkFilter> fieldWords(const Query& q, FieldType type);

/// Rows whose number is inside bounds and is not absent.
std::unique_ptr<ChunkFilter> numberRange(NumberColumn column, const Bounds& bounds, std::optional<std::int64_t> absent);
std::unique_ptr<ChunkFilter> numberSet(NumberColumn column, std::vector<std::int64_t> values);
/// foldedCase: values are lower case, the column is compared in lower case.
std::unique_ptr<ChunkFilter> textSet(TextColumn column, std::vector<std::string> values, bool foldedCase);

/// Number or text column behind a field of the events view, for sorting; fields made of several have neither.
struct FieldColumn {
    std::optional<NumberColumn> number;
    std::optional<TextColumn> text;
    std::optional<std::int64_t> absent;
};
FieldColumn columnOf(std::size_t field);
std::string_view precisionName(Precision p);

}  // namespace sillage::event_terms
