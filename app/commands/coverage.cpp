// coverage: what the logs can and cannot tell, as rows, or with --matrix as intervals of routes × accounts × time.
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "case/coverage.h"
#include "commands/command.h"

namespace sillage {

namespace {

std::string instant(std::int64_t t) { return t ? formatIso(Time(std::chrono::microseconds(t - t % 1'000'000))) : std::string(); }

std::string whyOf(const MatrixCell& c) {
    std::string why;
    for (const std::string& w : c.why) why = why.empty() ? w : phrase("%1; %2", said(why), said(w));
    return why;
}

void printJson(const MatrixCell& c) {
    JsonWriter j;
    const auto text = [&](const char* key, const std::string& value) {
        j.key(key);
        if (value.empty()) j.null();
        else j.string(value);
    };
    j.beginObject().key("route").string(inEnglish(c.route));
    text("account", c.account);
    text("from", instant(c.from));
    text("to", instant(c.to));
    j.key("state").string(c.state).key("seen").boolean(c.seen).key("why").beginArray();
    for (const std::string& w : c.why) j.string(inEnglish(w));
    j.endArray();
    text("ask", inEnglish(c.ask));
    text("whom", inEnglish(c.whom));
    text("expires", instant(c.expires));
    std::cout << j.endObject().text() << "\n";
}

void printCells(const std::vector<MatrixCell>& cells, TableFormat format) {
    if (format == TableFormat::Csv) std::cout << "route,account,from,to,state,seen,why,ask,whom,expires\r\n";
    for (const MatrixCell& c : cells) {
        if (format == TableFormat::Json) {
            printJson(c);
            continue;
        }
        const bool csv = format == TableFormat::Csv;
        const std::string fields[] = {c.route, c.account, instant(c.from), instant(c.to), c.state, c.seen ? "true" : "false", whyOf(c), c.ask, c.whom, instant(c.expires)};
        bool first = true;
        for (const std::string& field : fields) {
            std::cout << (first ? "" : csv ? "," : "\t") << (csv ? csvField(inEnglish(field), false) : spoken(field));
            first = false;
        }
        std::cout << (csv ? "\r\n" : "\n");
    }
}

int runCoverage(const Arguments& a) {
    const bool narrowed = a.has("--route") || a.has("--account") || a.has("--from") || a.has("--to");
    if (!a.has("--matrix") && !narrowed) return printView(a, View::Coverage);
    if (!a.positional().empty()) a.usage(phrase("unexpected argument %1", a.positional().front()));
    if (a.has("--query")) a.usage("--query is for the rows; with --matrix use --route, --account, --from and --to");
    const auto c = a.openCase(Case::Mode::Read);
    MatrixQuestion question{a.value("--route"), asciiLower(a.value("--account")), a.time("--from"), a.time("--to")};
    if (question.from && question.to && question.from >= question.to) a.usage("--from is not before --to");
    printCells(coverageMatrix(*c, question), a.format());
    return 0;
}

constexpr Option kOptions[] = {
    {"--matrix", "", "routes × accounts × time: intervals of one state, with what to ask for"},
    {"--route", "R", "only this route (imap, webmail, owa …)"},
    {"--account", "A", "only this account"},
    {"--from", "T", "from this time on"},
    {"--to", "T", "up to this time"},
};

}  // namespace

extern const Command kCoverage{"coverage", "--case CASE [--matrix] [--route R] [--account A] [--from T --to T]", "what the logs can and cannot tell", kOptions, runCoverage};

}  // namespace sillage
