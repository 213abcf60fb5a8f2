// What the actor sent: an authenticated submission (queue id → Message-ID → recipients), or the webmail's own sending
// log. An effect, not a reading: the row says "sent", and who took it.
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

struct Sending {
    Sym account = 0, messageId = 0, subject = 0;
    std::int32_t session = -1;
    std::int64_t at = 0;
    std::vector<std::uint32_t> events;
    std::size_t recipients = 0;
};

void emit(RuleContext& c, const Sending& s) {
    const Sym mailbox = c.mailboxOf(s.account);
    if (!c.folders.holds(mailbox)) return;
    auto found = c.folders.byMessageId(mailbox, s.messageId, "", s.at);
    // The sender's copy is the row; a copy that the same server delivered to a recipient is somebody else's.
    const std::uint32_t item = found.items.empty() ? c.folders.ghost(mailbox, "", 0, s.messageId, s.subject, s.at) : found.items[0];
    Candidate t;
    t.item = item;
    t.depth = Depth::Whole;
    t.complete = true;
    t.destination = Destination::ThirdParty;
    t.effects.push_back("sent");
    t.delivery = Axis::Top;
    t.identity = found.items.empty() ? Axis::Top : found.identity;
    t.session = s.session;
    t.first = t.last = s.at;
    t.rule = "T11@1";
    t.events = s.events;
    t.why.push_back(s.recipients ? phrase("the server took this message from the session for sending and passed it on to %1 recipients", s.recipients)
                                 : phrase("the server took this message from the session for sending"));
    c.out.push_back(std::move(t));
}

void submission(RuleContext& c, std::int32_t session) {
    const Visit& v = c.visit(session);
    if (!c.holds(v.account)) return;
    Sending s;
    s.account = v.account;
    s.session = session;
    s.at = v.first;
    for (const auto& [queue, i] : c.sessions.queueOf(v.key)) {
        const Ev& e = c.input.events[i];
        if (e.route == Route::Lmtp && !e.target) continue;
        if (e.utc > v.first + kDay || e.utc < v.first - kMinute) continue;  // short queue ids are used again
        if (e.messageId && !s.messageId) s.messageId = e.messageId;
        if ((e.action == Action::Relay || e.action == Action::Deliver) && e.outcome == Outcome::Success) ++s.recipients;
        if (s.events.size() < 12) s.events.push_back(i);
    }
    if (s.messageId) emit(c, s);
}

}  // namespace

void ruleSent(RuleContext& c) {
    for (const std::uint32_t s : c.sessions.attributed)
        if (c.sessions.visits[s].route == Route::Submission) submission(c, static_cast<std::int32_t>(s));
    for (const std::uint32_t i : c.sessions.relevant) {
        const Ev& e = c.input.events[i];
        const bool logged = e.action == Action::Send && e.messageId && e.outcome != Outcome::Failure;
        if (!logged) continue;
        Sending s;
        s.account = e.account;
        s.messageId = e.messageId;
        s.subject = e.subject;
        s.session = e.session_;
        s.at = e.utc;
        s.events.push_back(i);
        emit(c, s);
    }
}

}  // namespace sillage::tracing
