// HttpProxy and EWS rows; see rows.h.
#include "base/text.h"
#include "logs/exchange/http_request.h"
#include "logs/exchange/rows.h"
#include "logs/cloud/cloud_text.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

/// The recorder's own name of the route, where it is more exact than the URL.
std::string protocolName(std::string_view column) {
    std::string name = asciiLower(column);
    if (name == "owacalendar") return "owa";
    return name;
}

/// `Smtp~a@b`, `SMTP:a@b`, `MailboxGuid~…`, `Sid~S-1-…`: only an address names a mailbox by itself.
void anchor(std::string_view text, Event& e) {
    addText(e, "anchor_mailbox", text, 300);
    const std::size_t mark = text.find_first_of("~:");
    if (mark == std::string_view::npos) return;
    const std::string_view kind = text.substr(0, mark), value = text.substr(mark + 1);
    if (iequals(kind, "smtp") && value.find('@') != std::string_view::npos && e.mailbox.empty())
        e.mailbox = cellText(value, 300);
    if (iequals(kind, "MailboxGuid")) addText(e, "mailbox_guid", value, 300);
}

/// `R:…;RT:Execute;CI:…;CID:…`: what a MAPI over HTTP client says of its request (MS-OXCMAPIHTTP 2.2.3.3).
void mapi(std::string_view clientRequest, Event& e) {
    const std::string_view type = valueBehind(clientRequest, "RT:", ';');
    const std::string_view connection = valueBehind(clientRequest, "CI:", ';');
    e.session = cellText(connection, 100);
    addText(e, "mapi_request", type, 60);
    if (iequals(type, "Connect") || iequals(type, "Bind")) e.action = Action::Connect;
    if (iequals(type, "Disconnect") || iequals(type, "Unbind")) e.action = Action::Disconnect;
    if (iequals(type, "NotificationWait") || iequals(type, "PING")) e.action = Action::Refresh;
}

}  // namespace

void readHttpProxyRow(const Row& row, RowSink& out) {
    Event& e = out.event;
    setClient(e, row.raw("clientipaddress"));
    row.field(e, "request_id", "requestid", 60);
    const std::string_view method = row.raw("method");
    readRequest(method, row.raw("urlstem"), row.raw("urlquery"), e);
    if (const auto name = protocolName(row.raw("protocol")); !name.empty())
        e.protocol = elide(cellText(name), 40);
    if (e.protocol == "mapi") mapi(row.raw("clientrequestid"), e);
    if (e.protocol == "ews" && e.action == Action::Other) {
        const std::string_view operation = row.raw("protocolaction");
        addText(e, "operation", operation, 100);
        e.action = operationAction(operation, Action::Fetch);
    }
    e.account = row.text("authenticateduser", 300);
    e.userAgent = row.text("useragent", 1000);
    anchor(row.raw("anchormailbox"), e);
    addText(e, "method", method, 32);
    setOutcome(method, row.raw("httpstatus"), {}, e);
    toInt64(row.raw("responsebytes"), e.bytes);
    row.field(e, "backend_status", "backendstatus", 20);
    row.field(e, "error_code", "errorcode", 200);
    row.field(e, "auth_type", "authenticationtype", 40);
    row.field(e, "authenticated", "isauthenticated", 10);
    row.field(e, "host", "urlhost", 300);
    row.field(e, "server", "serverhostname", 200);
    row.field(e, "target_server", "targetserver", 200);
    row.field(e, "organization", "organization", 200);
    if (e.protocol != "ews") row.field(e, "protocol_action", "protocolaction", 100);
    row.field(e, "client_request_id", "clientrequestid", 300);
    row.field(e, "request_bytes", "requestbytes", 20);
    row.field(e, "total_ms", "totalrequesttime", 20);
    row.field(e, "errors", "genericerrors", 1000);
}

void readEwsRow(const Row& row, RowSink& out) {
    Event& e = out.event;
    setClient(e, row.raw("clientipaddress"));
    e.protocol = "ews";
    e.account = row.text("authenticateduser", 300);
    e.userAgent = row.text("useragent", 1000);
    std::string_view operation = row.raw("soapaction");
    row.field(e, "request_id", "requestid", 60);
    addText(e, "operation", operation, 100);
    e.action = operationAction(operation, Action::Fetch);
    for (const char* column : {"impersonateduser", "actasuser", "proxyasuser"})
        if (e.mailbox.empty()) e.mailbox = row.text(column, 300);
    setOutcome({}, row.raw("httpstatus"), {}, e);
    if (e.outcome == Outcome::Success && !row.raw("errorcode").empty() &&
        !iequals(row.raw("errorcode"), "NoError") && !iequals(row.raw("errorcode"), "Success"))
        e.outcome = Outcome::Unknown;  // one of several items may have failed
    toInt64(row.raw("responsesize"), e.bytes);
    row.field(e, "error_code", "errorcode", 200);
    row.field(e, "impersonated", "impersonateduser", 300);
    row.field(e, "proxy_as", "proxyasuser", 300);
    row.field(e, "act_as", "actasuser", 300);
    row.field(e, "auth_type", "authenticationtype", 40);
    row.field(e, "organization", "organization", 200);
    row.field(e, "server", "serverhostname", 200);
    row.field(e, "front_end", "frontendserver", 200);
    row.field(e, "client_request_id", "clientrequestid", 300);
    row.field(e, "correlation", "correlationguid", 60);
    row.field(e, "request_bytes", "requestsize", 20);
    row.field(e, "total_ms", "totalrequesttime", 20);
    row.field(e, "auth_errors", "authenticationerrors", 500);
    row.field(e, "errors", "genericerrors", 1000);
    row.field(e, "client_statistics", "clientstatistics", 500);
}

}  // namespace sillage::exchange
