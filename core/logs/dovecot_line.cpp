// The front of Dovecot's lines and what a user's mail process writes: see the table in the header. Values a client
// can choose (Message-ID, subject) are delimited from the side the client cannot reach.
#include "logs/dovecot_line.h"

#include <array>

#include "base/ip.h"
#include "base/text.h"
#include "logs/dovecot_event.h"
#include "logs/dovecot_prefix.h"
#include "logs/dovecot_session.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

constexpr std::array kServices = {
    std::string_view("imap-login"), std::string_view("imap"), std::string_view("pop3-login"),
    std::string_view("pop3"), std::string_view("managesieve-login"), std::string_view("managesieve"),
    std::string_view("submission-login"), std::string_view("submission"), std::string_view("lmtp"),
    std::string_view("lda"), std::string_view("auth-worker"), std::string_view("auth"), std::string_view("master"),
    std::string_view("doveadm"), std::string_view("stats"), std::string_view("config"), std::string_view("anvil"),
    std::string_view("log"), std::string_view("indexer-worker"), std::string_view("indexer"),
    std::string_view("ssl-params"), std::string_view("imap-urlauth"), std::string_view("dict"),
    std::string_view("director"), std::string_view("replicator"), std::string_view("quota-status"),
    std::string_view("deliver"), std::string_view("dovecot-auth"), std::string_view("dovecot")};

std::string_view knownService(std::string_view text) {
    const std::size_t end = text.substr(0, 24).find_first_of(":(<");
    if (end == std::string_view::npos) return {};
    const std::string_view word = text.substr(0, end);
    for (const auto name : kServices)
        if (name.size() == end && iequals(name, word)) return name;
    return {};
}

void takeLevel(std::string_view& text) {
    for (const std::string_view level : {"Info: ", "Warning: ", "Warn: ", "Debug: "})
        if (take(text, level)) return;
}

/// `(user)<pid><session>: `, `(pid): `, `(pid, user): ` (2.2 lmtp), `: `.
bool takePrefix(std::string_view text, DovecotPrefix& p) {
    takeLevel(text);  // 1.x own file: `Info: imap-login: …`
    take(text, "dovecot: ");
    const std::string_view service = knownService(text);
    if (service.empty()) return false;
    p.service = service;
    text.remove_prefix(service.size());
    if (take(text, "(")) {
        const bool login = endsWith(service, "-login");
        std::size_t close = findText(text, ")<");
        const std::size_t colon = findText(text, "):");
        if (colon < close) close = colon;
        if (close == std::string_view::npos || login) return false;
        std::string_view inner = text.substr(0, close);
        text.remove_prefix(close + 1);
        const std::string_view digits = leadingDigits(inner);
        if (digits.size() == inner.size()) {
            (startsWith(text, "<") ? p.user : p.pid) = inner;
        } else if (!digits.empty() && startsWith(inner.substr(digits.size()), ", ")) {
            p.pid = digits;
            p.user = inner.substr(digits.size() + 2);
        } else {
            p.user = inner;
        }
    }
    while (take(text, "<")) {
        const std::string_view value = takeUntil(text, ">");
        (p.pid.empty() && allDigits(value) ? p.pid : p.session) = value;
    }
    if (!take(text, ":")) return false;
    take(text, " ");
    takeLevel(text);
    p.text = text;
    return true;
}

constexpr std::array kCounters = {
    std::string_view("in"), std::string_view("out"), std::string_view("deleted"), std::string_view("expunged"),
    std::string_view("trashed"), std::string_view("hdr_count"), std::string_view("hdr_bytes"),
    std::string_view("body_count"), std::string_view("body_bytes")};

bool isCounter(std::string_view key) {
    for (const auto name : kCounters)
        if (key == name) return true;
    return false;
}

void addReason(std::string_view reason, Event& e) {
    reason = trim(reason);
    addField(e, "reason", clean(reason, 400));
    const std::size_t state = findText(reason, "state=");
    if (state == std::string_view::npos) return;
    std::string_view value = reason.substr(state + 6);
    value = value.substr(0, value.find_first_of(",) "));
    addField(e, "state", value);
}

/// imap: ` in=… out=… deleted=…`; matched by its tail, whatever the reason says.
bool parseImapEnd(std::string_view text, Event& e) {
    std::size_t at = startsWith(text, "in=") ? 0 : rfindText(text, " in=");
    if (at == std::string_view::npos) return false;
    std::string_view tail = trim(text.substr(at));
    addReason(text.substr(0, at), e);
    while (!tail.empty()) {
        const std::string_view pair = takeUntil(tail, " ");
        const std::size_t eq = pair.find('=');
        if (eq == std::string_view::npos) continue;
        const std::string_view key = pair.substr(0, eq), value = pair.substr(eq + 1);
        if (!allDigits(value)) continue;
        if (isCounter(key)) addField(e, key, value);
        if (key == "out") toInt64(value, e.bytes);
    }
    return true;
}

void addPair(std::string_view pair, std::string_view first, std::string_view second, Event& e) {
    const std::size_t slash = pair.find('/');
    addField(e, first, pair.substr(0, slash));
    if (slash != std::string_view::npos) addField(e, second, pair.substr(slash + 1));
}

/// pop3: `top=0/0, retr=16/546510, del=0/16, size=546231`.
bool parsePop3End(std::string_view text, Event& e) {
    const std::size_t at = rfindText(text, "top=");
    if (at == std::string_view::npos || (at > 0 && text[at - 1] != ' ')) return false;
    addReason(text.substr(0, at), e);
    std::string_view tail = text.substr(at);
    while (!tail.empty()) {
        std::string_view pair = takeUntil(tail, ", ");
        if (take(pair, "top=")) addPair(pair, "top", "top_bytes", e);
        else if (take(pair, "retr=")) {
            addPair(pair, "retr", "retr_bytes", e);
            toInt64(pair.substr(std::min(pair.size(), pair.find('/') + 1)), e.bytes);
        } else if (take(pair, "del=")) addPair(pair, "del", "messages", e);
        else if (take(pair, "size=")) addField(e, "size", leadingDigits(pair));
    }
    return true;
}

/// 1.x, 2.0 and ManageSieve: `bytes=in/out`.
bool parseBytesEnd(std::string_view text, Event& e) {
    const std::size_t at = rfindText(text, "bytes=");
    if (at == std::string_view::npos) return false;
    std::string_view pair = text.substr(at + 6);
    const std::string_view in = leadingDigits(pair);
    if (in.empty() || pair.substr(in.size(), 1) != "/") return false;
    addReason(text.substr(0, at), e);
    const std::string_view out = leadingDigits(pair.substr(in.size() + 1));
    addField(e, "in", in);
    addField(e, "out", out);
    toInt64(out, e.bytes);
    return true;
}

bool parseSessionEnd(std::string_view text, Event& e) {
    const bool worded = startsWith(text, "Disconnected") || startsWith(text, "Connection closed") ||
                        startsWith(text, "Logged out") || startsWith(text, "Remote closed") ||
                        startsWith(text, "Server shutting down") || startsWith(text, "Disconnect");
    if (!worded && !contains(text, " out=") && !contains(text, "bytes=") && !contains(text, "retr=")) return false;
    if (!(parseImapEnd(text, e) || parsePop3End(text, e) || parseBytesEnd(text, e))) {
        if (!worded) return false;
        addReason(text, e);
    }
    e.action = Action::Logout;
    return true;
}

/// `[sieve: ]msgid=<…>: saved mail to INBOX`, `… stored mail into mailbox 'INBOX'`, `… forwarded to <x>`.
/// The verb is looked for from the right: the Message-ID is the sender's.
bool parseDelivery(std::string_view text, Event& e) {
    if (!startsWith(text, "sieve: msgid=") && !startsWith(text, "msgid=")) return false;
    take(text, "sieve: ");
    take(text, "msgid=");
    std::size_t at = std::string_view::npos;
    std::string_view verb;
    for (const std::string_view candidate :
         {": saved mail to ", ": stored mail into mailbox ", ": forwarded to ",
          ": save failed to ", ": failed to store into mailbox ", ": marked message to be discarded",
          ": discarded duplicate forward to ", ": discard action", ": rejected message from ",
          ": sent response to ", ": discarded vacation"}) {
        const std::size_t found = rfindText(text, candidate);
        if (found != std::string_view::npos && (at == std::string_view::npos || found > at)) {
            at = found;
            verb = candidate;
        }
    }
    if (at == std::string_view::npos) return false;
    std::string_view id = text.substr(0, at);
    if (endsWith(id, ": redirect action")) id.remove_suffix(17);
    e.messageId = clean(trim(id));
    std::string_view object = trim(text.substr(at + verb.size()));
    addField(e, "op", trim(verb.substr(2)));
    if (contains(verb, "forwarded to") || contains(verb, "forward to")) {
        e.action = Action::Redirect;
        e.outcome = contains(verb, "duplicate") ? Outcome::Failure : Outcome::Success;
        addField(e, "target", angle(object.substr(0, object.find(' '))));
    } else if (contains(verb, "saved mail") || contains(verb, "stored mail")) {
        e.action = Action::Deliver;
        e.outcome = Outcome::Success;
        if (object.size() >= 2 && object.front() == '\'' && object.back() == '\'')
            object = object.substr(1, object.size() - 2);
        e.folder = clean(object);
    } else {
        e.action = contains(verb, "fail") ? Action::Deliver : Action::Other;
        if (contains(verb, "fail")) e.outcome = Outcome::Failure;
        addField(e, "text", clean(object, 300));
    }
    return true;
}

bool localConnection(std::string_view text) { return contains(text, " from local"); }

LineVerdict parseLmtpConnection(std::string_view text, Event& e) {
    if (localConnection(text)) return LineVerdict::noise("dovecot lmtp: connection of the local mail server");
    const bool opened = startsWith(text, "Connect ");
    e.action = opened ? Action::Connect : Action::Disconnect;
    std::string_view rest = text;
    takeUntil(rest, " from ");
    const std::string_view address = rest.substr(0, rest.find_first_of(": "));
    e.clientIp = parseIp(rest.substr(0, findText(rest, ": "))) ? canonicalIp(rest.substr(0, findText(rest, ": ")))
                                                          : canonicalIp(address);
    return LineVerdict::event();
}

LineVerdict parseProcess(const DovecotPrefix& p, Event& e) {
    std::string_view text = p.text;
    e.protocol.assign(protocolOf(p.service));
    e.account = clean(p.user);
    if (!p.pid.empty()) addField(e, "pid", p.pid);
    if (p.service == "lmtp" && (startsWith(text, "Connect from ") || startsWith(text, "Disconnect from ")))
        return parseLmtpConnection(text, e);
    // 2.2 lmtp: `lmtp(pid, user): SESSION: msgid=…`
    std::string_view session = p.session;
    if (session.empty() && p.service == "lmtp") {
        const std::size_t colon = findText(text, ": ");
        if (colon != std::string_view::npos && colon > 10 && !contains(text.substr(0, colon), " ") &&
            !contains(text.substr(0, colon), "=")) {
            session = text.substr(0, colon);
            text.remove_prefix(colon + 2);
        }
    }
    if (parseMailLog(text, e) || parseDelivery(text, e) || parseSessionEnd(text, e)) {
        setDovecotSession(e, session);
        return LineVerdict::event();
    }
    if (take(text, "ID sent: ") || take(text, "ID received: ")) {
        e.action = Action::ClientId;
        addIdFields(text, e);
        setDovecotSession(e, session);
        return LineVerdict::event();
    }
    if (e.account.empty()) return LineVerdict::noise("dovecot: service message without an account");
    e.action = Action::Other;
    addField(e, "text", clean(text, 500));
    setDovecotSession(e, session);
    return LineVerdict::event();
}

}  // namespace

bool looksLikeDovecot(std::string_view text) {
    DovecotPrefix p;
    return takePrefix(text, p) && p.service != "dovecot" && p.service != "log" && p.service != "config";
}

LineVerdict parseDovecotLine(std::string_view message, Event& e) {
    std::vector<std::uint32_t> items;
    return parseDovecotLine(message, e, items);
}

LineVerdict parseDovecotLine(std::string_view message, Event& e, std::vector<std::uint32_t>& items) {
    DovecotPrefix p;
    e.fields.reserve(16);
    if (!takePrefix(message, p)) {
        if (parseDovecotPam(message, e)) return LineVerdict::event();
        return LineVerdict::noise("dovecot: message of no known service");
    }
    if (endsWith(p.service, "-login")) return parseDovecotLogin(p, e);
    if (p.service == "auth" || p.service == "auth-worker" || p.service == "dovecot-auth") return parseDovecotAuth(p, e);
    if (p.service == "master") {
        if (contains(p.text, "Time moved")) return LineVerdict::noise("dovecot master: the server's clock jumped");
        return LineVerdict::noise("dovecot master: start, stop or service message");
    }
    if (p.service == "stats") {
        if (startsWith(p.text, "{")) return parseDovecotEvent(p.text, e, items);
        return LineVerdict::noise("dovecot stats: service message");
    }
    for (const std::string_view mail : {"imap", "pop3", "lmtp", "lda", "deliver", "managesieve", "submission", "doveadm",
                                        "indexer-worker"})
        if (iequals(p.service, mail)) {
            p.service = mail;
            return parseProcess(p, e);
        }
    return LineVerdict::noise("dovecot: message of a helper service");
}

}  // namespace sillage
