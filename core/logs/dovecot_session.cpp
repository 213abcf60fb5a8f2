#include "logs/dovecot_session.h"

#include "base/ip.h"
#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage {

std::int64_t DovecotSession::microsBefore(std::int64_t notAfterMicros) const {
    constexpr std::int64_t span = std::int64_t{1} << 48;
    const std::int64_t base = notAfterMicros - (notAfterMicros % span);
    const std::int64_t candidate = base + static_cast<std::int64_t>(micros48);
    return candidate <= notAfterMicros ? candidate : candidate - span;
}

std::optional<DovecotSession> decodeDovecotSession(std::string_view text) {
    // Padding is left out by Dovecot: 12 octets are 16 characters, 24 are 32.
    if (text.size() != 16 && text.size() != 32) return std::nullopt;
    for (const char c : text)
        if (!isAlnum(c) && c != '+' && c != '/') return std::nullopt;
    const std::string raw = base64Decode(text);
    if (raw.size() != 12 && raw.size() != 24) return std::nullopt;
    const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(raw[i]); };
    DovecotSession s;
    for (std::size_t i = 6; i-- > 0;) s.micros48 = s.micros48 << 8 | octet(i);
    s.port = static_cast<std::uint16_t>(octet(6) | octet(7) << 8);
    IpAddress ip;
    if (raw.size() == 12) {
        ip.octets[10] = ip.octets[11] = 0xff;
        for (std::size_t i = 0; i < 4; ++i) ip.octets[12 + i] = octet(8 + i);
    } else {
        for (std::size_t i = 0; i < 16; ++i) ip.octets[i] = octet(8 + i);
    }
    s.ip = ip.text();
    return s;
}

void setDovecotSession(Event& event, std::string_view session) {
    if (session.empty()) return;
    event.session.assign(session);
    const auto decoded = decodeDovecotSession(session);
    if (!decoded) return;
    if (event.clientIp.empty()) event.clientIp = decoded->ip;
    if (event.clientPort == 0) event.clientPort = decoded->port;
    addField(event, "session_time_us", std::to_string(decoded->micros48));
    addField(event, "session_port", std::to_string(decoded->port));
    addField(event, "session_ip", decoded->ip);
}

}  // namespace sillage
