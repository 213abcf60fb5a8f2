// The views that are rows of SQLite: where they come from, what each field is, in which order they stand.
// Internal to the table files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "search/query.h"

namespace sillage {

/// How a column becomes a cell, and what stands for "absent".
enum class Cell : std::uint8_t {
    Text, Hash, Number, NumberOver0, NumberFrom0, Instant, Boolean, Lines, Citations, Json,
    Sentence, Sentences, Reasons,  ///< what the program says (base/phrase.h): one, lines, lines with counts
    AttachedItem, DepthName, DestinationName, GradeName, AttributionName, DeliveryName, IdentityName, IndicatorName,
    StandingName, ChangeName
};

struct ViewColumn {
    const char* expression;
    Cell cell;
};

struct SqlView {
    const char* from;         ///< FROM … with its joins
    const char* where;        ///< fixed condition, "1" when none
    const char* rowId;        ///< expression
    const char* publicKey;    ///< expression: the id itself (letter 0), or what contentId() is made of
    char letter;              ///< of the public id
    const char* order;        ///< the view's own order, total
    bool authored;            ///< lies in case.db
    std::vector<ViewColumn> columns;  ///< as fields(view)
};

/// Condition on placement p and attachment a: the attachment is listed with this message (and not with one that holds it).
extern const char* const kListedHere;
/// nullptr: the view does not lie in SQLite.
const SqlView* sqlView(View view);
/// Names of an enumerated cell, in the order of its values; empty for other cells.
std::vector<std::string> cellNames(Cell cell);

}  // namespace sillage
