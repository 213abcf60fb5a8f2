// Roundcube's imap.log (imap_debug): every IMAP line of every webmail request, content included. Lab 1 and 3.
//
// `[stamp]: <session8> [CONN] C: command`, `… S: response`; a literal's octets follow as S: entries and then as bare
// lines, so they are counted: what lies inside a literal is never a record of its own connection. Lines of other
// connections are (they interleave), with the field in_literal=1, because a mail could contain forged ones; it
// cannot contain its own connection's id. Such a line opens no literal. Events as imap_command.h says, plus the field connection; session = the
// first eight characters of Roundcube's session. Octets a debug line cut off are counted from its own mark.
// Read as one unit: where a literal ends is known only from its beginning.
#include <map>

#include "base/text.h"
#include "base/phrase.h"
#include "logs/all_formats.h"
#include "logs/imap_command.h"
#include "logs/line_log.h"
#include "logs/roundcube_logs.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

struct Entry {
    std::string_view rawTime, session, connection, text;
    char side = 0;  ///< 'C', 'S', or 0 for connection notes
};

bool cutEntry(std::string_view line, Entry& entry) {
    const auto prefix = cutRoundcubePrefix(line);
    if (!prefix) return false;
    std::string_view rest = prefix->message;
    if (!take(rest, "[")) return false;
    const std::size_t close = findText(rest, "] ");
    if (close == std::string_view::npos || close == 0 || close > 8) return false;
    for (std::size_t i = 0; i < close; ++i)
        if (!isUpperHex(rest[i])) return false;
    entry.rawTime = prefix->rawTime;
    entry.session = prefix->session;
    entry.connection = rest.substr(0, close);
    rest.remove_prefix(close + 2);
    if (take(rest, "C: ")) entry.side = 'C';
    else if (take(rest, "S: ")) entry.side = 'S';
    entry.text = rest;
    return true;
}

/// The literal being served, counted down in octets.
struct OpenLiteral {
    std::string owner;
    std::int64_t remaining = 0;
    bool counting = false;  ///< the line end before the next entry is the log's own
};

class ImapLogReader {
public:
    explicit ImapLogReader(Sink& sink) : sink_(sink) {}

    void line(const LineReader::Line& line) {
        const std::uint64_t lineEnd = line.text.offset - previousEnd_;
        previousEnd_ = line.text.end();
        Entry entry;
        const bool cut = !line.piece && cutEntry(line.text.data, entry);
        owner_.assign(entry.session).append("/").append(entry.connection);
        const bool own = cut && owner_ == literal_.owner;
        // The line end between two entries is the log's own; only a CR before it belongs to the literal.
        if (literal_.counting) literal_.remaining -= static_cast<std::int64_t>(own ? lineEnd - 1 : lineEnd);
        if (!cut || (own && entry.side == 'S' && literal_.remaining > 0)) {
            content(line, cut ? entry.text : line.text.data);
            return;
        }
        inside_ = literal_.remaining > 0 && !own;
        if (!inside_) literal_ = {};
        record(line, entry);
    }

private:
    void content(const LineReader::Line& line, std::string_view text) {
        if (!line.piece || line.number != lastPiece_) {
            sink_.found();
            sink_.skipped("content of a server response (a literal of the line above)");
        }
        if (line.piece) lastPiece_ = line.number;
        std::int64_t octets = static_cast<std::int64_t>(text.size());
        const std::size_t mark = rfindText(text, "... [truncated ");
        if (mark != std::string_view::npos && endsWith(text, " bytes]")) {
            std::int64_t more = 0;
            toInt64(leadingDigits(text.substr(mark + 15)), more);
            octets += more - static_cast<std::int64_t>(text.size() - mark);
        }
        literal_.remaining -= octets;
        literal_.counting = literal_.remaining > 0 && mark == std::string_view::npos;
    }

    void record(const LineReader::Line& line, const Entry& entry) {
        Event e = eventAt(line);
        LineVerdict verdict = LineVerdict::noise("connection opened by the webmail");
        items_.clear();
        const auto& stamp = stamps_(entry.rawTime);
        if (!stamp) verdict = LineVerdict::bad("the time of this Roundcube line cannot be read");
        else {
            setTime(e, *stamp, entry.rawTime);
            if (entry.side == 'C') verdict = command(entry, e);
            else if (entry.side == 'S') verdict = response(entry, e);
        }
        if (verdict.kind == LineVerdict::Kind::Event) {
            e.session.assign(entry.session);
            e.protocol = "imap";
            addField(e, "connection", entry.connection);
            if (inside_) addField(e, "in_literal", "1");
        }
        std::vector<std::uint32_t> further = std::move(items_);
        const Event pattern = further.empty() ? Event{} : e;
        settleLine(line, verdict, std::move(e), sink_);
        std::uint32_t item = 0;
        for (const std::uint32_t uid : further) {
            Event next = pattern;
            next.item = ++item;
            next.uid = uid;
            sink_.event(std::move(next));
        }
    }

    LineVerdict command(const Entry& entry, Event& e) {
        ImapConversation& c = conversation();
        if (!c.command(entry.text, e, items_)) return LineVerdict::noise("continuation of a client command");
        if (e.action == Action::Logout) conversations_.erase(owner_);
        return LineVerdict::event();
    }

    LineVerdict response(const Entry& entry, Event& e) {
        const std::int64_t literal = announcedLiteral(entry.text);
        if (literal > 0 && !inside_) literal_ = {owner_, literal, false};
        if (conversation().response(entry.text, e)) return LineVerdict::event();
        std::string_view rest = entry.text;
        takeUntil(rest, " ");
        if (!startsWith(entry.text, "* ") && startsWith(rest, "NO ")) {
            e.action = Action::Other;
            e.outcome = Outcome::Failure;
            addField(e, "command", "refusal");
            addField(e, "text", clean(entry.text, 300));
            return LineVerdict::event();
        }
        return LineVerdict::noise("server response that names no message");
    }

    ImapConversation& conversation() {
        if (conversations_.size() > 4096) conversations_.clear();  // connections that never said LOGOUT
        return conversations_[owner_];
    }

    Sink& sink_;
    StampCache<std::optional<Stamp> (*)(std::string_view)> stamps_{parseRoundcubeStamp};
    std::map<std::string, ImapConversation> conversations_;
    std::vector<std::uint32_t> items_;
    OpenLiteral literal_;
    std::string owner_;
    std::uint64_t previousEnd_ = 0, lastPiece_ = 0;
    bool inside_ = false;  ///< the entry stands inside another connection's literal
};

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    LineReader lines(source, range.begin, range.end, range.firstLine, kMaxLogLine);
    LineReader::Line line;
    ImapLogReader reader(sink);
    while (!sink.stopped() && lines.next(line)) reader.line(line);
}

Recognition recognise(const Head& head) {
    std::size_t hits = 0, greetings = 0;
    for (const auto line : headLines(head)) {
        Entry entry;
        if (!cutEntry(line, entry)) continue;
        ++hits;
        greetings += entry.side == 0 || startsWith(entry.text, "* ") || startsWith(entry.text, "A0") ? 1 : 0;
    }
    if (hits < 2 || greetings == 0) return {};
    return {95, phrase("%1 lines of an IMAP conversation in Roundcube's debug form", hits)};
}

}  // namespace

const Format kRoundcubeImapFormat{"roundcube-imap", "Roundcube IMAP conversation (imap_debug)", SourceKind::Log,
                                  recognise, read, nullptr, "names item"};

}  // namespace sillage
