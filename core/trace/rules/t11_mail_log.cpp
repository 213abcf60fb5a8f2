// T11: mail_log names deletes, expunges, saves, copies and flag changes, never reads. A flag change to \Seen in a
// session that served bodies supports a read (BODY[] without PEEK); a client can also set the flag without one.
#include <span>
#include <unordered_set>

#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

bool seen(const Input& input, const Ev& e) {
    return e.action == Action::Flag && input.view(e.detail).find("\\Seen") != std::string_view::npos;
}

/// What the whole session did, gathered once.
struct SessionFacts {
    std::unordered_set<Sym> copied;  ///< a copy of the same message in the same session makes a removal a move
    std::int64_t seenFlags = 0;
};

SessionFacts gather(const Input& input, std::span<const std::uint32_t> events) {
    SessionFacts facts;
    for (const std::uint32_t i : events) {
        const Ev& e = input.events[i];
        if (e.action == Action::Copy && e.messageId) facts.copied.insert(e.messageId);
        facts.seenFlags += seen(input, e);
    }
    return facts;
}

const char* effectOf(const SessionFacts& facts, const Ev& e) {
    switch (e.action) {
        case Action::Delete: case Action::Expunge: return facts.copied.count(e.messageId) ? phraseText("moved") : phraseText("deleted");
        case Action::Flag: case Action::Undelete: return phraseText("flagged");
        case Action::Save: return phraseText("stored");
        default: return nullptr;
    }
}

void apply(RuleContext& c, std::int32_t session, std::uint32_t event, const SessionFacts& facts) {
    const Ev& e = c.input.events[event];
    const Visit& v = c.visit(session);
    const char* effect = effectOf(facts, e);
    if (!effect || !e.uid || !c.holds(e.mailbox)) return;
    const Sym mailbox = c.mailboxOf(e.mailbox);
    const auto found = c.folders.byUid(mailbox, c.input.text(e.folder), e.uid, e.utc);
    if (found.items.empty()) return;
    Candidate t;
    t.item = found.items[0];
    t.depth = Depth::Listed;
    t.delivery = Axis::Possible;
    t.identity = found.identity;
    t.session = session;
    t.first = t.last = e.utc;
    t.rule = "T11@1";
    t.effects.push_back(effect);
    t.events.push_back(event);
    t.why.push_back(phrase("T11@1: the server logged that this session %1 %2; the effect is recorded, what was shown of the item is not",
                           said(effect), said(placeText(c.input, c.input.items[t.item]))));
    t.why.push_back(phrase("identity: %1", said(found.why)));
    if (e.action == Action::Save) {  // APPEND: what it holds came from this client
        t.depth = Depth::Whole;
        t.complete = true;
        t.delivery = Axis::Top;
        t.why.push_back(phrase("T11@1: the session handed this message to the server: all of it was in the client's hands"));
    }
    c.out.push_back(t);
    if (!seen(c.input, e) || v.backEnd) return;
    const Counters* k = c.countersOf(session);
    if (k && k->known() && k->bodyCount == 0) return;  // the flag was set without a body
    t.depth = Depth::Body;
    t.effects.clear();
    t.delivery = k && k->known() && k->bodyCount >= facts.seenFlags ? Axis::Probable : Axis::Possible;
    t.why.push_back(phrase("T11@1: \\Seen was set in a session that served bodies"));
    t.against.push_back(phrase("a client can set \\Seen without fetching; BODY.PEEK leaves no mark at all"));
    c.out.push_back(std::move(t));
}

}  // namespace

void ruleT11MailLog(RuleContext& c) {
    for (const std::uint32_t s : c.sessions.attributed) {
        const auto session = static_cast<std::int32_t>(s);
        const Visit& v = c.sessions.visits[s];
        if (v.route != Route::Imap && v.route != Route::Pop3) continue;
        const auto events = c.sessions.eventsOf(v);
        const SessionFacts facts = gather(c.input, events);
        for (const std::uint32_t e : events) apply(c, session, e, facts);
    }
}

}  // namespace sillage::tracing
