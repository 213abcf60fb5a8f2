// search: full text over messages and attachment names, ranked, then the lines of logs as they lie.
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "case/search.h"
#include "commands/command.h"

namespace sillage {

static void printLine(const SearchHit& hit, TableFormat format) {
    const Citation& p = hit.place;
    if (format == TableFormat::Table) {
        std::cout << visible(p.source) << ":" << p.line << "  line     " << visible(hit.snippet) << "\n";
        return;
    }
    std::cout << JsonWriter().beginObject().key("kind").string("line").key("id").null().key("snippet").string(hit.snippet).key("source").string(p.source)
                     .key("line").number(static_cast<std::int64_t>(p.line)).key("offset").number(static_cast<std::int64_t>(p.offset))
                     .key("length").number(static_cast<std::int64_t>(p.length)).endObject().text() << "\n";
}

static void printHit(Case& c, const SearchHit& hit, TableFormat format) {
    if (hit.view == View::Search) return printLine(hit, format);
    const auto rows = fetchRows(c, hit.view, std::span(&hit.rowId, 1));
    if (rows.empty()) return;
    const bool event = hit.view == View::Events;
    if (format == TableFormat::Table) {
        std::cout << rows[0].publicId << "  " << (event ? "event  " : "message") << "  " << visible(hit.snippet) << "\n";
        return;
    }
    const FieldList list = fields(hit.view);
    std::string line = std::string("{\"kind\":\"") + (event ? "event" : "message") + "\",\"id\":" + cellJson(Value(rows[0].publicId)) +
                       ",\"snippet\":" + cellJson(Value(hit.snippet));
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
    const auto progress = makeProgress(a);
    const SearchResult result = search(*c, a.positional()[0], {limit, a.has("--everywhere")}, *progress);
    for (const SearchHit& hit : result.hits) printHit(*c, hit, a.format());
    if (result.more) std::cerr << "There is more than " << limit << " hits: --limit N shows more.\n";
    if (result.held) std::cerr << result.held << " held messages hold it too: they are not examined, and not shown.\n";
    for (const auto& [path, why] : result.unread) std::cerr << "not searched: " << visible(path) << ": " << visible(why) << "\n";
    if (result.cancelled) return static_cast<int>(ExitCode::Interrupted);
    return static_cast<int>(result.unread.empty() ? ExitCode::Done : ExitCode::Incomplete);
}

static constexpr Option kOptions[] = {{"--limit", "N", "at most N hits (default 1000)"},
                                       {"--everywhere", "", "also the octets of mailboxes and of files nothing reads"}};
extern const Command kSearch{"search", "--case CASE TEXT", "full text over messages and log lines, ranked", kOptions, runSearch};

}  // namespace sillage
