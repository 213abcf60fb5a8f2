// Rows without an actor (T17, T20, T31): what stays undetermined, has no record, or is ruled out. Conservative: a
// route nobody records keeps everything undetermined until somebody says why it does not apply.
#include <algorithm>

#include "trace/coverage.h"
#include "base/phrase.h"
#include "trace/grade.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kNamedHoles = 3;  ///< in words; the rest stand in the coverage

/// T12: a session whose counters say that no body was served delivered no content, whoever it was.
bool servedNothing(const Input& input, const Visit& v) {
    if (v.trace) return true;  // a second record of another session
    if (v.route != Route::Imap || v.counters < 0) return false;
    const Counters& k = input.counters[static_cast<std::size_t>(v.counters)];
    return k.known() && k.bodyCount == 0;
}

}  // namespace

WithoutActor::WithoutActor(const Input& input, const Sessions& sessions, const MailboxOf& mailboxOf, const CoverageView& coverage)
    : input_(input), coverage_(coverage) {
    for (const Visit& v : sessions.visits) {
        if (!v.account || v.route == Route::Lmtp || v.route == Route::Smtp) continue;
        MailboxState& s = states_[mailboxOf(v.account)];
        if (v.attribution != Axis::None) s.lastAttributed = std::max(s.lastAttributed, v.last);
        if (v.status != Status::Undecided || servedNothing(input, v)) continue;
        if (s.undecided < s.undecidedIds.size()) s.undecidedIds[s.undecided] = v.id;
        ++s.undecided;
    }
    for (const Ev& e : input.events)
        if (e.mailbox && (e.action == Action::Redirect || e.action == Action::Rule || e.action == Action::Permission))
            standing_.insert(mailboxOf(e.mailbox));
}

Touch WithoutActor::row(const Item& item) const {
    Touch t;
    fillItem(input_, item, -1, t);
    t.depth = Depth::Whole;
    t.id = touchId(input_.view(item.key), "", t.depth, "");
    t.coverage = coverage_.statement(item.mailbox);
    decide(item, t);
    return t;
}

void WithoutActor::decide(const Item& item, Touch& t) const {
    const auto state = states_.find(item.mailbox);
    const MailboxState s = state == states_.end() ? MailboxState() : state->second;
    t.grade = Grade::Undetermined;
    if (input_.indicators.empty()) {
        t.why.push_back(phrase("nothing is attributed to anybody yet"));
    } else if (s.undecided) {
        t.rules.emplace_back("T20@1");
        std::string ids;
        for (std::size_t i = 0; i < std::min(s.undecided, s.undecidedIds.size()); ++i)
            ids += (ids.empty() ? "" : ", ") + sessionId(s.undecidedIds[i]);
        if (s.undecided > s.undecidedIds.size()) ids += " …";
        t.why.push_back(phrase("T20@1: %1 sessions on this mailbox are undecided (%2)", s.undecided, ids));
    } else if (!coverage_.openRoutes.empty()) {
        t.rules.emplace_back("T31@1");
        t.why.push_back(phrase("T31@1: no attributed session reached it, but routes without a recorder are open: %1", said(listed(coverage_.openRoutes))));
    } else if (const auto holes = coverage_.holesFor(item.mailbox, item.internalDate, kNamedHoles + 1); !holes.empty()) {
        t.rules.emplace_back("T31@1");
        std::vector<std::string> named;
        for (std::size_t i = 0; i < std::min(holes.size(), kNamedHoles); ++i) named.push_back(holes[i]->what);
        if (holes.size() > kNamedHoles) named.push_back(phraseText("and further holes"));
        t.why.push_back(phrase("T31@1: no attributed session reached it, but the logs have holes in which one could have: %1", said(listed(named))));
    } else if (ruledOut(item, s)) {
        t.grade = Grade::RuledOut;
        t.rules.emplace_back("T17@1");
        t.why.push_back(phrase("T17@1: it arrived after the last session of the actor on this mailbox, no standing rule served him, and every session is decided"));
    } else {
        t.grade = Grade::NoRecord;
        t.rules.emplace_back("T31@1");
        t.why.push_back(phrase("T31@1: every route is covered or not applicable and no attributed session reached it; sessions of the holder rest on the case's assumption (T20)"));
    }
}

bool WithoutActor::ruledOut(const Item& item, const MailboxState& s) const {
    if (!item.internalDate || s.lastAttributed == kBeginning || item.internalDate <= s.lastAttributed + kMinute) return false;
    return !standing_.count(item.mailbox);
}

}  // namespace sillage::tracing
