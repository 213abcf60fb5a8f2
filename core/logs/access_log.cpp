#include "logs/access_log.h"

#include "base/ip.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/scan_text.h"
#include "logs/webmail_request.h"

namespace sillage {

namespace {

/// A line cut at its fixed marks; everything as written.
struct CutLine {
    std::string_view head;     ///< address, identity, user
    std::string_view time;     ///< inside the brackets
    std::string_view request, status, bytes, referer, agent, extra;
};

/// `dd/Mon/yyyy:hh:mm:ss zone` inside brackets that a quote follows: a user name cannot forge it, because a quote in
/// it is logged escaped.
bool findTime(std::string_view line, std::size_t& open, std::size_t& close) {
    for (open = line.find('['); open != std::string_view::npos; open = line.find('[', open + 1)) {
        if (open + 24 > line.size()) return false;
        if (open == 0 || line[open - 1] != ' ' || line[open + 3] != '/' || line[open + 7] != '/' ||
            line[open + 12] != ':' || !isDigit(line[open + 1]))
            continue;
        close = line.find(']', open + 13);
        if (close == std::string_view::npos) return false;
        if (close - open > 40) continue;
        if (line.substr(close + 1, 2) == " \"") return true;
    }
    return false;
}

/// A quoted string; escapes stay as written. False when it does not end.
bool takeQuoted(std::string_view& text, std::string_view& value) {
    if (!take(text, "\"")) return false;
    for (std::size_t n = 0; n < text.size(); ++n) {
        if (text[n] == '\\') {
            ++n;
        } else if (text[n] == '"') {
            value = text.substr(0, n);
            text.remove_prefix(n + 1);
            return true;
        }
    }
    return false;
}

bool cutLine(std::string_view line, CutLine& c) {
    std::size_t open = 0, close = 0;
    if (!findTime(line, open, close)) return false;
    c.head = line.substr(0, open - 1);
    c.time = line.substr(open + 1, close - open - 1);
    std::string_view rest = line.substr(close + 2);
    if (!takeQuoted(rest, c.request) || !take(rest, " ")) return false;
    c.status = takeUntil(rest, " ");
    if (c.status.size() != 3 || !allDigits(c.status)) return false;
    c.bytes = takeUntil(rest, " ");
    if (c.bytes != "-" && !allDigits(c.bytes)) return false;
    if (takeQuoted(rest, c.referer) && take(rest, " ")) takeQuoted(rest, c.agent);
    c.extra = trim(rest);
    return true;
}

/// Apache writes \" \\ \n \t \xhh, nginx \xHH.
std::string unescaped(std::string_view text) {
    if (text.find('\\') == std::string_view::npos) return clean(text);
    std::string out;
    const auto hex = [](char c) { return isDigit(c) ? c - '0' : (c | 32) - 'a' + 10; };
    for (std::size_t n = 0; n < text.size(); ++n) {
        if (text[n] != '\\' || n + 1 == text.size()) {
            out += text[n];
        } else if (text[n + 1] == 'x' && n + 3 < text.size() && isxdigit(static_cast<unsigned char>(text[n + 2])) &&
                   isxdigit(static_cast<unsigned char>(text[n + 3]))) {
            out += static_cast<char>(hex(text[n + 2]) << 4 | hex(text[n + 3]));
            n += 3;
        } else {
            const char c = text[++n];
            out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
        }
    }
    return clean(out);
}

struct Client {
    std::string_view vhost, address, user;
};

/// `[vhost:port ]address ident user`; the address may be a list `a, b` (X-Forwarded-For), the user has spaces.
Client cutHead(std::string_view head) {
    Client c;
    std::string_view rest = head;
    std::string_view word = takeUntil(rest, " ");
    while (!word.empty() && word.back() == ',' && !rest.empty()) {
        takeUntil(rest, " ");
        word = head.substr(0, head.size() - rest.size() - 1);
        if (word.back() != ',') break;
    }
    if (!parseIp(word)) {
        std::string_view behind = rest;
        const std::string_view second = takeUntil(behind, " ");
        if (parseIp(second)) {
            c.vhost = word;
            word = second;
            rest = behind;
        }
    }
    c.address = word;
    takeUntil(rest, " ");
    c.user = rest;
    return c;
}

Outcome outcomeOf(const CutLine& c, std::string_view method, Action action) {
    if (action == Action::Login) {
        if (c.status == "302") return Outcome::Success;
        return c.status == "401" || c.status == "200" || c.status[0] >= '4' ? Outcome::Failure : Outcome::Unknown;
    }
    if (c.status[0] >= '4' || method == "HEAD") return Outcome::Failure;
    return Outcome::Success;
}

}  // namespace

bool AccessLogParser::looksLike(std::string_view line) {
    CutLine c;
    return cutLine(line, c) && parseClfStamp(c.time).has_value();
}

LineVerdict AccessLogParser::parse(std::string_view line, Event& e, std::vector<std::uint32_t>& items) {
    items.clear();
    CutLine c;
    if (!cutLine(line, c)) return LineVerdict::bad("not a line of an access log");
    if (c.time != lastRaw_) {
        const auto stamp = parseClfStamp(c.time);
        if (!stamp) return LineVerdict::bad("the time of this access log line cannot be read");
        lastRaw_.assign(c.time);
        lastStamp_ = *stamp;
    }
    setTime(e, lastStamp_, c.time);
    if (c.head != lastHead_) {
        lastHead_.assign(c.head);
        const Client client = cutHead(c.head);
        client_.ip = canonicalIp(lastOfList(client.address));
        client_.user = client.user == "-" ? std::string() : elide(unescaped(client.user), 300);
        client_.vhost = clean(client.vhost, 300);
        client_.forwarded = client.address.find(',') == std::string_view::npos ? std::string() : clean(client.address);
    }
    e.clientIp = client_.ip;
    e.userAgent = c.agent == "-" ? std::string() : elide(unescaped(c.agent), 1000);
    toInt64(c.bytes, e.bytes);

    std::string_view request = c.request;
    const std::string_view method = takeUntil(request, " ");
    const std::size_t protocolAt = rfindText(request, " HTTP/");
    const std::string_view url = request.substr(0, protocolAt);
    e.fields.reserve(12);
    addField(e, "status", c.status);
    addField(e, "http_bytes", c.bytes);
    addField(e, "method", clean(method, 32));

    const std::size_t question = url.find('?');
    const WebRequestLine asked{method, url.substr(0, question), question == std::string_view::npos ? std::string_view{} : url.substr(question + 1),
                               c.status, c.referer, client_.user};
    if (!parseWebmailRequest(asked, e, items)) {
        e.protocol = "http";
        e.action = Action::Page;
        addField(e, "url", elide(unescaped(protocolAt == std::string_view::npos ? c.request : url), 2000));
    }
    if (e.outcome == Outcome::Unknown || c.status[0] >= '4') e.outcome = outcomeOf(c, method, e.action);
    if (e.action == Action::Send && !e.field("form").empty() && e.outcome == Outcome::Success)
        e.outcome = Outcome::Unknown;
    if (!client_.user.empty()) addField(e, "http_user", client_.user);
    if (!client_.vhost.empty()) addField(e, "vhost", client_.vhost);
    if (!client_.forwarded.empty()) addField(e, "forwarded_for", client_.forwarded);
    if (!c.extra.empty()) addField(e, "extra", elide(unescaped(c.extra), 300));
    return LineVerdict::event();
}

namespace {

Recognition recognise(const Head& head) {
    std::size_t hits = 0;
    const auto lines = headLines(head);
    for (const auto line : lines) hits += AccessLogParser::looksLike(line) ? 1 : 0;
    return recognisedByLines(hits, lines.size(), "requests in the common or combined log format of a web server");
}

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    AccessLogParser parser;
    readItemLines(source, range, sink, [&](std::string_view line, Event& e, std::vector<std::uint32_t>& items) {
        return parser.parse(line, e, items);
    });
}

}  // namespace

const Format kAccessLogFormat{"access-log", "Web server access log (Apache, nginx)", SourceKind::Log, recognise, read,
                              scanLines, "names item"};

}  // namespace sillage
