// What goes on working after its session (T19): filter scripts, forwarding, sessions without an end; and whether it still did
// where the logs end.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/hash.h"
#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"
#include "store/table.h"
#include "trace/effect_row.h"

namespace sillage::tracing {
namespace {

std::string instant(std::int64_t micros) {
    return micros ? formatIso(Time(std::chrono::microseconds(micros)), Precision::Second) : phrase("undated");
}

/// A path of a mail store that has the account's name, or its local part, as one of its directories.
bool concerns(const std::string& path, const std::string& account) {
    const std::string lower = "/" + asciiLower(path) + "/", whole = asciiLower(account), local = whole.substr(0, whole.find('@'));
    return !local.empty() && (lower.find("/" + whole + "/") != std::string::npos || lower.find("/" + local + "/") != std::string::npos);
}

/// Mail handed over and gone: nothing of it stays open.
bool passing(const std::string& protocol) { return protocol == "submission" || protocol == "smtp" || protocol == "lmtp" || protocol == "sieve"; }

class Standing {
public:
    Standing(EffectCase& evidence, const Organisation& organisation, EffectRows& rows)
        : evidence_(evidence), organisation_(organisation), rows_(rows), sieve_(evidence.sessionsWith("protocol:=sieve -status:=refused")),
          onDisk_(evidence.store().factsWithSource("sieve-redirect")) {}

    void add() {
        scripts();
        forwarding();
        openSessions();
    }

private:
    /// The log of ManageSieve has a session's ends, not what it changed; the script on disk may say it.
    void scripts() {
        std::vector<std::uint32_t> at;
        for (const SessionAt& s : sieve_) at.push_back(s.row);
        EffectCase::Lines lines = evidence_.linesOf(at, kMostCited);
        for (const auto& [place, s] : sieve_) {
            EffectRow row;
            Effect& e = row.effect;
            e.kind = "script";
            e.action = "rule";
            e.outcome = "success";
            e.time = s.first;
            e.until = s.last;
            own(e, s);
            e.what = phrase("a ManageSieve session, which sets filter scripts; its log does not say which");
            e.evidence = evidence_.cite(lines[place]);
            e.id = contentId('F', "script\x1f" + s.id);
            for (const auto& [source, fact] : onDisk_)
                if (concerns(evidence_.pathOf(source), s.account)) {
                    e.name = fact.key2;
                    e.target = fact.value;
                    e.direction = organisation_.direction(e.target, e.account);
                    e.what = phrase("a ManageSieve session, which sets filter scripts; the script %1 on disk sends mail on to %2", e.name, e.target);
                    e.evidence.push_back(wholeOf(source));
                    row.onDisk = true;
                }
            rows_.push_back(std::move(row));
        }
    }

    Citation wholeOf(std::int64_t source) { return {0, source, evidence_.pathOf(source), 0, 0, 0}; }

    /// One standing forwarding for each mailbox and target messages were sent on to, and for what scripts on disk say.
    void forwarding() {
        std::map<std::pair<std::string, std::string>, EffectRow> forwards;
        for (const EffectRow& r : rows_)
            if (r.effect.kind == "forwarded" && r.effect.outcome != "failure") seenAtWork(r.effect, forwards[{asciiLower(r.effect.account), r.effect.target}].effect);
        for (const auto& [source, fact] : onDisk_) {
            const auto known = std::find_if(forwards.begin(), forwards.end(), [&](const auto& f) { return f.first.second == fact.value; });
            EffectRow& row = known == forwards.end() ? forwards[{evidence_.pathOf(source), fact.value}] : known->second;
            Effect& e = row.effect;
            e.kind = "forwarding";
            if (e.target.empty()) {
                e.target = fact.value;
                e.direction = organisation_.direction(fact.value, "");
                e.mailbox = evidence_.pathOf(source);
                e.outcome = "success";
                e.events = 0;
            }
            e.name = fact.key2;
            e.evidence.push_back(wholeOf(source));
            row.onDisk = true;
        }
        std::map<std::string, const Effect*> ofActor;
        const std::size_t before = rows_.size();
        for (auto& [key, row] : forwards) {
            Effect& e = row.effect;
            e.action = "redirect";
            e.what = e.events ? phrase("%1 messages were sent on to %2 by a rule", e.events, e.target) : phrase("a filter script sends mail on to %1", e.target);
            setBy(e);
            e.id = contentId('F', "forwarding\x1f" + key.first + "\x1f" + key.second);
            if (!e.actor.empty()) ofActor[e.target] = &e;
        }
        sentOn(ofActor, before);
        for (auto& [key, row] : forwards) rows_.push_back(std::move(row));
    }

    static void seenAtWork(const Effect& forwarded, Effect& e) {
        if (e.kind.empty()) {
            e = forwarded;
            e.kind = "forwarding";
            e.messageId.clear();
            e.subject.clear();
            e.events = 0;
            e.evidence.clear();
        }
        ++e.events;
        e.time = std::min(e.time, forwarded.time);
        e.until = std::max({e.until, forwarded.time, forwarded.until});
        if (e.evidence.size() < kMostCited) e.evidence.push_back(forwarded.evidence.front());
    }

    /// Whose rule it is: the last session that could change filters before it first worked.
    void setBy(Effect& e) {
        const Session* last = nullptr;
        for (const auto& [row, s] : sieve_)
            if (asciiLower(s.account) == asciiLower(e.account) && (!e.time || s.first <= e.time) && (!last || s.first > last->first)) last = &s;
        if (last) own(e, *last);
    }

    /// Messages that an attributed rule sent on are the actor's doing; others' are none of his.
    void sentOn(const std::map<std::string, const Effect*>& ofActor, std::size_t rows) {
        for (std::size_t i = 0; i < rows; ++i) {
            Effect& e = rows_[i].effect;
            if (e.kind != "forwarded") continue;
            if (const auto rule = ofActor.find(e.target); rule != ofActor.end())
                e.actor = rule->second->actor, e.attribution = rule->second->attribution, e.session = rule->second->session;
        }
        std::erase_if(rows_, [](const EffectRow& r) { return r.effect.kind == "forwarded" && r.effect.actor.empty(); });
    }

    /// Attributed sessions whose end no record tells: those of one client stand together.
    void openSessions() {
        std::set<std::uint32_t> ended;
        for (const std::int64_t id : evidence_.eventsOfActors({Action::Logout, Action::Disconnect})) ended.insert(*evidence_.rowOf(id));
        std::map<std::string, std::vector<std::uint32_t>> groups;
        for (const auto& [row, s] : evidence_.attributed())
            if (s.status != "refused" && !passing(s.protocol)) groups[s.actorSession].push_back(row);
        std::erase_if(groups, [&](const auto& g) { return std::any_of(g.second.begin(), g.second.end(), [&](std::uint32_t row) { return ended.count(row) != 0; }); });
        std::erase_if(groups, [&](const auto& g) { return std::none_of(g.second.begin(), g.second.end(), [&](std::uint32_t row) { return evidence_.entered(row); }); });
        std::vector<std::uint32_t> last;
        for (const auto& [group, list] : groups)
            last.push_back(*std::max_element(list.begin(), list.end(), [this](std::uint32_t a, std::uint32_t b) {
                return std::tie(session(a).last, session(a).id) < std::tie(session(b).last, session(b).id);
            }));
        EffectCase::Lines lines = evidence_.linesOf(last, kMostCited);
        std::size_t at = 0;
        for (const auto& [group, list] : groups) openSession(group, list, last[at++], lines);
    }

    void openSession(const std::string& group, const std::vector<std::uint32_t>& list, std::uint32_t last, EffectCase::Lines& lines) {
        std::int64_t first = session(list.front()).first;
        for (const std::uint32_t row : list) first = std::min(first, session(row).first);
        const Session& s = session(last);
        EffectRow row;
        Effect& e = row.effect;
        e.kind = "session";
        e.outcome = "success";
        own(e, s);
        e.time = first;
        e.until = s.last;
        e.name = s.userAgent;
        e.what = phrase("a session by %1 without a recorded end, last seen %2", s.protocol, said(instant(e.until)));
        e.evidence = evidence_.cite(lines[last]);
        e.id = contentId('F', "session\x1f" + group);
        rows_.push_back(std::move(row));
    }

    [[nodiscard]] const Session& session(std::uint32_t row) const { return evidence_.attributed().at(row); }

    EffectCase& evidence_;
    const Organisation& organisation_;
    EffectRows& rows_;
    std::vector<SessionAt> sieve_;
    std::vector<std::pair<std::int64_t, Fact>> onDisk_;
};

/// A message delivered after the last one that was sent on says that the rule had ended, or did not match.
void stillForwarding(CaseStore& store, Effect& e) {
    const std::string text = "(action:deliver OR action:save) protocol:=lmtp time:>" + instant(e.until) + " account:=\"" + e.account + "\"";
    const ParsedQuery parsed = parseQuery(View::Events, text);
    const std::size_t later = parsed.ok ? selectRows(store, View::Events, parsed.query, Sort()).size() : 0;
    e.inForce = later ? "unknown" : "yes";
    e.basis = later ? phrase("%1 messages delivered after the last one sent on were not: the rule ended, or did not match them", later)
                    : phrase("the last message delivered was sent on; no record takes the rule back");
}

void judge(CaseStore& store, const std::string& end, EffectRow& row) {
    Effect& e = row.effect;
    const auto say = [&e](const char* inForce, std::string basis) {
        e.inForce = inForce;
        e.basis = std::move(basis);
    };
    if (e.outcome == "failure") return say("no", phrase("it was refused"));
    if (row.gone) {
        if (row.goneAt) e.until = row.goneAt;
        return say("no", phrase("taken back at %1", said(instant(row.goneAt))));
    }
    if (e.kind == "session") return say("unknown", phrase("no record of its end; the logs end at %1. Revoke its tokens to be sure", said(end)));
    if (row.onDisk) return say("yes", phrase("the script lies on disk in the exhibit"));
    if (e.kind == "device") return say("unknown", phrase("no record of its removal; last seen %1", said(instant(std::max(e.time, e.until)))));
    if (e.kind == "script") return say("unknown", phrase("the log does not say what was changed: look at the scripts on the server"));
    if (e.kind == "forwarding" && e.action == "redirect") return stillForwarding(store, e);
    say("yes", phrase("no record takes it back until the logs end at %1", said(end)));
}

}  // namespace

void addStanding(EffectCase& evidence, const Organisation& organisation, EffectRows& rows) { Standing(evidence, organisation, rows).add(); }

void judgeStanding(EffectCase& evidence, EffectRows& rows) {
    std::int64_t logsEnd = 0;
    for (const Source& s : evidence.store().sources())
        if (s.kind == SourceKind::Log && s.state != "removed") logsEnd = std::max(logsEnd, s.last);
    const std::string end = instant(logsEnd);
    for (EffectRow& row : rows)
        if (standing(row.effect)) judge(evidence.store(), end, row);
}

}  // namespace sillage::tracing
