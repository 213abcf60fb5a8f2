// Roundcube's own line logs (log formats f.2, lab 1): userlogins, sendmail, errors, and the same messages in syslog.
//
//   userlogins  Login ±     account, clientIp, session; fields session_id (whole), error, forwarded_for, real_ip
//   sendmail    Send        account, clientIp, session, messageId; fields to, reply, queue_id
//   errors      Login −     account, clientIp, session; fields host, reason, request
//               Other −     field text (other IMAP and SMTP errors)
//
// protocol "webmail". session is the first eight characters of Roundcube's session id, the form all its logs share.
// A client address that a proxy forwarded stands in the fields only: the client can write it.
#pragma once

#include <optional>
#include <string_view>

#include "logs/line_log.h"

namespace sillage {

struct RoundcubePrefix {
    std::string_view rawTime;
    std::string_view session;  ///< `<xxxxxxxx>` or ""
    std::string_view message;
};
/// `[11-Dec-2025 21:41:02 +0000]: <e0eq0oq0> …`; nullopt on anything else.
std::optional<RoundcubePrefix> cutRoundcubePrefix(std::string_view line);

/// The message behind the prefix, or of a syslog line.
LineVerdict parseUserlogin(std::string_view message, Event& e);
LineVerdict parseSendmail(std::string_view message, Event& e);
LineVerdict parseRoundcubeError(std::string_view message, Event& e);
/// Any of the three, with its optional `<session> ` in front.
LineVerdict parseRoundcubeMessage(std::string_view message, Event& e);

}  // namespace sillage
