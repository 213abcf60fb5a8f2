// "entra-signin-json" and "entra-signin-csv": Entra ID sign-in logs of every export; see signin_event.h for
// what they say and envelope.h for what may stand round them.
#include <algorithm>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/cloud/cloud_records.h"
#include "logs/cloud/json_walk.h"
#include "logs/cloud/signin_event.h"

namespace sillage {

namespace {

bool fits(const std::vector<std::string_view>& names) {
    const auto has = [&](std::string_view name) { return anyName(names, {name}); };
    if (anyName(names, {"activityDisplayName", "targetResources"})) return false;
    const bool who = anyName(
        names, {"userPrincipalName", "servicePrincipalId", "servicePrincipalName", "AccountUpn", "userId"});
    const bool app = anyName(names, {"appDisplayName", "appId", "Application", "ApplicationId",
                                     "clientAppUsed", "resourceDisplayName"});
    const bool when = anyName(names, {"createdDateTime", "TimeGenerated", "Timestamp"});
    const bool result =
        anyName(names, {"status", "ResultType", "ErrorCode", "isInteractive", "conditionalAccessStatus"});
    if (has("createdDateTime") && who && has("ipAddress")) return true;
    // The properties of diagnostic settings may lack either; a user's own record in the directory has none of these.
    if (has("createdDateTime") && who && (app || has("userAgent"))) return true;
    return when && who && app && result && anyName(names, {"IPAddress", "CorrelationId", "RequestId"});
}

bool header(const std::vector<std::string>& names) {
    std::vector<std::string> folded;
    for (const std::string& n : names) folded.push_back(CloudValues::folded(n));
    const auto any = [&](std::initializer_list<std::string_view> wanted) { return anyName(folded, wanted); };
    if (any({"initiatedby", "targetresources", "activitydisplayname", "actoruserprincipalname"}))
        return false;
    const bool request =
        any({"request id", "requestid", "id de la demande", "id de demande", "id de requete", "id"});
    const bool portal =
        any({"date (utc)", "date"}) && request &&
        any({"username", "nom d'utilisateur", "service principal id", "service principal name",
             "managed identity name", "authentication method", "methode d'authentification"});
    const bool table = any({"createddatetime", "timegenerated", "timegenerated [utc]", "timestamp"}) &&
                       any({"userprincipalname", "accountupn", "serviceprincipalid"}) &&
                       any({"resulttype", "status", "errorcode", "isinteractive"}) &&
                       any({"appdisplayname", "appid", "applicationid", "clientappused"});
    return portal || table;
}

bool map(const CloudValues& values, std::string_view octets, Event& e, std::vector<Event>&) {
    return signinEvent(values, octets, e);
}

const CloudKind& kind() {
    static const CloudKind k{&fits, &header, &map,
                             phraseText("not a sign-in record: it states neither a time nor a user")};
    return k;
}

using Readers = CloudReaders<&kind>;

Recognition recogniseJson(const Head& head) {
    std::string path;
    CloudValues values;
    if (!firstFits(head, kind(), path, values)) return {};
    const std::string category = asciiLower(values.get({"category"}));
    if (category.find("signinlogs") != std::string::npos)
        return {95, phraseText("JSON records of diagnostic settings with category SignInLogs")};
    if (!path.empty()) return {91, phrase("JSON records that hold an Entra ID sign-in in %1", path)};
    return {90, phraseText("JSON records with the members of an Entra ID sign-in (Microsoft Graph signIn, "
                           "table SigninLogs)")};
}

Recognition recogniseCsv(const Head& head) {
    if (!findTable(head, &header)) return {};
    return {92, phraseText("CSV header with the columns of Entra ID sign-ins")};
}

}  // namespace

const Format kEntraSigninFormat{
    "entra-signin-json",
    "Entra ID sign-in log (JSON)",
    SourceKind::Log,
    recogniseJson,
    Readers::json,
    scanJsonRecords,
    "session: who signed in, from where, by which factor; joined to the audit log by session and token"};
const Format kEntraSigninCsvFormat{
    "entra-signin-csv",
    "Entra ID sign-in log (CSV)",
    SourceKind::Log,
    recogniseCsv,
    Readers::csv,
    Readers::scanCsv,
    "session: who signed in, from where, by which factor; joined to the audit log by session and token"};

}  // namespace sillage
