// Sessions in public form: ids, which sessions belong together, reasons in words (see sessions.h).
#include <algorithm>
#include <tuple>

#include "base/hash.h"
#include "base/phrase.h"
#include "record/session_words.h"
#include "trace/attribution.h"
#include "trace/parallel.h"
#include "trace/session_rows.h"

namespace sillage::tracing {
namespace {

/// In place of what the text was: there are millions.
void idKey(const Input& input, const Visit& v, std::string& key) {
    const auto begin = [&] { return std::to_string(input.events[v.firstEvent].utc); };
    key.assign(routeName(v.route)).append("\x1f");
    if (v.trace) key.append("trace\x1f").append(begin()).append("\x1f");
    if (v.key) key += input.view(v.key);
    else key.append(input.view(v.account)).append("\x1f").append(input.view(v.ip)).append("\x1f").append(input.view(v.agent)).append("\x1f").append(begin());
    if (v.route == Route::Webmail || v.route == Route::M365)
        key.append("\x1f").append(input.view(v.ip)).append("\x1f").append(input.view(v.agent));
}

SessionPhrase phraseOf(StatusWhy why) {
    switch (why) {
        case StatusWhy::AllFailed: return SessionPhrase::AllFailed;
        case StatusWhy::NoWebRequest: return SessionPhrase::NoWebRequest;
        case StatusWhy::NoAddress: return SessionPhrase::NoAddress;
        case StatusWhy::UndeclaredProxy: return SessionPhrase::UndeclaredProxy;
        case StatusWhy::Habit: return SessionPhrase::Habit;
        case StatusWhy::HabitOfNetwork: return SessionPhrase::HabitOfNetwork;
        case StatusWhy::NewClient: return SessionPhrase::HabitNewClient;
        case StatusWhy::NewConduct: return SessionPhrase::HabitNewConduct;
        case StatusWhy::NewAddress: case StatusWhy::Nothing: break;
    }
    return SessionPhrase::NewAddress;
}

/// T25: two clients at once, not one that changed its network.
bool replayed(const Visit& v, const Visit& other) {
    const bool overlap = v.first <= other.last && other.first <= v.last;
    return overlap && v.agent && other.agent && v.agent != other.agent;
}

void say(const Input& input, const Sessions& s, const Attribution& whose, const Visit& v, const Reason& r, SessionWords& out) {
    const auto indicator = [&] { return describe(whose.indicators[r.about]); };
    switch (r.kind) {
        case Reason::Kind::SharedIndicator: return out.add(SessionPhrase::SharedIndicator, indicator());
        case Reason::Kind::Indicator: return out.add(SessionPhrase::Indicator, indicator());
        case Reason::Kind::Holder: return out.add(SessionPhrase::Holder, indicator());
        case Reason::Kind::OwnNetwork: return out.add(SessionPhrase::OwnNetwork, indicator());
        case Reason::Kind::Claimed: return out.add(SessionPhrase::Claimed, input.view(v.ip), input.view(v.claimed), indicator());
        case Reason::Kind::Sprayed: {
            const Spray& spray = *s.sprays.of(v.ip);
            return out.add(SessionPhrase::Sprayed, spray.failures, spray.accounts);
        }
        case Reason::Kind::System: return out.add(SessionPhrase::Literal, describeSystem(input, whose.indicators[r.about], v));
        case Reason::Kind::Mixed:
            return out.add(SessionPhrase::Literal, phrase("T06@1: its records name other applications or devices too and bear no session id: which of them are this one's is open"));
        case Reason::Kind::Front: return out.add(SessionPhrase::Front, s.visits[r.about].id, input.view(whose.of_(r.about).actor));
        case Reason::Kind::Token: return out.add(SessionPhrase::Token, s.visits[r.about].id);
        case Reason::Kind::OtherToken:
            return out.add(replayed(v, s.visits[r.about]) ? SessionPhrase::ReplayedToken : SessionPhrase::OtherToken, s.visits[r.about].id);
    }
}

std::string_view statusWord(Status s) {
    switch (s) {
        case Status::Attributed: return "attributed";
        case Status::Habitual: return "habitual";
        case Status::Refused: return "refused";
        case Status::Holder: return "holder";
        case Status::Undecided: break;
    }
    return "undecided";
}

}  // namespace

std::string_view joinWhyText(JoinWhy why) {
    switch (why) {
        case JoinWhy::Url: return phraseText("the URL names the account");
        case JoinWhy::IdLine: return phraseText("the IMAP session quotes this request in its ID line");
        case JoinWhy::IdLineSeveral: return phraseText("the IMAP session's ID line fits requests of several clients in that second");
        case JoinWhy::OneClient: return phraseText("joined by account, second and counters; one client fits");
        case JoinWhy::SeveralClients: return phraseText("joined by second and counters; several clients fit");
        case JoinWhy::LoginLog: return phraseText("the webmail's login log names the account at this address in that second");
        case JoinWhy::Token: return phraseText("the session token ties it to a session whose account is known");
        case JoinWhy::Nothing: break;
    }
    return "";
}

std::string sessionId(std::uint64_t id) { return sessionText(id); }

void nameSessions(const Input& input, Sessions& sessions) {
    SpoolVector<std::uint64_t> byToken(input.spool);
    byToken.assign(input.symbols.size(), 0);
    inParallel(sessions.visits.size(), [&](std::size_t from, std::size_t to) {
        std::string key;
        for (std::size_t at = from; at < to; ++at) {
            Visit& v = sessions.visits[at];
            idKey(input, v, key);
            const Digest digest = sha256(key);
            for (std::size_t i = 0; i < 6; ++i) v.id = v.id << 8 | digest[i];
            v.group = v.id;
        }
    });
    for (Visit& v : sessions.visits)
        if (v.token) {
            std::uint64_t& first = byToken[v.token];
            if (!first) first = v.id;
            v.group = first;
        }
    for (Visit& v : sessions.visits)
        if (v.front >= 0) v.group = sessions.visits[static_cast<std::size_t>(v.front)].group;
}

void nameVisit(const Input& input, const Visit& v, std::string& out) {
    SessionWords words(out);
    if (v.key && v.route != Route::Webmail) words.add(v.route == Route::Submission ? SessionPhrase::QueueId : SessionPhrase::SessionId, input.view(v.key));
    if (v.device) words.add(SessionPhrase::Device, input.view(v.device));
    if (v.app) words.add(SessionPhrase::Application, input.view(v.app));
    if (v.mixed) words.add(SessionPhrase::SeveralApplications);
    if (v.severalDevices) words.add(SessionPhrase::SeveralDevices);
}

void sayWhose(const Input& input, const Sessions& sessions, const Attribution& whose, std::uint32_t visit, std::string& out) {
    SessionWords words(out);
    for (std::int32_t r = whose.of_(visit).reason; r >= 0; r = whose.reasons[static_cast<std::size_t>(r)].next)
        say(input, sessions, whose, sessions.visits[visit], whose.reasons[static_cast<std::size_t>(r)], words);
    if (const StatusWhy why = whose.why(visit); why != StatusWhy::Nothing) words.add(phraseOf(why));
}

std::vector<std::string> reasonsOf(const Input& input, const Sessions& sessions, const Visit& v) {
    std::string words;
    nameVisit(input, v, words);
    sayWhose(input, sessions, sessions.whose, static_cast<std::uint32_t>(&v - sessions.visits.begin()), words);
    return sessionSentences(words, input.view(v.ip));
}

TracedSessions::TracedSessions(Input& input, const Sessions& sessions, Groundwork& ground, std::unique_ptr<Suspects> suspects)
    : input_(input), sessions_(sessions), ground_(ground), suspects_(input.spool), ofEvents_(input.spool), finder_(std::move(suspects)) {
    nameTexts(input);
    orderRows();
}

TracedSessions::TracedSessions(Input& input, const Sessions& sessions, Groundwork& ground, OrderKnown)
    : input_(input), sessions_(sessions), ground_(ground), suspects_(input.spool), ofEvents_(input.spool) {
    nameTexts(input);
}

void TracedSessions::nameTexts(Input& input) {
    for (std::size_t r = 0; r < routes_.size(); ++r) routes_[r] = input.symbols.intern(routeName(static_cast<Route>(r)));
    for (const Status s : {Status::Undecided, Status::Attributed, Status::Habitual, Status::Refused, Status::Holder})
        statuses_[static_cast<std::size_t>(s)] = input.symbols.intern(statusWord(s));
}

/// A connection of the webmail's own trace is a second record of a session already listed: at most suspects show it.
void TracedSessions::orderRows() {
    const auto& visits = sessions_.visits;
    struct Place {
        std::int64_t first;
        std::uint32_t visit;
    };
    SpoolVector<Place> places(input_.spool);
    for (std::uint32_t v = 0; v < visits.size(); ++v)
        if (!visits[v].trace) places.push_back({visits[v].first, v});
    sortInParallel(places.begin(), places.end(), [&](const Place& a, const Place& b) {
        if (a.first != b.first) return a.first < b.first;
        const Visit &x = visits[a.visit], &y = visits[b.visit];
        return std::tie(x.last, x.id, a.visit) < std::tie(y.last, y.id, b.visit);
    });
    SpoolVector<std::uint32_t> rowOf(input_.spool);
    rowOf.assign(visits.size(), kNone);
    ground_.order.extend(places.size());
    inParallel(places.size(), [&](std::size_t from, std::size_t to) {
        for (std::size_t row = from; row < to; ++row) {
            rowOf[places[row].visit] = static_cast<std::uint32_t>(row);
            ground_.order[row] = places[row].visit;
        }
    });
    ground_.listed = ground_.order.size();
    for (const std::uint32_t v : finder_->found()) {
        ground_.suspects.push_back(v);
        if (rowOf[v] == kNone) {
            rowOf[v] = static_cast<std::uint32_t>(ground_.order.size());
            ground_.order.push_back(v);
        }
        suspects_.push_back(rowOf[v]);
    }
    std::array<std::uint32_t, kStretches> last{};
    inStretches(input_.events.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) last[stretch] = std::max(last[stretch], input_.events[i].id);
    });
    ofEvents_.assign(*std::max_element(last.begin(), last.end()), 0);
    inParallel(input_.events.size(), [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            const Ev& e = input_.events[i];
            if (e.session_ < 0 || !e.id) continue;
            const auto visit = static_cast<std::size_t>(e.session_);
            if (!visits[visit].trace) ofEvents_[e.id - 1] = rowOf[visit] + 1;
        }
    });
}

SessionRow TracedSessions::row(std::uint32_t row) const {
    const Visit& v = sessions_.visits[ground_.order[row]];
    SessionRow s;
    s.id = v.id;
    s.group = v.group;
    s.account = v.account;
    s.ip = v.ip;
    s.agent = v.agent;
    s.protocol = routes_[static_cast<std::size_t>(v.route)];
    s.first = v.first;
    s.last = v.last;
    s.events = v.events;
    if (v.counters >= 0) {
        const Counters& c = input_.counters[static_cast<std::size_t>(v.counters)];
        s.bytesOut = c.out >= 0 ? c.out : c.retrBytes;
    }
    const SessionWhose w = whose(row);
    s.actor = w.actor;
    s.attribution = w.attribution;
    s.status = w.status;
    return s;
}

SessionWhose TracedSessions::whose(std::uint32_t row) const {
    const std::uint32_t v = ground_.order[row];
    const Status status = sessions_.whose.status(v);
    SessionWhose w;
    w.status = statuses_[static_cast<std::size_t>(status)];
    if (status != Status::Attributed) return w;
    const Attribution::Of of = sessions_.whose.of_(v);
    w.actor = of.actor;
    w.attribution = of.attribution;
    return w;
}

void TracedSessions::words(std::uint32_t row, std::string& out) const { nameVisit(input_, sessions_.visits[ground_.order[row]], out); }

void TracedSessions::verdict(std::uint32_t row, std::string& out) const {
    sayWhose(input_, sessions_, sessions_.whose, ground_.order[row], out);
}

void TracedSessions::signals(std::uint32_t suspect, std::string& out) const { finder_->signals(finder_->found()[suspect], out); }

}  // namespace sillage::tracing
