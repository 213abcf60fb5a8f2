// See signin_event.h. Names: Microsoft Graph signIn, Azure Monitor SignInLogs, Log Analytics SigninLogs,
// advanced hunting EntraIdSignInEvents; the portal's columns in English and, as translated there, French.
#include "logs/cloud/signin_event.h"

#include <algorithm>

#include "base/hash.h"
#include "base/ip.h"
#include "base/text.h"
#include "logs/cloud/audit_event.h"
#include "logs/cloud/cloud_records.h"
#include "logs/cloud/cloud_text.h"

namespace sillage {

namespace {

struct Mapped {
    const char* field;
    std::initializer_list<std::string_view> names;
};

const Mapped kMapped[] = {
    {"category", {"category", "type"}},
    {"failure_reason",
     {"status.failurereason", "failure reason", "failurereason", "raison de l'echec",
      "raison de la defaillance"}},
    {"result_detail",
     {"status.additionaldetails", "resultdescription", "result detail", "detail du resultat"}},
    {"app_name", {"appdisplayname", "application", "client app name"}},
    {"app_id", {"appid", "application id", "applicationid", "id d'application", "id de l'application"}},
    {"resource", {"resourcedisplayname", "resource", "ressource"}},
    {"resource_id",
     {"resourceid", "resource id", "resourceidentity", "id de ressource", "id de la ressource"}},
    {"client_app", {"clientappused", "client app", "application cliente", "application client"}},
    {"is_interactive", {"isinteractive"}},
    {"user_id", {"userid", "user id", "accountobjectid", "id d'utilisateur", "id utilisateur"}},
    {"user_name", {"userdisplayname", "user", "accountdisplayname", "utilisateur"}},
    {"user_type", {"usertype", "user type", "type d'utilisateur"}},
    {"correlation_id", {"correlationid", "correlation id", "id de correlation"}},
    {"unique_token_id",
     {"uniquetokenidentifier", "unique token identifier", "uniquetokenid", "identificateur de jeton unique",
      "identificateur unique du jeton"}},
    {"incoming_token", {"incomingtokentype", "incoming token type", "type de jeton entrant"}},
    {"transfer_method",
     {"originaltransfermethod", "original transfer method", "methode de transfert d'origine"}},
    {"conditional_access", {"conditionalaccessstatus", "conditional access", "acces conditionnel"}},
    {"authentication_requirement",
     {"authenticationrequirement", "authentication requirement", "requirement", "exigence d'authentification",
      "exigence"}},
    {"mfa_result",
     {"mfadetail.authdetail", "multifactor authentication result",
      "resultat de l'authentification multifacteur"}},
    {"mfa_method",
     {"mfadetail.authmethod", "multifactor authentication auth method",
      "methode d'authentification multifacteur"}},
    {"mfa_detail", {"multifactor authentication auth detail", "detail de l'authentification multifacteur"}},
    {"authentication_protocol",
     {"authenticationprotocol", "authentication protocol", "protocole d'authentification"}},
    {"client_credential", {"clientcredentialtype", "client credential type"}},
    {"device_id",
     {"devicedetail.deviceid", "device id", "entraiddeviceid", "aaddeviceid", "id de l'appareil",
      "id d'appareil"}},
    {"device_name", {"devicedetail.displayname", "devicename"}},
    {"device_os",
     {"devicedetail.operatingsystem", "operating system", "osplatform", "systeme d'exploitation"}},
    {"device_browser", {"devicedetail.browser", "browser", "navigateur"}},
    {"device_compliant", {"devicedetail.iscompliant", "compliant", "iscompliant", "conforme"}},
    {"device_managed", {"devicedetail.ismanaged", "managed", "ismanaged", "gere"}},
    {"device_trust", {"devicedetail.trusttype", "join type", "devicetrusttype", "type de jonction"}},
    {"city", {"location.city", "locationdetails.city", "city"}},
    {"state", {"location.state", "locationdetails.state", "state"}},
    {"country", {"location.countryorregion", "locationdetails.countryorregion", "country"}},
    {"latitude", {"location.geocoordinates.latitude", "locationdetails.geocoordinates.latitude", "latitude"}},
    {"longitude",
     {"location.geocoordinates.longitude", "locationdetails.geocoordinates.longitude", "longitude"}},
    {"asn", {"autonomoussystemnumber", "autonomous system number", "numero de systeme autonome"}},
    {"resource_ip",
     {"ipaddressfromresourceprovider", "ip address (seen by resource)", "adresse ip (vue par la ressource)"}},
    {"risk_state", {"riskstate", "risk state"}},
    {"risk_level", {"risklevelduringsignin", "risk level"}},
    {"risk_level_aggregated", {"risklevelaggregated"}},
    {"risk_detail", {"riskdetail"}},
    {"risk_events", {"riskeventtypes_v2", "riskeventtypes"}},
    {"token_issuer", {"tokenissuername", "token issuer name", "tokenissuertype", "token issuer type"}},
    {"cross_tenant", {"crosstenantaccesstype", "cross tenant access type"}},
    {"home_tenant", {"hometenantid", "home tenant id"}},
    {"resource_tenant", {"resourcetenantid", "resource tenant id"}},
    {"sign_in_identifier", {"signinidentifier", "sign-in identifier", "alternatesigninname"}},
    {"service_principal_id", {"serviceprincipalid", "service principal id"}},
    {"authentication_methods", {"authentication method", "methode d'authentification"}},
    {"authentication_detail", {"authentication method detail", "detail de la methode d'authentification"}}};

std::string joined(const std::vector<std::string>& list) {
    std::string out;
    for (const std::string& one : list)
        if (!one.empty() && out.find(one) == std::string::npos) out += (out.empty() ? "" : ", ") + one;
    return out;
}

/// Policies that granted, refused or asked for something; those not applied say nothing of this sign-in.
std::string policies(const CloudValues& v) {
    const std::string& list = v.get({"appliedconditionalaccesspolicies", "conditionalaccesspolicies"});
    const auto names = eachOf(list, "displayName"), results = eachOf(list, "result");
    std::string out;
    for (std::size_t i = 0; i < names.size() && names.size() == results.size(); ++i)
        if (iequals(results[i], "success") || iequals(results[i], "failure"))
            out += (out.empty() ? "" : ", ") + names[i] + " (" + results[i] + ")";
    return out;
}

void addDetails(const CloudValues& v, Event& e) {
    const std::string& steps = v.get("authenticationdetails");
    if (steps.empty()) return;
    addValue(e, "authentication_methods", joined(eachOf(steps, "authenticationMethod")));
    addValue(e, "authentication_detail", joined(eachOf(steps, "authenticationMethodDetail")));
    addValue(e, "authentication_steps", joined(eachOf(steps, "authenticationStepResultDetail")));
}

std::string codeOf(const CloudValues& v) {
    std::string code = v.get(
        {"status.errorcode", "resulttype", "sign-in error code", "errorcode", "code d'erreur de connexion"});
    if (iequals(code, "None") || iequals(code, "Aucun") || iequals(code, "Success")) return "0";
    return code;
}

Outcome outcomeOf(const CloudValues& v, const std::string& code) {
    if (!code.empty()) return code == "0" ? Outcome::Success : Outcome::Failure;
    const std::string status =
        CloudValues::folded(v.get({"status", "statut", "etat", "succeeded", "reussi"}));
    if (status == "success" || status == "true" || status == "reussite" || status == "oui" ||
        status == "succes")
        return Outcome::Success;
    if (status == "failure" || status == "false" || status == "echec" || status == "non" ||
        status == "interrupted" || status == "interrompu")
        return Outcome::Failure;
    return Outcome::Unknown;
}

/// Its own prefix: the audit log's UserLoggedIn may carry the same GUID and is another witness. The code: one
/// request is logged once per outcome. Anonymised sets use one GUID for all: repeated digits are no identity.
std::string keyOf(const std::string& id, const std::string& code, bool step, std::string_view octets) {
    const bool real = isGuid(id) && id.find_first_not_of(id[0]) < 8;
    if (real && !step) return "signin:" + asciiLower(id) + ":" + code;
    return "sha256:" + toHex(sha256(octets));
}

}  // namespace

bool signinEvent(const CloudValues& v, std::string_view octets, Event& e) {
    e.rawTime = v.get({"createddatetime", "date (utc)", "time", "timegenerated", "timestamp", "date"});
    e.account = v.get({"userprincipalname", "username", "accountupn", "nom d'utilisateur",
                       "serviceprincipalname", "service principal name", "managed identity name",
                       "serviceprincipalid", "service principal id"});
    const std::string& requestId =
        v.get({"id", "request id", "requestid", "id de la demande", "id de demande", "id de requete"});
    if (e.rawTime.empty() && e.account.empty()) return false;
    // The portal's list of steps: a row belongs to a sign-in and is none itself.
    const bool step = v.has("authentication method") && !v.has("application") && !v.has("appdisplayname");
    e.protocol = "m365";
    e.action = step ? Action::Other : Action::Login;
    e.time = m365Time(e.rawTime);
    const std::string& address = v.get({"ipaddress", "calleripaddress", "ip address", "adresse ip"});
    e.clientIp = canonicalIp(address);
    if (const auto ip = parseIp(address)) e.clientPort = ip->port;
    e.userAgent = v.get({"useragent", "user agent", "agent utilisateur"});
    e.session = v.get({"sessionid", "session id", "id de session"});
    const std::string code = codeOf(v);
    e.outcome = outcomeOf(v, code);
    const std::string& operation = v.get({"operationname"});
    addValue(e, "operation",
             step                ? "Authentication step"
             : operation.empty() ? "Sign-in activity"
                                 : operation);
    addValue(e, "error_code", code);
    addValue(e, "error_meaning", signinMeaning(code));
    if (e.outcome == Outcome::Failure && firstFactorAccepted(code)) addValue(e, "first_factor", "accepted");
    for (const Mapped& m : kMapped) addValue(e, m.field, v.get(m.names));
    if (!v.has("location.city") && !v.has("locationdetails.city"))
        addValue(e, "location", v.get({"location", "emplacement", "localisation"}));
    addValue(e, "request_id", requestId);
    addValue(e, "ca_policies", policies(v));
    addValue(e, "network", joined(eachOf(v.get("networklocationdetails"), "networkType")));
    addDetails(v, e);
    e.recordKey = keyOf(requestId, code, step, octets);
    return true;
}

}  // namespace sillage
