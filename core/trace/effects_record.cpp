// What single records say beside reaching items (T11, T17, T19), put together: several records of one rule, right or message
// are one row.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/hash.h"
#include "base/phrase.h"
#include "base/text.h"
#include "trace/effect_row.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kWindow = 2'000;        ///< records read at a time
constexpr std::size_t kMostQueued = 500;      ///< records of one submission session that are looked at for queue ids
constexpr std::size_t kLongestTarget = 2'000; ///< octets of recipients listed

class Acts {
public:
    Acts(EffectCase& evidence, const Organisation& organisation, Progress& progress)
        : evidence_(evidence), events_(evidence.store().events()), organisation_(organisation), progress_(progress) {}

    EffectRows find() {
        read(evidence_.eventsOf({Action::Rule, Action::Permission, Action::Redirect, Action::Admin}));
        read(evidence_.eventsOfActors({Action::Send, Action::Delete, Action::Expunge, Action::Move, Action::Search}));
        devices();
        submitted();
        nameless();
        return std::move(rows_);
    }

private:
    void read(const std::vector<std::int64_t>& ids) {
        for (std::size_t at = 0; at < ids.size() && !progress_.cancelled(); at += kWindow)
            for (const StoredEvent& e : events_.fetch(std::span(ids).subspan(at, std::min(kWindow, ids.size() - at)), true)) record(e);
    }

    void record(const StoredEvent& e) {
        auto reading = readEffect(e, organisation_);
        if (!reading) return;
        Effect& f = reading->effect;
        if (const auto s = evidence_.sessionOf(e.id)) own(f, *s);
        const auto found = byKey_.find(reading->key);
        if (found == byKey_.end()) {
            f.evidence.push_back(evidence_.cite(e));
            f.id = contentId('F', f.kind + "\x1f" + events_.recordPublicId(e) + "\x1f" + std::to_string(e.item));
            byKey_.emplace(reading->key, rows_.size());
            rows_.push_back({std::move(f), false, reading->gone && e.outcome != Outcome::Failure, reading->gone ? e.utc : 0});
            return;
        }
        EffectRow& row = rows_[found->second];
        merge(row.effect, f, evidence_.cite(e));
        if (!standing(f)) return;
        if (e.outcome != Outcome::Failure) row.gone = reading->gone, row.goneAt = reading->gone ? e.utc : 0;
        if (!reading->gone) row.effect.what = f.what;
    }

    static void merge(Effect& e, const Effect& f, Citation place) {
        ++e.events;
        if (f.time && (!e.time || f.time < e.time)) e.time = f.time;
        e.until = std::max(e.until, f.time);
        if (e.actor.empty() && !f.actor.empty()) e.actor = f.actor, e.attribution = f.attribution, e.session = f.session, e.clientIp = f.clientIp;
        if (e.subject.empty()) e.subject = f.subject;
        if (e.evidence.size() < kMostCited) e.evidence.push_back(std::move(place));
    }

    /// Phones that synchronise: the sessions of one device, or of one client program of an account where no device is
    /// named; there an actor's stand apart from others'.
    void devices() {
        struct Device {
            Effect effect;
            std::uint32_t row;  ///< of its first session
        };
        std::map<std::string, Device> groups;
        evidence_.eachSessionWith("protocol:=activesync -status:=refused", [&](SessionAt&& at) {
            const Session& s = at.session;
            const std::string key = s.actorSession != s.id ? s.actorSession : asciiLower(s.account) + "\x1f" + s.userAgent + "\x1f" + s.actor;
            const auto [group, fresh] = groups.try_emplace(key, Device{{}, at.row});
            Effect& e = group->second.effect;
            if (fresh) {
                e.kind = "device";
                e.action = "sync";
                e.outcome = "success";
                e.time = s.first;
                e.events = 0;
                e.name = s.userAgent;
                own(e, s);
                e.id = contentId('F', "device\x1f" + key);
                e.what = e.name.empty() ? phrase("a device synchronises (ActiveSync)") : phrase("device %1 synchronises (ActiveSync)", e.name);
            }
            if (e.actor.empty() && !s.actor.empty()) own(e, s);
            e.time = std::min(e.time, s.first);
            e.until = std::max(e.until, s.last);
            e.events += s.events;
        });
        std::vector<std::uint32_t> first;
        for (const auto& [name, device] : groups) first.push_back(device.row);
        EffectCase::Lines lines = evidence_.linesOf(first, kMostCited);
        for (auto& [name, device] : groups) {
            device.effect.evidence = evidence_.cite(lines[device.row]);
            rows_.push_back({std::move(device.effect)});
        }
    }

    /// Messages submitted by SMTP: the session gives queue ids, whose other lines name message and recipients.
    void submitted() {
        std::vector<std::uint32_t> sessions;
        for (const auto& [row, s] : evidence_.attributed())
            if (s.protocol == "submission" || s.protocol == "smtp") sessions.push_back(row);
        std::unordered_map<std::string, std::vector<const Session*>> ofQueue;
        EventFilter filter;
        for (const auto& [row, lines] : evidence_.linesOf(sessions, kMostQueued))
            for (const StoredEvent& e : lines) {
                if (e.session.empty()) continue;
                auto& owners = ofQueue[e.session];
                if (owners.empty()) filter.sessions.push_back(e.session);
                const Session* owner = &evidence_.attributed().at(row);
                if (owners.empty() || owners.back() != owner) owners.push_back(owner);
            }
        if (filter.sessions.empty()) return;
        std::map<std::pair<std::string, std::string>, EffectRow> queued;
        events_.scan(filter, [&](const StoredEvent& e) {
            for (const Session* s : ofQueue[e.session]) queueLine(e, *s, queued[{s->id, e.session}].effect);
            return true;
        });
        for (auto& [queue, row] : queued)
            if (!row.effect.target.empty()) rows_.push_back(std::move(row));
    }

    void queueLine(const StoredEvent& e, const Session& s, Effect& f) {
        if (f.kind.empty()) {
            f.kind = "sent";
            f.action = "send";
            f.outcome = "success";
            f.events = 0;
            f.time = e.utc;
            own(f, s);
            f.id = contentId('F', "sent\x1f" + events_.recordPublicId(e));
        }
        ++f.events;
        f.until = std::max(f.until, e.utc);
        if (f.messageId.empty()) f.messageId = e.messageId;
        std::string to(e.field("to"));
        if (to.empty()) to = e.field("recipient");
        if (!to.empty() && f.target.size() < kLongestTarget && f.target.find(to) == std::string::npos) f.target += (f.target.empty() ? "" : ", ") + to;
        f.direction = organisation_.direction(f.target, f.account);
        f.what = phrase("sent by SMTP: %1, to %2", f.messageId, f.target);
        if (f.evidence.size() < kMostCited) f.evidence.push_back(evidence_.cite(e));
    }

    /// A web request that deletes or moves names nothing; where the mail log names what it did, it adds nothing.
    void nameless() {
        constexpr std::int64_t kSecond = 1'000'000, kLongest = 60 * kSecond;
        std::set<std::tuple<std::string, std::string, std::int64_t>> named;
        for (const EffectRow& r : rows_) {
            const Effect& e = r.effect;
            if (standing(e) || (e.messageId.empty() && e.subject.empty())) continue;
            const std::int64_t last = e.until - e.time > kLongest ? e.time : std::max(e.time, e.until);
            for (std::int64_t t = e.time / kSecond - 2; t <= last / kSecond + 2; ++t) named.insert({e.kind, asciiLower(e.account), t});
        }
        std::erase_if(rows_, [&](const EffectRow& r) {
            const Effect& e = r.effect;
            const bool empty = (e.kind == "deleted" || e.kind == "moved" || e.kind == "sent") && e.messageId.empty() && e.subject.empty();
            return empty && named.count({e.kind, asciiLower(e.account), e.time / kSecond});
        });
    }

    EffectCase& evidence_;
    EventStore& events_;
    const Organisation& organisation_;
    Progress& progress_;
    EffectRows rows_;
    std::unordered_map<std::string, std::size_t> byKey_;
};

}  // namespace

void own(Effect& f, const Session& s) {
    f.session = s.id;
    f.actor = s.actor;
    f.attribution = s.attribution;
    if (f.account.empty()) f.account = s.account;
    if (f.mailbox.empty()) f.mailbox = s.account;
    if (f.clientIp.empty() || f.clientIp == "::1" || f.clientIp == "127.0.0.1") f.clientIp = s.clientIp;
}

EffectRows actsOnRecord(EffectCase& evidence, const Organisation& organisation, Progress& progress) {
    return Acts(evidence, organisation, progress).find();
}

}  // namespace sillage::tracing
