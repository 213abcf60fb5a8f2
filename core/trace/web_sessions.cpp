// Web sessions (T25): requests of one client (address and user agent) under one token, split where a login, a logout,
// a new token or another account says so, or after an hour of silence. The account comes from the joined back-end
// session, the webmail's login log, or the URL; how sure it is belongs to the identity axis.
#include <algorithm>
#include <set>

#include "base/ip.h"
#include "trace/key_table.h"
#include "trace/sessions.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kGap = kHour;
constexpr int kMostOpen = 2000;

class WebBuilder {
public:
    WebBuilder(Input& input, Sessions& s)
        : input_(input), s_(s), clientOf_(input.spool), withToken_(input.spool), clients_(input.spool), before_(input.spool),
          own_(s.visits.size()) {
        s.requestVisit.assign(s.requests.size(), -1);
    }

    void run() {
        for (std::size_t r = 0; r < s_.requests.size(); ++r) place(r);
        useLoginLog();
        shareAccountsByToken();
        useRequestLog();
        tieBackEnds();
        adoptOtherRecords();
    }

private:
    /// Address and user agent. Its sessions are chained from the newest to the oldest.
    struct Client {
        std::int32_t current = -1, newest = -1;
        bool closed = false;
    };

    [[nodiscard]] Visit& visit(std::int32_t v) { return s_.visits[static_cast<std::size_t>(v)]; }

    Client& client(const Ev& e) {
        std::uint32_t& index = clientOf_[{e.ip, e.agent}];
        if (index == kNone) {
            index = static_cast<std::uint32_t>(clients_.size());
            clients_.push_back({});
        }
        return clients_[index];
    }

    std::int32_t fresh(Client& client) {
        Visit v;
        v.route = Route::Webmail;
        v.accountAxis = Axis::None;
        s_.visits.push_back(v);
        before_.push_back(client.newest);
        client.current = client.newest = static_cast<std::int32_t>(s_.visits.size() - 1);
        client.closed = false;
        return client.current;
    }

    std::int32_t withToken(Client& client, const Ev& e, Sym token, Sym account) {
        std::uint32_t& known = withToken_[{e.ip, e.agent, token}];
        if (known != kNone) return client.current = static_cast<std::int32_t>(known);
        const bool reuse = client.current >= 0 && !client.closed && !visit(client.current).token &&
                           (!account || !visit(client.current).account || visit(client.current).account == account);
        const auto v = reuse ? client.current : fresh(client);
        visit(v).token = visit(v).key = token;
        known = static_cast<std::uint32_t>(v);
        return v;
    }

    std::int32_t withAccount(Client& client, Sym account, std::int64_t at) {
        if (client.current < 0 || client.closed || at - visit(client.current).last > kGap) return fresh(client);
        if (!account || !visit(client.current).account || visit(client.current).account == account)
            return client.current;
        int looked = 0;  // sessions that may still be open; an address behind which thousands work has many more
        for (std::int32_t v = client.newest; v >= 0 && looked < kMostOpen; v = before_[static_cast<std::size_t>(v) - own_], ++looked)
            if (visit(v).account == account && at - visit(v).last <= kGap) return client.current = v;
        return fresh(client);
    }

    void place(std::size_t r) {
        const WebRequest& request = s_.requests[r];
        Ev& e = input_.events[request.event];
        Client& client = this->client(e);
        const std::int32_t back = s_.requestBackEnd[r];
        const Axis joined = s_.requestJoin[r];
        Sym account = e.account;
        if (back >= 0 && joined >= Axis::Probable && !account) account = visit(back).account;
        const bool login = request.kind == WebKind::Login && e.outcome == Outcome::Success;
        const std::int32_t v = login ? fresh(client)
                               : request.token ? withToken(client, e, request.token, account)
                                               : withAccount(client, account, e.utc);
        if (login) account = 0;  // the form's session may still be another one: the login log says who it is
        Visit& session = visit(v);
        addToVisit(input_, session, request.event);
        session.failedOnly = session.failedOnly || (request.kind == WebKind::Login && !login && session.events <= 2);
        if (account && (!session.account || session.accountAxis < joined)) {
            session.account = account;
            session.accountAxis = e.account ? Axis::Top : joined;
            session.accountWhy = e.account ? JoinWhy::Url : s_.requestJoinWhy[r];
        }
        e.session_ = v;
        s_.requestVisit[r] = v;
        if (request.kind == WebKind::Logout) client.closed = true;
    }

    /// userlogins names account and address; the login request of that address in that second is it.
    void useLoginLog() {
        for (const std::uint32_t i : input_.browser) {
            Ev& e = input_.events[i];
            if (e.route != Route::Webmail || e.status >= 0 || e.action != Action::Login || !e.ip) continue;
            const std::int32_t v = loginSession(e);
            if (v < 0) continue;
            Visit& session = visit(v);
            e.session_ = v;
            addToVisit(input_, session, i);
            if (e.outcome != Outcome::Success) continue;
            if (!session.sess8 && e.session) session.sess8 = shortId(e.session);
            if (!session.account || session.accountAxis < Axis::Probable) {
                session.account = e.account;
                session.accountAxis = session.token ? Axis::Top : Axis::Probable;
                session.accountWhy = JoinWhy::LoginLog;
            }
        }
    }

    Sym shortId(Sym id) { return input_.symbols.intern(input_.text(id).substr(0, 8)); }  // a copy: interning may not read its own arena

    /// Behind a web server of the same host the webmail knows only that one's address: then the login of that second,
    /// if there is but one.
    std::int32_t loginSession(const Ev& log) {
        const auto peer = parseIp(input_.view(log.ip));
        const bool anyClient = peer && peer->isLoopback();
        std::int32_t best = -1;
        int found = 0;
        std::int64_t nearest = 5 * kSecond;
        const WebRequest* it = std::lower_bound(s_.requests.begin(), s_.requests.end(), log.utc - 5 * kSecond,
                                   [&](const WebRequest& r, std::int64_t t) { return input_.events[r.event].utc < t; });
        for (; it != s_.requests.end() && input_.events[it->event].utc <= log.utc + 5 * kSecond; ++it) {
            const Ev& web = input_.events[it->event];
            if (it->kind != WebKind::Login || (web.ip != log.ip && !anyClient) || web.outcome != log.outcome) continue;
            const std::int64_t d = std::abs(web.utc - log.utc);
            if (anyClient && d > 2 * kSecond) continue;
            ++found;
            if (d < nearest) nearest = d, best = s_.requestVisit[static_cast<std::size_t>(it - s_.requests.begin())];
        }
        return anyClient && found > 1 ? -1 : best;
    }

    void shareAccountsByToken() {
        SpoolVector<std::uint32_t> byToken(input_.spool);
        byToken.assign(input_.symbols.size(), kNone);
        for (std::size_t v = own_; v < s_.visits.size(); ++v) {
            const Visit& session = s_.visits[v];
            if (session.token && session.account && byToken[session.token] == kNone) byToken[session.token] = static_cast<std::uint32_t>(v);
        }
        for (std::size_t v = own_; v < s_.visits.size(); ++v) {
            Visit& session = s_.visits[v];
            if (!session.token || session.account || byToken[session.token] == kNone) continue;
            const Visit& known = s_.visits[byToken[session.token]];
            session.account = known.account;
            session.accountAxis = known.accountAxis;
            session.accountWhy = JoinWhy::Token;
        }
    }

    /// The webmail's own log of requests (Zimbra's mailbox.log) names account and client: a session of that client
    /// without account at that time is that account's, unless two accounts were served there then.
    void useRequestLog() {
        std::unordered_map<Sym, std::vector<std::int32_t>> nameless;
        for (std::size_t v = own_; v < s_.visits.size(); ++v)
            if (!s_.visits[v].account && s_.visits[v].ip) nameless[s_.visits[v].ip].push_back(static_cast<std::int32_t>(v));
        if (nameless.empty()) return;
        std::unordered_map<std::int32_t, std::set<Sym>> accounts;
        for (const std::uint32_t i : input_.browser) {
            const Ev& e = input_.events[i];
            if (e.route != Route::Webmail || e.status >= 0 || !e.account || e.outcome == Outcome::Failure) continue;
            const auto of = nameless.find(e.ip);
            if (of == nameless.end() || of->second.size() > kMostOpen) continue;
            for (const std::int32_t v : of->second)
                if (e.utc >= visit(v).first - 5 * kSecond && e.utc <= visit(v).last + 5 * kSecond) accounts[v].insert(e.account);
        }
        for (const auto& [v, named] : accounts) {
            if (named.size() != 1) continue;
            visit(v).account = *named.begin();
            visit(v).accountAxis = Axis::Probable;
            visit(v).accountWhy = JoinWhy::LoginLog;
        }
    }

    void tieBackEnds() {
        for (std::size_t r = 0; r < s_.requests.size(); ++r)
            if (s_.requestBackEnd[r] >= 0) {
                Visit& back = visit(s_.requestBackEnd[r]);
                back.front = s_.requestVisit[r];
                back.frontJoin = s_.requestJoin[r];
            }
        for (std::size_t r = 0; r < s_.requests.size(); ++r)
            if (s_.requestTrace[r] >= 0) {
                Visit& trace = visit(s_.requestTrace[r]);
                const Visit& web = visit(s_.requestVisit[r]);
                const std::int32_t back = s_.requestBackEnd[r];
                const bool joined = back >= 0 && s_.requestJoin[r] >= Axis::Probable;
                trace.front = s_.requestVisit[r];
                trace.frontJoin = Axis::Top;
                trace.account = joined ? visit(back).account : web.account;
                trace.accountAxis = joined ? s_.requestJoin[r] : web.accountAxis;
            }
    }

    /// Records of the webmail's other logs (imap.log, sendmail) follow the session id Roundcube writes before each.
    void adoptOtherRecords() {
        std::unordered_map<Sym, std::int32_t> bySess8;  // -1: several sessions bear it
        for (std::size_t v = 0; v < s_.visits.size(); ++v)
            if (const Sym id = s_.visits[v].sess8)
                if (const auto [it, fresh] = bySess8.emplace(id, static_cast<std::int32_t>(v)); !fresh) it->second = -1;
        for (const std::uint32_t i : input_.browser) {
            Ev& e = input_.events[i];
            if (e.route != Route::Webmail || e.status >= 0 || e.session_ >= 0 || !e.session) continue;
            const auto it = bySess8.find(shortId(e.session));
            if (it == bySess8.end() || it->second < 0) continue;
            e.session_ = it->second;
            addToVisit(input_, visit(e.session_), i);
        }
    }

    Input& input_;
    Sessions& s_;
    KeyTable clientOf_, withToken_;
    SpoolVector<Client> clients_;
    SpoolVector<std::int32_t> before_;  ///< of each web session: the client's session before it
    std::size_t own_;                   ///< index of the first web session
};

}  // namespace

void buildWebSessions(Input& input, Sessions& sessions) { WebBuilder(input, sessions).run(); }

}  // namespace sillage::tracing
