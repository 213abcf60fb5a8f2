// See cloud_table.h.
#include "logs/cloud/cloud_table.h"

#include <algorithm>

#include "base/phrase.h"
#include "base/text.h"

namespace sillage {

namespace {

constexpr std::size_t kCutEvery = 4u << 20;
constexpr std::size_t kSniff = 4096;

bool isBlank(const CsvRecord& row) {
    return row.length == 0 && !row.tooLong;
}

bool isTypeLine(const CsvRecord& row) {
    return !row.cells.empty() && row.cells[0].substr(0, 6) == "#TYPE ";
}

// "TimeGenerated [UTC]" (Log Analytics).
std::string_view withoutZone(std::string_view name) {
    constexpr std::string_view zone = " [UTC]";
    if (name.size() > zone.size() && name.substr(name.size() - zone.size()) == zone)
        name.remove_suffix(zone.size());
    return name;
}

std::string utf8Of(std::string_view text) {
    return isUtf8(text) ? std::string(text) : guessToUtf8(text);
}

/// Cuts where a record ends. Works on units so that UTF-16 is cut as safely.
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

/// A unit of UTF-16 carries its header behind the mark it was found with, or behind one that says the same.
std::string carried(const CloudTable& table) {
    const auto encoding = table.dialect.encoding;
    const char* mark = encoding == CsvEncoding::Utf16Le   ? "\xFF\xFE"
                       : encoding == CsvEncoding::Utf16Be ? "\xFE\xFF"
                                                          : "";
    return mark + table.header;
}

std::optional<CloudTable> tableOf(ByteSource& source, const Range& range, HeaderFits fits) {
    if (range.first) return findTable(source, range.begin, range.end, fits);
    MemorySource carry(range.carry);
    return findTable(carry, 0, carry.size(), fits);
}

}  // namespace

std::optional<CloudTable> findTable(ByteSource& source, std::uint64_t begin, std::uint64_t end,
                                    HeaderFits fits) {
    CloudTable table;
    table.dialect = sniffWide(source.readString(begin, kSniff));
    table.begin = table.dialect.bom;
    for (const char separator : {',', ';', '\t'}) {
        table.dialect.separator = separator;
        CsvReader reader(source, begin + table.begin, end, table.dialect);
        CsvRecord row;
        for (int i = 0; i < 5 && reader.next(row); ++i) {
            if (isBlank(row) || isTypeLine(row)) continue;
            table.names.clear();
            for (const auto cell : row.cells)
                table.names.push_back(utf8Of(withoutZone(trim(cell.substr(0, 200)))));
            const bool json = !row.cells.empty() && row.cells[0].find_first_of("{[") == 0;
            if (json || !fits(table.names)) break;
            table.header.assign(row.octets);
            return table;
        }
    }
    return std::nullopt;
}

std::optional<CloudTable> findTable(const Head& head, HeaderFits fits) {
    MemorySource source(head.octets);
    return findTable(source, 0, source.size(), fits);
}

void readTable(ByteSource& source, const Range& range, HeaderFits fits, const char* noHeader, Sink& sink,
               const std::function<void(const CloudTable&)>& begin,
               const std::function<void(const CsvRecord&, const CloudTable&)>& row) {
    const auto table = tableOf(source, range, fits);
    if (!table) {
        sink.found();
        sink.failed({range.begin, range.end - range.begin, "header", noHeader});
        return;
    }
    begin(*table);
    CsvReader reader(source, range.begin + (range.first ? table->begin : 0), range.end, table->dialect,
                     range.firstLine);
    CsvRecord record;
    bool header = range.first;
    while (!sink.stopped() && reader.next(record)) {
        if (isBlank(record)) continue;
        if (header) {
            header = record.octets != table->header;  // what stands before the header is its #TYPE line
            continue;
        }
        sink.found();
        if (record.tooLong)
            sink.failed({record.offset, record.length, phrase("line %1", record.line),
                         "a row over 16 MiB: not read, reading goes on at the next line"});
        else if (record.octets == table->header || isTypeLine(record))
            sink.skipped("repeated header row");
        else
            row(record, *table);
    }
}

void scanTable(ByteSource& source, const std::function<void(Bytes)>& data,
               const std::function<void(Cut)>& cut, std::string& carry, HeaderFits fits) {
    const auto table = findTable(source, 0, source.size(), fits);
    if (table) carry = carried(*table);
    Cutter cutter(table ? table->dialect : CsvDialect{}, cut);
    Stream stream(source, 0, source.size());
    for (Bytes block = stream.next(); !block.empty(); block = stream.next()) {
        data(block);
        if (table) cutter.feed(block.data);
    }
}

std::string cellOf(const CsvRecord& row, std::size_t column) {
    if (column >= row.cells.size()) return {};
    return utf8Of(trim(row.cells[column]));
}

std::string rowDamage(const CsvRecord& row) {
    std::vector<std::string> damage;
    if (row.unterminated) damage.emplace_back(phraseText("a quote is not closed"));
    if (row.columns > CsvReader::kMaxColumns)
        damage.push_back(phrase("%1 columns, the first 2000 read", row.columns));
    return listed(damage);
}

std::size_t columnOf(const std::vector<std::string>& names, std::initializer_list<std::string_view> wanted) {
    for (const std::string_view name : wanted)
        for (std::size_t i = 0; i < names.size(); ++i)
            if (iequals(names[i], name)) return i;
    return std::string::npos;
}

}  // namespace sillage
