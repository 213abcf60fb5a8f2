// "windows-events-csv": Windows events as a table: Event Viewer's export (times local, everything else in the message),
// Get-WinEvent | Export-Csv, EvtxECmd, Sentinel's SecurityEvent. Columns are found by name, so their order does not matter.
#include <algorithm>
#include <array>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/csv.h"
#include "logs/scan_text.h"
#include "logs/windows_export.h"
#include "logs/windows_record.h"

namespace sillage {

namespace {

enum class Shape : std::uint8_t { None, Viewer, WinEvent, EvtxECmd, Sentinel };

struct Header {
    Shape shape = Shape::None;
    bool dayFirst = false;
    std::vector<std::string> names;
    [[nodiscard]] bool has(std::string_view name) const { return std::find(names.begin(), names.end(), name) != names.end(); }
};

/// Event Viewer's five columns; the sixth, the message, has no name.
bool isViewer(const std::vector<std::string>& names, bool& french) {
    if (names.size() < 5 || names.size() > 6) return false;
    const std::string date = fold(names[1]), id = fold(names[3]);
    french = date == "date et heure";
    return (date == "date and time" || french) && (id == "event id" || startsWith(id, "id de l"));
}

Header headerOf(const CsvRecord& row) {
    Header h;
    for (const std::string_view cell : row.cells) h.names.emplace_back(clean(trim(cell), 200));
    if (isViewer(h.names, h.dayFirst)) h.shape = Shape::Viewer;
    else if (h.has("EventRecordId") && h.has("MapDescription") && h.has("Payload")) h.shape = Shape::EvtxECmd;
    else if (h.has("ProviderName") && h.has("LogName") && h.has("Id") && h.has("TimeCreated")) h.shape = Shape::WinEvent;
    else if (h.has("EventID") && h.has("Computer") && (h.has("TimeGenerated") || h.has("TimeGenerated [UTC]"))) h.shape = Shape::Sentinel;
    return h;
}

/// `3/14/2021 1:40:28 AM`, `14/03/2021 01:40:28`, `3/14/2021, 1:40:28.493 AM`.
std::optional<Stamp> localStamp(std::string_view text, bool dayFirst) {
    std::array<std::uint32_t, 6> n{};
    std::size_t count = 0;
    std::uint32_t millis = 0;
    for (std::size_t i = 0; i < text.size() && count < 6;) {
        const std::string_view digits = leadingDigits(text.substr(i));
        if (digits.empty()) {
            ++i;
            continue;
        }
        if (!toUint32(digits, n[count++])) return std::nullopt;
        i += digits.size();
        if (count == 6 && i < text.size() && text[i] == '.') toUint32(leadingDigits(text.substr(i + 1)).substr(0, 3), millis);
    }
    if (count < 5) return std::nullopt;
    const bool pm = contains(text, "PM") || contains(text, "pm"), am = contains(text, "AM") || contains(text, "am");
    if (pm && n[3] < 12) n[3] += 12;
    if (am && n[3] == 12) n[3] = 0;
    const bool swap = dayFirst || n[0] > 12;
    const auto civil = civilMicros(static_cast<int>(n[2]), swap ? n[1] : n[0], swap ? n[0] : n[1], n[3], n[4], n[5], millis * std::int64_t{1000});
    if (!civil) return std::nullopt;
    Stamp s;
    s.civil = *civil;
    s.present = true;
    s.precision = millis ? Precision::Millisecond : count < 6 ? Precision::Minute : Precision::Second;
    return s;
}

struct Column {
    std::string_view name;
    std::string WindowsRecord::*into;
};
constexpr Column kColumns[] = {
    {"Provider", &WindowsRecord::provider}, {"ProviderName", &WindowsRecord::provider}, {"EventSourceName", &WindowsRecord::provider},
    {"Channel", &WindowsRecord::channel}, {"LogName", &WindowsRecord::channel},
    {"Computer", &WindowsRecord::computer}, {"MachineName", &WindowsRecord::computer},
    {"Keywords", &WindowsRecord::keywords}, {"KeywordsDisplayNames", &WindowsRecord::keywords},
    {"Message", &WindowsRecord::message}, {"TimeCreated", &WindowsRecord::rawTime}, {"TimeGenerated", &WindowsRecord::rawTime},
    {"TimeGenerated [UTC]", &WindowsRecord::rawTime},
};

void place(std::string_view name, std::string value, Shape shape, WindowsRecord& r) {
    std::uint64_t n = 0;
    if (name == "EventID" || name == "EventId" || (name == "Id" && shape == Shape::WinEvent)) {
        windowsNumber(value, n);
        r.eventId = static_cast<std::uint32_t>(n);
    } else if (name == "EventRecordId" || name == "RecordId") {
        windowsNumber(value, r.recordId);
    } else if (name == "Payload" && shape == Shape::EvtxECmd) {
        readWindowsPayload(value, r);
    } else if (const auto* c = std::find_if(std::begin(kColumns), std::end(kColumns), [&](const Column& k) { return k.name == name; });
               c != std::end(kColumns)) {
        if (c->into == &WindowsRecord::message) r.message = std::move(value);
        else r.*(c->into) = std::move(value);
    } else if (shape == Shape::Sentinel && !value.empty()) {
        r.add(std::string(name), std::move(value));
    }
}

bool recordOf(const Header& h, const CsvRecord& row, WindowsRecord& r) {
    if (h.shape == Shape::Viewer) {
        if (row.cells.size() < 5) return false;
        const bool keywords = contains(fold(h.names[0]), "key") || contains(fold(h.names[0]), "mots");
        const std::string word = fold(row.cells[0]);
        if (keywords) r.keywords = contains(word, "chec") || contains(word, "failure") ? "Audit Failure" : "Audit Success";
        r.rawTime = clean(row.cells[1], 60);
        r.provider = clean(row.cells[2], 200);
        std::uint64_t id = 0;
        if (!windowsNumber(trim(row.cells[3]), id)) return false;
        r.eventId = static_cast<std::uint32_t>(id);
        if (row.cells.size() > 5) r.message = clean(row.cells[5], 32u << 10);
    } else {
        if (row.cells.size() + 4 < h.names.size()) return false;
        for (std::size_t i = 0; i < std::min(row.cells.size(), h.names.size()); ++i)
            place(h.names[i], clean(row.cells[i], 64u << 10), h.shape, r);
    }
    settleWindowsRecord(r);
    if (!r.time.present)
        if (const auto s = localStamp(r.rawTime, h.dayFirst)) r.time = *s;
    const bool utc = h.shape == Shape::EvtxECmd || h.shape == Shape::Sentinel;
    if (utc && r.time.present && r.time.zoneMinutes == Stamp::kNoZone) r.time.zoneMinutes = 0;
    return r.eventId != 0;
}

void row(const Header& h, const CsvRecord& record, Sink& sink) {
    sink.found();
    WindowsRecord r;
    if (record.tooLong || record.unterminated || !recordOf(h, record, r)) {
        sink.failed({record.offset, record.length, phrase("line %1", record.line),
                     phrase("not a row of this table of Windows events: cut, too long, or without an event's number")});
        return;
    }
    Event e = windowsEvent(std::move(r));
    e.line = record.line;
    e.offset = record.offset;
    e.length = record.length;
    sink.event(std::move(e));
}

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    const CsvDialect dialect = sniffCsv(source.readString(0, 4));
    CsvReader reader(source, range.begin + dialect.bom, range.end, dialect, range.firstLine);
    CsvRecord record;
    Header header;
    while (!sink.stopped() && reader.next(record)) {
        if (record.length == 0) continue;
        if (header.shape == Shape::None) header = headerOf(record);  // `#TYPE …` may stand before it
        else row(header, record, sink);
    }
}

Recognition recognise(const Head& head) {
    const CsvDialect dialect = sniffCsv(head.octets);
    MemorySource source(head.octets);
    CsvReader reader(source, dialect.bom, head.octets.size(), dialect);
    CsvRecord record;
    for (int i = 0; i < 2 && reader.next(record); ++i) {
        switch (headerOf(record).shape) {
            case Shape::None: break;
            case Shape::Viewer: return {90, phraseText("the columns of an Event Viewer export (CSV)")};
            case Shape::WinEvent: return {92, phraseText("the columns of Get-WinEvent: Windows events (CSV)")};
            case Shape::EvtxECmd: return {95, phraseText("the columns of EvtxECmd: Windows events (CSV)")};
            case Shape::Sentinel: return {90, phraseText("the columns of Sentinel's table SecurityEvent (CSV)")};
        }
    }
    return {};
}

}  // namespace

const Format kWindowsCsvFormat{"windows-events-csv", "Windows events as a table (Event Viewer, Get-WinEvent, EvtxECmd, Sentinel)", SourceKind::Log,
                               recognise, read, nullptr, "names file (4663, 5145), session"};

}  // namespace sillage
