// "entra-signin-json": Entra ID sign-in logs as JSON, in the envelope of diagnostic settings
// ({"time","category": "…SignInLogs","properties":{…}}) or flat as Microsoft Graph's signIn resource. A
// session and nothing more: a sign-in that failed for a second factor (50074, 50076) still shows that the
// password was right; error_code is kept for that.
//
// Fields: operation, category, error_code, failure_reason, app_name, app_id, resource, client_app,
// is_interactive, user_id, correlation_id, unique_token_id, conditional_access, risk_state,
// authentication_requirement, device_id, device_os, device_browser, city, country, damage.
#include <simdjson.h>

#include <algorithm>

#include "base/hash.h"
#include "base/ip.h"
#include "base/phrase.h"
#include "base/text.h"
#include "evidence/reader.h"
#include "logs/all_formats.h"
#include "logs/cloud/audit_event.h"
#include "logs/cloud/json_objects.h"
#include "logs/cloud/json_repair.h"
#include "logs/cloud/cloud_text.h"
#include "logs/cloud/json_walk.h"

namespace sillage {

namespace {

namespace dom = simdjson::dom;

std::string textOf(const dom::element& value) {
    std::string_view text;
    bool flag = false;
    std::int64_t number = 0;
    if (value.get_string().get(text) == simdjson::SUCCESS) return std::string(text);
    if (value.get_bool().get(flag) == simdjson::SUCCESS) return flag ? "true" : "false";
    if (value.get_int64().get(number) == simdjson::SUCCESS) return std::to_string(number);
    return {};
}

std::string textAt(const dom::object& object, std::string_view key) {
    dom::element value;
    return object.at_key(key).get(value) == simdjson::SUCCESS ? textOf(value) : std::string();
}

dom::object objectAt(const dom::object& object, std::string_view key, bool& there) {
    dom::object inner;
    there = object.at_key(key).get_object().get(inner) == simdjson::SUCCESS;
    return inner;
}

void addField(Event& e, const char* name, std::string value) {
    if (!value.empty()) e.fields.emplace_back(name, std::move(value));
}

void addNested(Event& e, const dom::object& signIn, std::string_view member,
               std::initializer_list<std::pair<std::string_view, const char*>> names) {
    bool there = false;
    const dom::object inner = objectAt(signIn, member, there);
    if (!there) return;
    for (const auto& [key, name] : names) addField(e, name, textAt(inner, key));
}

std::string errorCode(const dom::object& record, const dom::object& signIn) {
    bool there = false;
    const dom::object status = objectAt(signIn, "status", there);
    std::string code = there ? textAt(status, "errorCode") : std::string();
    return code.empty() ? textAt(record, "resultType") : code;
}

// record is the whole object, signIn its properties (or the record itself where it is flat).
Event eventOf(const dom::object& record, const dom::object& signIn) {
    Event e;
    e.protocol = "m365";
    e.action = Action::Login;
    e.rawTime = textAt(signIn, "createdDateTime");
    if (e.rawTime.empty()) e.rawTime = textAt(record, "time");
    e.time = m365Time(e.rawTime);
    for (const std::string_view key : {"userPrincipalName", "servicePrincipalName", "servicePrincipalId"})
        if (e.account.empty()) e.account = textAt(signIn, key);
    std::string address = textAt(signIn, "ipAddress");
    if (address.empty()) address = textAt(record, "callerIpAddress");
    e.clientIp = canonicalIp(address);
    if (const auto ip = parseIp(address)) e.clientPort = ip->port;
    e.userAgent = textAt(signIn, "userAgent");
    e.session = textAt(signIn, "sessionId");
    const std::string code = errorCode(record, signIn);
    if (!code.empty()) e.outcome = code == "0" ? Outcome::Success : Outcome::Failure;
    const std::string operation = textAt(record, "operationName");
    addField(e, "operation", operation.empty() ? "Sign-in activity" : operation);
    addField(e, "category", textAt(record, "category"));
    addField(e, "error_code", code);
    addNested(e, signIn, "status", {{"failureReason", "failure_reason"}});
    constexpr std::pair<std::string_view, const char*> names[] = {
        {"appDisplayName", "app_name"},
        {"appId", "app_id"},
        {"resourceDisplayName", "resource"},
        {"clientAppUsed", "client_app"},
        {"isInteractive", "is_interactive"},
        {"userId", "user_id"},
        {"correlationId", "correlation_id"},
        {"uniqueTokenIdentifier", "unique_token_id"},
        {"conditionalAccessStatus", "conditional_access"},
        {"riskState", "risk_state"},
        {"authenticationRequirement", "authentication_requirement"}};
    for (const auto& [key, name] : names) addField(e, name, textAt(signIn, key));
    addNested(e, signIn, "deviceDetail",
              {{"deviceId", "device_id"}, {"operatingSystem", "device_os"}, {"browser", "device_browser"}});
    addNested(e, signIn, "location", {{"city", "city"}, {"countryOrRegion", "country"}});
    // Its own prefix: the audit log's UserLoggedIn may carry the same GUID and is another witness. The code:
    // one request is logged once per outcome.
    const std::string id = textAt(signIn, "id");
    if (isGuid(id)) e.recordKey = "signin:" + asciiLower(id) + ":" + code;
    return e;
}

void readRecord(Bytes text, std::uint64_t line, dom::parser& parser, Sink& sink) {
    const std::string where = phrase("line %1", line);
    dom::object record;
    std::string note;
    if (parser.parse(text.data.data(), text.size()).get_object().get(record) != simdjson::SUCCESS) {
        const std::string repaired = repairJson(text.data, note);
        if (note.empty()) note = "JSON not readable";
        if (repaired.empty() || parser.parse(repaired).get_object().get(record) != simdjson::SUCCESS) {
            sink.failed({text.offset, text.size(), where, phrase("not a readable sign-in record (%1)", said(note))});
            return;
        }
        sink.problem({text.offset, text.size(), where,
                      phrase("the sign-in record is damaged (%1): what could be read was kept", said(note))});
    }
    bool enveloped = false;
    const dom::object inner = objectAt(record, "properties", enveloped);
    Event e = eventOf(record, enveloped ? inner : record);
    if (e.rawTime.empty() && e.account.empty()) {
        sink.failed(
            {text.offset, text.size(), where, "not a sign-in record: it states neither a time nor a user"});
        return;
    }
    addField(e, "damage", note);
    e.line = line;
    e.offset = text.offset;
    e.length = text.size();
    // Anonymised sets use one GUID for all: repeated digits are no identity.
    const bool real = e.recordKey.size() > 12 && e.recordKey.find_first_not_of(e.recordKey[7], 7) < 15;
    if (!real) e.recordKey = "sha256:" + toHex(sha256(text.data));
    sink.event(std::move(e));
}

void readSignins(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    dom::parser parser;
    walkJsonRecords(source, range, sink,
                    [&](Bytes text, std::uint64_t line, Sink& out) { readRecord(text, line, parser, out); });
}

Recognition recogniseSignins(const Head& head) {
    const auto keys = objectKeys(firstObject(head.octets));
    const auto has = [&](std::string_view key) {
        return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    if (has("category") && has("properties") && has("time") &&
        head.octets.find("SignInLogs\"") != std::string_view::npos)
        return {95, phraseText("JSON records of diagnostic settings with category SignInLogs")};
    if (has("createdDateTime") && has("userPrincipalName") && has("ipAddress"))
        return {
            90,
            "JSON records with createdDateTime, userPrincipalName and ipAddress (Microsoft Graph signIn)"};
    return {};
}

}  // namespace

const Format kEntraSigninFormat{"entra-signin-json",
                                "Entra ID sign-in log (JSON)",
                                SourceKind::Log,
                                recogniseSignins,
                                readSignins,
                                scanJsonRecords,
                                "session"};

}  // namespace sillage
