// Tables (RFC 4180 and its like) and JSON lines by a definition.
#include <algorithm>

#include <simdjson.h>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/csv.h"
#include "logs/data/reading.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

namespace dom = simdjson::dom;

Event eventOf(const CsvRecord& r) {
    Event e;
    e.line = r.line;
    e.offset = r.offset;
    e.length = r.length;
    return e;
}

void settleRow(const CsvRecord& r, const LineVerdict& verdict, Event&& e, Sink& sink) {
    LineReader::Line line;
    line.text = {r.octets, r.offset};
    line.number = r.line;
    settleLine(line, verdict, std::move(e), sink);
}

bool isHeader(const TableKind& kind, const CsvRecord& r) {
    return std::all_of(kind.header.begin(), kind.header.end(), [&](const std::string& name) {
        return std::any_of(r.cells.begin(), r.cells.end(), [&](std::string_view cell) { return iequals(trim(cell), name); });
    });
}

CsvDialect dialectOf(const TableKind& kind, ByteSource& source) {
    CsvDialect dialect = sniffCsv(source.readString(0, 4));
    dialect.separator = kind.separator;
    return dialect;
}

std::string scalarText(const dom::element& v) {
    switch (v.type()) {
        case dom::element_type::STRING: return std::string(std::string_view(v.get_string().value_unsafe()));
        case dom::element_type::NULL_VALUE: return {};
        default: return simdjson::minify(v);
    }
}

bool hasAllOf(const std::vector<std::string>& pointers, const dom::element& root) {
    return std::all_of(pointers.begin(), pointers.end(), [&](const std::string& p) { return root.at_pointer(p).error() == simdjson::SUCCESS; });
}

/// Every pointer a definition names, once.
std::vector<std::string> pointersOf(const Definition& d) {
    std::vector<std::string> out = d.json->time.from;
    for (const auto& [name, target] : d.json->columns) out.push_back(name);
    for (const Rule& r : d.rules) {
        if (!r.in.empty()) out.push_back(r.in);
        for (const auto& [name, values] : r.when) out.push_back(name);
        for (const ValueMap& v : r.values) out.push_back(v.from);
    }
    if (!d.json->time.zoneFrom.empty()) out.push_back(d.json->time.zoneFrom);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    out.erase(std::remove_if(out.begin(), out.end(), [](const std::string& p) { return p.empty() || p[0] != '/'; }), out.end());
    return out;
}

}  // namespace

void readDefinedTable(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink) {
    const TableKind& kind = *compiled.definition().table;
    const CsvDialect dialect = dialectOf(kind, source);
    CsvReader reader(source, range.first ? range.begin + dialect.bom : range.begin, range.end, dialect, range.firstLine);
    CsvRecord r;
    std::vector<std::string> names;
    Columns row;
    while (!sink.stopped() && reader.next(r)) {
        if (!r.tooLong && isHeader(kind, r)) {  // the first, or again after a restart
            names.clear();
            for (const std::string_view cell : r.cells) names.emplace_back(trim(cell));
            continue;
        }
        Event e = eventOf(r);
        if (r.length == 0) {
            settleRow(r, LineVerdict::noise("empty line"), {}, sink);
            continue;
        }
        if (names.empty() || r.tooLong || r.unterminated) {
            settleRow(r, LineVerdict::bad(compiled.shapeReason()), {}, sink);
            continue;
        }
        row.clear();
        for (std::size_t i = 0; i < std::min(names.size(), r.cells.size()); ++i) row.add(names[i]) = r.cells[i];
        LineVerdict verdict = LineVerdict::bad(compiled.timeReason());
        if (compiled.columns(kind.columns, kind.time, row, e)) verdict = compiled.rules(r.octets, &row, e);
        settleRow(r, verdict, std::move(e), sink);
    }
}

bool isDefinedTable(const TableKind& kind, std::string_view head) {
    MemorySource source(head);
    const CsvDialect dialect = dialectOf(kind, source);
    CsvReader reader(source, dialect.bom, head.size(), dialect);
    CsvRecord r;
    return reader.next(r) && !r.tooLong && isHeader(kind, r);
}

void readDefinedJson(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink) {
    const JsonKind& kind = *compiled.definition().json;
    const auto pointers = pointersOf(compiled.definition());
    dom::parser parser;
    Columns row;
    readLines(source, range, sink, [&](std::string_view line, Event& e) {
        dom::element root;
        if (parser.parse(line.data(), line.size()).get(root) != simdjson::SUCCESS || !hasAllOf(kind.requires_, root))
            return LineVerdict::bad(compiled.shapeReason());
        row.clear();
        for (const std::string& pointer : pointers) {
            dom::element value;
            if (root.at_pointer(pointer).get(value) == simdjson::SUCCESS) row.add(pointer) = scalarText(value);
        }
        if (!compiled.columns(kind.columns, kind.time, row, e)) return LineVerdict::bad(compiled.timeReason());
        return compiled.rules(line, &row, e);
    });
}

bool isDefinedJson(const JsonKind& kind, std::string_view line) {
    if (line.empty() || line[0] != '{') return false;
    dom::parser parser;
    dom::element root;
    return parser.parse(line.data(), line.size()).get(root) == simdjson::SUCCESS && hasAllOf(kind.requires_, root);
}

}  // namespace sillage
