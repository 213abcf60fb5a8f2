// Which sessions are whose (see attribution.h).
#include "trace/attribution.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/ip.h"
#include "base/phrase.h"
#include "base/text.h"
#include "trace/attribution_match.h"
#include "trace/forwarded.h"
#include "trace/parallel.h"

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
    add(phraseText("device"), i.device);
    add(phraseText("application"), i.app);
    if (i.asn) add(phraseText("network"), asnText(i.asn));
    const Said grade = said(indicatorGradeName(i.grade));
    if (i.document.empty()) return phrase("indicator %1 (%2), %3", i.id, said(conditions), grade);
    return phrase("indicator %1 (%2), %3, document: %4", i.id, said(conditions), grade, i.document);
}

std::string describeSystem(const Input& input, const Indicator& i, const Visit& v) {
    const AsnRange* range = input.systems.find(i.asn, input.view(v.ip));
    const AsnFile* file = range ? input.systems.file(range->file) : nullptr;
    if (!file) return {};
    const std::string whose = range->name.empty() ? asnText(i.asn) : asnText(i.asn) + " " + range->name;
    return phrase("the address %1 lies in %2, which is %3's by %4 of %5 (SHA-256 %6)", input.view(v.ip), range->text(), whose, said(range->place),
                  file->path, file->sha256);
}

namespace {

/// T29: a shared address says nothing by itself; with a second condition it is one family of signals.
Axis axisOf(const Indicator& i) {
    switch (i.grade) {
        case IndicatorGrade::Exclusive: return Axis::Top;
        case IndicatorGrade::Asserted: return Axis::Possible;
        case IndicatorGrade::Shared: break;
    }
    const bool more = !i.session.empty() || !i.userAgent.empty() || !i.device.empty() || !i.app.empty() || (!i.account.empty() && (i.from || i.to));
    return more ? Axis::Possible : Axis::None;
}

}  // namespace

bool isService(const Input& input, Sym ip) {
    static const std::vector<IpRange> kOwn = parseRanges("127.0.0.0/8,::1,2603:1000::/24");
    return inAny(kOwn, input.view(ip));
}

namespace {

class Attributor {
public:
    Attributor(Input& input, const Sessions& s, const Groundwork& ground, const std::vector<Indicator>& indicators, bool assume)
        : input_(input), s_(s), ground_(ground), a_(input.spool), assume_(assume) {
        a_.indicators = indicators;
    }

    Attribution run() {
        if (!a_.indicators.empty()) {
            const auto candidates = Reached(input_, a_.indicators).of(s_.visits);
            for (std::size_t i = 0; i < a_.indicators.size(); ++i) direct(i, candidates);
            for (const std::uint32_t v : ground_.fronted) throughFront(v);
            throughTokens();
            for (const std::uint32_t v : ground_.fronted) throughFront(v);
        }
        window();
        states();
        return std::move(a_);
    }

private:
    void note(std::uint32_t v, Reason::Kind kind, std::size_t about) {
        std::int32_t* at = &a_.of[v].reason;
        while (*at >= 0) {
            Reason& known = a_.reasons[static_cast<std::size_t>(*at)];
            if (known.kind == kind && known.about == about) return;  // fronts are asked twice
            at = &known.next;
        }
        *at = static_cast<std::int32_t>(a_.reasons.size());
        a_.reasons.push_back({kind, static_cast<std::uint32_t>(about), -1});
    }

    void give(std::uint32_t v, Sym actor, Axis axis, Reason::Kind kind, std::size_t about) {
        if (axis == Axis::None) return;
        note(v, kind, about);
        Attribution::Of& of = a_.of[v];
        if (of.attribution >= axis) return;
        of.attribution = axis;
        of.actor = actor;
    }

    [[nodiscard]] Attribution::Of of(std::uint32_t v) const { return a_.of_(v); }

    void direct(std::size_t index, const SpoolVector<std::uint32_t>& candidates) {
        const Indicator& i = a_.indicators[index];
        Matcher matching(input_, ground_, i);
        const bool ownRange = ownNetwork(i);
        const Sym actor = input_.symbols.intern(i.actor);
        for (const std::uint32_t at : candidates) {  // none is a back end: its address is the web server's
            const Visit& v = s_.visits[at];
            if (!matching(v, at)) {
                if (v.claimed && matching.at(v, at, v.claimed)) note(at, Reason::Kind::Claimed, index);
                continue;
            }
            if (i.actor == kHolder) {
                note(at, Reason::Kind::Holder, index);
                if (i.asn) note(at, Reason::Kind::System, index);
                a_.of[at].holder = true;
                continue;
            }
            const bool own = ownRange || (i.asn && !i.namesMore() && inAny(input_.ownNetworks, input_.view(v.ip)));
            Axis axis = own ? Axis::None : axisOf(i);
            if (axis == Axis::None) {
                note(at, own ? Reason::Kind::OwnNetwork : Reason::Kind::SharedIndicator, index);
                a_.of[at].shared = true;
                continue;
            }
            if (matching.inPart(v)) axis = Axis::Possible;
            give(at, actor, axis, Reason::Kind::Indicator, index);
            if (i.asn) note(at, Reason::Kind::System, index);
            if (matching.inPart(v)) note(at, Reason::Kind::Mixed, index);
            if (axis == Axis::Possible && i.grade == IndicatorGrade::Asserted) raise(at, i, actor);
        }
    }

    /// T29: an address alone, and one that the examiner declared the organisation's own.
    [[nodiscard]] bool ownNetwork(const Indicator& i) const {
        const auto range = !i.namesMore() ? IpRange::parse(i.ip) : std::nullopt;
        return range && std::any_of(input_.ownNetworks.begin(), input_.ownNetworks.end(), [&](const IpRange& own) {
                   return own.prefix <= range->prefix && own.contains(range->base);
               });
    }

    /// Two families of signals, one of them credential: the asserted address, and guessed passwords from it.
    void raise(std::uint32_t at, const Indicator& i, Sym actor) {
        const Visit& v = s_.visits[at];
        const Spray* spray = s_.sprays.of(v.ip);
        if (!spray || !i.namesNetwork() || spray->first > v.last || !s_.sprays.tried(v.ip, v.account)) return;
        give(at, actor, Axis::Probable, Reason::Kind::Sprayed, 0);
    }

    void throughFront(std::uint32_t v) {
        const Visit& visit = s_.visits[v];
        const Attribution::Of front = of(static_cast<std::uint32_t>(visit.front));
        if (front.holder) a_.of[v].holder = true;
        if (front.attribution == Axis::None) return;
        give(v, front.actor, std::min(front.attribution, visit.frontJoin), Reason::Kind::Front, static_cast<std::size_t>(visit.front));
    }

    /// T25: the same token at another address is possible, never silently the same actor.
    void throughTokens() {
        std::unordered_map<Sym, std::uint32_t> owner;
        for (const std::uint32_t v : ground_.tokened)
            if (of(v).attribution >= Axis::Probable) owner.emplace(s_.visits[v].token, v);
        if (owner.empty()) return;
        for (const std::uint32_t v : ground_.tokened) {
            const Visit& visit = s_.visits[v];
            const auto it = owner.find(visit.token);
            if (it == owner.end() || it->second == v) continue;
            const Visit& o = s_.visits[it->second];
            const Attribution::Of whose = of(it->second);
            const bool cloud = visit.route == Route::M365;  // a browser's name in one log, a client's in the other
            const bool sameClient = cloud ? o.ip == visit.ip || !visit.ip || isService(input_, visit.ip) : o.ip == visit.ip && o.agent == visit.agent;
            give(v, whose.actor, sameClient ? whose.attribution : Axis::Possible, sameClient ? Reason::Kind::Token : Reason::Kind::OtherToken, it->second);
        }
    }

    /// Habit is what was before an actor got in; where none did, before he tried.
    void window() {
        std::int64_t tried = kForever, in = kForever;
        for (const auto& [v, of] : a_.of) {
            const Visit& visit = s_.visits[v];
            if (of.attribution == Axis::None) continue;
            std::int64_t& first = visit.failedOnly ? tried : in;
            first = std::min(first, visit.first);
            if (!visit.failedOnly && !visit.backEnd && visit.ip && networks_.insert(visit.ip).second) hostile_.insert(networkOf(input_, visit.ip));
        }
        windowStart_ = in == kForever ? tried : in;
        hostile_.erase(0);
    }

    /// T20 for what no indicator reaches.
    void states() {
        a_.states.assign(s_.visits.size(), 0);
        const bool assumes = windowStart_ != kForever && assume_;
        inParallel(s_.visits.size(), [&](std::size_t from, std::size_t to) {
            for (std::size_t v = from; v < to; ++v) a_.states[v] = otherwise(v, assumes);
        });
        for (const auto& [v, of] : a_.of)
            if (of.shared && ground_.otherwise[v] != Otherwise::Refused && s_.visits[v].front < 0) a_.states[v] = Attribution::state(Status::Undecided, StatusWhy::Nothing);
        for (const std::uint32_t v : ground_.fronted)
            if (of(static_cast<std::uint32_t>(s_.visits[v].front)).shared && ground_.otherwise[v] != Otherwise::Refused)
                a_.states[v] = Attribution::state(Status::Undecided, StatusWhy::Nothing);
        for (const auto& [v, of] : a_.of)
            if (of.holder && ground_.otherwise[v] != Otherwise::Refused) a_.states[v] = Attribution::state(Status::Holder, StatusWhy::Nothing);
        for (const auto& [v, of] : a_.of)
            if (of.attribution != Axis::None) a_.states[v] = Attribution::state(Status::Attributed, StatusWhy::Nothing);
    }

    [[nodiscard]] std::uint8_t otherwise(std::size_t v, bool assumes) const {
        const auto undecided = [](StatusWhy why) { return Attribution::state(Status::Undecided, why); };
        if (ground_.otherwise[v] == Otherwise::Refused) return Attribution::state(Status::Refused, StatusWhy::AllFailed);
        if (!assumes) return undecided(StatusWhy::Nothing);
        switch (ground_.otherwise[v]) {
            case Otherwise::NoWebRequest: return undecided(StatusWhy::NoWebRequest);
            case Otherwise::NoAddress: return undecided(StatusWhy::NoAddress);
            case Otherwise::Proxy: return undecided(StatusWhy::UndeclaredProxy);
            case Otherwise::ByHabit: return byHabit(v);
            case Otherwise::Sprayed: case Otherwise::Refused: break;
        }
        return undecided(StatusWhy::NewAddress);
    }

    [[nodiscard]] std::uint8_t byHabit(std::size_t v) const {
        StatusWhy why = ground_.habits[v].before(windowStart_);
        if (why == StatusWhy::HabitOfNetwork) {
            const Visit& visit = s_.visits[v];
            const Visit& who = visit.front >= 0 ? s_.visits[static_cast<std::size_t>(visit.front)] : visit;
            if (hostile_.count(networkOf(input_, who.ip))) why = StatusWhy::NewAddress;
        }
        const bool fits = why == StatusWhy::Habit || why == StatusWhy::HabitOfNetwork;
        return Attribution::state(fits ? Status::Habitual : Status::Undecided, why);
    }

    Input& input_;
    const Sessions& s_;
    const Groundwork& ground_;
    Attribution a_;
    std::unordered_set<Sym> networks_;            ///< addresses of actors
    std::unordered_set<std::uint64_t> hostile_;   ///< their neighbourhoods
    std::int64_t windowStart_ = kForever;
    bool assume_ = true;
};

}  // namespace

Attribution attribute(Input& input, const Sessions& sessions, const Groundwork& ground, const std::vector<Indicator>& indicators, bool assumeHabit) {
    return Attributor(input, sessions, ground, indicators, assumeHabit).run();
}

bool assumesHabit(const Input& input) {
    const auto assumption = input.settings.find("habitual-assumption");
    return assumption == input.settings.end() || assumption->second != "withdrawn";
}

void apply(Attribution&& attribution, Sessions& sessions) {
    sessions.whose = std::move(attribution);
    for (const auto& [v, of] : sessions.whose.of) {
        Visit& visit = sessions.visits[v];
        visit.actor = of.actor;
        visit.attribution = of.attribution;
        visit.reason = of.reason;
    }
}

std::vector<std::uint32_t> restsOn(const Attribution& a, std::uint32_t visit) {
    constexpr std::size_t kMost = 8;
    std::vector<std::uint32_t> out{visit};
    for (std::size_t i = 0; i < out.size() && out.size() <= kMost; ++i)
        for (std::int32_t r = a.of_(out[i]).reason; r >= 0; r = a.reasons[static_cast<std::size_t>(r)].next) {
            const Reason& reason = a.reasons[static_cast<std::size_t>(r)];
            const bool follows = reason.kind == Reason::Kind::Front || reason.kind == Reason::Kind::Token || reason.kind == Reason::Kind::OtherToken;
            if (follows && std::find(out.begin(), out.end(), reason.about) == out.end()) out.push_back(reason.about);
        }
    out.erase(out.begin());
    return out;
}

bool sameWords(const Input& input, const Sessions& sessions, const Attribution& a, const Attribution& b, std::uint32_t visit) {
    const Attribution::Of x = a.of_(visit), y = b.of_(visit);
    if (x.actor != y.actor || x.attribution != y.attribution || (x.reason < 0) != (y.reason < 0) || a.states[visit] != b.states[visit]) return false;
    const auto words = [&](const Attribution& whose) {
        std::string text;
        sayWhose(input, sessions, whose, visit, text);
        for (const std::uint32_t v : restsOn(whose, visit)) sayWhose(input, sessions, whose, v, text);
        return text;
    };
    return words(a) == words(b);
}

}  // namespace sillage::tracing
