// "m365-audit-json": the unified audit log as JSON: one record a line, one array, {"value":[…]}, pretty-printed or
// concatenated objects; records of the Management Activity API, of Search-UnifiedAuditLog | ConvertTo-Json, of
// Sentinel's OfficeActivity and of Defender's CloudAppEvents. A record is cited by its object's octets.
#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "evidence/reader.h"
#include "logs/all_formats.h"
#include "logs/m365_event.h"
#include "logs/m365_json.h"

namespace sillage {

namespace {

constexpr std::size_t kHead = 64u << 10;
constexpr std::string_view kLines = "json-lines";

std::string atLine(std::uint64_t line) { return "line " + std::to_string(line); }

void readObject(Bytes text, std::uint64_t line, M365Parser& parser, Sink& sink) {
    M365Record record;
    const bool readable = parser.parse(text.data, record);
    const bool outer = !record.outerTime.empty() && !record.outerOperation.empty();
    if (!readable || (!record.isRecord() && !outer)) {
        const std::string why = record.damage.empty() ? "it states neither an operation nor a time" : record.damage;
        sink.failed({text.offset, text.size(), atLine(line), "not a readable audit record (" + why + ")"});
        return;
    }
    emitM365(std::move(record), {line, text.offset, text.size(), text.data}, sink);
}

void readLines(ByteSource& source, const Range& range, M365Parser& parser, Sink& sink) {
    LineReader reader(source, range.begin, range.end, range.firstLine);
    LineReader::Line line;
    std::uint64_t longLine = 0;
    while (!sink.stopped() && reader.next(line)) {
        if (line.piece) {
            if (line.number == longLine) continue;
            longLine = line.number;
            sink.found();
            sink.failed({line.text.offset, line.text.size(), atLine(line.number),
                         "a line over 16 MiB: not read, reading goes on at the next line"});
            continue;
        }
        std::string_view text = line.text.data;
        if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
        text = trim(text);
        if (text.empty()) continue;
        sink.found();
        const auto skipped = static_cast<std::uint64_t>(text.data() - line.text.data.data());
        readObject({text, line.text.offset + skipped}, line.number, parser, sink);
    }
}

void readObjects(ByteSource& source, const Range& range, M365Parser& parser, Sink& sink) {
    JsonObjects objects(source, range.begin, range.end, range.firstLine);
    JsonObject object;
    while (!sink.stopped() && objects.next(object)) {
        sink.found();
        if (object.stray)
            sink.failed({object.text.offset, object.length, atLine(object.line), "text outside any JSON object"});
        else if (object.tooLong)
            sink.failed({object.text.offset, object.length, atLine(object.line), "a JSON object over 16 MiB: not read"});
        else
            readObject(object.text, object.line, parser, sink);
    }
}

void readJson(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    const bool lines = range.carry == kLines ||
                       (range.first && isJsonLines(source.readString(range.begin, std::min<std::uint64_t>(
                                                       1u << 20, range.end - range.begin))));
    M365Parser parser;
    if (lines)
        readLines(source, range, parser, sink);
    else
        readObjects(source, range, parser, sink);
}

// One record a line is cut at lines; every other shape is read as one unit.
void scanJson(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut,
              std::string& carry) {
    if (isJsonLines(source.readString(0, 1u << 20))) {
        scanLines(source, data, cut, carry);
        carry = kLines;
        return;
    }
    Stream stream(source, 0, source.size());
    for (Bytes block = stream.next(); !block.empty(); block = stream.next()) data(block);
}

Recognition recogniseJson(const Head& head) {
    const auto keys = firstObjectKeys(head.octets.substr(0, kHead));
    const auto has = [&](std::string_view key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
    const auto count = [&](std::initializer_list<std::string_view> names) {
        return std::count_if(names.begin(), names.end(), has);
    };
    if (has("CreationTime") && has("Operation") &&
        count({"RecordType", "Workload", "UserId", "UserKey", "OrganizationId"}) >= 2)
        return {95, "JSON records with CreationTime, Operation and the unified audit log's common members"};
    if (has("OfficeWorkload") && has("TimeGenerated") && count({"Operation", "UserId", "RecordType"}) >= 2)
        return {95, "JSON records of Sentinel's table OfficeActivity"};
    if (has("RawEventData") && has("ActionType"))
        return {90, "JSON records of Defender's table CloudAppEvents with the audit record in RawEventData"};
    if ((has("AuditData") || has("auditData")) &&
        count({"CreationDate", "UserIds", "Operations", "RecordType", "createdDateTime", "operation", "Identity"}) >= 2)
        return {90, "JSON records with AuditData and the columns of Search-UnifiedAuditLog"};
    return {};
}

}  // namespace

const Format kM365AuditJsonFormat{"m365-audit-json",
                                  "Microsoft 365 unified audit log (JSON)",
                                  SourceKind::Log,
                                  recogniseJson,
                                  readJson,
                                  scanJson,
                                  "names item"};

}  // namespace sillage
