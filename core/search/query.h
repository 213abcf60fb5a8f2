// Query text to a typed tree (design: interface, Query language). The tree ends here; only store writes SQL.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sillage {

/// The tables of the program: one list for the command line, CSV, and the window.
enum class View : std::uint8_t {
    Sources, Problems, Messages, Attachments, Events, Sessions, Suspects, Indicators, Touched, Coverage,
    Exposure, Findings, Bookmarks, Custody, Search, Regrades, Changes, Effects
};
std::string_view viewName(View v);  ///< "messages" … as the command line names it
std::optional<View> viewFromName(std::string_view name);

// g++ 12 takes the scoped names Time and Grade for shadows of the types of that name.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
enum class FieldType : std::uint8_t { Text, Id, Integer, Bytes, Time, Boolean, List, Address, Grade, Json };
#pragma GCC diagnostic pop

/// One column of a view. The same table feeds store, query language, help, CSV, JSON and the window's columns.
struct Field {
    const char* name;      ///< JSON key, CSV header, and query prefix
    FieldType type;
    const char* aliases;   ///< further query prefixes, space separated; may be ""
    bool shown;            ///< a column by default in the window and the terminal table
    const char* help;      ///< one English sentence
};
struct FieldList {
    const Field* data;
    std::size_t size;
    [[nodiscard]] const Field* begin() const { return data; }
    [[nodiscard]] const Field* end() const { return data + size; }
    const Field& operator[](std::size_t i) const { return data[i]; }
};
/// Columns of a view, in output order (design: command line).
FieldList fields(View view);
/// Index of the field a query prefix names in that view, or nullopt.
std::optional<std::size_t> findField(View view, std::string_view prefix);

/// How a term compares. Match = substring (text, folded) or equality (others); Regex: RE2-like linear or step-limited.
enum class Compare : std::uint8_t { Match, Equal, Less, LessEqual, Greater, GreaterEqual, Range, Regex, Present };

/// A typed tree. Owned by its parent; immutable after parsing.
struct Query {
    enum class Kind : std::uint8_t { All, And, Or, Not, Term, FullText };
    Kind kind = Kind::All;
    std::vector<Query> children;   ///< And, Or: any number; Not: one
    std::size_t field = 0;         ///< Term: index into fields(view)
    Compare compare = Compare::Match;
    std::string text;              ///< Term: value as written; FullText: words or "phrase" (folded)
    std::string typed;             ///< FullText: the same as typed, for what is compared octet by octet
    std::string text2;             ///< Range: upper end
    bool prefix = false;           ///< wildcard at the end (terr*)
    bool phrase = false;
};

struct Sort {
    std::size_t field = 0;         ///< index into fields(view)
    bool descending = false;
    bool natural = true;           ///< the view's own order (mailbox, folder, uid …); field is ignored
};

struct ParsedQuery {
    Query query;
    bool ok = true;
    std::size_t errorAt = 0;       ///< octet position in the text
    std::string error;             ///< one sentence, with a suggestion where there is one
};
/// Never throws; "" parses to All.
ParsedQuery parseQuery(View view, std::string_view text);
/// Text that parses to the same tree: for chips, the sidecar of an export, and the history.
std::string formatQuery(View view, const Query& query);

}  // namespace sillage
