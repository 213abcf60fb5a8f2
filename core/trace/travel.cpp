#include "trace/travel.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/ip.h"
#include "base/text.h"
#include "trace/parallel.h"

namespace sillage::tracing {
namespace {

constexpr double kFastest = 1'000;      ///< km an hour: an airliner
constexpr double kNearest = 500;        ///< km: what a wrong location of an address easily amounts to
constexpr std::int64_t kLongest = kDay; ///< farther apart in time anybody can have travelled

std::optional<double> degrees(std::string_view text, double most) {
    const std::string copy(trim(text));
    char* end = nullptr;
    const double value = std::strtod(copy.c_str(), &end);
    if (copy.empty() || *end || !(std::abs(value) <= most)) return std::nullopt;
    return value;
}

std::optional<std::pair<IpRange, Location>> oneLocation(std::string_view line) {
    const auto cells = split(line, ',');
    if (cells.size() != 2 && cells.size() != 4) return std::nullopt;
    const auto range = IpRange::parse(trim(cells[0]));
    Location l;
    l.country = trim(cells[1]);
    if (!range || l.country.empty()) return std::nullopt;
    if (cells.size() == 2) return std::make_pair(*range, l);
    const auto latitude = degrees(cells[2], 90), longitude = degrees(cells[3], 180);
    if (!latitude || !longitude) return std::nullopt;
    l.latitude = *latitude;
    l.longitude = *longitude;
    l.point = true;
    return std::make_pair(*range, l);
}

template <typename Each>
void eachLine(std::string_view text, Each&& each) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(";\n"), text.size());
        const std::string_view line = trim(text.substr(0, end));
        text.remove_prefix(std::min(text.size(), end + 1));
        if (!line.empty() && line[0] != '#' && !each(line)) return;
    }
}

/// The network of an address, coarsely: 16 bits of IPv4, 32 of IPv6. 0 = no address.
std::uint64_t networkOf(std::string_view address) {
    const auto ip = parseIp(address);
    if (!ip) return 0;
    const std::size_t from = ip->isV4() ? 12 : 0, octets = ip->isV4() ? 2 : 4;
    std::uint64_t out = ip->isV4() ? 4 : 6;
    for (std::size_t i = 0; i < octets; ++i) out = out << 8 | ip->octets[from + i];
    return out;
}

class Finder {
public:
    Finder(const Input& input, const Sessions& s, const SpoolVector<std::uint8_t>& fresh, const SpoolVector<std::uint8_t>& people)
        : input_(input), s_(s), fresh_(fresh), people_(people), known_(setting(input)) {}

    std::unordered_map<std::uint32_t, Apart> run() {
        SpoolVector<Place> places(input_.spool);
        for (std::uint32_t i = 0; i < s_.visits.size(); ++i) {
            const Visit& v = s_.visits[i];
            if (people_[i]) places.push_back({v.account, v.first, i});
        }
        sortInParallel(places.begin(), places.end(), [](const Place& a, const Place& b) {
            return std::tie(a.account, a.first, a.visit) < std::tie(b.account, b.first, b.visit);
        });
        for (std::size_t at = 0; at < places.size(); ++at) {
            if (at == 0 || places[at - 1].account != places[at].account) longest_ = before_ = kNone;
            const std::uint32_t now = places[at].visit;
            if (before_ != kNone) compare(now, before_);
            if (longest_ != kNone && longest_ != before_) compare(now, longest_);
            before_ = now;
            if (longest_ == kNone || s_.visits[now].last > s_.visits[longest_].last) longest_ = now;
        }
        return std::move(out_);
    }

private:
    struct Place {
        Sym account;
        std::int64_t first;
        std::uint32_t visit;
    };
    static std::string setting(const Input& input) {
        const auto it = input.settings.find("address-locations");
        return it == input.settings.end() ? std::string() : it->second;
    }

    void compare(std::uint32_t later, std::uint32_t earlier) {
        const Visit &a = s_.visits[later], &b = s_.visits[earlier];
        if (a.ip == b.ip) return;
        const std::int64_t gap = std::max<std::int64_t>(0, a.first - b.last);
        if (gap > kLongest) return;
        // The one whose address is new to the account; of two, the later.
        const std::uint32_t odd = !fresh_[later] && fresh_[earlier] ? earlier : later, other = odd == later ? earlier : later;
        const auto here = locate(input_, known_, a), there = locate(input_, known_, b);
        if (here && there && here->point && there->point) {
            const double km = distance(*here, *there);
            const double hours = static_cast<double>(gap) / static_cast<double>(kHour);
            if (km >= kNearest && km > kFastest * hours)
                out_.try_emplace(odd, Apart{Apart::Kind::Distance, other, static_cast<std::uint32_t>(km), static_cast<std::uint32_t>(gap / kMinute)});
            return;
        }
        if (gap > 0 || !fresh_[odd] || a.first > b.last) return;
        if (here && there) {
            if (here->country != there->country) out_.try_emplace(odd, Apart{Apart::Kind::Country, other, 0, 0});
            return;
        }
        const bool clients = a.agent && b.agent && a.agent != b.agent;
        if (clients && networkOf(input_.view(a.ip)) != networkOf(input_.view(b.ip))) out_.try_emplace(odd, Apart{Apart::Kind::Network, other, 0, 0});
    }

    const Input& input_;
    const Sessions& s_;
    const SpoolVector<std::uint8_t> &fresh_, &people_;
    Locations known_;
    std::uint32_t longest_ = kNone, before_ = kNone;  ///< of the account in hand: the session that ended last, the one before
    std::unordered_map<std::uint32_t, Apart> out_;
};

}  // namespace

Locations::Locations(std::string_view text) {
    eachLine(text, [this](std::string_view line) {
        if (auto one = oneLocation(line)) ranges_.push_back(std::move(*one));
        return true;
    });
    std::stable_sort(ranges_.begin(), ranges_.end(), [](const auto& a, const auto& b) { return a.first.prefix > b.first.prefix; });
}

std::optional<Location> Locations::of(std::string_view address) const {
    if (ranges_.empty()) return std::nullopt;
    const auto ip = parseIp(address);
    if (!ip) return std::nullopt;
    for (const auto& [range, location] : ranges_)
        if (range.contains(*ip)) return location;
    return std::nullopt;
}

std::string badLocation(std::string_view text) {
    std::string bad;
    eachLine(text, [&bad](std::string_view line) {
        if (!oneLocation(line)) bad = line;
        return bad.empty();
    });
    return bad;
}

double distance(const Location& a, const Location& b) {
    constexpr double kRadius = 6371, kDegree = 3.14159265358979323846 / 180;
    const double dLat = (b.latitude - a.latitude) * kDegree / 2, dLon = (b.longitude - a.longitude) * kDegree / 2;
    const double h = std::sin(dLat) * std::sin(dLat) + std::cos(a.latitude * kDegree) * std::cos(b.latitude * kDegree) * std::sin(dLon) * std::sin(dLon);
    return 2 * kRadius * std::asin(std::min(1.0, std::sqrt(h)));
}

std::optional<Location> locate(const Input& input, const Locations& known, const Visit& v) {
    if (auto stated = known.of(input.view(v.ip))) return stated;
    if (!v.place) return std::nullopt;
    const auto words = split(input.view(v.place), ' ');
    if (words.size() < 2) return std::nullopt;
    const auto latitude = degrees(words[0], 90), longitude = degrees(words[1], 180);
    if (!latitude || !longitude || (*latitude == 0 && *longitude == 0)) return std::nullopt;
    return Location{words.size() > 2 ? std::string(words[2]) : std::string(), *latitude, *longitude, true};
}

std::unordered_map<std::uint32_t, Apart> findApart(const Input& input, const Sessions& sessions, const SpoolVector<std::uint8_t>& fresh,
                                                   const SpoolVector<std::uint8_t>& people) {
    return Finder(input, sessions, fresh, people).run();
}

}  // namespace sillage::tracing
