// Sessions of servers that give them an id, and of those that do not (see sessions.h). Dovecot: the session id; a
// login line may come after the session's last line, so nothing depends on order. Postfix: the queue id of an
// authenticated submission. Microsoft 365: T06's key. Everything else: account, address and client with a gap.
#include "trace/sessions.h"

#include <algorithm>

#include "base/dovecot_session.h"
#include "base/ip.h"
#include "base/text.h"
#include "trace/groundwork.h"
#include "trace/parallel.h"
#include "trace/session_builder.h"

namespace sillage::tracing {
namespace {

bool loopback(std::string_view ip) {
    const auto address = parseIp(ip);
    return address && address->isLoopback();
}

void countConduct(Visit& v, const Ev& e) {
    v.expunges += e.action == Action::Expunge;
    v.exports += e.action == Action::Export;
    v.ruleChanges += e.action == Action::Rule || e.action == Action::Permission;
    v.newRule = v.newRule || e.action == Action::Rule;
    v.reads += e.action == Action::Read || e.action == Action::Preview || e.action == Action::Download || e.action == Action::ViewSource || e.action == Action::Access;
    v.factors = std::max(v.factors, e.factors);
    v.tampering = std::max(v.tampering, e.tampering);
    if (!v.place) v.place = e.place;
    if (e.route != Route::M365) return;
    if (e.action == Action::Login && e.part) {
        if (!v.device) v.device = e.part;
        v.severalDevices = v.severalDevices || v.device != e.part;
    }
    if (!e.method) return;
    if (!v.app) v.app = e.method;
    v.mixed = v.mixed || v.app != e.method;
}

bool hasDovecotId(const Visit& v) { return v.route == Route::Imap || v.route == Route::Pop3 || v.route == Route::Sieve; }

/// T24: the id of a Dovecot session says when it began, from which address and port.
void useSessionIds(Input& input, std::span<Visit> visits) {
    std::array<std::vector<std::pair<Visit*, std::string>>, kStretches> addresses;  // where only the id says it
    inStretches(visits.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            Visit& v = visits[i];
            const auto id = hasDovecotId(v) ? decodeDovecotSession(input.view(v.key)) : std::nullopt;
            if (!id) continue;
            const std::int64_t start = id->startNear(v.first);
            if (std::abs(start - v.first) < kDay && start < v.first + 2 * kSecond) v.first = std::min(v.first, start);
            if (!v.ip) addresses[stretch].emplace_back(&v, id->address);
        }
    });
    for (const auto& of : addresses)
        for (const auto& [visit, address] : of) visit->ip = input.symbols.intern(address);
    inStretches(visits.size(), [&](std::size_t, std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i)
            if (Visit& v = visits[i]; hasDovecotId(v)) v.backEnd = !v.trace && loopback(input.view(v.ip));
    });
}

/// A rawlog file belongs to the session of the same process at that time.
void adoptRawTraces(Input& input, Sessions& sessions) {
    if (input.rawTraces.empty()) return;
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
    for (const std::uint32_t i : input.rawTraces) {
        Ev& e = input.events[i];
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
    placeEvents(input, sessions);
    constexpr std::size_t kAtOnce = 500'000;
    for (std::size_t at = 0; at < sessions.visits.size(); at += kAtOnce)
        useSessionIds(input, {sessions.visits.begin() + at, std::min(kAtOnce, sessions.visits.size() - at)});
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
