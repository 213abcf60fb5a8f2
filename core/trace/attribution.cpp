// Which sessions are whose (see attribution.h).
#include "trace/attribution.h"

#include <algorithm>
#include <set>

#include "base/ip.h"
#include "base/text.h"

namespace sillage::tracing {
namespace {

std::string describe(const Indicator& i) {
    std::string text = "indicator " + i.id + " (";
    const char* separator = "";
    const auto add = [&](const char* name, const std::string& value) {
        if (value.empty()) return;
        text += separator + std::string(name) + " " + value;
        separator = ", ";
    };
    add("address", i.ip);
    add("account", i.account);
    add("session", i.session);
    add("client", i.userAgent);
    return text + "), " + std::string(indicatorGradeName(i.grade)) +
           (i.document.empty() ? "" : ", document: " + i.document);
}

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

class Attributor {
public:
    Attributor(const Input& input, Sessions& s) : input_(input), s_(s), sprays_(sprays(input)) {}

    void run() {
        for (auto& v : s_.visits) direct(v);
        for (auto& v : s_.visits) throughFront(v);
        throughTokens();
        for (auto& v : s_.visits) throughFront(v);
        window();
        for (auto& v : s_.visits) rest(v);
    }

private:
    void give(Visit& v, const std::string& actor, Axis axis, std::string reason) {
        Session& row = v.row;
        if (axis == Axis::None) return;
        row.reasons.push_back(std::move(reason));
        if (row.attribution >= axis) return;
        row.attribution = axis;
        row.actor = actor;
        row.status = kAttributed;
    }

    void direct(Visit& v) {
        if (v.backEnd) return;  // its own address is the web server's
        for (const auto& i : input_.indicators) {
            if (!matches(input_, i, v)) continue;
            const Axis axis = axisOf(i);
            if (axis == Axis::None) {
                v.row.reasons.push_back("T29@1: matches " + describe(i) + ": a shared address attributes nothing by itself");
                candidates_.insert(v.row.id);
                continue;
            }
            give(v, i.actor, axis, "matches " + describe(i));
            if (axis == Axis::Possible && i.grade == IndicatorGrade::Asserted) raise(v, i);
        }
    }

    /// Two families of signals, one of them credential: the asserted address, and guessed passwords from it.
    void raise(Visit& v, const Indicator& i) {
        const auto spray = sprays_.find(v.ip);
        if (spray == sprays_.end() || i.ip.empty() || spray->second.first > v.last) return;
        if (std::find(spray->second.accounts.begin(), spray->second.accounts.end(), v.account) ==
            spray->second.accounts.end())
            return;
        give(v, i.actor, Axis::Probable,
             "network and credential: " + std::to_string(spray->second.failures) + " failed logins on " +
                 std::to_string(spray->second.accounts.size()) +
                 " accounts, this one among them, came from the same address before this success; benign alternative: "
                 "a gateway whose users mistype");
    }

    void throughFront(Visit& v) {
        if (v.front < 0) return;
        const Session& front = s_.visits[static_cast<std::size_t>(v.front)].row;
        if (front.attribution == Axis::None) return;
        give(v, front.actor, std::min(front.attribution, v.frontJoin),
             "T21@1: served a request of web session " + front.id + ", which is " + front.actor + "'s");
    }

    /// T25: the same token at another address is possible, never silently the same actor.
    void throughTokens() {
        std::unordered_map<Sym, const Visit*> owner;
        for (const auto& v : s_.visits)
            for (const Sym t : v.tokens)
                if (v.row.attribution >= Axis::Probable) owner.emplace(t, &v);
        for (auto& v : s_.visits)
            for (const Sym t : v.tokens) {
                const auto it = owner.find(t);
                if (it == owner.end() || it->second == &v) continue;
                const Visit& o = *it->second;
                const bool sameClient = o.ip == v.ip && o.agent == v.agent;
                give(v, o.row.actor, sameClient ? o.row.attribution : Axis::Possible,
                     "T25@1: bears the token of session " + o.row.id +
                         (sameClient ? "" : ", seen here from another address or client: one session used from two networks"));
            }
    }

    void window() {
        for (const auto& v : s_.visits)
            if (v.row.attribution != Axis::None) windowStart_ = std::min(windowStart_, v.first);
        const auto assumption = input_.settings.find("habitual-assumption");
        assume_ = assumption == input_.settings.end() || assumption->second != "withdrawn";
        for (const auto& v : s_.visits)
            if (v.row.attribution == Axis::None && !v.failedOnly && v.account && v.first < windowStart_)
                habits_.insert({v.account, v.ip});
    }

    /// T20 for what no indicator reaches.
    void rest(Visit& v) {
        Session& row = v.row;
        if (row.attribution != Axis::None) return;
        if (v.failedOnly) {
            row.status = kRefused;
            row.reasons.push_back("every authentication failed");
            return;
        }
        const Visit* front = v.front >= 0 ? &s_.visits[static_cast<std::size_t>(v.front)] : nullptr;
        const Visit& who = front ? *front : v;
        row.status = kUndecided;
        if (windowStart_ == kForever || candidates_.count(who.row.id) || !assume_) return;
        if (!v.account || !who.ip || (v.backEnd && !front)) {
            row.reasons.push_back(v.backEnd ? "a webmail session whose web request is not on record" : "no account or no address on record");
            return;
        }
        const bool usualAddress = habits_.count({v.account, who.ip}) != 0 || habits_.count({who.account, who.ip}) != 0;
        if (usualAddress && !sprays_.count(who.ip)) {
            row.status = kHabitual;
            row.reasons.push_back("T20@1: this account used this address before the first attributed session, and no "
                                  "signal speaks against it; taken as the holder's under the case's assumption");
        } else {
            row.reasons.push_back("T20@1: the account was not seen at this address before the first attributed session");
        }
    }

    const Input& input_;
    Sessions& s_;
    std::unordered_map<Sym, Spray> sprays_;
    std::set<std::string> candidates_;
    std::set<std::pair<Sym, Sym>> habits_;
    std::int64_t windowStart_ = kForever;
    bool assume_ = true;
};

}  // namespace

bool matches(const Input& input, const Indicator& i, const Visit& v) {
    if (!i.ip.empty()) {
        const auto range = IpRange::parse(i.ip);
        if (!range || !v.ip || !range->contains(std::string_view(input.text(v.ip)))) return false;
    }
    if (!i.account.empty() && !iequals(i.account, input.text(v.account))) return false;
    if (!i.userAgent.empty() && i.userAgent != input.text(v.agent)) return false;
    if (!i.session.empty() && i.session != v.row.id && i.session != v.row.actorSession &&
        i.session != input.text(v.key) &&
        std::none_of(v.tokens.begin(), v.tokens.end(), [&](Sym t) { return input.text(t) == i.session; }))
        return false;
    if (i.from && v.last < i.from) return false;
    if (i.to && v.first > i.to) return false;
    return !(i.ip.empty() && i.account.empty() && i.session.empty() && i.userAgent.empty());
}

std::unordered_map<Sym, Spray> sprays(const Input& input) {
    std::unordered_map<Sym, Spray> out;
    for (const Ev& e : input.events) {
        if (e.action != Action::Login || e.outcome != Outcome::Failure || !e.ip || !e.account) continue;
        const auto ip = parseIp(input.text(e.ip));
        if (!ip || ip->isLoopback()) continue;
        Spray& s = out[e.ip];
        if (!s.failures++) s.first = e.utc;
        s.last = e.utc;
        if (s.accounts.size() < 10'000 && std::find(s.accounts.begin(), s.accounts.end(), e.account) == s.accounts.end())
            s.accounts.push_back(e.account);
    }
    for (auto it = out.begin(); it != out.end();)
        it = it->second.accounts.size() < 2 ? out.erase(it) : std::next(it);
    return out;
}

void attributeSessions(const Input& input, Sessions& sessions) { Attributor(input, sessions).run(); }

}  // namespace sillage::tracing
