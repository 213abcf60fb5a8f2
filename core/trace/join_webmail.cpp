// T21: a webmail hides its users from the IMAP server; each click is a short session of its own from the server's own
// address. A request and its back-end session are joined by the request that Roundcube quotes in its IMAP ID, else by
// account, second and the counters that kind of request leaves. One request, one session.
#include <algorithm>
#include <set>

#include "trace/sessions.h"

namespace sillage::tracing {
namespace {

/// Clocks of one host agree; logs have whole seconds, and the web server writes at the start or end of a request.
constexpr std::int64_t kNear = 3 * kSecond;

/// What the ID line says must not contradict the request; it may say less (Dovecot cuts it after about 100 octets).
bool quotes(const Input& input, const Ev& id, const Ev& web) {
    const WebFields* a = input.webOf(id);
    const WebFields* b = input.webOf(web);
    if (!a || !b) return false;
    const auto same = [](auto quoted, auto asked) { return !quoted || quoted == asked; };
    if (!same(a->task, b->task) || !same(a->action, b->action) || !same(a->search, b->search) ||
        !same(a->searchId, b->searchId) || !same(a->headers, b->headers) || !same(a->page, b->page))
        return false;
    if (!same(id.folder, web.folder) || !same(id.uid, web.uid) || !same(id.part, web.part)) return false;
    if (a->clientMs && b->clientMs && a->clientMs != b->clientMs) return false;
    if ((a->frame && !b->frame) || (a->preload && !b->preload) || (a->thumb && !b->thumb) || (a->embed && !b->embed))
        return false;
    if (a->truncated) return !a->token || same(a->token, b->token);
    return a->action == b->action && id.uid == web.uid && id.part == web.part && same(a->token, b->token);
}

/// Counters a kind of request leaves (lab page 3); used where no ID line names the request.
bool fitsCounters(WebKind kind, const Counters& c) {
    switch (kind) {
        case WebKind::List: case WebKind::Search: return c.bodyCount == 0;
        case WebKind::Preview: case WebKind::Show: case WebKind::Source: case WebKind::Messages:
        case WebKind::AllAttachments: case WebKind::WholeFolder: case WebKind::ForwardDraft: return c.bodyCount >= 1;
        case WebKind::Part: return c.bodyCount <= 1;
        case WebKind::Thumbnail: return c.bodyCount <= 1;
        default: return c.bodyCount == 0;
    }
}

struct Candidate {
    std::size_t request = 0;
    std::int64_t distance = 0;
};

/// Where joins are written: sessions of the server, or connections of the webmail's own trace.
struct Joins {
    SpoolVector<std::int32_t>& session;
    SpoolVector<Axis>* axis;
    SpoolVector<JoinWhy>* why;
};

class Joiner {
public:
    Joiner(Input& input, Sessions& s, Joins joins, bool traces)
        : input_(input), s_(s), joins_(joins), backEnds_(input.spool), taken_(input.spool) {
        taken_.assign(s.visits.size(), 0);
        if (s.requests.empty()) return;
        for (std::size_t v = 0; v < s.visits.size(); ++v)
            if (s.visits[v].route == Route::Imap && (traces ? s.visits[v].trace : s.visits[v].backEnd))
                backEnds_.push_back(static_cast<std::uint32_t>(v));
        std::sort(backEnds_.begin(), backEnds_.end(), [&](std::uint32_t a, std::uint32_t b) {
            return s_.visits[a].first != s_.visits[b].first ? s_.visits[a].first < s_.visits[b].first : a < b;
        });
    }

    void run() {
        for (const std::size_t v : backEnds_) byId(v, true);   // what cannot be confused teaches whose client is whose
        for (const std::size_t v : backEnds_) byId(v, false);
        learnLogins();
        for (const std::size_t v : backEnds_) bySecond(v);
    }

private:
    /// Requests not yet joined within ± kNear of a time.
    template <typename Fits>
    std::vector<Candidate> near(std::int64_t at, std::int64_t within, Fits fits) const {
        std::vector<Candidate> out;
        const WebRequest* it = std::lower_bound(s_.requests.begin(), s_.requests.end(), at - within - kSecond,
                                   [&](const WebRequest& r, std::int64_t t) { return input_.events[r.event].utc < t; });
        for (; it != s_.requests.end() && input_.events[it->event].utc <= at + within; ++it) {
            const auto index = static_cast<std::size_t>(it - s_.requests.begin());
            if (joins_.session[index] >= 0 || !fits(*it)) continue;
            // The line bears whole seconds: any instant of that second is as near as another.
            const std::int64_t begin = input_.events[it->event].utc, end = begin + input_.events[it->event].granularity();
            const std::int64_t distance = at < begin ? begin - at : at > end ? at - end : 0;
            out.push_back({index, distance});
        }
        std::stable_sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) {
            return a.distance < b.distance;
        });
        return out;
    }

    [[nodiscard]] std::uint64_t clientOf(std::size_t request) const {
        const Ev& e = input_.events[s_.requests[request].event];
        return std::uint64_t{e.ip} << 32 | e.agent;
    }

    [[nodiscard]] bool oneClient(const std::vector<Candidate>& c) const {
        return std::all_of(c.begin(), c.end(), [&](const Candidate& x) {
            return clientOf(x.request) == clientOf(c[0].request);
        });
    }

    void join(std::size_t request, std::size_t visit, Axis axis, JoinWhy why) {
        joins_.session[request] = static_cast<std::int32_t>(visit);
        if (joins_.axis) (*joins_.axis)[request] = axis;
        if (joins_.why) (*joins_.why)[request] = why;
        if (axis == Axis::Top) clientAccounts_[clientOf(request)].insert(s_.visits[visit].account);
    }

    void byId(std::size_t visit, bool onlyClear) {
        const Visit& v = s_.visits[visit];
        if (v.idEvent == kNone || taken_[visit]) return;
        const Ev& id = input_.events[v.idEvent];
        if (!input_.webOf(id)) return;
        auto found = near(v.first, kNear, [&](const WebRequest& r) { return quotes(input_, id, input_.events[r.event]); });
        if (found.empty()) return;
        bool clear = oneClient(found);
        if (!clear && onlyClear) return;
        if (!clear) {
            std::vector<Candidate> known;
            for (const auto& c : found)
                if (const auto it = clientAccounts_.find(clientOf(c.request));
                    it != clientAccounts_.end() && it->second.count(v.account))
                    known.push_back(c);
            if (!known.empty()) found = known;
            clear = oneClient(found) && !known.empty();
        }
        taken_[visit] = 1;
        join(found[0].request, visit, clear ? Axis::Top : Axis::Possible,
             clear ? JoinWhy::IdLine : JoinWhy::IdLineSeveral);
    }

    /// A login the webmail's own log confirms teaches whose client it is.
    void learnLogins() {
        for (const std::uint32_t i : input_.browser) {
            const Ev& e = input_.events[i];
            if (e.route != Route::Webmail || e.status >= 0 || e.action != Action::Login ||
                e.outcome != Outcome::Success || !e.ip)
                continue;
            loginsByIp_[e.ip].insert(e.account);
        }
    }

    void bySecond(std::size_t visit) {
        const Visit& v = s_.visits[visit];
        if (taken_[visit] || v.idEvent != kNone || v.counters < 0) return;
        const Counters& counters = input_.counters[static_cast<std::size_t>(v.counters)];
        if (!counters.known()) return;
        auto found = near(v.first, kSecond, [&](const WebRequest& r) {
            const Ev& e = input_.events[r.event];
            if (e.status >= 400 || r.kind == WebKind::Logout || !fitsCounters(r.kind, counters)) return false;
            if (e.account && v.account && e.account != v.account) return false;  // the URL says whose it is
            const auto it = loginsByIp_.find(e.ip);
            return it == loginsByIp_.end() || it->second.count(v.account) != 0;
        });
        if (found.empty()) return;
        taken_[visit] = 1;
        const bool one = oneClient(found);
        join(found[0].request, visit, one ? Axis::Probable : Axis::Possible,
             one ? JoinWhy::OneClient : JoinWhy::SeveralClients);
    }

    Input& input_;
    Sessions& s_;
    Joins joins_;
    SpoolVector<std::uint32_t> backEnds_;
    SpoolVector<std::uint8_t> taken_;
    std::unordered_map<std::uint64_t, std::set<Sym>> clientAccounts_;
    std::unordered_map<Sym, std::set<Sym>> loginsByIp_;
};

}  // namespace

void joinWebmail(Input& input, Sessions& s) {
    s.requestBackEnd.assign(s.requests.size(), -1);
    s.requestTrace.assign(s.requests.size(), -1);
    s.requestJoin.assign(s.requests.size(), Axis::None);
    s.requestJoinWhy.assign(s.requests.size(), JoinWhy::Nothing);
    Joiner(input, s, {s.requestBackEnd, &s.requestJoin, &s.requestJoinWhy}, false).run();
    Joiner(input, s, {s.requestTrace, nullptr, nullptr}, true).run();
}

void summariseJoins(const Input& input, Sessions& s) {
    std::size_t most = 0, times = 0;
    for (std::size_t r = 0; r < s.requests.size(); ++r) {
        if (s.requestBackEnd[r] < 0 || s.requestJoin[r] < Axis::Probable) continue;
        s.joinedAt.push_back(input.events[s.requests[r].event].utc);
        const Visit& back = s.visits[static_cast<std::size_t>(s.requestBackEnd[r])];
        if (s.requests[r].kind == WebKind::List && back.counters >= 0) {
            const auto rows = static_cast<std::size_t>(
                std::max<std::int64_t>(0, input.counters[static_cast<std::size_t>(back.counters)].hdrCount));
            if (rows > most) most = rows, times = 0;
            times += rows == most;
        }
    }
    for (const Visit& v : s.visits)
        if (v.backEnd && v.front < 0) s.unclaimedAt.push_back(v.first);
    std::sort(s.joinedAt.begin(), s.joinedAt.end());
    std::sort(s.unclaimedAt.begin(), s.unclaimedAt.end());
    // The page size is a setting (default 50). One full list alone shows nothing: it would only confirm itself.
    if (most >= 10 && times >= 2) s.pageSize = most;
}

}  // namespace sillage::tracing
