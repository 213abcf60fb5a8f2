// Intervals from rows (see coverage_matrix.h).
#include "trace/coverage_matrix.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/phrase.h"
#include "base/time.h"

namespace sillage {
namespace {

/// Kinds of rows that take time away from a route.
bool takesAway(const Coverage& c) {
    return c.state == "not-covered" && c.kind != "route" && c.kind != "source" && c.kind != "recorder" && c.kind != "account" &&
           c.kind != "mailbox";
}

/// The routes of a row that speaks of several.
template <typename Each>
void eachRoute(const std::string& routes, Each each) {
    const std::string text = inEnglish(routes);
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(", ", at), text.size());
        each(text.substr(at, end - at));
        at = end + 2;
    }
}

std::string instant(std::int64_t t) { return formatIso(Time(std::chrono::microseconds(t - t % 1'000'000))); }

/// What is known of one route, whoever's account.
struct RouteRows {
    const Coverage* route = nullptr;
    std::map<std::string, const Coverage*> accounts;
    std::vector<const Coverage*> holes;
};

class Builder {
public:
    Builder(const std::vector<Coverage>& rows, const MatrixQuestion& question) : rows_(rows), asked_(question) {
        for (const Coverage& c : rows)
            if (c.first && c.kind != "off" && c.kind != "throttled") {
                first_ = first_ ? std::min(first_, c.first) : c.first;
                last_ = std::max(last_, c.last);
            }
        if (asked_.from) first_ = asked_.from;
        if (asked_.to) last_ = asked_.to;
    }

    std::vector<MatrixCell> run() {
        std::map<std::string, RouteRows> routes;
        for (const Coverage& c : rows_) {
            if (c.kind == "route") routes[c.route].route = &c;
            else if (c.kind == "account") routes[c.route].accounts[c.account] = &c;
            else if (takesAway(c)) eachRoute(c.route, [&](const std::string& route) { routes[route].holes.push_back(&c); });
        }
        const auto accounts = matrixAccounts(rows_);
        for (const std::string& name : matrixRoutes(rows_)) {
            if (!asked_.route.empty() && asked_.route != name) continue;
            const RouteRows& r = routes[name];
            if (!r.route) continue;
            for (const std::string& account : accounts)
                if (asked_.account.empty() || asked_.account == account) cells(r, account);
            // An account that nothing names is covered as everybody's is.
            if (!asked_.account.empty() && std::find(accounts.begin(), accounts.end(), asked_.account) == accounts.end()) cells(r, asked_.account);
        }
        return std::move(out_);
    }

private:
    MatrixCell cell(const RouteRows& r, const std::string& account, std::int64_t from, std::int64_t to) const {
        MatrixCell c;
        c.route = r.route->route;
        c.account = account;
        c.from = from;
        c.to = to;
        c.state = r.route->state;
        return c;
    }

    void ask(MatrixCell& c, const Coverage& row) const {
        if (c.ask.empty()) c.ask = row.ask, c.whom = row.whom;
        if (row.expires && (!c.expires || row.expires < c.expires)) c.expires = row.expires;
    }

    void cells(const RouteRows& r, const std::string& account) {
        if (r.route->state != "covered") {
            MatrixCell c = cell(r, account, first_, last_);
            c.why.push_back(r.route->detail);
            ask(c, *r.route);
            out_.push_back(std::move(c));
            return;
        }
        std::vector<const Coverage*> holes;
        for (const Coverage* h : r.holes)
            if (h->account.empty() || h->account == account) holes.push_back(h);
        std::set<std::int64_t> edges{first_, last_, std::clamp(r.route->first, first_, last_), std::clamp(r.route->last, first_, last_)};
        for (const Coverage* h : holes)
            for (const std::int64_t t : {h->first, h->last ? h->last : last_}) edges.insert(std::clamp(t, first_, last_));
        const auto own = r.accounts.find(account);
        const bool seen = own != r.accounts.end();
        std::int64_t from = first_;
        for (const std::int64_t to : edges) {
            if (to <= from) continue;
            MatrixCell c = cell(r, account, from, to);
            const std::int64_t middle = from + (to - from) / 2;
            for (const Coverage* h : holes) {
                if (h->first > middle || (h->last && h->last < middle)) continue;
                c.state = "not-covered";
                c.why.push_back(h->detail);
                ask(c, *h);
            }
            if (c.state == "covered" && (middle < r.route->first || middle > r.route->last)) outside(c, *r.route);
            if (c.state == "covered") {
                c.seen = seen;
                c.why.push_back(seen ? own->second->detail : account.empty() ? r.route->detail : phrase("no record of this account, and the recorder was on"));
            }
            push(std::move(c));
            from = to;
        }
    }

    /// Before the first record of a route, or after its last.
    static void outside(MatrixCell& c, const Coverage& route) {
        const bool before = c.to <= route.first;
        c.state = "not-covered";
        c.ask = route.ask;
        c.whom = route.whom;
        c.why.push_back(before ? phrase("before the first record of %1", instant(route.first)) : phrase("after the last record of %1: nothing, or no longer recorded", instant(route.last)));
    }

    /// Neighbours of one state and reason are one.
    void push(MatrixCell&& c) {
        if (!out_.empty()) {
            MatrixCell& last = out_.back();
            if (last.route == c.route && last.account == c.account && last.state == c.state && last.why == c.why && last.to == c.from) {
                last.to = c.to;
                return;
            }
        }
        out_.push_back(std::move(c));
    }

    const std::vector<Coverage>& rows_;
    const MatrixQuestion& asked_;
    std::int64_t first_ = 0, last_ = 0;
    std::vector<MatrixCell> out_;
};

}  // namespace

std::vector<MatrixCell> coverageMatrix(const std::vector<Coverage>& rows, const MatrixQuestion& question) { return Builder(rows, question).run(); }

std::vector<std::string> matrixRoutes(const std::vector<Coverage>& rows) {
    std::vector<std::string> routes;
    for (const Coverage& c : rows)
        if (c.kind == "route") routes.push_back(c.route);
    return routes;
}

std::vector<std::string> matrixAccounts(const std::vector<Coverage>& rows) {
    std::set<std::string> accounts{""};
    for (const Coverage& c : rows)
        if (!c.account.empty()) accounts.insert(c.account);
    return {accounts.begin(), accounts.end()};
}

}  // namespace sillage
