// T14 (with T22 and T27): webmail requests that name the item. The request line names mailbox, uid and part; the
// back-end session's counters, else the bytes the web server sent, say what was handed over. Where neither does, a
// login page is as likely: possible, and no more, so that losing the record that would tell never raises a grade.
#include <algorithm>
#include <map>
#include <set>

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
/// No page of a webmail (login, error, message frame) is larger.
constexpr std::uint64_t kLargestPage = 65'536;

std::uint64_t mostOf(std::uint64_t size) { return size + size / 50 + kFraming; }

/// As many octets as the part and its framing have.
bool fits(std::int64_t bytes, std::uint64_t size) {
    return size && bytes >= 0 && static_cast<std::uint64_t>(bytes) >= size && static_cast<std::uint64_t>(bytes) <= mostOf(size);
}

/// Sizes of parts that answers fit, by web session: two different ones cannot both be the size of one page.
using Fitted = std::map<std::int32_t, std::set<std::uint64_t>>;

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
    Webmail(RuleContext& c, std::size_t request, const NumberedItems& numbered, const AnswerSizes& answers, Fitted& fitted)
        : c_(c), numbered_(numbered), answers_(answers), fitted_(fitted), index_(request), r_(c.sessions.requests[request]),
          e_(c.input.events[r_.event]) {
        const std::int32_t back = c.sessions.requestBackEnd[request];
        join_ = c.sessions.requestJoin[request];
        if (back >= 0 && join_ >= Axis::Probable) counters_ = c.countersOf(back);
        if (counters_ && !counters_->known()) counters_ = nullptr;
    }

    /// Notes the size of a stored part that the answer fits.
    void measure() {
        const bool one = r_.kind == WebKind::Part || r_.kind == WebKind::Source;
        if (counters_ || !one || e_.status != 200 || !findAccount()) return;
        for (const std::uint32_t uid : c_.sessions.uidsOf(r_))
            for (const std::uint32_t i : c_.folders.byUid(mailbox_, c_.input.text(r_.folder), uid, e_.utc).items) {
                const Item& item = c_.input.items[i];
                const std::int32_t p = r_.kind == WebKind::Source ? -1 : partIndex(c_.input, item, c_.input.view(r_.part));
                const std::uint64_t size = r_.kind == WebKind::Source ? item.wireSize
                                           : p < 0 ? 0 : c_.input.partsOf(item)[static_cast<std::size_t>(p)].size;
                if (fits(e_.bytes, size)) fitted_[c_.sessions.requestVisit[index_]].insert(size);
            }
    }

    /// silence: why the lack of a back-end session speaks against it; "" = nothing does.
    void run(const std::string& silence) {
        silence_ = silence;
        const bool measurable = r_.kind == WebKind::Part || r_.kind == WebKind::Source;
        if ((!silence.empty() && !measurable) || !findAccount()) return;
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
        if (e_.mailbox) {
            account = e_.mailbox, accountAxis_ = Axis::Top, accountWhy_ = phrase("the URL names the account");
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
        for (const std::string_view id : split(c_.input.view(e_.detail), ','))
            if (const Sym known = c_.input.symbols.find(trim(id))) numbered(known);
    }

    void numbered(Sym id) {
        const auto named = numbered_.find({mailbox_, id});
        if (named == numbered_.end()) return;
        const Ev& added = c_.input.events[named->second];
        auto found = c_.folders.byMessageId(mailbox_, added.messageId, {}, e_.utc);
        if (found.items.empty()) {
            found.items.push_back(c_.folders.ghost(mailbox_, c_.input.text(added.folder), 0, added.messageId, 0, e_.utc));
            found.identity = Axis::Top;
            found.why = phrase("named by its Message-ID; no exhibit holds it");
        }
        found.events.push_back(named->second);
        for (const std::uint32_t i : found.items) deliver(i, found);
    }

    void item(std::uint32_t uid) {
        auto found = c_.folders.byUid(mailbox_, folder_, uid, e_.utc);
        if (found.items.empty()) {
            found.items.push_back(c_.folders.ghost(mailbox_, folder_, uid, 0, 0, e_.utc));
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
        t.first = e_.utc;
        t.last = e_.utcTo;
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
            case WebKind::Messages: several(t); break;
            case WebKind::ForwardDraft: forward(t); break;
            default: break;
        }
    }

    void text(Candidate& t) {
        t.depth = Depth::Body;
        t.complete = counters_ != nullptr;
        t.delivery = unmeasured(t);
        t.why.push_back(phrase("delivery: the displayed text was handed over, attachments are requests of their own"));
        if (!counters_) t.against.push_back(phrase("no back-end counter on record: the page's size does not measure the text"));
        c_.out.push_back(t);
    }

    /// The product answers who is not signed in by status: the URL names the account, or an item by its number.
    [[nodiscard]] bool refusesByStatus() const { return e_.mailbox || (e_.detail && !r_.uidsCount); }

    /// Delivery where the octets of the answer measure nothing.
    Axis unmeasured(Candidate& t) const {
        if (counters_) return Axis::Top;
        if (refusesByStatus()) return Axis::Probable;
        if (answers_.constant(index_)) return Axis::None;  // T22
        t.against.push_back(phrase("nothing on record measured what was answered: a login or error page is as likely (T22)"));
        return Axis::Possible;
    }

    /// The size alone shows that the answer was the part: no page is so large, or another answer of the session fits
    /// another part of quite another size.
    [[nodiscard]] bool proves(std::uint64_t size) const {
        if (!fits(e_.bytes, size)) return false;
        if (size > kLargestPage) return true;
        const auto known = fitted_.find(c_.sessions.requestVisit[index_]);
        return known != fitted_.end() && std::any_of(known->second.begin(), known->second.end(), [&](std::uint64_t other) {
                   return other > mostOf(size) || size > mostOf(other);
               });
    }

    /// Octets sent against the octets of the part (or message): Top when they suffice.
    Axis measured(std::uint64_t size, Candidate& t) const {
        if (counters_) {
            t.complete = static_cast<std::uint64_t>(counters_->bodyBytes) >= size;
            return t.complete ? Axis::Top : Axis::Probable;
        }
        t.complete = e_.status == 200 && e_.bytes >= 0 && static_cast<std::uint64_t>(e_.bytes) >= size;
        if (e_.status == 206 || e_.status == 499) t.against.push_back(phrase("the transfer was partial"));
        if (e_.bytes >= 0 && static_cast<std::uint64_t>(e_.bytes) > mostOf(size)) {
            t.complete = false;
            t.against.push_back(phrase("far more octets were sent than the part has: a login or error page is as likely (T22)"));
            return answers_.constant(index_) ? Axis::None : Axis::Possible;
        }
        if (e_.status != 206 && !refusesByStatus() && !proves(size)) return unmeasured(t);
        if (bytesMeaning(c_.input, e_.source) == "unknown") {
            t.against.push_back(phrase("the web server's byte field is not known to count what was sent"));
            return Axis::Probable;
        }
        return t.complete ? Axis::Top : Axis::Probable;
    }

    /// Silence of the mail server's log is outweighed by a size that only the part has, and by nothing less.
    bool outweighed(Candidate& t) const {
        if (silence_.empty()) return true;
        t.against.push_back(silence_);
        return t.delivery >= Axis::Probable;
    }

    void part(Candidate& t) {
        const Item& item = c_.input.items[t.item];
        t.part = partIndex(c_.input, item, c_.input.view(r_.part));
        t.depth = Depth::Attachment;
        const bool thumbnail = r_.kind == WebKind::Thumbnail;
        if (t.part < 0) {
            t.delivery = unmeasured(t);
            if (item.stored()) {
                t.identity = std::min(t.identity, Axis::Probable);
                t.against.push_back(phrase("the stored message has no part %1", c_.input.view(r_.part)));
            }
        } else if (thumbnail) {
            t.delivery = unmeasured(t);
            t.complete = e_.bytes >= 0 && static_cast<std::uint64_t>(e_.bytes) >= c_.input.partsOf(item)[static_cast<std::size_t>(t.part)].size;
            t.rule = "T27@1";
            t.why.push_back(phrase("T27@1: the page fetched this image by itself, without a click"));
            if (counters_ && counters_->bodyCount == 0) t.why.push_back(phrase("T22@1: served from the webmail's own cache"));
        } else {
            const ItemPart& p = c_.input.partsOf(item)[static_cast<std::size_t>(t.part)];
            t.delivery = measured(p.size, t);
            if (p.text()) t.part = -1, t.depth = Depth::Body;  // the message's own text fetched as a part
        }
        if (outweighed(t)) c_.out.push_back(t);
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
            one.delivery = unmeasured(one);
            c_.out.push_back(one);
            return;
        }
        for (std::size_t p = 0; p < parts.size(); ++p) {
            if (!parts[p].file() || !asksPart(asked, c_.input.view(parts[p].number))) continue;
            Candidate one = t;
            one.part = static_cast<std::int32_t>(p);
            one.depth = Depth::Attachment;
            one.delivery = counters_ ? measured(total, one) : unmeasured(one);  // a zip's size measures nothing
            if (counters_ && counters_->bodyCount < count) one.delivery = std::min(one.delivery, Axis::Probable);
            c_.out.push_back(std::move(one));
        }
    }

    void whole(Candidate& t) {
        const Item& item = c_.input.items[t.item];
        t.depth = Depth::Whole;
        if (item.wireSize) t.delivery = measured(item.wireSize, t);
        else t.delivery = unmeasured(t);
        if (outweighed(t)) addWhole(c_, t);
    }

    /// One of several messages that the request names, in one archive: its size measures none of them.
    void several(Candidate& t) {
        t.depth = Depth::Whole;
        t.complete = true;
        t.delivery = unmeasured(t);
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
    const AnswerSizes& answers_;
    Fitted& fitted_;
    std::size_t index_;
    const WebRequest& r_;
    const Ev& e_;
    const Counters* counters_ = nullptr;
    Axis join_ = Axis::None, accountAxis_ = Axis::None;
    std::string accountWhy_, folder_, silence_;
    Sym mailbox_ = 0;
};

}  // namespace

void ruleT14Webmail(RuleContext& c) {
    const NumberedItems numbered = numberedItems(c);
    const AnswerSizes answers(c);
    Fitted fitted;
    std::vector<std::uint32_t> named;
    for (const std::uint32_t r : c.sessions.requested) {
        const WebRequest& request = c.sessions.requests[r];
        const bool names = request.content() && (request.uidsCount || c.input.events[request.event].detail);
        if (names && refusedOutright(c, r).empty()) named.push_back(r);
    }
    for (const std::uint32_t r : named) Webmail(c, r, numbered, answers, fitted).measure();
    for (const std::uint32_t r : named) Webmail(c, r, numbered, answers, fitted).run(refusedBecause(c, r));
}

}  // namespace sillage::tracing
