// Sessions in public form: ids, which sessions belong together, reasons in words (see sessions.h).
#include <algorithm>

#include "base/hash.h"
#include "base/phrase.h"
#include "trace/attribution.h"
#include "trace/parallel.h"

namespace sillage::tracing {
namespace {

std::string idKey(const Input& input, const Visit& v) {
    std::string key(routeName(v.route));
    key += '\x1f';
    const std::string begin = std::to_string(input.events[v.firstEvent].utc);
    if (v.trace) key += "trace\x1f" + begin + '\x1f';
    if (v.key) key += input.view(v.key);
    else key.append(input.view(v.account)).append("\x1f").append(input.view(v.ip)).append("\x1f").append(input.view(v.agent)).append("\x1f" + begin);
    if (v.route == Route::Webmail || v.route == Route::M365)
        key.append("\x1f").append(input.view(v.ip)).append("\x1f").append(input.view(v.agent));
    return key;
}

const char* statusText(StatusWhy why) {
    switch (why) {
        case StatusWhy::AllFailed: return phraseText("every authentication failed");
        case StatusWhy::NoWebRequest: return phraseText("a webmail session whose web request is not on record");
        case StatusWhy::NoAddress: return phraseText("no account or no address on record");
        case StatusWhy::UndeclaredProxy:
            return phraseText("T32@1: came through a proxy that nobody declared: whose address it was is open");
        case StatusWhy::Habit:
            return phraseText("T20@1: this account used this address before the first attributed session, and no signal "
                              "speaks against it; taken as the holder's under the case's assumption");
        case StatusWhy::NewAddress:
            return phraseText("T20@1: the account was not seen at this address before the first attributed session");
        case StatusWhy::Nothing: break;
    }
    return "";
}

std::string reasonText(const Input& input, const Sessions& s, const Visit& v, const Reason& r) {
    switch (r.kind) {
        case Reason::Kind::SharedIndicator:
            return phrase("T29@1: matches %1: a shared address attributes nothing by itself", said(describe(input.indicators[r.about])));
        case Reason::Kind::Indicator: return phrase("matches %1", said(describe(input.indicators[r.about])));
        case Reason::Kind::Sprayed: {
            const Spray& spray = *s.sprays.of(v.ip);
            return phrase("network and credential: %1 failed logins on %2 accounts, this one among them, came from the same "
                          "address before this success; benign alternative: a gateway whose users mistype",
                          spray.failures, spray.accounts);
        }
        case Reason::Kind::Front: {
            const Visit& front = s.visits[r.about];
            return phrase("T21@1: served a request of web session %1, which is %2's", sessionId(front.id), input.view(front.actor));
        }
        case Reason::Kind::OwnNetwork:
            return phrase("T29@1: matches %1: an address of the declared own networks or VPN pools attributes nothing by itself",
                          said(describe(input.indicators[r.about])));
        case Reason::Kind::Claimed:
            return phrase("T32@1: %1 states the address %2, which matches %3; it counts once that proxy is declared "
                          "(setting trusted-proxies)", input.view(v.ip), input.view(v.claimed), said(describe(input.indicators[r.about])));
        case Reason::Kind::Token: case Reason::Kind::OtherToken: break;
    }
    const std::string other = sessionId(s.visits[r.about].id);
    return r.kind == Reason::Kind::Token ? phrase("T25@1: bears the token of session %1", other)
                                         : phrase("T25@1: bears the token of session %1, seen here from another address or client: "
                                                  "one session used from two networks", other);
}

std::string_view statusWord(Status s) {
    switch (s) {
        case Status::Attributed: return "attributed";
        case Status::Habitual: return "habitual";
        case Status::Refused: return "refused";
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

std::string sessionId(std::uint64_t id) {
    std::string text = "S-000000000000";
    for (std::size_t i = 0; i < 12; ++i) text[13 - i] = "0123456789abcdef"[id >> (4 * i) & 15];
    return text;
}

void nameSessions(const Input& input, Sessions& sessions) {
    SpoolVector<std::uint64_t> byToken(input.spool);
    byToken.assign(input.symbols.size(), 0);
    inParallel(sessions.visits.size(), [&](std::size_t from, std::size_t to) {
        for (std::size_t at = from; at < to; ++at) {
            Visit& v = sessions.visits[at];
            const Digest digest = sha256(idKey(input, v));
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

std::vector<std::string> reasonsOf(const Input& input, const Sessions& sessions, const Visit& v) {
    std::vector<std::string> out;
    if (v.key && v.route != Route::Webmail)
        out.push_back(v.route == Route::Submission ? phrase("queue id %1", input.view(v.key)) : phrase("session id %1", input.view(v.key)));
    for (std::int32_t r = v.reason; r >= 0; r = sessions.reasons[static_cast<std::size_t>(r)].next)
        out.push_back(reasonText(input, sessions, v, sessions.reasons[static_cast<std::size_t>(r)]));
    if (v.statusWhy != StatusWhy::Nothing) out.emplace_back(statusText(v.statusWhy));
    return out;
}

Session sessionRow(const Input& input, const Sessions& sessions, const Visit& v, bool withReasons) {
    Session s;
    s.id = sessionId(v.id);
    s.actorSession = sessionId(v.group);
    s.account = input.text(v.account);
    s.clientIp = input.text(v.ip);
    s.userAgent = input.text(v.agent);
    s.protocol = std::string(routeName(v.route));
    s.first = v.first;
    s.last = v.last;
    s.events = v.events;
    if (v.counters >= 0) {
        const Counters& c = input.counters[static_cast<std::size_t>(v.counters)];
        s.bytesOut = c.out >= 0 ? c.out : c.retrBytes;
    }
    s.actor = input.text(v.actor);
    s.attribution = v.attribution;
    s.status = std::string(statusWord(v.status));
    if (withReasons) s.reasons = reasonsOf(input, sessions, v);
    return s;
}

}  // namespace sillage::tracing
