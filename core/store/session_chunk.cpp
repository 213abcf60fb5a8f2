#include "store/session_chunk.h"

#include "store/codec.h"

namespace sillage {
namespace {

constexpr char kHeaderVersion = 1;

std::uint64_t zigzag(std::int64_t v) { return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63); }
std::int64_t unzigzag(std::uint64_t v) { return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1); }

}  // namespace

void putEncoding(std::string& out, const NumberEncoding& n) {
    putVarint(out, zigzag(n.minimum));
    putVarint(out, zigzag(n.maximum));
    putVarint(out, n.step);
    putVarint(out, n.width);
}

bool getEncoding(std::string_view& in, NumberEncoding& n) {
    bool ok = true;
    n.minimum = unzigzag(getVarint(in, ok));
    n.maximum = unzigzag(getVarint(in, ok));
    n.step = getVarint(in, ok);
    const std::uint64_t width = getVarint(in, ok);
    n.width = static_cast<std::uint8_t>(width);
    return ok && n.step > 0 && width <= 8 && (width & (width - 1)) == 0;
}

std::string SessionHeader::encode() const {
    std::string out(1, kHeaderVersion);
    for (const NumberEncoding& n : sessions) putEncoding(out, n);
    for (const NumberEncoding& n : suspects) putEncoding(out, n);
    return out;
}

bool SessionHeader::decode(std::string_view octets, SessionHeader& out) {
    if (octets.empty() || octets[0] != kHeaderVersion) return false;
    octets.remove_prefix(1);
    bool ok = true;
    for (NumberEncoding& n : out.sessions) ok = ok && getEncoding(octets, n);
    for (NumberEncoding& n : out.suspects) ok = ok && getEncoding(octets, n);
    return ok && octets.empty();
}

std::string encodeGroups(const std::vector<SessionGroup>& groups) {
    std::string out;
    for (const SessionGroup& g : groups) {
        putVarint(out, g.row);
        putSessionId(out, g.group);
    }
    return out;
}

std::vector<SessionGroup> decodeGroups(std::string_view octets) {
    std::vector<SessionGroup> groups;
    bool ok = true;
    while (!octets.empty()) {
        const std::uint64_t row = getVarint(octets, ok);
        if (!ok || row >= kSessionsAChunk || octets.size() < kSessionIdOctets) break;
        groups.push_back({static_cast<std::uint32_t>(row), sessionIdAt(octets, 0)});
        octets.remove_prefix(kSessionIdOctets);
    }
    return groups;
}

}  // namespace sillage
