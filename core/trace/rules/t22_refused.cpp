// T22: refused delivers nothing. Status 400 and above, HEAD, redirects; a 200 that is the login or an error page: no
// body in the back-end session of that request, or no back-end session at all while the recorder was on.
#include <algorithm>

#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

bool anyWithin(const SpoolVector<std::int64_t>& times, std::int64_t from, std::int64_t to) {
    const std::int64_t* it = std::lower_bound(times.begin(), times.end(), from);
    return it != times.end() && *it <= to;
}

/// Back-end sessions of the webmail are on record around that time, so one missing means something.
bool recorderOn(const RuleContext& c, std::int64_t at) {
    return anyWithin(c.sessions.joinedAt, at - 12 * kHour, at + 12 * kHour);
}

/// A back-end session near that second that no request claims: this one may be its.
bool unclaimedNearby(const RuleContext& c, std::int64_t at) {
    return anyWithin(c.sessions.unclaimedAt, at - 3 * kSecond, at + 3 * kSecond);
}

}  // namespace

std::string refusedBecause(const RuleContext& c, std::size_t request) {
    const WebRequest& r = c.sessions.requests[request];
    const Ev& e = c.input.events[r.event];
    if (e.status >= 400) return phrase("the server answered %1", e.status);
    if (c.input.view(e.method) == "HEAD") return phrase("HEAD asks for no content");
    if (e.status == 304) return phrase("304: the client had it already; an earlier delivery is another line");
    if (e.status >= 300 && r.kind != WebKind::ForwardDraft) return phrase("the server answered with a redirect");
    if (e.outcome == Outcome::Failure) return phrase("the record says the request failed");
    const std::int32_t back = c.sessions.requestBackEnd[request];
    const Counters* counters = c.sessions.requestJoin[request] >= Axis::Probable ? c.countersOf(back) : nullptr;
    if (counters && counters->known()) {
        if (counters->bodyCount > 0 || r.kind == WebKind::Thumbnail) return {};
        return phrase("the IMAP session of this request served no body (body_count=0): the answer was an error page");
    }
    if (back >= 0) return {};
    if (e.account || !recorderOn(c, e.utc) || unclaimedNearby(c, e.utc)) return {};
    return phrase("no IMAP session in that second while the IMAP log covers it: the answer (%1 bytes) was the login or an error page", e.bytes);
}

}  // namespace sillage::tracing
