// One line of sshd behind the syslog envelope (log formats h). Protocol "ssh", session "sshd[pid]" left to the caller.
//
//   Accepted METHOD for U from A port N             Login +      method, key
//   Failed METHOD for [invalid user ]U from A …     Login −      method, invalid_user
//   sshd(pam_unix) authentication failure (old)     Login −      op=pam
//   Invalid user, PAM failure, not allowed, maximum attempts   Other −   op, text
//   session opened, subsystem request, Starting session        Other     op
//   session closed                                  Logout
//   Connection from, no identification, refused     Connect      (− where refused)
//   Connection closed|reset, Received disconnect, Disconnected  Disconnect  reason
//
// `message repeated n times: [ … ]` is the inner message once, with field count = n. A "Failed password" stands for one
// attempt; "Invalid user" and PAM lines that accompany it are Other, so that attempts are counted once.
#pragma once

#include <string_view>

#include "logs/line_log.h"

namespace sillage {

LineVerdict parseSshdLine(std::string_view program, std::string_view message, Event& e);

}  // namespace sillage
