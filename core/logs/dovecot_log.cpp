// Dovecot's own log file (log_path): the lines of dovecot_line.h behind a stamp without host and program, in the
// traditional form (no year, no zone), ISO (log_timestamp) or multilog's TAI64N.
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/dovecot_line.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

/// `@` and 24 hexadecimal digits: TAI64N, seconds since 1970 TAI (10 s ahead of UTC labels) and nanoseconds.
std::optional<Stamp> parseTai64n(std::string_view text) {
    if (text.size() != 25 || text[0] != '@') return std::nullopt;
    std::uint64_t seconds = 0, nanos = 0;
    for (std::size_t i = 1; i < 25; ++i) {
        const char c = text[i];
        if (!isDigit(c) && (c < 'a' || c > 'f')) return std::nullopt;
        std::uint64_t& value = i <= 16 ? seconds : nanos;
        value = value << 4 | static_cast<unsigned>(isDigit(c) ? c - '0' : c - 'a' + 10);
    }
    constexpr std::uint64_t epoch = (std::uint64_t{1} << 62) + 10;
    if (seconds < epoch || seconds - epoch > 253402300799ull || nanos > 999999999) return std::nullopt;
    Stamp s;
    s.civil = static_cast<std::int64_t>((seconds - epoch) * 1000000 + nanos / 1000);
    s.zoneMinutes = 0;
    s.precision = Precision::Microsecond;
    s.present = true;
    return s;
}

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
