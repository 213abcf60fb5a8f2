// See groundwork.h.
#include "trace/groundwork.h"

#include <algorithm>
#include <future>

#include "trace/folder_state.h"
#include "trace/parallel.h"

namespace sillage::tracing {
namespace {

/// T12: a session whose counters say that no body was served delivered no content, whoever it was.
bool servedNothing(const Input& input, const Visit& v) {
    if (v.trace) return true;  // a second record of another session
    if (v.route != Route::Imap || v.counters < 0) return false;
    const Counters& k = input.counters[static_cast<std::size_t>(v.counters)];
    return k.known() && k.bodyCount == 0;
}

class Layer {
public:
    Layer(const Input& input, const Sessions& sessions, const MailboxOf& mailboxOf, Groundwork& ground)
        : input_(input), s_(sessions), mailboxOf_(mailboxOf), g_(ground), known_(input.spool) {
        known_.assign(input.symbols.size(), kNone);
    }

    void run(const std::function<void(const Groundwork&)>& named) {
        lists();
        names();
        if (named) named(g_);
        auto learnt = std::async(std::launch::async, [this] { habits(); });
        opens();
        events();
        learnt.get();
    }

private:
    Sym mailboxOf(Sym account) {
        Sym& known = known_[account];
        if (known == kNone) known = mailboxOf_(account);
        return known;
    }

    void lists() {
        for (std::uint32_t v = 0; v < s_.visits.size(); ++v) {
            if (s_.visits[v].front >= 0) g_.fronted.push_back(v);
            if (s_.visits[v].token) g_.tokened.push_back(v);
        }
    }

    void habits() {
        Habits habits(input_, s_);
        g_.otherwise.assign(s_.visits.size(), Otherwise::Refused);
        g_.habits.assign(s_.visits.size(), HabitOf());
        inParallel(s_.visits.size(), [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) g_.otherwise[i] = otherwise(s_.visits[i], habits, g_.habits[i]);
        });
    }

    [[nodiscard]] Otherwise otherwise(const Visit& v, const Habits& habits, HabitOf& habit) const {
        if (v.failedOnly) return Otherwise::Refused;
        const Visit* front = v.front >= 0 ? &s_.visits[static_cast<std::size_t>(v.front)] : nullptr;
        const Visit& who = front ? *front : v;
        if (!v.account || !who.ip || (v.backEnd && !front)) return v.backEnd ? Otherwise::NoWebRequest : Otherwise::NoAddress;
        if (who.claimed) return Otherwise::Proxy;
        habit = habits.of(v, who);
        return s_.sprays.of(who.ip) ? Otherwise::Sprayed : Otherwise::ByHabit;
    }

    /// Every mailbox that a store, an account or a record names.
    void names() {
        SpoolVector<std::uint8_t> seen(input_.spool), named(input_.spool);
        seen.assign(input_.symbols.size(), 0);
        named.assign(input_.symbols.size(), 0);
        const auto name = [&](Sym mailbox) {
            if (!mailbox || named[mailbox]) return;
            named[mailbox] = 1;
            g_.mailboxes.push_back(mailbox);
        };
        for (const Sym m : input_.mailboxes) name(m);
        for (const Ev& e : input_.events)
            for (const Sym account : {e.account, e.mailbox})
                if (account && !seen[account]) seen[account] = 1, name(mailboxOf(account));
        for (const Visit& v : s_.visits)
            if (v.account && !seen[v.account]) seen[v.account] = 1, name(mailboxOf(v.account));
        std::sort(g_.mailboxes.begin(), g_.mailboxes.end(), [&](Sym a, Sym b) { return input_.view(a) < input_.view(b); });
        for (std::uint32_t r = 0; r < g_.mailboxes.size(); ++r) rank_.emplace(g_.mailboxes[r], r);
    }

    void opens() {
        g_.keepsOpen.assign(s_.visits.size(), kNone);
        for (std::size_t i = 0; i < s_.visits.size(); ++i) {
            const Visit& v = s_.visits[i];
            if (!v.account || v.route == Route::Lmtp || v.route == Route::Smtp || servedNothing(input_, v)) continue;
            if (const auto rank = rank_.find(mailboxOf(v.account)); rank != rank_.end()) g_.keepsOpen[i] = rank->second;
        }
    }

    void events() {
        SpoolVector<std::uint32_t> filled(input_.spool);
        g_.begin.assign(s_.visits.size(), 0);
        std::uint32_t begin = 0;
        for (std::size_t v = 0; v < s_.visits.size(); ++v) g_.begin[v] = begin, begin += s_.visits[v].events;
        g_.events.assign(begin, 0);
        filled.assign(s_.visits.size(), 0);
        bool anyRaw = false;
        const auto list = [&](std::uint32_t i) {
            const auto v = static_cast<std::size_t>(input_.events[i].session_);
            g_.events[g_.begin[v] + filled[v]++] = i;
        };
        std::vector<Sym> standing;
        for (std::uint32_t i = 0; i < input_.events.size(); ++i) {
            const Ev& e = input_.events[i];
            if (e.session_ >= 0) {
                if (isRawTrace(e)) anyRaw = true;
                else list(i);
            }
            if (e.mailbox && (e.action == Action::Redirect || e.action == Action::Rule || e.action == Action::Permission)) {
                const Sym mailbox = mailboxOf(e.mailbox);
                if (standing.empty() || standing.back() != mailbox) standing.push_back(mailbox);
            }
            if (!namesUid(e)) continue;
            if (e.utc && e.uid && e.action != Action::Flag) g_.firstEffect = std::min(g_.firstEffect, e.utc);
            g_.effects.push_back({mailboxOf(e.mailbox), i});
        }
        if (anyRaw)
            for (std::uint32_t i = 0; i < input_.events.size(); ++i)
                if (input_.events[i].session_ >= 0 && isRawTrace(input_.events[i])) list(i);
        sortInParallel(g_.effects.begin(), g_.effects.end(), [](const Groundwork::Effect& a, const Groundwork::Effect& b) {
            return a.mailbox != b.mailbox ? a.mailbox < b.mailbox : a.event < b.event;
        });
        std::sort(standing.begin(), standing.end());
        standing.erase(std::unique(standing.begin(), standing.end()), standing.end());
        for (const Sym m : standing) g_.standing.push_back(m);
    }

    const Input& input_;
    const Sessions& s_;
    const MailboxOf& mailboxOf_;
    Groundwork& g_;
    SpoolVector<Sym> known_;  ///< by account: its mailbox
    std::unordered_map<Sym, std::uint32_t> rank_;
};

}  // namespace

std::span<const Groundwork::Effect> Groundwork::effectsOf(Sym mailbox) const {
    const auto less = [](const Effect& a, const Effect& b) { return a.mailbox < b.mailbox; };
    const auto [from, to] = std::equal_range(effects.begin(), effects.end(), Effect{mailbox, 0}, less);
    return {from, to};
}

std::uint32_t Groundwork::rankOf(const Input& input, Sym mailbox) const {
    const Sym* at = std::lower_bound(mailboxes.begin(), mailboxes.end(), mailbox, [&](Sym a, Sym b) { return input.view(a) < input.view(b); });
    return at != mailboxes.end() && *at == mailbox ? static_cast<std::uint32_t>(at - mailboxes.begin()) : kNone;
}

SpoolVector<Sym> accountsOf(const Input& input, const std::shared_ptr<Spool>& spool) {
    SpoolVector<Sym> accounts(spool);
    SpoolVector<std::uint8_t> seen(input.spool);
    seen.assign(input.symbols.size(), 0);
    for (const Ev& e : input.events)
        if (e.account && !seen[e.account]) seen[e.account] = 1, accounts.push_back(e.account);
    return accounts;
}

Groundwork layGroundwork(const Input& input, const Sessions& sessions, const MailboxOf& mailboxOf,
                         const std::function<void(const Groundwork&)>& named) {
    Groundwork ground(input.keep);
    ground.accounts = accountsOf(input, input.keep);
    Layer(input, sessions, mailboxOf, ground).run(named);
    return ground;
}

}  // namespace sillage::tracing
