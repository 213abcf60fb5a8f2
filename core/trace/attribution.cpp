// Which sessions are whose (see attribution.h).
#include "trace/attribution.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/ip.h"
#include "base/phrase.h"
#include "base/text.h"
#include "trace/forwarded.h"

namespace sillage::tracing {
std::string describe(const Indicator& i) {
    std::string conditions;
    const auto add = [&](const char* name, const std::string& value) {
        if (value.empty()) return;
        const std::string one = phrase("%1 %2", said(name), value);
        conditions = conditions.empty() ? one : phrase("%1, %2", said(conditions), said(one));
    };
    add(phraseText("address"), i.ip);
    add(phraseText("account"), i.account);
    add(phraseText("session"), i.session);
    add(phraseText("client"), i.userAgent);
    const Said grade = said(indicatorGradeName(i.grade));
    if (i.document.empty()) return phrase("indicator %1 (%2), %3", i.id, said(conditions), grade);
    return phrase("indicator %1 (%2), %3, document: %4", i.id, said(conditions), grade, i.document);
}

namespace {

/// T29: a shared address says nothing by itself; with a second condition it is one family of signals.
Axis axisOf(const Indicator& i) {
    switch (i.grade) {
        case IndicatorGrade::Exclusive: return Axis::Top;
        case IndicatorGrade::Asserted: return Axis::Possible;
        case IndicatorGrade::Shared: break;
    }
    const bool more = !i.session.empty() || !i.userAgent.empty() || (!i.account.empty() && (i.from || i.to));
    return more ? Axis::Possible : Axis::None;
}

}  // namespace

bool isService(const Input& input, Sym ip) {
    static const std::vector<IpRange> kOwn = parseRanges("127.0.0.0/8,::1,2603:1000::/24");
    return inAny(kOwn, input.view(ip));
}

namespace {

/// An indicator, its address parsed once; an address is compared once, whatever number of sessions it has.
class Matcher {
public:
    Matcher(const Input& input, const Indicator& indicator) : input_(input), indicator_(indicator), known_(input.spool) {
        if (!indicator.ip.empty()) range_ = IpRange::parse(indicator.ip);
        known_.assign(indicator.ip.empty() ? 1 : input.symbols.size(), 0);
    }
    bool operator()(const Visit& v) { return at(v, v.ip); }
    /// Were the address that one.
    bool at(const Visit& v, Sym ip) {
        if (!indicator_.ip.empty() && !inside(ip)) return false;
        const Indicator& i = indicator_;
        if (!i.account.empty() && !iequals(i.account, input_.view(v.account))) return false;
        if (!i.userAgent.empty() && i.userAgent != input_.view(v.agent)) return false;
        if (!i.session.empty() && i.session != sessionId(v.id) && i.session != sessionId(v.group) &&
            i.session != input_.view(v.key) && i.session != input_.view(v.token))
            return false;
        if (i.from && v.last < i.from) return false;
        if (i.to && v.first > i.to) return false;
        return !(i.ip.empty() && i.account.empty() && i.session.empty() && i.userAgent.empty());
    }

private:
    bool inside(Sym ip) {
        if (!range_ || !ip) return false;
        std::uint8_t& known = known_[ip];
        if (!known) known = range_->contains(input_.view(ip)) ? 2 : 1;
        return known == 2;
    }
    const Input& input_;
    const Indicator& indicator_;
    std::optional<IpRange> range_;
    SpoolVector<std::uint8_t> known_;  ///< by address: 0 not compared, 1 outside, 2 inside
};

class Attributor {
public:
    Attributor(Input& input, Sessions& s) : input_(input), s_(s), habits_(input.spool) {}

    void run() {
        for (std::size_t i = 0; i < input_.indicators.size(); ++i) direct(i);
        if (!input_.indicators.empty()) {
            for (auto& v : s_.visits) throughFront(v);
            throughTokens();
            for (auto& v : s_.visits) throughFront(v);
        }
        window();
        for (auto& v : s_.visits) rest(v);
    }

private:
    void note(Visit& v, Reason::Kind kind, std::size_t about) {
        std::int32_t* at = &v.reason;
        while (*at >= 0) at = &s_.reasons[static_cast<std::size_t>(*at)].next;
        *at = static_cast<std::int32_t>(s_.reasons.size());
        s_.reasons.push_back({kind, static_cast<std::uint32_t>(about), -1});
    }

    void give(Visit& v, Sym actor, Axis axis, Reason::Kind kind, std::size_t about) {
        if (axis == Axis::None) return;
        note(v, kind, about);
        if (v.attribution >= axis) return;
        v.attribution = axis;
        v.actor = actor;
        v.status = Status::Attributed;
    }

    void direct(std::size_t index) {
        const Indicator& i = input_.indicators[index];
        Matcher matching(input_, i);
        const bool own = ownNetwork(i);
        const Axis axis = own ? Axis::None : axisOf(i);
        const Sym actor = input_.symbols.intern(i.actor);
        for (auto& v : s_.visits) {
            if (v.backEnd) continue;  // a back end's address is the web server's
            if (!matching(v)) {
                if (v.claimed && matching.at(v, v.claimed)) note(v, Reason::Kind::Claimed, index);
                continue;
            }
            if (axis == Axis::None) {
                note(v, own ? Reason::Kind::OwnNetwork : Reason::Kind::SharedIndicator, index);
                v.shared = true;
                continue;
            }
            give(v, actor, axis, Reason::Kind::Indicator, index);
            if (axis == Axis::Possible && i.grade == IndicatorGrade::Asserted) raise(v, i, actor);
        }
    }

    /// T29: an address alone, and one that the examiner declared the organisation's own.
    [[nodiscard]] bool ownNetwork(const Indicator& i) const {
        const bool alone = i.account.empty() && i.session.empty() && i.userAgent.empty();
        const auto range = alone ? IpRange::parse(i.ip) : std::nullopt;
        return range && std::any_of(input_.ownNetworks.begin(), input_.ownNetworks.end(), [&](const IpRange& own) {
                   return own.prefix <= range->prefix && own.contains(range->base);
               });
    }

    /// Two families of signals, one of them credential: the asserted address, and guessed passwords from it.
    void raise(Visit& v, const Indicator& i, Sym actor) {
        const Spray* spray = s_.sprays.of(v.ip);
        if (!spray || i.ip.empty() || spray->first > v.last || !s_.sprays.tried(v.ip, v.account)) return;
        give(v, actor, Axis::Probable, Reason::Kind::Sprayed, 0);
    }

    void throughFront(Visit& v) {
        if (v.front < 0) return;
        const Visit& front = s_.visits[static_cast<std::size_t>(v.front)];
        if (front.attribution == Axis::None) return;
        give(v, front.actor, std::min(front.attribution, v.frontJoin), Reason::Kind::Front, static_cast<std::size_t>(v.front));
    }

    /// T25: the same token at another address is possible, never silently the same actor.
    void throughTokens() {
        std::unordered_map<Sym, std::size_t> owner;
        for (std::size_t v = 0; v < s_.visits.size(); ++v)
            if (s_.visits[v].token && s_.visits[v].attribution >= Axis::Probable) owner.emplace(s_.visits[v].token, v);
        for (std::size_t v = 0; v < s_.visits.size(); ++v) {
            const auto it = owner.find(s_.visits[v].token);
            if (it == owner.end() || it->second == v) continue;
            const Visit& o = s_.visits[it->second];
            const Visit& w = s_.visits[v];
            const bool cloud = w.route == Route::M365;  // a browser's name in one log, a client's in the other
            const bool sameClient = cloud ? o.ip == w.ip || !w.ip || isService(input_, w.ip) : o.ip == w.ip && o.agent == w.agent;
            give(s_.visits[v], o.actor, sameClient ? o.attribution : Axis::Possible,
                 sameClient ? Reason::Kind::Token : Reason::Kind::OtherToken, it->second);
        }
    }

    void window() {
        for (const auto& v : s_.visits)
            if (v.attribution != Axis::None) windowStart_ = std::min(windowStart_, v.first);
        const auto assumption = input_.settings.find("habitual-assumption");
        assume_ = assumption == input_.settings.end() || assumption->second != "withdrawn";
        if (windowStart_ == kForever || !assume_) return;
        for (const auto& v : s_.visits)
            if (v.attribution == Axis::None && !v.failedOnly && v.account && v.first < windowStart_)
                habits_.push_back({v.account, v.ip});
        std::sort(habits_.begin(), habits_.end());
        habits_.shrink(static_cast<std::size_t>(std::unique(habits_.begin(), habits_.end()) - habits_.begin()));
    }

    [[nodiscard]] bool habit(Sym account, Sym ip) const {
        return std::binary_search(habits_.begin(), habits_.end(), SymPair{account, ip});
    }

    /// T20 for what no indicator reaches.
    void rest(Visit& v) const {
        if (v.attribution != Axis::None) return;
        if (v.failedOnly) {
            v.status = Status::Refused;
            v.statusWhy = StatusWhy::AllFailed;
            return;
        }
        const Visit* front = v.front >= 0 ? &s_.visits[static_cast<std::size_t>(v.front)] : nullptr;
        const Visit& who = front ? *front : v;
        v.status = Status::Undecided;
        if (windowStart_ == kForever || who.shared || !assume_) return;
        if (!v.account || !who.ip || (v.backEnd && !front)) {
            v.statusWhy = v.backEnd ? StatusWhy::NoWebRequest : StatusWhy::NoAddress;
            return;
        }
        if (who.claimed) {
            v.statusWhy = StatusWhy::UndeclaredProxy;
            return;
        }
        const bool usual = habit(v.account, who.ip) || habit(who.account, who.ip);
        const bool clean = usual && !s_.sprays.of(who.ip);
        if (clean) v.status = Status::Habitual;
        v.statusWhy = clean ? StatusWhy::Habit : StatusWhy::NewAddress;
    }

    Input& input_;
    Sessions& s_;
    SpoolVector<SymPair> habits_;
    std::int64_t windowStart_ = kForever;
    bool assume_ = true;
};

}  // namespace

bool matches(const Input& input, const Indicator& i, const Visit& v) { return Matcher(input, i)(v); }

Sprays findSprays(const Input& input) {
    Sprays out{SpoolVector<Spray>(input.spool), SpoolVector<SymPair>(input.spool)};
    SpoolVector<Spray> failures(input.spool);
    SpoolVector<std::uint8_t> outside(input.spool);  // by address: 1 loopback or none, 2 an address
    outside.assign(input.symbols.size(), 0);
    for (const Ev& e : input.events) {
        if (e.action != Action::Login || e.outcome != Outcome::Failure || !e.ip || !e.account) continue;
        if (!outside[e.ip]) {
            const auto ip = parseIp(input.view(e.ip));
            outside[e.ip] = !ip || ip->isLoopback() ? 1 : 2;
        }
        if (outside[e.ip] == 2) failures.push_back({e.ip, e.account, 1, e.utc});
    }
    std::sort(failures.begin(), failures.end(), [](const Spray& a, const Spray& b) {
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
    return out;
}

const Spray* Sprays::of(Sym ip) const {
    const Spray* at = std::lower_bound(addresses.begin(), addresses.end(), ip, [](const Spray& s, Sym a) { return s.ip < a; });
    return at != addresses.end() && at->ip == ip ? at : nullptr;
}

bool Sprays::tried(Sym ip, Sym account) const {
    return std::binary_search(pairs.begin(), pairs.end(), SymPair{ip, account});
}

void attributeSessions(Input& input, Sessions& sessions) { Attributor(input, sessions).run(); }

}  // namespace sillage::tracing
