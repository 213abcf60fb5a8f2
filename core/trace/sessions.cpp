// Sessions of servers that give them an id, and of those that do not (see sessions.h). Dovecot: the session id; a
// login line may come after the session's last line, so nothing depends on order. Postfix: the queue id of an
// authenticated submission. Microsoft 365: T06's key. Everything else: account, address and client with a gap.
#include "trace/sessions.h"

#include <algorithm>

#include "base/dovecot_session.h"
#include "base/ip.h"
#include "base/text.h"
#include "trace/groundwork.h"
#include "trace/key_table.h"
#include "trace/parallel.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kGap = kHour;  ///< silence that ends a session without an id

bool loopback(std::string_view ip) {
    const auto address = parseIp(ip);
    return address && address->isLoopback();
}

bool hasServerSession(const Ev& e) {
    return e.session && !e.connection && !isRawTrace(e) && (e.route == Route::Imap || e.route == Route::Pop3 || e.route == Route::Sieve);
}

bool failedLogin(const Ev& e) { return e.action == Action::Login && e.outcome == Outcome::Failure; }

/// Actions that say somebody used a mailbox or a server, for protocols without session ids.
bool isUse(const Ev& e) {
    if (e.browser() || e.route == Route::Lmtp || e.route == Route::CredentialList) return false;
    if (e.route == Route::Shell) return e.action == Action::Login && e.outcome == Outcome::Success;  // sshd says much else
    return e.account != 0 && (e.ip != 0 || e.session != 0);
}

/// A GUID that names something: sets made anonymous have one word, or one digit, for all.
bool realId(std::string_view id) { return id.size() == 36 && id[8] == '-' && id.find_first_not_of(id[0]) < 8; }

void countConduct(Visit& v, const Ev& e) {
    v.expunges += e.action == Action::Expunge;
    v.exports += e.action == Action::Export;
    v.ruleChanges += e.action == Action::Rule || e.action == Action::Permission;
    v.newRule = v.newRule || e.action == Action::Rule;
    v.reads += e.action == Action::Read || e.action == Action::Preview || e.action == Action::Download || e.action == Action::ViewSource || e.action == Action::Access;
    v.factors = std::max(v.factors, e.factors);
    v.tampering = std::max(v.tampering, e.tampering);
    if (!v.place) v.place = e.place;
    if (!v.app && e.route == Route::M365) v.app = e.method;
}

class Builder {
public:
    Builder(Input& input, Sessions& sessions)
        : input_(input), sessions_(sessions), open_(input.spool), succeeded_(input.spool) {}

    void run() {
        collectSucceeded();
        for (std::size_t i = 0; i < input_.events.size(); ++i) place(i);
        sortInParallel(sessions_.queues.begin(), sessions_.queues.end(), [](const QueueLine& a, const QueueLine& b) {
            return a.queue != b.queue ? a.queue < b.queue : a.event < b.event;
        });
    }

private:
    void collectSucceeded() {
        succeeded_.assign(input_.symbols.size(), 0);
        for (const Ev& e : input_.events)
            if (hasServerSession(e) && !failedLogin(e) && e.action != Action::Disconnect && e.action != Action::Connect)
                succeeded_[e.session] = 1;
        for (const Ev& e : input_.events)
            if (e.route == Route::M365 && e.session && e.request) sessionOfToken_.emplace(e.request, e.session);
    }

    [[nodiscard]] Sym cloudToken(const Ev& e) const {
        if (e.session) return realId(input_.view(e.session)) ? e.session : 0;
        if (!e.request || input_.view(e.request).size() < 16) return 0;
        const auto known = sessionOfToken_.find(e.request);
        return known == sessionOfToken_.end() ? e.request : known->second;
    }

    void queue(std::size_t i) { sessions_.queues.push_back({input_.events[i].session, static_cast<std::uint32_t>(i)}); }

    static SymKey key(Route r, Sym a, Sym b = 0, Sym c = 0, Sym d = 0, Sym e = 0) {
        return {static_cast<Sym>(r), a, b, c, d, e};
    }

    void place(std::size_t i) {
        const Ev& e = input_.events[i];
        const bool smtp = e.route == Route::Smtp || e.route == Route::Submission;
        if (smtp) {
            if (e.session) queue(i);
            if (!e.account) return;
        } else if (e.route == Route::Lmtp && e.session && e.action == Action::Deliver) {
            queue(i);  // Postfix handing over to the mailbox server
        }
        if (e.browser()) return;  // buildWebSessions
        if (isRawTrace(e)) return;              // adoptRawTraces
        if (e.connection) {
            add(i, key(e.route, e.session, e.connection, 0, 0, 2), e.route, e.connection, kMinute);
            sessions_.visits[static_cast<std::size_t>(input_.events[i].session_)].trace = true;
            return;
        }
        if (hasServerSession(e) && succeeded_[e.session]) {
            add(i, key(e.route, e.session), e.route, e.session, kForever);
        } else if (failedLogin(e)) {
            add(i, key(e.route, e.ip, 0, 0, 0, 1), e.route, 0, kGap);
        } else if (e.route == Route::M365) {
            add(i, key(e.route, e.session, e.ip, e.agent, e.mailbox, e.account), e.route, e.session, e.session ? kForever : kGap);
            // Sign-in and audit log name one session: by its id, or by that of its token.
            Visit& v = sessions_.visits[static_cast<std::size_t>(input_.events[i].session_)];
            if (!v.token) v.token = cloudToken(e);
        } else if (smtp && e.session) {
            add(i, key(Route::Submission, e.session), Route::Submission, e.session, kForever);
        } else if (isUse(e) && e.action != Action::Disconnect && e.action != Action::Connect) {
            add(i, key(e.route, e.account, e.ip, e.agent), e.route, 0, kGap);
            // T25: a phone names its device, whatever network it is in.
            Visit& v = sessions_.visits[static_cast<std::size_t>(input_.events[i].session_)];
            if (e.route == Route::ActiveSync && !v.token) v.token = e.session;
        }
    }

    void add(std::size_t i, const SymKey& key, Route route, Sym ownId, std::int64_t gap) {
        const Ev& e = input_.events[i];
        std::uint32_t& current = open_[key];
        const bool over = current != kNone && gap != kForever && e.utc - sessions_.visits[current].last > gap;
        if (current == kNone || over) {
            current = static_cast<std::uint32_t>(sessions_.visits.size());
            Visit v;
            v.route = route;
            v.key = ownId;
            v.failedOnly = true;
            sessions_.visits.push_back(v);
        }
        input_.events[i].session_ = static_cast<std::int32_t>(current);
        addToVisit(input_, sessions_.visits[current], i);
    }

    Input& input_;
    Sessions& sessions_;
    KeyTable open_;
    SpoolVector<std::uint8_t> succeeded_;
    std::unordered_map<Sym, Sym> sessionOfToken_;  ///< Microsoft 365: id of a token → session
};

/// T24: the id of a Dovecot session says when it began, from which address and port.
void useSessionIds(Input& input, Sessions& sessions) {
    for (Visit& v : sessions.visits) {
        if (v.route != Route::Imap && v.route != Route::Pop3 && v.route != Route::Sieve) continue;
        if (const auto id = decodeDovecotSession(input.view(v.key))) {
            const std::int64_t start = id->startNear(v.first);
            if (std::abs(start - v.first) < kDay && start < v.first + 2 * kSecond) v.first = std::min(v.first, start);
            if (!v.ip) v.ip = input.symbols.intern(id->address);
        }
        v.backEnd = !v.trace && loopback(input.view(v.ip));
    }
}

/// A rawlog file belongs to the session of the same process at that time.
void adoptRawTraces(Input& input, Sessions& sessions) {
    if (std::none_of(input.events.begin(), input.events.end(), isRawTrace)) return;
    using Process = std::array<std::uint32_t, 2>;  // process id, session
    SpoolVector<Process> processes(input.spool);
    for (const Ev& e : input.events) {
        if (!e.pid || e.session_ < 0) continue;
        const Visit& v = sessions.visits[static_cast<std::size_t>(e.session_)];
        if (v.route == Route::Imap && !v.trace) processes.push_back({e.pid, static_cast<std::uint32_t>(e.session_)});
    }
    std::sort(processes.begin(), processes.end());
    processes.shrink(static_cast<std::size_t>(std::unique(processes.begin(), processes.end()) - processes.begin()));
    constexpr std::int64_t kSlack = 2 * kSecond;
    std::unordered_map<Sym, Sym> open;  // the file of answers does not say which folder: the commands' file does
    for (Ev& e : input.events) {
        if (!isRawTrace(e)) continue;
        if (e.action == Action::Select && e.folder) open[e.session] = e.folder;
        if (e.action == Action::Fetch && !e.folder) e.folder = open[e.session];
        for (const Process* p = std::lower_bound(processes.begin(), processes.end(), Process{e.pid, 0});
             p != processes.end() && (*p)[0] == e.pid; ++p) {
            Visit& visit = sessions.visits[(*p)[1]];
            if (e.utc < visit.first - kSlack || e.utc > visit.last + kSlack) continue;
            e.session_ = static_cast<std::int32_t>((*p)[1]);
            ++visit.events;
            countConduct(visit, e);
            break;
        }
    }
}

}  // namespace

void addToVisit(Input& input, Visit& v, std::size_t event) {
    const Ev& e = input.events[event];
    if (!v.events || e.utc < v.first) v.first = e.utc;
    if (!v.events || e.utcTo > v.last) v.last = e.utcTo;
    if (!v.events++) v.firstEvent = static_cast<std::uint32_t>(event);
    countConduct(v, e);
    if (!failedLogin(e)) v.failedOnly = false;
    if (!v.account) v.account = e.account;
    else if (v.failedOnly && v.account != e.account) v.account = 0;  // one address, several accounts
    if (!v.ip) v.ip = e.ip;
    if (!v.claimed) v.claimed = e.claimed;
    if (!v.agent) v.agent = e.agent;
    if (e.action == Action::Login && e.outcome == Outcome::Success) v.loginEvent = static_cast<std::uint32_t>(event);
    if (e.action == Action::ClientId) v.idEvent = static_cast<std::uint32_t>(event);
    if (e.counters >= 0) {
        v.counters = e.counters;
        v.logoutEvent = static_cast<std::uint32_t>(event);
        v.interrupted = input.view(e.client) == "wait-output";
    }
}

std::span<const QueueLine> Sessions::queueOf(Sym id) const {
    const auto less = [](const QueueLine& a, const QueueLine& b) { return a.queue < b.queue; };
    const auto [from, to] = std::equal_range(queues.begin(), queues.end(), QueueLine{id, 0}, less);
    return {from, to};
}

void buildServerSessions(Input& input, Sessions& sessions) {
    Builder(input, sessions).run();
    useSessionIds(input, sessions);
    adoptRawTraces(input, sessions);
}

void listEvents(const Input& input, const Groundwork& ground, Sessions& sessions) {
    for (const auto& [v, of] : sessions.whose.of)
        if (of.attribution != Axis::None) sessions.attributed.push_back(v);
    if (sessions.attributed.empty()) return;
    std::sort(sessions.attributed.begin(), sessions.attributed.end());
    std::vector<bool> theirs(sessions.visits.size());
    std::vector<std::uint32_t> read, readOfTraces;
    for (const std::uint32_t v : sessions.attributed) {
        theirs[v] = true;
        Visit& visit = sessions.visits[v];
        visit.listed = static_cast<std::uint32_t>(sessions.listed.size());
        for (const std::uint32_t i : ground.eventsOf(visit, v)) {
            sessions.listed.push_back(i);
            const Ev& e = input.events[i];
            if (e.action == Action::Access || e.action == Action::Sync || e.action == Action::Send) (isRawTrace(e) ? readOfTraces : read).push_back(i);
        }
    }
    for (auto* list : {&read, &readOfTraces}) {
        std::sort(list->begin(), list->end());
        sessions.relevant.append(list->data(), list->size());
    }
    for (std::size_t r = 0; r < sessions.requests.size(); ++r)
        if (theirs[static_cast<std::size_t>(sessions.requestVisit[r])]) sessions.requested.push_back(static_cast<std::uint32_t>(r));
}

Sessions buildSessions(Input& input) {
    Sessions sessions(input.spool, input.keep);
    buildServerSessions(input, sessions);
    readWebRequests(input, sessions.requests, sessions.requestUids);
    joinWebmail(input, sessions);
    buildWebSessions(input, sessions);
    summariseJoins(input, sessions);
    nameSessions(input, sessions);
    sessions.sprays = findSprays(input);
    for (const auto& f : input.facts) {  // stated beats what the fullest list shows
        const bool stated = f.fact.key == "roundcube-setting" && f.fact.key2 == "mail_pagesize" && !f.fact.value.empty();
        if (!stated) continue;
        unsigned long long rows = 0;
        if (parseUint(f.fact.value, rows) && rows >= 1 && rows <= 10'000) sessions.pageSize = static_cast<std::size_t>(rows);
    }
    return sessions;
}

}  // namespace sillage::tracing
