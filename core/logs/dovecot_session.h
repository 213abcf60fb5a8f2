// A session id in an event, with what it decodes to (base/dovecot_session.h).
#pragma once

#include <string_view>

#include "record/event.h"

namespace sillage {

/// Sets session, and from it clientIp and clientPort where the line gave none, and the fields session_time_us
/// (modulo 2^48), session_port, session_ip. Ids of other forms (LMTP deliveries, other servers) set session alone.
void setDovecotSession(Event& event, std::string_view session);

}  // namespace sillage
