#include "trace/effects.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/hash.h"
#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"
#include "store/table.h"

namespace sillage {
namespace tracing {
namespace {

constexpr std::size_t kMostRead = 400'000;  ///< records of standing things, and of what attributed sessions did
constexpr std::size_t kMostCited = 8;
constexpr std::size_t kMostSessions = 20'000;
constexpr std::size_t kMostAsked = 200;     ///< sessions whose own records are looked up

std::string domainOf(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string() : asciiLower(trim(address.substr(at + 1)));
}

std::string instant(std::int64_t micros) {
    return micros ? formatIso(Time(std::chrono::microseconds(micros)), Precision::Second) : phrase("undated");
}

/// ids of the events of some actions, in order of time.
std::vector<std::int64_t> eventsOf(CaseStore& store, std::initializer_list<Action> actions) {
    std::string query;
    for (const Action a : actions) query += (query.empty() ? "action:=" : " OR action:=") + std::string(actionName(a));
    const ParsedQuery parsed = parseQuery(View::Events, query);
    return selectRows(store, View::Events, parsed.query, Sort());
}

class Finder {
public:
    explicit Finder(CaseStore& store, Progress& progress) : store_(store), progress_(progress), organisation_(store) {
        for (const Source& s : store.sources())
            if (s.kind == SourceKind::Log && s.state != "removed") logsEnd_ = std::max(logsEnd_, s.last);
    }

    std::vector<Effect> find() {
        sessions();
        records(eventsOf(store_, {Action::Rule, Action::Permission, Action::Redirect, Action::Admin}), false);
        if (!attributed_.empty())
            records(eventsOf(store_, {Action::Send, Action::Delete, Action::Expunge, Action::Move, Action::Search}), true);
        devices();
        submitted();
        nameless();
        scripts();
        redirects();
        openSessions();
        judge();
        return ordered();
    }

private:
    struct Row {
        Effect effect;
        std::string key, group;
        bool gone = false;
        std::int64_t goneAt = 0;
    };

    /// By column, not by row: there may be a million of them, and few that matter.
    void sessions() {
        for (const Session& s : sessionsWith("actor:*")) attributed_.emplace(*sessionNumber(s.id), s);
        for (Session& s : sessionsWith("protocol:=sieve -status:=refused")) sieve_.push_back(std::move(s));
    }

    std::vector<Session> sessionsWith(const char* query) {
        std::vector<Session> list;
        const ParsedQuery parsed = parseQuery(View::Sessions, query);
        const auto ids = selectRows(store_, View::Sessions, parsed.query, Sort());
        constexpr std::size_t kWindow = 500;
        for (std::size_t at = 0; at < std::min(ids.size(), kMostSessions); at += kWindow)
            for (const sillage::Row& row : fetchRows(store_, View::Sessions, std::span(ids).subspan(at, std::min(kWindow, ids.size() - at))))
                if (auto s = store_.session(row.publicId)) list.push_back(std::move(*s));
        return list;
    }

    const Session* sessionOf(std::int64_t event) {
        const SessionNumber number = store_.events().sessionOf(event);
        if (!number) return nullptr;
        if (const auto found = attributed_.find(number); found != attributed_.end()) return &found->second;
        const auto [known, fresh] = others_.try_emplace(number);
        if (fresh) known->second = store_.session(sessionText(number));
        return known->second ? &*known->second : nullptr;
    }

    /// Reads records in windows; of what people do with mail, attributed sessions' alone.
    void records(std::vector<std::int64_t> ids, bool attributedOnly) {
        if (attributedOnly)
            std::erase_if(ids, [this](std::int64_t id) { return !attributed_.count(store_.events().sessionOf(id)); });
        if (ids.size() > kMostRead) ids.resize(kMostRead);
        constexpr std::size_t kWindow = 2'000;
        for (std::size_t at = 0; at < ids.size() && !progress_.cancelled(); at += kWindow)
            for (const StoredEvent& e : store_.events().fetch(std::span(ids).subspan(at, std::min(kWindow, ids.size() - at)), true)) record(e);
    }

    void record(const StoredEvent& e) {
        auto reading = readEffect(e, organisation_);
        if (!reading) return;
        Effect& f = reading->effect;
        if (const Session* s = sessionOf(e.id)) own(f, *s);
        const Citation place{e.id, e.sourceId, pathOf(e.sourceId), e.line, e.offset, e.length};
        const auto found = byKey_.find(reading->key);
        if (found != byKey_.end()) {
            Row& row = rows_[found->second];
            const bool again = standing(f) && (reading->gone || (row.gone && !reading->gone));
            merge(row, f, place);
            if (standing(f) && e.outcome != Outcome::Failure) row.gone = reading->gone, row.goneAt = reading->gone ? e.utc : 0;
            if (!again && !standing(f)) return;
            if (!reading->gone && standing(f)) row.effect.what = f.what;
            return;
        }
        f.evidence.push_back(place);
        f.id = contentId('F', f.kind + "\x1f" + store_.events().recordPublicId(e) + "\x1f" + std::to_string(e.item));
        byKey_.emplace(reading->key, rows_.size());
        rows_.push_back({std::move(f), reading->key, std::string(), reading->gone && e.outcome != Outcome::Failure, reading->gone ? e.utc : 0});
    }

    static void own(Effect& f, const Session& s) {
        f.session = s.id;
        f.actor = s.actor;
        f.attribution = s.attribution;
        if (f.account.empty()) f.account = s.account;
        if (f.mailbox.empty()) f.mailbox = s.account;
        if (f.clientIp.empty() || f.clientIp == "::1" || f.clientIp == "127.0.0.1") f.clientIp = s.clientIp;
    }

    static void merge(Row& row, const Effect& f, const Citation& place) {
        Effect& e = row.effect;
        ++e.events;
        if (f.time && (!e.time || f.time < e.time)) e.time = f.time;
        e.until = std::max(e.until, f.time);
        if (e.actor.empty() && !f.actor.empty()) e.actor = f.actor, e.attribution = f.attribution, e.session = f.session, e.clientIp = f.clientIp;
        if (e.subject.empty()) e.subject = f.subject;
        if (e.evidence.size() < kMostCited) e.evidence.push_back(place);
    }

    std::string pathOf(std::int64_t source) {
        const auto [known, fresh] = paths_.try_emplace(source);
        if (fresh)
            if (const auto s = store_.source(source)) known->second = s->path;
        return known->second;
    }

    /// Messages submitted by SMTP: the session gives queue ids, whose other lines name message and recipients.
    void submitted() {
        for (const auto& [number, s] : attributed_) {
            if (s.protocol != "submission" && s.protocol != "smtp") continue;
            EventFilter filter;
            for (const StoredEvent& e : eventsWithin(s, 500))
                if (!e.session.empty() && std::find(filter.sessions.begin(), filter.sessions.end(), e.session) == filter.sessions.end()) filter.sessions.push_back(e.session);
            if (filter.sessions.empty()) continue;
            std::map<std::string, Row> queued;
            store_.events().scan(filter, [&](const StoredEvent& e) {
                queueLine(e, s, queued[e.session]);
                return true;
            });
            for (auto& [queue, row] : queued)
                if (!row.effect.target.empty()) rows_.push_back(std::move(row));
        }
    }

    void queueLine(const StoredEvent& e, const Session& s, Row& row) {
        Effect& f = row.effect;
        if (f.kind.empty()) {
            f.kind = "sent";
            f.action = "send";
            f.outcome = "success";
            f.events = 0;
            f.time = e.utc;
            own(f, s);
            f.id = contentId('F', "sent\x1f" + store_.events().recordPublicId(e));
        }
        ++f.events;
        f.until = std::max(f.until, e.utc);
        if (f.messageId.empty()) f.messageId = e.messageId;
        std::string to(e.field("to"));
        if (to.empty()) to = e.field("recipient");
        if (!to.empty() && f.target.size() < 2'000 && f.target.find(to) == std::string::npos) f.target += (f.target.empty() ? "" : ", ") + to;
        f.direction = organisation_.direction(f.target, f.account);
        f.what = phrase("sent by SMTP: %1, to %2", f.messageId, f.target);
        if (f.evidence.size() < kMostCited) f.evidence.push_back({e.id, e.sourceId, pathOf(e.sourceId), e.line, e.offset, e.length});
    }

    /// A pass over a column for each: the first sessions asked for are answered, the rest stand without their lines.
    std::vector<StoredEvent> eventsWithin(const Session& s, std::size_t most) {
        if (asked_ >= kMostAsked) return {};
        ++asked_;
        const ParsedQuery parsed = parseQuery(View::Events, "session:" + s.id);
        auto ids = selectRows(store_, View::Events, parsed.query, Sort());
        if (ids.size() > most) ids.resize(most);
        return store_.events().fetch(ids, false);
    }

    /// Phones that synchronise: what one device did is one group of sessions.
    void devices() {
        std::map<std::string, Row> groups;
        for (const Session& s : sessionsWith("protocol:=activesync -status:=refused")) {
            Row& row = groups[s.actorSession];
            Effect& e = row.effect;
            if (e.kind.empty()) {
                e.kind = "device";
                e.action = "sync";
                e.outcome = "success";
                e.time = s.first;
                e.events = 0;
                e.name = s.userAgent;
                own(e, s);
                e.id = contentId('F', "device\x1f" + s.actorSession);
                e.evidence = linesOf(s);
            }
            if (e.actor.empty() && !s.actor.empty()) own(e, s);
            e.time = std::min(e.time, s.first);
            e.until = std::max(e.until, s.last);
            e.events += s.events;
            e.what = e.name.empty() ? phrase("a device synchronises (ActiveSync)") : phrase("device %1 synchronises (ActiveSync)", e.name);
        }
        for (auto& [group, row] : groups) rows_.push_back(std::move(row));
    }

    /// A web request that deletes or moves names nothing; where the mail log names what it did, it adds nothing.
    void nameless() {
        std::set<std::tuple<std::string, std::string, std::int64_t>> named;
        for (const Row& r : rows_)
            if (const Effect& e = r.effect; !standing(e) && (!e.messageId.empty() || !e.subject.empty()))
                for (std::int64_t t = e.time; t <= std::max(e.time, e.until); t += 1'000'000) {
                    for (int d = -2; d <= 2; ++d) named.insert({e.kind, asciiLower(e.account), t / 1'000'000 + d});
                    if (e.until - e.time > 60'000'000) break;
                }
        std::erase_if(rows_, [&](const Row& r) {
            const Effect& e = r.effect;
            const bool empty = (e.kind == "deleted" || e.kind == "moved" || e.kind == "sent") && e.messageId.empty() && e.subject.empty();
            return empty && named.count({e.kind, asciiLower(e.account), e.time / 1'000'000});
        });
    }

    /// ManageSieve sessions: the log has their ends, not what they changed; the script on disk may say it.
    void scripts() {
        for (const Session& s : sieve_) {
            Row row;
            Effect& e = row.effect;
            e.kind = "script";
            e.action = "rule";
            e.outcome = "success";
            e.time = s.first;
            e.until = s.last;
            own(e, s);
            e.what = phrase("a ManageSieve session, which sets filter scripts; its log does not say which");
            e.evidence = linesOf(s);
            e.id = contentId('F', "script\x1f" + s.id);
            for (const auto& [source, fact] : store_.factsWithSource("sieve-redirect"))
                if (concerns(pathOf(source), s.account)) {
                    e.name = fact.key2;
                    e.target = fact.value;
                    e.direction = organisation_.direction(e.target, e.account);
                    e.what = phrase("a ManageSieve session, which sets filter scripts; the script %1 on disk sends mail on to %2", e.name, e.target);
                    e.evidence.push_back({0, source, pathOf(source), 0, 0, 0});
                    row.group = "on disk";
                }
            rows_.push_back(std::move(row));
        }
    }

    /// A path of a mail store that has the account's name, or its local part, as one of its directories.
    static bool concerns(const std::string& path, const std::string& account) {
        const std::string lower = "/" + asciiLower(path) + "/", whole = asciiLower(account), local = whole.substr(0, whole.find('@'));
        return !local.empty() && (lower.find("/" + whole + "/") != std::string::npos || lower.find("/" + local + "/") != std::string::npos);
    }

    std::vector<Citation> linesOf(const Session& s) {
        std::vector<Citation> lines;
        for (const StoredEvent& e : eventsWithin(s, kMostCited)) lines.push_back({e.id, e.sourceId, pathOf(e.sourceId), e.line, e.offset, e.length});
        return lines;
    }

    /// One standing forwarding for each mailbox and target messages were sent on to, and for what scripts on disk say.
    void redirects() {
        std::map<std::pair<std::string, std::string>, Row> forwards;
        for (const Row& r : rows_)
            if (r.effect.kind == "forwarded" && r.effect.outcome != "failure") {
                Row& row = forwards[{asciiLower(r.effect.account), r.effect.target}];
                Effect& e = row.effect;
                if (e.kind.empty()) e = r.effect, e.messageId.clear(), e.subject.clear(), e.events = 0, e.evidence.clear();
                e.kind = "forwarding";
                ++e.events;
                e.time = std::min(e.time, r.effect.time);
                e.until = std::max(e.until, std::max(r.effect.time, r.effect.until));
                if (e.evidence.size() < kMostCited) e.evidence.push_back(r.effect.evidence.front());
            }
        for (const auto& [source, fact] : store_.factsWithSource("sieve-redirect")) {
            const auto known = std::find_if(forwards.begin(), forwards.end(), [&](const auto& f) { return f.first.second == fact.value; });
            Row& row = known == forwards.end() ? forwards[{pathOf(source), fact.value}] : known->second;
            Effect& e = row.effect;
            e.kind = "forwarding";
            if (e.target.empty()) e.target = fact.value, e.direction = organisation_.direction(fact.value, ""), e.mailbox = pathOf(source), e.outcome = "success", e.events = 0;
            e.name = fact.key2;
            row.group = "on disk";
            e.evidence.push_back({0, source, pathOf(source), 0, 0, 0});
        }
        for (auto& [key, row] : forwards) {
            Effect& e = row.effect;
            e.action = "redirect";
            e.what = e.events ? phrase("%1 messages were sent on to %2 by a rule", e.events, e.target) : phrase("a filter script sends mail on to %1", e.target);
            setBy(e);
            e.id = contentId('F', "forwarding\x1f" + key.first + "\x1f" + key.second);
            rows_.push_back(std::move(row));
        }
        markForwarded();
    }

    /// Whose rule it is: the last session that could change filters before it first worked.
    void setBy(Effect& e) {
        const Session* last = nullptr;
        for (const Session& s : sieve_)
            if (asciiLower(s.account) == asciiLower(e.account) && (!e.time || s.first <= e.time) && (!last || s.first > last->first)) last = &s;
        if (last) own(e, *last);
    }

    /// Messages that an attributed rule sent on are the actor's doing; others' are none of his.
    void markForwarded() {
        for (Row& r : rows_) {
            if (r.effect.kind != "forwarded") continue;
            for (const Row& f : rows_)
                if (f.effect.kind == "forwarding" && f.effect.action == "redirect" && f.effect.target == r.effect.target && !f.effect.actor.empty())
                    r.effect.actor = f.effect.actor, r.effect.attribution = f.effect.attribution, r.effect.session = f.effect.session;
        }
        std::erase_if(rows_, [](const Row& r) { return r.effect.kind == "forwarded" && r.effect.actor.empty(); });
    }

    /// Mail handed over and gone: nothing of it stays open.
    static bool passing(const std::string& protocol) { return protocol == "submission" || protocol == "smtp" || protocol == "lmtp" || protocol == "sieve"; }
    /// Not all of it was refused.
    bool entered(const Session& s) {
        const auto events = eventsWithin(s, 200);
        return events.empty() || std::any_of(events.begin(), events.end(), [](const StoredEvent& e) { return e.outcome != Outcome::Failure && e.action != Action::Connect; });
    }

    /// Attributed sessions whose end no record tells.
    void openSessions() {
        std::set<SessionNumber> ended;
        if (!attributed_.empty())
            for (const std::int64_t id : eventsOf(store_, {Action::Logout, Action::Disconnect})) ended.insert(store_.events().sessionOf(id));
        std::map<std::string, std::vector<const Session*>> groups;
        for (const auto& [number, s] : attributed_)
            if (s.status != "refused" && !passing(s.protocol)) groups[s.actorSession].push_back(&s);
        for (const auto& [group, list] : groups) {
            const bool over = std::any_of(list.begin(), list.end(), [&](const Session* s) { return ended.count(*sessionNumber(s->id)); });
            if (over || std::none_of(list.begin(), list.end(), [&](const Session* s) { return entered(*s); })) continue;
            const Session* last = *std::max_element(list.begin(), list.end(), [](const Session* a, const Session* b) { return std::tie(a->last, a->id) < std::tie(b->last, b->id); });
            Row row;
            Effect& e = row.effect;
            e.kind = "session";
            e.outcome = "success";
            own(e, *last);
            e.time = (*std::min_element(list.begin(), list.end(), [](const Session* a, const Session* b) { return a->first < b->first; }))->first;
            e.until = last->last;
            e.name = last->userAgent;
            e.what = phrase("a session by %1 without a recorded end, last seen %2", last->protocol, said(instant(e.until)));
            e.evidence = linesOf(*last);
            e.id = contentId('F', "session\x1f" + group);
            rows_.push_back(std::move(row));
        }
    }

    /// Whether each standing thing is still in force where the logs end, and why that is said.
    void judge() {
        const std::string end = instant(logsEnd_);
        for (Row& row : rows_) {
            Effect& e = row.effect;
            if (!standing(e)) continue;
            if (e.outcome == "failure") {
                e.inForce = "no";
                e.basis = phrase("it was refused");
            } else if (row.gone) {
                e.inForce = "no";
                if (row.goneAt) e.until = row.goneAt;
                e.basis = phrase("taken back at %1", said(instant(row.goneAt)));
            } else if (e.kind == "session") {
                e.inForce = "unknown";
                e.basis = phrase("no record of its end; the logs end at %1. Revoke its tokens to be sure", said(end));
            } else if (row.group == "on disk") {
                e.inForce = "yes";
                e.basis = phrase("the script lies on disk in the exhibit");
            } else if (e.kind == "device") {
                e.inForce = "unknown";
                e.basis = phrase("no record of its removal; last seen %1", said(instant(std::max(e.time, e.until))));
            } else if (e.kind == "script") {
                e.inForce = "unknown";
                e.basis = phrase("the log does not say what was changed: look at the scripts on the server");
            } else if (e.kind == "forwarding" && e.action == "redirect") {
                stillForwarding(e);
            } else {
                e.inForce = "yes";
                e.basis = phrase("no record takes it back until the logs end at %1", said(end));
            }
        }
    }

    /// A message delivered after the last one that was sent on says that the rule had ended, or did not match.
    void stillForwarding(Effect& e) {
        const std::string text = "(action:deliver OR action:save) protocol:=lmtp time:>" + instant(e.until) + " account:=\"" + e.account + "\"";
        const ParsedQuery parsed = parseQuery(View::Events, text);
        const std::size_t later = parsed.ok ? selectRows(store_, View::Events, parsed.query, Sort()).size() : 0;
        e.inForce = later ? "unknown" : "yes";
        e.basis = later ? phrase("%1 messages delivered after the last one sent on were not: the rule ended, or did not match them", later)
                        : phrase("the last message delivered was sent on; no record takes the rule back");
    }

    std::vector<Effect> ordered() {
        std::vector<Effect> list;
        for (Row& r : rows_) list.push_back(std::move(r.effect));
        const auto rank = [](const Effect& e) {
            const int force = e.inForce == "yes" ? 0 : e.inForce == "unknown" ? 1 : e.inForce == "no" ? 2 : 3;
            return std::make_tuple(force, e.actor.empty(), e.time, std::string_view(e.kind), std::string_view(e.id));
        };
        std::sort(list.begin(), list.end(), [&](const Effect& a, const Effect& b) { return rank(a) < rank(b); });
        return list;
    }

    CaseStore& store_;
    Progress& progress_;
    Organisation organisation_;
    std::map<SessionNumber, Session> attributed_;
    std::map<SessionNumber, std::optional<Session>> others_;
    std::vector<Session> sieve_;
    std::map<std::int64_t, std::string> paths_;
    std::vector<Row> rows_;
    std::map<std::string, std::size_t> byKey_;
    std::int64_t logsEnd_ = 0;
    std::size_t asked_ = 0;
};

}  // namespace

Organisation::Organisation(CaseStore& store) {
    const auto add = [this](const std::string& domain) {
        if (!domain.empty() && std::find(domains_.begin(), domains_.end(), domain) == domains_.end()) domains_.push_back(domain);
    };
    for (const Mailbox& m : store.mailboxes()) add(domainOf(m.name));
    for (const Fact& f : store.facts("mail-domain")) add(asciiLower(trim(f.value)));
}

std::string Organisation::direction(std::string_view target, std::string_view account) const {
    std::string result = "unknown";
    for (const std::string_view one : split(target, ',')) {
        const std::string domain = domainOf(trim(one));
        if (domain.empty()) continue;
        const bool own = domain == domainOf(account) || std::find(domains_.begin(), domains_.end(), domain) != domains_.end();
        if (!own) return domains_.empty() && domainOf(account).empty() ? "unknown" : "external";
        result = "internal";
    }
    return result;
}

}  // namespace tracing

void recomputeEffects(CaseStore& store, Progress& progress) {
    progress.note("Listing rules, rights and effects");
    store.replaceEffects(tracing::Finder(store, progress).find());
}

}  // namespace sillage
