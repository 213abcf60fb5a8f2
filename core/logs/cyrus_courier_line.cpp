#include "logs/cyrus_courier_line.h"

#include "base/ip.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

std::string_view protocolOfProgram(std::string_view program) {
    if (contains(program, "pop3")) return "pop3";
    if (contains(program, "lmtp")) return "lmtp";
    if (contains(program, "sieve")) return "sieve";
    return "imap";
}

void login(Event& e, Outcome outcome) {
    e.action = Action::Login;
    e.outcome = outcome;
}

/// `host [ip] ` or `[ip] `, taken off the front.
bool takeHost(std::string_view& text, Event& e) {
    const std::size_t open = text.find('['), close = text.find("] ");
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return false;
    e.clientIp = canonicalIp(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 2);
    return true;
}

/// `key=<value>`
std::string_view bracketed(std::string_view text, std::string_view key) {
    const std::size_t at = findText(text, key);
    if (at == std::string_view::npos) return {};
    std::string_view value = text.substr(at + key.size());
    if (!take(value, "<")) return {};
    return value.substr(0, value.find('>'));
}

LineVerdict auditLine(std::string_view text, Event& e) {
    const std::string_view what = takeUntil(text, " ");
    e.action = what == "append" ? Action::Save : what == "expunge" ? Action::Expunge : what == "copy" ? Action::Copy
               : what == "create" || what == "delete" || what == "rename"                          ? Action::Folder
                                                                                                    : Action::Other;
    e.outcome = Outcome::Success;
    e.session = clean(bracketed(text, "sessionid="), 100);
    e.folder = clean(bracketed(text, "mailbox="), 500);
    if (!toUint32(bracketed(text, " uid="), e.uid)) e.uid = 0;
    addField(e, "op", clean(what, 40));
    if (const auto guid = bracketed(text, "guid="); !guid.empty()) addField(e, "guid", clean(guid, 100));
    return LineVerdict::event();
}

/// `ip=[::ffff:1.2.3.4]` or `ip=1.2.3.4`; a user is text of the client, so keys are looked for from the right.
std::string_view courierValue(std::string_view message, std::string_view key) {
    const std::size_t at = rfindText(message, key);
    if (at == std::string_view::npos) return {};
    std::string_view value = message.substr(at + key.size());
    value = value.substr(0, value.find(','));
    if (take(value, "[")) value = value.substr(0, value.rfind(']'));
    return value;
}

void courierPeer(std::string_view message, Event& e) {
    e.clientIp = canonicalIp(courierValue(message, ", ip="));
    std::uint32_t port = 0;
    if (toUint32(courierValue(message, ", port="), port) && port < 65536) e.clientPort = static_cast<std::uint16_t>(port);
}

LineVerdict courierEnd(std::string_view reason, std::string_view message, Event& e) {
    e.action = Action::Logout;
    addField(e, "reason", reason);
    struct Counter {
        std::string_view key, field;
    };
    for (const Counter c : {Counter{", headers=", "header_octets"}, {", body=", "body_octets"}, {", top=", "top_octets"},
                            {", retr=", "retr_octets"}, {", rcvd=", "in"}, {", time=", "seconds"}})
        if (const auto value = courierValue(message, c.key); allDigits(value)) addField(e, c.field, value);
    toInt64(courierValue(message, ", sent="), e.bytes);
    return LineVerdict::event();
}

}  // namespace

bool isCyrusProgram(std::string_view program) {
    if (startsWith(program, "cyrus/") || startsWith(program, "cyrus-")) return true;
    for (const std::string_view name : {"imap", "imaps", "pop3", "pop3s", "lmtp", "lmtpd", "lmtpunix", "sieve", "timsieved", "cyrus"})
        if (program == name) return true;
    return false;
}

bool isCourierProgram(std::string_view program) {
    for (const std::string_view name : {"imapd", "imapd-ssl", "pop3d", "pop3d-ssl"})
        if (program == name) return true;
    return startsWith(program, "courierpop3") || startsWith(program, "courierimap");
}

LineVerdict parseCyrusLine(std::string_view program, std::string_view message, Event& e) {
    e.protocol.assign(protocolOfProgram(program));
    std::string_view text = message;
    if (take(text, "auditlog: ")) return auditLine(text, e);
    if (take(text, "badlogin: ")) {
        login(e, Outcome::Failure);
        if (!takeHost(text, e)) return LineVerdict::bad("a login line of Cyrus that cannot be read");
        addField(e, "method", clean(takeUntil(text, " "), 60));
        std::size_t reason = rfindText(text, " SASL(");
        if (startsWith(text, "SASL(")) reason = 0;
        if (startsWith(text, "[SASL(")) reason = 0;
        if (reason == std::string_view::npos) reason = rfindText(text, " [SASL(");
        if (reason == std::string_view::npos) reason = text.find(' ');
        e.account = clean(trim(text.substr(0, reason)), 300);
        if (reason != std::string_view::npos) addField(e, "reason", clean(trim(text.substr(reason)), 300));
        return LineVerdict::event();
    }
    if (take(text, "login: ")) {
        login(e, Outcome::Success);
        if (!takeHost(text, e)) return LineVerdict::bad("a login line of Cyrus that cannot be read");
        const std::size_t end = rfindText(text, " User logged in");
        std::string_view who = text.substr(0, end);
        const std::size_t method = who.rfind(' ');
        e.account = clean(who.substr(0, method), 300);
        if (method != std::string_view::npos) addField(e, "method", clean(who.substr(method + 1), 60));
        e.session = clean(bracketed(text, "SESSIONID="), 100);
        return LineVerdict::event();
    }
    return LineVerdict::noise("cyrus: service message");
}

LineVerdict parseCourierLine(std::string_view program, std::string_view message, Event& e) {
    e.protocol.assign(protocolOfProgram(program));
    std::string_view text = message;
    for (const std::string_view level : {"ERR: ", "WARN: ", "INFO: ", "DEBUG: "})
        if (take(text, level)) break;
    courierPeer(text, e);
    const std::size_t end = rfindText(text, ", ip=");
    std::string_view user;
    if (const std::size_t at = findText(text, ", user="); at != std::string_view::npos && at + 7 <= end && end != std::string_view::npos)
        user = text.substr(at + 7, end - at - 7);
    e.account = clean(user, 300);
    if (take(text, "LOGIN FAILED, ")) {
        login(e, Outcome::Failure);
        if (take(text, "method=")) addField(e, "method", clean(text.substr(0, text.find(',')), 60));
        return LineVerdict::event();
    }
    if (take(text, "LOGIN, ")) {
        login(e, Outcome::Success);
        return LineVerdict::event();
    }
    for (const std::string_view word : {"LOGOUT", "TIMEOUT", "DISCONNECTED"})
        if (startsWith(text, word) && !user.empty()) return courierEnd(word, text, e);
    if (startsWith(text, "Connection, ")) {
        e.clientIp = canonicalIp(courierValue(text, " ip="));
        e.action = Action::Connect;
        return LineVerdict::event();
    }
    return LineVerdict::noise("courier: service message");
}

LineVerdict parseHordeLine(std::string_view message, Event& e) {
    const std::size_t bad = findText(message, "FAILED LOGIN for "), good = findText(message, "Login success for ");
    if (bad == std::string_view::npos && good == std::string_view::npos) return LineVerdict::noise("horde: message of no login");
    const bool failed = bad != std::string_view::npos;
    login(e, failed ? Outcome::Failure : Outcome::Success);
    e.protocol = "webmail";
    std::string_view text = message.substr(failed ? bad + 17 : good + 18);
    const std::size_t host = rfindText(text, " to {");
    if (host != std::string_view::npos) addField(e, "host", clean(text.substr(host + 5, text.substr(host + 5).find('}')), 200));
    std::string_view who = text.substr(0, host);
    const std::size_t open = failed ? who.rfind('[') : who.find('[');
    e.account = clean(trim(who.substr(0, open)), 300);
    if (open != std::string_view::npos) {
        const std::string_view address = who.substr(open + 1);
        e.clientIp = canonicalIp(address.substr(0, address.find(']')));
    }
    return LineVerdict::event();
}

}  // namespace sillage
