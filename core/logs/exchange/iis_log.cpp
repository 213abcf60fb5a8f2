// "iis-w3c": requests as IIS logs them (W3C Extended Log File Format, working draft WD-logfile-960323; log
// formats c.3), with what Exchange appends to them. The #Fields line decides; a restart may bring another
// one. Times are UTC.
//
// Fields: those of http_request.h, then method, status, substatus, win32_status, referer, host, site, server,
// server_ip, server_port, forwarded_for, cookie, request_bytes, time_ms, protocol_version. bytes = sc-bytes,
// which is not logged by default. account as logged (`-` is none; the name stands only on the request that
// signed in).
#include "base/phrase.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/exchange/http_request.h"
#include "logs/exchange/log_lines.h"
#include "logs/exchange/row.h"
#include "logs/line_log.h"
#include "logs/scan_text.h"

namespace sillage {

namespace exchange {

namespace {

/// The order IIS 7 and later logs by default, for fragments without header.
constexpr const char* kDefaultFields =
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) "
    "sc-status "
    "sc-substatus sc-win32-status time-taken";
constexpr std::size_t kDefaultColumns = 15;
constexpr std::size_t kMaxW3cLine = 1u << 20;
constexpr std::int64_t kDay = 86'400'000'000;

/// The columns that are read, and their names in a #Fields line.
enum Cell : std::size_t {
    kDate, kTime, kCIp, kCsUserAgent, kCsMethod, kScStatus, kScWin32Status, kScBytes, kScSubstatus,
    kCsUriStem, kCsUriQuery, kCsUri, kSSitename, kCsReferer, kCsHost, kSComputername, kSIp, kSPort,
    kCsCookie, kCsBytes, kTimeTaken, kCsVersion, kSReason, kXForwardedFor, kCsXForwardedFor, kCsUsername
};
constexpr std::string_view kCells[] = {
    "date", "time", "c-ip", "cs(user-agent)", "cs-method", "sc-status", "sc-win32-status", "sc-bytes",
    "sc-substatus", "cs-uri-stem", "cs-uri-query", "cs-uri", "s-sitename", "cs(referer)", "cs-host",
    "s-computername", "s-ip", "s-port", "cs(cookie)", "cs-bytes", "time-taken", "cs-version",
    "s-reason", "x-forwarded-for", "cs(x-forwarded-for)", "cs-username"
};

void splitWords(std::string_view text, std::vector<std::string_view>& cells) {
    cells.clear();
    while (!text.empty()) {
        const std::size_t end = text.find(' ');
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!word.empty()) cells.push_back(word);
        if (cells.size() > 500) return;
    }
}

bool isDefaultRow(const std::vector<std::string_view>& cells) {
    return cells.size() == kDefaultColumns && beginsWithDate(cells[0]) && cells[1].size() == 8 &&
           allDigits(cells[6]) && allDigits(cells[11]);
}

/// `Mozilla/5.0+(Windows+NT)`: IIS writes a space as '+', and so cannot be told from a '+' that was sent.
std::string spaced(std::string_view text, std::size_t max) {
    std::string out = cellText(text, max);
    for (char& c : out)
        if (c == '+') c = ' ';
    return out == "-" ? std::string() : out;
}

class Reader {
public:
    Reader(ByteSource& source, const Range& range, Sink& sink)
        : sink_(sink),
          header_(headerAt(range)),
          dialect_(encodingOf(source, range)),
          lines_(source, range.begin + dialect_.bom, range.end, range.firstLine, dialect_.encoding,
                 kMaxW3cLine) {
        findCells();
    }

    void run() {
        LogLine line;
        while (!sink_.stopped() && lines_.next(line)) {
            sink_.found();
            if (line.overlong)
                fail(line,
                     "the line is longer than 1 MiB and was not parsed; look at it in the source, it may be "
                     "an attack on log readers");
            else if (trim(line.text).empty())
                sink_.skipped("empty line");
            else if (line.text.front() == '#')
                takeHeader(line.text);
            else if (line.text.front() == '\0' && line.text.find_first_not_of('\0') == std::string_view::npos)
                sink_.skipped("padding of NUL octets (the server did not close the log)");
            else
                request(line);
        }
    }

private:
    void findCells() {
        for (std::size_t i = 0; i < std::size(kCells); ++i) {
            const auto found = header_.places.find(kCells[i]);
            places_[i] = found == header_.places.end() ? std::string::npos : found->second;
        }
    }
    /// Trimmed, as it lies; "" when there is none.
    [[nodiscard]] std::string_view cell(Cell c) const {
        return places_[c] < row_.cells.size() ? trim(row_.cells[places_[c]]) : std::string_view();
    }
    void fail(const LogLine& line, std::string_view why) {
        sink_.failed({line.offset, line.length, phrase("line %1", line.number), std::string(why)});
    }
    void bad(const LogLine& line, std::string_view why) {
        sink_.failed(
            {line.offset, line.length, phrase("line %1", line.number),
             phrase("%1: \"%2\"", said(why), visible(elide(repairUtf8(line.text.substr(0, 200)), 120)))});
    }

    void takeHeader(std::string_view line) {
        const std::string before = header_.date;
        if (header_.take(line)) findCells();
        if (header_.date != before) {
            day_ = parseIsoStamp(header_.date);
            days_ = 0;
            lastTime_ = -1;
        }
        sink_.skipped("header line");
    }

    void request(const LogLine& line) {
        splitWords(line.text, row_.cells);
        if (header_.fields.empty() && isDefaultRow(row_.cells)) {
            header_.setFields(kDefaultFields);
            findCells();
        }
        if (header_.fields.empty()) {
            bad(line,
                phraseText(
                    "no #Fields line stands before this request and its columns are not the default ones"));
            return;
        }
        if (row_.cells.size() < 4 || row_.cells.size() * 2 < header_.names.size()) {
            bad(line, phraseText("fewer than half of the columns the #Fields line names"));
            return;
        }
        Event e;
        e.fields.reserve(16);
        e.line = line.number;
        e.offset = line.offset;
        e.length = line.length;
        if (!setTimeOf(e)) {
            bad(line, phraseText("the time of this request cannot be read"));
            return;
        }
        fill(e);
        sink_.event(std::move(e));
    }

    /// Without a date column the day is that of the last #Date line, one later each time the clock runs
    /// backwards by half a day.
    bool setTimeOf(Event& e) {
        const std::string_view date = cell(kDate), time = cell(kTime);
        if (time.empty()) return false;
        if (!date.empty()) {
            text_.assign(date).append(" ").append(time);
            const auto& stamp = stamps_(text_);
            if (!stamp) return false;
            setTime(e, *stamp, text_);
        } else {
            const auto clock = parseIsoStamp("1970-01-01 " + std::string(time));
            if (!clock || !day_) return false;
            if (lastTime_ - clock->civil > kDay / 2) ++days_;
            lastTime_ = clock->civil;
            setTime(e, *clock, time);
            e.time.civil += day_->civil - day_->civil % kDay + days_ * kDay;
            addField(e, "date_from", "#Date");
        }
        e.time.zoneMinutes = 0;
        return true;
    }

    void fill(Event& e) {
        setClient(e, cell(kCIp));
        e.account = cellText(cell(kCsUsername), 300);
        if (e.account == "-") e.account.clear();
        e.userAgent = spaced(cell(kCsUserAgent), 1000);
        const std::string_view method = cell(kCsMethod);
        target(method, e);
        addText(e, "method", method, 32);
        setOutcome(method, cell(kScStatus), cell(kScWin32Status), e);
        toInt64(cell(kScBytes), e.bytes);
        if (cell(kScSubstatus) != "0") addText(e, "substatus", cell(kScSubstatus), 20);
        addText(e, "referer", cell(kCsReferer), 1000);
        addText(e, "host", cell(kCsHost), 300);
        addText(e, "site", cell(kSSitename), 100);
        addText(e, "server", cell(kSComputername), 200);
        addText(e, "server_ip", cell(kSIp), 100);
        addText(e, "server_port", cell(kSPort), 10);
        addText(e, "forwarded_for", cell(kXForwardedFor), 300);
        addText(e, "forwarded_for", cell(kCsXForwardedFor), 300);
        addText(e, "cookie", cell(kCsCookie), 1000);
        addText(e, "request_bytes", cell(kCsBytes), 20);
        addText(e, "time_ms", cell(kTimeTaken), 20);
        addText(e, "protocol_version", cell(kCsVersion), 20);
        if (row_.cells.size() != header_.names.size())
            addField(e, "cells",
                     std::to_string(row_.cells.size()) + " of " + std::to_string(header_.names.size()));
    }

    /// HTTP.sys writes path and query as one (cs-uri), with the reason it refused; SMTP and FTP services of
    /// IIS keep logs of this form too.
    void target(std::string_view method, Event& e) {
        std::string_view path = cell(kCsUriStem), query = cell(kCsUriQuery);
        if (path.empty()) {
            query = cell(kCsUri);
            path = takeUntil(query, "?");
        }
        readRequest(method, path, query, e);
        addText(e, "reason", cell(kSReason), 100);
        const std::string_view site = cell(kSSitename);
        if (istartsWith(site, "SMTPSVC")) e.protocol = "smtp";
        if (istartsWith(site, "MSFTPSVC") || istartsWith(site, "FTPSVC")) e.protocol = "ftp";
        if (e.protocol == "smtp" || e.protocol == "ftp") e.action = Action::Other;
    }

    Sink& sink_;
    Header header_;
    CsvDialect dialect_;
    LogLines lines_;
    Row row_;
    std::size_t places_[std::size(kCells)];  ///< of the cells in a row; npos = the log has no such column
    std::string text_;
    std::optional<Stamp> day_;
    std::int64_t days_ = 0, lastTime_ = -1;
    StampCache<std::optional<Stamp> (*)(std::string_view)> stamps_{
        [](std::string_view t) { return parseIsoStamp(t); }};
};

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    Reader(source, range, sink).run();
}

bool isW3c(const Header& header) {
    return header.has("time") && (header.has("cs-uri-stem") || header.has("cs-uri") ||
                                  header.has("cs-method") || header.has("sc-status"));
}

Recognition recognise(const Head& head) {
    const CsvDialect dialect = sniffCsv(head.octets.substr(0, 3));
    const std::string text = csvText(head.octets.substr(dialect.bom), dialect.encoding);
    Header header;
    std::size_t hits = 0, rows = 0;
    std::vector<std::string_view> cells;
    for (const auto line : headLines({text, head.size, {}, {}})) {
        if (line.front() == '#') {
            header.take(line);
            continue;
        }
        splitWords(line, cells);
        ++rows;
        hits += isDefaultRow(cells) ? 1 : 0;
    }
    if (isW3c(header)) return {95, phraseText("a #Fields line with the columns of a web server's W3C log")};
    return recognisedByLines(
        hits, rows, phraseText("requests with the fifteen default columns of IIS, without header lines"));
}

}  // namespace

}  // namespace exchange

const Format kIisW3cFormat{"iis-w3c",
                           "IIS web server log (W3C)",
                           SourceKind::Log,
                           exchange::recognise,
                           exchange::read,
                           exchange::scanHeaders,
                           "names item (attachments in OWA), else session"};

}  // namespace sillage
