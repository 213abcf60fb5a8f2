// IMAP4 and POP3 rows; see rows.h. One row is one command with its answer.
#include <unordered_map>

#include "base/ip.h"
#include "base/text.h"
#include "logs/exchange/rows.h"
#include "logs/imap_command.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

const std::unordered_map<std::string_view, Action>& imapActions() {
    static const std::unordered_map<std::string_view, Action> table{
        {"authenticate", Action::Login},
        {"login", Action::Login},
        {"logout", Action::Logout},
        {"select", Action::Select},
        {"examine", Action::Select},
        {"fetch", Action::Fetch},
        {"search", Action::Search},
        {"store", Action::Flag},
        {"copy", Action::Copy},
        {"move", Action::Move},
        {"expunge", Action::Expunge},
        {"append", Action::Save},
        {"create", Action::Folder},
        {"delete", Action::Folder},
        {"rename", Action::Folder},
        {"subscribe", Action::Folder},
        {"unsubscribe", Action::Folder},
        {"id", Action::ClientId},
        {"noop", Action::Refresh},
        {"idle", Action::Refresh},
        {"check", Action::Refresh},
        {"opensession", Action::Connect},
        {"closesession", Action::Disconnect},
    };
    return table;
}

const std::unordered_map<std::string_view, Action>& popActions() {
    static const std::unordered_map<std::string_view, Action> table{
        {"auth", Action::Login},          {"user", Action::Other},
        {"pass", Action::Login},          {"quit", Action::Logout},
        {"retr", Action::Fetch},          {"top", Action::Fetch},
        {"list", Action::List},           {"uidl", Action::List},
        {"stat", Action::List},           {"dele", Action::Delete},
        {"rset", Action::Undelete},       {"noop", Action::Refresh},
        {"opensession", Action::Connect}, {"closesession", Action::Disconnect},
    };
    return table;
}

bool isPop(const Row& row, std::string_view command) {
    if (contains(row.header->type, "POP")) return true;
    if (contains(row.header->type, "IMAP")) return false;
    const auto ip = parseIp(row.raw("sip"));
    const unsigned port = ip ? ip->port : 0;
    if (port == 110 || port == 995 || port == 1995 || port == 1110) return true;
    if (port == 143 || port == 993 || port == 1993 || port == 1143) return false;
    return popActions().count(command) > 0 && imapActions().count(command) == 0;
}

/// `R=OK;Msg="…";ErrMsg=…`: what was answered.
void answer(std::string_view context, Event& e) {
    std::string_view text = valueBehind(context, "R=", ';');
    if (!text.empty() && text.front() == '"') text = text.substr(1, text.find('"', 1) - 1);
    addText(e, "reply", text, 300);
    const bool bad = contains(text, " NO ") || contains(text, " BAD ") || istartsWith(text, "-ERR") ||
                     istartsWith(text, "NO") || contains(context, "AuthFailed");
    if (bad)
        e.outcome = Outcome::Failure;
    else if (istartsWith(text, "OK") || istartsWith(text, "+OK") || contains(text, " OK"))
        e.outcome = Outcome::Success;
    addText(e, "error", valueBehind(context, "ErrMsg=", ';'), 300);
    std::string_view proxy = valueBehind(context, "Proxy:", ';');
    addText(e, "proxy_to", proxy.substr(0, proxy.find('"')), 200);
    addText(e, "context", context, 1000);
}

/// The command in the client's own words tells folder and messages, as in any IMAP conversation. Without the
/// SELECT before it a range of sequence numbers names no message by itself; uids do.
void imapArguments(std::string_view command, std::string_view parameters, RowSink& out) {
    ImapConversation imap;
    Event said;
    std::vector<std::uint32_t> uids;
    const std::string text = "a " + std::string(command) + " " + std::string(parameters);
    if (!imap.command(text, said, uids)) return;
    Event& e = out.event;
    if (said.action != Action::Login && said.action != Action::Other) e.action = said.action;
    e.folder = std::move(said.folder);
    e.uid = said.uid;
    for (auto& [key, value] : said.fields)
        if (key != "command" && key != "direction") e.fields.emplace_back(key, std::move(value));
    for (const std::uint32_t uid : uids) {
        Event& further = out.more.emplace_back();
        further.uid = uid;
    }
}

}  // namespace

void readImapPopRow(const Row& row, RowSink& out) {
    Event& e = out.event;
    setClient(e, row.raw("cip"));
    e.account = row.text("user", 300);
    e.session = row.text("sessionid", 60);
    const std::string command = asciiLower(row.raw("command"));
    const std::string parameters = row.text("parameters");
    const bool pop = isPop(row, command);
    e.protocol = pop ? "pop3" : "imap";
    std::string_view verb = command;
    if (!pop) take(verb, "uid ");
    const auto& table = pop ? popActions() : imapActions();
    const auto found = table.find(verb);
    e.action = found == table.end() ? Action::Other : found->second;
    addText(e, "command", command, 60);
    addText(e, "parameters", parameters);
    toInt64(row.raw("rpsize"), e.bytes);
    row.field(e, "request_bytes", "rqsize", 20);
    row.field(e, "duration_ms", "duration", 20);
    row.field(e, "sequence", "seqnumber", 20);
    row.field(e, "local", "sip", 100);
    row.field(e, "puid", "puid", 100);
    answer(row.raw("context"), e);
    if (!pop && e.action != Action::Login && !parameters.empty()) imapArguments(command, parameters, out);
    if (pop && allDigits(trim(parameters)) && (e.action == Action::Fetch || e.action == Action::Delete))
        addField(e, "message_number", trim(parameters));
    for (std::size_t i = 0; i < out.more.size(); ++i) {
        const std::uint32_t uid = out.more[i].uid;
        out.more[i] = e;
        out.more[i].uid = uid;
        out.more[i].item = static_cast<std::uint32_t>(i + 1);
    }
}

}  // namespace sillage::exchange
