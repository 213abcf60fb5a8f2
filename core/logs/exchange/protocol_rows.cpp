// SMTP and transport agent rows; see rows.h.
#include "base/ip.h"
#include "base/text.h"
#include "logs/exchange/rows.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

/// Submission ports answer clients that must sign in; all others speak with servers.
std::string smtpProtocol(std::string_view local) {
    const auto ip = parseIp(local);
    return ip && (ip->port == 587 || ip->port == 465) ? "submission" : "smtp";
}

std::string_view angle(std::string_view text) {
    const std::size_t open = text.find('<');
    if (open == std::string_view::npos) return {};
    text.remove_prefix(open + 1);
    return text.substr(0, text.find('>'));
}

bool isReply(std::string_view text) {
    return text.size() >= 3 && allDigits(text.substr(0, 3)) &&
           (text.size() == 3 || text[3] == ' ' || text[3] == '-');
}

/// `250 2.6.0 <id> [InternalId=…] … Queued mail for delivery`
void reply(std::string_view text, bool ours, bool sends, Event& e) {
    addField(e, "op", "reply");
    const bool bad = text[0] >= '4';
    if (startsWith(text, "535") || startsWith(text, "454 4.7") || startsWith(text, "534")) {
        e.action = Action::Login;
        e.outcome = Outcome::Failure;
    } else if (startsWith(text, "250 2.6.0")) {
        e.messageId = cellText(angle(text), 1000);
        if (!e.messageId.empty()) e.messageId = "<" + e.messageId + ">";
        e.action = sends && !ours ? Action::Relay : e.protocol == "submission" ? Action::Send : Action::Other;
        e.outcome = Outcome::Success;
    } else if (bad) {
        e.outcome = Outcome::Failure;
    }
}

void command(std::string_view text, Event& e) {
    std::string_view rest = text;
    const std::string verb = asciiLower(takeUntil(rest, " "));
    addText(e, "op", verb, 40);
    if (verb == "mail") addText(e, "from", angle(text), 400);
    if (verb == "rcpt") addText(e, "to", angle(text), 400);
    if (verb == "ehlo" || verb == "helo") addText(e, "helo", rest, 300);
}

/// `*`: what the server notes of the session; `authenticated` with the account, `User Name: x` of a refused
/// one.
void note(std::string_view data, std::string_view context, Event& e) {
    addField(e, "op", "note");
    if (iequals(context, "authenticated")) {
        e.action = Action::Login;
        e.outcome = Outcome::Success;
        e.account = cellText(data, 300);
    } else if (istartsWith(context, "User Name:")) {
        e.account = cellText(trim(context.substr(10)), 300);
        if (e.account == "NULL") e.account.clear();
    }
}

}  // namespace

void readSmtpRow(const Row& row, RowSink& out) {
    Event& e = out.event;
    const bool sends = contains(row.header->type, "Send");
    setClient(e, row.raw("remote-endpoint"));
    e.protocol = smtpProtocol(row.raw("local-endpoint"));
    e.session = row.text("session-id", 60);
    const std::string_view event = row.raw("event"), data = row.raw("data"), context = row.raw("context");
    addText(e, "direction", event, 10);
    if (event == "+")
        e.action = Action::Connect;
    else if (event == "-")
        e.action = Action::Disconnect;
    else if (event == "*")
        note(data, context, e);
    else if (isReply(data))
        reply(data, event == ">", sends, e);
    else
        command(data, e);
    addText(e, "text", data);
    addText(e, "context", context);
    row.field(e, "sequence", "sequence-number", 20);
    row.field(e, "connector", "connector-id", 200);
    row.field(e, "local", "local-endpoint", 100);
}

void readAgentRow(const Row& row, RowSink& out) {
    Event& e = out.event;
    e.protocol = "smtp";
    e.session = row.text("sessionid", 60);
    const std::string_view from = row.raw("enteredorgfromip");
    setClient(e, from.empty() ? row.raw("remoteendpoint") : from);
    e.messageId = row.text("messageid", 1000);
    const std::string_view op = row.raw("action");
    if (istartsWith(op, "Reject") || istartsWith(op, "Delete") || istartsWith(op, "Quarantine") ||
        istartsWith(op, "Disconnect"))
        e.outcome = Outcome::Failure;
    row.field(e, "agent", "agent", 200);
    row.field(e, "event", "event", 60);
    addText(e, "op", op, 60);
    row.field(e, "reason", "reason", 300);
    row.field(e, "reason_data", "reasondata", 1000);
    row.field(e, "reply", "smtpresponse", 500);
    row.field(e, "diagnostics", "diagnostics", 1000);
    row.field(e, "from", "p1fromaddress", 400);
    row.field(e, "from_header", "p2fromaddresses", 1000);
    row.field(e, "to", "recipient", 2000);
    row.field(e, "recipient_count", "numrecipients", 20);
    row.field(e, "local", "localendpoint", 100);
    row.field(e, "remote", "remoteendpoint", 100);
    row.field(e, "network_message_id", "networkmsgid", 60);
    row.field(e, "directionality", "directionality", 40);
}

}  // namespace sillage::exchange
