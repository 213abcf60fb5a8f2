// The logs of Exchange on premises that share one CSV envelope (log formats c.0 … c.6): one reader, one
// column map a log type (rows.h), one format a type. Every physical line is counted: header lines and the
// further lines of a quoted cell are skipped with their reason.
#include <algorithm>
#include <iterator>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/exchange/log_lines.h"
#include "logs/exchange/rows.h"
#include "logs/exchange/types.h"
#include "logs/line_log.h"
#include "logs/cloud/audit_event.h"
#include "logs/scan_text.h"

namespace sillage {

namespace exchange {

namespace {

/// Reads rows until the range ends.
class Reader {
public:
    Reader(ByteSource& source, const Range& range, Sink& sink)
        : sink_(sink),
          header_(headerAt(range)),
          dialect_(encodingOf(source, range)),
          lines_(source, range.begin + dialect_.bom, range.end, range.firstLine, dialect_.encoding) {
        row_.header = &header_;
        if (!header_.fields.empty()) type_ = &typeOf(header_);
    }

    void run() {
        LogLine line;
        bool held = false;
        while (!sink_.stopped() && (held || lines_.next(line))) {
            held = false;
            if (line.overlong) {
                sink_.found();
                fail(line.number, line.offset, line.length,
                     "the line is longer than 16 MiB and was not parsed; look at it in the source, it may be "
                     "an attack on "
                     "log readers");
            } else if (line.text.empty()) {
                skip(phraseText("empty line"));
            } else if (line.text.front() == '#') {
                if (header_.take(line.text) && !header_.fields.empty()) type_ = &typeOf(header_);
                skip(phraseText("header line"));
            } else {
                held = record(line);
            }
        }
    }

private:
    static constexpr std::size_t kMaxJoined = 1000;  ///< physical lines of one record

    void skip(std::string_view reason, std::uint64_t count = 1) {
        sink_.found(count);
        sink_.skipped(reason, count);
    }
    void fail(std::uint64_t number, std::uint64_t offset, std::uint64_t length, std::string reason) {
        sink_.failed({offset, length, phrase("line %1", number), std::move(reason)});
    }

    /// A record from its first line on. True when line already holds what follows it.
    bool record(LogLine& line) {
        const LogLine first = line;
        bool closed = splitCells(line.text, row_.cells, row_.arena), held = false;
        std::uint64_t length = line.length;
        row_.octets = line.text;
        if (!closed) {
            joined_.assign(line.text);
            std::size_t more = 0;
            while (!closed && more < kMaxJoined && joined_.size() < LogLines::kMaxLine && lines_.next(line)) {
                // A row that begins, or a header line, inside a cell: the quote before was never closed.
                if ((held = line.overlong || beginsWithDate(line.text) || startsWith(line.text, "#"))) break;
                (joined_ += '\n') += line.text;
                length = line.offset + line.length - first.offset;
                ++more;
                if (line.text.find('"') != std::string_view::npos)
                    closed = splitCells(joined_, row_.cells, row_.arena);
            }
            splitCells(joined_, row_.cells, row_.arena);
            row_.octets = joined_;
            if (more > 0) skip(phraseText("further line of a quoted cell"), more);
        }
        sink_.found();
        settle(first, length, closed);
        return held;
    }

    void settle(const LogLine& at, std::uint64_t length, bool closed) {
        Event e;
        e.line = at.number;
        e.offset = at.offset;
        e.length = length;
        if (isHeaderRow()) {
            sink_.skipped("repeated header row");
            return;
        }
        if (!type_ || header_.fields.empty()) adoptCells();
        if (!type_) {
            fail(at.number, at.offset, length,
                 phrase("no #Fields line stands before this row and its %1 cells are those of no log that is "
                        "known: \"%2\"",
                        row_.cells.size(), visible(elide(repairUtf8(row_.octets.substr(0, 200)), 120))));
            return;
        }
        if (!setTimeOf(e)) {
            fail(at.number, at.offset, length,
                 phrase("the time of this row cannot be read: \"%1\"",
                        visible(elide(repairUtf8(row_.octets.substr(0, 200)), 120))));
            return;
        }
        push(std::move(e), closed);
    }

    /// Without header lines the first row that fits names the columns of all that follow.
    void adoptCells() {
        const Type* fits = typeOfCells(row_.cells);
        if (!fits) return;
        type_ = fits;
        header_.setFields(fits->fields);
    }

    [[nodiscard]] bool isHeaderRow() const {
        return row_.cells.size() > 1 && header_.names.size() > 1 &&
               iequals(trim(row_.cells[0]), header_.names[0]) &&
               iequals(trim(row_.cells[1]), header_.names[1]);
    }

    bool setTimeOf(Event& e) {
        std::string_view text = trim(row_.cells[0]);
        for (const char* name : {"datetime", "date-time", "timestamp"})
            if (header_.has(name)) text = row_.raw(name);
        auto& stamp = stamps_(text);
        if (!stamp) return false;
        setTime(e, *stamp, text);
        if (e.time.zoneMinutes == Stamp::kNoZone) e.time.zoneMinutes = 0;  // all these logs are UTC
        return true;
    }

    void push(Event&& e, bool closed) {
        if (!closed)
            sink_.problem({e.offset, e.length, phrase("line %1", e.line),
                           "a quoted cell of this row is not closed: the row was taken as far as it goes"});
        if (!type_->read) {
            readAuditRow(row_, e, sink_);
            return;
        }
        more_.clear();
        problems_.clear();
        RowSink out{e, more_, problems_};
        type_->read(row_, out);
        if (row_.cells.size() != header_.names.size())
            addField(e, "cells",
                     std::to_string(row_.cells.size()) + " of " + std::to_string(header_.names.size()));
        for (std::string& why : problems_)
            sink_.problem({e.offset, e.length, phrase("line %1", e.line), std::move(why)});
        sink_.event(std::move(e));
        for (Event& further : more_) sink_.event(std::move(further));
    }

    Sink& sink_;
    Header header_;
    CsvDialect dialect_;
    LogLines lines_;
    const Type* type_ = nullptr;
    Row row_;
    std::string joined_;
    std::vector<Event> more_;
    std::vector<std::string> problems_;
    StampCache<std::optional<Stamp> (*)(std::string_view)> stamps_{
        [](std::string_view t) { return parseIsoStamp(t); }};
};

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    Reader(source, range, sink).run();
}

/// The head as UTF-8 lines, header lines taken; rows are the first ones without '#'.
struct Sample {
    Header header;
    std::string text;
    std::vector<std::string_view> rows;
};

void sampleOf(const Head& head, Sample& sample) {
    const CsvDialect dialect = sniffCsv(head.octets.substr(0, 3));
    sample.text = csvText(head.octets.substr(dialect.bom), dialect.encoding);
    for (const auto line : headLines({sample.text, head.size, {}, {}})) {
        if (line.front() == '#')
            sample.header.take(line);
        else if (sample.rows.size() < 50)
            sample.rows.push_back(line);
    }
}

Recognition recogniseAs(const Head& head, const Type& type) {
    Sample sample;
    sampleOf(head, sample);
    const Header& header = sample.header;
    if (!header.fields.empty() && header.fields.find(',') != std::string::npos) {
        if (&typeOf(header) != &type) return {};
        if (&type == &kOther && !istartsWith(sample.text, "#Software: Microsoft")) return {};
        return {header.type.empty() ? 85 : 95, phrase("header lines of an Exchange log (%1) with its columns",
                                                      header.type.empty() ? "no #Log-type" : header.type)};
    }
    if (type.fields[0] == '\0' || sample.rows.empty()) return {};
    std::size_t hits = 0;
    std::vector<std::string_view> cells;
    std::string arena;
    for (const auto row : sample.rows) {
        splitCells(row, cells, arena);
        hits += typeOfCells(cells) == &type ? 1 : 0;
    }
    return recognisedByLines(hits, sample.rows.size(),
                             phraseText("rows of an Exchange log without its header lines"));
}

template <const Type& type>
Recognition recognise(const Head& head) {
    return recogniseAs(head, type);
}

}  // namespace

}  // namespace exchange

using exchange::recognise;

const Format kExchangeHttpProxyFormat{
    "exchange-httpproxy", "Exchange HttpProxy log", SourceKind::Log, recognise<exchange::kProxy>,
    exchange::read,       exchange::scanHeaders,    "session"};
const Format kExchangeEwsFormat{
    "exchange-ews", "Exchange Web Services log", SourceKind::Log, recognise<exchange::kEws>,
    exchange::read, exchange::scanHeaders,       "session"};
const Format kExchangeTrackingFormat{"exchange-tracking",
                                     "Exchange message tracking log",
                                     SourceKind::Log,
                                     recognise<exchange::kTracking>,
                                     exchange::read,
                                     exchange::scanHeaders,
                                     "names item (sent and delivered; never reading)"};
const Format kExchangeSmtpFormat{
    "exchange-smtp", "Exchange SMTP protocol log", SourceKind::Log, recognise<exchange::kSmtp>,
    exchange::read,  exchange::scanHeaders,        "session"};
const Format kExchangeImapPopFormat{"exchange-imap-pop", "Exchange IMAP4 and POP3 protocol log",
                                    SourceKind::Log,     recognise<exchange::kImapPop>,
                                    exchange::read,      exchange::scanHeaders,
                                    "names item"};
const Format kExchangeAgentFormat{
    "exchange-agent", "Exchange transport agent log", SourceKind::Log, recognise<exchange::kAgent>,
    exchange::read,   exchange::scanHeaders,          "nothing"};
const Format kExchangeEcpFormat{
    "exchange-ecp", "Exchange control panel log", SourceKind::Log, recognise<exchange::kEcp>,
    exchange::read, exchange::scanHeaders,        "session"};
const Format kExchangeCmdletFormat{"exchange-cmdlet",
                                   "Exchange remote PowerShell cmdlet log",
                                   SourceKind::Log,
                                   recognise<exchange::kCmdlet>,
                                   exchange::read,
                                   exchange::scanHeaders,
                                   "names mailbox (exports), rules and permissions"};
const Format kExchangeAuditFormat{"exchange-audit",
                                  "Exchange administrative audit queue",
                                  SourceKind::Log,
                                  recognise<exchange::kAudit>,
                                  exchange::read,
                                  exchange::scanHeaders,
                                  "administration, not access"};
const Format kExchangeOtherFormat{
    "exchange-other", "Exchange log of another type", SourceKind::Log, recognise<exchange::kOther>,
    exchange::read,   exchange::scanHeaders,          "nothing"};

}  // namespace sillage
