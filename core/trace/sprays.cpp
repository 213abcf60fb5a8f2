// Addresses from which logins of several accounts failed (see sessions.h).
#include <algorithm>
#include <atomic>
#include <bit>
#include <tuple>

#include "base/ip.h"
#include "trace/parallel.h"
#include "trace/sessions.h"

namespace sillage::tracing {

/// Logins that failed, from addresses outside.
static SpoolVector<Spray> failedLogins(const Input& input) {
    SpoolVector<std::uint8_t> outside(input.spool);  // by address: 1 loopback or none, 2 an address
    outside.assign(input.symbols.size(), 0);
    std::vector<SpoolVector<Spray>> parts;
    for (std::size_t s = 0; s < kStretches; ++s) parts.emplace_back(input.spool);
    inStretches(input.events.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            const Ev& e = input.events[i];
            if (e.action != Action::Login || e.outcome != Outcome::Failure || !e.ip || !e.account) continue;
            const std::atomic_ref known(outside[e.ip]);  // several threads may find the same
            std::uint8_t where = known.load(std::memory_order_relaxed);
            if (!where) {
                const auto ip = parseIp(input.view(e.ip));
                known.store(where = !ip || ip->isLoopback() ? 1 : 2, std::memory_order_relaxed);
            }
            if (where == 2) parts[stretch].push_back({e.ip, e.account, 1, e.utc});
        }
    });
    SpoolVector<Spray> failures = std::move(parts[0]);
    for (std::size_t s = 1; s < kStretches; ++s) failures.append(parts[s].begin(), parts[s].size());
    return failures;
}

Sprays findSprays(const Input& input) {
    Sprays out{SpoolVector<Spray>(input.keep), SpoolVector<SymPair>(input.keep)};
    SpoolVector<Spray> failures = failedLogins(input);
    sortInParallel(failures.begin(), failures.end(), [](const Spray& a, const Spray& b) {
        return std::tie(a.ip, a.accounts, a.first) < std::tie(b.ip, b.accounts, b.first);
    });
    for (std::size_t begin = 0, end = 0; begin < failures.size(); begin = end) {
        Spray s{failures[begin].ip, 0, 0, failures[begin].first};
        const std::size_t pairs = out.pairs.size();
        for (; end < failures.size() && failures[end].ip == s.ip; ++end) {
            const Spray& f = failures[end];
            if (end == begin || failures[end - 1].accounts != f.accounts) ++s.accounts, out.pairs.push_back({f.ip, f.accounts});
            ++s.failures;
            s.first = std::min(s.first, f.first);
        }
        if (s.accounts >= 2) out.addresses.push_back(s);
        else out.pairs.shrink(pairs);
    }
    out.mark(input.symbols.size());
    return out;
}

void Sprays::mark(std::size_t symbols) {
    marked.assign(symbols / 64 + 1, 0);
    before.clear();
    for (const Spray& s : addresses) marked[s.ip / 64] |= std::uint64_t{1} << s.ip % 64;
    std::uint32_t count = 0;
    for (const std::uint64_t word : marked) {
        before.push_back(count);
        count += static_cast<std::uint32_t>(std::popcount(word));
    }
}

const Spray* Sprays::of(Sym ip) const {
    if (ip / 64 < marked.size()) {
        const std::uint64_t word = marked[ip / 64], bit = std::uint64_t{1} << ip % 64;
        return word & bit ? &addresses[before[ip / 64] + static_cast<std::size_t>(std::popcount(word & (bit - 1)))] : nullptr;
    }
    const Spray* at = std::lower_bound(addresses.begin(), addresses.end(), ip, [](const Spray& s, Sym a) { return s.ip < a; });
    return at != addresses.end() && at->ip == ip ? at : nullptr;
}

bool Sprays::tried(Sym ip, Sym account) const {
    return std::binary_search(pairs.begin(), pairs.end(), SymPair{ip, account});
}

}  // namespace sillage::tracing
