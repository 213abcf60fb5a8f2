// T13: a POP3 logout says n messages and b octets retrieved out of N and B. The whole of INBOX was delivered only when
// n = N, b = B and no TOP was used; else which messages is inferred or open.
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

void retrieved(RuleContext& c, std::int32_t session) {
    const Visit& v = c.visit(session);
    const Counters* k = c.countersOf(session);
    if (!k || k->retr <= 0 || !c.holds(v.account)) return;
    const Sym mailbox = c.mailboxOf(v.account);
    const auto items = c.folders.present(mailbox, c.folders.folderName(mailbox, "INBOX"), v.first, kSecond);
    const bool all = k->retr == k->messages;
    const bool bytes = k->size >= 0 && k->retrBytes == k->size;
    const bool population = k->messages == static_cast<std::int64_t>(items.size());
    Axis delivery = Axis::Possible;
    if (all) delivery = bytes && population && k->top == 0 ? Axis::Top : Axis::Probable;
    for (const std::uint32_t i : items) {
        Candidate t;
        t.item = i;
        t.depth = Depth::Whole;
        t.complete = all && bytes;
        t.delivery = delivery;
        t.identity = population ? Axis::Top : Axis::Probable;
        t.session = session;
        t.first = v.first;
        t.last = v.last;
        t.rule = "T13@1";
        for (const std::uint32_t e : {v.logoutEvent, v.loginEvent})
            if (e != kNone) t.events.push_back(e);
        t.why.push_back(phrase("T13@1: %1 of %2 messages retrieved, %3 of %4 octets; POP3 sees INBOX only", k->retr, k->messages,
                               k->retrBytes, k->size));
        if (all && k->top != 0) t.against.push_back(k->top > 0 ? phrase("%1 beginnings of messages (TOP) were served beside them", k->top)
                                                               : phrase("the line does not say whether beginnings of messages (TOP) were served"));
        if (!population) t.against.push_back(phrase("the store gives %1 messages for INBOX then", items.size()));
        addWhole(c, t);
    }
}

}  // namespace

void ruleT13Pop3(RuleContext& c) {
    for (const std::uint32_t s : c.sessions.attributed)
        if (c.sessions.visits[s].route == Route::Pop3)
            retrieved(c, static_cast<std::int32_t>(s));
}

}  // namespace sillage::tracing
