// What the logs cover: routes, accounts and what touches rest on (see coverage.h).
#include "trace/coverage.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/text.h"
#include "trace/clock_offset.h"
#include "trace/coverage_examine.h"

namespace sillage::tracing {

namespace {

/// Ways that pass the server by: nothing it logs could show them, whatever is asked for.
constexpr WayMask kRoundTheServer = bit(Way::Snapshot) | bit(Way::Backup) | bit(Way::Archive) | bit(Way::Gateway) | bit(Way::OwnerPc) | bit(Way::MobileDevice);

}  // namespace

std::string instantText(std::int64_t t) { return formatIso(Time(std::chrono::microseconds(t - t % kSecond))); }

std::string durationText(std::int64_t micros) {
    const std::int64_t minutes = micros / kMinute;
    if (minutes >= 2880) return phrase("%1 days", minutes / 1440);
    if (minutes >= 120) return phrase("%1 hours", minutes / 60);
    return phrase("%1 minutes", minutes);
}

void append(std::string& detail, const std::string& more) { detail = detail.empty() ? more : phrase("%1; %2", said(detail), said(more)); }

std::vector<const OpenHole*> CoverageView::holesFor(Sym mailbox, std::int64_t arrival, std::size_t most) const {
    std::vector<const OpenHole*> found;
    for (const OpenHole& h : holes) {
        if (arrival && h.to < kForever - kMinute && h.to + kMinute <= arrival) break;  // sorted by end: the rest ended before it arrived
        if (h.mailbox && h.mailbox != mailbox) continue;
        found.push_back(&h);
        if (found.size() >= most) break;
    }
    return found;
}

Examiner::Examiner(const Input& input, const MailboxOf& mailboxOf, const Sessions& sessions)
    : input_(input), mailboxOf_(mailboxOf), sessions_(sessions), facts_(input.recorderFacts), settings_(input),
      platforms_(platformsOf(input.sources)) {}

CoverageView Examiner::run() {
    collect();
    window();
    hosts();
    routes();
    accounts();
    recorders();
    recorderHoles();
    togetherHoles();
    edges();
    damage();
    throttling();
    auditing();
    integrity();
    losses();
    sources();
    mailboxes();
    std::sort(view_.holes.begin(), view_.holes.end(), [](const OpenHole& a, const OpenHole& b) {
        return a.to != b.to ? a.to > b.to : a.from != b.from ? a.from < b.from : a.what < b.what;
    });
    statements();
    return std::move(view_);
}

void Examiner::collect() {
    ground_ = input_.coverageGround;
    if (!ground_) {
        auto facts = std::make_shared<RecorderFacts>();  // an input made by hand: the events are all there is
        ground_ = std::make_shared<CoverageGround>(gatherCoverage(input_, facts_ ? nullptr : facts.get()));
        if (!facts_) facts_ = facts;
    }
    for (const CoverageGround::OfSource& s : ground_->sources) {
        seen_[s.source] = s.seen;
        columns_[s.source] = s.columns;
        used_[s.source] = s.used;
    }
    byWay_ = ground_->byWay;
    byAccount_ = ground_->byAccount;
    recorders_ = recordersOf(input_.sources, facts_->activity, seen_);
}

/// What was asked for: as the examiner stated, else from the actors' first session to their last.
void Examiner::window() {
    if (const auto it = input_.settings.find("window"); it != input_.settings.end()) {
        const auto dots = it->second.find("..");
        const auto instant = [](std::string_view text) {
            const auto t = parseUtc(trim(text));
            return t ? t->time_since_epoch().count() : std::int64_t{0};
        };
        if (dots != std::string::npos) {
            view_.windowFrom = instant(std::string_view(it->second).substr(0, dots));
            view_.windowTo = instant(std::string_view(it->second).substr(dots + 2));
            view_.windowStated = view_.windowFrom && view_.windowTo;
        }
    }
    if (view_.windowStated) return;
    view_.windowFrom = view_.windowTo = 0;
    for (const auto& [index, of] : sessions_.whose.of) {
        const Visit& v = sessions_.visits[index];
        if (of.attribution == Axis::None || !v.first) continue;
        if (!view_.windowFrom || v.first < view_.windowFrom) view_.windowFrom = v.first;
        view_.windowTo = std::max(view_.windowTo, v.last);
    }
}

std::string Examiner::declared(Way way) const {
    const auto it = input_.settings.find("routes-not-applicable");
    if (it == input_.settings.end()) return {};
    for (auto item : split(it->second, ',')) {
        item = trim(item);
        const auto eq = item.find('=');
        if (trim(item.substr(0, eq)) == wayName(way))
            return eq == std::string_view::npos ? phraseText("declared by the examiner") : std::string(item.substr(eq + 1));
    }
    return {};
}

/// Why a route does not exist here; "" = it may.
std::string Examiner::notApplicable(Way way) const {
    if (std::string why = declared(way); !why.empty()) return why;
    constexpr WayMask kMicrosoft = bit(Way::Owa) | bit(Way::Ews) | bit(Way::Mapi) | bit(Way::ActiveSync) | bit(Way::GraphDelegated) |
                                   bit(Way::AppOnly) | bit(Way::Delegates) | bit(Way::Impersonation) | bit(Way::Export);
    constexpr WayMask kCloud = bit(Way::GraphDelegated) | bit(Way::AppOnly);
    const bool microsoft = platforms_.exchange || platforms_.microsoft365;
    const bool dovecot = settings_.hasDovecot() || byWay_[static_cast<std::size_t>(Way::Imap)].records;
    if (bit(way) & kMicrosoft && dovecot && !microsoft)
        return phrase("the exhibits are of a Dovecot server; no Exchange or Microsoft 365 source among them");
    if (bit(way) & kCloud && platforms_.exchange && !platforms_.microsoft365)
        return phrase("the exhibits are of Exchange servers; no Microsoft 365 source among them");
    if (microsoft && !platforms_.openSource && way == Way::Webmail)
        return phrase("the exhibits are of Exchange or Microsoft 365: its webmail is OWA");
    if (way == Way::Shell && platforms_.microsoft365 && !platforms_.exchange && !platforms_.openSource)
        return phrase("the mailboxes are on Microsoft's servers: nobody outside Microsoft has a shell there");
    if (way == Way::Pop3)
        if (const std::string protocols = settings_.dovecot("protocols"); !protocols.empty() && protocols.find("pop3") == std::string::npos)
            return phrase("dovecot.conf: protocols = %1", protocols);
    return {};
}

bool Examiner::assumptionWithdrawn() const {
    const auto it = input_.settings.find("outside-assumption");
    return it != input_.settings.end() && it->second == "withdrawn";
}

/// The host's log of logins is among the exhibits and holds none; "" = it is not there.
std::string Examiner::quietHostLogs() const {
    std::string names;
    for (const Source& s : input_.sources) {
        const std::string_view path = s.path;
        const std::string_view name = path.substr(path.rfind('/') + 1);
        const bool logins = name.starts_with("auth.log") || name == "secure" || name.starts_with("secure-");
        if (logins && (s.format == "syslog" || s.format == "empty")) names += (names.empty() ? "" : ", ") + s.path;
    }
    return names.empty() ? names : phrase("%1: among the exhibits, and no login stands there; since when it was kept is not known", names);
}

void Examiner::askFor(Coverage& row, Way way, std::int64_t from) const {
    const Retention& r = retentionOf(way, platforms_);
    row.ask = phrase("%1 (%2)", said(r.ask), said(r.term));
    row.whom = r.whom;
    if (r.days && from) row.expires = from + r.days * kDay;
}

void Examiner::routes() {
    for (std::size_t w = 0; w < kWays; ++w) {
        const Way way = static_cast<Way>(w);
        WayState& state = ways_[w];
        for (const Recorder& r : recorders_)
            if (r.records & bit(way)) {
                state.first = state.recorders.empty() ? r.first() : std::min(state.first, r.first());
                state.last = std::max(state.last, r.last());
                state.recorders.push_back(&r);
            }
        state.covered = !state.recorders.empty();
        Coverage row;
        row.kind = "route";
        row.route = wayName(way);
        if (state.covered) {
            const Stretch& s = byWay_[w];
            row.state = "covered";
            row.first = state.first;
            row.last = state.last;
            std::string names;
            for (std::size_t i = 0; i < std::min<std::size_t>(4, state.recorders.size()); ++i) names += (i ? ", " : "") + state.recorders[i]->name;
            if (state.recorders.size() > 4) names += ", …";
            const bool audit = std::all_of(state.recorders.begin(), state.recorders.end(), [](const Recorder* r) { return r->format.starts_with("m365-audit"); });
            row.detail = audit && way != Way::GraphDelegated
                             ? phrase("recorded by the audit log, which holds all ways of Microsoft 365 together (under graph-delegated); outside this span nothing is recorded")
                         : s.records ? phrase("%1 records, longest silence %2; outside this span nothing is recorded", s.records, said(durationText(s.longest)))
                                   : phrase("no access by this way, and the recorder was on; outside this span nothing is recorded");
            append(row.detail, phrase("recorded by %1", names));
            row.recorder = state.recorders.size() == 1 ? state.recorders.front()->name : std::string();
            const Retention& r = retentionOf(way, platforms_);
            row.ask = phrase("for the time outside this span: %1 (%2)", said(r.ask), said(r.term));
            row.whom = r.whom;
        } else if (std::string quiet = way == Way::Shell ? quietHostLogs() : std::string(); !quiet.empty()) {
            row.state = "covered";
            row.detail = std::move(quiet);
        } else if (std::string why = notApplicable(way); !why.empty()) {
            state.applicable = false;
            row.state = "not-applicable";
            row.detail = std::move(why);
        } else {
            row.state = "not-covered";
            std::string partly;
            for (const Recorder& r : recorders_)
                if (r.touches & bit(way) && !r.activity.empty()) partly += (partly.empty() ? "" : ", ") + r.name;
            row.detail = partly.empty() ? phrase("no source of the case records it") : phrase("no source of the case records every access by it; some stand in %1", partly);
            std::int64_t earliest = view_.windowFrom;
            for (const Recorder& r : recorders_)
                if (!view_.windowFrom && !r.activity.empty()) earliest = earliest ? std::min(earliest, r.first()) : r.first();
            askFor(row, way, earliest);
            if (bit(way) & kRoundTheServer && !assumptionWithdrawn()) {
                append(row.detail, phrase("taken as not used under the case's assumption (setting outside-assumption)"));
                view_.assumedRoutes.push_back(row.route);
            } else {
                view_.openRoutes.push_back(row.route);
            }
        }
        view_.rows.push_back(std::move(row));
    }
}

void Examiner::accounts() {
    for (const auto& [account, way, stretch] : byAccount_) {
        Coverage row;
        row.kind = "account";
        row.route = wayName(way);
        row.account = input_.text(account);
        row.state = "covered";
        row.first = stretch.records ? stretch.first : 0;
        row.last = stretch.records ? stretch.last : 0;
        const std::string longest = durationText(stretch.longest);
        row.detail = stretch.longest ? phrase("%1 records, longest silence %2 from %3", stretch.records, said(longest), instantText(stretch.longestFrom))
                                     : phrase("%1 records, longest silence %2", stretch.records, said(longest));
        view_.rows.push_back(std::move(row));
    }
    std::stable_sort(view_.rows.begin(), view_.rows.end(), [](const Coverage& a, const Coverage& b) { return a.account < b.account; });
}

std::string Examiner::recorderStatement(const Recorder& r) const {
    std::vector<std::string> ways;
    for (std::size_t w = 0; w < kWays; ++w)
        if (r.records & bit(static_cast<Way>(w))) ways.push_back(wayName(static_cast<Way>(w)));
    const std::string span = phrase("%1 (%2) %3 to %4", r.name, said(listed(ways)), instantText(r.first()), instantText(r.last()));
    if (r.holes.empty()) return span;
    if (r.holes.size() == 1) return phrase("%1 but for %2 from %3", said(span), said(durationText(r.holes[0].to - r.holes[0].from)), instantText(r.holes[0].from));
    std::int64_t sum = 0;
    for (const Hole& h : r.holes) sum += h.to - h.from;
    return phrase("%1 but for %2 holes of %3 together", said(span), r.holes.size(), said(durationText(sum)));
}

void Examiner::statements() {
    std::vector<std::string> recorded;
    std::size_t more = 0;
    for (const Recorder& r : recorders_) {
        if (!r.records) continue;
        if (recorded.size() < 8) recorded.push_back(recorderStatement(r));
        else ++more;
    }
    if (more) recorded.push_back(phrase("and %1 more recorders", more));
    view_.server = recorded.empty() ? phrase("no log of any route is in the case") : phrase("recorded for the server: %1", said(listed(recorded)));
    append(view_.server, view_.openRoutes.empty() ? phrase("every route is covered or not applicable")
                                                  : phrase("not covered: %1", said(listed(view_.openRoutes))));
    if (!view_.assumedRoutes.empty())
        append(view_.server, phrase("T31@1: not covered, and taken as not used under the case's assumption: %1", said(listed(view_.assumedRoutes))));
    append(view_.server, view_.windowStated ? phrase("asked for: %1 to %2", instantText(view_.windowFrom), instantText(view_.windowTo))
                                            : phrase("no window was stated: the answer goes as far as these logs do"));
    for (const ClockProposal& p : facts_->proposals)
        if (p.offset != p.applied && std::abs(p.offset - p.applied) > kClockTolerance)
            append(view_.server, phrase("T16@1: the clock of %1 seems %2 s off: proposed, not applied", p.recorder, (p.offset - p.applied) / kSecond));
    std::unordered_map<Sym, std::map<std::string_view, std::uint64_t>> byMailbox;
    for (const auto& [account, way, stretch] : byAccount_) byMailbox[mailboxOf_(account)][wayName(way)] += stretch.records;
    for (const auto& [mailbox, routes] : byMailbox) {
        std::vector<std::string> own;
        for (const auto& [route, records] : routes) own.push_back(phrase("%1 (%2 records)", said(route), records));
        view_.own[mailbox] = phrase("this mailbox: %1", said(listed(own)));
    }
}

CoverageView examineCoverage(const Input& input, const MailboxOf& mailboxOf, const Sessions& sessions) {
    return Examiner(input, mailboxOf, sessions).run();
}

}  // namespace sillage::tracing
