// The session id Dovecot makes at login (login-common, session id): base64 of the low 48 bits of the login time in
// microseconds (little endian), the client port (little endian) and the client address (4 or 16 octets). So a line
// that names a session names the address and source port even when its Login line has been rotated away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "record/event.h"

namespace sillage {

struct DovecotSession {
    std::uint64_t micros48 = 0;  ///< login time, microseconds since 1970 modulo 2^48 (wraps every 8.9 years)
    std::uint16_t port = 0;
    std::string ip;              ///< canonical text

    /// The one login time in the 2^48 µs (8.9 years) up to notAfter, in microseconds UTC.
    [[nodiscard]] std::int64_t microsBefore(std::int64_t notAfterMicros) const;
};

/// nullopt when text is no such id (LMTP delivery ids, ids of other servers).
std::optional<DovecotSession> decodeDovecotSession(std::string_view text);

/// Sets session, and from it clientIp and clientPort where the line gave none, and the fields session_time_us
/// (modulo 2^48), session_port, session_ip.
void setDovecotSession(Event& event, std::string_view session);

}  // namespace sillage
