// The arithmetic of one session (see volume.h).
#include "trace/volume.h"

#include <algorithm>

namespace sillage::tracing {
namespace {

bool hasEnd(Route r) { return r == Route::Imap || r == Route::Pop3 || r == Route::Sieve; }
bool byRequest(Route r) { return r == Route::Webmail || r == Route::Web || r == Route::Admin || isExchange(r); }
/// What a client submits comes in.
bool inward(Route r) { return r == Route::Submission || r == Route::Smtp || r == Route::Lmtp; }

/// Two recorders wrote the same session: neither is added to the other, and the floor is the larger of both. What is one
/// request to both of them is not known, so that the ceiling of requests is their sum.
void combine(const SessionOctets& s, OctetRange& out) {
    const Counted* end = nullptr;
    for (const Counted& c : s.counted) {
        if (c.sure > out.floor) {
            out.floor = c.sure;
            out.floorFrom = bit(c.counter);
        }
        if (c.whole && (!end || c.most > end->most)) end = &c;
    }
    for (const Counted& c : s.counted) {
        if (end ? &c != end : !byRequest(s.route)) continue;
        out.ceiling += c.most;
        out.ceilingFrom |= bit(c.counter);
    }
    if (hasEnd(s.route) && !end) out.open |= bit(Unbounded::NoEnd);
    if (byRequest(s.route) && s.counted.empty()) out.open |= bit(Unbounded::Uncounted);
    out.ceiling = std::max(out.ceiling, out.floor);
}

UnboundedMask withoutCounter(const SessionOctets& s) {
    if (s.route == Route::Shell) return bit(Unbounded::Shell);
    if (!s.used) return 0;  // a sign-in alone carries nothing
    if (s.route == Route::M365) return bit(Unbounded::CloudAudit);
    return s.route == Route::Other ? bit(Unbounded::NoCounter) : 0;
}

bool says(const std::string& path, std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return path.find(name) != std::string::npos; });
}

}  // namespace

OctetRange octetsOf(const SessionOctets& s) {
    OctetRange out;
    if (s.refused || inward(s.route)) return out;
    if (s.innerOfCounted) return out;  // between the mail server and the webmail; what left, the web server counted
    combine(s, out);
    out.open |= withoutCounter(s);
    if (s.uncounted) out.open |= bit(Unbounded::Uncounted);
    if (s.loopback) {  // whether it served a request that is counted is not known: it may, so that it is no floor
        out.floor = 0;
        out.floorFrom = 0;
    }
    return out;
}

OctetCounter accessLogCounter(const std::string& path, const std::vector<std::pair<std::string, std::string>>& facts) {
    const bool nginx = says(path, {"nginx"}), apache = says(path, {"apache", "httpd"});
    std::string value;
    for (const auto& [config, meaning] : facts) {
        const bool ofNginx = says(config, {"nginx"});
        if ((nginx && !ofNginx) || (apache && ofNginx)) continue;
        const std::string one = meaning == "body" && !ofNginx ? "entity" : meaning;
        if (!value.empty() && value != one) return OctetCounter::HttpUnknown;
        value = one;
    }
    if (value == "total") return OctetCounter::HttpTotal;
    if (value == "body") return OctetCounter::NginxBody;
    if (value == "entity") return OctetCounter::HttpEntity;
    if (value == "unknown") return OctetCounter::HttpUnknown;
    return nginx ? OctetCounter::NginxBody : apache ? OctetCounter::HttpEntity : OctetCounter::HttpUnknown;
}

}  // namespace sillage::tracing
