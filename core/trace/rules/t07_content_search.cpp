// T07: content searches, eDiscovery and mailbox exports reach mailboxes without any record of the mailbox's own. The
// operation is the record; whose mailboxes it took is in its parameters, or open.
#include <algorithm>

#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

/// The mailbox is among those the parameters name; none of the case's named there: all may be meant.
bool inScope(const Input& input, std::string_view parameters, Sym mailbox) {
    const auto names = [&](Sym m) {
        const std::string_view name = input.view(m);
        return !name.empty() && parameters.find(name) != std::string_view::npos;
    };
    if (names(mailbox)) return true;
    return std::none_of(input.mailboxes.begin(), input.mailboxes.end(), names);
}

void reach(RuleContext& c, std::uint32_t i, Sym mailbox) {
    const Ev& e = c.input.events[i];
    const bool taken = e.action == Action::Export;
    const std::string_view operation = c.input.view(e.detail);
    for (const std::uint32_t item : c.folders.mailboxItems(mailbox)) {
        if (!c.input.items[item].at(e.utc, kMinute)) continue;
        Candidate t;
        t.item = item;
        t.session = e.session_;
        t.first = t.last = e.utc;
        t.rule = "T07@1";
        t.identity = Axis::Top;
        t.delivery = Axis::Possible;
        t.depth = taken ? Depth::Whole : Depth::Listed;
        t.events.push_back(i);
        t.why.push_back(taken ? phrase("T07@1: %1 takes mailboxes out as they stand; this one was within its scope as far as the record says", operation)
                              : phrase("T07@1: %1 searches mailboxes; this one was within its scope as far as the record says", operation));
        t.against.push_back(phrase("which items the search found is not on record: ask for the search's query and its results"));
        taken ? addWhole(c, t) : c.out.push_back(std::move(t));
    }
}

}  // namespace

bool searchesContent(const Ev& e) {
    const bool administers = e.route == Route::M365 || e.route == Route::Admin;
    return administers && !e.messageId && !e.folder && e.outcome != Outcome::Failure && (e.action == Action::Export || e.action == Action::Search);
}

void ruleT07ContentSearch(RuleContext& c) {
    for (const std::uint32_t s : c.sessions.attributed)
        for (const std::uint32_t i : c.sessions.eventsOf(c.sessions.visits[s])) {
            const Ev& e = c.input.events[i];
            if (!searchesContent(e)) continue;
            const bool own = c.input.view(e.detail).starts_with("SearchQueryInitiated");  // the search box of a mail program
            for (const Sym mailbox : c.input.mailboxes)
                if (c.folders.holds(mailbox) && (own ? mailbox == c.mailboxOf(e.mailbox) : inScope(c.input, c.input.view(e.target), mailbox)))
                    reach(c, i, mailbox);
        }
}

}  // namespace sillage::tracing
