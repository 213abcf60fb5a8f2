// Zimbra's mailbox.log and audit.log (log formats g; Zimbra admin guide, monitoring; MailItem.java, SoapEngine.java):
//
//   2015-03-26 21:51:36,505 INFO  [thread[:url]] [name=u;oip=1.2.3.4;…] component - message
//
// Local time without zone. `;` inside a value of the second bracket is doubled. name is the mailbox, aname who acts when
// that is somebody else; oip the client as the proxy says it, ip the peer. Lines that do not begin with a time belong
// to the record above.
//
//   component, message                          action            fields beside product
//   security - cmd=Auth; account=…; protocol=…  Login (error= −)  cmd, protocol
//   security - cmd=AdminAuth                    Login             admin=1
//   security - cmd=DelegateAuth and others      Admin             cmd, account_id
//   … - authentication failed for [u], reason   Login −           reason
//   mailop - Adding Message: id=…, Message-ID=  Deliver           item_id; folder, Message-ID
//   mailop - moving, deleting, copying …        Move Delete Copy  item_id, target
//   soap - XRequest elapsed=n                   as zimbra_request.h by its name, names no item
//   lmtp - Delivering message: …, msgid=        Deliver           size
//   smtp - Sending message …: Message-ID=       Send
//   imap, pop, of an account                    Other             text: a command's name and duration
//   the rest                                    noise
#include <array>

#include "base/ip.h"
#include "logs/all_formats.h"
#include "logs/line_log.h"
#include "logs/scan_text.h"
#include "logs/webmail_request.h"

namespace sillage {

namespace {

struct ZimbraLine {
    std::string_view time, level, thread, context, component, message;
};

bool cut(std::string_view line, ZimbraLine& z) {
    if (line.size() < 40 || line[4] != '-' || line[10] != ' ' || line[19] != ',' || !allDigits(line.substr(20, 3))) return false;
    z.time = line.substr(0, 23);
    std::string_view rest = line.substr(23);
    while (take(rest, " ")) {}
    z.level = takeUntil(rest, " ");
    while (take(rest, " ")) {}
    if (!take(rest, "[")) return false;
    const std::size_t close = findText(rest, "] [");
    if (close == std::string_view::npos) return false;
    z.thread = rest.substr(0, close);
    rest.remove_prefix(close + 3);
    const std::size_t end = startsWith(rest, "] ") ? 0 : findText(rest, ";] ");
    if (end == std::string_view::npos) return false;
    z.context = rest.substr(0, end);
    rest.remove_prefix(end == 0 ? 2 : end + 3);
    const std::size_t dash = findText(rest, " - ");
    if (dash == std::string_view::npos || dash > 60) return false;
    z.component = rest.substr(0, dash);
    z.message = rest.substr(dash + 3);
    return true;
}

/// Value of key in `k=v;k=v`, where `;;` is one semicolon of a value.
std::string contextValue(std::string_view context, std::string_view key) {
    while (!context.empty()) {
        std::string pair;
        while (!context.empty()) {
            const std::size_t semicolon = context.find(';');
            pair += context.substr(0, semicolon);
            context.remove_prefix(semicolon == std::string_view::npos ? context.size() : semicolon + 1);
            if (!startsWith(context, ";")) break;
            pair += ';';
            context.remove_prefix(1);
        }
        const std::size_t eq = pair.find('=');
        if (eq != std::string::npos && trim(std::string_view(pair).substr(0, eq)) == key) return clean(std::string_view(pair).substr(eq + 1), 1000);
    }
    return {};
}

/// `id=2977, Message-ID=<…>, …`: up to the next `, ` or the end.
std::string_view listed(std::string_view message, std::string_view key) {
    const std::size_t at = findText(message, key);
    if (at == std::string_view::npos) return {};
    std::string_view value = message.substr(at + key.size());
    return trim(value.substr(0, value.find(", ")));
}

void setWho(const ZimbraLine& z, Event& e) {
    const std::string name = contextValue(z.context, "name"), acting = contextValue(z.context, "aname");
    e.account = acting.empty() ? name : acting;
    if (!acting.empty()) e.mailbox = name;
    const std::string origin = contextValue(z.context, "oip"), peer = contextValue(z.context, "ip");
    const std::string& client = origin.empty() ? peer : origin;
    e.clientIp = canonicalIp(lastOfList(client));
    if (client.find(',') != std::string::npos) addField(e, "forwarded_for", client);
    if (!origin.empty() && !peer.empty()) addField(e, "proxy_ip", peer);
    std::uint32_t port = 0;
    if (toUint32(contextValue(z.context, "oport"), port) && port < 65536) e.clientPort = static_cast<std::uint16_t>(port);
    e.userAgent = contextValue(z.context, "ua");
    for (const char* key : {"via", "soapId", "cid", "mid"})
        if (const std::string value = contextValue(z.context, key); !value.empty()) addField(e, key, elide(value, 200));
}

LineVerdict security(std::string_view message, Event& e) {
    const std::string command = contextValue(message, "cmd"), error = contextValue(message, "error");
    if (command.empty()) return LineVerdict::noise("zimbra security: message of no command");
    addField(e, "cmd", elide(command, 100));
    if (const std::string account = contextValue(message, "account"); !account.empty()) {
        if (!e.account.empty() && e.account != account) addField(e, "acting", e.account);
        e.account = account;
    }
    e.protocol = elide(contextValue(message, "protocol"), 20);
    if (e.protocol.empty()) e.protocol = "soap";
    const bool login = command == "Auth" || command == "AdminAuth";
    e.action = login ? Action::Login : Action::Admin;
    e.outcome = error.empty() ? Outcome::Success : Outcome::Failure;
    if (command == "AdminAuth") addField(e, "admin", "1");
    if (!error.empty()) addField(e, "reason", elide(error, 300));
    if (const std::string id = contextValue(message, "accountId"); !id.empty()) addField(e, "account_id", elide(id, 100));
    return LineVerdict::event();
}

/// `… authentication failed for [u], reason` of any component.
bool refusedLogin(const ZimbraLine& z, Event& e) {
    const std::size_t at = findText(z.message, "authentication failed for [");
    if (at == std::string_view::npos) return false;
    std::string_view rest = z.message.substr(at + 27);
    const std::size_t close = rest.rfind(']');
    if (close == std::string_view::npos) return false;
    e.account = clean(rest.substr(0, close), 300);
    e.action = Action::Login;
    e.outcome = Outcome::Failure;
    e.protocol = elide(contextValue(z.context, "oproto"), 20);
    if (e.protocol.empty()) e.protocol = "soap";
    rest.remove_prefix(close + 1);
    take(rest, ", ");
    addField(e, "reason", clean(rest, 300));
    return true;
}

std::string_view itemId(std::string_view message) {
    for (const std::string_view key : {": id=", "(id="}) {
        const std::size_t at = findText(message, key);
        if (at != std::string_view::npos) return leadingDigits(message.substr(at + key.size()));
    }
    return {};
}

LineVerdict mailOperation(std::string_view message, Event& e) {
    struct Verb {
        std::string_view word;
        Action action;
    };
    constexpr std::array<Verb, 6> kVerbs{{{"adding ", Action::Deliver}, {"moving ", Action::Move}, {"deleting ", Action::Delete},
                                          {"copying ", Action::Copy}, {"emptying ", Action::Expunge}, {"saving ", Action::Save}}};
    e.action = Action::Other;
    for (const Verb& v : kVerbs)
        if (istartsWith(message, v.word)) e.action = v.action;
    e.protocol = "zimbra";
    e.outcome = Outcome::Success;
    if (const std::string_view id = itemId(message); !id.empty()) addField(e, "item_id", id);
    e.messageId = clean(listed(message, "Message-ID="), 1000);
    if (std::string_view folder = listed(message, "folderName="); !folder.empty()) {
        if (endsWith(folder, ".")) folder.remove_suffix(1);
        const std::string_view name = folder.substr(0, findText(folder, " acct="));
        e.folder = iequals(name, "Inbox") ? "INBOX" : clean(name, 500);
    }
    if (const std::size_t to = findText(message, " to Folder "); to != std::string_view::npos) {
        std::string_view target = message.substr(to + 11);
        addField(e, "target", clean(target.substr(0, findText(target, " (id=")), 500));
    }
    addField(e, "text", clean(message, 500));
    return LineVerdict::event();
}

LineVerdict soap(std::string_view message, Event& e) {
    take(message, "(batch) ");
    const std::string_view name = takeUntil(message, " ");
    std::vector<std::uint32_t> items;
    const std::string path = "/service/soap/" + std::string(name.substr(0, 80));
    if (!startsWith(message, "elapsed=") || !parseZimbraRequest({"POST", path, {}, "200", {}, {}}, e, items))
        return LineVerdict::noise("zimbra soap: message of no request");
    e.protocol = "webmail";
    if (e.action == Action::Login || e.action == Action::Refresh) e.action = Action::Page;  // audit.log has the logins
    addField(e, "elapsed_ms", leadingDigits(message.substr(8)));
    return LineVerdict::event();
}

LineVerdict grammar(const ZimbraLine& z, Event& e) {
    setWho(z, e);
    if (refusedLogin(z, e)) return LineVerdict::event();
    if (z.component == "security") return security(z.message, e);
    if (z.component == "mailop") return mailOperation(z.message, e);
    if (z.component == "soap") return soap(z.message, e);
    if (z.component == "lmtp" && startsWith(z.message, "Delivering message")) {
        e.protocol = "lmtp";
        e.action = Action::Deliver;
        e.messageId = clean(listed(z.message, "msgid="), 1000);
        addField(e, "size", leadingDigits(listed(z.message, "size=")));
        return LineVerdict::event();
    }
    if (z.component == "smtp" && startsWith(z.message, "Sending message")) {
        e.protocol = "submission";
        e.action = Action::Send;
        e.messageId = clean(listed(z.message, "Message-ID="), 1000);
        addField(e, "text", clean(z.message, 500));
        return LineVerdict::event();
    }
    if ((z.component == "imap" || z.component == "pop") && !e.account.empty()) {
        e.protocol = z.component == "pop" ? "pop3" : "imap";
        e.action = Action::Other;
        addField(e, "text", clean(z.message, 300));
        return LineVerdict::event();
    }
    return LineVerdict::noise("zimbra: message of no mail access");
}

Recognition recognise(const Head& head) {
    std::size_t hits = 0, sampled = 0;
    ZimbraLine z;
    for (const auto line : headLines(head)) {
        const bool whole = cut(line, z);
        if (!whole && !isDigit(line[0])) continue;  // a stack trace belongs to the record above
        ++sampled;
        hits += whole ? 1 : 0;
    }
    return recognisedByLines(hits, sampled, "records of Zimbra's mailbox.log or audit.log");
}

std::optional<Stamp> isoStamp(std::string_view raw) { return parseIsoStamp(raw); }

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    StampCache<std::optional<Stamp> (*)(std::string_view)> cache(isoStamp);
    readLines(source, range, sink, [&](std::string_view line, Event& e) {
        ZimbraLine z;
        if (!cut(line, z)) {
            if (line.size() > 23 && line[4] == '-' && line[19] == ',' && isDigit(line[0]))
                return LineVerdict::bad("not a record of a Zimbra log");
            return LineVerdict::noise("continuation of the line above");
        }
        const auto& stamp = cache(z.time);
        if (!stamp) return LineVerdict::bad("the time of this Zimbra record cannot be read");
        setTime(e, *stamp, z.time);
        return grammar(z, e);
    });
}

}  // namespace

const Format kZimbraFormat{"zimbra", "Zimbra mailbox.log and audit.log", SourceKind::Log, recognise, read, scanLines,
                           "names item (mailop), else session"};

}  // namespace sillage
