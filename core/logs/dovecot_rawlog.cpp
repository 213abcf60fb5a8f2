// Dovecot's rawlog of one session: `.in` what the client sent, `.out` what it was sent, each line behind an epoch time
// with microseconds (UTC). Lab 1; log formats d.2. Events as imap_command.h says; for a FETCH response with a literal
// bytes is what the file really holds of it, and the field cut=1 says that the session ended inside. session = the
// file's stem `20251211-142216.1334.1` (local time, pid of imap(user)<pid>, count), shared by both files; fields
// pid, file_time. Read as one unit: where a literal ends is known only from its beginning.
#include "base/text.h"
#include "base/phrase.h"
#include "logs/all_formats.h"
#include "logs/imap_command.h"
#include "logs/line_log.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

/// `1765495920.221311 `: epoch seconds and six digits.
bool takeStamp(std::string_view& text, std::string_view& raw, Stamp& stamp) {
    if (text.size() < 18 || text[10] != '.' || text[17] != ' ') return false;
    std::int64_t seconds = 0, micros = 0;
    if (!toInt64(text.substr(0, 10), seconds) || !toInt64(text.substr(11, 6), micros)) return false;
    raw = text.substr(0, 17);
    stamp.civil = seconds * 1000000 + micros;
    stamp.zoneMinutes = 0;
    stamp.precision = Precision::Microsecond;
    stamp.present = true;
    text.remove_prefix(18);
    return true;
}

struct RawlogName {
    std::string_view stem, time, pid;
    bool client = false;
};

std::optional<RawlogName> parseName(std::string_view name) {
    RawlogName n;
    n.client = endsWith(name, ".in");
    if (!n.client && !endsWith(name, ".out")) return std::nullopt;
    n.stem = name.substr(0, name.rfind('.'));
    std::string_view rest = n.stem;
    n.time = takeUntil(rest, ".");
    n.pid = takeUntil(rest, ".");
    if (n.time.size() != 15 || n.time[8] != '-' || !allDigits(n.pid) || !allDigits(rest)) return std::nullopt;
    return n;
}

class RawlogReader {
public:
    RawlogReader(const ReadHints& hints, Sink& sink) : sink_(sink) {
        stem_ = hints.name;
        if (const auto name = parseName(stem_)) {
            session_.assign(name->stem);
            pid_.assign(name->pid);
            fileTime_.assign(name->time);
        }
    }

    void line(const LineReader::Line& line) {
        const auto lineEnd = static_cast<std::int64_t>(line.text.offset - previousEnd_);
        previousEnd_ = line.text.end();
        if (remaining_ > 0 && inside_) remaining_ -= std::min(remaining_, lineEnd);
        inside_ = remaining_ > 0 && !line.piece;  // the next line end is the literal's; an announcing line's is not
        if (line.piece && line.number == lastPiece_) {
            remaining_ -= std::min(remaining_, static_cast<std::int64_t>(line.text.size()));
            return;
        }
        if (line.piece) lastPiece_ = line.number;
        std::string_view text = line.text.data, raw;
        Stamp stamp;
        const bool stamped = takeStamp(text, raw, stamp);
        if (remaining_ > 0) {
            const auto inside = std::min(remaining_, static_cast<std::int64_t>(text.size()));
            remaining_ -= inside;
            inside_ = inside_ && remaining_ > 0;
            text.remove_prefix(static_cast<std::size_t>(inside));
            if (text.empty()) {
                sink_.found();
                sink_.skipped("content of a literal");
                return;
            }
        }
        finish();
        Event e = eventAt(line);
        LineVerdict verdict = LineVerdict::bad("not a line of a rawlog");
        items_.clear();
        if (stamped) {
            setTime(e, stamp, raw);
            verdict = parse(text, e);
        } else if (line.text.empty()) {
            verdict = LineVerdict::noise("empty line");
        }
        settle(line, verdict, std::move(e));
        remaining_ = std::max<std::int64_t>(0, announcedLiteral(text));
        if (line.piece) remaining_ = 0;
    }

    /// At the end: a response whose literal was not served whole.
    void finish() {
        if (!pending_) return;
        Event e = std::move(*pending_);
        pending_.reset();
        if (remaining_ > 0) {
            e.bytes -= std::min(e.bytes, remaining_);
            addField(e, "cut", "1");
        }
        sink_.event(std::move(e));
    }

private:
    LineVerdict parse(std::string_view text, Event& e) {
        std::string_view rest = text;
        takeUntil(rest, " ");
        const bool completion = startsWith(rest, "OK") || startsWith(rest, "NO") || startsWith(rest, "BAD");
        if (startsWith(text, "* ") || startsWith(text, " ") || text == ")") {
            if (conversation_.response(text, e)) return LineVerdict::event();
            return LineVerdict::noise("server response that names no message");
        }
        if (completion) return LineVerdict::noise("server completion of a command");
        if (startsWith(text, "+")) return LineVerdict::noise("server asks for the rest of a command");
        if (conversation_.command(text, e, items_)) return LineVerdict::event();
        return LineVerdict::noise("continuation of a command or response");
    }

    void settle(const LineReader::Line& line, LineVerdict verdict, Event&& e) {
        if (verdict.kind != LineVerdict::Kind::Event) {
            settleLine(line, verdict, std::move(e), sink_);
            return;
        }
        e.session = session_;
        if (!pid_.empty()) addField(e, "pid", pid_);
        if (!fileTime_.empty()) addField(e, "file_time", fileTime_);
        if (e.bytes >= 0) {  // a literal follows: what is there of it is known at its end
            sink_.found();
            pending_ = std::move(e);
            return;
        }
        const Event pattern = items_.empty() ? Event{} : e;
        settleLine(line, verdict, std::move(e), sink_);
        std::uint32_t item = 0;
        for (const std::uint32_t uid : items_) {
            Event next = pattern;
            next.item = ++item;
            next.uid = uid;
            sink_.event(std::move(next));
        }
    }

    Sink& sink_;
    ImapConversation conversation_;
    std::string stem_, session_, pid_, fileTime_;
    std::vector<std::uint32_t> items_;
    std::optional<Event> pending_;
    std::int64_t remaining_ = 0;
    std::uint64_t previousEnd_ = 0, lastPiece_ = 0;
    bool inside_ = false;
};

void read(ByteSource& source, const Range& range, const ReadHints& hints, Sink& sink) {
    LineReader lines(source, range.begin, range.end, range.firstLine, kMaxLogLine);
    LineReader::Line line;
    RawlogReader reader(hints, sink);
    while (!sink.stopped() && lines.next(line)) reader.line(line);
    reader.finish();
}

Recognition recognise(const Head& head) {
    std::size_t stamped = 0, sampled = 0, words = 0;
    for (const auto line : headLines(head)) {
        std::string_view text = line, raw;
        Stamp stamp;
        ++sampled;
        if (!takeStamp(text, raw, stamp)) continue;
        ++stamped;
        for (const std::string_view word : {"SELECT", " FETCH ", " LOGOUT", "* OK", " ID (", " LIST ", " OK ",
                                            "* CAPABILITY", " NAMESPACE", " EXAMINE ", " NOOP", " IDLE", "+OK", "RETR "})
            if (contains(text, word)) {
                ++words;
                break;
            }
    }
    if (stamped == 0 || stamped * 3 < sampled * 2 || words == 0) return {};
    return {parseName(head.name) ? 98 : 85, phraseText("IMAP or POP3 lines behind epoch times, as Dovecot's rawlog writes them")};
}

}  // namespace

const Format kDovecotRawlogFormat{"dovecot-rawlog", "Dovecot rawlog of one session", SourceKind::Log, recognise, read,
                                  nullptr, "names item"};

}  // namespace sillage
