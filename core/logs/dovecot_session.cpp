#include "logs/dovecot_session.h"

#include "base/dovecot_session.h"
#include "logs/scan_text.h"

namespace sillage {

void setDovecotSession(Event& event, std::string_view session) {
    if (session.empty()) return;
    event.session.assign(session);
    const auto decoded = decodeDovecotSession(session);
    if (!decoded) return;
    if (event.clientIp.empty()) event.clientIp = decoded->address;
    if (event.clientPort == 0) event.clientPort = decoded->port;
    addField(event, "session_time_us", std::to_string(decoded->microsModulo));
    addField(event, "session_port", std::to_string(decoded->port));
    addField(event, "session_ip", decoded->address);
}

}  // namespace sillage
