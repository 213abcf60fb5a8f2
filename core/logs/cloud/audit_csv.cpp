// "m365-audit-csv": CSV exports of the unified audit log, whatever their columns: Search-UnifiedAuditLog |
// Export-Csv (with or without its #TYPE line, UTF-16 too), the old and new Purview portal export, advanced
// hunting's CloudAppEvents, Sentinel's OfficeActivity, SIEM re-exports with the record in one cell (_raw,
// message) or taken apart into columns (flat_record.h). The cell that holds the record is found by name; the
// other columns serve where that is empty or damaged. Specification: RFC 4180; Search-UnifiedAuditLog output
// columns; Office 365 Management Activity API schema.
#include <algorithm>

#include "base/phrase.h"
#include "base/text.h"
#include "evidence/reader.h"
#include "logs/all_formats.h"
#include "logs/cloud/audit_event.h"
#include "logs/cloud/audit_keys.h"
#include "logs/cloud/cloud_table.h"
#include "logs/cloud/envelope.h"
#include "logs/cloud/flat_record.h"
#include "logs/cloud/json_objects.h"

namespace sillage {

namespace {

constexpr std::size_t kNone = std::string::npos;

/// What the columns of a table are to an audit record.
struct Columns {
    std::size_t record = kNone;                              ///< the cell that holds it
    bool named = false;                                      ///< its name alone says so
    std::vector<std::pair<std::size_t, std::string>> flat;   ///< column → path of a member
    std::vector<std::pair<std::size_t, std::string>> outer;  ///< column → name of a value round the record
    int dotted = 0;                                          ///< columns named as Elastic names them
    int marks = 0;                                           ///< members of every record that have a column
    bool when = false, what = false;
};

Columns mapColumns(const std::vector<std::string>& names) {
    Columns c;
    constexpr std::string_view own[] = {"Operation",    "RecordType",    "Workload", "OfficeWorkload",
                                        "UserId",       "UserKey",       "UserType", "ClientIP",
                                        "ResultStatus", "OrganizationId"};
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool sure = iequals(names[i], "AuditData") || iequals(names[i], "RawEventData");
        if (sure || (c.record == kNone && Envelope::holds(names[i]) && !FlatRecord::dotted(names[i]))) {
            if (!c.named) c.record = i;
            c.named = c.named || sure;
            continue;
        }
        const std::string path = FlatRecord::path(names[i]);
        c.dotted += FlatRecord::dotted(names[i]) ? 1 : 0;
        if (m365Outer(names[i]))
            c.outer.emplace_back(i, names[i]);
        else if (m365Outer(path))
            c.outer.emplace_back(i, path);
        if (path.empty() || std::find(seen.begin(), seen.end(), path) != seen.end()) continue;
        seen.push_back(path);
        c.flat.emplace_back(i, path);
        c.marks += std::find(std::begin(own), std::end(own), path) != std::end(own);
        c.when = c.when || path == "CreationTime" || path == "TimeGenerated";
        c.what = c.what || path == "Operation";
    }
    return c;
}

bool isFlat(const Columns& c) {
    return (c.when && c.what && c.marks >= 4) || c.dotted >= 3;
}

bool isAuditTable(const std::vector<std::string>& names) {
    const Columns c = mapColumns(names);
    return c.record != kNone || isFlat(c);
}

void keepColumns(const CsvRecord& row, const Columns& columns, M365Record& record) {
    std::vector<std::pair<std::string, std::string>> outer;
    for (const auto& [column, name] : columns.outer) outer.emplace_back(name, cellOf(row, column));
    record.keepOuter(outer);
}

/// The record of a row: its cell, or what was taken apart. False: nothing of one is readable.
bool recordOf(const CsvRecord& row, const Columns& columns, M365Parser& parser, M365Record& record,
              std::string_view& octets) {
    const std::string_view cell =
        columns.record < row.cells.size() ? trim(row.cells[columns.record]) : std::string_view{};
    const std::size_t brace = columns.named || cell.empty() ? 0 : jsonBehindPrefix(cell);
    bool readable = false;
    if (!cell.empty() && brace != kNone) {
        octets = cell.substr(brace);
        readable = parser.parse(octets, record);
        if (readable && !parser.path().empty()) octets = parser.text();
    }
    if (!record.isRecord() && isFlat(columns)) {
        FlatRecord flat;
        for (const auto& [column, path] : columns.flat) flat.addPath(path, cellOf(row, column));
        const std::string damage = record.damage;
        readable = parser.parse(flat.json(), record);
        if (record.damage.empty()) record.damage = damage;
        octets = row.octets;
    }
    if (cell.empty() && columns.named && record.fields.empty())
        record.fields.emplace_back("audit_data", "empty");
    keepColumns(row, columns, record);
    return readable || cell.empty() || columns.named;
}

void readRow(const CsvRecord& row, const Columns& columns, M365Parser& parser, Sink& sink) {
    M365Record record;
    std::string_view octets = row.octets;
    const bool readable = recordOf(row, columns, parser, record, octets);
    if (const std::string damage = rowDamage(row); !damage.empty())
        record.damage = record.damage.empty() ? damage : listed({record.damage, damage});
    const bool outer =
        (columns.named || isFlat(columns)) && (!record.outerTime.empty() || !record.outerOperation.empty());
    if (!readable || (!record.isRecord() && !outer)) {
        sink.failed(
            {row.offset, row.length, phrase("line %1", row.line),
             "the row holds neither a readable audit record nor an operation or a date: look at it in "
             "the source"});
        return;
    }
    emitM365(std::move(record), {row.line, row.offset, row.length, octets}, sink);
}

void readCsv(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    M365Parser parser;
    Columns columns;
    readTable(
        source, range, &isAuditTable,
        phraseText("no header row with a column AuditData was found: the rows cannot be read"), sink,
        [&](const CloudTable& table) { columns = mapColumns(table.names); },
        [&](const CsvRecord& row, const CloudTable&) { readRow(row, columns, parser, sink); });
}

void scanCsv(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut,
             std::string& carry) {
    scanTable(source, data, cut, carry, &isAuditTable);
}

Recognition recogniseCsv(const Head& head) {
    const auto table = findTable(head, &isAuditTable);
    if (!table) return {};
    const Columns columns = mapColumns(table->names);
    if (columns.named && columns.outer.size() >= 2)
        return {
            95,
            phraseText(
                "CSV header with the column AuditData and the unified audit log's own columns beside it")};
    if (isFlat(columns))
        return {94, phraseText("CSV header with the members of Microsoft 365 audit records as columns")};
    // One column says little: a first cell must be a record.
    MemorySource source(head.octets);
    CsvReader reader(source, table->begin, source.size(), table->dialect);
    CsvRecord row;
    M365Parser parser;
    for (int i = 0; i < 5 && reader.next(row); ++i) {
        M365Record record;
        std::string_view octets;
        if (row.octets == table->header || !recordOf(row, columns, parser, record, octets)) continue;
        if (!record.creationTime.empty() && !record.operation.empty())
            return {80, phrase("CSV with a column %1 whose cells are Microsoft 365 audit records",
                               table->names[columns.record])};
    }
    return {};
}

}  // namespace

const Format kM365AuditCsvFormat{"m365-audit-csv",
                                 "Microsoft 365 unified audit log (CSV)",
                                 SourceKind::Log,
                                 recogniseCsv,
                                 readCsv,
                                 scanCsv,
                                 "names item: MailItemsAccessed Bind, attachments, sends, moves, deletions; "
                                 "Sync names a folder, logins a session"};

}  // namespace sillage
