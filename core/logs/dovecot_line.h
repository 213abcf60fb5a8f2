// One line of Dovecot (2.2, 2.3; the wordings of 1.x and 2.4 met in samples), after the syslog or own-file envelope.
// Log formats d.2, lab 1. What each kind of line becomes:
//
//   kind                              protocol       action       fields, in order
//   Login:, Logged in:                imap, pop3,    Login +      method, rip, lip, mpid, tls, session_*
//                                     sieve, submission
//   (auth failed, …), disallowed …    the same       Login −      reason, attempts, secs, method, rip, lip, tls
//   (no auth attempts …) and others   the same       Disconnect   reason, rip, lip
//   auth, auth-worker: passdb         auth           Login −      passdb, reason
//   Disconnected: … in=… out=…        imap, pop3,    Logout       reason, state, in, out, deleted, expunged, trashed,
//                                     sieve, lmtp                 hdr_count, hdr_bytes, body_count, body_bytes,
//                                                                 top, top_bytes, retr, retr_bytes, del, messages, size
//   mail_log: delete, expunge, …      of the service Delete Undelete Expunge Save Copy Flag Folder
//                                                                 op, size, from, subject, flags, copied_from
//   msgid=…: saved mail to, stored    lmtp, lda      Deliver      op
//   redirect action: forwarded to     lmtp, lda      Redirect     target
//   ID sent:                          imap           ClientId     id_<key>…, id_truncated, webmail_action, action,
//                                                                 and what the Roundcube request in it names
//   other line of a user's process    of the service Other        text
//
// bytes = out= (retr bytes for POP3). A session id that decodes adds session_time_us, session_port, session_ip.
#pragma once

#include <string_view>
#include <vector>

#include "logs/line_log.h"

namespace sillage {

/// message begins at the service: `imap-login: Login: …` or `imap-login: Info: Login: …`. Fills everything but
/// place and time.
LineVerdict parseDovecotLine(std::string_view message, Event& event);

/// The same, with the further uids a record of the event exporter (`stats: {…}`, dovecot_event.h) may name.
LineVerdict parseDovecotLine(std::string_view message, Event& event, std::vector<std::uint32_t>& items);

/// True when text begins with a service prefix only Dovecot writes (`imap-login: `, `lmtp(`, `auth-worker(` …).
bool looksLikeDovecot(std::string_view text);

/// mail_log lines (`expunge: box=…`) and folder lines; false when text is none. Used by parseDovecotLine.
bool parseMailLog(std::string_view text, Event& event);

}  // namespace sillage
