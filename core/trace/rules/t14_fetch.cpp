// T14 for protocol traces (Dovecot rawlog, Roundcube's imap.log) and Dovecot's event exporter: a FETCH names uid and
// part, its response holds what was served; an opened mail names the uid alone. The session is the server's with the same process, or the web session whose request the connection quotes.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

/// Some FETCH of the session asked for envelopes: a response without a literal then shows the list's columns.
bool asksEnvelopes(const Input& input, std::span<const std::uint32_t> events) {
    return std::any_of(events.begin(), events.end(), [&](std::uint32_t i) {
        return input.events[i].action == Action::Fetch && input.view(input.events[i].target).find("envelope") != std::string_view::npos;
    });
}

/// What the webmail fetched for a thumbnail, a refused request or a draft did not reach the browser as such; the
/// request's own rule says what did.
struct Handed {
    std::set<std::int32_t> nothing;  ///< the answer was refused, or kept by the webmail
    std::set<std::int32_t> rows;     ///< a list or search shows the columns of a list, not a header
    std::set<std::int32_t> content;  ///< a download hands on content alone: the header was for the webmail itself
};

Handed handedOn(const RuleContext& c) {
    Handed out;
    for (const std::uint32_t r : c.sessions.requested) {
        const std::int32_t trace = c.sessions.requestTrace[r];
        if (trace < 0) continue;
        const WebKind kind = c.sessions.requests[r].kind;
        // The trace is that session of the server, whether or not the server's own log has it.
        if (kind == WebKind::Thumbnail || kind == WebKind::ForwardDraft || !refusedOutright(c, r).empty()) out.nothing.insert(trace);
        else if (kind == WebKind::List || kind == WebKind::Search) out.rows.insert(trace);
        else if (kind != WebKind::Preview && kind != WebKind::Show) out.content.insert(trace);
    }
    return out;
}

bool namesContent(const Ev& e) {
    const bool mailServer = e.route == Route::Imap || e.route == Route::Pop3;
    return (e.uid || (e.action == Action::Fetch && e.relay)) && mailServer && e.outcome != Outcome::Failure &&
           (e.action == Action::Fetch || e.action == Action::Access);
}

class Fetch {
public:
    Fetch(RuleContext& c, std::uint32_t i, bool envelopes, const Handed& handed)
        : c_(c), index_(i), e_(c.input.events[i]), v_(c.visit(e_.session_)), envelopes_(envelopes),
          rows_(handed.rows.count(e_.session_) != 0), contentOnly_(handed.content.count(e_.session_) != 0), opened_(e_.action == Action::Access) {}

    void run() {
        const Sym account = e_.account ? e_.account : v_.account;
        if (!c_.holds(account)) return;
        content_ = opened_ ? "opened" : c_.input.text(e_.detail);
        served_ = c_.input.text(e_.client) == "response";
        if (content_ == "none" && !(served_ && envelopes_)) return;
        const Sym mailbox = c_.mailboxOf(account);
        if (!e_.folder && e_.route == Route::Imap) return anywhere(mailbox);
        if (!e_.uid) return set(mailbox);
        auto found = c_.folders.byUid(mailbox, c_.input.text(e_.folder), e_.uid, e_.utc);
        if (found.items.empty()) {
            found.items.push_back(c_.folders.ghost(mailbox, c_.input.text(e_.folder), e_.uid, e_.messageId, 0, e_.utc));
            found.identity = Axis::Probable;
            found.why = phrase("no exhibit holds a message with this uid");
        }
        emit(found);
    }

private:
    /// No line of the connection says which folder was selected: any message of the mailbox that bore this uid then.
    void anywhere(Sym mailbox) {
        if (!e_.uid) return;
        against_ = phrase("which folder was selected is not on record: every message with this uid is as likely");
        for (const Sym folder : c_.folders.folders(mailbox)) {
            auto found = c_.folders.byUid(mailbox, c_.input.view(folder), e_.uid, e_.utc);
            if (found.items.empty()) continue;
            found.identity = Axis::Possible;
            emit(found);
        }
    }

    /// A set that is open ("1:*") or names very many: of the folder's messages then, those in it.
    void set(Sym mailbox) {
        const Sym folder = c_.folders.folderName(mailbox, c_.input.text(e_.folder));
        const std::string asked = c_.input.text(e_.relay);
        const auto present = c_.folders.presentDuring(mailbox, folder, e_.utc, e_.utcTo, 2 * kSecond);
        const std::uint32_t last = present.empty() ? 0 : c_.input.items[present.back()].uid;
        against_ = phrase("the FETCH asked for a set (%1): which messages that were, is the folder's state then", visible(elide(asked, 200)));
        for (const std::uint32_t item : present) {
            const std::uint32_t uid = c_.input.items[item].uid;
            if (!uid || !inSet(asked, uid, last)) continue;
            auto found = c_.folders.byUid(mailbox, c_.input.text(e_.folder), uid, e_.utc);
            if (std::find(found.items.begin(), found.items.end(), item) == found.items.end()) continue;
            found.items = {item};
            emit(found);
        }
    }

    void emit(const FolderState::Found& found) {
        Candidate t;
        t.item = found.items[0];
        t.session = e_.session_;
        t.identity = e_.account ? found.identity : std::min(found.identity, v_.accountAxis);
        t.first = e_.utc;
        t.last = e_.utcTo;
        t.rule = "T14@1";
        t.events.push_back(index_);
        // A response is the delivery itself; a command alone was answered unless the counters say otherwise.
        t.delivery = served_ ? Axis::Top : Axis::Probable;
        if (!against_.empty()) t.against.push_back(against_);
        if (e_.doubtful) {
            t.delivery = Axis::Possible;
            t.against.push_back(phrase("the line stands inside the content of another connection and could be part of a message"));
        }
        const std::string place = placeText(c_.input, c_.input.items[t.item]);
        if (opened_) return opened(t, place, found.why);
        const std::string what = content_ + (e_.part ? " " + c_.input.text(e_.part) : std::string());
        t.why.push_back(served_ ? phrase("T14@1: the protocol trace has the answer to a FETCH of %1: %2", said(place), what)
                                : phrase("T14@1: the protocol trace has a FETCH of %1: %2", said(place), what));
        t.why.push_back(phrase("identity: %1", said(found.why)));
        depth(t);
    }

    /// The server opened the message to serve its body: which part of it, and whether all of it left, is not on record.
    void opened(Candidate& t, const std::string& place, const std::string& identity) {
        t.delivery = Axis::Probable;
        t.depth = Depth::Body;
        t.complete = false;
        t.why.push_back(phrase("T14@1: the server's event log says that %1 was opened for its body (%2)", said(place), c_.input.view(e_.detail)));
        t.why.push_back(phrase("identity: %1", said(identity)));
        t.against.push_back(phrase("which part of the body was served, and whether all of it, is not on record"));
        c_.out.push_back(std::move(t));
    }

    void depth(Candidate& t) {
        const Item& item = c_.input.items[t.item];
        t.complete = true;
        if (content_ == "whole" || content_ == "text") {
            t.depth = Depth::Whole;
            const std::uint64_t size = content_ == "whole" ? item.wireSize : item.wireSize - item.headerWireSize;
            if (served_ && e_.bytes >= 0 && item.wireSize) t.complete = static_cast<std::uint64_t>(e_.bytes) >= size;
            if (content_ == "text") {  // everything but the header: body and files, not the whole message
                t.depth = Depth::Body;
                t.why.push_back(phrase("TEXT is the message's body with all its parts, without its header"));
            }
            addWhole(c_, t);
            return;
        }
        if (content_ != "part") {
            if (contentOnly_) return;
            t.depth = content_ == "none" || rows_ ? Depth::Listed : Depth::Header;
            c_.out.push_back(std::move(t));
            return;
        }
        // A command may ask for several parts at once; an answer has one.
        auto parts = served_ ? std::vector<std::string>() : partsAsked(c_.input.view(e_.target));
        if (parts.size() < 2) parts = {c_.input.text(e_.part)};
        for (const std::string& number : parts) part(t, item, number);
    }

    void part(Candidate t, const Item& item, const std::string& number) {
        t.part = partIndex(c_.input, item, number);
        const ItemPart* p = t.part < 0 ? nullptr : &c_.input.partsOf(item)[static_cast<std::size_t>(t.part)];
        t.depth = p && p->file() ? Depth::Attachment : Depth::Body;
        if (p && served_ && e_.bytes >= 0)
            t.complete = static_cast<std::uint64_t>(e_.bytes) >= std::min(p->size, p->wireSize ? p->wireSize : p->size);
        if (!p || !p->file()) t.part = -1;
        c_.out.push_back(std::move(t));
    }

    RuleContext& c_;
    std::uint32_t index_;
    const Ev& e_;
    const Visit& v_;
    bool envelopes_, rows_, contentOnly_, opened_, served_ = false;
    std::string content_, against_;
};

}  // namespace

void ruleT14Fetch(RuleContext& c) {
    const Handed handed = handedOn(c);
    for (const std::uint32_t s : c.sessions.attributed) {
        const Visit& v = c.sessions.visits[s];
        if ((v.route != Route::Imap && v.route != Route::Pop3) || handed.nothing.count(static_cast<std::int32_t>(s))) continue;
        const auto events = c.sessions.eventsOf(v);
        const bool envelopes = asksEnvelopes(c.input, events);
        for (const std::uint32_t i : events)
            if (namesContent(c.input.events[i])) Fetch(c, i, envelopes, handed).run();
    }
}

}  // namespace sillage::tracing
