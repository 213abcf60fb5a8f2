// See http_request.h.
#include "logs/exchange/http_request.h"

#include <algorithm>

#include "base/text.h"
#include "logs/exchange/row.h"
#include "logs/exchange/store_id.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

struct Root {
    std::string_view path, protocol;
};
// First match wins; compared without case.
constexpr Root kRoots[] = {
    {"/owa", "owa"},
    {"/ews", "ews"},
    {"/microsoft-server-activesync", "eas"},
    {"/ecp", "ecp"},
    {"/mapi", "mapi"},
    {"/rpcwithcert", "rpchttp"},
    {"/rpc", "rpchttp"},
    {"/autodiscover", "autodiscover"},
    {"/powershell", "powershell"},
    {"/oab", "oab"},
    {"/api", "rest"},
    {"/rest", "rest"},
    {"/exchange", "webdav"},
    {"/exadmin", "webdav"},
    {"/public", "webdav"},
    {"/webapp", "http"},
};

std::string_view protocolOf(std::string_view path) {
    for (const Root& root : kRoots)
        if (istartsWith(path, root.path) && (path.size() == root.path.size() ||
                                             path[root.path.size()] == '/' || root.protocol == "powershell"))
            return root.protocol;
    return "http";
}

bool endsWithNoCase(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && iequals(text.substr(text.size() - end.size()), end);
}

/// `/owa/someone@example.org/…`, `/ecp/someone@example.org/…`: another mailbox opened by its address.
void explicitMailbox(std::string_view path, Event& e) {
    path.remove_prefix(std::min(path.size(), path.find('/', 1)));
    if (!take(path, "/")) return;
    const std::string name = percentDecode(path.substr(0, path.find('/')), false);
    const std::size_t at = name.find('@');
    if (at != std::string::npos && at > 0 && name.find('.', at) != std::string::npos && name.size() < 320)
        e.mailbox = repairUtf8(name);
}

/// An id in base64: a '+' that was sent unescaped has become a space.
std::string idValue(std::string_view query, std::string_view key) {
    std::string id = queryValue(query, key);
    std::replace(id.begin(), id.end(), ' ', '+');
    return id;
}

void attachment(std::string_view query, std::string_view key, Event& e) {
    const std::string id = idValue(query, key);
    e.action = Action::Download;
    if (id.empty()) return;
    addStoreId(e, id);
    e.part = elide(repairUtf8(id), 500);
}

void owaService(std::string_view operation, std::string_view query, Event& e) {
    addField(e, "operation", cellText(operation, 100));
    e.action = operationAction(operation, Action::Read);
    if (e.action != Action::Download && !iequals(operation, "GetAllAttachmentsAsZip")) return;
    const Action action = e.action;
    attachment(query, "id", e);
    e.action = action;
    if (iequals(operation, "GetAttachmentThumbnail") || iequals(queryValue(query, "isImagePreview"), "True"))
        addField(e, "thumb", "1");
}

/// OWA 2007 and 2010: ae = what, a = to do, t = class, id = item.
void owaForm(std::string_view query, Event& e) {
    const std::string what = queryValue(query, "ae"), does = queryValue(query, "a");
    const std::string id = idValue(query, "id");
    if (what.empty()) return;
    addField(e, "operation", elide(repairUtf8(what + (does.empty() ? "" : " " + does)), 100));
    const std::string itemClass = queryValue(query, "t");
    addText(e, "item_class", itemClass, 100);
    if (!id.empty()) addStoreId(e, id);
    if (iequals(what, "Folder") || iequals(what, "StartPage")) {
        e.action = Action::List;
    } else if (iequals(what, "Item") || iequals(what, "PreFormAction")) {
        const bool opens = does.empty() || iequals(does, "Open") || iequals(does, "Print") ||
                           iequals(does, "Prev") || iequals(does, "Next");
        e.action = opens && !id.empty() ? Action::Read : Action::Compose;
    }
}

void owa(std::string_view method, std::string_view path, std::string_view query, Event& e) {
    explicitMailbox(path, e);
    const std::size_t service = asciiLower(path).find("/service.svc");
    if (service != std::string::npos) {
        std::string_view behind = path.substr(service + 12);
        const bool get = istartsWith(behind, "/s/");
        owaService(get ? behind.substr(3) : std::string_view(queryValue(query, "action")), query, e);
    } else if (endsWithNoCase(path, "/auth.owa")) {
        e.action = Action::Login;
    } else if (endsWithNoCase(path, "/logon.aspx")) {
        const std::string reason = queryValue(query, "reason");
        addText(e, "reason", reason, 40);
        if (reason == "2") e.action = Action::Login;
    } else if (endsWithNoCase(path, "/logoff.owa") || endsWithNoCase(path, "/logoff.aspx") ||
               endsWithNoCase(path, "/signout.aspx")) {
        e.action = Action::Logout;
    } else if (endsWithNoCase(path, "/attachment.ashx") || endsWithNoCase(path, "/WebReadyView.aspx") ||
               endsWithNoCase(path, "/GetFileAttachment")) {
        attachment(query, "id", e);
        const std::string inner = idValue(query, "attid0");
        if (!inner.empty()) e.part = elide(repairUtf8(inner), 500);
    } else if (endsWithNoCase(path, "/ping.owa") || endsWithNoCase(path, "/keepalive.owa") ||
               endsWithNoCase(path, "/pendingrequest") || endsWithNoCase(path, "/remotenotification.ashx")) {
        e.action = Action::Refresh;
    } else if (endsWithNoCase(path, "/ev.owa") || endsWithNoCase(path, "/ev.owa2")) {
        const std::string event = queryValue(query, "ns") + " " + queryValue(query, "ev");
        addText(e, "operation", trim(event), 100);
        e.action = contains(event, "Pending") ? Action::Refresh : Action::Other;
    } else if (method != "HEAD") {
        owaForm(query, e);
    }
}

void ecp(std::string_view path, std::string_view query, Event& e) {
    explicitMailbox(path, e);
    const std::string schema = queryValue(query, "schema");
    addText(e, "schema", schema, 100);
    const std::size_t service = asciiLower(path).find(".svc/");
    if (service == std::string::npos) return;
    const std::string_view operation = path.substr(service + 5);
    addText(e, "operation", operation, 100);
    const auto about = [&](std::string_view word) {
        return contains(asciiLower(path), word) || contains(asciiLower(schema), word);
    };
    const bool reads = istartsWith(operation, "Get");
    if (reads)
        e.action = Action::Other;
    else if (about("inboxrule") || about("forward"))
        e.action = Action::Rule;
    else if (about("permission") || about("delegat") || about("rolegroup"))
        e.action = Action::Permission;
    else
        e.action = Action::Admin;
}

/// REST (2016 and later): messages, one message, its attachments, its octets.
void rest(std::string_view method, std::string_view path, Event& e) {
    const std::string lower = asciiLower(path);
    const std::size_t at = lower.find("/messages");
    if (at == std::string::npos || method != "GET") return;
    std::string_view behind = std::string_view(lower).substr(at + 9);
    if (behind.empty() || behind == "/") {
        e.action = Action::List;
    } else if (contains(behind, "/attachments")) {
        e.action = Action::Download;
    } else {
        e.action = endsWith(behind, "/$value") ? Action::ViewSource : Action::Read;
    }
}

/// What Exchange 2013 and later append: ids that join front end, back end and HttpProxy.
void addIds(std::string_view query, Event& e) {
    std::string_view request = valueBehind(query, "cafeReqId=", '&');
    addText(e, "cafe_req_id", takeUntil(request, ";"), 60);
    addText(e, "client_id", valueBehind(query, "&ClientId=", '&'), 60);
    addText(e, "act_id", valueBehind(query, "&ActID=", '&'), 60);
    const std::string_view correlation = valueBehind(query, "CorrelationID=", ';');
    if (correlation != "<empty>") addText(e, "correlation_id", correlation, 60);
}

void ews(std::string_view query, Event& e) {
    std::string_view action = valueBehind(query, "SoapAction=", ';');
    action = action.substr(0, action.find('&'));
    if (endsWith(action, "Response")) action.remove_suffix(8);
    if (action.empty()) return;
    addText(e, "operation", action, 100);
    e.action = operationAction(action, Action::Fetch);
}

}  // namespace

std::string queryValue(std::string_view query, std::string_view key) {
    if (startsWith(query, "?")) query.remove_prefix(1);
    for (std::string_view rest = query; !rest.empty();) {
        std::string_view pair = takeUntil(rest, "&");
        const std::string_view name = takeUntil(pair, "=");
        if (iequals(name, key)) return repairUtf8(percentDecode(pair));
    }
    return {};
}

void setOutcome(std::string_view method, std::string_view status, std::string_view win32, Event& e) {
    addText(e, "status", status, 20);
    if (win32 != "0") addText(e, "win32_status", win32, 20);
    const bool whole = win32.empty() || win32 == "0" || win32 == "-";
    e.outcome = Outcome::Unknown;
    if (e.action == Action::Login && e.protocol == "owa") {
        if (e.field("reason") == "2") e.outcome = Outcome::Failure;
    } else if (status.size() != 3 || status == "401") {
        return;
    } else if (status[0] >= '4' || method == "HEAD") {
        e.outcome = Outcome::Failure;
    } else if (status[0] >= '2' && whole) {
        e.outcome = Outcome::Success;
    }
}

void readRequest(std::string_view method, std::string_view path, std::string_view query, Event& e) {
    if (query == "-") query = {};
    e.protocol.assign(protocolOf(path));
    e.action = e.protocol == "http" || e.protocol == "owa" || e.protocol == "ecp" ||
                       e.protocol == "autodiscover" || e.protocol == "rest"
                   ? Action::Page
                   : Action::Other;
    addText(e, "url", path);
    addText(e, "query", query);
    if (e.protocol == "owa")
        owa(method, path, query, e);
    else if (e.protocol == "ews")
        ews(query, e);
    else if (e.protocol == "eas")
        readEasQuery(query, e);
    else if (e.protocol == "ecp")
        ecp(path, query, e);
    else if (e.protocol == "rest")
        rest(method, path, e);
    else if (e.protocol == "powershell")
        e.action = Action::Admin;
    addIds(query, e);
}

}  // namespace sillage::exchange
