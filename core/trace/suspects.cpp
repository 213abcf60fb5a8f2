// Suspects (see suspects.h). Families of signals: network, credential, client, conduct (evidence model §1). The order
// is by number of families, then of signals; no score is shown.
#include "trace/suspects.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "base/time.h"
#include "record/session_words.h"
#include "trace/forwarded.h"
#include "trace/parallel.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kManyBodies = 40;
constexpr std::uint32_t kUsualFactors = 4;  ///< so many sign-ins with several factors for each with one

enum Family : unsigned { Network, Credential, Client, Conduct };

std::size_t hourOf(std::int64_t utc) { return static_cast<std::size_t>((utc / kHour % 24 + 24) % 24); }

/// Where an account was seen, and when first.
struct Place {
    Sym account, ip;
    std::int64_t first;
    std::uint32_t visit;
};

}  // namespace

/// Signals of one session: counted for all, told for those that are shown.
struct Signals {
    std::string* words = nullptr;
    unsigned families = 0;  ///< a bit each
    std::uint32_t count = 0;
    template <typename... Arguments>
    void add(Family family, SessionPhrase phrase, const Arguments&... arguments) {
        families |= 1u << family;
        ++count;
        if (words) SessionWords(*words).add(phrase, arguments...);
    }
};

Suspects::Suspects(const Input& input, const Sessions& s)
    : input_(input), s_(s), found_(input.spool), networkOf_(input.spool), people_(input.spool), accountsAt_(input.spool), addressesOf_(input.spool), firstThere_(input.spool),
      hoursOf_(input.spool), firstClient_(input.spool), firstApp_(input.spool) {
    const auto stated = input.settings.find("address-locations");
    if (stated != input.settings.end()) locations_ = Locations(stated->second);
}

void Suspects::find() {
    learnAddresses();
    learn();
    learnFirsts();
    learnFactors();
    learnLists();
    apart_ = findApart(input_, s_, firstThere_, people_);
    struct Found {
        std::uint32_t visit;
        std::uint32_t families, words;
        std::int64_t first;
    };
    std::array<SpoolVector<Found>, kStretches> parts{SpoolVector<Found>(input_.spool), SpoolVector<Found>(input_.spool),
                                                     SpoolVector<Found>(input_.spool), SpoolVector<Found>(input_.spool)};
    inStretches(s_.visits.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            const Visit& v = s_.visits[i];
            const bool none = v.failedOnly ? !s_.sprays.of(v.ip) : (v.backEnd || v.trace || (!v.ip && v.tampering == Tampering::None));
            if (none) continue;
            Signals signals;
            examine(i, signals);
            if (signals.count)
                parts[stretch].push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(std::popcount(signals.families)), signals.count, v.first});
        }
    });
    SpoolVector<Found> found(input_.spool);
    for (const auto& part : parts) found.append(part.begin(), part.size());
    sortInParallel(found.begin(), found.end(), [&](const Found& a, const Found& b) {
        if (a.families != b.families) return a.families > b.families;
        if (a.words != b.words) return a.words > b.words;
        if (a.first != b.first) return a.first < b.first;
        return std::tie(s_.visits[a.visit].last, s_.visits[a.visit].id) < std::tie(s_.visits[b.visit].last, s_.visits[b.visit].id);
    });
    for (const Found& f : found) found_.push_back(f.visit);
}

void Suspects::signals(std::uint32_t visit, std::string& out) const {
    Signals signals;
    signals.words = &out;
    examine(visit, signals);
}

/// What kind of network each address is in: asked of every session, and there are fewer addresses than sessions.
void Suspects::learnAddresses() {
    networkOf_.assign(input_.symbols.size(), 0);
    people_.assign(s_.visits.size(), 0);
    for (std::size_t i = 0; i < s_.visits.size(); ++i) {
        const Visit& v = s_.visits[i];
        std::uint8_t& known = networkOf_[v.ip];
        if (!known) known = static_cast<std::uint8_t>(kLooked | (inAny(input_.ownNetworks, input_.view(v.ip)) ? kOwn : 0) | (isService(input_, v.ip) ? kService : 0));
        people_[i] = counts(v) && !(known & kService);
    }
}

/// First sight of an address for an account, accounts of an address, and the account's hours.
void Suspects::learn() {
    SpoolVector<SymPair> tokens(input_.spool);
    SpoolVector<Place> places(input_.spool);
    hoursOf_.assign(input_.symbols.size(), kNone);
    for (std::uint32_t i = 0; i < s_.visits.size(); ++i) {
        const Visit& v = s_.visits[i];
        if (!counts(v)) continue;
        places.push_back({v.account, v.ip, v.first, i});
        std::uint32_t& index = hoursOf_[v.account];
        if (index == kNone) {
            index = static_cast<std::uint32_t>(hours_.size());
            hours_.emplace_back();
        }
        Hours& h = hours_[index];
        ++h.sessions[hourOf(v.first)];
        ++h.total;
        h.first = std::min(h.first, v.first);
        if (v.token && people_[i]) tokens.push_back({v.token, v.ip});
    }
    sortInParallel(places.begin(), places.end(), [](const Place& a, const Place& b) {
        return std::tie(a.account, a.ip, a.first) < std::tie(b.account, b.ip, b.first);
    });
    accountsAt_.assign(input_.symbols.size(), 0);
    firstThere_.assign(s_.visits.size(), 0);
    const Place* group = nullptr;
    for (const Place& p : places) {
        if (!group || group->account != p.account || group->ip != p.ip) {
            group = &p;
            ++accountsAt_[p.ip];
        }
        firstThere_[p.visit] = p.first == group->first;
    }
    addressesOf_.assign(input_.symbols.size(), 0);
    std::sort(tokens.begin(), tokens.end());
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (i == 0 || tokens[i] != tokens[i - 1]) ++addressesOf_[tokens[i][0]];
}

void Suspects::examine(std::size_t visit, Signals& out) const {
    const Visit& v = s_.visits[visit];
    const Spray* spray = s_.sprays.of(v.ip);
    if (v.failedOnly) return out.add(Credential, SessionPhrase::FailedLogins, spray->failures, spray->accounts);
    if (spray && spray->first < v.last) out.add(Credential, SessionPhrase::SuccessAfterFailures, spray->failures, spray->accounts);
    const Hours* hours = hoursOf_[v.account] == kNone ? nullptr : &hours_[hoursOf_[v.account]];
    network(v, hours, firstThere_[visit], out);
    apart(visit, out);
    credential(v, firstThere_[visit], out);
    client(visit, out);
    conduct(v, hours, out);
}

void Suspects::network(const Visit& v, const Hours* hours, bool firstThere, Signals& out) const {
    if (networkOf_[v.ip] & (kOwn | kService)) return;
    if (hours && v.first > hours->first && firstThere) out.add(Network, SessionPhrase::FirstTimeAt);
    if (accountsAt_[v.ip] > 1) out.add(Network, SessionPhrase::SharedAddress, accountsAt_[v.ip]);
    if (v.token && addressesOf_[v.token] > 1) out.add(Client, SessionPhrase::TokenAddresses, addressesOf_[v.token]);
}

/// Clients and applications an account was not seen with before, although it was seen.
void Suspects::learnFirsts() {
    struct Use {
        Sym account, what;
        std::int64_t first;
        std::uint32_t visit;
    };
    const auto learn = [this](Sym Visit::*what, SpoolVector<std::uint8_t>& firsts) {
        SpoolVector<Use> uses(input_.spool);
        for (std::uint32_t i = 0; i < s_.visits.size(); ++i)
            if (const Visit& v = s_.visits[i]; people_[i] && v.*what) uses.push_back({v.account, v.*what, v.first, i});
        firsts.assign(s_.visits.size(), 0);
        std::unordered_map<Sym, std::int64_t> begin;  // when the account was first seen with any
        for (const Use& u : uses) {
            const auto [it, fresh] = begin.emplace(u.account, u.first);
            if (!fresh) it->second = std::min(it->second, u.first);
        }
        std::sort(uses.begin(), uses.end(), [](const Use& a, const Use& b) {
            return std::tie(a.account, a.what, a.first, a.visit) < std::tie(b.account, b.what, b.first, b.visit);
        });
        const Use* group = nullptr;
        for (const Use& u : uses) {
            if (!group || group->account != u.account || group->what != u.what) group = &u;
            firsts[u.visit] = u.first == group->first && u.first > begin[u.account];
        }
    };
    learn(&Visit::agent, firstClient_);
    learn(&Visit::app, firstApp_);
}

void Suspects::learnFactors() {
    for (const Visit& v : s_.visits) {
        if (!counts(v) || !v.factors) continue;
        ++(v.factors == 1 ? factors_[v.account].one : factors_[v.account].several);
    }
}

/// Lists name logins: an address, or the name before its @.
void Suspects::learnLists() {
    for (const std::uint32_t i : input_.credentialLists) {
        const Ev& e = input_.events[i];
        if (!e.account) continue;
        const auto [it, fresh] = listed_.emplace(input_.view(e.account), e.utc);
        if (!fresh && e.utc && (!it->second || e.utc < it->second)) it->second = e.utc;
    }
}

void Suspects::credential(const Visit& v, bool firstThere, Signals& out) const {
    if (v.factors == 1)
        if (const auto f = factors_.find(v.account); f != factors_.end() && f->second.several >= kUsualFactors * f->second.one)
            out.add(Credential, SessionPhrase::SingleFactor, f->second.several);
    if (!firstThere || listed_.empty() || !v.account || (networkOf_[v.ip] & kOwn)) return;
    const std::string account = input_.text(v.account), local = account.substr(0, account.find('@'));
    auto list = listed_.find(account);
    if (list == listed_.end()) list = listed_.find(local);
    if (list == listed_.end()) return;
    if (!list->second) return out.add(Credential, SessionPhrase::ListedUndated);
    if (list->second <= v.first)
        out.add(Credential, SessionPhrase::ListedCredential, formatIso(Time(std::chrono::microseconds(list->second))).substr(0, 10));
}

void Suspects::client(std::size_t visit, Signals& out) const {
    const Visit& v = s_.visits[visit];
    if (firstClient_[visit]) out.add(Client, SessionPhrase::NewClient);
    if (firstApp_[visit]) out.add(Client, SessionPhrase::NewApplication, input_.view(v.app));
}

void Suspects::apart(std::size_t visit, Signals& out) const {
    const auto found = apart_.find(static_cast<std::uint32_t>(visit));
    if (found == apart_.end()) return;
    const Apart& a = found->second;
    const Visit &v = s_.visits[visit], &other = s_.visits[a.other];
    if (networkOf_[v.ip] & kOwn) return;
    switch (a.kind) {
        case Apart::Kind::Network: return out.add(Network, SessionPhrase::OtherNetwork, other.id, input_.view(other.ip));
        case Apart::Kind::Distance: return out.add(Network, SessionPhrase::TooFar, other.id, input_.view(other.ip), a.km, a.minutes);
        case Apart::Kind::Country: {
            const auto here = locate(input_, locations_, v), there = locate(input_, locations_, other);
            if (here && there) out.add(Network, SessionPhrase::OtherCountry, other.id, input_.view(other.ip), here->country, there->country);
        }
    }
}

void Suspects::conduct(const Visit& v, const Hours* hours, Signals& out) const {
    if (v.counters >= 0) {
        const Counters& k = input_.counters[static_cast<std::size_t>(v.counters)];
        if (k.bodyCount >= kManyBodies) out.add(Conduct, SessionPhrase::ManyBodies, k.bodyCount);
        if (k.retr >= kManyBodies) out.add(Conduct, SessionPhrase::ManyRetrieved, k.retr);
    }
    if (v.reads >= kManyBodies) out.add(Conduct, SessionPhrase::ManyRead, v.reads);
    if (v.tampering == Tampering::LogCleared) out.add(Conduct, SessionPhrase::LogCleared);
    if (v.tampering == Tampering::AuditOff) out.add(Conduct, SessionPhrase::AuditOff);
    if (v.route == Route::Sieve) out.add(Conduct, SessionPhrase::FilterRules);
    if (v.ruleChanges == 1) out.add(Conduct, SessionPhrase::RuleChanged);
    if (v.ruleChanges > 1) out.add(Conduct, SessionPhrase::RulesChanged, v.ruleChanges);
    if (v.expunges) out.add(Conduct, SessionPhrase::Removed, v.expunges);
    if (v.exports) out.add(Conduct, SessionPhrase::BulkDownloads, v.exports);
    if (!hours || hours->total < 10) return;
    const std::uint32_t then = hours->sessions[hourOf(v.first)];
    if (then && then * 50 <= hours->total) out.add(Conduct, SessionPhrase::OddHour);
}

}  // namespace sillage::tracing
