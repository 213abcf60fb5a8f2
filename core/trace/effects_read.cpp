// One record read as an effect: operations of Microsoft 365 and Entra ID, cmdlets, ManageSieve and webmail filters,
// mail logs (see effects.h).
#include <algorithm>

#include "base/phrase.h"
#include "base/text.h"
#include "trace/effects.h"
#include "trace/json_scalars.h"

namespace sillage::tracing {
namespace {

using Names = std::initializer_list<std::string_view>;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool anyOf(std::string_view text, Names names) {
    return std::any_of(names.begin(), names.end(), [text](std::string_view n) { return contains(text, n); });
}

std::string firstOf(const StoredEvent& e, Names keys) {
    for (const std::string_view key : keys)
        if (const auto value = e.field(key); !value.empty()) return std::string(value);
    return {};
}

std::string operationOf(const StoredEvent& e) { return firstOf(e, {"operation", "cmdlet", "activity", "soap_action", "op"}); }

/// The last part of a directory path; what is none stays.
std::string leaf(std::string text) {
    const auto slash = text.find_last_of("/\\");
    return slash == std::string::npos || slash + 1 == text.size() ? text : text.substr(slash + 1);
}

/// smtp:x@y and [SMTP:x@y] as the address.
std::string address(std::string text) {
    for (const std::string_view prefix : {"[SMTP:", "[smtp:", "smtp:", "SMTP:"})
        if (text.compare(0, prefix.size(), prefix) == 0) text.erase(0, prefix.size());
    if (!text.empty() && text.back() == ']') text.pop_back();
    return text;
}

/// Where a rule or mailbox sends its mail: every parameter that names a recipient of it.
std::string forwardTargets(const StoredEvent& e) {
    std::string targets;
    const auto add = [&targets](const std::string& value) {
        if (!value.empty() && value != "null" && !contains(targets, value)) targets += (targets.empty() ? "" : ", ") + address(value);
    };
    for (const std::string_view from : {e.field("parameters"), e.field("rule_actions"), e.field("actions")})
        eachJsonScalar(from, [&](const std::string& name, const std::string& value) {
            for (const std::string_view n : {"ForwardTo", "RedirectTo", "ForwardAsAttachmentTo", "BlindCopyTo", "CopyTo", "AddToRecipients", "ForwardingSmtpAddress",
                                             "ForwardingAddress", "RedirectMessageTo", "Recipients", "JournalEmailAddress"})
                if (iequals(name, n)) add(value);
            return true;
        });
    add(firstOf(e, {"forwarding_smtp_address", "forward_to", "redirect_to"}));
    return targets;
}

std::string ruleName(const StoredEvent& e) {
    if (const std::string name = jsonScalar(e.field("parameters"), "Name"); !name.empty()) return name;
    if (const std::string name = firstOf(e, {"rule_name", "filter", "script"}); !name.empty()) return name;
    return leaf(firstOf(e, {"object_id", "rule_id"}));
}

/// What a rule does beside sending on, as its parameters name it.
std::string ruleDoing(const StoredEvent& e) {
    std::string doing;
    eachJsonScalar(e.field("parameters"), [&](const std::string& name, const std::string& value) {
        if (name == "AlwaysDeleteOutlookRulesBlob" || name == "Force" || name == "Identity" || name == "Name" || name == "Mailbox" || value == "False" || value.empty())
            return true;
        doing += (doing.empty() ? "" : ", ") + name + (value == "True" ? "" : "=" + elide(value, 60));
        return doing.size() < 300;
    });
    if (const auto actions = e.field("rule_actions"); doing.empty() && !actions.empty())
        eachJsonScalar(actions, [&](const std::string& name, const std::string& value) {
            if (name == "ActionType") doing += (doing.empty() ? "" : ", ") + value;
            return doing.size() < 300;
        });
    return doing;
}

bool takesBack(std::string_view operation) {
    return anyOf(operation, {"Remove-", "Disable-", "Remove ", "Removed", "RemoveFolder", "removeinboxrule", "disableinboxrule", "removedelegate", "Delete "});
}

void readRule(const StoredEvent& e, const Organisation& organisation, Reading& r) {
    Effect& f = r.effect;
    const std::string operation = operationOf(e);
    f.target = forwardTargets(e);
    f.name = ruleName(e);
    f.kind = !f.target.empty() || contains(operation, "Set-Mailbox") ? "forwarding" : contains(asciiLower(e.field("action")), "managesieve") ? "script" : "rule";
    if (!f.target.empty()) f.direction = organisation.direction(f.target, e.account);
    r.gone = takesBack(operation) || (contains(operation, "Set-Mailbox") && f.target.empty());
    const std::string mailbox = e.mailbox.empty() ? e.account : e.mailbox, doing = ruleDoing(e);
    r.key = "rule\x1f" + asciiLower(contains(operation, "TransportRule") ? "organisation" : mailbox) + "\x1f" + (contains(operation, "Set-Mailbox") ? "" : f.name);
    const std::string what = operation.empty() ? phrase("filter rules were changed through the webmail; its log does not say how")
                             : doing.empty()   ? phrase("%1 “%2”", operation, f.name)
                                               : phrase("%1 “%2”: %3", operation, f.name, doing);
    f.what = f.target.empty() ? what : phrase("%1; sends to %2", said(what), f.target);
}

std::string targetNamed(const StoredEvent& e) {
    // [{"ID":"APPNAME","Type":1},…]: Type 1 is a display name, 5 an address.
    std::string id, named;
    eachJsonScalar(e.field("target"), [&](const std::string& name, const std::string& value) {
        if (name == "ID") id = value;
        if (name == "Type" && (value == "1" || value == "5") && named.empty()) named = id;
        return named.empty();
    });
    return named;
}

std::string property(const StoredEvent& e, std::string_view wanted) {
    bool next = false;
    std::string found;
    eachJsonScalar(e.field("modified_properties"), [&](const std::string& name, const std::string& value) {
        if (name == "Name") next = value == wanted;
        else if (name == "NewValue" && next) found = value;
        return found.empty();
    });
    return std::string(trim(found));
}

void readGrant(const StoredEvent& e, const std::string& operation, const Organisation& organisation, Reading& r) {
    Effect& f = r.effect;
    const auto parameters = e.field("parameters");
    const auto first = [](std::initializer_list<std::string> values) {
        for (const auto& v : values)
            if (!v.empty()) return v;
        return std::string();
    };
    f.kind = anyOf(operation, {"Consent", "delegated permission grant", "OAuth2PermissionGrant", "app role assignment", "owner to application", "owner to service principal",
                               "installapp", "New-App"})
                 ? "grant"
             : anyOf(operation, {"Certificates and secrets", "credential", "password", "Strong Authentication", "security info"}) ? "credential"
             : anyOf(operation, {"device"})                                                                                      ? "device"
                                                                                                                                  : "permission";
    const std::string rights = first({jsonScalar(parameters, "AccessRights"), firstOf(e, {"member_rights"}), property(e, "DelegatedPermissionGrant.Scope"),
                                      property(e, "Role.DisplayName"), property(e, "AppRole.Value")});
    f.target = leaf(first({jsonScalar(parameters, "User"), jsonScalar(parameters, "Trustee"), jsonScalar(parameters, "Member"), firstOf(e, {"member_upn", "member_name", "delegate"})}));
    f.name = first({targetNamed(e), property(e, "Device.DisplayName"), leaf(first({jsonScalar(parameters, "Identity"), firstOf(e, {"object_id"})}))});
    if (!e.folder.empty()) f.name = e.folder;
    if (contains(f.target, "@")) f.direction = organisation.direction(f.target, e.account);
    r.gone = takesBack(operation) || iequals(rights, "None");
    r.key = "right\x1f" + f.kind + "\x1f" + asciiLower(f.name) + "\x1f" + asciiLower(f.target) + (f.kind == "grant" ? "\x1f" + rights : std::string());
    const std::string what = f.target.empty() ? phrase("%1: %2", operation, elide(f.name, 120)) : phrase("%1: %2 for %3", operation, elide(f.name, 120), f.target);
    f.what = rights.empty() ? what : phrase("%1 (rights: %2)", said(what), elide(rights, 160));
}

/// A search that somebody typed; protocol commands that number messages are none.
std::string searchedFor(const StoredEvent& e) {
    if (const std::string term = firstOf(e, {"search", "query", "q"}); !term.empty()) return term;
    const std::string args(e.field("args")), upper = " " + args;
    for (const std::string_view key : {" TEXT ", " BODY ", " SUBJECT ", " FROM ", " TO ", " CC ", " HEADER ", " text ", " body ", " subject ", " from "})
        if (contains(upper, key)) return args;
    return {};
}

void readDone(const StoredEvent& e, const Organisation& organisation, Reading& r) {
    Effect& f = r.effect;
    const std::string item = !f.subject.empty() ? f.subject : !f.messageId.empty() ? f.messageId : e.uid ? "uid " + std::to_string(e.uid) : std::string();
    const std::string where = e.folder.empty() ? phrase("a folder the record does not name") : e.folder;
    const std::string what = item.empty() ? phrase("messages the record does not name") : item;
    switch (e.action) {
        case Action::Send:
            f.kind = "sent";
            f.target = firstOf(e, {"to", "recipients", "target"});
            if (!f.target.empty()) f.direction = organisation.direction(f.target, e.account);
            f.what = f.target.empty() ? phrase("sent: %1", said(what)) : phrase("sent: %1, to %2", said(what), f.target);
            break;
        case Action::Move:
            f.kind = "moved";
            f.target = firstOf(e, {"target", "dest_folder", "to_folder"});
            f.what = f.target.empty() ? phrase("moved: %1 from %2", said(what), said(where)) : phrase("moved: %1 from %2 to %3", said(what), said(where), f.target);
            break;
        default:
            f.kind = "deleted";
            f.what = phrase("deleted: %1 in %2", said(what), said(where));
    }
    r.key = f.kind + "\x1f" + asciiLower(f.mailbox) + "\x1f" + (f.messageId.empty() ? e.folder + "\x1f" + std::to_string(e.uid) : f.messageId) + "\x1f" +
            (item.empty() ? std::to_string(e.record) : "");
}

}  // namespace

bool standing(const Effect& e) {
    for (const std::string_view kind : {"rule", "forwarding", "script", "permission", "grant", "credential", "device", "session"})
        if (e.kind == kind) return true;
    return false;
}

std::optional<Reading> readEffect(const StoredEvent& e, const Organisation& organisation) {
    Reading r;
    Effect& f = r.effect;
    f.action = actionName(e.action);
    f.outcome = outcomeName(e.outcome);
    f.account = e.account;
    f.mailbox = e.mailbox.empty() ? e.account : e.mailbox;
    f.clientIp = e.clientIp;
    f.time = e.utc;
    f.messageId = e.messageId;
    f.subject = e.field("subject");
    f.folder = e.folder;
    const std::string operation = operationOf(e);
    switch (e.action) {
        case Action::Rule: readRule(e, organisation, r); break;
        case Action::Permission: readGrant(e, operation, organisation, r); break;
        case Action::Admin:
            if (!anyOf(operation, {"device", "Certificates and secrets", "Reset user password", "Change user password", "New-App", "Strong Authentication", "security info"}))
                return std::nullopt;
            readGrant(e, operation, organisation, r);
            break;
        case Action::Redirect:
            f.kind = "forwarded";
            f.target = firstOf(e, {"target", "to"});
            f.direction = organisation.direction(f.target, e.account);
            f.what = phrase("a rule sent %1 on to %2", f.messageId, f.target);
            r.key = "forwarded\x1f" + f.messageId + "\x1f" + f.target;
            break;
        case Action::Search:
            f.kind = "search";
            f.name = searchedFor(e);
            if (f.name.empty()) return std::nullopt;
            f.what = e.folder.empty() ? phrase("searched for “%1”", f.name) : phrase("searched for “%1” in %2", f.name, e.folder);
            r.key = "search\x1f" + f.name + "\x1f" + e.folder + "\x1f" + std::to_string(e.utc / 2'000'000);
            break;
        case Action::Send:
        case Action::Move:
        case Action::Delete:
        case Action::Expunge: readDone(e, organisation, r); break;
        default: return std::nullopt;
    }
    return r;
}

}  // namespace sillage::tracing
