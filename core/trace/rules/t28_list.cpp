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
        } else if (e_.mailbox) {
            account_ = e_.mailbox, accountAxis_ = Axis::Top;
        } else {
            account_ = c.visit(session_).account, accountAxis_ = c.visit(session_).accountAxis;
        }
    }

    void run() {
        if (!c_.holds(account_) || accountAxis_ == Axis::None) return;
        asked_ = c_.input.text(r_.folder);
        term_ = c_.input.text(r_.term);
        headers_ = c_.input.text(r_.headers);
        mailbox_ = c_.mailboxOf(account_);
        snippets_ = c_.input.view(e_.detail) == "Zimbra";
        if (r_.kind == WebKind::List) list();
        else search();
    }

private:
    void emit(const std::vector<std::uint32_t>& items, Axis delivery, const std::string& why, const std::string& against) {
        for (const std::uint32_t i : items) {
            Candidate t;
            t.item = i;
            t.depth = snippets_ ? Depth::Snippet : Depth::Listed;
            t.complete = true;
            t.delivery = delivery;
            t.identity = accountAxis_;
            t.session = session_;
            t.first = e_.utc;
            t.last = e_.utcTo;
            t.rule = "T28@1";
            t.events.push_back(r_.event);
            t.why.push_back(why);
            if (snippets_) t.why.push_back(phrase("T28@1: this webmail's list shows the beginning of each message, about 255 characters"));
            if (!against.empty()) t.against.push_back(against);
            c_.out.push_back(std::move(t));
        }
    }

    void list() {
        const Sym folder = c_.folders.folderName(mailbox_, asked_);
        const auto present = c_.folders.presentDuring(mailbox_, folder, e_.utc, e_.utcTo, kSlack);
        const auto page = pageOf(present, r_.page, c_.sessions.pageSize);
        const std::string where = phrase("page %1 of %2", std::max<std::uint32_t>(1, r_.page), asked_);
        const std::string why = phrase("T28@1: the request listed %1; its rows were reconstructed from the folder's state then", said(where));
        if (rows_ < 0) {
            // Zimbra has no other server behind it that could count; elsewhere the count is missing and may say otherwise.
            emit(page, snippets_ ? Axis::Probable : Axis::Possible, why, phrase("no row count on record to check the reconstruction"));
        } else if (rows_ == 0) {
            emit(page, Axis::Possible, why, phrase("the IMAP session served no header lines (hdr_count=0): rows came from a cache, or none did"));
        } else if (static_cast<std::size_t>(rows_) == page.size()) {
            agreed(present, page, folder, phrase("%1, and hdr_count=%2 agrees", said(why), rows_));
        } else {
            // Not that page as reconstructed: so many rows of the folder, which is all that can be said.
            emit(present, Axis::Possible, phrase("T28@1: the request listed %1 rows of %2", rows_, asked_),
                 phrase("reconstruction gives %1 rows for %2, not %3", page.size(), said(where), rows_));
        }
    }

    /// As many rows as the page has. A message that no exhibit and no line names any more would have moved those below it
    /// down: what could have stood on another page is possible here. A page that is not full counts the whole folder.
    void agreed(const std::vector<std::uint32_t>& present, const std::vector<std::uint32_t>& page, Sym folder, const std::string& why) {
        const std::size_t size = c_.sessions.pageSize, number = std::max<std::uint32_t>(1, r_.page), before = (number - 1) * size;
        std::vector<std::uint32_t> sure, unsure;
        const auto known = page.size() < size ? std::vector<std::uint32_t>() : c_.folders.numbers(mailbox_, folder, e_.utcTo);
        const auto unnamed = [&](std::uint32_t i) -> std::size_t {
            const std::uint32_t uid = c_.input.items[i].uid;
            if (known.empty() || !uid || uid >= known.back()) return 0;
            return known.back() - uid - static_cast<std::size_t>(known.end() - std::upper_bound(known.begin(), known.end(), uid));
        };
        for (std::size_t k = 0; k < page.size(); ++k) (before + k + unnamed(page[k]) < before + size ? sure : unsure).push_back(page[k]);
        for (std::size_t rank = std::min(before, present.size()); rank-- > 0 && page.size() == size;) {
            const std::uint32_t above = present[present.size() - 1 - rank];  // of the page before
            if (rank + unnamed(above) < before) break;
            unsure.push_back(above);
        }
        emit(sure, Axis::Probable, why, "");
        emit(unsure, Axis::Possible, why, phrase("numbers that no exhibit names lie above it: it may have stood on another page"));
    }

    [[nodiscard]] bool hit(const Item& item, const std::string& term) const {
        const bool all = headers_.find("text") != std::string::npos;
        if (all || headers_.empty()) return true;
        return (headers_.find("subject") != std::string::npos && fold(c_.input.view(item.subject)).find(term) != std::string::npos) ||
               (headers_.find("from") != std::string::npos && fold(c_.input.view(item.from)).find(term) != std::string::npos);
    }

    void search() {
        const std::string_view scope = c_.input.view(r_.scope);
        std::vector<Sym> folders;
        if (scope == "all" || scope == "sub") folders = c_.folders.folders(mailbox_);
        else folders.push_back(c_.folders.folderName(mailbox_, asked_));
        const std::string term = fold(term_);
        const bool testable = headers_ == "subject" || headers_ == "from" || headers_ == "subject,from";
        std::vector<std::uint32_t> hits;
        for (const Sym f : folders)
            for (const std::uint32_t i : c_.folders.presentDuring(mailbox_, f, e_.utc, e_.utcTo, kSlack))
                if (hit(c_.input.items[i], term)) hits.push_back(i);
        const std::string what = phrase("T28@1: a search for \"%1\" in %2", visible(term_), asked_);
        if (rows_ == 0) return;  // no hit: nothing was shown
        if (testable && rows_ == static_cast<std::int64_t>(hits.size()))
            emit(hits, Axis::Probable, phrase("%1 showed %2 rows; as many items match", said(what), rows_), "");
        else
            emit(hits, Axis::Possible, rows_ > 0 ? phrase("%1 showed %2 rows", said(what), rows_) : phrase("%1 was run", said(what)),
                 phrase("which items matched is not on record"));
    }

    RuleContext& c_;
    std::size_t index_;
    const WebRequest& r_;
    const Ev& e_;
    std::string asked_, term_, headers_;
    std::int64_t rows_ = -1;
    bool snippets_ = false;
    std::int32_t session_ = -1;
    Sym account_ = 0, mailbox_ = 0;
    Axis accountAxis_ = Axis::None;
};

}  // namespace

std::vector<std::uint32_t> pageOf(const std::vector<std::uint32_t>& ascending, std::uint32_t page, std::size_t size) {
    std::vector<std::uint32_t> out;
    const std::size_t skip = (std::max<std::uint32_t>(1, page) - std::size_t{1}) * size;
    for (std::size_t i = skip; i < ascending.size() && out.size() < size; ++i)
        out.push_back(ascending[ascending.size() - 1 - i]);
    return out;
}

void ruleT28List(RuleContext& c) {
    for (const std::uint32_t r : c.sessions.requested) {
        const WebRequest& request = c.sessions.requests[r];
        if (request.kind != WebKind::List && request.kind != WebKind::Search) continue;
        const Ev& e = c.input.events[request.event];
        if (e.status >= 300 || e.outcome == Outcome::Failure) continue;
        Lists(c, r).run();
    }
}

}  // namespace sillage::tracing
