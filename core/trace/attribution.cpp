// Which sessions are whose (see attribution.h).
#include "trace/attribution.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>

#include "base/ip.h"
#include "base/phrase.h"
#include "base/text.h"
#include "store/event_session.h"
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

/// An indicator, its address parsed and its application looked up once.
class Matcher {
public:
    Matcher(const Input& input, const Groundwork& ground, const Indicator& indicator)
        : input_(input), ground_(ground), indicator_(indicator), app_(input.symbols.find(asciiLower(indicator.app))) {
        if (!indicator.ip.empty()) range_ = IpRange::parse(indicator.ip);
    }
    bool operator()(const Visit& v, std::uint32_t visit) { return at(v, visit, v.ip); }
    /// Were the address that one.
    bool at(const Visit& v, std::uint32_t visit, Sym ip) {
        const Indicator& i = indicator_;
        if (!i.namesNetwork() && !i.namesMore()) return false;
        if (!i.ip.empty() && !inside(ip)) return false;
        if (i.asn && !input_.systems.find(i.asn, input_.view(ip))) return false;
        if (!i.account.empty() && !iequals(i.account, input_.view(v.account))) return false;
        if (!i.userAgent.empty() && i.userAgent != input_.view(v.agent)) return false;
        if (!i.session.empty() && i.session != sessionId(v.id) && i.session != sessionId(v.group) &&
            i.session != input_.view(v.key) && i.session != input_.view(v.token))
            return false;
        if (i.from && v.last < i.from) return false;
        if (i.to && v.first > i.to) return false;
        return (i.device.empty() || ofDevice(v, visit)) && (i.app.empty() || ofApplication(v, visit));
    }
    /// Some of its records may be another application's or device's: neither a session id nor a device ties them together.
    [[nodiscard]] bool inPart(const Visit& v) const {
        return v.mixed && (!indicator_.device.empty() || (!indicator_.app.empty() && !v.key));
    }

private:
    [[nodiscard]] bool inside(Sym ip) const { return range_ && ip && range_->contains(input_.view(ip)); }
    [[nodiscard]] bool ofDevice(const Visit& v, std::uint32_t visit) const {
        if (v.route != Route::ActiveSync) return false;
        return named(v, visit, v.token, [](const Ev& e) { return e.session; }, [this](Sym s) { return iequals(indicator_.device, input_.view(s)); });
    }
    [[nodiscard]] bool ofApplication(const Visit& v, std::uint32_t visit) const {
        if (v.route != Route::M365 || !app_) return false;
        return named(v, visit, v.app, [](const Ev& e) { return e.method; }, [this](Sym s) { return s == app_; });
    }
    /// The first that its records name, or any of them.
    template <typename Of, typename Is>
    [[nodiscard]] bool named(const Visit& v, std::uint32_t visit, Sym first, Of&& of, Is&& is) const {
        if (first && is(first)) return true;
        if (!v.mixed) return false;
        const auto events = ground_.eventsOf(v, visit);
        return std::any_of(events.begin(), events.end(), [&](std::uint32_t e) { return is(of(input_.events[e])); });
    }
    const Input& input_;
    const Groundwork& ground_;
    const Indicator& indicator_;
    Sym app_;
    std::optional<IpRange> range_;
};

/// Sessions that meet one condition of one of the indicators at least, ascending: few, whatever their number.
class Reached {
public:
    Reached(const Input& input, const std::vector<Indicator>& indicators) : input_(input), inside_(input.spool) {
        for (const Indicator& i : indicators) {
            if (const auto range = i.ip.empty() ? std::nullopt : IpRange::parse(i.ip)) ranges_.push_back(*range);
            else if (i.asn) systems_.push_back(i.asn);
            else if (!i.account.empty()) accounts_.push_back(input.symbols.find(asciiLower(i.account)));
            else if (!i.userAgent.empty()) agents_.push_back(input.symbols.find(i.userAgent));
            else if (!i.session.empty()) session(i.session);
            else if (!i.device.empty()) devices_.push_back(i.device);
            else if (!i.app.empty()) apps_.push_back(input.symbols.find(asciiLower(i.app)));
        }
        if (!ranges_.empty() || !systems_.empty()) inside_.assign(input.symbols.size(), 0);
    }
    [[nodiscard]] SpoolVector<std::uint32_t> of(const SpoolVector<Visit>& visits) {
        std::mutex mutex;
        std::map<std::size_t, std::vector<std::uint32_t>> found;
        inParallel(visits.size(), [&](std::size_t from, std::size_t to) {
            std::vector<std::uint32_t> mine;
            for (std::size_t v = from; v < to; ++v)
                if (!visits[v].backEnd && meets(visits[v])) mine.push_back(static_cast<std::uint32_t>(v));
            const std::lock_guard lock(mutex);
            found.emplace(from, std::move(mine));
        });
        SpoolVector<std::uint32_t> all(input_.spool);
        for (const auto& [from, part] : found) all.append(part.data(), part.size());
        return all;
    }

private:
    void session(const std::string& text) {
        if (const auto id = sessionNumber(text)) ids_.push_back(*id);
        if (const Sym s = input_.symbols.find(text)) keys_.push_back(s);
    }
    [[nodiscard]] bool meets(const Visit& v) {
        if (!inside_.empty() && (inside(v.ip) || inside(v.claimed))) return true;
        if (!apps_.empty() && v.route == Route::M365 && (v.mixed || holds(apps_, v.app))) return true;
        if (!devices_.empty() && v.route == Route::ActiveSync && (v.mixed || isDevice(v.token))) return true;
        return holds(accounts_, v.account) || holds(agents_, v.agent) || holds(ids_, v.id) || holds(ids_, v.group) || holds(keys_, v.key) || holds(keys_, v.token);
    }
    template <typename T>
    static bool holds(const std::vector<T>& list, T value) { return value && std::find(list.begin(), list.end(), value) != list.end(); }
    bool inside(Sym ip) {
        if (!ip) return false;
        std::atomic_ref<std::uint8_t> known(inside_[ip]);  // whoever comes first finds the same
        const std::uint8_t k = known.load(std::memory_order_relaxed);
        if (k) return k == 2;
        const bool is = inAny(ranges_, input_.view(ip)) || inSystem(input_.view(ip));
        known.store(is ? 2 : 1, std::memory_order_relaxed);
        return is;
    }
    [[nodiscard]] bool inSystem(std::string_view ip) const {
        return std::any_of(systems_.begin(), systems_.end(), [&](std::uint32_t asn) { return input_.systems.find(asn, ip) != nullptr; });
    }
    [[nodiscard]] bool isDevice(Sym token) const {
        return std::any_of(devices_.begin(), devices_.end(), [&](const std::string& d) { return iequals(d, input_.view(token)); });
    }
    const Input& input_;
    std::vector<IpRange> ranges_;
    std::vector<std::uint32_t> systems_;
    std::vector<std::string> devices_;
    std::vector<Sym> accounts_, agents_, keys_, apps_;
    std::vector<std::uint64_t> ids_;
    SpoolVector<std::uint8_t> inside_;  ///< by address: 0 not compared, 1 outside, 2 inside
};

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
        while (*at >= 0) at = &a_.reasons[static_cast<std::size_t>(*at)].next;
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

bool sameWords(const Input& input, const Sessions& sessions, const Attribution& a, const Attribution& b, std::uint32_t visit) {
    const Attribution::Of x = a.of_(visit), y = b.of_(visit);
    if (x.actor != y.actor || x.attribution != y.attribution || (x.reason < 0) != (y.reason < 0) || a.states[visit] != b.states[visit]) return false;
    std::string before, after;
    sayWhose(input, sessions, a, visit, before);
    sayWhose(input, sessions, b, visit, after);
    return before == after;
}

}  // namespace sillage::tracing
