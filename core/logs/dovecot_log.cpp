// Dovecot's own log file (log_path): the lines of dovecot_line.h behind a stamp without host and program, in the
// traditional form (no year, no zone), ISO (log_timestamp) or multilog's TAI64N.
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/dovecot_line.h"
#include "logs/scan_text.h"
#include "logs/syslog_envelope.h"

namespace sillage {

namespace {

/// Length of the stamp line begins with; 0 = none.
std::size_t stampLength(std::string_view line) {
    if (line.size() < 17) return 0;
    if (line[0] == '@') return line.size() > 25 && line[25] == ' ' ? 25 : 0;
    if (line[0] >= 'A' && line[0] <= 'S' && line[3] == ' ') return line[15] == ' ' ? 15 : 0;
    if (isDigit(line[0]) && line[4] == '-' && line.size() > 20) {
        const std::size_t end = line.find(' ', 11);
        return end == std::string_view::npos ? 0 : end;
    }
    return 0;
}

std::optional<Stamp> parseStamp(std::string_view raw) {
    if (raw[0] == '@') return parseTai64n(raw);
    return isDigit(raw[0]) ? parseIsoStamp(raw) : parseSyslogStamp(raw);
}

Recognition recognise(const Head& head) {
    std::size_t hits = 0, sampled = 0;
    for (const auto line : headLines(head)) {
        if (line[0] == ' ' || line[0] == '\t') continue;
        ++sampled;
        const std::size_t stamp = stampLength(line);
        hits += stamp != 0 && looksLikeDovecot(line.substr(stamp + 1)) ? 1 : 0;
    }
    Recognition r = recognisedByLines(hits, sampled, "Dovecot messages behind a time, without host and program");
    if (r.score > 0) r.score = std::min(100, r.score + 5);  // more exact than a general syslog line
    return r;
}

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    StampCache cache(parseStamp);
    readItemLines(source, range, sink, [&](std::string_view line, Event& e, std::vector<std::uint32_t>& items) {
        const std::size_t length = stampLength(line);
        if (length == 0) {
            if (line[0] == ' ' || line[0] == '\t') return LineVerdict::noise("continuation of the line above");
            return LineVerdict::bad("not a line of a Dovecot log");
        }
        const std::string_view raw = line.substr(0, length);
        const auto& stamp = cache(raw);
        if (!stamp) return LineVerdict::bad("the time of this Dovecot line cannot be read");
        setTime(e, *stamp, raw);
        return parseDovecotLine(line.substr(length + 1), e, items);
    });
}

}  // namespace

const Format kDovecotFormat{"dovecot", "Dovecot's own log file", SourceKind::Log, recognise, read, scanLines,
                            "names item (mail_log, IMAP ID), else session"};

}  // namespace sillage
