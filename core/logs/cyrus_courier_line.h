// Lines of Cyrus IMAP, Courier and Horde behind a syslog envelope (log formats h).
//
//   Cyrus    login: host [ip] user mech[+TLS] User logged in    Login +     method, session
//            badlogin: host [ip] mech user SASL(-13): reason    Login −     method, reason
//            auditlog: append, expunge, copy …                  Save Expunge Copy …  uid, folder, guid
//   Courier  LOGIN, user=…, ip=[…], port=[…]                    Login +
//            LOGIN FAILED, user=… or method=…, ip=[…]           Login −
//            LOGOUT, TIMEOUT, DISCONNECTED, user=…              Logout      reason, header_octets, body_octets,
//                                                                           top_octets, retr_octets, in, seconds
//            Connection, ip=[…]                                 Connect
//   Horde    [imp] FAILED LOGIN for u [ip] to {host}            Login −     host
//            [imp] Login success for u [ip] … to {host}         Login +     host
//
// The rest is noise. bytes of a Courier session = sent=, all octets to the client.
#pragma once

#include <string_view>

#include "logs/line_log.h"

namespace sillage {

/// program as the envelope has it: imap, cyrus/pop3s, lmtpunix …
bool isCyrusProgram(std::string_view program);
/// imapd, pop3d-ssl, courierpop3login …
bool isCourierProgram(std::string_view program);
LineVerdict parseCyrusLine(std::string_view program, std::string_view message, Event& e);
LineVerdict parseCourierLine(std::string_view program, std::string_view message, Event& e);
LineVerdict parseHordeLine(std::string_view message, Event& e);

}  // namespace sillage
