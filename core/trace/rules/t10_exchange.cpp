// T09 and T10: OWA, EWS, ActiveSync and MAPI on premises. IIS writes the request, at the front end and again at the back
// end, and HttpProxy writes it a third time: one request (cafeReqId), whose octets are those that any of them counted.
// A request whose URL bears an item's id names that item (trace page §4); of all else that a session did, the log says
// only that it happened: what the mailbox held then stays possible.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

/// Headers and cookies that IIS counts into sc-bytes beside the content.
constexpr std::uint64_t kHeaders = 4096;

/// The request was answered with content. 206 and the like are partial; a page of login is no answer to it.
bool answered(const Ev& e) {
    return e.status >= 200 && e.status < 300 && e.outcome != Outcome::Failure;
}

/// Something of the mailbox may have been in the answer.
bool mayServe(const Ev& e) {
    switch (e.action) {
        case Action::Login: case Action::Logout: case Action::Page: case Action::Refresh: case Action::Send: case Action::Admin:
            return false;
        default: return answered(e);
    }
}

/// Octets that went out, by request: several recorders write one request, and one of them may count.
class Sent {
public:
    Sent(const Input& input, std::span<const std::uint32_t> events) {
        for (const std::uint32_t i : events) {
            const Ev& e = input.events[i];
            if (!isExchange(e.route) || e.status < 0) continue;
            if (!e.request) {
                add(e.bytes);
                continue;
            }
            std::int64_t& most = byRequest_.emplace(e.request, -1).first->second;
            most = std::max(most, e.bytes);
        }
        for (const auto& [request, bytes] : byRequest_) add(bytes);
    }
    [[nodiscard]] std::int64_t of(const Ev& e) const {
        const auto it = byRequest_.find(e.request);
        return it == byRequest_.end() || !e.request ? e.bytes : it->second;
    }
    /// Of the whole session; nothing while one request's octets are not on record.
    [[nodiscard]] std::optional<std::uint64_t> total() const { return known_ ? std::optional(total_) : std::nullopt; }

private:
    void add(std::int64_t bytes) {
        if (bytes < 0) known_ = false;
        else total_ += static_cast<std::uint64_t>(bytes);
    }
    std::unordered_map<Sym, std::int64_t> byRequest_;
    std::uint64_t total_ = 0;
    bool known_ = true;
};

class ExchangeSession {
public:
    ExchangeSession(RuleContext& c, std::int32_t session)
        : c_(c), session_(session), v_(c.visit(session)), events_(c.sessions.eventsOf(v_)), sent_(c.input, events_) {}

    void run() {
        std::unordered_set<Sym> done;
        for (const std::uint32_t i : events_) {
            const Ev& e = c_.input.events[i];
            if (!isExchange(e.route) || !mayServe(e)) continue;
            if (!first_) first_ = i;
            ++requests_;
            if (!e.detail || (e.request && !done.insert(e.request).second)) continue;
            named(i, e);
        }
        if (first_) open();
    }

private:
    [[nodiscard]] Candidate base(std::uint32_t item, const char* rule) const {
        Candidate t;
        t.item = item;
        t.session = session_;
        t.identity = Axis::Top;
        t.rule = rule;
        return t;
    }

    void named(std::uint32_t i, const Ev& e) {
        const Sym mailbox = c_.mailboxOf(e.mailbox ? e.mailbox : v_.account);
        if (!c_.folders.holds(mailbox)) return;
        const auto found = c_.folders.byStoreKey(mailbox, e.detail);
        Candidate t = base(found.items[0], "T10@1");
        t.identity = found.identity;
        t.first = t.last = e.utc;
        t.events.push_back(i);
        for (const std::uint32_t other : events_)  // the same request, as the other recorders wrote it
            if (other != i && e.request && c_.input.events[other].request == e.request && t.events.size() < 4) t.events.push_back(other);
        const std::string place = placeText(c_.input, c_.input.items[t.item]);
        t.why.push_back(phrase("T10@1: the request bears the id of %1 (status %2, %3 bytes)", said(place), e.status, sent_.of(e)));
        t.why.push_back(phrase("identity: %1", said(found.why)));
        if (t.events.size() > 1) t.why.push_back(phrase("T09@1: %1 lines on one request: one witness (T18)", t.events.size()));
        switch (e.action) {
            case Action::Download: attachment(t, e); break;
            case Action::Export: attachments(t); break;
            case Action::ViewSource: whole(t, e); break;
            case Action::Read: case Action::Preview: case Action::Fetch: text(t, e); break;
            default: break;
        }
    }

    /// Delivery of `size` octets by what the recorders of this request counted.
    Axis measured(const Ev& e, std::uint64_t size, Candidate& t) const {
        const std::int64_t bytes = sent_.of(e);
        if (bytes < 0) {
            t.against.push_back(phrase("T09@1: no recorder of this request counted the octets sent"));
            return Axis::Probable;
        }
        const auto out = static_cast<std::uint64_t>(bytes);
        t.complete = out >= size && e.status == 200 && e.outcome == Outcome::Success;
        if (out < size) t.against.push_back(phrase("%1 octets were sent of at least %2: the transfer was cut short", out, size));
        if (e.outcome != Outcome::Success || e.status == 206) t.against.push_back(phrase("the transfer was partial"));
        if (out > size + size / 50 + kHeaders && !t.part) t.against.push_back(phrase("more octets were sent than the part has"));
        return t.complete ? Axis::Top : Axis::Probable;
    }

    void text(Candidate& t, const Ev& e) {
        t.depth = Depth::Body;
        t.delivery = Axis::Probable;
        t.complete = e.outcome == Outcome::Success;
        t.against.push_back(phrase("the page's size does not measure the text of the message in it"));
        c_.out.push_back(t);
    }

    void whole(Candidate& t, const Ev& e) {
        t.depth = Depth::Whole;
        t.delivery = measured(e, c_.input.items[t.item].size, t);
        addWhole(c_, t);
    }

    /// The id says that it was an attachment; which one of several, its size may tell.
    void attachment(const Candidate& t, const Ev& e) {
        const auto parts = c_.input.partsOf(c_.input.items[t.item]);
        std::vector<std::int32_t> files, fitting;
        const std::int64_t bytes = sent_.of(e);
        for (std::size_t p = 0; p < parts.size(); ++p) {
            if (!parts[p].file()) continue;
            files.push_back(static_cast<std::int32_t>(p));
            const bool fits = bytes >= 0 && static_cast<std::uint64_t>(bytes) >= parts[p].size && static_cast<std::uint64_t>(bytes) <= parts[p].size + kHeaders;
            if (fits) fitting.push_back(static_cast<std::int32_t>(p));
        }
        if (files.empty()) {
            Candidate one = t;
            one.depth = Depth::Attachment;
            one.delivery = Axis::Probable;
            c_.out.push_back(std::move(one));
            return;
        }
        const bool bySize = files.size() > 1 && fitting.size() == 1;
        for (const std::int32_t p : bySize ? fitting : files) {
            Candidate one = t;
            one.part = p;
            one.depth = Depth::Attachment;
            one.delivery = measured(e, parts[static_cast<std::size_t>(p)].size, one);
            if (bySize) {
                one.identity = std::min(one.identity, Axis::Probable);
                one.why.push_back(phrase("identity: of %1 attachments this one's size alone fits the octets sent", files.size()));
            } else if (files.size() > 1) {
                one.identity = std::min(one.identity, Axis::Possible);
                one.against.push_back(phrase("the message has %1 attachments; which one the id means is not on record", files.size()));
            }
            c_.out.push_back(std::move(one));
        }
    }

    void attachments(const Candidate& t) {
        const auto parts = c_.input.partsOf(c_.input.items[t.item]);
        for (std::size_t p = 0; p < parts.size(); ++p) {
            if (!parts[p].file()) continue;
            Candidate one = t;
            one.part = static_cast<std::int32_t>(p);
            one.depth = Depth::Attachment;
            one.delivery = Axis::Probable;  // an archive's size measures nothing
            c_.out.push_back(std::move(one));
        }
    }

    /// What no URL names: every item the mailbox held then, within the octets that went out.
    void open() {
        const Sym mailbox = c_.mailboxOf(v_.account);
        if (!c_.folders.holds(mailbox)) return;
        const auto total = sent_.total();
        for (const std::uint32_t i : c_.folders.mailboxItems(mailbox)) {
            const Item& item = c_.input.items[i];
            if (!item.at(v_.first, kSecond) && !item.at(v_.last, kSecond)) continue;
            Candidate t = base(i, "T09@1");
            t.first = v_.first;
            t.last = v_.last;
            t.delivery = Axis::Possible;
            t.depth = Depth::Whole;
            t.events.push_back(*first_);
            t.why.push_back(total ? phrase("T09@1: the session was open on this mailbox; %1 answered requests, %2 octets in all, do not say what was read",
                                           requests_, *total)
                                  : phrase("T09@1: the session was open on this mailbox; %1 answered requests do not say what was read, and not all say "
                                           "how many octets went out", requests_));
            if (total && *total < item.size) {
                t.depth = Depth::Body;
                t.against.push_back(phrase("complete delivery is ruled out: the message has %1 octets", item.size));
            }
            t.depth == Depth::Whole ? addWhole(c_, t) : c_.out.push_back(std::move(t));
        }
    }

    RuleContext& c_;
    std::int32_t session_;
    const Visit& v_;
    std::span<const std::uint32_t> events_;
    Sent sent_;
    std::optional<std::uint32_t> first_;
    std::size_t requests_ = 0;
};

}  // namespace

void ruleT10Exchange(RuleContext& c) {
    for (const std::uint32_t s : c.sessions.attributed) {
        const Visit& v = c.sessions.visits[s];
        if (!isExchange(v.route) || v.failedOnly) continue;
        ExchangeSession(c, static_cast<std::int32_t>(s)).run();
    }
}

}  // namespace sillage::tracing
