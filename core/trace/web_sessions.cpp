// Web sessions (T25): requests of one client (address and user agent) under one token, split where a login, a logout,
// a new token or another account says so, or after an hour of silence. The account comes from the joined back-end
// session, the webmail's login log, or the URL; how sure it is belongs to the identity axis.
#include <algorithm>

#include "trace/sessions.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kGap = kHour;

class WebBuilder {
public:
    WebBuilder(Input& input, Sessions& s) : input_(input), s_(s) { s.requestVisit.assign(s.requests.size(), -1); }

    void run() {
        const auto own = s_.visits.size();
        for (std::size_t r = 0; r < s_.requests.size(); ++r) place(r);
        useLoginLog();
        shareAccountsByToken(own);
        tieBackEnds();
        adoptOtherRecords();
    }

private:
    struct Client {
        std::int32_t current = -1;
        std::vector<std::int32_t> sessions;
        bool closed = false;
    };

    [[nodiscard]] Visit& visit(std::int32_t v) { return s_.visits[static_cast<std::size_t>(v)]; }

    std::int32_t fresh(Client& client) {
        Visit v;
        v.route = Route::Webmail;
        v.accountAxis = Axis::None;
        s_.visits.push_back(std::move(v));
        client.current = static_cast<std::int32_t>(s_.visits.size() - 1);
        client.sessions.push_back(client.current);
        client.closed = false;
        return client.current;
    }

    std::int32_t withToken(Client& client, Sym token, Sym account) {
        for (const auto v : client.sessions)
            if (std::find(visit(v).tokens.begin(), visit(v).tokens.end(), token) != visit(v).tokens.end())
                return client.current = v;
        const bool reuse = client.current >= 0 && !client.closed && visit(client.current).tokens.empty() &&
                           (!account || !visit(client.current).account || visit(client.current).account == account);
        const auto v = reuse ? client.current : fresh(client);
        visit(v).tokens.push_back(token);
        visit(v).key = token;
        return v;
    }

    std::int32_t withAccount(Client& client, Sym account, std::int64_t at) {
        if (client.current < 0 || client.closed || at - visit(client.current).last > kGap) return fresh(client);
        if (!account || !visit(client.current).account || visit(client.current).account == account)
            return client.current;
        for (auto it = client.sessions.rbegin(); it != client.sessions.rend(); ++it)
            if (visit(*it).account == account && at - visit(*it).last <= kGap) return client.current = *it;
        return fresh(client);
    }

    void place(std::size_t r) {
        const WebRequest& request = s_.requests[r];
        Ev& e = input_.events[request.event];
        Client& client = clients_[std::uint64_t{e.ip} << 32 | e.agent];
        const std::int32_t back = s_.requestBackEnd[r];
        const Axis joined = s_.requestJoin[r];
        Sym account = e.account;
        if (back >= 0 && joined >= Axis::Probable && !account) account = visit(back).account;
        const bool login = request.kind == WebKind::Login && e.outcome == Outcome::Success;
        const std::int32_t v = login ? fresh(client)
                               : request.token ? withToken(client, request.token, account)
                                               : withAccount(client, account, e.utc);
        if (login) account = 0;  // the form's session may still be another one: the login log says who it is
        Visit& session = visit(v);
        addToVisit(input_, session, request.event);
        session.failedOnly = session.failedOnly || (request.kind == WebKind::Login && !login && session.events.size() <= 2);
        if (account && (!session.account || session.accountAxis < joined)) {
            session.account = account;
            session.accountAxis = e.account ? Axis::Top : joined;
            session.accountWhy.assign(1, e.account ? "the URL names the account" : s_.requestJoinWhy[r]);
        }
        e.session_ = v;
        s_.requestVisit[r] = v;
        if (request.kind == WebKind::Logout) client.closed = true;
    }

    /// userlogins names account and address; the login request of that address in that second is it.
    void useLoginLog() {
        for (std::size_t i = 0; i < input_.events.size(); ++i) {
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
                session.accountAxis = session.tokens.empty() ? Axis::Probable : Axis::Top;
                session.accountWhy.assign(1, "the webmail's login log names the account at this address in that second");
            }
        }
    }

    Sym shortId(Sym id) { return input_.symbols.intern(input_.text(id).substr(0, 8)); }

    std::int32_t loginSession(const Ev& log) {
        std::int32_t best = -1;
        std::int64_t nearest = 5 * kSecond;
        auto it = std::lower_bound(s_.requests.begin(), s_.requests.end(), log.utc - 5 * kSecond,
                                   [&](const WebRequest& r, std::int64_t t) { return input_.events[r.event].utc < t; });
        for (; it != s_.requests.end() && input_.events[it->event].utc <= log.utc + 5 * kSecond; ++it) {
            const Ev& web = input_.events[it->event];
            if (it->kind != WebKind::Login || web.ip != log.ip || web.outcome != log.outcome) continue;
            const std::int64_t d = std::abs(web.utc - log.utc);
            if (d < nearest) nearest = d, best = s_.requestVisit[static_cast<std::size_t>(it - s_.requests.begin())];
        }
        return best;
    }

    void shareAccountsByToken(std::size_t firstOwn) {
        std::unordered_map<Sym, std::int32_t> byToken;
        for (std::size_t v = firstOwn; v < s_.visits.size(); ++v)
            for (const Sym token : s_.visits[v].tokens)
                if (s_.visits[v].account) byToken.emplace(token, static_cast<std::int32_t>(v));
        for (std::size_t v = firstOwn; v < s_.visits.size(); ++v)
            for (const Sym token : s_.visits[v].tokens)
                if (const auto it = byToken.find(token); it != byToken.end() && !s_.visits[v].account) {
                    s_.visits[v].account = visit(it->second).account;
                    s_.visits[v].accountAxis = visit(it->second).accountAxis;
                    s_.visits[v].accountWhy.assign(1, "the session token ties it to a session whose account is known");
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
        std::unordered_map<Sym, std::vector<std::int32_t>> bySess8;
        for (std::size_t v = 0; v < s_.visits.size(); ++v)
            if (s_.visits[v].sess8) bySess8[s_.visits[v].sess8].push_back(static_cast<std::int32_t>(v));
        for (std::size_t i = 0; i < input_.events.size(); ++i) {
            Ev& e = input_.events[i];
            if (e.route != Route::Webmail || e.status >= 0 || e.session_ >= 0 || !e.session) continue;
            const auto it = bySess8.find(shortId(e.session));
            if (it == bySess8.end() || it->second.size() != 1) continue;
            e.session_ = it->second[0];
            addToVisit(input_, visit(e.session_), i);
        }
    }

    Input& input_;
    Sessions& s_;
    std::unordered_map<std::uint64_t, Client> clients_;
};

}  // namespace

void buildWebSessions(Input& input, Sessions& sessions) { WebBuilder(input, sessions).run(); }

}  // namespace sillage::tracing
