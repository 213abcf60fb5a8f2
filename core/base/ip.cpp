#include "base/ip.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/text.h"

namespace sillage {

namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// As inet_pton has it: four numbers of at most three digits, none with a leading zero.
bool parseDotted(std::string_view text, std::uint8_t* out) {
    std::size_t at = 0;
    for (int i = 0; i < 4; ++i) {
        if (i > 0 && (at >= text.size() || text[at++] != '.')) return false;
        const std::size_t begin = at;
        unsigned value = 0;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && at - begin < 4; ++at)
            value = value * 10 + static_cast<unsigned>(text[at] - '0');
        if (at == begin || value > 255 || (text[begin] == '0' && at - begin > 1)) return false;
        out[i] = static_cast<std::uint8_t>(value);
    }
    return at == text.size();
}

bool parseBare(std::string_view text, IpAddress& out) {
    if (text.size() > 45 || text.empty()) return false;
    if (!std::memchr(text.data(), ':', text.size())) {
        std::copy(kMapped.begin(), kMapped.end(), out.octets.begin());
        return parseDotted(text, out.octets.data() + 12);
    }
    char buffer[48];
    std::memcpy(buffer, text.data(), text.size());
    buffer[text.size()] = 0;
    return inet_pton(AF_INET6, buffer, out.octets.data()) == 1;
}

bool parsePort(std::string_view text, std::uint16_t& port) {
    unsigned long long n = 0;
    if (!parseUint(text, n) || n > 65535) return false;
    port = static_cast<std::uint16_t>(n);
    return true;
}

}  // namespace

bool IpAddress::isV4() const { return std::equal(kMapped.begin(), kMapped.end(), octets.begin()); }

bool IpAddress::isLoopback() const {
    if (isV4()) return octets[12] == 127;
    return std::all_of(octets.begin(), octets.end() - 1, [](auto b) { return b == 0; }) && octets[15] == 1;
}

std::string IpAddress::text() const {
    char buffer[INET6_ADDRSTRLEN];
    if (!isV4()) return inet_ntop(AF_INET6, octets.data(), buffer, sizeof buffer);
    char* end = buffer;
    for (std::size_t i = 12; i < 16; ++i) {
        if (i > 12) *end++ = '.';
        end = std::to_chars(end, buffer + sizeof buffer, octets[i]).ptr;
    }
    return {buffer, end};
}

std::optional<IpAddress> parseIp(std::string_view text) {
    text = trim(text);
    IpAddress ip;
    if (istartsWith(text, "ipv4:") || istartsWith(text, "ipv6:")) text.remove_prefix(5);
    if (const auto comma = text.find(','); comma != text.npos) text = trim(text.substr(0, comma));
    if (const auto open = text.find('['); open != text.npos) {  // [v6]:port or host[ip]:port
        const auto close = text.find(']', open);
        if (close == text.npos) return std::nullopt;
        const auto rest = text.substr(close + 1);
        if (!rest.empty() && (rest[0] != ':' || !parsePort(rest.substr(1), ip.port))) return std::nullopt;
        text = text.substr(open + 1, close - open - 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {  // v4:port
        const auto colon = text.find(':');
        if (!parsePort(text.substr(colon + 1), ip.port)) return std::nullopt;
        text = text.substr(0, colon);
    }
    if (const auto percent = text.find('%'); percent != text.npos) text = text.substr(0, percent);
    if (!parseBare(text, ip)) return std::nullopt;
    return ip;
}

std::string canonicalIp(std::string_view text) {
    text = trim(text);
    if (text == "-" || text == "--" || text == "<null>") return {};
    if (const auto ip = parseIp(text)) return ip->text();
    return std::string(text);
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
    text = trim(text);
    IpRange range;
    int given = -1;
    if (const auto slash = text.find('/'); slash != text.npos) {
        unsigned long long n = 0;
        if (!parseUint(text.substr(slash + 1), n) || n > 128) return std::nullopt;
        given = static_cast<int>(n);
        text = text.substr(0, slash);
    }
    const auto ip = parseIp(text);
    if (!ip) return std::nullopt;
    const bool writtenV4 = text.find(':') == text.npos;
    if (writtenV4 && given > 32) return std::nullopt;
    range.base = *ip;
    range.prefix = given < 0 ? 128 : writtenV4 ? given + 96 : given;
    return range;
}

bool IpRange::contains(const IpAddress& a) const {
    const int whole = prefix / 8, bits = prefix % 8;
    if (std::memcmp(a.octets.data(), base.octets.data(), static_cast<std::size_t>(whole)) != 0) return false;
    if (bits == 0) return true;
    const int mask = 0xff << (8 - bits) & 0xff;
    const auto i = static_cast<std::size_t>(whole);
    return (a.octets[i] & mask) == (base.octets[i] & mask);
}

bool IpRange::contains(std::string_view canonicalText) const {
    const auto ip = parseIp(canonicalText);
    return ip && contains(*ip);
}

}  // namespace sillage
