// What becomes of a Windows event (windows_record.h). Fields of every one: event_id, provider, channel, computer,
// record_id, op where it has one, then its named data as Windows calls it (unnamed: data_1 …), keywords, process.
//
//   event                                     action        who        protocol     op
//   4624 4625 4648                            Login + − ?   Target     windows¹     logon, logon-failed, explicit-credentials
//   4634 4647                                 Logout        Target     windows
//   4672                                      Admin +       Subject    windows      special-privileges
//   4663 · 4656 · 4660 (object a file)        File, Save,   Subject    windows      by the access asked for; 4656 only a handle
//                                             Delete                                (other objects: Other)
//   5140 · 5145                               Connect · File Subject   smb          share · share-access-check (no proof of a read)
//   4768 4771 4776 · 4769 4770                Login · Other Target     kerberos, ntlm
//   4720… 4728… 4719 4697 4698 5136 7045 …    Admin, Permission
//   1102, 104 (a log was cleared)             Admin         Subject    windows      log-cleared
//   Terminal Services 21 23 24 25 1149, 4778  Login, Logout, Disconnect, Connect   rdp
//   MSExchange Management 1, 6                as the cmdlet            powershell   fields cmdlet, parameters
//   all others                                Other         what user it names
//
// ¹ rdp where LogonType is 10, and 7 with an address. session is `computer:logon id`, which lasts until the computer
// starts again. account is DOMAIN\user. path is the object's or the share's name.
#include <algorithm>
#include <array>
#include <cstdio>

#include "base/ip.h"
#include "base/text.h"
#include "logs/cloud/audit_event.h"
#include "logs/scan_text.h"
#include "logs/windows_record.h"

namespace sillage {

namespace {

enum class Result : std::uint8_t { Success, Failure, Unknown, Audit, Status };
enum class Who : std::uint8_t { Target, Subject };

struct Rule {
    std::uint32_t id;
    Action action;
    Result result;
    Who who;
    const char* protocol;
    const char* op;
};

constexpr Rule kSecurity[] = {
    {1100, Action::Admin, Result::Success, Who::Subject, "windows", "log-service-stopped"},
    {1102, Action::Admin, Result::Success, Who::Subject, "windows", "log-cleared"},
    {1104, Action::Admin, Result::Unknown, Who::Subject, "windows", "log-full"},
    {4624, Action::Login, Result::Success, Who::Target, "windows", "logon"},
    {4625, Action::Login, Result::Failure, Who::Target, "windows", "logon-failed"},
    {4634, Action::Logout, Result::Success, Who::Target, "windows", "logoff"},
    {4647, Action::Logout, Result::Success, Who::Target, "windows", "logoff-by-user"},
    {4648, Action::Login, Result::Unknown, Who::Target, "windows", "explicit-credentials"},
    {4656, Action::File, Result::Audit, Who::Subject, "windows", "handle-requested"},
    {4660, Action::Delete, Result::Audit, Who::Subject, "windows", "object-deleted"},
    {4662, Action::Other, Result::Audit, Who::Subject, "windows", "directory-access"},
    {4663, Action::File, Result::Audit, Who::Subject, "windows", "object-access"},
    {4670, Action::Permission, Result::Audit, Who::Subject, "windows", "object-permissions"},
    {4672, Action::Admin, Result::Success, Who::Subject, "windows", "special-privileges"},
    {4688, Action::Other, Result::Audit, Who::Subject, "windows", "process-started"},
    {4689, Action::Other, Result::Audit, Who::Subject, "windows", "process-ended"},
    {4697, Action::Admin, Result::Audit, Who::Subject, "windows", "service-installed"},
    {4698, Action::Admin, Result::Audit, Who::Subject, "windows", "task-created"},
    {4699, Action::Admin, Result::Audit, Who::Subject, "windows", "task-deleted"},
    {4700, Action::Admin, Result::Audit, Who::Subject, "windows", "task-enabled"},
    {4701, Action::Admin, Result::Audit, Who::Subject, "windows", "task-disabled"},
    {4702, Action::Admin, Result::Audit, Who::Subject, "windows", "task-changed"},
    {4704, Action::Permission, Result::Audit, Who::Subject, "windows", "right-assigned"},
    {4705, Action::Permission, Result::Audit, Who::Subject, "windows", "right-removed"},
    {4717, Action::Permission, Result::Audit, Who::Subject, "windows", "logon-right-granted"},
    {4718, Action::Permission, Result::Audit, Who::Subject, "windows", "logon-right-removed"},
    {4719, Action::Admin, Result::Audit, Who::Subject, "windows", "audit-policy-changed"},
    {4720, Action::Admin, Result::Audit, Who::Subject, "windows", "user-created"},
    {4722, Action::Admin, Result::Audit, Who::Subject, "windows", "user-enabled"},
    {4723, Action::Admin, Result::Audit, Who::Subject, "windows", "password-changed"},
    {4724, Action::Admin, Result::Audit, Who::Subject, "windows", "password-reset"},
    {4725, Action::Admin, Result::Audit, Who::Subject, "windows", "user-disabled"},
    {4726, Action::Admin, Result::Audit, Who::Subject, "windows", "user-deleted"},
    {4728, Action::Permission, Result::Audit, Who::Subject, "windows", "group-member-added"},
    {4729, Action::Permission, Result::Audit, Who::Subject, "windows", "group-member-removed"},
    {4732, Action::Permission, Result::Audit, Who::Subject, "windows", "group-member-added"},
    {4733, Action::Permission, Result::Audit, Who::Subject, "windows", "group-member-removed"},
    {4738, Action::Admin, Result::Audit, Who::Subject, "windows", "user-changed"},
    {4740, Action::Admin, Result::Audit, Who::Target, "windows", "user-locked-out"},
    {4756, Action::Permission, Result::Audit, Who::Subject, "windows", "group-member-added"},
    {4757, Action::Permission, Result::Audit, Who::Subject, "windows", "group-member-removed"},
    {4767, Action::Admin, Result::Audit, Who::Subject, "windows", "user-unlocked"},
    {4768, Action::Login, Result::Status, Who::Target, "kerberos", "ticket-granting-ticket"},
    {4769, Action::Other, Result::Status, Who::Target, "kerberos", "service-ticket"},
    {4770, Action::Other, Result::Audit, Who::Target, "kerberos", "ticket-renewed"},
    {4771, Action::Login, Result::Failure, Who::Target, "kerberos", "pre-authentication-failed"},
    {4776, Action::Login, Result::Status, Who::Target, "ntlm", "credential-validation"},
    {4778, Action::Connect, Result::Success, Who::Target, "rdp", "session-reconnected"},
    {4779, Action::Disconnect, Result::Success, Who::Target, "rdp", "session-disconnected"},
    {4907, Action::Admin, Result::Audit, Who::Subject, "windows", "audit-settings-changed"},
    {5136, Action::Admin, Result::Audit, Who::Subject, "windows", "directory-changed"},
    {5137, Action::Admin, Result::Audit, Who::Subject, "windows", "directory-created"},
    {5141, Action::Admin, Result::Audit, Who::Subject, "windows", "directory-deleted"},
    {5140, Action::Connect, Result::Audit, Who::Subject, "smb", "share"},
    {5142, Action::Admin, Result::Audit, Who::Subject, "smb", "share-added"},
    {5143, Action::Admin, Result::Audit, Who::Subject, "smb", "share-changed"},
    {5144, Action::Admin, Result::Audit, Who::Subject, "smb", "share-deleted"},
    {5145, Action::File, Result::Audit, Who::Subject, "smb", "share-access-check"},
};

constexpr Rule kSystem[] = {
    {104, Action::Admin, Result::Success, Who::Subject, "windows", "log-cleared"},
    {7045, Action::Admin, Result::Success, Who::Subject, "windows", "service-installed"},
};

constexpr Rule kTerminal[] = {
    {21, Action::Login, Result::Success, Who::Target, "rdp", "session-logon"},
    {23, Action::Logout, Result::Success, Who::Target, "rdp", "session-logoff"},
    {24, Action::Disconnect, Result::Success, Who::Target, "rdp", "session-disconnected"},
    {25, Action::Connect, Result::Success, Who::Target, "rdp", "session-reconnected"},
    {1149, Action::Connect, Result::Success, Who::Target, "rdp", "network-authentication"},
};

const Rule* find(const Rule* begin, const Rule* end, std::uint32_t id) {
    const Rule* hit = std::find_if(begin, end, [&](const Rule& r) { return r.id == id; });
    return hit == end ? nullptr : hit;
}

bool ofSecurity(const WindowsRecord& r) {
    return r.channel == "Security" || r.provider == "Microsoft-Windows-Security-Auditing";
}

bool ofExchange(const WindowsRecord& r) {
    return r.channel == "MSExchange Management" || r.provider == "MSExchange CmdletLogs" || r.provider == "MSExchange Management";
}

const Rule* ruleOf(const WindowsRecord& r) {
    if (ofSecurity(r)) return find(std::begin(kSecurity), std::end(kSecurity), r.eventId);
    if (contains(r.channel, "TerminalServices-") || contains(r.provider, "TerminalServices-"))
        return find(std::begin(kTerminal), std::end(kTerminal), r.eventId);
    if (r.channel == "System" || r.provider == "Microsoft-Windows-Eventlog" || r.provider == "Service Control Manager")
        return find(std::begin(kSystem), std::end(kSystem), r.eventId);
    return nullptr;
}

std::string_view firstStated(const WindowsRecord& r, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names)
        if (const auto text = r.stated(name); !text.empty()) return text;
    return {};
}

/// DOMAIN\user; a domain that is already part of the name, or only repeats it, is not written twice.
std::string joined(std::string_view domain, std::string_view user) {
    if (user.empty() || domain.empty() || user.find_first_of("\\@") != std::string_view::npos) return std::string(user);
    return std::string(domain) + "\\" + std::string(user);
}

std::string accountOf(const WindowsRecord& r, Who who) {
    const std::string target = joined(firstStated(r, {"TargetDomainName", "AccountDomain", "Param2"}),
                                      firstStated(r, {"TargetUserName", "AccountName", "User", "Param1"}));
    const std::string subject = joined(firstStated(r, {"SubjectDomainName", "SubjectDomain"}),
                                       firstStated(r, {"SubjectUserName", "SubjectAccountName"}));
    if (who == Who::Target) return target.empty() ? subject : target;
    return subject.empty() ? target : subject;
}

Outcome outcomeOf(const WindowsRecord& r, Result result) {
    switch (result) {
        case Result::Success: return Outcome::Success;
        case Result::Failure: return Outcome::Failure;
        case Result::Unknown: return Outcome::Unknown;
        case Result::Audit: return r.audit();
        case Result::Status: break;
    }
    std::uint64_t status = 0;
    if (windowsNumber(r.value("Status"), status)) return status ? Outcome::Failure : Outcome::Success;
    return r.audit();
}

void setAddress(const WindowsRecord& r, Event& e) {
    const std::string_view address = firstStated(r, {"IpAddress", "ClientAddress", "Address", "Param3"});
    if (const auto ip = parseIp(address)) e.clientIp = ip->text();
    std::uint32_t port = 0;
    if (toUint32(firstStated(r, {"IpPort"}), port) && port < 65536) e.clientPort = static_cast<std::uint16_t>(port);
}

void setSession(const WindowsRecord& r, Who who, Event& e) {
    const std::string_view id = who == Who::Target ? firstStated(r, {"TargetLogonId", "LogonID", "SessionID", "SubjectLogonId"})
                                                   : firstStated(r, {"SubjectLogonId", "TargetLogonId"});
    std::uint64_t number = 0;
    if (id.empty() || !windowsNumber(id, number)) return;
    char text[24];
    std::snprintf(text, sizeof text, startsWith(id, "0x") ? "0x%llx" : "%llu", static_cast<unsigned long long>(number));
    e.session = asciiLower(r.computer) + ":" + text;
}

/// What was asked for, of a file: [MS-SMB2] 2.2.13.1.1.
Action fileAction(const WindowsRecord& r, Action otherwise) {
    std::uint64_t mask = 0;
    if (!windowsNumber(r.value("AccessMask"), mask)) return otherwise;
    if (mask & 0x10000) return Action::Delete;
    if (mask & 0x6) return Action::Save;
    return otherwise;
}

void object(const WindowsRecord& r, Event& e) {
    if (r.eventId == 5140 || r.eventId == 5145) {
        std::string path(r.value("ShareName"));
        const std::string_view inside = r.value("RelativeTargetName");
        if (!inside.empty() && inside != "\\") path += (endsWith(path, "\\") ? "" : "\\") + std::string(inside);
        addField(e, "path", path);
        return;
    }
    const std::string_view type = r.value("ObjectType"), name = r.value("ObjectName");
    if (!name.empty()) addField(e, "path", name);
    if (e.action != Action::File && r.eventId != 4660) return;
    if (!type.empty() && type != "File") e.action = Action::Other;
    else if (r.eventId == 4663) e.action = fileAction(r, e.action);
}

void audited(const WindowsRecord& r, const Rule& rule, Event& e) {
    e.action = rule.action;
    e.outcome = outcomeOf(r, rule.result);
    e.protocol = rule.protocol;
    e.account = accountOf(r, rule.who);
    setAddress(r, e);
    setSession(r, rule.who, e);
    addField(e, "op", rule.op);
    const std::string_view type = r.value("LogonType");
    if (rule.action == Action::Login && (type == "10" || (type == "7" && !e.clientIp.empty()))) e.protocol = "rdp";
    object(r, e);
}

/// Cmdlet, parameters, caller … as unnamed data; or only the sentence `Cmdlet succeeded. Cmdlet X, parameters Y.`
void cmdlet(const WindowsRecord& r, Event& e) {
    std::string name(r.value("data_1")), parameters(r.value("data_2"));
    if (name.empty()) {
        std::string_view rest = r.message;
        takeUntil(rest, "Cmdlet ");
        if (const std::size_t again = rest.find("Cmdlet "); again != std::string_view::npos) rest.remove_prefix(again + 7);
        name = takeUntil(rest, ", parameters ");
        parameters = trim(rest);
    }
    e.protocol = "powershell";
    e.account = std::string(r.stated("data_3"));
    const std::string lower = asciiLower(parameters);
    const bool forwards = contains(lower, "forwardingsmtpaddress") || contains(lower, "forwardingaddress");
    e.action = m365Action(name, "ExchangeAdmin", {}, forwards);
    e.outcome = r.eventId == 1 ? Outcome::Success : r.eventId == 6 ? Outcome::Failure : Outcome::Unknown;
    addField(e, "cmdlet", elide(name, 200));
    addField(e, "parameters", elide(parameters, 16000));
}

void unknown(const WindowsRecord& r, Event& e) {
    e.protocol = "windows";
    e.action = Action::Other;
    e.outcome = r.audit();
    e.account = accountOf(r, Who::Subject);
    setAddress(r, e);
    setSession(r, Who::Subject, e);
}

void identify(const WindowsRecord& r, Event& e) {
    addField(e, "event_id", std::to_string(r.eventId));
    const std::pair<const char*, const std::string*> texts[] = {{"provider", &r.provider}, {"channel", &r.channel}, {"computer", &r.computer}};
    for (const auto& [key, text] : texts)
        if (!text->empty()) addField(e, key, *text);
    if (r.recordId) addField(e, "record_id", std::to_string(r.recordId));
    if (r.recordId == 0 || r.computer.empty() || r.channel.empty() || r.time.zoneMinutes == Stamp::kNoZone) return;
    const std::int64_t second = r.time.civil / 1'000'000 - r.time.zoneMinutes * std::int64_t{60};
    e.recordKey = "windows:" + asciiLower(r.computer) + "/" + asciiLower(r.channel) + "/" + std::to_string(r.recordId) + "@" + std::to_string(second);
}

}  // namespace

Event windowsEvent(WindowsRecord&& r) {
    Event e;
    e.time = r.time;
    e.rawTime = r.rawTime;
    identify(r, e);
    if (const Rule* rule = ruleOf(r)) audited(r, *rule, e);
    else if (ofExchange(r)) cmdlet(r, e);
    else unknown(r, e);
    const std::pair<const char*, const std::string*> more[] = {
        {"keywords", &r.keywords}, {"process", &r.process}, {"thread", &r.thread}, {"activity", &r.activity}, {"user_sid", &r.userSid}};
    for (auto& [key, text] : r.data) e.fields.emplace_back(std::move(key), std::move(text));
    for (const auto& [key, text] : more)
        if (!text->empty()) addField(e, key, *text);
    if (!r.message.empty()) addField(e, "message", elide(r.message, 4000));
    return e;
}

}  // namespace sillage
