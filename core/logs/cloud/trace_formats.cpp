// "m365-message-trace-json" and "m365-message-trace-csv": Exchange Online's message trace. Get-MessageTrace
// and Get-MessageTraceV2 (Export-Csv, ConvertTo-Json), the Reporting web service's MessageTrace (OData,
// `d.results`,
// `/Date(ms)/`), Graph's exchangeMessageTrace, the admin center's download, the enhanced summary and the
// extended report of Start-HistoricalSearch. It proves that a message with that id, size and these recipients
// was there, and what became of it; never that anybody read it. See trace_event.h.
#include "base/phrase.h"
#include "logs/all_formats.h"
#include "logs/cloud/cloud_records.h"
#include "logs/cloud/json_walk.h"
#include "logs/cloud/trace_event.h"

namespace sillage {

namespace {

bool fits(const std::vector<std::string_view>& names) {
    return anyName(names, {"MessageTraceId", "MessageId"}) && anyName(names, {"SenderAddress"}) &&
           anyName(names, {"RecipientAddress"}) && anyName(names, {"Status"}) &&
           anyName(names, {"Received", "ReceivedDateTime", "Date", "Size"});
}

bool header(const std::vector<std::string>& names) {
    const bool listed =
        anyName(names, {"SenderAddress", "Sender address", "Sender", "sender_address"}) &&
        anyName(names, {"RecipientAddress", "Recipient address", "Recipient", "recipient_address"}) &&
        anyName(names, {"Received", "Date", "Date (UTC)", "Received (UTC)"}) && anyName(names, {"Status"}) &&
        anyName(names, {"MessageTraceId", "MessageId", "Message ID", "Message Trace ID", "Subject"});
    const bool summary = anyName(names, {"origin_timestamp_utc", "origin_timestamp"}) &&
                         anyName(names, {"sender_address"}) &&
                         anyName(names, {"recipient_status", "recipient_address"});
    const bool extended = anyName(names, {"date_time_utc", "date_time"}) && anyName(names, {"event_id"}) &&
                          anyName(names, {"message_id", "network_message_id"}) &&
                          anyName(names, {"sender_address", "recipient_address"});
    return listed || summary || extended;
}

const CloudKind& kind() {
    static const CloudKind k{
        &fits, &header, &traceEvents,
        phraseText("not a record of a message trace: it states neither a time nor a message")};
    return k;
}

using Readers = CloudReaders<&kind>;

Recognition recogniseJson(const Head& head) {
    std::string path;
    CloudValues values;
    if (!firstFits(head, kind(), path, values)) return {};
    return {93, phraseText("JSON records of Exchange Online's message trace")};
}

Recognition recogniseCsv(const Head& head) {
    const auto table = findTable(head, &header);
    if (!table) return {};
    if (columnOf(table->names, {"date_time_utc", "date_time"}) != std::string::npos)
        return {93, phraseText("CSV header of Exchange Online's extended message trace report")};
    if (columnOf(table->names, {"origin_timestamp_utc", "origin_timestamp"}) != std::string::npos)
        return {93, phraseText("CSV header of Exchange Online's message trace summary")};
    return {92, phraseText("CSV header with the columns of Exchange Online's message trace")};
}

}  // namespace

const Format kMessageTraceJsonFormat{
    "m365-message-trace-json",
    "Exchange Online message trace (JSON)",
    SourceKind::Log,
    recogniseJson,
    Readers::json,
    scanJsonRecords,
    "names item: delivered or sent, to whom and how large; never that it was read"};
const Format kMessageTraceCsvFormat{
    "m365-message-trace-csv",
    "Exchange Online message trace (CSV)",
    SourceKind::Log,
    recogniseCsv,
    Readers::csv,
    Readers::scanCsv,
    "names item: delivered or sent, to whom and how large; never that it was read"};

}  // namespace sillage
