#include "case/answers.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/phrase.h"
#include "base/text.h"
#include "case/changes.h"
#include "export/assumptions.h"
#include "trace/trace.h"

namespace sillage {

namespace {

void add(Reconciliation& to, const Reconciliation& from) {
    to.found += from.found;
    to.imported += from.imported;
    to.duplicate += from.duplicate;
    to.skipped += from.skipped;
    to.failed += from.failed;
    to.problems += from.problems;
    to.recovered += from.recovered;
}

void countSources(CaseStore& store, Overview& o) {
    std::map<std::string, Overview::KindCount> kinds;
    std::uint64_t unread = 0;
    for (const Source& s : store.sources()) {
        auto& kind = kinds[s.format];
        kind.format = s.format;
        ++kind.sources;
        add(kind.counts, s.counts);
        add(o.total, s.counts);
        if (s.format == "unknown") ++unread;
        if (s.kind == SourceKind::Log && s.first) {
            if (!o.first || s.first < o.first) o.first = s.first;
            o.last = std::max(o.last, s.last);
        }
    }
    for (auto& [format, kind] : kinds) o.kinds.push_back(std::move(kind));
    const auto& t = o.total;
    std::string sum = t.found == 1 ? phrase("1 record found = %1 imported + %2 duplicate + %3 skipped + %4 failed", t.imported, t.duplicate, t.skipped, t.failed)
                                   : phrase("%1 records found = %2 imported + %3 duplicate + %4 skipped + %5 failed", counted(t.found), counted(t.imported),
                                            counted(t.duplicate), counted(t.skipped), counted(t.failed));
    if (!t.holds()) sum = phrase("%1: this does not add up, see Evidence", said(sum));
    o.story.push_back({"reconciliation", sum, View::Sources, ""});
    if (t.problems)
        o.story.push_back({"problem", t.problems == 1 ? phrase("1 problem was met while reading the evidence")
                                                      : phrase("%1 problems were met while reading the evidence", counted(t.problems)),
                           View::Problems, ""});
    if (unread)
        o.story.push_back({"problem", unread == 1 ? phrase("1 file was not recognised and not read")
                                                  : phrase("%1 files were not recognised and not read", counted(unread)),
                           View::Sources, "format:unknown"});
}

/// What one actor did, from the touches.
void countTouches(CaseStore& store, Overview& o) {
    std::map<std::string, std::uint64_t> grades;
    std::map<std::string, std::set<std::string>> mailboxes;
    std::map<std::string, std::uint64_t> content, listed, ghosts;
    std::uint64_t raised = 0, lowered = 0;
    const auto without = store.untouchedByGrade();
    for (auto g = static_cast<std::size_t>(Grade::NoRecord) + 1; g < without.size(); ++g) o.ceiling += without[g];
    store.touchesOfNote([&](Touch&& t) {
        raised += heldGrade(t) > t.grade;
        lowered += heldGrade(t) < t.grade;
        if (t.actor.empty()) return true;
        if (t.grade > Grade::NoRecord) ++o.ceiling;
        ++grades[std::string(gradeName(t.grade))];
        if (t.grade == Grade::Recorded) ++o.floor;
        if (t.grade < Grade::Possible) return true;
        mailboxes[t.actor].insert(t.mailbox);
        ++(isContent(t.depth) ? content : listed)[t.actor];
        if (!t.stored) ++ghosts[t.actor];
        return true;
    });
    if (raised || lowered)
        o.story.push_back({"regraded", phrase("The examiner holds other grades than the program: %1 raised, %2 lowered; no count here uses them", counted(raised), counted(lowered)),
                           View::Regrades, ""});
    for (const auto* name : {"recorded", "probable", "possible", "undetermined", "no-record", "ruled-out"})
        if (grades.count(name)) o.grades.emplace_back(name, grades[name]);
    for (const auto& [actor, boxes] : mailboxes) {
        const std::string items = content[actor] == 1 ? phrase("1 item") : phrase("%1 items", counted(content[actor]));
        const std::string where = boxes.size() == 1 ? phrase("1 mailbox") : phrase("%1 mailboxes", counted(boxes.size()));
        o.story.push_back({"touched", phrase("Actor %1 reached the content of %2 in %3, and saw headers or listings of %4 more", actor, said(items),
                                             said(where), counted(listed[actor])), View::Touched, "actor:" + actor});
        if (ghosts[actor])
            o.story.push_back({"ghost", ghosts[actor] == 1 ? phrase("1 item that the logs name and no store holds")
                                                           : phrase("%1 items that the logs name and no store holds", counted(ghosts[actor])),
                               View::Touched, "stored:false"});
    }
}

}  // namespace

Overview overview(Case& c) {
    CaseStore& store = c.store();
    Overview o;
    countSources(store, o);
    o.events = static_cast<std::uint64_t>(store.events().count());
    o.mailboxes = store.mailboxes().size();
    store.placements(std::nullopt, false, [&](Placement&& p) {
        (p.recovered ? o.recovered : o.messages) += p.parent == 0;
        return true;
    });
    if (o.recovered)
        o.story.push_back({"recovered", o.recovered == 1 ? phrase("1 message was recovered, deleted or in free space: no other count includes it")
                                                         : phrase("%1 messages were recovered, deleted or in free space: no other count includes them", counted(o.recovered)),
                           View::Messages, "is:recovered -has:parent"});
    o.sessions = store.sessionCount();
    std::uint64_t held = 0;
    for (const auto& [path, count] : store.heldBySource()) held += count;
    if (held)
        o.story.push_back({"problem", held == 1 ? phrase("1 message is on the hold list and not examined")
                                                : phrase("%1 messages are on the hold list and not examined", counted(held)),
                           View::Messages, "held:true"});
    countTouches(store, o);
    if (const auto all = store.recomputations(); !all.empty() && all.back().number > 1 && all.back().total())
        o.story.push_back({"changed", phrase("The last recomputation changed the answer: %1", said(changeSummary(all.back().counts))), View::Changes,
                           "number:" + std::to_string(all.back().number)});
    const auto effects = store.effects();
    const auto open = static_cast<std::uint64_t>(std::count_if(effects.begin(), effects.end(), [](const Effect& e) {
        return !e.actor.empty() && isStanding(e) && e.inForce != "no"; }));
    if (open)
        o.story.push_back({"persistence", open == 1 ? phrase("1 thing an actor left behind may still be in force: a rule, right, grant, device or session")
                                                    : phrase("%1 things an actor left behind may still be in force: rules, rights, grants, devices or sessions", counted(open)),
                           View::Effects, "actor:* -in_force:=no has:in_force"});
    const auto firstHostile = store.firstAttributed();
    if (firstHostile)
        o.story.insert(o.story.begin(), {"login", phrase("First attributed session: %1 from %2 (%3)", visible(firstHostile->account),
                           visible(firstHostile->clientIp), firstHostile->protocol), View::Sessions,
                           "session:" + firstHostile->id});
    for (const Assumption& a : assumptionsOf(store))
        o.story.push_back({"assumption", a.text, a.query.empty() ? View::Coverage : View::Sessions, a.query});
    if (store.indicators().empty())
        o.story.insert(o.story.begin(), {"login", phrase("Nothing is attributed yet: look at the candidates in Actors and attribute the intruder's sessions"),
                                         View::Suspects, ""});
    return o;
}

}  // namespace sillage
