// T14 (with T22 and T27): webmail requests that name the item. The request line names mailbox, uid and part; the
// back-end session's counters, else the bytes the web server sent, say what was handed over.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

/// What the web server's byte field means: "body" and "total" are octets sent, "unknown" is no measure of delivery.
std::string bytesMeaning(const Input& input, std::int64_t source) {
    const std::string path = input.sourcePath(source);
    const bool nginx = path.find("nginx") != std::string::npos;
    for (const auto& f : input.facts)
        if (f.fact.key == "web-log-bytes") return f.fact.value;
    return nginx ? "body" : "unknown";
}

/// Response headers and chunk framing that a byte field may include (lab page 1: 12 to 480 octets).
constexpr std::uint64_t kFraming = 600;

/// Account and number of an item to the event that ties it to a Message-ID.
using NumberedItems = std::map<std::pair<Sym, Sym>, std::uint32_t>;

NumberedItems numberedItems(const RuleContext& c) {
    NumberedItems out;
    for (const std::uint32_t i : c.input.numbered) {
        const Ev& e = c.input.events[i];
        out[{c.mailboxOf(e.mailbox), e.detail}] = i;
    }
    return out;
}

/// `2,3` of a request that takes several parts.
bool asksPart(std::string_view list, std::string_view number) {
    if (list.empty()) return true;
    for (const std::string_view one : split(list, ','))
        if (one == number) return true;
    return false;
}

class Webmail {
public:
    Webmail(RuleContext& c, std::size_t request, const NumberedItems& numbered)
        : c_(c), numbered_(numbered), index_(request), r_(c.sessions.requests[request]), e_(c.input.events[r_.event]) {
        const std::int32_t back = c.sessions.requestBackEnd[request];
        join_ = c.sessions.requestJoin[request];
        if (back >= 0 && join_ >= Axis::Probable) counters_ = c.countersOf(back);
        if (counters_ && !counters_->known()) counters_ = nullptr;
    }

    void run() {
        if (!findAccount()) return;
        folder_ = c_.input.text(r_.folder);
        for (const std::uint32_t uid : c_.sessions.uidsOf(r_)) item(uid);
        if (!r_.uidsCount) numbered();
    }

private:
    bool findAccount() {
        const std::int32_t session = c_.sessions.requestVisit[index_];
        const std::int32_t back = c_.sessions.requestBackEnd[index_];
        const Visit& web = c_.visit(session);
        Sym account = 0;
        if (e_.account) {
            account = e_.account, accountAxis_ = Axis::Top, accountWhy_ = phrase("the URL names the account");
        } else if (back >= 0 && join_ >= Axis::Probable) {
            account = c_.visit(back).account, accountAxis_ = join_;
            accountWhy_ = phrase("%1 (session %2)", said(joinWhyText(c_.sessions.requestJoinWhy[index_])), c_.input.view(c_.visit(back).key));
        } else {
            account = web.account, accountAxis_ = web.accountAxis;
            accountWhy_ = joinWhyText(web.accountWhy);
        }
        mailbox_ = c_.mailboxOf(account);
        return c_.holds(account) && accountAxis_ != Axis::None;
    }

    /// T15: Zimbra's number of an item, which its mailbox.log ties to a Message-ID.
    void numbered() {
        const auto named = numbered_.find({mailbox_, e_.detail});
        if (named == numbered_.end()) return;
        const Ev& added = c_.input.events[named->second];
        auto found = c_.folders.byMessageId(mailbox_, added.messageId, {}, e_.utc);
        if (found.items.empty()) {
            found.items.push_back(c_.folders.ghost(mailbox_, c_.input.text(added.folder), 0, added.messageId, 0));
            found.identity = Axis::Top;
            found.why = phrase("named by its Message-ID; no exhibit holds it");
        }
        found.events.push_back(named->second);
        for (const std::uint32_t i : found.items) deliver(i, found);
    }

    void item(std::uint32_t uid) {
        auto found = c_.folders.byUid(mailbox_, folder_, uid, e_.utc);
        if (found.items.empty()) {
            found.items.push_back(c_.folders.ghost(mailbox_, folder_, uid, 0, 0));
            found.identity = Axis::Probable;
            found.why = phrase("no exhibit holds a message with this uid");
        }
        for (const std::uint32_t i : found.items) deliver(i, found);
    }

    Candidate base(std::uint32_t item, const FolderState::Found& found) {
        Candidate t;
        t.item = item;
        t.session = c_.sessions.requestVisit[index_];
        t.identity = std::min(found.identity, accountAxis_);
        t.first = t.last = e_.utc;
        t.rule = "T14@1";
        t.events.push_back(r_.event);
        if (const std::int32_t back = c_.sessions.requestBackEnd[index_]; back >= 0)
            for (const std::uint32_t ev : {c_.visit(back).idEvent, c_.visit(back).logoutEvent})
                if (ev != kNone) t.events.push_back(ev);
        t.events.insert(t.events.end(), found.events.begin(), found.events.end());
        const std::string place = placeText(c_.input, c_.input.items[item]);
        const Said kind = said(webKindName(r_.kind));
        t.why.push_back(r_.part ? phrase("T14@1: the request names %1, part %2 (%3, status %4, %5 bytes)", said(place),
                                         c_.input.view(r_.part), kind, e_.status, e_.bytes)
                                : phrase("T14@1: the request names %1 (%2, status %3, %4 bytes)", said(place), kind, e_.status, e_.bytes));
        t.why.push_back(phrase("identity: %1", said(found.why)));
        t.why.push_back(phrase("account: %1", said(accountWhy_)));
        if (counters_)
            t.why.push_back(phrase("T21@1: its IMAP session served body_count=%1 body_bytes=%2", counters_->bodyCount, counters_->bodyBytes));
        return t;
    }

    void deliver(std::uint32_t i, const FolderState::Found& found) {
        Candidate t = base(i, found);
        switch (r_.kind) {
            case WebKind::Preview: case WebKind::Show: text(t); break;
            case WebKind::Part: case WebKind::Thumbnail: part(t); break;
            case WebKind::AllAttachments: attachments(t); break;
            case WebKind::Source: whole(t); break;
            case WebKind::ForwardDraft: forward(t); break;
            default: break;
        }
    }

    void text(Candidate& t) {
        t.depth = Depth::Body;
        t.complete = counters_ != nullptr;
        t.delivery = counters_ ? Axis::Top : Axis::Probable;
        t.why.push_back(phrase("delivery: the displayed text was handed over, attachments are requests of their own"));
        if (!counters_) t.against.push_back(phrase("no back-end counter on record: the page's size does not measure the text"));
        c_.out.push_back(t);
    }

    /// Octets sent against the octets of the part (or message): Top when they suffice.
    Axis measured(std::uint64_t size, Candidate& t) const {
        if (counters_) {
            t.complete = static_cast<std::uint64_t>(counters_->bodyBytes) >= size;
            return t.complete ? Axis::Top : Axis::Probable;
        }
        const std::string meaning = bytesMeaning(c_.input, e_.source);
        t.complete = e_.bytes >= 0 && static_cast<std::uint64_t>(e_.bytes) >= size && e_.status == 200;
        if (e_.status == 206 || e_.status == 499) t.against.push_back(phrase("the transfer was partial"));
        if (e_.bytes >= 0 && static_cast<std::uint64_t>(e_.bytes) > size + size / 50 + kFraming) {
            t.complete = false;
            t.against.push_back(phrase("far more octets were sent than the part has: a login or error page is as likely (T22)"));
            return Axis::Possible;
        }
        if (meaning == "unknown") {
            t.against.push_back(phrase("the web server's byte field is not known to count what was sent"));
            return Axis::Probable;
        }
        return t.complete ? Axis::Top : Axis::Probable;
    }

    void part(Candidate& t) {
        const Item& item = c_.input.items[t.item];
        t.part = partIndex(c_.input, item, c_.input.view(r_.part));
        t.depth = Depth::Attachment;
        const bool thumbnail = r_.kind == WebKind::Thumbnail;
        if (t.part < 0) {
            t.delivery = counters_ ? Axis::Top : Axis::Probable;
            if (item.stored()) {
                t.identity = std::min(t.identity, Axis::Probable);
                t.against.push_back(phrase("the stored message has no part %1", c_.input.view(r_.part)));
            }
        } else if (thumbnail) {
            t.delivery = counters_ || e_.bytes > 0 ? Axis::Top : Axis::Probable;
            t.complete = e_.bytes >= 0 && static_cast<std::uint64_t>(e_.bytes) >= c_.input.partsOf(item)[static_cast<std::size_t>(t.part)].size;
            t.rule = "T27@1";
            t.why.push_back(phrase("T27@1: the page fetched this image by itself, without a click"));
            if (counters_ && counters_->bodyCount == 0) t.why.push_back(phrase("T22@1: served from the webmail's own cache"));
        } else {
            const ItemPart& p = c_.input.partsOf(item)[static_cast<std::size_t>(t.part)];
            t.delivery = measured(p.size, t);
            if (p.text()) t.part = -1, t.depth = Depth::Body;  // the message's own text fetched as a part
        }
        c_.out.push_back(t);
    }

    void attachments(const Candidate& t) {
        const Item& item = c_.input.items[t.item];
        const auto parts = c_.input.partsOf(item);
        std::uint64_t total = 0;
        std::int64_t count = 0;
        const std::string_view asked = c_.input.view(r_.part);
        for (const auto& p : parts)
            if (p.file() && asksPart(asked, c_.input.view(p.number))) total += p.size, ++count;
        if (!count) {
            Candidate one = t;
            one.depth = Depth::Attachment;
            one.delivery = counters_ ? Axis::Top : Axis::Probable;
            c_.out.push_back(one);
            return;
        }
        for (std::size_t p = 0; p < parts.size(); ++p) {
            if (!parts[p].file() || !asksPart(asked, c_.input.view(parts[p].number))) continue;
            Candidate one = t;
            one.part = static_cast<std::int32_t>(p);
            one.depth = Depth::Attachment;
            one.delivery = counters_ ? measured(total, one) : Axis::Probable;  // a zip's size measures nothing
            if (counters_ && counters_->bodyCount < count) one.delivery = std::min(one.delivery, Axis::Probable);
            c_.out.push_back(std::move(one));
        }
    }

    void whole(Candidate& t) {
        const Item& item = c_.input.items[t.item];
        t.depth = Depth::Whole;
        if (item.wireSize) t.delivery = measured(item.wireSize, t);
        else t.delivery = counters_ ? Axis::Top : Axis::Probable;
        addWhole(c_, t);
    }

    void forward(Candidate& t) {
        t.depth = Depth::Whole;
        t.destination = Destination::ThirdParty;
        t.delivery = Axis::Possible;
        t.why.push_back(phrase("delivery: taken into a new message; whether that one was sent is another record"));
        addWhole(c_, t);
    }

    RuleContext& c_;
    const NumberedItems& numbered_;
    std::size_t index_;
    const WebRequest& r_;
    const Ev& e_;
    const Counters* counters_ = nullptr;
    Axis join_ = Axis::None, accountAxis_ = Axis::None;
    std::string accountWhy_, folder_;
    Sym mailbox_ = 0;
};

}  // namespace

void ruleT14Webmail(RuleContext& c) {
    const NumberedItems numbered = numberedItems(c);
    for (const std::uint32_t r : c.sessions.requested) {
        const WebRequest& request = c.sessions.requests[r];
        if (!request.content() || (!request.uidsCount && !c.input.events[request.event].detail)) continue;
        if (!refusedBecause(c, r).empty()) continue;
        Webmail(c, r, numbered).run();
    }
}

}  // namespace sillage::tracing
