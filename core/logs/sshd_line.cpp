#include "logs/sshd_line.h"

#include "base/ip.h"
#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

/// `… from ADDRESS[ port N]…`: sets the address; returns what stands before " from ". The user name is the client's
/// and may contain " from "; the last " from " an address follows is sshd's.
std::string_view cutFrom(std::string_view text, Event& e) {
    for (std::size_t at = rfindText(text, " from "); at != std::string_view::npos && at > 0;
         at = text.rfind(" from ", at - 1)) {
        std::string_view rest = text.substr(at + 6);
        const std::string_view host = rest.substr(0, rest.find_first_of(" ,"));
        if (!parseIp(host) && contains(rest, " from ")) continue;
        e.clientIp = canonicalIp(host);
        const std::size_t port = findText(rest, " port ");
        std::uint32_t number = 0;
        if (port != std::string_view::npos && toUint32(leadingDigits(rest.substr(port + 6)), number) && number < 65536)
            e.clientPort = static_cast<std::uint16_t>(number);
        return text.substr(0, at);
    }
    return text;
}

void setAccount(std::string_view user, Event& e) {
    if (take(user, "invalid user ") || take(user, "illegal user ")) addField(e, "invalid_user", "1");
    e.account = clean(user, 300);
}

LineVerdict login(std::string_view text, bool accepted, Event& e) {
    const std::string_view method = takeUntil(text, " for ");
    e.action = Action::Login;
    e.outcome = accepted ? Outcome::Success : Outcome::Failure;
    addField(e, "method", clean(method, 60));
    // What follows "ssh2: " names the key or, for hostbased, the client's own words.
    std::string_view head = text;
    std::string_view key;
    for (const std::string_view mark : {" ssh2: ", " ssh1: "})
        if (const std::size_t at = rfindText(head, mark); at != std::string_view::npos && !contains(head.substr(at), " port ")) {
            key = head.substr(at + mark.size());
            head = head.substr(0, at);
        }
    setAccount(cutFrom(head, e), e);
    if (!key.empty()) addField(e, "key", clean(key, 200));
    return LineVerdict::event();
}

LineVerdict other(std::string_view op, std::string_view text, Outcome outcome, Event& e) {
    e.action = Action::Other;
    e.outcome = outcome;
    addField(e, "op", op);
    addField(e, "text", clean(text, 300));
    return LineVerdict::event();
}

/// `Connection closed by [authenticating user U |invalid user U ]A port N [preauth]`, and its like: the address comes
/// last before " port ".
LineVerdict disconnected(std::string_view text, std::string_view words, Event& e) {
    e.action = Action::Disconnect;
    std::string_view rest = text.substr(words.size());
    addField(e, "reason", clean(text, 200));
    std::string_view head = rest;
    if (const std::size_t port = rfindText(rest, " port "); port != std::string_view::npos) {
        head = rest.substr(0, port);
        std::uint32_t number = 0;
        if (toUint32(leadingDigits(rest.substr(port + 6)), number) && number < 65536)
            e.clientPort = static_cast<std::uint16_t>(number);
    } else {
        head = rest.substr(0, std::min(findText(rest, " ["), findText(rest, ": ")));
    }
    const std::size_t space = head.rfind(' ');
    const std::string_view address = space == std::string_view::npos ? head : head.substr(space + 1);
    e.clientIp = canonicalIp(address);
    if (space == std::string_view::npos) return LineVerdict::event();
    std::string_view user = head.substr(0, space);
    take(user, "authenticating ");
    if (take(user, "user ") || startsWith(user, "invalid user ")) setAccount(user, e);
    return LineVerdict::event();
}

LineVerdict pam(std::string_view program, std::string_view text, Event& e) {
    if (contains(text, "session opened for user ")) {
        std::string_view rest = text;
        takeUntil(rest, "session opened for user ");
        e.account = clean(rest.substr(0, rest.find_first_of("( ")));
        return other("session-opened", text, Outcome::Success, e);
    }
    if (contains(text, "session closed for user ")) {
        std::string_view rest = text;
        takeUntil(rest, "session closed for user ");
        e.account = clean(rest.substr(0, rest.find(' ')));
        e.action = Action::Logout;
        return LineVerdict::event();
    }
    if (!contains(text, "authentication failure") && !contains(text, "more authentication failure"))
        return LineVerdict::noise("sshd: PAM note");
    const std::size_t host = rfindText(text, "rhost=");
    if (host != std::string_view::npos) {
        std::string_view rest = text.substr(host + 6);
        const std::string_view address = takeUntil(rest, " ");
        e.clientIp = canonicalIp(address);
        if (const std::size_t user = rfindText(rest, "user="); user != std::string_view::npos)
            e.account = clean(trim(rest.substr(user + 5)));
    }
    if (!contains(program, "pam_unix")) return other("pam", text, Outcome::Failure, e);
    e.action = Action::Login;
    e.outcome = Outcome::Failure;
    addField(e, "op", "pam");
    return LineVerdict::event();
}

LineVerdict refusals(std::string_view text, Event& e) {
    std::string_view rest = text;
    take(rest, "error: ");
    if (take(rest, "PAM: ")) {
        std::string_view user = rest;
        takeUntil(user, " for ");
        user = user.substr(0, rfindText(user, " via "));
        if (startsWith(rest, "Authentication failure") || startsWith(rest, "authentication ") ||
            startsWith(rest, "Authentication error") || startsWith(rest, "User not known")) {
            setAccount(cutFrom(user, e), e);
            return other("pam", text, Outcome::Failure, e);
        }
        return LineVerdict::noise("sshd: PAM note");
    }
    if (take(rest, "maximum authentication attempts exceeded for ")) {
        setAccount(cutFrom(rest, e), e);
        return other("maximum-attempts", text, Outcome::Failure, e);
    }
    if (startsWith(rest, "Invalid user ") || startsWith(rest, "Illegal user ")) {
        e.account = clean(cutFrom(rest.substr(13), e), 300);
        addField(e, "invalid_user", "1");
        return other("invalid-user", text, Outcome::Failure, e);
    }
    if (startsWith(rest, "User ") && contains(rest, " not allowed because ")) {
        rest = rest.substr(5, rfindText(rest, " not allowed because ") - 5);
        setAccount(cutFrom(rest, e), e);
        return other("not-allowed", text, Outcome::Failure, e);
    }
    if (take(rest, "ROOT LOGIN REFUSED FROM ")) {
        e.account = "root";
        e.clientIp = canonicalIp(rest.substr(0, rest.find(' ')));
        return other("not-allowed", text, Outcome::Failure, e);
    }
    return LineVerdict::noise({});
}

LineVerdict connections(std::string_view text, Event& e) {
    std::string_view rest = text;
    take(rest, "error: ");
    for (const std::string_view words : {"Connection closed by ", "Connection reset by ", "Received disconnect from ",
                                         "Disconnected from ", "Disconnecting "})
        if (startsWith(rest, words)) {
            if (words == "Disconnecting " && !contains(rest, " port ")) break;
            return disconnected(rest, words, e);
        }
    const bool refused = startsWith(rest, "Did not receive identification") || startsWith(rest, "refused connect") ||
                         startsWith(rest, "Bad protocol version") || contains(rest, "POSSIBLE BREAK-IN ATTEMPT") ||
                         startsWith(rest, "Unable to negotiate") || startsWith(rest, "banner exchange");
    if (!refused && !startsWith(rest, "Connection from ")) return LineVerdict::noise({});
    e.action = Action::Connect;
    if (refused) e.outcome = Outcome::Failure;
    addField(e, "text", clean(rest, 300));
    if (const std::size_t open = rest.find('['); startsWith(rest, "reverse mapping") && open != std::string_view::npos)
        e.clientIp = canonicalIp(rest.substr(open + 1, rest.find(']', open) - open - 1));
    else if (take(rest, "Address ") || take(rest, "Connection from ")) {
        e.clientIp = canonicalIp(rest.substr(0, rest.find(' ')));
        const std::size_t port = findText(rest, " port ");
        std::uint32_t number = 0;
        if (port != std::string_view::npos && toUint32(leadingDigits(rest.substr(port + 6)), number) && number < 65536)
            e.clientPort = static_cast<std::uint16_t>(number);
    } else
        cutFrom(rest, e);
    return LineVerdict::event();
}

LineVerdict parseText(std::string_view program, std::string_view text, Event& e) {
    e.protocol = "ssh";
    if (startsWith(text, "[ID ")) takeUntil(text, "] ");  // Solaris
    if (startsWith(text, "Accepted key ")) return LineVerdict::noise("sshd: server or diagnostic message");
    if (take(text, "Accepted ")) return login(text, true, e);
    if (take(text, "Failed ") && contains(text, " for ")) return login(text, false, e);
    if (startsWith(text, "pam_") || startsWith(text, "PAM ") || contains(program, "pam_unix"))
        return pam(program, text, e);
    LineVerdict verdict = refusals(text, e);
    if (verdict.kind == LineVerdict::Kind::Event || !verdict.reason.empty()) return verdict;
    verdict = connections(text, e);
    if (verdict.kind == LineVerdict::Kind::Event) return verdict;
    if (startsWith(text, "subsystem request for ") || startsWith(text, "Starting session: ")) {
        std::string_view rest = text;
        if (startsWith(text, "Starting session: ")) cutFrom(text, e);
        takeUntil(rest, startsWith(text, "Starting") ? " for " : " by user ");
        e.account = clean(rest.substr(0, rest.find(' ')));
        return other(startsWith(text, "Starting") ? "session" : "subsystem", text, Outcome::Success, e);
    }
    return LineVerdict::noise("sshd: server or diagnostic message");
}

}  // namespace

LineVerdict parseSshdLine(std::string_view program, std::string_view message, Event& e) {
    std::string_view count;
    if (take(message, "message repeated ")) {
        count = leadingDigits(message);
        takeUntil(message, "[ ");
        if (endsWith(message, "]")) message.remove_suffix(1);
    }
    const LineVerdict verdict = parseText(program, trim(message), e);
    if (!count.empty() && verdict.kind == LineVerdict::Kind::Event) addField(e, "count", count);
    return verdict;
}

}  // namespace sillage
