// Two sessions of one account that one person could hardly have had: too far apart too soon, where locations are known
// (setting address-locations, or the sign-in's own record); else only what is provable: in use at once from two networks
// with two clients, one of them new to the account. Nothing is called impossible without a distance.
#pragma once

#include <optional>
#include <unordered_map>

#include "trace/sessions.h"

namespace sillage::tracing {

/// Where an address is. Latitude and longitude in degrees; without them only the country is known.
struct Location {
    std::string country;
    double latitude = 0, longitude = 0;
    bool point = false;
};

/// Ranges and their locations: lines (or ;-separated) of `CIDR,COUNTRY[,LATITUDE,LONGITUDE]`; # begins a comment.
class Locations {
public:
    explicit Locations(std::string_view text);
    /// Of the narrowest range that holds the address.
    [[nodiscard]] std::optional<Location> of(std::string_view address) const;
    [[nodiscard]] bool empty() const { return ranges_.empty(); }

private:
    std::vector<std::pair<IpRange, Location>> ranges_;  ///< the narrowest first
};
/// The first line that is none; "" when all are.
std::string badLocation(std::string_view text);
/// Kilometres on a sphere.
double distance(const Location& a, const Location& b);

/// What is odd about a session beside another of its account.
struct Apart {
    enum class Kind : std::uint8_t { Network, Country, Distance };
    Kind kind = Kind::Network;
    std::uint32_t other = 0;     ///< session
    std::uint32_t km = 0, minutes = 0;
};

/// fresh: by session, the account was not at its address before; people: by session, it is to be compared at all. By session, of
/// those that are odd.
std::unordered_map<std::uint32_t, Apart> findApart(const Input& input, const Sessions& sessions, const SpoolVector<std::uint8_t>& fresh,
                                                   const SpoolVector<std::uint8_t>& people);
/// Where a session's address is, as far as anybody says.
std::optional<Location> locate(const Input& input, const Locations& known, const Visit& visit);

}  // namespace sillage::tracing
