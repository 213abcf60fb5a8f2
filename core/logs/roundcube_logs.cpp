#include "logs/roundcube_logs.h"

#include "base/ip.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/scan_text.h"
#include "logs/syslog_envelope.h"

namespace sillage {

namespace {

/// `203.0.113.4`, `10.0.0.1(X-Real-IP: 192.0.2.3,X-Forwarded-For: 192.0.2.4)`.
void setAddress(std::string_view text, Event& e) {
    text = trim(text);
    const std::size_t open = text.find('(');
    std::string_view address = text.substr(0, open);
    while (!address.empty() && (address.back() == '.' || address.back() == ' ')) address.remove_suffix(1);
    e.clientIp = canonicalIp(address);
    if (open == std::string_view::npos) return;
    std::string_view list = text.substr(open + 1);
    list = list.substr(0, list.find(')'));
    if (take(list, "X-Real-IP: ")) addField(e, "real_ip", clean(takeUntil(list, ",")));
    if (take(list, "X-Forwarded-For: ")) addField(e, "forwarded_for", clean(list));  // itself a list
}

void setSession(std::string_view session, Event& e) {
    if (session.empty()) return;
    addField(e, "session_id", clean(session, 100));
    if (e.session.empty()) e.session.assign(session.substr(0, 8));
}

void base(Event& e, Action action, Outcome outcome) {
    e.protocol = "webmail";
    e.action = action;
    e.outcome = outcome;
}

}  // namespace

std::optional<RoundcubePrefix> cutRoundcubePrefix(std::string_view line) {
    if (line.size() < 24 || line[0] != '[' || line[3] != '-' || line[7] != '-' || !isDigit(line[1]))
        return std::nullopt;
    const std::size_t close = line.find(']');
    if (close == std::string_view::npos || close > 40) return std::nullopt;
    RoundcubePrefix p;
    p.rawTime = line.substr(1, close - 1);
    std::string_view rest = line.substr(close + 1);
    if (!take(rest, ":") || !take(rest, " ")) return std::nullopt;
    if (rest.size() > 2 && rest[0] == '<') {
        const std::size_t end = findText(rest, "> ");
        if (end != std::string_view::npos && end < 70) {
            p.session = rest.substr(1, end - 1);
            rest.remove_prefix(end + 2);
        }
    }
    p.message = rest;
    return p;
}

LineVerdict parseUserlogin(std::string_view message, Event& e) {
    std::string_view text = message;
    const bool success = take(text, "Successful login for ");
    if (!success && !take(text, "Failed login for ") && !take(text, "FAILED login for "))
        return LineVerdict::noise("roundcube userlogins: message about no login");
    base(e, Action::Login, success ? Outcome::Success : Outcome::Failure);
    // From the right: the user name may contain " from " and " in session ".
    std::string_view error;
    if (const std::size_t at = rfindText(text, " (error: "); at != std::string_view::npos && endsWith(text, ")")) {
        error = text.substr(at + 9, text.size() - at - 10);
        text = text.substr(0, at);
    }
    if (const std::size_t at = rfindText(text, " in session "); at != std::string_view::npos) {
        setSession(trim(text.substr(at + 12)), e);
        text = text.substr(0, at);
    }
    if (const std::size_t at = rfindText(text, " from "); at != std::string_view::npos) {
        setAddress(text.substr(at + 6), e);
        text = text.substr(0, at);
    }
    if (const std::size_t at = rfindText(text, " (ID: "); success && at != std::string_view::npos) {
        addField(e, "user_id", leadingDigits(text.substr(at + 6)));
        text = text.substr(0, at);
    }
    e.account = clean(text);
    if (!error.empty()) addField(e, "error", error);
    return LineVerdict::event();
}

LineVerdict parseSendmail(std::string_view message, Event& e) {
    std::string_view text = message;
    if (!take(text, "User ")) return LineVerdict::noise("roundcube sendmail: message about no sent mail");
    base(e, Action::Send, Outcome::Unknown);
    const std::string_view who = takeUntil(text, "; Message ");
    const std::size_t open = rfindText(who, " [");
    e.account = clean(who.substr(0, open));
    if (open != std::string_view::npos) setAddress(who.substr(open + 2, who.size() - open - 3), e);
    if (startsWith(text, "<")) {
        e.messageId = clean(takeUntil(text, " for "));
    } else {
        take(text, "for ");
    }
    const std::size_t replyAt = findText(text, "; ");
    addField(e, "to", clean(text.substr(0, replyAt), 4000));
    const std::string_view reply = replyAt == std::string_view::npos ? std::string_view{} : text.substr(replyAt + 2);
    addField(e, "reply", clean(reply, 300));
    if (!reply.empty()) e.outcome = reply[0] == '2' ? Outcome::Success : Outcome::Failure;
    if (const std::size_t at = rfindText(reply, "queued as "); at != std::string_view::npos)
        addField(e, "queue_id", trim(reply.substr(at + 10)));
    return LineVerdict::event();
}

LineVerdict parseRoundcubeError(std::string_view message, Event& e) {
    std::string_view text = message;
    const bool imap = take(text, "IMAP Error: ");
    const bool smtp = !imap && take(text, "SMTP Error: ");
    if (!imap && !smtp) {
        if (startsWith(text, "PHP ")) return LineVerdict::noise("roundcube errors: PHP diagnostic");
        return LineVerdict::noise("roundcube errors: diagnostic of no mail access");
    }
    base(e, Action::Other, Outcome::Failure);
    std::string_view request;
    if (const std::size_t at = rfindText(text, " ("); at != std::string_view::npos && endsWith(text, ")") &&
                                                 contains(text.substr(at), "/?"))
        request = text.substr(at + 2, text.size() - at - 3);
    if (!take(text, "Login failed for ")) {
        addField(e, "text", clean(text, 500));
        return LineVerdict::event();
    }
    e.action = Action::Login;
    // The server's answer follows the address; the user name, which may contain " from ", comes before it.
    std::size_t end = text.size();
    for (const std::string_view answer : {". AUTHENTICATE ", ". LOGIN", ". Could not connect", ". Empty ", ". Unable "})
        end = std::min(end, text.find(answer));
    const std::string_view head = text.substr(0, end);
    const std::size_t from = rfindText(head, " from ");
    if (from != std::string_view::npos) setAddress(head.substr(from + 6), e);
    std::string_view user = head.substr(0, from);
    if (const std::size_t against = rfindText(user, " against "); against != std::string_view::npos) {
        addField(e, "host", clean(user.substr(against + 9)));
        user = user.substr(0, against);
    }
    e.account = clean(user);
    if (end < text.size()) addField(e, "reason", clean(text.substr(end + 2), 300));
    if (!request.empty()) addField(e, "request", clean(request, 500));
    return LineVerdict::event();
}

LineVerdict parseRoundcubeMessage(std::string_view message, Event& e) {
    if (startsWith(message, "<")) {
        const std::size_t end = findText(message, "> ");
        if (end != std::string_view::npos && end < 70) {
            e.session.assign(message.substr(1, end - 1));
            message.remove_prefix(end + 2);
        }
    }
    if (startsWith(message, "User ")) return parseSendmail(message, e);
    if (startsWith(message, "IMAP Error: ") || startsWith(message, "SMTP Error: "))
        return parseRoundcubeError(message, e);
    return parseUserlogin(message, e);
}

namespace {

using Grammar = LineVerdict (*)(std::string_view, Event&);

void readWith(ByteSource& source, const Range& range, Sink& sink, Grammar grammar) {
    StampCache cache(parseRoundcubeStamp);
    SyslogParser syslog;  // with log_driver changed over time, one file holds both
    readLines(source, range, sink, [&](std::string_view line, Event& e) {
        const auto prefix = cutRoundcubePrefix(line);
        if (!prefix) {
            if (const auto envelope = syslog.parse(line); envelope && envelope->program == "roundcube") {
                setTime(e, envelope->stamp, envelope->rawTime);
                return parseRoundcubeMessage(envelope->message, e);
            }
            if (line[0] == '[' && contains(line.substr(0, 60), "] PHP ")) 
                return LineVerdict::noise("roundcube errors: PHP diagnostic");
            if (line[0] == ' ' || line[0] == '\t' || line[0] == '#' || startsWith(line, "Stack trace"))
                return LineVerdict::noise("continuation of the line above");
            return LineVerdict::bad("not a line of a Roundcube log");
        }
        const auto& stamp = cache(prefix->rawTime);
        if (!stamp) return LineVerdict::bad("the time of this Roundcube line cannot be read");
        setTime(e, *stamp, prefix->rawTime);
        e.session.assign(prefix->session);
        return grammar(prefix->message, e);
    });
}

bool isLogin(std::string_view m) {
    return startsWith(m, "Successful login for ") || startsWith(m, "Failed login for ") || startsWith(m, "FAILED login for ");
}

LineVerdict parseErrorOrLogin(std::string_view message, Event& e) {
    return isLogin(message) ? parseUserlogin(message, e) : parseRoundcubeError(message, e);
}

std::size_t countPrefixed(const std::vector<std::string_view>& lines, bool (*is)(std::string_view)) {
    std::size_t hits = 0;
    for (const auto line : lines) {
        const auto prefix = cutRoundcubePrefix(line);
        hits += prefix && is(prefix->message) ? 1 : 0;
    }
    return hits;
}

Recognition recogniseLogins(const Head& head) {
    const auto lines = headLines(head);
    return recognisedByLines(countPrefixed(lines, isLogin), lines.size(), "logins in Roundcube's userlogins form");
}

Recognition recogniseSendmail(const Head& head) {
    const auto lines = headLines(head);
    return recognisedByLines(countPrefixed(lines, [](std::string_view m) {
        return startsWith(m, "User ") && contains(m, "; Message ");
    }), lines.size(), "sent messages in Roundcube's sendmail form");
}

Recognition recogniseErrors(const Head& head) {
    const auto lines = headLines(head);
    std::size_t hits = countPrefixed(lines, [](std::string_view m) {
        return contains(m.substr(0, 20), " Error: ") || contains(m.substr(0, 20), " Warning: ") ||
               startsWith(m, "PHP ");
    });
    const std::size_t logins = hits > 0 ? countPrefixed(lines, isLogin) : 0;
    SyslogParser syslog;
    for (const auto line : lines)
        if (const auto envelope = hits > 0 ? syslog.parse(line) : std::nullopt) hits += envelope->program == "roundcube" ? 1 : 0;
    hits += logins;
    for (const auto line : lines)
        hits += hits > 0 && (line[0] == '#' || contains(line.substr(0, 60), "] PHP ")) ? 1 : 0;
    return recognisedByLines(hits, lines.size(), "Roundcube error messages");
}

void readLogins(ByteSource& s, const Range& r, const ReadHints&, Sink& k) { readWith(s, r, k, parseUserlogin); }
void readSendmail(ByteSource& s, const Range& r, const ReadHints&, Sink& k) { readWith(s, r, k, parseSendmail); }
void readErrors(ByteSource& s, const Range& r, const ReadHints&, Sink& k) { readWith(s, r, k, parseErrorOrLogin); }

}  // namespace

const Format kRoundcubeUserloginsFormat{"roundcube-userlogins", "Roundcube logins", SourceKind::Log, recogniseLogins,
                                        readLogins, scanLines, "session"};
const Format kRoundcubeSendmailFormat{"roundcube-sendmail", "Roundcube sent mail", SourceKind::Log,
                                      recogniseSendmail, readSendmail, scanLines, "names item"};
const Format kRoundcubeErrorsFormat{"roundcube-errors", "Roundcube errors", SourceKind::Log, recogniseErrors,
                                    readErrors, scanLines, "session"};

}  // namespace sillage
