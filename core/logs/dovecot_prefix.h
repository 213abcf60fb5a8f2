// The front of a Dovecot line and what its grammars share (dovecot_line.cpp, dovecot_login.cpp only).
#pragma once

#include <string_view>

#include "logs/line_log.h"
#include "logs/scan_text.h"

namespace sillage {

/// `service(user)<pid><session>: text`
struct DovecotPrefix {
    std::string_view service;  ///< "imap", "imap-login", "auth-worker"
    std::string_view user;
    std::string_view pid;
    std::string_view session;
    std::string_view text;
};

inline std::string_view angle(std::string_view value) {
    if (value.size() >= 2 && value.front() == '<' && value.back() == '>') return value.substr(1, value.size() - 2);
    return value;
}

inline std::string_view protocolOf(std::string_view service) {
    if (startsWith(service, "imap")) return "imap";
    if (startsWith(service, "pop3")) return "pop3";
    if (startsWith(service, "managesieve")) return "sieve";
    if (startsWith(service, "submission")) return "submission";
    if (service == "lmtp") return "lmtp";
    if (service == "lda" || service == "deliver") return "lda";
    return service;
}

/// `name=…, version=…, command=/?_task=…` of an IMAP ID.
void addIdFields(std::string_view text, Event& event);
/// imap-login and its like.
LineVerdict parseDovecotLogin(const DovecotPrefix& prefix, Event& event);
/// auth, auth-worker.
LineVerdict parseDovecotAuth(const DovecotPrefix& prefix, Event& event);
/// pam_unix(dovecot:auth) as PAM writes it; false when text is none.
bool parseDovecotPam(std::string_view text, Event& event);

}  // namespace sillage
