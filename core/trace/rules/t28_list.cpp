// T28: a list or search request shows the items of that page in that folder at that time. The request names folder
// and page only; the rows are reconstructed from the folder's state (newest uid first, Roundcube's default order) and
// checked against hdr_count, which counts them exactly (lab page 3).
#include <algorithm>

#include "base/text.h"
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kSlack = 2 * kSecond;

class Lists {
public:
    Lists(RuleContext& c, std::size_t request)
        : c_(c), index_(request), r_(c.sessions.requests[request]), e_(c.input.events[r_.event]) {
        const std::int32_t back = c.sessions.requestBackEnd[request];
        const Axis join = c.sessions.requestJoin[request];
        session_ = c.sessions.requestVisit[request];
        if (back >= 0 && join >= Axis::Probable) {
            if (const Counters* k = c.countersOf(back)) rows_ = k->hdrCount;
            account_ = c.visit(back).account, accountAxis_ = join;
        } else if (e_.account) {
            account_ = e_.account, accountAxis_ = Axis::Top;
        } else {
            account_ = c.visit(session_).account, accountAxis_ = c.visit(session_).accountAxis;
        }
    }

    void run() {
        if (!account_ || accountAxis_ == Axis::None) return;
        mailbox_ = c_.mailboxOf(account_);
        if (r_.kind == WebKind::List) list();
        else search();
    }

private:
    void emit(const std::vector<std::size_t>& items, Axis delivery, const std::string& why, const std::string& against) {
        for (const std::size_t i : items) {
            Candidate t;
            t.item = i;
            t.depth = Depth::Listed;
            t.complete = true;
            t.delivery = delivery;
            t.identity = accountAxis_;
            t.session = session_;
            t.first = t.last = e_.utc;
            t.rule = "T28@1";
            t.events.push_back(r_.event);
            t.why.push_back(why);
            if (!against.empty()) t.against.push_back(against);
            c_.out.push_back(std::move(t));
        }
    }

    void list() {
        const Sym folder = c_.folders.folderName(mailbox_, r_.folder);
        const auto present = c_.folders.present(mailbox_, folder, e_.utc, kSlack);
        const auto page = pageOf(present, r_.page, c_.sessions.pageSize);
        const std::string where = "page " + std::to_string(std::max<std::uint32_t>(1, r_.page)) + " of " + r_.folder;
        std::string why = "T28@1: the request listed " + where + "; its rows were reconstructed from the folder's state then";
        if (rows_ < 0) {
            emit(page, Axis::Probable, why, "no row count on record to check the reconstruction");
        } else if (rows_ == 0) {
            emit(page, Axis::Possible, why, "the IMAP session served no header lines (hdr_count=0): rows came from a cache, or none did");
        } else if (static_cast<std::size_t>(rows_) == page.size()) {
            emit(page, Axis::Probable, why + ", and hdr_count=" + std::to_string(rows_) + " agrees", "");
        } else {
            // Not that page as reconstructed: so many rows of the folder, which is all that can be said.
            emit(present, Axis::Possible, "T28@1: the request listed " + std::to_string(rows_) + " rows of " + r_.folder,
                 "reconstruction gives " + std::to_string(page.size()) + " rows for " + where + ", not " + std::to_string(rows_));
        }
    }

    [[nodiscard]] bool hit(const Item& item, const std::string& term) const {
        const bool all = r_.headers.find("text") != std::string::npos;
        if (all || r_.headers.empty()) return true;
        return (r_.headers.find("subject") != std::string::npos && fold(item.subject).find(term) != std::string::npos) ||
               (r_.headers.find("from") != std::string::npos && fold(item.from).find(term) != std::string::npos);
    }

    void search() {
        std::vector<Sym> folders;
        if (r_.scope == "all" || r_.scope == "sub") folders = c_.folders.folders(mailbox_);
        else folders.push_back(c_.folders.folderName(mailbox_, r_.folder));
        const std::string term = fold(r_.term);
        const bool testable = r_.headers == "subject" || r_.headers == "from" || r_.headers == "subject,from";
        std::vector<std::size_t> hits;
        for (const Sym f : folders)
            for (const std::size_t i : c_.folders.present(mailbox_, f, e_.utc, kSlack))
                if (hit(c_.input.items[i], term)) hits.push_back(i);
        const std::string what = "T28@1: a search for \"" + visible(r_.term) + "\" in " + r_.folder;
        if (rows_ == 0) return;  // no hit: nothing was shown
        if (testable && rows_ == static_cast<std::int64_t>(hits.size()))
            emit(hits, Axis::Probable, what + " showed " + std::to_string(rows_) + " rows; as many items match", "");
        else
            emit(hits, Axis::Possible, what + (rows_ > 0 ? " showed " + std::to_string(rows_) + " rows" : " was run"),
                 "which items matched is not on record");
    }

    RuleContext& c_;
    std::size_t index_;
    const WebRequest& r_;
    const Ev& e_;
    std::int64_t rows_ = -1;
    std::int32_t session_ = -1;
    Sym account_ = 0, mailbox_ = 0;
    Axis accountAxis_ = Axis::None;
};

}  // namespace

std::vector<std::size_t> pageOf(const std::vector<std::size_t>& ascending, std::uint32_t page, std::size_t size) {
    std::vector<std::size_t> out;
    const std::size_t skip = (std::max<std::uint32_t>(1, page) - std::size_t{1}) * size;
    for (std::size_t i = skip; i < ascending.size() && out.size() < size; ++i)
        out.push_back(ascending[ascending.size() - 1 - i]);
    return out;
}

void ruleT28List(RuleContext& c) {
    for (std::size_t r = 0; r < c.sessions.requests.size(); ++r) {
        const WebRequest& request = c.sessions.requests[r];
        if (request.kind != WebKind::List && request.kind != WebKind::Search) continue;
        const Ev& e = c.input.events[request.event];
        if (!c.attributed(c.sessions.requestVisit[r]) || e.status >= 300 || e.outcome == Outcome::Failure) continue;
        Lists(c, r).run();
    }
}

}  // namespace sillage::tracing
