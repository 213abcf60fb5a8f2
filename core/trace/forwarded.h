// Whose address a request bears (T32). An address that a header states counts only where a hop that the examiner
// declared appended it; everything before that hop the client itself could write.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ip.h"

namespace sillage::tracing {

/// `203.0.113.0/24, 10.0.0.9` as settings hold it. What is no address is left out; badRange() says what that was.
std::vector<IpRange> parseRanges(std::string_view list);
/// The first member that is no address or range; "" when all are.
std::string badRange(std::string_view list);
bool inAny(const std::vector<IpRange>& ranges, std::string_view canonicalAddress);

struct ClientAddress {
    std::string address;  ///< canonical: whom the record's own server, or the last declared proxy, saw
    std::string claimed;  ///< what a proxy that nobody declared states; "" = none did, or it counts
};

/// peer: whom the recorder's server saw; forwarded: `client, proxy1, proxy2`, each hop appending whom it saw. Where a
/// recorder logs the list in place of the peer, the last of the list is the peer: whom its nearest hop saw.
/// A peer on the same host (loopback) is that server's own front end and counts as declared.
ClientAddress clientAddress(std::string_view peer, std::string_view forwarded, const std::vector<IpRange>& proxies);

}  // namespace sillage::tracing
