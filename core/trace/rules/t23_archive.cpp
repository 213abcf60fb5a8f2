// T23 for the archive of several messages: the uids travel in the request's body, but the back-end session counts
// messages and octets exactly, and they were picked from the page that was listed before.
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

class Archive {
public:
    Archive(RuleContext& c, std::size_t request)
        : c_(c), index_(request), r_(c.sessions.requests[request]), e_(c.input.events[r_.event]) {}

    void run() {
        const std::int32_t back = c_.sessions.requestBackEnd[index_];
        const Axis join = c_.sessions.requestJoin[index_];
        session_ = c_.sessions.requestVisit[index_];
        const Visit& web = c_.visit(session_);
        account_ = back >= 0 && join >= Axis::Probable ? c_.visit(back).account : web.account;
        axis_ = back >= 0 && join >= Axis::Probable ? join : web.accountAxis;
        if (e_.mailbox) account_ = e_.mailbox, axis_ = Axis::Top;
        if (!c_.holds(account_) || axis_ == Axis::None) return;
        mailbox_ = c_.mailboxOf(account_);
        folder_ = c_.folders.folderName(mailbox_, c_.input.text(r_.folder));
        present_ = c_.folders.presentDuring(mailbox_, folder_, e_.utc, e_.utcTo, 2 * kSecond);
        const Counters* k = join >= Axis::Probable ? c_.countersOf(back) : nullptr;
        const bool counts = k && k->known() && k->bodyCount > 0;
        if (r_.kind == WebKind::WholeFolder) exported(counts ? k : nullptr);
        else if (counts) counted(*k);
        else emit(present_, Axis::Possible, phrase("several messages of this folder were taken; which ones is not on record"));
    }

private:
    /// The page last listed in this web session before the request.
    [[nodiscard]] std::vector<std::uint32_t> listedPage() const {
        std::uint32_t page = r_.page;
        for (const std::uint32_t r : c_.sessions.requested) {
            if (r >= index_ || r_.page) break;
            if (c_.sessions.requestVisit[r] == session_ && c_.sessions.requests[r].kind == WebKind::List &&
                c_.sessions.requests[r].folder == r_.folder)
                page = c_.sessions.requests[r].page;
        }
        return pageOf(present_, page, c_.sessions.pageSize);
    }

    /// The request names the folder: everything in it then. Counters may say that less was served.
    void exported(const Counters* k) {
        // Zimbra has no other server behind it that could count; elsewhere the count is missing and may say otherwise.
        const Axis uncounted = c_.input.view(e_.detail) == "Zimbra" ? Axis::Probable : Axis::Possible;
        if (!k) return emit(present_, uncounted, phrase("the request exported the whole folder, %1 messages then", present_.size()));
        std::uint64_t octets = 0;
        for (const std::uint32_t i : present_) octets += c_.input.items[i].wireSize;
        const bool all = static_cast<std::size_t>(k->bodyCount) >= present_.size();
        emit(present_, all ? Axis::Probable : Axis::Possible,
             phrase("the request exported the whole folder: %1 messages with %2 octets then; its IMAP session served %3 with %4", present_.size(),
                    octets, k->bodyCount, k->bodyBytes));
    }

    void counted(const Counters& k) {
        const auto n = static_cast<std::size_t>(k.bodyCount);
        for (const auto& [pool, name] : {std::pair{listedPage(), phraseText("the listed page")}, std::pair{present_, phraseText("the folder")}}) {
            std::vector<std::uint64_t> sizes;
            for (const std::uint32_t i : pool) {
                if (!c_.input.items[i].wireSize) sizes.clear();
                if (!c_.input.items[i].wireSize) break;
                sizes.push_back(c_.input.items[i].wireSize);
            }
            if (sizes.size() != pool.size()) continue;
            const VolumeMatch m = subsetsOfSum(sizes, n, static_cast<std::uint64_t>(k.bodyBytes));
            if (m.matches == 0 && m.complete) continue;
            const std::string why =
                m.complete ? phrase("%1 messages of %2 with %3 octets: %4 of %5 sets fit", n, said(name), k.bodyBytes, m.matches, m.hypotheses)
                           : phrase("%1 messages of %2 with %3 octets: %4 or more of %5 sets fit", n, said(name), k.bodyBytes, m.matches,
                                    m.hypotheses);
            if (!m.complete) return emit(pool, Axis::Possible, why);
            for (const auto& set : m.sets) {
                std::vector<std::uint32_t> items;
                for (const std::uint32_t i : set) items.push_back(pool[i]);
                emit(items, m.matches == 1 && m.expectedByChance < 0.5 ? Axis::Probable : Axis::Possible, why);
            }
            if (m.matches > m.sets.size()) emit(pool, Axis::Possible, why);
            return;
        }
        emit(present_, Axis::Possible, phrase("%1 messages of this folder were taken; no set of stored ones fits the sum", n));
    }

    void emit(const std::vector<std::uint32_t>& items, Axis delivery, const std::string& why) {
        for (const std::uint32_t i : items) {
            Candidate t;
            t.item = i;
            t.depth = Depth::Whole;
            t.complete = true;
            t.delivery = delivery;
            t.identity = axis_;
            t.session = session_;
            t.first = e_.utc;
            t.last = e_.utcTo;
            t.rule = "T23@1";
            t.events.push_back(r_.event);
            if (const std::int32_t back = c_.sessions.requestBackEnd[index_]; back >= 0 && c_.visit(back).logoutEvent != kNone)
                t.events.push_back(c_.visit(back).logoutEvent);
            t.why.push_back(phrase("T23@1: inferred: %1", said(why)));
            addWhole(c_, t);
        }
    }

    RuleContext& c_;
    std::size_t index_;
    const WebRequest& r_;
    const Ev& e_;
    std::int32_t session_ = -1;
    Sym account_ = 0, mailbox_ = 0, folder_ = 0;
    Axis axis_ = Axis::None;
    std::vector<std::uint32_t> present_;
};

}  // namespace

void ruleT23Archive(RuleContext& c) {
    for (const std::uint32_t r : c.sessions.requested) {
        const WebKind kind = c.sessions.requests[r].kind;
        if (kind != WebKind::Messages && kind != WebKind::WholeFolder) continue;
        if (!refusedBecause(c, r).empty()) continue;
        Archive(c, r).run();
    }
}

}  // namespace sillage::tracing
