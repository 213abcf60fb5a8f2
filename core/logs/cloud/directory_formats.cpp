// "entra-audit-json" and "entra-audit-csv": the directory's own audit log (Entra ID, formerly Azure AD):
// consents, credentials of applications, roles, methods of authentication registered or removed. Microsoft
// Graph directoryAudit, Azure Monitor category AuditLogs, Sentinel's table AuditLogs, the portal's download.
// It names no mail, but says when somebody was let in.
//
// Fields: operation, category, service, result, result_reason, operation_type, actor_type, actor_id,
// actor_app, correlation_id, target (names, users or applications), target_id, target_type, target_resources
// (JSON), additional_details (JSON), permissions, application, modified_property, damage.
#include "base/hash.h"
#include "base/ip.h"
#include "base/phrase.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/cloud/audit_event.h"
#include "logs/cloud/cloud_records.h"
#include "logs/cloud/json_walk.h"

namespace sillage {

namespace {

bool fits(const std::vector<std::string_view>& names) {
    const bool what = anyName(names, {"activityDisplayName", "operationName"});
    const bool by = anyName(names, {"initiatedBy"}), target = anyName(names, {"targetResources"});
    return what && by && (target || anyName(names, {"loggedByService", "additionalDetails"}));
}

bool header(const std::vector<std::string>& names) {
    const bool portal =
        anyName(names, {"Date (UTC)", "Date"}) && anyName(names, {"Activity"}) &&
        anyName(names, {"CorrelationId", "Correlation ID"}) &&
        anyName(names, {"ActorUserPrincipalName", "Initiated by (actor)", "ActorType", "Target1DisplayName"});
    const bool table = anyName(names, {"ActivityDisplayName", "OperationName"}) &&
                       anyName(names, {"InitiatedBy"}) &&
                       anyName(names, {"TargetResources", "LoggedByService"});
    return portal || table;
}

Action actionOf(const std::string& operation) {
    const Action exact = m365Action(operation, "8", "", false);
    if (exact != Action::Admin && exact != Action::Other) return exact;
    const Action dotted = m365Action(operation + ".", "8", "", false);  // the unified log's spelling
    if (dotted != Action::Admin && dotted != Action::Other) return dotted;
    // A new key or password of an application is a way in.
    const bool credentials = operation.find("Certificates and secrets") != std::string::npos ||
                             istartsWith(operation, "Add service principal credentials");
    return credentials ? Action::Permission : Action::Admin;
}

Outcome outcomeOf(const std::string& result) {
    if (iequals(result, "success") || result == "0") return Outcome::Success;
    if (iequals(result, "failure") || iequals(result, "timeout")) return Outcome::Failure;
    return Outcome::Unknown;
}

std::string targets(const CloudValues& v) {
    std::string out;
    const std::string& list = v.get("targetresources");
    const auto names = eachOf(list, "displayName"), users = eachOf(list, "userPrincipalName");
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string& one =
            i < users.size() && users.size() == names.size() && !users[i].empty() ? users[i] : names[i];
        if (!one.empty()) out += (out.empty() ? "" : ", ") + one;
    }
    return out.empty()
               ? v.get({"target1userprincipalname", "target1displayname", "targetdisplayname", "target(s)"})
               : out;
}

bool map(const CloudValues& v, std::string_view octets, Event& e, std::vector<Event>&) {
    const std::string operation(trim(v.get({"activitydisplayname", "operationname", "activity"})));
    e.rawTime =
        v.get({"activitydatetime", "date (utc)", "timegenerated", "timegenerated [utc]", "time", "date"});
    if (operation.empty() && e.rawTime.empty()) return false;
    e.time = m365Time(e.rawTime);
    e.protocol = "m365";
    e.account = v.get({"initiatedby.user.userprincipalname", "actoruserprincipalname", "initiatinguser",
                       "initiatinguserorapp", "initiatedby.app.displayname", "initiatedby.user.displayname",
                       "actordisplayname", "initiated by (actor)", "identity"});
    const std::string& address =
        v.get({"initiatedby.user.ipaddress", "ipaddress", "ip address", "calleripaddress"});
    e.clientIp = canonicalIp(address);
    if (const auto ip = parseIp(address)) e.clientPort = ip->port;
    e.userAgent = v.get("useragent");
    if (e.userAgent.empty()) e.userAgent = pairOf(v.get("additionaldetails"), "User-Agent");
    const std::string& result = v.get({"result", "resulttype", "resultsignature"});
    e.action = actionOf(operation);
    e.outcome = outcomeOf(result);
    const auto add = [&](const char* name, std::initializer_list<std::string_view> names) {
        addValue(e, name, v.get(names));
    };
    addValue(e, "operation", operation);
    add("category", {"category"});
    add("service", {"loggedbyservice", "service"});
    addValue(e, "result", result);
    add("result_reason", {"resultreason", "resultdescription"});
    add("operation_type", {"operationtype", "aadoperationtype"});
    add("actor_type", {"actortype"});
    add("actor_id", {"initiatedby.user.id", "initiatedby.app.serviceprincipalid", "actorobjectid"});
    add("actor_app", {"initiatedby.app.displayname"});
    add("correlation_id", {"correlationid", "correlation id"});
    addValue(e, "target", targets(v));
    add("target_id", {"targetresources.id", "target1objectid"});
    add("target_type", {"targetresources.type", "target1type"});
    add("target_resources", {"targetresources"});
    add("additional_details", {"additionaldetails"});
    add("permissions", {"permissions"});
    const std::string& id = v.get("id");
    // Sentinel repeats one record for each property it changed: the id names the record.
    e.recordKey = id.size() >= 16 ? "directory:" + asciiLower(id) + ":" + asciiLower(operation)
                                  : "sha256:" + toHex(sha256(octets));
    return true;
}

const CloudKind& kind() {
    static const CloudKind k{
        &fits, &header, &map,
        phraseText("not a record of the directory's audit log: it states neither an activity nor a time")};
    return k;
}

using Readers = CloudReaders<&kind>;

Recognition recogniseJson(const Head& head) {
    std::string path;
    CloudValues values;
    if (!firstFits(head, kind(), path, values)) return {};
    return {92, phraseText("JSON records of Entra ID's audit log (activity, initiatedBy, targetResources)")};
}

Recognition recogniseCsv(const Head& head) {
    if (!findTable(head, &header)) return {};
    return {92, phraseText("CSV header with the columns of Entra ID's audit log")};
}

}  // namespace

const Format kEntraAuditJsonFormat{
    "entra-audit-json",
    "Entra ID audit log (JSON)",
    SourceKind::Log,
    recogniseJson,
    Readers::json,
    scanJsonRecords,
    "session: consents, keys, roles and methods somebody was let in by; no mail"};
const Format kEntraAuditCsvFormat{
    "entra-audit-csv",
    "Entra ID audit log (CSV)",
    SourceKind::Log,
    recogniseCsv,
    Readers::csv,
    Readers::scanCsv,
    "session: consents, keys, roles and methods somebody was let in by; no mail"};

}  // namespace sillage
