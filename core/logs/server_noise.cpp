// Logs of the web stack that name no mail item: nginx's error log (its failed authentications and its mail proxy's
// sessions are events) and php-fpm's own log. Fields of nginx events: reason, server, request.
#include "base/ip.h"
#include "base/text.h"
#include "logs/access_log.h"
#include "logs/all_formats.h"
#include "logs/line_log.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

/// `2012/04/09 11:53:29 [error] 2865#0: *66647 message, client: A, server: …, request: "…"`, in a syslog file behind
/// `host nginx[pid]: `, once or twice.
bool cutNginx(std::string_view line, std::string_view& raw, std::string_view& text) {
    for (int i = 0; i < 2 && !line.empty() && !isDigit(line[0]); ++i) {
        const std::size_t tag = findText(line.substr(0, 200), " nginx");
        const std::size_t end = tag == std::string_view::npos ? tag : findText(line.substr(tag, 40), ": ");
        if (end == std::string_view::npos) return false;
        line.remove_prefix(tag + end + 2);
    }
    if (line.size() < 24 || line[4] != '/' || line[7] != '/' || line[10] != ' ' || line[13] != ':' || line[19] != ' ' ||
        line[20] != '[' || !isDigit(line[0]))
        return false;
    raw = line.substr(0, 19);
    text = line.substr(20);
    takeUntil(text, ": ");
    if (startsWith(text, "*")) takeUntil(text, " ");
    return true;
}

std::optional<Stamp> parseNginxStamp(std::string_view raw) {
    std::string iso(raw);
    iso[4] = iso[7] = '-';
    return parseIsoStamp(iso);
}

/// The client nginx itself names: the user name is the client's and comes first, so the last one counts.
void setNginxClient(std::string_view text, Event& e) {
    const std::size_t client = rfindText(text, ", client: ");
    if (client == std::string_view::npos) return;
    const std::string_view address = text.substr(client + 10);
    e.clientIp = canonicalIp(address.substr(0, address.find_first_of(", ")));
}

/// `…, login: "U", upstream: A:143`.
void setNginxLogin(std::string_view text, Event& e) {
    const std::size_t login = rfindText(text, ", login: \"");
    if (login == std::string_view::npos) return;
    std::string_view rest = text.substr(login + 10);
    const std::size_t end = rest.rfind('"');
    e.account = clean(rest.substr(0, end), 300);
    const std::string_view upstream = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
    if (endsWith(upstream, ":143") || endsWith(upstream, ":993")) e.protocol = "imap";
    if (endsWith(upstream, ":110") || endsWith(upstream, ":995")) e.protocol = "pop3";
}

/// The mail proxy: `client logged in, client: A, …`, `proxied session done, …`, `client A:P connected to B:P`.
bool mailProxyMessage(std::string_view text, Event& e) {
    const bool in = startsWith(text, "client logged in, "), done = startsWith(text, "proxied session done, ");
    e.protocol = "smtp";
    if (in || done) {
        e.action = in ? Action::Login : Action::Logout;
        e.outcome = Outcome::Success;
        setNginxClient(text, e);
        setNginxLogin(text, e);
        if (in && e.account.empty()) {  // mail from another server: nobody logged in
            e.action = Action::Connect;
            addField(e, "op", "relayed");
        }
        return true;
    }
    std::string_view rest = text;
    if (!take(rest, "client ") || !contains(rest, " connected to ")) return false;
    e.action = Action::Connect;
    const std::string_view peer = takeUntil(rest, " ");
    e.clientIp = canonicalIp(peer);
    if (const auto ip = parseIp(peer)) e.clientPort = ip->port;
    return true;
}

LineVerdict nginxMessage(std::string_view text, Event& e) {
    if (mailProxyMessage(text, e)) return LineVerdict::event();
    const bool basic = startsWith(text, "user \"") &&
                       (contains(text, "\": password mismatch, client: ") || contains(text, "\" was not found in \""));
    const bool pam = startsWith(text, "PAM: user '") && contains(text, "' - not authenticated: ");
    const bool mail = startsWith(text, "client login failed");
    e.protocol.clear();
    if (!basic && !mail && !pam) return LineVerdict::noise("nginx error log: message of no login");
    e.action = Action::Login;
    e.outcome = Outcome::Failure;
    e.protocol = mail ? "smtp" : "http";
    setNginxClient(text, e);
    std::string_view head = text.substr(0, rfindText(text, ", client: "));
    if (basic) {
        std::size_t end = rfindText(head, "\": password mismatch");
        if (end == std::string_view::npos) end = rfindText(head, "\" was not found in \"");
        if (end != std::string_view::npos && end >= 6) e.account = clean(head.substr(6, end - 6), 300);
    } else if (pam) {
        e.account = clean(head.substr(11, rfindText(head, "' - not authenticated: ") - 11), 300);
    } else {
        setNginxLogin(text, e);
    }
    addField(e, "reason", clean(head, 300));
    return LineVerdict::event();
}

Recognition recogniseNginx(const Head& head) {
    std::size_t hits = 0;
    const auto lines = headLines(head);
    std::string_view raw, text;
    for (const auto line : lines) hits += cutNginx(line, raw, text) ? 1 : 0;
    return recognisedByLines(hits, lines.size(), "messages of nginx's error log");
}

void readNginx(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    StampCache cache(parseNginxStamp);
    AccessLogParser requests;  // one file for both is a common mistake of configuration
    readItemLines(source, range, sink, [&](std::string_view line, Event& e, std::vector<std::uint32_t>& items) {
        std::string_view raw, text;
        if (!cutNginx(line, raw, text)) {
            if (AccessLogParser::looksLike(line)) return requests.parse(line, e, items);
            return LineVerdict::bad("not a line of nginx's error log");
        }
        const auto& stamp = cache(raw);
        if (!stamp) return LineVerdict::bad("the time of this nginx line cannot be read");
        setTime(e, *stamp, raw);
        return nginxMessage(text, e);
    });
}

/// `[12-Dec-2025 06:00:01] NOTICE: …`.
bool isPhpFpm(std::string_view line) {
    if (line.size() < 30 || line[0] != '[' || line[3] != '-' || line[7] != '-' || !contains(line.substr(0, 32), "] "))
        return false;
    const std::string_view text = line.substr(findText(line, "] ") + 2);
    for (const std::string_view level : {"NOTICE: ", "WARNING: ", "ERROR: ", "ALERT: ", "DEBUG: "})
        if (startsWith(text, level)) return true;
    return false;
}

Recognition recognisePhp(const Head& head) {
    std::size_t hits = 0;
    const auto lines = headLines(head);
    for (const auto line : lines) hits += isPhpFpm(line) ? 1 : 0;
    return recognisedByLines(hits, lines.size(), "messages of php-fpm");
}

void readPhp(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    readLines(source, range, sink, [](std::string_view line, Event&) {
        if (isPhpFpm(line)) return LineVerdict::noise("php-fpm: start, stop or service message");
        if (line[0] == ' ' || line[0] == '\t' || line[0] == '#') return LineVerdict::noise("continuation of the line above");
        return LineVerdict::bad("not a line of php-fpm's log");
    });
}

}  // namespace

const Format kNginxErrorFormat{"nginx-error", "nginx error log", SourceKind::Log, recogniseNginx, readNginx, scanLines,
                               "session"};
const Format kPhpFpmFormat{"php-fpm", "php-fpm log", SourceKind::Log, recognisePhp, readPhp, scanLines, "nothing"};

}  // namespace sillage
