// See groundwork.h.
#include "trace/groundwork.h"

#include <algorithm>
#include <future>

#include "trace/distinct.h"
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
    Layer(const Input& input, const Sessions& sessions, Groundwork& ground) : input_(input), s_(sessions), g_(ground), place_(input.spool) {
        place_.assign(input.symbols.size(), kNone);
        for (std::uint32_t n = 0; n < ground.names.size(); ++n) place_[ground.names[n]] = n;
    }

    void run() {
        lists();
        auto learnt = std::async(std::launch::async, [this] { habits(); });
        opens();
        events();
        learnt.get();
    }

private:
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

    void opens() {
        g_.keepsOpen.assign(s_.visits.size(), kNone);
        for (std::size_t i = 0; i < s_.visits.size(); ++i) {
            const Visit& v = s_.visits[i];
            if (!v.account || v.route == Route::Lmtp || v.route == Route::Smtp || servedNothing(input_, v)) continue;
            g_.keepsOpen[i] = place_[v.account];
        }
    }

    /// What stretches of the events say.
    struct Seen {
        explicit Seen(const std::shared_ptr<Spool>& spool) : effects(spool) {}
        SpoolVector<Groundwork::Effect> effects;
        std::vector<Sym> standing;
        std::int64_t firstEffect = kForever;
    };

    void events() {
        SpoolVector<std::int32_t> sessionOf(input_.spool);  // but for lines of protocol traces
        sessionOf.extend(input_.events.size());
        std::vector<Seen> seen;
        for (std::size_t s = 0; s < kStretches; ++s) seen.emplace_back(input_.spool);
        inStretches(input_.events.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) {
                const Ev& e = input_.events[i];
                sessionOf[i] = e.session_ >= 0 && isRawTrace(e) ? -1 : e.session_;
                look(static_cast<std::uint32_t>(i), e, seen[stretch]);
            }
        });
        list(sessionOf);
        std::vector<Sym> standing;
        for (const Seen& of : seen) {
            g_.effects.append(of.effects.begin(), of.effects.size());
            g_.firstEffect = std::min(g_.firstEffect, of.firstEffect);
            standing.insert(standing.end(), of.standing.begin(), of.standing.end());
        }
        sortInParallel(g_.effects.begin(), g_.effects.end(), [](const Groundwork::Effect& a, const Groundwork::Effect& b) {
            return a.mailbox != b.mailbox ? a.mailbox < b.mailbox : a.event < b.event;
        });
        std::sort(standing.begin(), standing.end());
        standing.erase(std::unique(standing.begin(), standing.end()), standing.end());
        for (const Sym m : standing) g_.standing.push_back(m);
    }

    void look(std::uint32_t i, const Ev& e, Seen& out) {
        const bool stands = e.mailbox && (e.action == Action::Redirect || e.action == Action::Rule || e.action == Action::Permission);
        if (stands && (out.standing.empty() || out.standing.back() != e.mailbox)) out.standing.push_back(e.mailbox);
        if (!namesUid(e)) return;
        if (e.utc && e.uid && e.action != Action::Flag) out.firstEffect = std::min(out.firstEffect, e.utc);
        out.effects.push_back({e.mailbox, i});
    }

    /// Events session by session: each stretch of the sessions takes its own.
    void list(const SpoolVector<std::int32_t>& sessionOf) {
        SpoolVector<std::uint32_t> next(input_.spool);
        g_.begin.assign(s_.visits.size(), 0);
        std::uint32_t begin = 0;
        for (std::size_t v = 0; v < s_.visits.size(); ++v) g_.begin[v] = begin, begin += s_.visits[v].events;
        g_.events.assign(begin, 0);
        next.append(g_.begin.begin(), g_.begin.size());
        inStretches(s_.visits.size(), [&](std::size_t, std::size_t from, std::size_t to) {
            for (std::uint32_t i = 0; i < sessionOf.size(); ++i)
                if (const auto v = static_cast<std::size_t>(sessionOf[i]); sessionOf[i] >= 0 && v >= from && v < to) g_.events[next[v]++] = i;
        });
        for (const std::uint32_t i : input_.rawTraces)
            if (const std::int32_t v = input_.events[i].session_; v >= 0) g_.events[next[static_cast<std::size_t>(v)]++] = i;
    }

    const Input& input_;
    const Sessions& s_;
    Groundwork& g_;
    SpoolVector<std::uint32_t> place_;  ///< in `names`, by symbol
};

}  // namespace

std::span<const Groundwork::Effect> Groundwork::effectsOf(Sym name) const {
    const auto less = [](const Effect& a, const Effect& b) { return a.mailbox < b.mailbox; };
    const auto [from, to] = std::equal_range(effects.begin(), effects.end(), Effect{name, 0}, less);
    return {from, to};
}

Groundwork nameMailboxes(const Input& input) {
    Groundwork ground(input.keep);
    const std::vector<Sym> accounts = distinctTexts(input, {&Ev::account});
    ground.accounts.append(accounts.data(), accounts.size());
    for (const Sym name : distinctTexts(input, {&Ev::account, &Ev::mailbox}))  // those of sessions are among them
        if (name) ground.names.push_back(name);
    return ground;
}

void layGroundwork(const Input& input, const Sessions& sessions, Groundwork& ground) {
    Layer(input, sessions, ground).run();
}

}  // namespace sillage::tracing
