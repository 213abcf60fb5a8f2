// "m365-audit-csv": CSV exports of the unified audit log, whatever their columns: Search-UnifiedAuditLog |
// Export-Csv (with or without its #TYPE line, UTF-16 too), the old and new Purview portal export, SIEM
// re-exports. The record is the JSON of the column AuditData, found by name; the other columns serve where
// that is empty or damaged. Specification: RFC 4180; Search-UnifiedAuditLog output columns; Office 365
// Management Activity API schema.
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "base/phrase.h"
#include "evidence/reader.h"
#include "logs/all_formats.h"
#include "logs/csv.h"
#include "logs/cloud/audit_event.h"
#include "logs/cloud/cloud_text.h"

namespace sillage {

namespace {

constexpr std::size_t kCutEvery = 4u << 20;
constexpr std::size_t kHead = 64u << 10;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct Columns {
    std::size_t auditData = kNone, time = kNone, user = kNone, operation = kNone, type = kNone, id = kNone;
    /// Distinct kinds of audit columns beside AuditData.
    [[nodiscard]] int companions() const {
        return (time != kNone) + (user != kNone) + (operation != kNone) + (type != kNone) + (id != kNone);
    }
};

struct Table {
    CsvDialect dialect;
    Columns columns;
    std::string header;  ///< the header row's octets
};

Columns mapColumns(const std::vector<std::string_view>& cells) {
    Columns c;
    const auto take = [](std::size_t& place, std::size_t i) {
        if (place == kNone) place = i;
    };
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string_view name = trim(cells[i]);
        if (iequals(name, "AuditData")) take(c.auditData, i);
        if (iequals(name, "CreationDate") || iequals(name, "CreationTime")) take(c.time, i);
        if (iequals(name, "UserIds") || iequals(name, "UserId")) take(c.user, i);
        if (iequals(name, "Operations") || iequals(name, "Operation")) take(c.operation, i);
        if (iequals(name, "RecordType")) take(c.type, i);
        if (iequals(name, "Identity") || iequals(name, "RecordId")) take(c.id, i);
    }
    return c;
}

bool isBlank(const CsvRecord& row) {
    return row.length == 0 && !row.tooLong;
}

bool isTypeLine(const CsvRecord& row) {
    return !row.cells.empty() && row.cells[0].substr(0, 6) == "#TYPE ";
}

// The header among the first records of [begin, end), by any of the separators exports use.
std::optional<Table> findHeader(ByteSource& source, std::uint64_t begin, std::uint64_t end,
                                CsvDialect dialect) {
    for (const char separator : {',', ';', '\t'}) {
        dialect.separator = separator;
        CsvReader reader(source, begin, end, dialect);
        CsvRecord row;
        for (int i = 0; i < 5 && reader.next(row); ++i) {
            if (isBlank(row) || isTypeLine(row)) continue;
            const Columns columns = mapColumns(row.cells);
            if (columns.auditData != kNone) return Table{dialect, columns, std::string(row.octets)};
            break;
        }
    }
    return std::nullopt;
}

std::optional<Table> tableOf(ByteSource& source, std::uint64_t begin, std::uint64_t end) {
    const std::string head = source.readString(begin, 3);
    const CsvDialect dialect = sniffCsv(head);
    return findHeader(source, begin + dialect.bom, end, dialect);
}

std::string_view cell(const CsvRecord& row, std::size_t column) {
    return column < row.cells.size() ? row.cells[column] : std::string_view{};
}

std::string outerText(const CsvRecord& row, std::size_t column) {
    const std::string_view text = trim(cell(row, column));
    return isUtf8(text) ? std::string(text) : guessToUtf8(text);
}

void addDamage(M365Record& record, const std::string& what) {
    if (!record.damage.empty()) record.damage += "; ";
    record.damage += what;
}

void readRow(const CsvRecord& row, const Table& table, M365Parser& parser, Sink& sink) {
    M365Record record;
    const std::string_view json = trim(cell(row, table.columns.auditData));
    const M365Place place{row.line, row.offset, row.length, json.empty() ? row.octets : json};
    if (json.empty())
        record.fields.emplace_back("audit_data", "empty");
    else
        parser.parse(json, record);
    record.outerTime = outerText(row, table.columns.time);
    record.outerUser = outerText(row, table.columns.user);
    record.outerOperation = outerText(row, table.columns.operation);
    record.outerType = outerText(row, table.columns.type);
    record.outerId = outerText(row, table.columns.id);
    if (row.unterminated) addDamage(record, "a quote is not closed");
    if (row.columns > CsvReader::kMaxColumns)
        addDamage(record, phrase("%1 columns, the first 2000 read", row.columns));
    const bool outer = !record.outerTime.empty() || !record.outerOperation.empty();
    if (!record.isRecord() && !outer) {
        sink.failed({row.offset, row.length, phrase("line %1", row.line),
                     "the row holds neither a readable AuditData nor an operation or a date: look at it in "
                     "the source"});
        return;
    }
    emitM365(std::move(record), place, sink);
}

void readCsv(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    std::optional<Table> table;
    if (range.first) {
        table = tableOf(source, range.begin, range.end);
    } else {
        MemorySource carried(range.carry);
        table = tableOf(carried, 0, carried.size());
    }
    if (!table) {
        sink.found();
        sink.failed({range.begin, range.end - range.begin, "header",
                     "no header row with a column AuditData was found: the rows cannot be read"});
        return;
    }
    CsvReader reader(source, range.begin + (range.first ? table->dialect.bom : 0), range.end, table->dialect,
                     range.firstLine);
    M365Parser parser;
    CsvRecord row;
    bool header = range.first;
    while (!sink.stopped() && reader.next(row)) {
        if (isBlank(row)) continue;
        if (header) {
            header = row.octets != table->header;  // what stands before the header is its #TYPE line
            continue;
        }
        sink.found();
        if (row.tooLong)
            sink.failed({row.offset, row.length, phrase("line %1", row.line),
                         "a row over 16 MiB: not read, reading goes on at the next line"});
        else if (row.octets == table->header || isTypeLine(row))
            sink.skipped("repeated header row");
        else
            readRow(row, *table, parser, sink);
    }
}

// Cuts where a record ends, quotes respected, about every 4 MB. Works on units so that UTF-16 is cut as
// safely.
class Cutter {
public:
    Cutter(CsvDialect dialect, const std::function<void(Cut)>& cut)
        : dialect_(dialect),
          boundary_(dialect.separator),
          cut_(cut),
          skip_(dialect.bom),
          last_(dialect.bom) {}

    void feed(std::string_view block) {
        const std::size_t skipped = std::min(skip_, block.size());
        skip_ -= skipped;
        block.remove_prefix(skipped);
        dialect_.encoding == CsvEncoding::Octets ? feedOctets(block) : feedUnits(block);
    }

private:
    void feedOctets(std::string_view block) {
        std::size_t counted = 0;
        const auto offer = [&](std::size_t i) {
            if (position_ + i - last_ < kCutEvery) return;
            line_ += countLineEnds(block.substr(counted, i - counted));
            counted = i;
            cut_({last_ = position_ + i, line_});
        };
        for (std::size_t i = 0; i < block.size(); ++i) {
            if (boundary_.inQuotes() && (i = CsvBoundary::skipQuoted(block, i)) == block.size()) break;
            const auto unit = static_cast<unsigned char>(block[i]);
            auto step = boundary_.feed(unit);
            if (step == CsvBoundary::Step::BeganBefore) {
                ++line_;
                offer(i);
                step = boundary_.feed(unit);
            }
            if (step == CsvBoundary::Step::Ends) offer(i + 1);
        }
        line_ += countLineEnds(block.substr(counted));
        position_ += block.size();
    }

    void feedUnits(std::string_view block) {
        for (const char c : block) {
            ++position_;
            if (half_ < 0) {
                half_ = static_cast<unsigned char>(c);
                continue;
            }
            const unsigned a = static_cast<unsigned>(half_), b = static_cast<unsigned char>(c);
            half_ = -1;
            unit(dialect_.encoding == CsvEncoding::Utf16Le ? a | (b << 8) : b | (a << 8));
        }
    }

    void unit(unsigned u) {
        const auto offer = [&](std::uint64_t at) {
            if (at - last_ >= kCutEvery) cut_({last_ = at, line_});
        };
        auto step = boundary_.feed(u);
        if (step == CsvBoundary::Step::BeganBefore) {
            ++line_;
            offer(position_ - 2);
            step = boundary_.feed(u);
        }
        if (u == '\n') ++line_;
        if (step == CsvBoundary::Step::Ends) offer(position_);
    }

    CsvDialect dialect_;
    CsvBoundary boundary_;
    const std::function<void(Cut)>& cut_;
    std::size_t skip_;
    std::uint64_t last_, position_ = dialect_.bom, line_ = 1;
    int half_ = -1;
};

void scanCsv(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut,
             std::string& carry) {
    const auto table = tableOf(source, 0, source.size());
    const CsvDialect dialect = table ? table->dialect : CsvDialect{};
    if (table) carry = source.readString(0, dialect.bom) + table->header;
    Cutter cutter(dialect, cut);
    Stream stream(source, 0, source.size());
    for (Bytes block = stream.next(); !block.empty(); block = stream.next()) {
        data(block);
        if (table) cutter.feed(block.data);
    }
}

Recognition recogniseCsv(const Head& head) {
    const std::string_view octets = head.octets.substr(0, kHead);
    MemorySource source(octets);
    const auto table = tableOf(source, 0, octets.size());
    if (!table) return {};
    const Columns& c = table->columns;
    if (c.companions() >= 2)
        return {95, phraseText("CSV header with the column AuditData and the unified audit log's own columns beside it")};
    // AuditData alone says little: the first cell must look like a record.
    CsvReader reader(source, table->dialect.bom, octets.size(), table->dialect);
    CsvRecord row;
    for (int i = 0; i < 5 && reader.next(row); ++i) {
        const std::string_view json = cell(row, c.auditData);
        if (json.find("\"CreationTime\"") != std::string_view::npos &&
            json.find("\"Operation\"") != std::string_view::npos)
            return {80, phraseText("CSV with a column AuditData whose cells are Microsoft 365 audit records")};
    }
    return {};
}

}  // namespace

const Format kM365AuditCsvFormat{"m365-audit-csv", "Microsoft 365 unified audit log (CSV)",
                                 SourceKind::Log,  recogniseCsv,
                                 readCsv,          scanCsv,
                                 "names item"};

}  // namespace sillage
