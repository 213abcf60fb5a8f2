// exposure: what left the servers as ranges, and a claim held against them.
#include <algorithm>
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "case/exposure.h"
#include "commands/command.h"

namespace sillage {
namespace {

std::string instant(std::int64_t t) { return t ? formatIso(Time(std::chrono::microseconds(t - t % 1'000'000))) : std::string(); }

std::vector<std::string> counters(OctetCounters mask) {
    std::vector<std::string> out;
    for (std::size_t c = 0; c < kOctetCounters; ++c)
        if (mask >> c & 1) out.emplace_back(octetCounterText(static_cast<OctetCounter>(c)));
    return out;
}

std::string joined(const std::vector<std::string>& sentences) {
    std::string out;
    for (const std::string& s : sentences) out = out.empty() ? s : phrase("%1; %2", said(out), said(s));
    return out;
}

void strings(JsonWriter& j, const char* key, const std::vector<std::string>& sentences) {
    j.key(key).beginArray();
    for (const std::string& s : sentences) j.string(inEnglish(s));
    j.endArray();
}

void text(JsonWriter& j, const char* key, const std::string& value) {
    j.key(key);
    value.empty() ? j.null() : j.string(value);
}

void number(JsonWriter& j, const char* key, std::uint64_t value, bool there = true) {
    j.key(key);
    there ? j.number(static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT64_MAX))) : j.null();
}

void printJson(const ExposureRow& r) {
    JsonWriter j;
    j.beginObject().key("level").string(r.level);
    text(j, "name", r.name);
    text(j, "actor", r.actor);
    text(j, "attribution", r.attribution);
    text(j, "status", r.status);
    text(j, "account", r.account);
    text(j, "channel", r.channel);
    text(j, "client_ip", r.clientIp);
    text(j, "first", instant(r.first));
    text(j, "last", instant(r.last));
    number(j, "sessions", r.sessions);
    number(j, "floor", r.octets.floor);
    number(j, "ceiling", r.octets.ceiling, r.octets.bounded());
    number(j, "counted", r.octets.ceiling);
    number(j, "unbounded", r.unbounded);
    number(j, "logged", r.logged);
    strings(j, "floor_from", counters(r.octets.floorFrom));
    strings(j, "ceiling_from", counters(r.octets.ceilingFrom));
    strings(j, "why", r.why);
    j.key("items");
    if (!r.counted) j.null();
    else {
        j.beginObject();
        number(j, "floor", r.items.floor);
        number(j, "ceiling", r.items.ceiling);
        number(j, "recorded", r.items.floor);
        number(j, "probable", r.items.probable);
        number(j, "possible", r.items.possible);
        number(j, "undetermined", r.items.undetermined);
        number(j, "no_record", r.items.noRecord);
        number(j, "ruled_out", r.items.ruledOut);
        number(j, "not_examined", r.items.held);
        j.endObject();
    }
    number(j, "items_excluded", static_cast<std::uint64_t>(std::max<std::int64_t>(r.excluded, 0)), r.excluded >= 0);
    std::cout << j.endObject().text() << "\n";
}

std::string range(const OctetRange& o) {
    const std::string least = grouped(o.floor), most = grouped(o.ceiling);
    return o.bounded() ? phrase("%1 to %2", least, most) : phrase("%1 or more, no ceiling; %2 counted", least, most);
}

void printCsv(const ExposureRow& r) {
    const auto number = [](std::uint64_t n) { return std::to_string(n); };
    const std::string fields[] = {
        r.level, r.name, r.account, r.channel, r.clientIp, r.actor, r.attribution, instant(r.first), instant(r.last), number(r.sessions), number(r.octets.floor),
        r.octets.bounded() ? number(r.octets.ceiling) : std::string(), joined(counters(r.octets.floorFrom | r.octets.ceilingFrom)), joined(r.why),
        number(r.octets.ceiling), number(r.unbounded), number(r.logged), r.counted ? number(r.items.floor) : std::string(),
        r.counted ? number(r.items.ceiling) : std::string(), r.excluded < 0 ? std::string() : std::to_string(r.excluded)};
    bool first = true;
    for (const std::string& f : fields) {
        std::cout << (first ? "" : ",") << csvField(inEnglish(f), false);
        first = false;
    }
    std::cout << "\r\n";
}

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

/// For people: aligned, the reasons below their row's end.
void printTable(const std::vector<ExposureRow>& rows) {
    std::vector<std::vector<std::string>> cells{{"level", "name", "account", "channel", "actor", "first", "last", "sessions", "octets", "items", "from"}};
    for (const ExposureRow& r : rows) {
        const bool session = r.level == "session";
        cells.push_back({r.level, r.name, session ? r.account : std::string(), session ? r.channel : std::string(), r.actor, instant(r.first), instant(r.last),
                         std::to_string(r.sessions), range(r.octets), r.counted ? phrase("%1 to %2", r.items.floor, r.items.ceiling) : std::string(),
                         joined(counters(r.octets.floorFrom | r.octets.ceilingFrom))});
        if (!r.why.empty()) cells.back().back() = cells.back().back().empty() ? joined(r.why) : phrase("%1; %2", said(cells.back().back()), said(joined(r.why)));
        for (std::string& cell : cells.back()) cell = spoken(cell);
    }
    std::vector<std::size_t> widths(cells[0].size());
    for (const auto& row : cells)
        for (std::size_t k = 0; k < row.size(); ++k) widths[k] = std::max(widths[k], columns(row[k]));
    for (const auto& row : cells) {
        std::string line;
        for (std::size_t k = 0; k < row.size(); ++k) line += row[k] + std::string(widths[k] - columns(row[k]) + 2, ' ');
        std::cout << line.substr(0, line.find_last_not_of(' ') + 1) << "\n";
    }
}

void printAnswer(const ClaimAnswer& a, TableFormat format) {
    if (format == TableFormat::Table) {
        std::cout << "\n" << spoken(a.sentence) << "\n";
        for (const std::string& w : a.why) std::cout << "  " << spoken(w) << "\n";
        std::cout << spoken(a.heldSentence) << "\n";
        return;
    }
    if (format != TableFormat::Json) {
        std::cerr << spoken(a.sentence) << "\n";
        return;
    }
    JsonWriter j;
    j.beginObject().key("level").string("claim").key("verdict").string(verdictName(a.verdict));
    number(j, "needed", a.needed);
    number(j, "least", a.least);
    j.key("sentence").string(inEnglish(a.sentence));
    strings(j, "why", a.why);
    j.key("held_verdict").string(verdictName(a.held)).key("held_sentence").string(inEnglish(a.heldSentence));
    std::cout << j.endObject().text() << "\n";
}

std::uint64_t count(const Arguments& a, const char* option, std::uint64_t otherwise) {
    if (!a.has(option)) return otherwise;
    unsigned long long n = 0;
    if (!parseUint(a.value(option), n) || n == 0) a.usage(phrase("%1 needs a whole number above zero", option));
    return n;
}

int runExposure(const Arguments& a) {
    if (!a.positional().empty()) a.usage(phrase("unexpected argument %1", a.positional().front()));
    ExposureQuestion question;
    question.undecidedSessions = a.has("--undecided");
    if (a.has("--claim") != a.has("--bytes-per-record")) a.usage(phraseText("--claim and --bytes-per-record belong together"));
    if (a.has("--compression") && !a.has("--claim")) a.usage(phraseText("--compression belongs to --claim"));
    if (a.has("--claim")) question.claim = Claim{count(a, "--claim", 0), count(a, "--bytes-per-record", 0), count(a, "--compression", Claim().compression)};
    const auto c = a.openCase(Case::Mode::Read);
    const auto progress = makeProgress(a);
    const Exposure e = exposure(*c, question, *progress);
    const TableFormat format = a.format();
    if (format == TableFormat::Csv)
        std::cout << "level,name,account,channel,client_ip,actor,attribution,first,last,sessions,floor,ceiling,counters,why,counted,unbounded,logged,items_floor,items_ceiling,"
                     "items_excluded\r\n";
    if (format == TableFormat::Table) printTable(e.rows);
    else
        for (const ExposureRow& r : e.rows) format == TableFormat::Json ? printJson(r) : printCsv(r);
    if (e.answer) printAnswer(*e.answer, format);
    if (!e.attributed) std::cerr << spoken(phraseText("No session is attributed: every session may be the actor's, and nothing is a floor. `intruder add` names one.")) << "\n";
    return 0;
}

constexpr Option kOptions[] = {
    {"--claim", "RECORDS", "hold a claim of so many records against what left and what the mailboxes hold"},
    {"--bytes-per-record", "N", "of at least so many octets each"},
    {"--compression", "N", "octets of records in one octet sent at most; 20 when not given"},
    {"--undecided", "", "also the largest sessions that nobody decided"},
};

}  // namespace

extern const Command kExposure{"exposure", "--case CASE [--claim RECORDS --bytes-per-record N]", "what left, as ranges with the source of each number; claims tested", kOptions, runExposure};

}  // namespace sillage
