// What the logs cover (see coverage.h).
#include "trace/coverage.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/phrase.h"
#include "base/text.h"
#include "trace/key_table.h"

namespace sillage::tracing {
namespace {

std::string day(std::int64_t t) { return formatIso(Time(std::chrono::microseconds(t))); }


std::string duration(std::int64_t micros) {
    const std::int64_t minutes = micros / kMinute;
    if (minutes >= 2880) return phrase("%1 days", minutes / 1440);
    if (minutes >= 120) return phrase("%1 hours", minutes / 60);
    return phrase("%1 minutes", minutes);
}

/// access.log, access.log.1.gz, access.log-20251211 → access.log: the files of one rotated set.
std::string setName(const std::string& path) {
    std::string name = path;
    for (bool cut = true; cut;) {
        cut = false;
        const auto dot = name.find_last_of(".-");
        if (dot == std::string::npos || name.find('/', dot) != std::string::npos) break;
        const std::string tail = name.substr(dot + 1);
        static const std::set<std::string> kPacked = {"gz", "bz2", "xz", "zst", "lz4"};
        const bool digits = !tail.empty() && std::all_of(tail.begin(), tail.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (digits || kPacked.count(tail)) name.resize(dot), cut = true;
    }
    return name;
}

void append(std::string& detail, const std::string& more) { detail = phrase("%1; %2", said(detail), said(more)); }

struct Stretch {
    std::int64_t first = kForever, last = kBeginning;
    std::uint64_t records = 0;
    std::int64_t longest = 0, longestFrom = 0;  ///< silence inside
    void add(std::int64_t t) {
        if (!t) return;
        if (records && t - last > longest) longest = t - last, longestFrom = last;
        first = std::min(first, t);
        last = std::max(last, t);
        ++records;
    }
};

struct RouteDefinition {
    const char* name;
    const char* ask;        ///< what to ask for when nothing records it
    bool recordable;        ///< a log in the exhibits could record it
};

/// T31, in its order.
constexpr RouteDefinition kRoutes[] = {
    {phraseText("imap"), phraseText("the IMAP server's log with logout counters"), true},
    {phraseText("pop3"), phraseText("the POP3 server's log"), true},
    {phraseText("webmail"), phraseText("the web server's access log and the webmail's own logs"), true},
    {phraseText("owa"), phraseText("IIS and HttpProxy logs (about 30 days)"), true},
    {phraseText("ews"), phraseText("EWS logs"), true},
    {phraseText("mapi"), phraseText("MAPI over HTTP logs"), true},
    {phraseText("activesync"), phraseText("ActiveSync logs and device partnerships"), true},
    {phraseText("graph-delegated"), phraseText("the unified audit log (180 days, longer with retention policies)"), true},
    {phraseText("app-only"), phraseText("sign-ins of service principals and application consents"), true},
    {phraseText("delegates"), phraseText("mailbox permissions and folder rights with their history"), false},
    {phraseText("impersonation"), phraseText("role assignments of ApplicationImpersonation"), false},
    {phraseText("export"), phraseText("eDiscovery, content search and mailbox export requests"), false},
    {phraseText("rules"), phraseText("Sieve scripts, inbox and transport rules with their times"), true},
    {phraseText("shell"), phraseText("authentication and shell logs of the mail host, from a remote collector"), true},
    {phraseText("snapshot"), phraseText("access records of storage snapshots"), false},
    {phraseText("backup"), phraseText("restore and access logs of the backup system"), false},
    {phraseText("archive"), phraseText("access logs of the mail archive or journal"), false},
    {phraseText("gateway"), phraseText("the mail gateway's delivery and quarantine access logs"), false},
    {phraseText("owner-pc"), phraseText("forensic images of the account holders' computers"), false},
    {phraseText("mobile-device"), phraseText("the account holders' mobile devices"), false},
};

/// Index into kRoutes; -1 = of no route.
int routeFor(const Ev& e) {
    switch (e.route) {
        case Route::Imap: return 0;
        case Route::Pop3: return 1;
        case Route::Webmail: return 2;
        case Route::Owa: return 3;
        case Route::Ews: return 4;
        case Route::Mapi: return 5;
        case Route::ActiveSync: return 6;
        case Route::M365: return 7;
        case Route::Sieve: return 12;
        case Route::Shell: return 13;
        default: return e.action == Action::Redirect ? 12 : -1;
    }
}

class Examiner {
public:
    Examiner(const Input& input, const MailboxOf& mailboxOf)
        : input_(input), mailboxOf_(mailboxOf), accountIndex_(input.spool) {}

    CoverageView run() {
        collect();
        routes();
        accounts();
        sources();
        throttling();
        statements();
        return std::move(view_);
    }

private:
    struct AccountRoute {
        Sym account;
        int route;
        Stretch stretch;
    };

    void collect() {
        std::array<Stretch, std::size(kRoutes)> byRoute;
        std::uint32_t source = 0;
        Stretch* ofSource = nullptr;
        for (const Ev& e : input_.events) {
            if (!ofSource || e.source != source) ofSource = &bySource_[source = e.source];
            ofSource->add(e.utc);
            const int route = routeFor(e);
            if (route < 0) continue;
            byRoute[static_cast<std::size_t>(route)].add(e.utc);
            if (e.account && e.outcome != Outcome::Failure) ofAccount(e.account, route).add(e.utc);
            if (route >= 3 && route <= 7) microsoft_ = true;
            seen_[static_cast<std::size_t>(route)] = true;
        }
        for (std::size_t r = 0; r < byRoute.size(); ++r)
            if (seen_[r]) byRoute_[kRoutes[r].name] = byRoute[r];
        std::sort(byAccount_.begin(), byAccount_.end(), [&](const AccountRoute& a, const AccountRoute& b) {
            if (a.account != b.account) return input_.view(a.account) < input_.view(b.account);
            return std::string_view(kRoutes[a.route].name) < kRoutes[b.route].name;
        });
        for (const auto& f : input_.facts) {
            if (f.fact.key != "dovecot-setting") continue;
            settings_[f.fact.key2] = f.fact.value;
        }
    }

    Stretch& ofAccount(Sym account, int route) {
        std::uint32_t& index = accountIndex_[{account, static_cast<Sym>(route)}];
        if (index == kNone) {
            index = static_cast<std::uint32_t>(byAccount_.size());
            byAccount_.push_back({account, route, {}});
        }
        return byAccount_[index].stretch;
    }

    [[nodiscard]] std::string declared(const std::string& route) const {
        const auto it = input_.settings.find("routes-not-applicable");
        if (it == input_.settings.end()) return {};
        for (auto item : split(it->second, ',')) {
            item = trim(item);
            if (item.substr(0, item.find('=')) == route)
                return item.find('=') == std::string_view::npos ? phraseText("declared by the examiner") : std::string(item.substr(item.find('=') + 1));
        }
        return {};
    }

    /// Why a route does not exist here; "" = it may.
    [[nodiscard]] std::string notApplicable(const std::string& route) const {
        if (const std::string why = declared(route); !why.empty()) return why;
        static const std::set<std::string> kExchange = {"owa", "ews", "mapi", "activesync", "graph-delegated", "app-only", "delegates", "impersonation", "export"};
        const bool dovecot = !settings_.empty() || byRoute_.count("imap");
        if (kExchange.count(route) && dovecot && !microsoft_) return phrase("the exhibits are of a Dovecot server; no Exchange or Microsoft 365 source among them");
        if (route == "pop3")
            if (const auto it = settings_.find("protocols"); it != settings_.end() && it->second.find("pop3") == std::string::npos)
                return phrase("dovecot.conf: protocols = %1", it->second);
        return {};
    }

    void routes() {
        for (const auto& r : kRoutes) {
            Coverage row;
            row.route = r.name;
            const auto it = byRoute_.find(r.name);
            if (it != byRoute_.end()) {
                row.state = "covered";
                row.first = it->second.first;
                row.last = it->second.last;
                row.detail = phrase("%1 records, longest silence %2; outside this span nothing is recorded", it->second.records,
                                    said(duration(it->second.longest)));
                if (row.route == "shell") append(row.detail, phrase("root on this host could alter it"));
            } else if (const std::string why = notApplicable(r.name); !why.empty()) {
                row.state = "not-applicable";
                row.detail = why;
            } else {
                row.state = "not-covered";
                row.detail = r.recordable ? phrase("no source of the case records it") : phrase("nothing in the case records it");
                row.ask = r.ask;
                view_.openRoutes.push_back(row.route);
            }
            view_.rows.push_back(std::move(row));
        }
    }

    void accounts() {
        for (const auto& [account, route, stretch] : byAccount_) {
            Coverage row;
            row.route = kRoutes[route].name;
            row.account = input_.text(account);
            row.state = "covered";
            row.first = stretch.first;
            row.last = stretch.last;
            const std::string longest = duration(stretch.longest);
            row.detail = stretch.longest ? phrase("%1 records, longest silence %2 from %3", stretch.records, said(longest), day(stretch.longestFrom))
                                         : phrase("%1 records, longest silence %2", stretch.records, said(longest));
            view_.rows.push_back(std::move(row));
        }
        std::stable_sort(view_.rows.begin(), view_.rows.end(), [](const Coverage& a, const Coverage& b) { return a.account < b.account; });
    }

    void sources() {
        std::map<std::string, std::vector<const Source*>> sets;
        for (const Source& s : input_.sources)
            if (s.kind == SourceKind::Log) sets[s.root + '\x1f' + setName(s.path)].push_back(&s);
        for (auto& [name, files] : sets) {
            std::sort(files.begin(), files.end(), [&](const Source* a, const Source* b) { return firstOf(*a) < firstOf(*b); });
            for (std::size_t i = 0; i < files.size(); ++i) source(*files[i], i ? files[i - 1] : nullptr);
        }
    }

    [[nodiscard]] std::int64_t firstOf(const Source& s) const {
        const auto it = bySource_.find(static_cast<std::uint32_t>(s.id));
        return s.first ? s.first : it == bySource_.end() ? 0 : it->second.first;
    }

    void source(const Source& s, const Source* before) {
        Coverage row;
        row.route = s.format;
        row.source = s.path;
        const auto it = bySource_.find(static_cast<std::uint32_t>(s.id));
        if (it == bySource_.end()) {
            row.state = "not-covered";
            row.detail = s.counts.found ? phrase("no dated record a rule can use") : phrase("no record");
            view_.rows.push_back(std::move(row));
            return;
        }
        row.state = "covered";
        row.first = s.first ? s.first : it->second.first;
        row.last = s.last ? s.last : it->second.last;
        row.detail = phrase("%1 records used, longest silence %2", it->second.records, said(duration(it->second.longest)));
        if (before && before->last && row.first - before->last > std::max<std::int64_t>(kHour, it->second.longest))
            append(row.detail, phrase("hole of %1 after %2", said(duration(row.first - before->last)), before->path));
        if (s.clockOffsetMicros) append(row.detail, phrase("clock corrected by %1 s", s.clockOffsetMicros / kSecond));
        if (s.format.find("dovecot") != std::string::npos) append(row.detail, eventTypes());
        append(row.detail, phrase("kept on the host itself: root there could alter it"));
        view_.rows.push_back(std::move(row));
    }

    [[nodiscard]] std::string eventTypes() const {
        const auto it = settings_.find("mail_log_events");
        if (it == settings_.end())
            return settings_.empty() ? phrase("the server's configuration is not among the exhibits: which events it logs is not known")
                                     : phrase("mail_log is not configured: deletions, copies and flags are not logged");
        std::string off;
        for (const char* type : {"delete", "expunge", "copy", "save", "flag_change"})
            if (it->second.find(type) == std::string::npos) off += (off.empty() ? "" : ", ") + std::string(type);
        return off.empty() ? phrase("mail_log: delete, expunge, copy, save, flag_change") : phrase("mail_log does not log %1", off);
    }

    /// T03: a throttled record opens a day in which nothing more may be said of that mailbox.
    void throttling() {
        for (const Ev& e : input_.events) {
            if (e.route != Route::M365 || e.action != Action::Access || !iequals(input_.view(e.client), "true")) continue;
            Coverage row;
            row.route = "graph-delegated";
            row.account = input_.text(e.mailbox);
            row.state = "not-covered";
            row.first = e.utc;
            row.last = e.utc + kDay;
            row.detail = phrase("T03@1: throttled: for 24 hours Bind records of this mailbox are not written");
            row.ask = phrase("nothing can be asked for: the records were never written");
            view_.rows.push_back(std::move(row));
            view_.openRoutes.push_back(phrase("throttled Bind records of %1", row.account));
        }
    }

    void statements() {
        std::vector<std::string> recorded;
        for (const auto& [route, s] : byRoute_) recorded.push_back(phrase("%1 %2 to %3", said(route), day(s.first), day(s.last)));
        view_.server = recorded.empty() ? phrase("no log of any route is in the case") : phrase("recorded for the server: %1", said(listed(recorded)));
        append(view_.server, view_.openRoutes.empty() ? phrase("every route is covered or not applicable")
                                                      : phrase("not covered: %1", said(listed(view_.openRoutes))));
        std::unordered_map<Sym, std::map<std::string_view, std::uint64_t>> byMailbox;
        for (const auto& [account, route, stretch] : byAccount_) byMailbox[mailboxOf_(account)][kRoutes[route].name] += stretch.records;
        for (const auto& [mailbox, routes] : byMailbox) {
            std::vector<std::string> own;
            for (const auto& [route, records] : routes) own.push_back(phrase("%1 (%2 records)", said(route), records));
            view_.own[mailbox] = phrase("this mailbox: %1", said(listed(own)));
        }
    }

    const Input& input_;
    const MailboxOf& mailboxOf_;
    CoverageView view_;
    std::unordered_map<std::uint32_t, Stretch> bySource_;
    std::map<std::string, Stretch> byRoute_;
    std::array<bool, std::size(kRoutes)> seen_{};
    KeyTable accountIndex_;
    std::vector<AccountRoute> byAccount_;
    std::map<std::string, std::string> settings_;
    bool microsoft_ = false;
};

}  // namespace

CoverageView examineCoverage(const Input& input, const MailboxOf& mailboxOf) { return Examiner(input, mailboxOf).run(); }

}  // namespace sillage::tracing
