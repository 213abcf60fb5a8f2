// sogo.log (log formats f.3, lab 6). sogod writes two kinds of line: its own behind `Dec 11 22:10:03 sogod [169]:`
// (server's local time, no year), and requests, either behind the same or in a form like the common log's:
//
//   127.0.0.1 "GET /SOGo/… HTTP/1.0" 200 9309/0 0.092 37948 75% 4M - 12
//   173.194.44.31 - - [24/Mar/2013:08:58:32 GMT] "POST /SOGo/connect HTTP/1.1" 403 34/38 0.311 - - 2M
//
// The address is sogod's peer, mostly the web server in front; behind a proxy a list `client, proxy`. Sizes are octets
// out/in; a streamed answer counts 0, which is no measure and gives no bytes.
//
//   request                               as webmail_request.h reads its URL; fields status, http_bytes, in, seconds
//   successful login from … for user …    Login +   (no status: another line than the request's)
//   Login from … might not have worked    Login −
//   user '…' logged off                   Logout
//   found no viewer for MIME type: …      Other     text: the type of an attachment of the message being opened
//   client disconnected during delivery   Other     text: what was asked for did not arrive whole
//   everything else                       noise
#include "logs/sogo_log.h"

#include "base/ip.h"
#include "logs/all_formats.h"
#include "logs/scan_text.h"
#include "logs/webmail_request.h"

namespace sillage {

namespace {

void setPeer(std::string_view text, Event& e) {
    const std::size_t comma = text.find(',');
    e.clientIp = canonicalIp(lastOfList(text));
    if (comma != std::string_view::npos) addField(e, "forwarded_for", clean(text, 300));
}

/// `"GET url HTTP/1.0" 200 9309/0 0.092 …`
bool parseRequest(std::string_view text, Event& e) {
    if (!take(text, "\"")) return false;
    const std::size_t end = findText(text, "\" ");
    if (end == std::string_view::npos) return false;
    std::string_view request = text.substr(0, end);
    text.remove_prefix(end + 2);
    const std::string_view status = takeUntil(text, " "), sizes = takeUntil(text, " "), seconds = takeUntil(text, " ");
    const std::size_t slash = sizes.find('/');
    if (status.size() != 3 || !allDigits(status) || slash == std::string_view::npos) return false;
    const std::string_view method = takeUntil(request, " ");
    const std::string_view url = request.substr(0, rfindText(request, " HTTP/"));
    const std::size_t question = url.find('?');
    addField(e, "status", status);
    addField(e, "http_bytes", sizes.substr(0, slash));
    addField(e, "in", sizes.substr(slash + 1));
    addField(e, "method", clean(method, 32));
    addField(e, "seconds", clean(seconds, 20));
    const WebRequestLine asked{method, url.substr(0, question),
                               question == std::string_view::npos ? std::string_view{} : url.substr(question + 1), status, {}, {}};
    std::vector<std::uint32_t> further;
    if (!parseWebmailRequest(asked, e, further)) {
        e.protocol = "http";
        e.action = Action::Page;
        addField(e, "url", clean(url, 2000));
    }
    toInt64(sizes.substr(0, slash), e.bytes);
    if (e.bytes == 0) e.bytes = -1;
    if (e.outcome == Outcome::Unknown) e.outcome = status[0] >= '4' || method == "HEAD" ? Outcome::Failure : Outcome::Success;
    return true;
}

/// `from '1.2.3.4, 10.0.0.1' for user 'x'…`; the user is the client's text: its end is what follows the last quote.
bool parseLogin(std::string_view text, std::string_view behindUser, Event& e) {
    if (!take(text, "from '")) return false;
    setPeer(takeUntil(text, "'"), e);
    if (!take(text, " for user '")) return false;
    const std::size_t end = rfindText(text, behindUser);
    if (end == std::string_view::npos) return false;
    e.account = clean(text.substr(0, end), 300);
    return true;
}

void own(Event& e, Action action, Outcome outcome) {
    e.protocol = "webmail";
    e.action = action;
    e.outcome = outcome;
}

LineVerdict diagnostic(std::string_view text, Event& e) {
    if (contains(text, "found no viewer for MIME type: ") || contains(text, "client disconnected during delivery")) {
        own(e, Action::Other, Outcome::Unknown);
        addField(e, "text", clean(text, 500));
        return LineVerdict::event();
    }
    if (contains(text, "[WOWatchDog")) return LineVerdict::noise("sogod: start, stop or child process");
    return LineVerdict::noise("sogod: diagnostic of no mail access");
}

/// `address - - [time] "…`: the time, and the request behind it.
bool cutCommon(std::string_view line, std::string_view& peer, std::string_view& time, std::string_view& request) {
    const std::size_t open = findText(line, " - - [");
    if (open == std::string_view::npos || open > 300) return false;
    peer = line.substr(0, open);
    if (!parseIp(peer.substr(0, peer.find(',')))) return false;
    std::string_view rest = line.substr(open + 6);
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos || close > 40) return false;
    time = rest.substr(0, close);
    request = rest.substr(close + 1);
    return take(request, " ");
}

/// Length of `Dec 11 22:10:03 ` when `sogod [` follows; 0 else.
std::size_t stampBefore(std::string_view line) {
    return line.size() > 23 && line[15] == ' ' && startsWith(line.substr(16), "sogod [") ? 15 : 0;
}

bool isCommon(std::string_view line) {
    std::string_view peer, time, request;
    Event e;
    return cutCommon(line, peer, time, request) && parseClfStamp(time) && parseRequest(request, e);
}

Recognition recognise(const Head& head) {
    std::size_t own = 0, common = 0, sampled = 0;
    for (const auto line : headLines(head)) {
        if (stampBefore(line) != 0) ++own;
        else if (isCommon(line)) ++common;
        else if (!parseSyslogStamp(line.substr(0, 15))) continue;  // lines of a message that goes on
        ++sampled;
    }
    Recognition r = recognisedByLines(own + common, sampled, "lines of SOGo's own log");
    if (r.score > 0) r.score = std::min(100, r.score + 8);  // more exact than a general syslog line
    return r;
}

LineVerdict parseLine(std::string_view line, StampCache<std::optional<Stamp> (*)(std::string_view)>& cache, Event& e) {
    std::string_view peer, time, request;
    if (const std::size_t length = stampBefore(line); length != 0) {
        const auto& stamp = cache(line.substr(0, length));
        if (!stamp) return LineVerdict::bad("the time of this SOGo line cannot be read");
        setTime(e, *stamp, line.substr(0, length));
        const std::size_t close = findText(line.substr(length), "]: ");
        if (close == std::string_view::npos) return LineVerdict::noise("sogod: diagnostic of no mail access");
        return parseSogoMessage(line.substr(length + close + 3), e);
    }
    if (!cutCommon(line, peer, time, request)) return LineVerdict::noise("continuation of the line above");
    const auto stamp = parseClfStamp(time);
    if (!stamp) return LineVerdict::bad("the time of this SOGo line cannot be read");
    setTime(e, *stamp, time);
    setPeer(peer, e);
    return parseRequest(request, e) ? LineVerdict::event() : LineVerdict::bad("a request line of SOGo that cannot be read");
}

std::optional<Stamp> ownStamp(std::string_view raw) { return parseSyslogStamp(raw); }

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    StampCache<std::optional<Stamp> (*)(std::string_view)> cache(ownStamp);
    readLines(source, range, sink, [&](std::string_view line, Event& e) { return parseLine(line, cache, e); });
}

}  // namespace

LineVerdict parseSogoMessage(std::string_view message, Event& e) {
    if (const std::size_t quote = findText(message, " \""); quote != std::string_view::npos && quote < 300) {
        const std::string_view peer = message.substr(0, quote);
        if (parseIp(peer.substr(0, peer.find(',')))) {
            setPeer(peer, e);
            return parseRequest(message.substr(quote + 1), e) ? LineVerdict::event()
                                                              : LineVerdict::bad("a request line of SOGo that cannot be read");
        }
    }
    std::string_view text = message;
    if (take(text, "SOGoRootPage successful login ")) {
        own(e, Action::Login, Outcome::Success);
        return parseLogin(text, "'", e) ? LineVerdict::event() : LineVerdict::bad("a login line of SOGo that cannot be read");
    }
    if (take(text, "SOGoRootPage Login ")) {
        own(e, Action::Login, Outcome::Failure);
        return parseLogin(text, "' might not have worked", e) ? LineVerdict::event()
                                                              : LineVerdict::bad("a login line of SOGo that cannot be read");
    }
    if (take(text, "SOGoUserHomePage user '") && endsWith(text, "' logged off")) {
        own(e, Action::Logout, Outcome::Success);
        e.account = clean(text.substr(0, text.size() - 12), 300);
        return LineVerdict::event();
    }
    return diagnostic(message, e);
}

const Format kSogoFormat{"sogo", "SOGo's own log", SourceKind::Log, recognise, read, scanLines, "names item"};

}  // namespace sillage
