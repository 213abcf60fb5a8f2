// Suspects (see suspects.h). Families of signals: network, credential, client, conduct (evidence model §1). The order
// is by number of families, then of signals; no score is shown.
#include "trace/suspects.h"
#include "trace/forwarded.h"
#include "base/phrase.h"

#include <algorithm>
#include <array>
#include <bit>
#include <tuple>

namespace sillage::tracing {
namespace {

constexpr std::int64_t kManyBodies = 40;

enum Family : unsigned { Network, Credential, Client, Conduct };
constexpr const char* kFamilies[] = {phraseText("network"), phraseText("credential"), phraseText("client"), phraseText("conduct")};

/// Signals of one session: counted for all, put into words for those that are shown.
struct Signals {
    bool inWords = false;
    unsigned families = 0;  ///< a bit each
    std::uint32_t count = 0;
    std::vector<std::string> words;
    template <typename Text>
    void add(Family family, Text&& text) {
        families |= 1u << family;
        ++count;
        if (inWords) words.push_back(phrase("%1: %2", said(kFamilies[family]), said(text())));
    }
};

std::size_t hourOf(std::int64_t utc) { return static_cast<std::size_t>((utc / kHour % 24 + 24) % 24); }

class Finder {
public:
    Finder(const Input& input, const Sessions& s)
        : input_(input), s_(s), accountsAt_(input.spool), addressesOf_(input.spool), firstThere_(input.spool), hoursOf_(input.spool) { learn(); }

    void run(const std::function<void(Session&&)>& row) {
        struct Found {
            std::uint32_t visit;
            std::uint32_t families, words;
            std::int64_t first;
        };
        SpoolVector<Found> found(input_.spool);
        for (std::size_t i = 0; i < s_.visits.size(); ++i) {
            const Visit& v = s_.visits[i];
            if (v.failedOnly ? !s_.sprays.of(v.ip) : (v.backEnd || v.trace || !v.ip)) continue;
            const Signals signals = examine(i, false);
            if (signals.count)
                found.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(std::popcount(signals.families)),
                                 signals.count, v.first});
        }
        std::sort(found.begin(), found.end(), [&](const Found& a, const Found& b) {
            if (a.families != b.families) return a.families > b.families;
            if (a.words != b.words) return a.words > b.words;
            if (a.first != b.first) return a.first < b.first;
            return std::tie(s_.visits[a.visit].last, s_.visits[a.visit].id) < std::tie(s_.visits[b.visit].last, s_.visits[b.visit].id);
        });
        for (const Found& f : found) {
            Session session = sessionRow(input_, s_, s_.visits[f.visit], false);
            session.reasons = examine(f.visit, true).words;
            row(std::move(session));
        }
    }

private:
    /// Where an account was seen, and when first.
    struct Place {
        Sym account, ip;
        std::int64_t first;
        std::uint32_t visit;
    };
    struct Hours {
        std::array<std::uint32_t, 24> sessions{};
        std::uint32_t total = 0;
        std::int64_t first = kForever;
    };

    /// First sight of an address for an account, accounts of an address, and the account's hours.
    void learn() {
        SpoolVector<SymPair> tokens(input_.spool);
        SpoolVector<Place> places(input_.spool);
        hoursOf_.assign(input_.symbols.size(), kNone);
        for (std::uint32_t i = 0; i < s_.visits.size(); ++i) {
            const Visit& v = s_.visits[i];
            if (v.failedOnly || !v.ip || !v.account || v.backEnd || v.trace) continue;
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
            if (v.token) tokens.push_back({v.token, v.ip});
        }
        std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
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

    [[nodiscard]] Signals examine(std::size_t visit, bool inWords) const {
        const Visit& v = s_.visits[visit];
        Signals s;
        s.inWords = inWords;
        const Spray* spray = s_.sprays.of(v.ip);
        if (v.failedOnly) {
            s.add(Credential, [&] { return phrase("%1 failed logins on %2 accounts from %3", spray->failures, spray->accounts, input_.view(v.ip)); });
            return s;
        }
        if (spray && spray->first < v.last) s.add(Credential, [&] {
            return phrase("success after %1 failed logins on %2 accounts from this address", spray->failures, spray->accounts);
        });
        const Hours* hours = hoursOf_[v.account] == kNone ? nullptr : &hours_[hoursOf_[v.account]];
        network(v, hours, firstThere_[visit], s);
        conduct(v, hours, s);
        return s;
    }

    void network(const Visit& v, const Hours* hours, bool firstThere, Signals& s) const {
        if (inAny(input_.ownNetworks, input_.view(v.ip))) return;
        if (hours && v.first > hours->first && firstThere)
            s.add(Network, [&] { return phrase("first time this account is seen at %1", input_.view(v.ip)); });
        if (accountsAt_[v.ip] > 1)
            s.add(Network, [&] { return phrase("one address, %1 accounts (a shared address does the same)", accountsAt_[v.ip]); });
        if (v.token && addressesOf_[v.token] > 1)
            s.add(Client, [&] { return phrase("its session token is seen at %1 addresses", addressesOf_[v.token]); });
    }

    void conduct(const Visit& v, const Hours* hours, Signals& s) const {
        if (v.counters >= 0) {
            const Counters& k = input_.counters[static_cast<std::size_t>(v.counters)];
            if (k.bodyCount >= kManyBodies) s.add(Conduct, [&] { return phrase("%1 bodies read in one session", k.bodyCount); });
            if (k.retr >= kManyBodies) s.add(Conduct, [&] { return phrase("%1 messages retrieved in one session", k.retr); });
        }
        if (v.route == Route::Sieve) s.add(Conduct, [] { return phrase("a session that can change filter rules"); });
        if (v.ruleChanges == 1) s.add(Conduct, [] { return phrase("a rule or right was changed"); });
        if (v.ruleChanges > 1) s.add(Conduct, [&] { return phrase("%1 rules or rights were changed", v.ruleChanges); });
        if (v.expunges) s.add(Conduct, [&] { return phrase("%1 messages removed for good", v.expunges); });
        if (v.exports) s.add(Conduct, [&] { return phrase("%1 bulk downloads", v.exports); });
        if (!hours || hours->total < 10) return;
        const std::uint32_t then = hours->sessions[hourOf(v.first)];
        if (then && then * 50 <= hours->total) s.add(Conduct, [] { return phrase("an hour of the day this account is hardly seen at"); });
    }

    const Input& input_;
    const Sessions& s_;
    SpoolVector<std::uint32_t> accountsAt_, addressesOf_;  ///< by address: accounts; by token: addresses
    SpoolVector<std::uint8_t> firstThere_;                 ///< by visit: the account was not at this address before
    SpoolVector<std::uint32_t> hoursOf_;                   ///< by account: where in hours_; kNone = nowhere
    std::vector<Hours> hours_;
};

}  // namespace

void findSuspects(const Input& input, const Sessions& sessions, const std::function<void(Session&&)>& row) {
    Finder(input, sessions).run(row);
}

}  // namespace sillage::tracing
