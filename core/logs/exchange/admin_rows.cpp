// ECP, remote PowerShell, the administrative audit queue and logs without a map of their own; see rows.h.
#include <algorithm>

#include "base/text.h"
#include "logs/exchange/http_request.h"
#include "logs/exchange/rows.h"
#include "logs/cloud/audit_event.h"
#include "logs/cloud/cloud_text.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

/// One word or quoted text off the front; quotes inside are doubled, as PowerShell writes them.
std::string_view takeWord(std::string_view& text) {
    text = trim(text);
    if (text.empty() || (text.front() != '"' && text.front() != '\'')) return takeUntil(text, " ");
    const char quote = text.front();
    std::size_t end = 1;
    while (end < text.size() && (text[end] != quote || (end + 1 < text.size() && text[end + 1] == quote)))
        end += text[end] == quote ? 2 : 1;
    const std::string_view word = text.substr(1, end - 1);
    text.remove_prefix(std::min(text.size(), end + 1));
    return word;
}

/// The value of a parameter as PowerShell was given it: `-Mailbox "jean" -Identity x`; "" when it is absent.
std::string_view parameter(std::string_view text, std::string_view name) {
    while (!(text = trim(text)).empty()) {
        const bool quoted = text.front() == '"' || text.front() == '\'';
        std::string_view word = takeWord(text);
        if (quoted || !take(word, "-")) continue;
        if (endsWith(word, ":")) word.remove_suffix(1);
        if (iequals(word, name)) return takeWord(text);
    }
    return {};
}

bool setsForwarding(std::string_view parameters) {
    return !parameter(parameters, "ForwardingSmtpAddress").empty() ||
           !parameter(parameters, "ForwardingAddress").empty() ||
           !parameter(parameters, "DeliverToMailboxAndForward").empty();
}

/// Hands an audit record's events on as this log's own.
class AuditSink final : public Sink {
public:
    AuditSink(Sink& out, const Event& place, std::string created)
        : out_(out), place_(place), created_(std::move(created)) {}
    void found(std::uint64_t count) override { out_.found(count); }
    void message(Message&&) override {}
    void event(Event&& e) override {
        e.protocol = "exchange";
        e.time = place_.time;
        e.rawTime = place_.rawTime;
        if (!created_.empty()) addField(e, "creation_time_local", created_);
        out_.event(std::move(e));
    }
    void skipped(std::string_view reason, std::uint64_t count) override { out_.skipped(reason, count); }
    void failed(Problem&& p) override { out_.failed(std::move(p)); }
    void problem(Problem&& p) override { out_.problem(std::move(p)); }
    void fact(Fact&& f) override { out_.fact(std::move(f)); }

private:
    Sink& out_;
    const Event& place_;
    std::string created_;
};

}  // namespace

void readEcpRow(const Row& row, RowSink& out) {
    Event& e = out.event;
    const std::string_view data = row.raw("eventdata");
    std::string_view url = valueBehind(data, "S:URL=", ';');
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
        url.remove_prefix(scheme + 3);
        url.remove_prefix(std::min(url.size(), url.find('/')));
    }
    const std::size_t question = url.find('?');
    readRequest({}, url.substr(0, question),
                question == std::string_view::npos ? std::string_view{} : url.substr(question + 1), e);
    e.protocol = "ecp";
    std::string_view who = valueBehind(data, "S:PSA=", ';');
    take(who, "<PII>");
    e.account = cellText(who.substr(0, who.find("</PII>")), 300);
    e.session = cellText(valueBehind(data, "S:USID=", ';'), 100);
    if (istartsWith(url, "/ecp/logoff")) e.action = Action::Logout;
    const std::string_view cmdlet = valueBehind(data, "S:CMD=", ';');
    if (!cmdlet.empty() && e.action != Action::Rule) {
        const Action action = m365Action(cellText(cmdlet, 200), "1", {}, false);
        if (!istartsWith(cmdlet, "Get-") || e.action == Action::Page) e.action = action;
    }
    addText(e, "cmdlet", cmdlet, 200);
    row.field(e, "event", "eventid", 100);
    row.field(e, "server", "servername", 200);
    const std::string_view activity = valueBehind(data, "S:ActID=", ';');
    addText(e, "activity_id", activity.empty() ? valueBehind(data, "S:ACTID=", ';') : activity, 100);
    addText(e, "request_id", valueBehind(data, "S:REQID=", ';'), 100);
    addText(e, "error", valueBehind(data, "S:EX=", ';'), 1000);
    addText(e, "event_data", data, 2000);
}

void readCmdletRow(const Row& row, RowSink& out) {
    Event& e = out.event;
    e.protocol = "powershell";
    e.account = row.text("authenticateduser", 300);
    e.userAgent = row.text("clientapplication", 300);
    const std::string cmdlet = row.text("cmdlet", 200);
    const std::string parameters = row.text("parameters", 16000);
    e.action = m365Action(cmdlet, "ExchangeAdmin", {}, setsForwarding(parameters));
    const std::string_view result = row.raw("executionresult");
    if (!row.raw("errortype").empty() || istartsWith(result, "Error") || istartsWith(result, "Fail"))
        e.outcome = Outcome::Failure;
    else if (iequals(result, "Success"))
        e.outcome = Outcome::Success;
    std::string_view target = parameter(parameters, "Mailbox");
    if (target.empty()) target = parameter(parameters, "Identity");
    if (target.find('@') != std::string_view::npos) e.mailbox = elide(target, 300);
    addText(e, "cmdlet", cmdlet, 200);
    addText(e, "parameters", parameters, 16000);
    addText(e, "target", target, 500);
    addText(e, "result", result, 60);
    row.field(e, "error", "errortype", 300);
    row.field(e, "errors", "genericerrors", 2000);
    row.field(e, "server", "serverhostname", 200);
    row.field(e, "process", "processname", 200);
    row.field(e, "user_sid", "executingusersid", 100);
    row.field(e, "objects", "outputobjectcount", 20);
    row.field(e, "request_id", "requestid", 60);
    row.field(e, "sender_info", "genericinfo", 500);
}

void readOtherRow(const Row& row, RowSink& out) {
    Event& e = out.event;
    e.protocol = "exchange";
    for (const char* name : {"authenticateduser", "user", "username", "useraddress"})
        if (e.account.empty()) e.account = row.text(name, 300);
    for (const char* name : {"clientipaddress", "client-ip", "clientip", "cip", "remote-endpoint"})
        if (e.clientIp.empty() && !row.raw(name).empty()) setClient(e, row.raw(name));
    addText(e, "log_type", row.header->type, 100);
    const std::size_t count = std::min<std::size_t>(row.cells.size(), 300);
    for (std::size_t i = 1; i < count; ++i) {
        const bool named = i < row.header->names.size() && !row.header->names[i].empty();
        addText(e, named ? snakeCase(row.header->names[i]) : "column_" + std::to_string(i + 1),
                trim(row.cells[i]), 1000);
    }
}

void readAuditRow(const Row& row, const Event& place, Sink& sink) {
    M365Parser parser;
    M365Record record;
    const std::string_view json = row.raw("data");
    if (json.empty())
        record.fields.emplace_back("audit_data", "empty");
    else
        parser.parse(json, record);
    std::string created = std::move(record.creationTime);
    record.creationTime = place.rawTime;
    record.outerUser = row.text("userkey", 300);
    record.outerOperation = row.text("operation", 200);
    record.outerType = row.text("recordtype", 60);
    record.outerId = row.text("recordid", 100);
    if (record.resultStatus.empty()) record.resultStatus = row.text("resultstatus", 60);
    record.fields.emplace_back("server", row.text("server", 200));
    AuditSink out(sink, place, std::move(created));
    emitM365(std::move(record), {place.line, place.offset, place.length, json.empty() ? row.octets : json},
             out);
}

}  // namespace sillage::exchange
