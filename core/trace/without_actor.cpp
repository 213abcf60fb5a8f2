// See without_actor.h. Conservative: a route nobody records keeps everything undetermined until somebody says why it does
// not apply.
#include "trace/without_actor.h"

#include <algorithm>

#include "base/phrase.h"
#include "trace/grade.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kNamedHoles = 3;  ///< in words; the rest stand in the coverage

}  // namespace

WithoutActor::WithoutActor(const Input& input, const Sessions& sessions, const Groundwork& ground, const MailboxTable& mailboxes, const MailboxOf& mailboxOf, const CoverageView& coverage)
    : input_(input), sessions_(sessions), mailboxes_(mailboxes), coverage_(coverage), states_(input.spool) {
    states_.assign(mailboxes.size(), State());
    for (std::uint32_t v = 0; v < ground.keepsOpen.size(); ++v) {
        const std::uint32_t name = ground.keepsOpen[v];
        if (name == kNone || sessions.whose.status(v) != Status::Undecided) continue;
        const std::uint32_t rank = mailboxes.rankOfName(name);
        if (rank == kNone) continue;
        State& s = states_[rank];
        if (s.undecided < s.first.size()) s.first[s.undecided] = v;
        ++s.undecided;
    }
    for (const auto& [index, of] : sessions.whose.of) {
        const Visit& v = sessions.visits[index];
        if (of.attribution == Axis::None || !v.account || v.route == Route::Lmtp || v.route == Route::Smtp) continue;
        std::int64_t& last = lastOf_.emplace(mailboxOf(v.account), kBeginning).first->second;
        last = std::max(last, v.last);
    }
    for (const OpenHole& h : coverage.holes)
        if (h.mailbox) ownHoles_.insert(h.mailbox);
    for (const Sym name : ground.standing) standing_.insert(mailboxes.rankOf(mailboxOf(name)));
}

WithoutActor::State WithoutActor::stateOf(Sym mailbox) const {
    const std::uint32_t rank = mailboxes_.rankOf(mailbox);
    return rank == kNone ? State() : states_[rank];
}

Touch WithoutActor::row(const Item& item) const {
    Touch t;
    fillItem(input_, item, -1, t);
    t.depth = Depth::Whole;
    t.id = touchId(input_.view(item.key), "", t.depth, "");
    t.coverage = coverage_.statement(item.mailbox);
    TouchClass c = verdict(item.mailbox, item.internalDate);
    t.grade = c.grade;
    t.rules = std::move(c.rules);
    t.why = std::move(c.why);
    t.against = std::move(c.against);
    return t;
}

/// What is said does not depend on when an item arrived.
bool WithoutActor::decidedByMailbox(Sym mailbox) const {
    return !sessions_.whose.accuses() || stateOf(mailbox).undecided || !coverage_.openRoutes.empty();
}

TouchClass WithoutActor::verdict(Sym mailbox, std::int64_t arrival) const {
    const State s = stateOf(mailbox);
    TouchClass c;
    if (!sessions_.whose.accuses()) {
        c.why.push_back(phrase("nothing is attributed to anybody yet"));
    } else if (s.undecided) {
        c.rules.emplace_back("T20@1");
        std::string ids;
        for (std::size_t i = 0; i < std::min<std::size_t>(s.undecided, s.first.size()); ++i)
            ids += (ids.empty() ? "" : ", ") + sessionId(sessions_.visits[s.first[i]].id);
        if (s.undecided > s.first.size()) ids += " …";
        c.why.push_back(phrase("T20@1: %1 sessions on this mailbox are undecided (%2)", s.undecided, ids));
    } else if (!coverage_.openRoutes.empty()) {
        c.rules.emplace_back("T31@1");
        c.why.push_back(phrase("T31@1: no attributed session reached it, but routes without a recorder are open: %1", said(listed(coverage_.openRoutes))));
    } else if (const auto holes = coverage_.holesFor(mailbox, arrival, kNamedHoles + 1); !holes.empty()) {
        c.rules.emplace_back("T31@1");
        std::vector<std::string> named;
        for (std::size_t i = 0; i < std::min(holes.size(), kNamedHoles); ++i) named.push_back(holes[i]->what);
        if (holes.size() > kNamedHoles) named.push_back(phraseText("and further holes"));
        c.why.push_back(phrase("T31@1: no attributed session reached it, but the logs have holes in which one could have: %1", said(listed(named))));
    } else if (ruledOut(mailbox, arrival)) {
        c.grade = Grade::RuledOut;
        c.rules.emplace_back("T17@1");
        c.why.push_back(phrase("T17@1: it arrived after the last session of the actor on this mailbox, no standing rule served him, and every session is decided"));
    } else {
        c.grade = Grade::NoRecord;
        c.rules.emplace_back("T31@1");
        c.why.push_back(phrase("T31@1: every route is covered or not applicable and no attributed session reached it; sessions of the holder rest on the case's assumption (T20)"));
        if (!coverage_.assumedRoutes.empty())
            c.why.push_back(phrase("T31@1: that nobody took it round the server (%1) is the case's assumption, not a record", said(listed(coverage_.assumedRoutes))));
    }
    return c;
}

bool WithoutActor::stands(Sym mailbox) const { return standing_.count(mailboxes_.rankOf(mailbox)) != 0; }

bool WithoutActor::ruledOut(Sym mailbox, std::int64_t arrival) const {
    const auto last = lastOf_.find(mailbox);
    if (!arrival || last == lastOf_.end() || arrival <= last->second + kMinute) return false;
    return !stands(mailbox);
}

/// Arrivals from which on something else is said.
std::vector<std::int64_t> WithoutActor::boundaries(Sym mailbox) const {
    std::vector<std::int64_t> all;
    for (const OpenHole& h : coverage_.holes)
        if ((!h.mailbox || h.mailbox == mailbox) && h.to < kForever - kMinute) all.push_back(h.to + kMinute);
    if (const auto last = lastOf_.find(mailbox); last != lastOf_.end() && !stands(mailbox)) all.push_back(last->second + kMinute + 1);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::size_t WithoutActor::classOf(TouchClasses& classes, TouchClass&& verdict) {
    std::string key(gradeName(verdict.grade));
    for (const auto* list : {&verdict.rules, &verdict.why, &verdict.against})
        for (const std::string& line : *list) key.append("\n").append(line);
    const auto [it, fresh] = classes_.emplace(std::move(key), classes.classes.size());
    if (fresh) classes.classes.push_back(std::move(verdict));
    return it->second;
}

std::size_t WithoutActor::scheduleOf(TouchClasses& classes, Sym mailbox) {
    const bool single = decidedByMailbox(mailbox);
    const bool common = !single && !ownHoles_.count(mailbox) && !lastOf_.count(mailbox);
    if (common && common_ != SIZE_MAX) return common_;
    std::vector<std::pair<std::int64_t, std::size_t>> spans;
    const auto span = [&](std::int64_t until, std::int64_t arrival) {
        const std::size_t c = classOf(classes, verdict(mailbox, arrival));
        if (!spans.empty() && spans.back().second == c) spans.back().first = until;
        else spans.emplace_back(until, c);
    };
    span(kArrivalUnknown + 1, 0);
    if (!single)
        for (const std::int64_t until : boundaries(mailbox)) span(until, until == 1 ? -1 : until - 1);  // 0 = not known
    span(kForever, single ? 0 : kForever - 1);
    const auto [it, fresh] = schedules_.emplace(spans, classes.schedules.size());
    if (fresh) {
        classes.schedules.emplace_back();
        for (const auto& [until, c] : spans) classes.schedules.back().push_back({until, c});
    }
    if (common) common_ = it->second;
    return it->second;
}

void WithoutActor::add(TouchClasses& classes, Sym mailbox, std::uint32_t rank) {
    const std::size_t schedule = scheduleOf(classes, mailbox);
    classes.mailboxes.push_back({mailboxes_.number(rank), input_.text(mailbox), schedule, coverage_.statement(mailbox), coverage_.knows(mailbox)});
}

}  // namespace sillage::tracing
