#include "logs/postfix_line.h"

#include "base/ip.h"
#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

/// `QUEUEID: ` (short: hexadecimal capitals; long: letters and digits) or `NOQUEUE: `.
std::string_view takeQueueId(std::string_view& text) {
    std::size_t n = 0;
    while (n < text.size() && n < 24 && isAlnum(text[n])) ++n;
    if (n < 5 || n + 1 >= text.size() || text[n] != ':' || text[n + 1] != ' ') return {};
    const std::string_view id = text.substr(0, n);
    bool digit = false, lower = false;
    for (const char c : id) {
        digit = digit || isDigit(c);
        lower = lower || (c >= 'a' && c <= 'z');
    }
    if (id != "NOQUEUE" && !digit && (lower ? n < 10 : true)) return {};  // "warning: ", "fatal: "
    text.remove_prefix(n + 2);
    return id;
}

/// `host[address]` with an optional `:port`; sets the address and the field client.
void setClient(std::string_view client, Event& e) {
    const std::size_t open = client.rfind('[');
    if (open == std::string_view::npos) {
        addField(e, "client", clean(client));
        return;
    }
    const std::size_t close = client.find(']', open);
    const std::string_view address =
        client.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
    e.clientIp = canonicalIp(address);
    if (close != std::string_view::npos && client.substr(close + 1, 1) == ":") {
        std::uint32_t port = 0;
        if (toUint32(leadingDigits(client.substr(close + 2)), port) && port < 65536)
            e.clientPort = static_cast<std::uint16_t>(port);
    }
    addField(e, "client", clean(client.substr(0, close == std::string_view::npos ? close : close + 1)));
}

/// What is between `<` and `>`, or the value up to ", ".
std::string_view address(std::string_view value) {
    if (value.size() >= 2 && value.front() == '<' && value.back() == '>') return value.substr(1, value.size() - 2);
    return value;
}

std::string_view wordValue(std::string_view text, std::string_view key) {
    const std::size_t at = findText(text, key);
    if (at == std::string_view::npos) return {};
    std::string_view value = text.substr(at + key.size());
    if (startsWith(value, "<")) return address(value.substr(0, value.find('>') + 1));
    return value.substr(0, value.find_first_of(", "));
}

LineVerdict smtpdQueued(std::string_view text, Event& e) {
    if (take(text, "client=")) {
        const std::size_t comma = findText(text, ", ");
        setClient(text.substr(0, comma), e);
        std::string_view list = comma == std::string_view::npos ? std::string_view{} : text.substr(comma);
        if (const std::size_t user = findText(list, ", sasl_username="); user != std::string_view::npos) {
            addField(e, "sasl_method", wordValue(list, "sasl_method="));
            std::string_view name = list.substr(user + 16);
            if (const std::size_t sender = rfindText(name, ", sasl_sender="); sender != std::string_view::npos)
                name = name.substr(0, sender);
            e.account = clean(name);
            e.action = Action::Login;
            e.outcome = Outcome::Success;
            e.protocol = "submission";
        } else {
            e.action = Action::Connect;
        }
        if (const auto original = wordValue(list, "orig_queue_id="); !original.empty())
            addField(e, "orig_queue_id", original);
        return LineVerdict::event();
    }
    for (const std::string_view op : {"reject: ", "milter-reject: ", "reject_warning: ", "filter: ", "discard: ",
                                      "hold: ", "redirect: ", "warn: ", "milter-hold: "}) {
        std::string_view rest = text;
        if (!take(rest, op)) continue;
        e.action = Action::Other;
        e.outcome = contains(op, "reject") ? Outcome::Failure : Outcome::Unknown;
        addField(e, "op", op.substr(0, op.size() - 2));
        std::string_view client = rest;
        takeUntil(client, " from ");
        setClient(client.substr(0, findText(client, ": ")), e);
        addField(e, "from", clean(wordValue(rest, "from=")));
        addField(e, "to", clean(wordValue(rest, "to=")));
        addField(e, "text", clean(rest, 500));
        return LineVerdict::event();
    }
    if (startsWith(text, "lost connection") || startsWith(text, "timeout")) {
        e.action = Action::Disconnect;
        const std::size_t from = rfindText(text, " from ");
        addField(e, "reason", clean(text.substr(0, from)));
        if (from != std::string_view::npos) setClient(text.substr(from + 6), e);
        return LineVerdict::event();
    }
    return LineVerdict::noise("postfix smtpd: note on a message being received");
}

/// `warning: host[address]: SASL PLAIN authentication failed: reason, sasl_username=U`; U is the client's and last.
bool saslFailure(std::string_view text, Event& e) {
    if (!take(text, "warning: ")) return false;
    const std::size_t at = findText(text, ": SASL ");
    if (at == std::string_view::npos || !contains(text.substr(0, at), "[")) return false;
    std::string_view rest = text.substr(at + 7);
    const std::string_view method = takeUntil(rest, " ");
    if (!take(rest, "authentication failed") && !take(rest, "authentication aborted")) return false;
    e.action = Action::Login;
    e.outcome = Outcome::Failure;
    e.protocol = "submission";
    setClient(text.substr(0, at), e);
    addField(e, "sasl_method", method);
    take(rest, ": ");
    if (const std::size_t user = findText(rest, ", sasl_username="); user != std::string_view::npos) {
        e.account = clean(rest.substr(user + 16));
        rest = rest.substr(0, user);
    }
    addField(e, "reason", clean(rest, 200));
    return true;
}

LineVerdict smtpdLine(std::string_view text, Event& e) {
    if (take(text, "connect from ")) {
        e.action = Action::Connect;
        setClient(text, e);
        return LineVerdict::event();
    }
    if (take(text, "disconnect from ")) {
        e.action = Action::Disconnect;
        setClient(takeUntil(text, " "), e);
        while (!text.empty()) {
            const std::string_view pair = takeUntil(text, " ");
            const std::size_t eq = pair.find('=');
            if (eq == std::string_view::npos) continue;
            const std::string_view key = pair.substr(0, eq);
            for (const std::string_view kept : {"auth", "mail", "rcpt", "data", "commands"})
                if (key == kept) addField(e, kept, clean(pair.substr(eq + 1), 20));
        }
        return LineVerdict::event();
    }
    if (saslFailure(text, e)) return LineVerdict::event();
    for (const std::string_view ended : {"lost connection after ", "timeout after ", "too many errors after ",
                                         "improper command pipelining after ", "SSL_accept error from "}) {
        if (!startsWith(text, ended)) continue;
        const std::size_t from = findText(text, " from ");
        e.action = Action::Disconnect;
        addField(e, "reason", clean(text.substr(0, from)));
        if (from != std::string_view::npos) setClient(text.substr(from + 6, findText(text, "]: ") == std::string_view::npos
                                                              ? std::string_view::npos
                                                              : findText(text, "]: ") - from - 5), e);
        return LineVerdict::event();
    }
    return LineVerdict::noise("postfix smtpd: service message or TLS note");
}

/// `to=<…>, [orig_to=<…>, ]relay=…, delay=…, delays=…, dsn=…, status=sent (…)`, read key by key from the left:
/// the answer of the other server stands behind status and may say anything.
LineVerdict delivery(std::string_view daemon, std::string_view text, Event& e) {
    if (!take(text, "to=<")) return LineVerdict::noise("postfix delivery agent: note or TLS message");
    std::size_t end = std::min(findText(text, ">, relay="), findText(text, ">, orig_to=<"));
    if (end == std::string_view::npos) return LineVerdict::noise("postfix delivery agent: note or TLS message");
    const std::string to = clean(text.substr(0, end));
    addField(e, "to", to);
    text.remove_prefix(end + 3);
    if (take(text, "orig_to=<")) addField(e, "orig_to", clean(takeUntil(text, ">, ")));
    std::string_view status;
    while (!text.empty()) {
        std::string_view rest = text;
        if (take(rest, "status=")) {
            status = takeUntil(rest, " ");
            addField(e, "status", status);
            if (endsWith(rest, ")") && startsWith(rest, "(")) rest = rest.substr(1, rest.size() - 2);
            addField(e, "reply", clean(rest, 400));
            break;
        }
        const std::string_view pair = takeUntil(text, ", ");
        const std::size_t eq = pair.find('=');
        for (const std::string_view kept : {"relay", "delay", "dsn"})
            if (eq != std::string_view::npos && pair.substr(0, eq) == kept)
                addField(e, kept, clean(pair.substr(eq + 1)));
    }
    const bool leaves = daemon == "smtp" || daemon == "relay" || endsWith(daemon, "-smtp");
    e.action = leaves ? Action::Relay : Action::Deliver;
    if (!leaves) {
        e.mailbox = to;
        e.protocol = daemon == "lmtp" ? "lmtp" : "smtp";
    }
    e.outcome = status == "sent" ? Outcome::Success : status == "deferred" ? Outcome::Unknown : Outcome::Failure;
    return LineVerdict::event();
}

LineVerdict cleanupLine(std::string_view text, Event& e) {
    e.action = Action::Other;
    if (take(text, "message-id=") || take(text, "resent-message-id=")) {
        e.messageId = clean(text);
        addField(e, "op", "message-id");
        return LineVerdict::event();
    }
    if (startsWith(text, "warning: header ") || startsWith(text, "info: header ") || startsWith(text, "reject: ") ||
        startsWith(text, "milter-reject: ") || startsWith(text, "filter: ") || startsWith(text, "redirect: ")) {
        addField(e, "op", clean(text.substr(0, findText(text, ": "))));
        addField(e, "text", clean(text, 1000));
        return LineVerdict::event();
    }
    return LineVerdict::noise("postfix cleanup: note");
}

LineVerdict qmgrLine(std::string_view text, Event& e) {
    if (!startsWith(text, "from=<")) return LineVerdict::noise("postfix qmgr: message left the queue");
    e.action = Action::Other;
    const std::size_t size = rfindText(text, ", size=");
    const std::size_t status = rfindText(text, ", status=");
    const std::size_t end = std::min(size, status);
    std::string_view from = text.substr(6, end == std::string_view::npos ? end : end - 6);
    if (endsWith(from, ">")) from.remove_suffix(1);
    addField(e, "op", status != std::string_view::npos && size == std::string_view::npos ? "expired" : "queued");
    addField(e, "from", clean(from));
    if (size != std::string_view::npos) {
        addField(e, "size", leadingDigits(text.substr(size + 7)));
        addField(e, "nrcpt", leadingDigits(text.substr(std::min(text.size(), rfindText(text, "nrcpt=") + 6))));
    }
    return LineVerdict::event();
}

LineVerdict pickupLine(std::string_view text, Event& e) {
    if (!take(text, "uid=")) return LineVerdict::noise("postfix pickup: note");
    e.action = Action::Other;
    addField(e, "op", "pickup");
    addField(e, "local_uid", leadingDigits(text));
    takeUntil(text, "from=");
    addField(e, "from", clean(address(text)));
    return LineVerdict::event();
}

LineVerdict postscreenLine(std::string_view text, Event& e) {
    if (startsWith(text, "NOQUEUE: ")) takeUntil(text, ": ");
    const std::size_t open = text.find('[');
    if (open == std::string_view::npos || startsWith(text, "cache ") || startsWith(text, "close database"))
        return LineVerdict::noise("postfix postscreen: service message");
    const std::size_t from = findText(text, " from ");
    e.action = Action::Connect;
    if (!startsWith(text, "CONNECT") && !startsWith(text, "PASS")) e.outcome = Outcome::Failure;
    setClient(from == std::string_view::npos ? text.substr(open) : text.substr(from + 6), e);
    addField(e, "text", clean(text, 300));
    return LineVerdict::event();
}

/// Formats that keep only the program's first name (RFC 5424 APP-NAME without '/'): the line's own words decide.
LineVerdict byShape(std::string_view queue, std::string_view text, Event& e) {
    if (startsWith(text, "statistics: ")) return LineVerdict::noise("postfix anvil: connection statistics");
    if (queue.empty()) return smtpdLine(text, e);
    if (startsWith(text, "message-id=") || startsWith(text, "resent-message-id=")) return cleanupLine(text, e);
    if (startsWith(text, "from=<") || text == "removed") return qmgrLine(text, e);
    if (startsWith(text, "uid=")) return pickupLine(text, e);
    if (startsWith(text, "to=<")) {
        const std::string_view relay = wordValue(text, ", relay=");
        const bool local = relay == "local" || relay == "virtual" || relay == "none" || contains(relay, "[private/") ||
                           contains(relay, "[/");
        return delivery(local ? "lmtp" : "smtp", text, e);
    }
    return smtpdQueued(text, e);
}

}  // namespace

LineVerdict parsePostfixLine(std::string_view program, std::string_view message, Event& e) {
    const std::size_t slash = program.rfind('/');
    const std::string_view daemon = slash == std::string_view::npos ? std::string_view{} : program.substr(slash + 1);
    std::string_view text = message;
    if (daemon == "anvil") return LineVerdict::noise("postfix anvil: connection statistics");
    if (daemon == "master" || daemon == "postfix-script" || daemon == "scache" || daemon == "tlsmgr" ||
        daemon == "trivial-rewrite" || daemon == "verify" || daemon == "proxymap" || daemon == "postlogd")
        return LineVerdict::noise("postfix: start, stop or helper message");
    e.protocol = contains(program, "submission") || contains(program, "smtps") ? "submission" : "smtp";
    if (daemon == "postscreen") return postscreenLine(text, e);
    const std::string_view queue = takeQueueId(text);
    if (queue != "NOQUEUE") e.session.assign(queue);
    if (daemon.empty()) return byShape(queue, text, e);
    if (daemon == "smtpd") return queue.empty() ? smtpdLine(text, e) : smtpdQueued(text, e);
    if (queue.empty()) return LineVerdict::noise("postfix: message about no mail");
    if (daemon == "cleanup") return cleanupLine(text, e);
    if (daemon == "qmgr") return qmgrLine(text, e);
    if (daemon == "pickup") return pickupLine(text, e);
    if (daemon == "bounce") {
        e.action = Action::Other;
        addField(e, "op", "bounce");
        addField(e, "text", clean(text, 300));
        return LineVerdict::event();
    }
    return delivery(daemon, text, e);
}

}  // namespace sillage
