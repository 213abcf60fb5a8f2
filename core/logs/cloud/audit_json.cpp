// "m365-audit-json": the unified audit log as JSON: one record a line, one array, {"value":[…]},
// pretty-printed or concatenated objects; records of the Management Activity API, of Search-UnifiedAuditLog |
// ConvertTo-Json, of Sentinel's OfficeActivity and of Defender's CloudAppEvents. A record is cited by its
// object's octets.
#include <algorithm>
#include <initializer_list>

#include "evidence/reader.h"
#include "base/phrase.h"
#include "logs/all_formats.h"
#include "logs/cloud/audit_event.h"
#include "logs/cloud/json_objects.h"
#include "logs/cloud/json_walk.h"

namespace sillage {

namespace {

constexpr std::size_t kHead = 64u << 10;

void readObject(Bytes text, std::uint64_t line, M365Parser& parser, Sink& sink) {
    M365Record record;
    const bool readable = parser.parse(text.data, record);
    const bool outer = !record.outerTime.empty() && !record.outerOperation.empty();
    if (!readable || (!record.isRecord() && !outer)) {
        const std::string why =
            record.damage.empty() ? "it states neither an operation nor a time" : record.damage;
        sink.failed({text.offset, text.size(), phrase("line %1", line),
                     phrase("not a readable audit record (%1)", said(why))});
        return;
    }
    emitM365(std::move(record), {line, text.offset, text.size(), text.data}, sink);
}

void readJson(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    M365Parser parser;
    walkJsonRecords(source, range, sink,
                    [&](Bytes text, std::uint64_t line) { readObject(text, line, parser, sink); });
}

Recognition recogniseJson(const Head& head) {
    const auto keys = firstObjectKeys(head.octets.substr(0, kHead));
    const auto has = [&](std::string_view key) {
        return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    const auto count = [&](std::initializer_list<std::string_view> names) {
        return std::count_if(names.begin(), names.end(), has);
    };
    if (has("CreationTime") && has("Operation") &&
        count({"RecordType", "Workload", "UserId", "UserKey", "OrganizationId"}) >= 2)
        return {95, phraseText("JSON records with CreationTime, Operation and the unified audit log's common members")};
    if (has("OfficeWorkload") && has("TimeGenerated") && count({"Operation", "UserId", "RecordType"}) >= 2)
        return {95, phraseText("JSON records of Sentinel's table OfficeActivity")};
    if (has("RawEventData") && has("ActionType"))
        return {90, phraseText("JSON records of Defender's table CloudAppEvents with the audit record in RawEventData")};
    if ((has("AuditData") || has("auditData")) &&
        count({"CreationDate", "UserIds", "Operations", "RecordType", "createdDateTime", "operation",
               "Identity"}) >= 2)
        return {90, phraseText("JSON records with AuditData and the columns of Search-UnifiedAuditLog")};
    return {};
}

}  // namespace

const Format kM365AuditJsonFormat{"m365-audit-json", "Microsoft 365 unified audit log (JSON)",
                                  SourceKind::Log,   recogniseJson,
                                  readJson,          scanJsonRecords,
                                  "names item"};

}  // namespace sillage
