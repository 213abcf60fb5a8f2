// Habits of accounts (see habit.h).
#include "trace/habit.h"

#include <algorithm>
#include <atomic>

#include "base/ip.h"
#include "trace/forwarded.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kManyBodies = 40;              ///< from which on reading in bulk is conduct, where the account never did
constexpr int kNeighbours4 = 120, kNeighbours6 = 64;  ///< of 128 bits: an office's /24, a line's /64

/// What a number stands for, so that no two kinds meet.
enum class Kind : std::uint64_t { Account = 1, Place, PlaceRoute, PlaceClient, Route, Client, Network, NetworkClient, Read, Rules };

std::uint64_t mix(std::uint64_t h) {
    h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
    h = (h ^ h >> 27) * 0x94d049bb133111ebu;
    return h ^ h >> 31;
}

template <typename... Parts>
std::uint64_t keyOf(Kind kind, Parts... parts) {
    std::uint64_t h = mix(static_cast<std::uint64_t>(kind));
    ((h = mix(h ^ mix(static_cast<std::uint64_t>(parts) + 0x9e3779b97f4a7c15u))), ...);
    return h ? h : 1;
}

std::uint64_t hashOf(std::string_view text) {
    std::uint64_t h = 0xcbf29ce484222325u;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return mix(h) | 1;
}

/// A client without its versions: an update is no new client.
std::uint64_t familyOf(std::string_view agent) {
    std::string family;
    for (const char c : agent)
        if ((c < '0' || c > '9') && c != '.') family += c;
    return hashOf(family);
}

bool changesRules(const Visit& v) { return v.ruleChanges || v.route == Route::Sieve; }

std::int64_t bodiesOf(const Input& input, const Visit& v) {
    return v.counters < 0 || v.trace ? 0 : std::max<std::int64_t>(0, input.counters[static_cast<std::size_t>(v.counters)].bodyCount);
}

/// How much was read in one session, to the power of two below: "twice what it ever read" is the next step.
std::uint64_t step(std::int64_t bodies) {
    std::uint64_t s = 0;
    for (auto n = static_cast<std::uint64_t>(bodies); n > 1; n /= 2) ++s;
    return s;
}

}  // namespace

StatusWhy HabitOf::before(std::int64_t in) const {
    StatusWhy why = StatusWhy::NewAddress;
    if (place < in) why = (route < in ? client : elsewhere) < in ? StatusWhy::Habit : StatusWhy::NewClient;
    else if (account >= in && network < in) why = networkClient < in ? StatusWhy::HabitOfNetwork : StatusWhy::NewClient;
    return unusual && (why == StatusWhy::Habit || why == StatusWhy::HabitOfNetwork) ? StatusWhy::NewConduct : why;
}

std::uint64_t networkOf(const Input& input, Sym ip) {
    auto address = ip ? parseIp(input.view(ip)) : std::nullopt;
    if (!address || address->isLoopback()) return 0;
    const std::size_t kept = static_cast<std::size_t>(address->isV4() ? kNeighbours4 : kNeighbours6) / 8;
    return hashOf({reinterpret_cast<const char*>(address->octets.data()), kept});
}

Habits::First::First(const std::shared_ptr<Spool>& spool) : slots_(spool) { slots_.assign(1024, Slot()); }

void Habits::First::add(std::uint64_t key, std::int64_t at) {
    if ((used_ + 1) * 3 > slots_.size() * 2) grow();
    Slot& s = slots_[slot(key)];
    if (!s.key) s.key = key, ++used_;
    s.first = std::min(s.first, at);
}

void Habits::First::addAll(const std::vector<Seen>& list) {
    constexpr std::size_t kAhead = 16;  // so far ahead, slots are asked of memory
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i + kAhead < list.size()) __builtin_prefetch(&slots_[list[i + kAhead].key & (slots_.size() - 1)], 1);
        add(list[i].key, list[i].at);
    }
}

std::size_t Habits::First::slot(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = key & mask;; i = (i + 1) & mask)
        if (!slots_[i].key || slots_[i].key == key) return i;
}

void Habits::First::grow() {
    SpoolVector<Slot> old(slots_.spool());
    std::swap(old, slots_);
    slots_.assign(old.size() * 2, Slot());
    for (const Slot& s : old)
        if (s.key) slots_[slot(s.key)] = s;
}

Habits::Habits(const Input& input, const Sessions& sessions)
    : input_(input), sessions_(sessions), clients_(input.spool), networks_(input.spool) {
    for (std::size_t t = 0; t < kStretches; ++t) firsts_.emplace_back(input.spool);
    clients_.assign(input.symbols.size(), 0);
    networks_.assign(input.symbols.size(), 0);
    name();
    learn();
}

/// Several threads may find the same of one symbol.
void Habits::name() {
    const auto find = [](std::uint64_t& known, auto&& make) {
        const std::atomic_ref number(known);
        if (!number.load(std::memory_order_relaxed)) number.store(make(), std::memory_order_relaxed);
    };
    inParallel(sessions_.visits.size(), [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            const Visit& v = sessions_.visits[i];
            if (v.agent) find(clients_[v.agent], [&] { return familyOf(input_.view(v.agent)); });
            if (v.ip) find(networks_[v.ip], [&] { return networkOf(input_, v.ip); });
        }
    });
}

/// Some sessions at a time: what is known of them is dealt out by tables, then each table takes its own.
void Habits::learn() {
    constexpr std::size_t kAtOnce = 200'000;
    std::array<Dealt, kStretches> dealt;
    for (std::size_t at = 0; at < sessions_.visits.size(); at += kAtOnce) {
        const std::size_t count = std::min(kAtOnce, sessions_.visits.size() - at);
        inStretches(count, [&](std::size_t stretch, std::size_t from, std::size_t to) {
            for (auto& list : dealt[stretch]) list.clear();
            for (std::size_t i = at + from; i < at + to; ++i)
                if (const Visit& v = sessions_.visits[i]; v.account && !v.failedOnly) learn(v, dealt[stretch]);
        });
        eachStretch(count, [&](std::size_t table) {
            for (const Dealt& of : dealt) firsts_[table].addAll(of[table]);
        });
    }
}

const Visit& Habits::whoOf(const Visit& v) const { return v.front >= 0 ? sessions_.visits[static_cast<std::size_t>(v.front)] : v; }

void Habits::learn(const Visit& v, Dealt& out) const {
    const auto seen = [&](std::uint64_t key) { out[tableOf(key)].push_back({key, v.first}); };
    const Visit& who = whoOf(v);
    const std::uint64_t client = clients_[who.agent], network = networks_[who.ip];
    seen(keyOf(Kind::Account, v.account));
    seen(keyOf(Kind::Place, v.account, who.ip));
    seen(keyOf(Kind::PlaceRoute, v.account, who.ip, who.route));
    seen(keyOf(Kind::PlaceClient, v.account, who.ip, who.route, client));
    seen(keyOf(Kind::Route, v.account, who.route));
    seen(keyOf(Kind::Client, v.account, who.route, client));
    if (network && !sessions_.sprays.of(who.ip)) {
        seen(keyOf(Kind::Network, network));
        seen(keyOf(Kind::NetworkClient, network, who.route, client));
    }
    if (changesRules(v)) seen(keyOf(Kind::Rules, v.account, who.ip));
    for (std::uint64_t s = step(bodiesOf(input_, v) + 1); s > 0; --s) seen(keyOf(Kind::Read, v.account, who.ip, s));
}

HabitOf Habits::of(const Visit& session, const Visit& who) const {
    const std::uint64_t client = clients_[who.agent], network = networks_[who.ip];
    const Sym account = session.account;
    HabitOf h;
    h.account = first(keyOf(Kind::Account, account));
    h.place = first(keyOf(Kind::Place, account, who.ip));
    h.route = first(keyOf(Kind::PlaceRoute, account, who.ip, who.route));
    h.client = first(keyOf(Kind::PlaceClient, account, who.ip, who.route, client));
    const std::int64_t any = first(keyOf(Kind::Client, account, who.route, client));
    // A record that names no client fits unless the account's others by that route name one.
    const bool never = !client && any == first(keyOf(Kind::Route, account, who.route));
    h.elsewhere = never ? h.place : std::max(h.place, any);
    if (network) {
        const bool own = inAny(input_.ownNetworks, input_.view(who.ip));
        h.network = own ? kBeginning : first(keyOf(Kind::Network, network));
        h.networkClient = own ? kBeginning : first(keyOf(Kind::NetworkClient, network, who.route, client));
    }
    h.unusual = unusual(session, who);
    return h;
}

/// Bulk downloads, rules, or reading at least twice what this account ever read in one session at this address before.
bool Habits::unusual(const Visit& v, const Visit& who) const {
    if (v.exports) return true;
    if (changesRules(v) && first(keyOf(Kind::Rules, v.account, who.ip)) >= v.first) return true;
    const std::int64_t bodies = bodiesOf(input_, v);
    if (bodies < kManyBodies) return false;
    return first(keyOf(Kind::Read, v.account, who.ip, step(bodies + 1) - 1)) >= v.first;
}

}  // namespace sillage::tracing
