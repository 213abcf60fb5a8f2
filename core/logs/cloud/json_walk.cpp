// See json_walk.h.
#include "logs/cloud/json_walk.h"

#include <algorithm>
#include <string_view>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/cloud/json_objects.h"
#include "logs/cloud/wide_source.h"

namespace sillage {

namespace {

using JsonRecord = std::function<void(Bytes, std::uint64_t)>;

constexpr std::size_t kSniff = 1u << 20;
constexpr std::string_view kLines = "json-lines";

std::string atLine(std::uint64_t line) {
    return phrase("line %1", line);
}

// A line over LineReader's limit arrives in pieces: one failed record of its whole length.
class LongLine {
public:
    explicit LongLine(Sink& sink) : sink_(sink) {}
    void add(const LineReader::Line& piece) {
        if (piece.number != line_) {
            settle();
            line_ = piece.number;
            offset_ = piece.text.offset;
        }
        end_ = piece.text.offset + piece.text.size();
    }
    void settle() {
        if (line_ == 0) return;
        sink_.found();
        sink_.failed({offset_, end_ - offset_, atLine(line_),
                      "a line over 16 MiB: not read, reading goes on at the next line"});
        line_ = 0;
    }

private:
    Sink& sink_;
    std::uint64_t line_ = 0, offset_ = 0, end_ = 0;
};

void readLines(ByteSource& source, const Range& range, Sink& sink, const JsonRecord& record) {
    LineReader reader(source, range.begin, range.end, range.firstLine);
    LineReader::Line line;
    LongLine longLine(sink);
    while (!sink.stopped() && reader.next(line)) {
        if (line.piece) {
            longLine.add(line);
            continue;
        }
        longLine.settle();
        std::string_view text = line.text.data;
        if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
        text = trim(text);
        if (text.empty()) continue;
        if (text.front() != '{') {
            const std::size_t brace = jsonBehindPrefix(text);
            if (brace != std::string_view::npos) text.remove_prefix(brace);
        }
        sink.found();
        const auto skipped = static_cast<std::uint64_t>(text.data() - line.text.data.data());
        record({text, line.text.offset + skipped}, line.number);
    }
    longLine.settle();
}

void readObjects(ByteSource& source, const Range& range, Sink& sink, const JsonRecord& record) {
    JsonObjects objects(source, range.begin, range.end, range.firstLine);
    JsonObject object;
    while (!sink.stopped() && objects.next(object)) {
        sink.found();
        if (object.stray)
            sink.failed(
                {object.text.offset, object.length, atLine(object.line), "text outside any JSON object"});
        else if (object.tooLong)
            sink.failed({object.text.offset, object.length, atLine(object.line),
                         "a JSON object over 16 MiB: not read"});
        else
            record(object.text, object.line);
    }
}

}  // namespace

void walkJsonRecords(ByteSource& source, const Range& range, Sink& sink, const JsonRecords& record) {
    readNarrow(source, range, sink, [&](ByteSource& narrow, const Range& part, Sink& out) {
        const bool lines = part.carry == kLines ||
                           (part.first && isJsonLines(narrow.readString(
                                              part.begin, static_cast<std::size_t>(std::min<std::uint64_t>(
                                                              kSniff, part.end - part.begin)))));
        const JsonRecord one = [&](Bytes text, std::uint64_t line) { record(text, line, out); };
        if (lines)
            readLines(narrow, part, out, one);
        else
            readObjects(narrow, part, out, one);
    });
}

void scanJsonRecords(ByteSource& source, const std::function<void(Bytes)>& data,
                     const std::function<void(Cut)>& cut, std::string& carry) {
    const std::string head = source.readString(0, kSniff);
    if (sniffWide(head).encoding == CsvEncoding::Octets && isJsonLines(head)) {
        scanLines(source, data, cut, carry);
        carry = kLines;
        return;
    }
    Stream stream(source, 0, source.size());
    for (Bytes block = stream.next(); !block.empty(); block = stream.next()) data(block);
}

}  // namespace sillage
