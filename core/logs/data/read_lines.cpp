// Logs of lines, key=value lines among them. A record may go on in lines that begin with white space: they are
// given to the rules with it, and accounted for as continuations.
#include "base/phrase.h"
#include "logs/data/reading.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

constexpr std::size_t kLongestRecord = 256u << 10;

LineVerdict verdictOf(Compiled& compiled, std::string_view line, Event& e) {
    std::string_view message;
    LineVerdict wrong;
    if (!compiled.envelope(line, message, e, wrong)) return wrong;
    return compiled.rules(message, nullptr, e);
}

/// One record of several lines, kept until the line after it is seen.
class JoinedRecord {
public:
    JoinedRecord(Compiled& compiled, Sink& sink) : compiled_(compiled), sink_(sink) {}
    void begin(const LineReader::Line& line) {
        end();
        text_.assign(line.text.data);
        first_ = eventAt(line);
        open_ = true;
    }
    /// False when there is no record this line could belong to.
    bool add(const LineReader::Line& line) {
        if (!open_) return false;
        if (text_.size() + line.text.size() < kLongestRecord) {
            text_ += '\n';
            text_ += line.text.data;
            first_.length = line.text.offset + line.text.size() - first_.offset;
        }
        sink_.found();
        sink_.skipped("continuation of the line above");
        return true;
    }
    void end() {
        if (!open_) return;
        open_ = false;
        LineReader::Line line;
        line.text = {text_, first_.offset};
        line.number = first_.line;
        Event e = first_;
        const LineVerdict verdict = verdictOf(compiled_, text_, e);
        settleLine(line, verdict, std::move(e), sink_);
    }

private:
    Compiled& compiled_;
    Sink& sink_;
    std::string text_;
    Event first_;
    bool open_ = false;
};

void readJoined(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink) {
    LineReader lines(source, range.begin, range.end, range.firstLine, kMaxLogLine);
    LineReader::Line line;
    OverlongLines overlong;
    JoinedRecord record(compiled, sink);
    while (!sink.stopped() && lines.next(line)) {
        if (line.piece) record.end();
        if (overlong.settle(line, sink)) continue;
        const std::string_view text = line.text.data;
        const bool indented = !text.empty() && (text[0] == ' ' || text[0] == '\t');
        if (text.empty()) settleLine(line, LineVerdict::noise("empty line"), {}, sink);
        else if (!indented || !record.add(line)) record.begin(line);
    }
    record.end();
}

/// Takes one key=value or key="value" off text; false at the end or where there is none.
bool takePair(std::string_view& text, std::string_view& key, std::string& value) {
    while (!text.empty() && (text[0] == ' ' || text[0] == '\t' || text[0] == ',')) text.remove_prefix(1);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view before = text.substr(0, equals);
    const std::size_t space = before.find_last_of(" \t<>");
    key = space == std::string_view::npos ? before : before.substr(space + 1);
    text.remove_prefix(equals + 1);
    value.clear();
    if (text.empty() || text[0] != '"') {
        const std::string_view plain = text.substr(0, text.find_first_of(" \t"));
        value.assign(plain);
        text.remove_prefix(plain.size());
        return !key.empty();
    }
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        value += text[i];
    }
    text.remove_prefix(std::min(i + 1, text.size()));
    return !key.empty();
}

constexpr int kMaxPairs = 500;

void pairsOf(std::string_view line, Columns& row) {
    row.clear();
    std::string_view key;
    std::string value;
    for (int i = 0; i < kMaxPairs && !line.empty(); ++i) {
        if (!takePair(line, key, value)) {
            if (line.find('=') == std::string_view::npos) return;
            continue;
        }
        if (row.find(key).data() == nullptr) row.add(key) = value;
    }
}

bool hasAllOf(const std::vector<std::string>& names, const Columns& row) {
    for (const std::string& name : names)
        if (row.find(name).data() == nullptr) return false;
    return true;
}

}  // namespace

void readDefinedLines(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink) {
    if (compiled.definition().lines->indentedContinues) return readJoined(compiled, source, range, sink);
    readLines(source, range, sink, [&](std::string_view line, Event& e) { return verdictOf(compiled, line, e); });
}

void readDefinedPairs(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink) {
    Columns row;
    const PairsKind& kind = *compiled.definition().pairs;
    readLines(source, range, sink, [&](std::string_view line, Event& e) {
        pairsOf(line, row);
        if (!hasAllOf(kind.requires_, row)) return LineVerdict::bad(compiled.shapeReason());
        if (!compiled.columns(kind.columns, kind.time, row, e)) return LineVerdict::bad(compiled.timeReason());
        return compiled.rules(line, &row, e);
    });
}

bool isDefinedPairs(const PairsKind& kind, std::string_view line) {
    for (const std::string& name : kind.requires_)
        if (!contains(line, name + "=")) return false;
    Columns row;
    pairsOf(line, row);
    return hasAllOf(kind.requires_, row);
}

}  // namespace sillage
