// See forwarded.h.
#include "trace/forwarded.h"

#include <algorithm>

#include "base/text.h"

namespace sillage::tracing {
namespace {

bool trusted(std::string_view address, const std::vector<IpRange>& proxies) {
    const auto ip = parseIp(address);
    return ip && (ip->isLoopback() ||
                  std::any_of(proxies.begin(), proxies.end(), [&](const IpRange& r) { return r.contains(*ip); }));
}

}  // namespace

std::vector<IpRange> parseRanges(std::string_view list) {
    std::vector<IpRange> out;
    for (const std::string_view one : split(list, ','))
        if (const auto range = IpRange::parse(trim(one))) out.push_back(*range);
    return out;
}

std::string badRange(std::string_view list) {
    for (const std::string_view one : split(list, ','))
        if (!trim(one).empty() && !IpRange::parse(trim(one))) return std::string(trim(one));
    return {};
}

bool inAny(const std::vector<IpRange>& ranges, std::string_view address) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const IpRange& r) { return r.contains(address); });
}

ClientAddress clientAddress(std::string_view peer, std::string_view forwarded, const std::vector<IpRange>& proxies) {
    std::string_view rest = forwarded;
    std::string address(peer);
    while (!trim(rest).empty()) {
        const std::size_t comma = rest.rfind(',');
        const std::string before = canonicalIp(trim(comma == std::string_view::npos ? rest : rest.substr(comma + 1)));
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
        if (before == address || !parseIp(before)) continue;  // "unknown" and the like: that hop did not say
        if (!trusted(address, proxies)) return {address, before};
        address = before;
    }
    return {address, {}};
}

}  // namespace sillage::tracing
