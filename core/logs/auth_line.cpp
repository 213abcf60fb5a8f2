#include "logs/auth_line.h"

#include <algorithm>
#include <array>

#include "base/ip.h"
#include "base/phrase.h"
#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

constexpr std::array<std::string_view, 14> kAccounts{"useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel", "gpasswd", "passwd",
                                                     "chpasswd", "chage", "chsh", "chfn", "newusers", "adduser"};
constexpr std::array<std::string_view, 9> kLogins{"sudo", "su", "su-l", "login", "systemd-logind", "runuser", "polkitd", "pkexec", "unix_chkpwd"};
constexpr std::array<std::string_view, 5> kCron{"cron", "crond", "anacron", "atd", "systemd-user"};

template <std::size_t N>
bool isOne(const std::array<std::string_view, N>& list, std::string_view program) {
    return std::any_of(list.begin(), list.end(), [&](std::string_view one) { return iequals(one, program); });
}

std::string_view wordBehind(std::string_view text, std::string_view key) {
    const std::size_t at = rfindText(text, key);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + key.size());
    return text.substr(0, text.find_first_of(" ;,()"));
}

LineVerdict event(Event& e, Action action, Outcome outcome, std::string_view op) {
    e.action = action;
    e.outcome = outcome;
    addField(e, "op", op);
    return LineVerdict::event();
}

/// `U : [reason ; ]TTY=pts/0 ; PWD=/x ; USER=root ; COMMAND=/bin/sh`; the command is the user's text and comes last.
LineVerdict sudo(std::string_view text, Event& e) {
    std::string_view rest = text;
    const std::string_view user = trim(takeUntil(rest, " : "));
    const std::size_t command = findText(rest, "COMMAND=");
    if (rest.empty() || command == std::string_view::npos) return LineVerdict::noise(phraseText("sudo: other message"));
    const std::string_view head = rest.substr(0, command);
    e.account = clean(user, 300);
    const bool refused = contains(head, "incorrect password") || contains(head, "NOT in sudoers") || contains(head, "not allowed") ||
                         contains(head, "a password is required") || contains(head, "authentication failure");
    event(e, Action::Admin, refused ? Outcome::Failure : Outcome::Success, "sudo");
    addField(e, "as", clean(wordBehind(head, "USER="), 200));
    addField(e, "command", clean(rest.substr(command + 8), 2000));
    return LineVerdict::event();
}

/// `Successful su for root by claire`, `FAILED su for root by claire`, `(to root) claire on pts/0`.
LineVerdict su(std::string_view text, Event& e) {
    const bool failed = istartsWith(text, "FAILED");
    if (!contains(text, " su for ") && !startsWith(text, "(to ")) return LineVerdict::noise(phraseText("su: other message"));
    const bool short_ = startsWith(text, "(to ");
    std::string_view rest = text;
    takeUntil(rest, short_ ? "(to " : " su for ");
    e.account = clean(takeUntil(rest, short_ ? ") " : " by "), 300);
    event(e, Action::Login, failed ? Outcome::Failure : Outcome::Success, "su");
    addField(e, "by", clean(rest.substr(0, rest.find(' ')), 300));
    return LineVerdict::event();
}

/// `pam_unix(su:session): session opened for user root(uid=0) by claire(uid=1000)`
LineVerdict pam(std::string_view program, std::string_view text, Event& e) {
    std::string_view rest = text;
    const std::string_view module = takeUntil(rest, "): ");
    if (isOne(kCron, program) || contains(module, "(cron:") || contains(module, "systemd-user:"))
        return LineVerdict::noise(phraseText("sessions of cron and of the user's own services"));
    if (take(rest, "session opened for user ")) {
        e.account = clean(rest.substr(0, rest.find_first_of("( ")), 300);
        std::string_view by = rest;
        takeUntil(by, " by ");
        event(e, Action::Other, Outcome::Success, "session-opened");
        if (by = by.substr(0, by.find_first_of("( ")); !by.empty()) addField(e, "by", clean(by, 300));
        return LineVerdict::event();
    }
    if (take(rest, "session closed for user ")) {
        e.account = clean(rest.substr(0, rest.find_first_of("( ")), 300);
        e.action = Action::Logout;
        return LineVerdict::event();
    }
    if (!startsWith(rest, "authentication failure")) return LineVerdict::noise(phraseText("PAM: other message"));
    e.account = clean(wordBehind(rest, " user="), 300);
    e.clientIp = canonicalIp(wordBehind(rest, "rhost="));
    event(e, Action::Login, Outcome::Failure, "pam");
    if (const auto by = wordBehind(rest, " ruser="); !by.empty()) addField(e, "by", clean(by, 300));
    return LineVerdict::event();
}

/// `new user: name=x, UID=…`, `add 'x' to group 'y'`, `password changed for x`, `delete user 'x'`.
LineVerdict account(std::string_view program, std::string_view text, Event& e) {
    const bool change = contains(text, "new user") || contains(text, "new group") || contains(text, "delete") || contains(text, "remove") ||
                        contains(text, "change") || contains(text, "add ") || contains(text, "added") || contains(text, "password") || contains(text, "lock");
    if (!change) return LineVerdict::noise(phraseText("account programs: other message"));
    event(e, Action::Admin, contains(text, "fail") ? Outcome::Failure : Outcome::Success, "account");
    addField(e, "program", program);
    std::string_view name = wordBehind(text, "name=");
    if (const std::size_t quote = text.find('\''); name.empty() && quote != std::string_view::npos)
        name = text.substr(quote + 1, text.find('\'', quote + 1) - quote - 1);
    if (name.empty()) name = wordBehind(text, " for ");
    if (!name.empty()) addField(e, "target", clean(name, 300));
    addField(e, "text", clean(text, 500));
    return LineVerdict::event();
}

}  // namespace

bool isAuthProgram(std::string_view program) {
    program = program.substr(0, program.find('('));
    return isOne(kAccounts, program) || isOne(kLogins, program) || isOne(kCron, program);
}

LineVerdict parseAuthLine(std::string_view program, std::string_view message, Event& e) {
    program = program.substr(0, program.find('('));
    e.protocol = "login";
    message = trim(message);
    if (startsWith(message, "pam_")) return pam(program, message, e);
    if (program == "sudo") return sudo(message, e);
    if (program == "su" || program == "su-l") return su(message, e);
    if (isOne(kAccounts, program)) return account(program, message, e);
    if (program == "login" && startsWith(message, "FAILED LOGIN")) {
        e.account = clean(wordBehind(message, "FOR "), 300);
        return event(e, Action::Login, Outcome::Failure, "login");
    }
    if (isOne(kCron, program)) return LineVerdict::noise(phraseText("sessions of cron and of the user's own services"));
    return LineVerdict::noise(phraseText("log-in programs: other message"));
}

}  // namespace sillage
