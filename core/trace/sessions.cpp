// Sessions of servers that give them an id, and of those that do not (see sessions.h). Dovecot: the session id; a
// login line may come after the session's last line, so nothing depends on order. Postfix: the queue id of an
// authenticated submission. Microsoft 365: T06's key. Everything else: account, address and client with a gap.
#include "trace/sessions.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

#include "base/hash.h"
#include "base/ip.h"
#include "base/text.h"
#include "trace/dovecot_session.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kGap = kHour;  ///< silence that ends a session without an id

struct Key {
    Route route;
    Sym a = 0, b = 0, c = 0, d = 0, e = 0;
    bool operator==(const Key& o) const {
        return std::tie(route, a, b, c, d, e) == std::tie(o.route, o.a, o.b, o.c, o.d, o.e);
    }
};
struct KeyHash {
    std::size_t operator()(const Key& k) const {
        std::size_t h = static_cast<std::size_t>(k.route);
        for (const Sym s : {k.a, k.b, k.c, k.d, k.e}) h = h * 1000003 ^ s;
        return h;
    }
};

bool loopback(const std::string& ip) {
    const auto address = parseIp(ip);
    return address && address->isLoopback();
}

/// Lines of a Dovecot rawlog: a process id and a file of their own, no account.
bool rawTrace(const Ev& e) { return e.route == Route::Imap && !e.account && !e.connection && e.pid && e.session; }

bool hasServerSession(const Ev& e) {
    return e.session && !e.connection && !rawTrace(e) && (e.route == Route::Imap || e.route == Route::Pop3 || e.route == Route::Sieve);
}

bool failedLogin(const Ev& e) { return e.action == Action::Login && e.outcome == Outcome::Failure; }

/// Actions that say somebody used a mailbox or a server, for protocols without session ids.
bool isUse(const Ev& e) {
    if (e.route == Route::Webmail || e.route == Route::Lmtp) return false;
    if (e.route == Route::Shell) return e.action == Action::Login && e.outcome == Outcome::Success;  // sshd says much else
    return e.account != 0 && (e.ip != 0 || e.session != 0);
}

class Builder {
public:
    Builder(Input& input, Sessions& sessions) : input_(input), sessions_(sessions) {}

    void run() {
        collectSucceeded();
        for (std::size_t i = 0; i < input_.events.size(); ++i) place(i);
    }

private:
    void collectSucceeded() {
        for (const Ev& e : input_.events)
            if (hasServerSession(e) && !failedLogin(e) && e.action != Action::Disconnect && e.action != Action::Connect)
                succeeded_.insert(e.session);
    }

    void place(std::size_t i) {
        const Ev& e = input_.events[i];
        if (e.route == Route::Smtp || e.route == Route::Submission) {
            if (e.session) sessions_.queues[e.session].push_back(i);
            if (!e.account) return;
        } else if (e.route == Route::Lmtp && e.session && e.target && e.action == Action::Deliver) {
            sessions_.queues[e.session].push_back(i);  // Postfix handing over to the mailbox server
        }
        if (e.route == Route::Webmail) return;  // buildWebSessions
        if (rawTrace(e)) return;                // adoptRawTraces
        if (e.connection) {
            add(i, {e.route, e.session, e.connection, 0, 0, 2}, e.connection, kMinute);
            sessions_.visits[static_cast<std::size_t>(input_.events[i].session_)].trace = true;
            return;
        }
        if (hasServerSession(e) && succeeded_.count(e.session)) {
            add(i, {e.route, e.session}, e.session, kForever);
        } else if (failedLogin(e)) {
            add(i, {e.route, e.ip, 0, 0, 0, 1}, 0, kGap);
        } else if (e.route == Route::M365) {
            add(i, {e.route, e.session, e.ip, e.agent, e.mailbox, e.account}, e.session, e.session ? kForever : kGap);
        } else if ((e.route == Route::Smtp || e.route == Route::Submission) && e.session) {
            add(i, {Route::Submission, e.session}, e.session, kForever);
        } else if (isUse(e) && e.action != Action::Disconnect && e.action != Action::Connect) {
            add(i, {e.route, e.account, e.ip, e.agent}, 0, kGap);
        }
    }

    void add(std::size_t i, const Key& key, Sym ownId, std::int64_t gap) {
        const Ev& e = input_.events[i];
        auto [it, fresh] = open_.emplace(key, sessions_.visits.size());
        if (!fresh && gap != kForever && e.utc - sessions_.visits[it->second].last > gap) {
            it->second = sessions_.visits.size();
            fresh = true;
        }
        if (fresh) {
            Visit v;
            v.route = key.route;
            v.key = ownId;
            v.failedOnly = true;
            sessions_.visits.push_back(std::move(v));
        }
        Visit& v = sessions_.visits[it->second];
        input_.events[i].session_ = static_cast<std::int32_t>(it->second);
        addToVisit(input_, v, i);
    }

    Input& input_;
    Sessions& sessions_;
    std::unordered_map<Key, std::size_t, KeyHash> open_;
    std::unordered_set<Sym> succeeded_;
};

/// T24: the id of a Dovecot session says when it began, from which address and port.
void useSessionIds(Input& input, Sessions& sessions) {
    for (Visit& v : sessions.visits) {
        if (v.route != Route::Imap && v.route != Route::Pop3 && v.route != Route::Sieve) continue;
        if (const auto id = decodeDovecotSession(input.text(v.key))) {
            const std::int64_t start = id->startNear(v.first);
            if (std::abs(start - v.first) < kDay && start < v.first + 2 * kSecond) v.first = std::min(v.first, start);
            if (!v.ip) v.ip = input.symbols.intern(id->address);
        }
        v.backEnd = !v.trace && loopback(input.text(v.ip));
    }
}

/// A rawlog file belongs to the session of the same process at that time.
void adoptRawTraces(Input& input, Sessions& sessions) {
    std::unordered_map<std::uint32_t, std::vector<std::int32_t>> byPid;
    for (std::size_t v = 0; v < sessions.visits.size(); ++v)
        if (sessions.visits[v].route == Route::Imap && !sessions.visits[v].trace)
            for (const std::size_t e : sessions.visits[v].events)
                if (const std::uint32_t pid = input.events[e].pid) {
                    auto& list = byPid[pid];
                    if (list.empty() || list.back() != static_cast<std::int32_t>(v)) list.push_back(static_cast<std::int32_t>(v));
                }
    constexpr std::int64_t kSlack = 2 * kSecond;
    std::unordered_map<Sym, Sym> open;  // the file of answers does not say which folder: the commands' file does
    for (std::size_t i = 0; i < input.events.size(); ++i) {
        Ev& e = input.events[i];
        if (!rawTrace(e)) continue;
        if (e.action == Action::Select && e.folder) open[e.session] = e.folder;
        if (e.action == Action::Fetch && !e.folder) e.folder = open[e.session];
        const auto it = byPid.find(e.pid);
        if (it == byPid.end()) continue;
        for (const std::int32_t v : it->second) {
            Visit& visit = sessions.visits[static_cast<std::size_t>(v)];
            if (e.utc < visit.first - kSlack || e.utc > visit.last + kSlack) continue;
            e.session_ = v;
            visit.events.push_back(i);
            break;
        }
    }
}

}  // namespace

void addToVisit(Input& input, Visit& v, std::size_t event) {
    const Ev& e = input.events[event];
    if (v.events.empty() || e.utc < v.first) v.first = e.utc;
    if (v.events.empty() || e.utcTo > v.last) v.last = e.utcTo;
    v.events.push_back(event);
    if (!failedLogin(e)) v.failedOnly = false;
    if (!v.account) v.account = e.account;
    else if (v.failedOnly && v.account != e.account) v.account = 0;  // one address, several accounts
    if (!v.ip) v.ip = e.ip;
    if (!v.agent) v.agent = e.agent;
    if (e.action == Action::Login && e.outcome == Outcome::Success) v.loginEvent = event;
    if (e.action == Action::ClientId) v.idEvent = event;
    if (e.counters >= 0) {
        v.counters = e.counters;
        v.logoutEvent = event;
        v.interrupted = input.text(e.client) == "wait-output";
    }
}

void buildServerSessions(Input& input, Sessions& sessions) {
    Builder(input, sessions).run();
    useSessionIds(input, sessions);
    adoptRawTraces(input, sessions);
}

Sessions buildSessions(Input& input) {
    Sessions sessions;
    buildServerSessions(input, sessions);
    sessions.requests = webRequests(input);
    joinWebmail(input, sessions);
    buildWebSessions(input, sessions);
    summariseJoins(input, sessions);
    nameSessions(input, sessions);
    for (const auto& f : input.facts) {  // stated beats what the fullest list shows
        const bool stated = f.fact.key == "roundcube-setting" && f.fact.key2 == "mail_pagesize" && !f.fact.value.empty();
        if (!stated) continue;
        unsigned long long rows = 0;
        if (parseUint(f.fact.value, rows) && rows >= 1 && rows <= 10'000) sessions.pageSize = static_cast<std::size_t>(rows);
    }
    return sessions;
}

void nameSessions(const Input& input, Sessions& sessions) {
    for (Visit& v : sessions.visits) {
        Session& s = v.row;
        s.protocol = std::string(routeName(v.route));
        s.account = input.text(v.account);
        s.clientIp = input.text(v.ip);
        s.userAgent = input.text(v.agent);
        s.first = v.first;
        s.last = v.last;
        s.events = v.events.size();
        const Ev& firstEvent = input.events[v.events.front()];
        std::string key = s.protocol + '\x1f';
        if (v.trace) key += "trace\x1f" + std::to_string(firstEvent.utc) + '\x1f';
        if (v.key) key += input.text(v.key);
        else key += s.account + '\x1f' + s.clientIp + '\x1f' + s.userAgent + '\x1f' + std::to_string(firstEvent.utc);
        if (v.route == Route::Webmail || v.route == Route::M365) key += '\x1f' + s.clientIp + '\x1f' + s.userAgent;
        s.id = contentId('S', key);
        s.actorSession = s.id;
        if (v.key && v.route != Route::Webmail)
            s.reasons.push_back((v.route == Route::Submission ? "queue id " : "session id ") + input.text(v.key));
        if (const Counters* c = v.counters < 0 ? nullptr : &input.counters[static_cast<std::size_t>(v.counters)])
            s.bytesOut = c->out >= 0 ? c->out : c->retrBytes;
    }
    std::unordered_map<Sym, std::string> byToken;
    for (Visit& v : sessions.visits)
        for (const Sym token : v.tokens)
            v.row.actorSession = byToken.emplace(token, v.row.id).first->second;
    for (Visit& v : sessions.visits)
        if (v.front >= 0) v.row.actorSession = sessions.visits[static_cast<std::size_t>(v.front)].row.actorSession;
}

}  // namespace sillage::tracing
