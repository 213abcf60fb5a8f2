// "m365-audit-json": the unified audit log as JSON: one record a line, one array, {"value":[…]},
// {"records":[…]}, pretty-printed or concatenated objects, behind a syslog header; records of the Management
// Activity API, of Search-UnifiedAuditLog | ConvertTo-Json, of Graph's audit log query, of Sentinel's
// OfficeActivity, of Defender's CloudAppEvents, and whatever a SIEM put round them (envelope.h). A record is
// cited by its object's octets.
#include "base/phrase.h"
#include "evidence/reader.h"
#include "logs/all_formats.h"
#include "logs/cloud/audit_event.h"
#include "logs/cloud/json_objects.h"
#include "logs/cloud/json_walk.h"
#include "logs/cloud/wide_source.h"

namespace sillage {

namespace {

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
    const bool enclosed = !parser.path().empty() && record.damage.empty();
    emitM365(std::move(record), {line, text.offset, text.size(), enclosed ? parser.text() : text.data}, sink);
}

void readJson(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    M365Parser parser;
    walkJsonRecords(source, range, sink,
                    [&](Bytes text, std::uint64_t line, Sink& out) { readObject(text, line, parser, out); });
}

// The first record is read; what it turns out to be says more than its names.
Recognition recogniseJson(const Head& head) {
    const std::string octets = narrowHead(head);
    const std::string_view object = firstObject(octets);
    if (object.empty()) return {};
    M365Parser parser;
    M365Record record;
    if (!parser.parse(object, record)) return {};
    const bool own = !record.operation.empty() && !record.creationTime.empty();
    const int marks = !record.recordType.empty() + !record.workload.empty() + !record.userId.empty();
    if (parser.path().empty()) {
        if (own && marks >= 2)
            return {
                95,
                phraseText(
                    "JSON records with CreationTime, Operation and the unified audit log's common members")};
        if (!record.operation.empty() && !record.outerTime.empty() && !record.workload.empty() && marks >= 2)
            return {95, phraseText("JSON records of Sentinel's table OfficeActivity")};
        return {};
    }
    const bool outer = !record.outerTime.empty() && !record.outerOperation.empty();
    const bool named = !record.creationTime.empty() && (own || !record.outerOperation.empty());
    if ((named && marks >= 2) || (outer && !record.outerUser.empty()))
        return {94, phrase("JSON records that hold a Microsoft 365 audit record in %1", parser.path())};
    return {};
}

}  // namespace

const Format kM365AuditJsonFormat{"m365-audit-json",
                                  "Microsoft 365 unified audit log (JSON)",
                                  SourceKind::Log,
                                  recogniseJson,
                                  readJson,
                                  scanJsonRecords,
                                  "names item: MailItemsAccessed Bind, attachments, sends, moves, deletions; "
                                  "Sync names a folder, logins a session"};

}  // namespace sillage
