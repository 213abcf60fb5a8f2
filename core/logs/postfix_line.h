// One line of Postfix behind the syslog envelope (log formats e.1). Queue ids short and long; instances
// (postfix-out/smtpd) and services (postfix/submission/smtpd). session = the queue id.
//
//   daemon           line                                action           fields
//   smtpd            QID: client=…, sasl_username=       Login + (submission)   client, sasl_method
//                    QID: client=…                       Connect          client
//                    SASL … authentication failed        Login −          sasl_method, reason
//                    connect, disconnect, lost connection  Connect, Disconnect  client, auth, mail, rcpt, data, commands, reason
//                    NOQUEUE|QID: reject …               Other −          op, text, from, to
//   cleanup          QID: message-id=                    Other            op=message-id
//   qmgr             QID: from=, size=, nrcpt=           Other            op=queued, from, size, nrcpt
//   smtp, relay      QID: to=… status=                   Relay            to, orig_to, relay, delay, dsn, status, reply
//   lmtp, local, virtual, pipe, error  the same          Deliver          the same; mailbox = to
//   pickup           QID: uid=… from=                    Other            op=pickup, local_uid, from
//   bounce           QID: … notification: QID            Other            op=bounce, text
//
// outcome of a delivery: sent Success, deferred Unknown, else Failure.
#pragma once

#include <string_view>

#include "logs/line_log.h"

namespace sillage {

LineVerdict parsePostfixLine(std::string_view program, std::string_view message, Event& e);

}  // namespace sillage
