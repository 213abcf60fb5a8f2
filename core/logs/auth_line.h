// Lines of the system's own log-in programs behind syslog (auth.log, secure): sudo, su, login, useradd and its family,
// systemd-logind, cron, and PAM's notes of any of them (log formats h). Protocol "login"; program is the syslog tag.
//
//   sudo: U : TTY= ; PWD= ; USER=root ; COMMAND=   Admin +  op=sudo, command, as        (- with "command not allowed" …)
//   pam_unix(su|login|sudo:session): session opened for user U   Other +  op=session-opened
//   … session closed                               Logout
//   … authentication failure … user=U rhost=A      Login −
//   su: Successful su for U by V, FAILED su        Login ±  by
//   useradd, usermod, userdel, passwd, chpasswd, groupadd …      Admin    op=account
//   cron sessions, logind seats, keys              noise
#pragma once

#include <string_view>

#include "logs/line_log.h"

namespace sillage {

bool isAuthProgram(std::string_view program);
LineVerdict parseAuthLine(std::string_view program, std::string_view message, Event& e);

}  // namespace sillage
