// Syslog records that are not lines: captures of a TCP stream with octet counting (RFC 6587 3.4.1: `LENGTH SP MSG`), and
// records written one behind the other without any line end, where a record ends at what looks like the next one's
// beginning (`<PRI>` and an RFC 3339 stamp; a client that can write such text into a message can forge a record: the raw
// octets show it). Messages may hold line ends; a record is cited by its offset and the physical line it begins in.
#include <algorithm>

#include "base/phrase.h"
#include "logs/all_formats.h"
#include "logs/csv.h"
#include "logs/scan_text.h"
#include "logs/source_window.h"
#include "logs/syslog_messages.h"

namespace sillage {

namespace {

constexpr std::size_t kMaxRecord = kMaxLogLine;

/// `<34>`, digits only.
std::size_t priorityLength(std::string_view t) {
    std::size_t n = 1;
    while (n < t.size() && n < 4 && isDigit(t[n])) ++n;
    return !t.empty() && t[0] == '<' && n > 1 && n < t.size() && t[n] == '>' ? n + 1 : 0;
}

/// `<34>[1 ]2025-12-11T`
bool isRecordStart(std::string_view t) {
    const std::size_t n = priorityLength(t);
    if (n == 0) return false;
    t.remove_prefix(n);
    take(t, "1 ");
    return t.size() > 19 && isDigit(t[0]) && t[4] == '-' && t[7] == '-' && t[10] == 'T' && t[13] == ':';
}

/// `123 <34>`: the octets of the message and of what stands before it; 0 = no such head.
std::size_t countedLength(std::string_view t, std::size_t& message) {
    const std::string_view digits = leadingDigits(t.substr(0, 8));
    std::uint32_t length = 0;
    if (digits.empty() || digits[0] == '0' || t.size() < digits.size() + 4 || t[digits.size()] != ' ' || !toUint32(digits, length) || length > kMaxRecord)
        return 0;
    if (priorityLength(t.substr(digits.size() + 1)) == 0) return 0;
    message = length;
    return digits.size() + 1;
}

std::size_t nextStart(std::string_view t, std::size_t from) {
    for (std::size_t at = t.find('<', from); at != std::string_view::npos; at = t.find('<', at + 1))
        if (isRecordStart(t.substr(at))) return at;
    return std::string_view::npos;
}

bool isCounted(std::string_view head) {
    std::size_t message = 0;
    const std::size_t before = countedLength(head, message);
    if (before == 0 || before + message > head.size()) return false;
    std::string_view rest = head.substr(before + message);
    take(rest, "\n");
    std::size_t ignored = 0;
    return rest.empty() || countedLength(rest, ignored) > 0;
}

/// The window and the number of the line at its place.
class Frames {
public:
    Frames(ByteSource& source, const Range& range) : window_(source, range.begin, range.end), line_(range.firstLine) {}
    std::string_view see(std::size_t wanted) { return window_.see(wanted); }
    void pass(std::size_t count) {
        line_ += countLineEnds(window_.seen().substr(0, count));
        window_.pass(count);
    }
    [[nodiscard]] LineReader::Line record(std::size_t before, std::size_t length) const {
        LineReader::Line line;
        line.text = {window_.seen().substr(before, length), window_.offset() + before};
        line.number = line_;
        return line;
    }

private:
    SourceWindow window_;
    std::uint64_t line_;
};

std::size_t withoutLineEnd(std::string_view t, std::size_t length) {
    while (length > 0 && (t[length - 1] == '\n' || t[length - 1] == '\r' || t[length - 1] == '\0')) --length;
    return length;
}

void settle(const LineReader::Line& line, SyslogMessages& messages, Sink& sink) {
    Event e = eventAt(line);
    std::vector<std::uint32_t> items;
    const LineVerdict verdict = messages.read(line.text.data, e, items);
    settleItems(line, verdict, std::move(e), items, sink);
}

void readCounted(Frames& frames, Sink& sink) {
    SyslogMessages messages;
    while (!sink.stopped()) {
        std::string_view seen = frames.see(16);
        if (seen.empty()) return;
        if (seen[0] == '\n') {
            frames.pass(1);
            continue;
        }
        std::size_t message = 0;
        const std::size_t before = countedLength(seen, message);
        if (before > 0 && frames.see(before + message).size() >= before + message) {
            seen = frames.see(before + message);
            settle(frames.record(before, withoutLineEnd(seen.substr(before), message)), messages, sink);
            frames.pass(before + message);
            continue;
        }
        // No frame here: up to the next line, which is the one place where frames can be found again.
        seen = frames.see(kMaxRecord);
        const std::size_t end = std::min(seen.find('\n'), seen.size());
        settleLine(frames.record(0, end), LineVerdict::bad("the length before this syslog record is wrong, or the record is cut off"), {}, sink);
        frames.pass(end);
    }
}

void readRunTogether(Frames& frames, Sink& sink) {
    SyslogMessages messages;
    while (!sink.stopped()) {
        std::string_view seen = frames.see(SourceWindow::kBlock);
        std::size_t end = nextStart(seen, 1);
        if (end == std::string_view::npos) {
            seen = frames.see(kMaxRecord + 64);
            end = std::min(nextStart(seen, 1), seen.size());
        }
        if (seen.empty()) return;
        settle(frames.record(0, withoutLineEnd(seen, end)), messages, sink);
        frames.pass(end);
    }
}

Recognition recognise(const Head& head) {
    const std::string_view t = head.octets;
    if (isCounted(t)) return {92, phraseText("syslog records with their length before them, as they go over TCP (RFC 6587)")};
    if (!isRecordStart(t)) return {};
    std::size_t inside = 0, atLine = 0;
    for (std::size_t at = nextStart(t, 1); at != std::string_view::npos; at = nextStart(t, at + 1)) ++(t[at - 1] == '\n' ? atLine : inside);
    if (inside < 2 || inside <= atLine) return {};
    return {92, phraseText("syslog records one behind the other without line ends")};
}

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    Frames frames(source, range);
    const std::string_view seen = frames.see(1);
    if (!seen.empty() && isDigit(seen[0])) readCounted(frames, sink);
    else readRunTogether(frames, sink);
}

}  // namespace

const Format kSyslogFramesFormat{"syslog-frames", "Syslog records that are not lines (TCP captures)", SourceKind::Log, recognise, read, nullptr,
                                 "names item (mail_log, IMAP ID), else session"};

}  // namespace sillage
