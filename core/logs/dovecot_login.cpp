// Who got in and who did not: the login processes and the authentication of Dovecot. What a client chooses (user name,
// password) is delimited from the side the client cannot reach.
#include "base/ip.h"
#include "base/text.h"
#include "logs/dovecot_prefix.h"
#include "logs/dovecot_session.h"
#include "logs/roundcube_request.h"

namespace sillage {

namespace {

/// The value of key in a list `key=value, key=value`, up to the next ", ". last: the occurrence a client cannot have
/// written, because everything behind the user name is the server's.
std::string_view listValue(std::string_view list, std::string_view key, bool last) {
    const std::size_t at = last ? rfindText(list, key) : findText(list, key);
    if (at == std::string_view::npos) return {};
    const std::string_view value = list.substr(at + key.size());
    return value.substr(0, findText(value, ", "));
}

/// Where `user=<…>, method=…, rip=…` begins in a login line: behind the first ": " that one of its keys follows.
std::size_t listStart(std::string_view text) {
    for (std::size_t at = 0; (at = text.find(": ", at)) != std::string_view::npos; at += 2) {
        const std::string_view rest = text.substr(at + 2);
        if (startsWith(rest, "user=<") || startsWith(rest, "rip=") || startsWith(rest, "method=") ||
            startsWith(rest, "session=<") || startsWith(rest, "service="))
            return at + 2;
    }
    return std::string_view::npos;
}

void setLoginList(std::string_view list, Event& e) {
    const std::size_t user = findText(list, "user=<");
    const std::size_t rip = findText(list, "rip=");
    const bool serverLast = user == std::string_view::npos || user < rip;
    const std::string_view address = listValue(list, "rip=", serverLast);
    if (user != std::string_view::npos) {
        std::string_view value = list.substr(user + 6);
        std::size_t end = std::string_view::npos;
        if (serverLast && rip != std::string_view::npos) {
            value = value.substr(0, rfindText(value, ", rip=") == std::string_view::npos ? value.size()
                                                                                   : rfindText(value, ", rip="));
            end = rfindText(value, ">, method=");
            if (end == std::string_view::npos) end = value.rfind('>');
        } else {
            end = findText(value, ">, ");
            if (end == std::string_view::npos) end = value.rfind('>');
        }
        e.account.assign(value.substr(0, end));
    }
    const std::string_view method = listValue(list, "method=", serverLast);
    if (!method.empty()) addField(e, "method", method);
    if (!address.empty()) {
        e.clientIp = canonicalIp(address);
        addField(e, "rip", address);
    }
    std::uint32_t port = 0;
    if (toUint32(listValue(list, "rport=", serverLast), port) && port < 65536)
        e.clientPort = static_cast<std::uint16_t>(port);
    for (const std::string_view key : {"lip=", "mpid=", "service="}) {
        const std::string_view value = listValue(list, key, serverLast);
        if (!value.empty()) addField(e, key.substr(0, key.size() - 1), value);
    }
    const std::size_t behind = rfindText(list, "rip=");
    const std::string_view tail = behind == std::string_view::npos ? list : list.substr(behind);
    if (contains(tail, ", TLS")) addField(e, "tls", "TLS");
    else if (contains(tail, ", secured")) addField(e, "tls", "secured");
    setDovecotSession(e, angle(listValue(list, "session=", serverLast)));
}

bool authenticationFailed(std::string_view reason) {
    return contains(reason, "auth failed") || contains(reason, "plaintext auth") ||
           contains(reason, "disallowed") || contains(reason, "authentication attempts") ||
           contains(reason, "disabled") || contains(reason, "auth_failed");
}

void addAttempts(std::string_view reason, Event& e) {
    const std::size_t at = findText(reason, "auth failed, ");
    if (at == std::string_view::npos) return;
    std::string_view rest = reason.substr(at + 13);
    addField(e, "attempts", leadingDigits(rest));
    takeUntil(rest, " in ");
    const std::string_view secs = leadingDigits(rest);
    if (!secs.empty()) addField(e, "secs", secs);
}

}  // namespace

LineVerdict parseDovecotLogin(const DovecotPrefix& p, Event& e) {
    std::string_view text = p.text;
    e.protocol.assign(protocolOf(p.service));
    const bool proxied = startsWith(text, "proxy(");
    const bool login = startsWith(text, "Login: ") || startsWith(text, "Logged in: ") ||
                       (proxied && contains(text, "): started proxying to "));
    const std::size_t list = listStart(text);
    if (startsWith(text, "ID sent: ")) {
        e.action = Action::ClientId;
        if (list != std::string_view::npos) setLoginList(text.substr(list), e);
        addIdFields(text.substr(9, list == std::string_view::npos ? list : list - 2 - 9), e);
        return LineVerdict::event();
    }
    if (login) {
        e.action = Action::Login;
        e.outcome = Outcome::Success;
        if (list != std::string_view::npos) setLoginList(text.substr(list), e);
        if (proxied) addField(e, "proxied", "1");
        return LineVerdict::event();
    }
    if (list == std::string_view::npos) {
        if (startsWith(text, "Disconnected") || startsWith(text, "Aborted") || startsWith(text, "Login aborted")) {
            e.action = Action::Disconnect;
            addField(e, "reason", clean(text, 300));
            return LineVerdict::event();
        }
        return LineVerdict::noise("dovecot: diagnostic message of a login process");
    }
    const std::string_view reason = text.substr(0, list - 2);
    const bool failed = authenticationFailed(reason);
    e.action = failed ? Action::Login : Action::Disconnect;
    e.outcome = failed ? Outcome::Failure : Outcome::Unknown;
    addField(e, "reason", clean(reason, 300));
    if (failed) addAttempts(reason, e);
    setLoginList(text.substr(list), e);
    return LineVerdict::event();
}

namespace {

/// Where the message behind `driver(user,address): ` begins: the last known one, because a user name may contain
/// such words too; what auth_verbose_passwords adds behind it is the client's and is cut off first.
std::size_t passdbMessage(std::string_view text) {
    if (const std::size_t given = rfindText(text, " (given password"); given != std::string_view::npos)
        text = text.substr(0, given);
    std::size_t best = std::string_view::npos;
    for (const std::string_view ending :
         {"): unknown user", "): Password mismatch", "): pam_authenticate() failed", "): invalid credentials",
          "): user not found", "): Authentication failure", "): no such user", "): Password query failed",
          "): account is locked", "): user disabled"}) {
        const std::size_t at = rfindText(text, ending);
        if (at != std::string_view::npos && (best == std::string_view::npos || at > best)) best = at;
    }
    return best;
}

/// `driver(user,address[,<session>]): message`; the parameters are split from the right because the user name is
/// the client's.
bool parsePassdb(std::string_view text, Event& e) {
    if (startsWith(text, "conn "))  // 2.3.16+: `conn unix:auth-worker (pid=1,uid=97): auth-worker<55>: pam(…`
        takeUntil(text, ">: ");
    const std::size_t message = passdbMessage(text);
    const std::size_t open = text.find('(');
    if (message == std::string_view::npos || open == std::string_view::npos || open > message) return false;
    std::string_view params = text.substr(open + 1, message - open - 1);
    std::size_t comma = params.rfind(',');
    std::string_view session;
    if (comma != std::string_view::npos && (comma + 1 == params.size() || params[comma + 1] == '<')) {
        session = angle(params.substr(comma + 1));
        params = params.substr(0, comma);
        comma = params.rfind(',');
    }
    if (comma == std::string_view::npos) return false;
    e.account.assign(params.substr(0, comma));
    e.clientIp = canonicalIp(params.substr(comma + 1));
    addField(e, "passdb", trim(text.substr(0, open)));
    addField(e, "reason", clean(text.substr(message + 3), 200));
    setDovecotSession(e, session);
    e.action = Action::Login;
    e.outcome = Outcome::Failure;
    e.protocol = "auth";
    return true;
}

/// 2.4: `auth(user,address,sasl:login)<session>: … Password mismatch`.
bool parseAuthPrefix(const DovecotPrefix& p, Event& e) {
    const std::size_t comma = p.user.find(',');
    if (comma == std::string_view::npos) return false;
    if (!contains(p.text, "Password mismatch") && !contains(p.text, "nknown user") &&
        !contains(p.text, "failed") && !contains(p.text, "invalid credentials"))
        return false;
    std::string_view params = p.user;
    const std::size_t last = params.rfind(',');
    if (contains(params.substr(last), ":")) {
        if (!parseIp(params.substr(last + 1))) params = params.substr(0, last);
    }
    const std::size_t cut = params.rfind(',');
    if (cut == std::string_view::npos) return false;
    e.account.assign(params.substr(0, cut));
    e.clientIp = canonicalIp(params.substr(cut + 1));
    addField(e, "reason", clean(p.text, 200));
    setDovecotSession(e, p.session);
    e.action = Action::Login;
    e.outcome = Outcome::Failure;
    e.protocol = "auth";
    return true;
}

}  // namespace

/// `pam_unix(dovecot:auth): authentication failure; … ruser=R rhost=A  user=U`; R is the client's, A comes last.
bool parseDovecotPam(std::string_view text, Event& e) {
    if (!contains(text, "pam_unix(dovecot:auth): authentication failure")) return false;
    const std::size_t host = rfindText(text, " rhost=");
    if (host == std::string_view::npos) return false;
    std::string_view rest = text.substr(host + 7);
    e.clientIp = canonicalIp(takeUntil(rest, " "));
    const std::size_t user = rfindText(rest, "user=");
    if (user != std::string_view::npos) {
        e.account.assign(trim(rest.substr(user + 5)));
    } else if (const std::size_t remote = findText(text, " ruser="); remote != std::string_view::npos && remote < host) {
        e.account.assign(text.substr(remote + 7, host - remote - 7));
    }
    addField(e, "passdb", "pam");
    addField(e, "reason", "authentication failure");
    e.action = Action::Login;
    e.outcome = Outcome::Failure;
    e.protocol = "auth";
    return true;
}

LineVerdict parseDovecotAuth(const DovecotPrefix& p, Event& e) {
    if (parsePassdb(p.text, e) || parseAuthPrefix(p, e) || parseDovecotPam(p.text, e)) return LineVerdict::event();
    // `auth(default): pam(user,address): …` leaves the driver in text, `auth: passwd-file(…)` too.
    return LineVerdict::noise("dovecot auth: service message");
}

void addIdFields(std::string_view text, Event& e) {
    std::string_view name, version, command;
    while (!text.empty()) {
        // Roundcube's command= comes last and is a URL; it is cut at 100 octets ("...") like everything behind it.
        std::string_view pair = startsWith(text, "command=") ? std::exchange(text, {}) : takeUntil(text, ", ");
        const std::size_t eq = pair.find('=');
        if (eq == std::string_view::npos) continue;
        const std::string_view key = pair.substr(0, eq);
        const std::string_view value = pair.substr(eq + 1);
        if (key == "name") name = value;
        if (key == "version") version = value;
        if (key == "command") command = value;
        addField(e, "id_" + asciiLower(clean(key, 40)), clean(value, 500));
    }
    e.userAgent.assign(name);
    if (!version.empty()) {
        e.userAgent += '/';
        e.userAgent.append(version);
    }
    if (command.empty()) return;
    const bool truncated = endsWith(command, "...");
    if (truncated) {
        command.remove_suffix(3);
        addField(e, "id_truncated", "1");
    }
    addCommandItem(command, truncated, e);
}

}  // namespace sillage
