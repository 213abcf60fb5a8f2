// Rows of any view, as the command line, the exports and the window show them. A table is a vector of row ids (the
// answer to a query, sorted) whose cells are fetched in windows: nothing that is not shown is loaded.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/phrase.h"
#include "base/time.h"
#include "record/touch.h"
#include "search/query.h"

namespace sillage {

struct TimeValue {
    std::int64_t utc = 0;  ///< microseconds
    Precision precision = Precision::Second;
};
struct JsonValue {
    std::string text;      ///< an already written JSON value
};
/// monostate = absent (null).
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, TimeValue,
                           std::vector<std::string>, JsonValue>;

struct Row {
    std::int64_t rowId = 0;    ///< local, for fetching details; never authored against
    std::string publicId;      ///< content id ("T-…", "S-…", message sha256 …), what bookmarks bind to
    std::vector<Value> cells;  ///< as fields(view)
};

class CaseStore;

/// Ids of the rows of a view that match, in order. Throws Error(Usage) when a field cannot be compared that way.
std::vector<std::int64_t> selectRows(CaseStore& store, View view, const Query& query, const Sort& sort);
/// Which cells of a row are fetched: OnScreen leaves out `fields` of events, the widest column, which a few rows far apart
/// would pay for as much as all of them.
enum class Cells { OnScreen, All };
/// Cells of the given rows, in the order of ids. Missing rows are left out. Sentences the program made are given in
/// that language; everything else is as it is.
std::vector<Row> fetchRows(CaseStore& store, View view, std::span<const std::int64_t> ids,
                           Language language = Language::English, Cells cells = Cells::OnScreen);

/// A row found by its public id: of a message ("M-…" or a whole SHA-256), attachment "A-…", event "E-…", session "S-…",
/// touch "T-…", source "X-…", indicator "I-…" or problem "P-…".
struct RowRef {
    View view = View::Messages;
    std::int64_t rowId = 0;
};
/// nullopt when nothing in the case has that id. Messages, attachments and events are computed one by one: up to a
/// second for a million.
std::optional<RowRef> findPublicId(CaseStore& store, std::string_view id);

/// One hit of `search`, over messages, attachment names and log lines, best first.
struct SearchHit {
    View view = View::Messages;  ///< Messages or Events; Search = a line that is no event, see place
    std::int64_t rowId = 0;
    double rank = 0;
    std::string snippet;         ///< plain text, hits between U+2068 and U+2069
    Citation place{};            ///< of a line found in the octets; event: id of the record, 0 = none
};
/// Messages by full text, best first; then events by their decoded columns, newest first.
std::vector<SearchHit> searchText(CaseStore& store, const std::string& text, std::size_t limit);
std::vector<SearchHit> searchMessages(CaseStore& store, const std::string& text, std::size_t limit);
std::vector<SearchHit> searchEvents(CaseStore& store, const std::string& text, std::size_t limit);

}  // namespace sillage
