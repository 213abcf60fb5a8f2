// Ivanti (Pulse) Connect Secure, the appliance's own log files (log.access.vc0, log.admin.vc0, log.events.vc0): 8192 octets
// of header, then records divided by control octets (5, or NUL where space was reserved). A record is cells divided by
// tabs: time and counter in hexadecimal, node, message code, "vc0", virtual system, address, user, then what happened.
// No published specification: read off files and the fields their export shows; a record of another shape fails.
// Fields of events: code, op (what happened, in the appliance's words), node, record (the counter).
#include <algorithm>
#include <vector>

#include "base/ip.h"
#include "base/phrase.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/line_log.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

constexpr std::size_t kHeader = 8192, kMaxRecord = 256u << 10;

bool isDivider(char c) { return c == '\x05' || c == '\0' || c == '\n'; }

bool hexNumber(std::string_view text, std::uint64_t& out) {
    out = 0;
    for (const char c : text) {
        if (!isDigit(c) && (c < 'a' || c > 'f')) return false;
        out = out << 4 | static_cast<unsigned>(isDigit(c) ? c - '0' : c - 'a' + 10);
    }
    return text.size() == 8;
}

/// `65c4a660.00000011`
bool takeTime(std::string_view cell, Event& e) {
    std::uint64_t seconds = 0, counter = 0;
    if (cell.size() != 17 || cell[8] != '.' || !hexNumber(cell.substr(0, 8), seconds) || !hexNumber(cell.substr(9), counter)) return false;
    Stamp s;
    s.civil = static_cast<std::int64_t>(seconds) * 1'000'000;
    s.zoneMinutes = 0;
    s.present = true;
    setTime(e, s, cell);
    return true;
}

struct Words {
    std::string_view part;
    Action action;
    Outcome outcome;
};
constexpr Words kWords[] = {
    {"login succeeded", Action::Login, Outcome::Success},        {"login failed", Action::Login, Outcome::Failure},
    {"authentication failed", Action::Login, Outcome::Failure},  {"authentication rejected", Action::Login, Outcome::Failure},
    {"logout", Action::Logout, Outcome::Unknown},                {"session ended", Action::Logout, Outcome::Unknown},
    {"tunnel started", Action::Connect, Outcome::Success},       {"tunnel stopped", Action::Disconnect, Outcome::Unknown},
    {"session timed out", Action::Logout, Outcome::Unknown},
};

LineVerdict parse(std::string_view record, Event& e) {
    const auto cells = split(record, '\t');
    if (cells.size() < 8 || cells[3] != "vc0") return LineVerdict::bad("not a record of an Ivanti Connect Secure log");
    if (!takeTime(cells[0], e)) return LineVerdict::bad("the time of this record of Ivanti Connect Secure cannot be read");
    e.protocol = "vpn";
    e.clientIp = canonicalIp(cells[5]);
    e.account = clean(cells[6], 300);
    const std::string_view what = !cells[7].empty() || cells.size() < 9 ? cells[7] : cells[8];
    e.action = startsWith(cells[2], "ADM") ? Action::Admin : Action::Other;
    for (const Words& w : kWords)
        if (contains(what, w.part)) {
            e.action = w.action;
            e.outcome = w.outcome;
            break;
        }
    addField(e, "code", clean(cells[2], 40));
    addField(e, "op", clean(what, 300));
    addField(e, "node", clean(cells[1], 200));
    addField(e, "record", cells[0].substr(9));
    return LineVerdict::event();
}

void settle(std::string_view record, std::uint64_t offset, Sink& sink) {
    sink.found();
    Event e;
    e.offset = offset;
    e.length = record.size();
    const LineVerdict verdict = record.size() >= kMaxRecord ? LineVerdict::bad("the record is longer than 256 KiB") : parse(record, e);
    if (verdict.kind == LineVerdict::Kind::Event) return sink.event(std::move(e));
    sink.failed({offset, record.size(), "record", std::string(verdict.reason)});
}

Recognition recognise(const Head& head) {
    const std::string_view t = head.octets;
    if (t.size() < kHeader + 40 || t.substr(0, 4) != std::string_view("\x05\0\0\0", 4)) return {};
    std::string_view record = t.substr(kHeader);
    while (!record.empty() && isDivider(record[0])) record.remove_prefix(1);
    Event ignored;
    if (record.size() < 40 || !takeTime(record.substr(0, 17), ignored) || !contains(record.substr(0, 400), "\tvc0\t")) return {};
    return {95, phraseText("the header of an Ivanti Connect Secure log and a record behind it")};
}

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    Stream stream(source, std::max<std::uint64_t>(range.begin, kHeader), range.end);
    std::string record;
    std::uint64_t begin = 0;
    for (Bytes block = stream.next(); !block.empty() && !sink.stopped(); block = stream.next()) {
        for (std::size_t i = 0; i < block.size(); ++i) {
            const char c = block.data[i];
            if (!isDivider(c)) {
                if (record.empty()) begin = block.offset + i;
                if (record.size() < kMaxRecord) record += c;
            } else if (!record.empty()) {
                settle(record, begin, sink);
                record.clear();
            }
        }
    }
    if (!record.empty()) settle(record, begin, sink);
}

}  // namespace

const Format kIvantiFormat{"ivanti", "Ivanti (Pulse) Connect Secure log (.vc0)", SourceKind::Log, recognise, read, nullptr, "session"};

}  // namespace sillage
