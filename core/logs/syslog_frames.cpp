// Syslog records that are not lines: captures of a TCP stream with octet counting (RFC 6587 3.4.1: `LENGTH SP MSG`), and
// records written one behind the other without any line end, where a record ends at what looks like the next one's
// beginning (`<PRI>` and an RFC 3339 stamp; a client that can write such text into a message can forge a record: the raw
// octets show it). Messages may hold line ends; a record is cited by its offset and the physical line it begins in.
#include <algorithm>
#include <cstring>

#include "base/phrase.h"
#include "logs/all_formats.h"
#include "logs/csv.h"
#include "logs/scan_text.h"
#include "logs/syslog_messages.h"

namespace sillage {

namespace {

constexpr std::size_t kMaxRecord = kMaxLogLine;
constexpr std::size_t kBlock = 1u << 20;

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

/// A window over the source that holds at least one whole record.
class Window {
public:
    Window(ByteSource& source, const Range& range) : source_(source), position_(range.begin), end_(range.end), line_(range.firstLine) {}
    /// What can be seen now; grows by asking for more than there is.
    std::string_view see(std::size_t wanted) {
        while (tail_ - head_ < wanted && position_ < end_) {
            if (head_ > 0) {
                std::memmove(buffer_.data(), buffer_.data() + head_, tail_ - head_);
                tail_ -= head_;
                head_ = 0;
            }
            const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, end_ - position_));
            if (buffer_.size() < tail_ + want) buffer_.resize(tail_ + want);
            const std::size_t got = source_.read(position_, buffer_.data() + tail_, want);
            if (got == 0) end_ = position_;
            position_ += got;
            tail_ += got;
        }
        return {buffer_.data() + head_, tail_ - head_};
    }
    void pass(std::size_t count) {
        line_ += countLineEnds({buffer_.data() + head_, count});
        head_ += count;
    }
    [[nodiscard]] LineReader::Line record(std::size_t before, std::size_t length) const {
        LineReader::Line line;
        line.text = {{buffer_.data() + head_ + before, length}, position_ - (tail_ - head_) + before};
        line.number = line_;
        return line;
    }

private:
    ByteSource& source_;
    std::uint64_t position_, end_, line_;
    std::vector<char> buffer_;
    std::size_t head_ = 0, tail_ = 0;
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

void readCounted(Window& window, Sink& sink) {
    SyslogMessages messages;
    while (!sink.stopped()) {
        std::string_view seen = window.see(16);
        if (seen.empty()) return;
        if (seen[0] == '\n') {
            window.pass(1);
            continue;
        }
        std::size_t message = 0;
        const std::size_t before = countedLength(seen, message);
        if (before > 0 && window.see(before + message).size() >= before + message) {
            seen = window.see(before + message);
            settle(window.record(before, withoutLineEnd(seen.substr(before), message)), messages, sink);
            window.pass(before + message);
            continue;
        }
        // No frame here: up to the next line, which is the one place where frames can be found again.
        seen = window.see(kMaxRecord);
        const std::size_t end = std::min(seen.find('\n'), seen.size());
        settleLine(window.record(0, end), LineVerdict::bad("the length before this syslog record is wrong, or the record is cut off"), {}, sink);
        window.pass(end);
    }
}

void readRunTogether(Window& window, Sink& sink) {
    SyslogMessages messages;
    while (!sink.stopped()) {
        std::string_view seen = window.see(kBlock);
        std::size_t end = nextStart(seen, 1);
        if (end == std::string_view::npos) {
            seen = window.see(kMaxRecord + 64);
            end = std::min(nextStart(seen, 1), seen.size());
        }
        if (seen.empty()) return;
        settle(window.record(0, withoutLineEnd(seen, end)), messages, sink);
        window.pass(end);
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
    Window window(source, range);
    const std::string_view seen = window.see(1);
    if (!seen.empty() && isDigit(seen[0])) readCounted(window, sink);
    else readRunTogether(window, sink);
}

}  // namespace

const Format kSyslogFramesFormat{"syslog-frames", "Syslog records that are not lines (TCP captures)", SourceKind::Log, recognise, read, nullptr,
                                 "names item (mail_log, IMAP ID), else session"};

}  // namespace sillage
