// One record of Dovecot's event exporter as JSON (log formats d.2; Dovecot documentation, event export), from syslog
// (`dovecot: stats: {…}`) or a file of its own with one record a line. The record's own end_time is the time.
//
//   event                             action        what it names
//   imap_command_finished             as imap_command.h: Fetch Select Search Flag Copy Move Expunge Save Folder …
//                                     folder from the record; FETCH of one uid that ended OK: bytes = bytes_out and
//                                     direction=response (served), of several: each uid, direction=request
//   mail_opened                       Access        uid; only where reason_code has a fetch of a body, or POP3's RETR
//                                     Other         opened for headers, a search, a delivery: no access to a body
//   mail_expunged                     Expunge       uid
//   pop3_command_finished             Fetch (RETR, TOP), else Other
//   auth_request_finished, auth_client_request_finished  Login
//   mailbox_created, …_deleted, …_renamed  Folder
//   other events of an account        Other; of none: noise
//
// Fields: event, reason (codes, comma-separated), tagged_reply, error, bytes_in, bytes_out, duration_us and those of
// imap_command.h. account = user, clientIp and port = remote_ip and remote_port, session = session.
#pragma once

#include <string_view>
#include <vector>

#include "logs/line_log.h"

namespace sillage {

/// json is one object. items: further uids of a command. Sets time and rawTime where the record has them.
LineVerdict parseDovecotEvent(std::string_view json, Event& e, std::vector<std::uint32_t>& items);

}  // namespace sillage
