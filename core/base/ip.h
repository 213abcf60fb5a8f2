// Client addresses as logs write them (design: log formats, 0.2): normalised for joining, raw text kept by the
// caller. IPv4, IPv6 (RFC 5952 canonical text), ports, brackets, zones, `host[ip]`, `ipv4:`, IPv4-mapped.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sillage {

struct IpAddress {
    std::array<std::uint8_t, 16> octets{}; ///< IPv4 as ::ffff:a.b.c.d
    std::uint16_t port = 0;                ///< 0 = none written
    [[nodiscard]] bool isV4() const;
    [[nodiscard]] bool isLoopback() const;
    [[nodiscard]] std::string text() const; ///< canonical, without port
    bool operator==(const IpAddress& o) const { return octets == o.octets; }
};

/// nullopt when text holds no address ("-", "unknown", a host name).
std::optional<IpAddress> parseIp(std::string_view text);
/// Canonical text, or the trimmed input when it is no address; "-", "--", "<null>" give "".
std::string canonicalIp(std::string_view text);

/// `203.0.113.0/24`, `2001:db8::/32`, or one address.
struct IpRange {
    IpAddress base;
    int prefix = 128; ///< of the 128-bit form
    static std::optional<IpRange> parse(std::string_view text);
    [[nodiscard]] bool contains(const IpAddress& a) const;
    [[nodiscard]] bool contains(std::string_view canonicalText) const;
};

}  // namespace sillage
