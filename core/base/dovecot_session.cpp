// Decoding of Dovecot session ids (see dovecot_session.h).
#include "base/dovecot_session.h"

#include "base/ip.h"
#include "base/text.h"

namespace sillage {
namespace {

constexpr std::int64_t kModulus = std::int64_t{1} << 48;

std::string addressText(std::string_view octets) {
    IpAddress ip;
    if (octets.size() == 4) {
        ip.octets[10] = ip.octets[11] = 0xff;
        for (std::size_t i = 0; i < 4; ++i) ip.octets[12 + i] = static_cast<std::uint8_t>(octets[i]);
    } else {
        for (std::size_t i = 0; i < 16; ++i) ip.octets[i] = static_cast<std::uint8_t>(octets[i]);
    }
    return ip.text();
}

bool base64Text(std::string_view id) {
    for (const char c : id)
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/'))
            return false;
    return true;
}

}  // namespace

std::optional<DovecotSession> decodeDovecotSession(std::string_view id) {
    // 12 octets are 16 characters; 24 are 32. LMTP ids (8 octets of time and pid, "AAAAGYYd3A") are 22.
    if ((id.size() != 16 && id.size() != 32) || !base64Text(id)) return std::nullopt;
    const std::string raw = base64Decode(id);
    if (raw.size() != 12 && raw.size() != 24) return std::nullopt;
    DovecotSession s;
    for (int i = 5; i >= 0; --i)
        s.microsModulo = s.microsModulo << 8 | static_cast<std::uint8_t>(raw[static_cast<std::size_t>(i)]);
    s.port = static_cast<std::uint16_t>(static_cast<std::uint8_t>(raw[6]) | static_cast<std::uint8_t>(raw[7]) << 8);
    s.address = addressText(std::string_view(raw).substr(8));
    return s;
}

std::int64_t DovecotSession::startNear(std::int64_t about) const {
    const auto residue = static_cast<std::int64_t>(microsModulo);
    std::int64_t start = about - about % kModulus + residue;
    if (start - about > kModulus / 2) start -= kModulus;
    if (about - start > kModulus / 2) start += kModulus;
    return start;
}

std::int64_t DovecotSession::startBefore(std::int64_t notAfter) const {
    const std::int64_t start = startNear(notAfter);
    return start > notAfter ? start - kModulus : start;
}

}  // namespace sillage
