// "exchange-mailbox-audit-csv": Search-MailboxAuditLog -ShowDetails | Export-Csv, whatever its encoding,
// separator and column order (RFC 4180). Records: rows without the header. See mailbox_audit.h.
#include <optional>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/csv.h"
#include "logs/exchange/mailbox_audit.h"
#include "logs/exchange/row.h"
#include "logs/line_log.h"

namespace sillage {

namespace exchange {

namespace {

struct Table {
    CsvDialect dialect;
    std::vector<std::string> names;
};

bool isTypeLine(const CsvRecord& row) {
    return !row.cells.empty() && row.cells[0].substr(0, 6) == "#TYPE ";
}

/// A header names the operation and at least three columns of mailbox audit, and not the unified log's
/// AuditData.
std::optional<Table> headerOf(ByteSource& source, std::uint64_t begin, std::uint64_t end) {
    Table table{sniffCsv(source.readString(begin, 3)), {}};
    for (const char separator : {',', ';', '\t'}) {
        table.dialect.separator = separator;
        CsvReader reader(source, begin + table.dialect.bom, end, table.dialect);
        CsvRecord row;
        for (int i = 0; i < 3 && reader.next(row); ++i) {
            if (row.length == 0 || isTypeLine(row)) continue;
            std::size_t hits = 0;
            bool operation = false;
            table.names.clear();
            for (const auto cell : row.cells) {
                hits += isAuditName(cell) ? 1 : 0;
                operation = operation || iequals(trim(cell), "Operation");
                if (iequals(trim(cell), "AuditData")) return std::nullopt;
                table.names.push_back(cellText(trim(cell), 100));
            }
            if (operation && hits >= 3) return table;
            break;
        }
    }
    return std::nullopt;
}

void readRow(const CsvRecord& row, const Table& table, Sink& sink) {
    AuditRecord record;
    bool says = false;
    const std::size_t count = std::min(row.cells.size(), table.names.size());
    for (std::size_t i = 0; i < count; ++i) {
        std::string value = cellText(trim(row.cells[i]), 64u << 10);
        says = says || (!value.empty() &&
                        (iequals(table.names[i], "Operation") || iequals(table.names[i], "LastAccessed")));
        record.values.emplace_back(table.names[i], std::move(value));
    }
    if (!says) {
        sink.failed({row.offset, row.length, phrase("line %1", row.line),
                     "the row of a mailbox audit export states neither an operation nor a time: look at it "
                     "in the source"});
        return;
    }
    if (row.unterminated) record.damage = phraseText("a quote is not closed");
    emitMailboxAudit(std::move(record), {row.line, row.offset, row.length, row.octets}, sink);
}

void readCsv(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    const auto table = headerOf(source, range.begin, range.end);
    if (!table) {
        sink.found();
        sink.failed({range.begin, range.end - range.begin, "header",
                     "no header row of a mailbox audit export was found: the rows cannot be read"});
        return;
    }
    CsvReader reader(source, range.begin + table->dialect.bom, range.end, table->dialect, range.firstLine);
    CsvRecord row;
    bool header = true;
    while (!sink.stopped() && reader.next(row)) {
        if (row.length == 0 && !row.tooLong) continue;
        const bool repeats = !row.cells.empty() && iequals(trim(row.cells[0]), table->names[0]) &&
                             row.cells.size() == table->names.size();
        if (header) {
            header = !repeats;
            continue;
        }
        sink.found();
        if (row.tooLong)
            sink.failed({row.offset, row.length, phrase("line %1", row.line),
                         "a row over 16 MiB: not read, reading goes on at the next line"});
        else if (repeats || isTypeLine(row))
            sink.skipped("repeated header row");
        else
            readRow(row, *table, sink);
    }
}

Recognition recogniseCsv(const Head& head) {
    MemorySource source(head.octets);
    if (!headerOf(source, 0, head.octets.size())) return {};
    return {92, phraseText("CSV header with the columns of Exchange's mailbox audit log")};
}

}  // namespace

}  // namespace exchange

const Format kExchangeMailboxAuditCsvFormat{
    "exchange-mailbox-audit-csv",
    "Exchange mailbox audit export (CSV)",
    SourceKind::Log,
    exchange::recogniseCsv,
    exchange::readCsv,
    nullptr,
    "names item (administrators and delegates; owners' reads are not audited)"};

}  // namespace sillage
