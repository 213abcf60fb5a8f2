// search: full text over messages, attachment names and log lines, ranked.
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "commands/command.h"

namespace sillage {

static void printHit(Case& c, const SearchHit& hit, TableFormat format) {
    const auto rows = fetchRows(c, hit.view, std::span(&hit.rowId, 1));
    if (rows.empty()) return;
    const bool event = hit.view == View::Events;
    if (format == TableFormat::Table) {
        std::cout << rows[0].publicId << "  " << (event ? "event  " : "message") << "  " << visible(hit.snippet) << "\n";
        return;
    }
    const FieldList list = fields(hit.view);
    std::string line = std::string("{\"kind\":\"") + (event ? "event" : "message") + "\",\"snippet\":" + cellJson(Value(hit.snippet));
    for (std::size_t i = 0; i < list.size; ++i) line += ",\"" + std::string(list[i].name) + "\":" + cellJson(rows[0].cells[i]);
    std::cout << line << "}\n";
}

static int runSearch(const Arguments& a) {
    if (a.positional().size() != 1) a.usage("give the text to search for as one argument");
    const auto c = a.openCase(Case::Mode::Read);
    std::size_t limit = 1000;
    unsigned long long n = 0;
    if (a.has("--limit")) {
        if (!parseUint(a.value("--limit"), n)) a.usage("--limit is not a number");
        limit = n;
    }
    if (a.format() == TableFormat::Csv) a.usage("search prints two kinds of rows: use --format json or table");
    for (const SearchHit& hit : search(*c, a.positional()[0], limit)) printHit(*c, hit, a.format());
    return 0;
}

static constexpr Option kOptions[] = {{"--limit", "N", "at most N hits (default 1000)"}};
extern const Command kSearch{"search", "--case CASE TEXT", "full text over messages and log lines, ranked", kOptions, runSearch};

}  // namespace sillage
