// Suspects (see suspects.h). Families of signals: network, credential, client, conduct (evidence model §1). The order
// is by number of families, then of signals; no score is shown.
#include "trace/suspects.h"

#include <algorithm>
#include <set>

#include "base/ip.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kManyBodies = 40;

struct Signals {
    std::vector<std::string> words;
    std::set<std::string> families;
    void add(const char* family, std::string text) {
        families.insert(family);
        words.push_back(std::string(family) + ": " + std::move(text));
    }
};

class Finder {
public:
    Finder(const Input& input, const Sessions& s) : input_(input), s_(s), sprays_(sprays(input)) { learn(); }

    std::vector<Session> run() {
        std::vector<std::pair<Signals, const Visit*>> found;
        for (const Visit& v : s_.visits) {
            if (v.failedOnly ? !sprays_.count(v.ip) : (v.backEnd || v.trace || !v.ip)) continue;
            Signals signals = examine(v);
            if (!signals.words.empty()) found.emplace_back(std::move(signals), &v);
        }
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
            if (a.first.families.size() != b.first.families.size()) return a.first.families.size() > b.first.families.size();
            if (a.first.words.size() != b.first.words.size()) return a.first.words.size() > b.first.words.size();
            return a.second->first < b.second->first;
        });
        std::vector<Session> rows;
        for (const auto& [signals, v] : found) {
            Session row = v->row;
            row.reasons = signals.words;
            rows.push_back(std::move(row));
        }
        return rows;
    }

private:
    /// First sight of an address for an account, accounts of an address, and the account's hours.
    void learn() {
        for (const Visit& v : s_.visits) {
            if (v.failedOnly || !v.ip || !v.account || v.backEnd || v.trace) continue;
            auto [it, fresh] = firstSeen_.emplace(std::pair{v.account, v.ip}, v.first);
            if (!fresh) it->second = std::min(it->second, v.first);
            auto [a, newAccount] = accountFirst_.emplace(v.account, v.first);
            if (!newAccount) a->second = std::min(a->second, v.first);
            accountsOf_[v.ip].insert(v.account);
            ++hours_[v.account][(v.first / kHour) % 24];
            ++sessionsOf_[v.account];
            for (const Sym t : v.tokens) addressesOf_[t].insert(v.ip);
        }
    }

    Signals examine(const Visit& v) const {
        Signals s;
        const auto spray = sprays_.find(v.ip);
        if (v.failedOnly) {
            s.add("credential", std::to_string(spray->second.failures) + " failed logins on " + std::to_string(spray->second.accounts.size()) + " accounts from " + input_.text(v.ip));
            return s;
        }
        if (spray != sprays_.end() && spray->second.first < v.last)
            s.add("credential", "success after " + std::to_string(spray->second.failures) + " failed logins on " + std::to_string(spray->second.accounts.size()) + " accounts from this address");
        network(v, s);
        conduct(v, s);
        return s;
    }

    void network(const Visit& v, Signals& s) const {
        const auto seen = firstSeen_.find({v.account, v.ip});
        const auto since = accountFirst_.find(v.account);
        if (seen != firstSeen_.end() && seen->second == v.first && since != accountFirst_.end() && v.first > since->second)
            s.add("network", "first time this account is seen at " + input_.text(v.ip));
        const auto accounts = accountsOf_.find(v.ip);
        if (accounts != accountsOf_.end() && accounts->second.size() > 1)
            s.add("network", "one address, " + std::to_string(accounts->second.size()) + " accounts (a shared address does the same)");
        for (const Sym t : v.tokens) {
            const auto it = addressesOf_.find(t);
            if (it != addressesOf_.end() && it->second.size() > 1)
                s.add("client", "its session token is seen at " + std::to_string(it->second.size()) + " addresses");
        }
    }

    void conduct(const Visit& v, Signals& s) const {
        if (v.counters >= 0) {
            const Counters& k = input_.counters[static_cast<std::size_t>(v.counters)];
            if (k.bodyCount >= kManyBodies) s.add("conduct", std::to_string(k.bodyCount) + " bodies read in one session");
            if (k.retr >= kManyBodies) s.add("conduct", std::to_string(k.retr) + " messages retrieved in one session");
        }
        if (v.route == Route::Sieve) s.add("conduct", "a session that can change filter rules");
        std::size_t deleted = 0, bulk = 0;
        for (const std::size_t i : v.events) {
            const Ev& e = input_.events[i];
            deleted += e.action == Action::Expunge;
            bulk += e.action == Action::Export;
            if (e.action == Action::Rule || e.action == Action::Permission) s.add("conduct", "a rule or right was changed");
        }
        if (deleted) s.add("conduct", std::to_string(deleted) + " messages removed for good");
        if (bulk) s.add("conduct", std::to_string(bulk) + " bulk downloads");
        const auto hours = hours_.find(v.account);
        const auto total = sessionsOf_.find(v.account);
        const auto hour = static_cast<int>((v.first / kHour) % 24);
        if (hours != hours_.end() && total != sessionsOf_.end() && total->second >= 10) {
            const auto it = hours->second.find(hour);
            if (it != hours->second.end() && it->second * 50 <= total->second)
                s.add("conduct", "an hour of the day this account is hardly seen at");
        }
    }

    const Input& input_;
    const Sessions& s_;
    std::unordered_map<Sym, Spray> sprays_;
    std::map<std::pair<Sym, Sym>, std::int64_t> firstSeen_;
    std::map<Sym, std::int64_t> accountFirst_;
    std::map<Sym, std::set<Sym>> accountsOf_, addressesOf_;
    std::map<Sym, std::map<int, std::size_t>> hours_;
    std::map<Sym, std::size_t> sessionsOf_;
};

}  // namespace

std::vector<Session> findSuspects(const Input& input, const Sessions& sessions) { return Finder(input, sessions).run(); }

}  // namespace sillage::tracing
