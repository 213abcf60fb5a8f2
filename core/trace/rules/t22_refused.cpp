// T22: refused delivers nothing. Status 400 and above, HEAD, redirects; a 200 that is the login or an error page: no
// body in the back-end session of that request, no back-end session at all while the recorder was on, or one size
// whatever was asked for.
#include <algorithm>
#include <tuple>

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

/// No back-end session where there should be one. A login page is never part of a content (206), and a webmail whose
/// URLs bear the account refuses by status.
bool silent(const RuleContext& c, const Ev& e) {
    return !e.mailbox && e.status != 206 && recorderOn(c, e.utc) && !unclaimedNearby(c, e.utc);
}

/// The counters of the session that certainly or probably served it.
const Counters* countersOf(const RuleContext& c, std::size_t request) {
    const Counters* k = c.sessions.requestJoin[request] >= Axis::Probable ? c.countersOf(c.sessions.requestBackEnd[request]) : nullptr;
    return k && k->known() ? k : nullptr;
}

constexpr std::int64_t kEcho = 64;        ///< a login form repeats the URL it was asked for: its size varies by that
constexpr std::size_t kSameAnswers = 3;

}  // namespace

std::string refusedOutright(const RuleContext& c, std::size_t request) {
    const WebRequest& r = c.sessions.requests[request];
    const Ev& e = c.input.events[r.event];
    if (e.status >= 400) return phrase("the server answered %1", e.status);
    if (c.input.view(e.method) == "HEAD") return phrase("HEAD asks for no content");
    if (e.status == 304) return phrase("304: the client had it already; an earlier delivery is another line");
    if (e.status >= 300 && r.kind != WebKind::ForwardDraft) return phrase("the server answered with a redirect");
    if (e.outcome == Outcome::Failure) return phrase("the record says the request failed");
    const Counters* counters = countersOf(c, request);
    if (!counters || !r.content() || counters->bodyCount > 0 || r.kind == WebKind::Thumbnail || e.mailbox) return {};
    return phrase("the IMAP session of this request served no body (body_count=0): the answer was an error page");
}

std::string refusedBecause(const RuleContext& c, std::size_t request) {
    if (std::string why = refusedOutright(c, request); !why.empty()) return why;
    const Ev& e = c.input.events[c.sessions.requests[request].event];
    if (c.sessions.requestBackEnd[request] >= 0 || !silent(c, e)) return {};
    return phrase("no IMAP session in that second while the IMAP log covers it: the answer (%1 bytes) was the login or an error page", e.bytes);
}

AnswerSizes::AnswerSizes(const RuleContext& c) : c_(c) {
    for (const std::uint32_t r : c.sessions.requested) {
        const WebRequest& request = c.sessions.requests[r];
        const Ev& e = c.input.events[request.event];
        const bool counts = request.content() && e.status == 200 && e.bytes >= 0 && !e.mailbox && e.uid && !countersOf(c, r);
        if (counts) answers_.push_back({c.sessions.requestVisit[r], e.bytes, r});
    }
    std::sort(answers_.begin(), answers_.end(), [](const Answer& a, const Answer& b) {
        return std::tie(a.visit, a.bytes, a.request) < std::tie(b.visit, b.bytes, b.request);
    });
}

bool AnswerSizes::constant(std::size_t request) const {
    const Ev& e = c_.input.events[c_.sessions.requests[request].event];
    const std::int32_t visit = c_.sessions.requestVisit[request];
    auto at = std::lower_bound(answers_.begin(), answers_.end(), std::pair{visit, e.bytes - kEcho},
                               [](const Answer& a, const auto& b) { return std::tie(a.visit, a.bytes) < std::tie(b.first, b.second); });
    std::set<std::tuple<Sym, std::uint32_t, Sym>> asked;
    for (; at != answers_.end() && at->visit == visit && at->bytes - kEcho <= e.bytes && asked.size() < kSameAnswers; ++at) {
        const WebRequest& other = c_.sessions.requests[at->request];
        asked.insert({other.folder, c_.input.events[other.event].uid, other.part});
    }
    return asked.size() >= kSameAnswers;
}

}  // namespace sillage::tracing
