// What a webmail request asks for (see webmail.h).
#include "trace/webmail.h"

#include "base/ip.h"
#include "base/phrase.h"

namespace sillage::tracing {
namespace {

WebKind exportKind(const Input& input, const Ev& e, const WebFields* w) {
    const std::string_view scope = w ? input.view(w->scope) : std::string_view();
    if (scope == "folder") return WebKind::WholeFolder;
    if (scope == "messages") return WebKind::Messages;
    if (scope == "attachments") return WebKind::AllAttachments;
    if (w && input.view(w->action).find("messages") != std::string::npos) return WebKind::Messages;
    if (e.uid) return WebKind::AllAttachments;
    return e.folder && !w ? WebKind::WholeFolder : WebKind::Messages;
}

WebKind kindOf(const Input& input, const Ev& e, const WebFields* w) {
    if (w && (w->frame || w->preload)) return WebKind::Wrapper;
    if (w && (input.view(w->action) == "pagenav" || input.view(w->action) == "headers")) return WebKind::Wrapper;
    switch (e.action) {
        case Action::Login: return WebKind::Login;
        case Action::Logout: return WebKind::Logout;
        case Action::Refresh: return WebKind::Refresh;
        case Action::List: return WebKind::List;
        case Action::Search: return WebKind::Search;
        case Action::Preview: return WebKind::Preview;
        case Action::Read: return WebKind::Show;
        case Action::Download: return w && w->thumb ? WebKind::Thumbnail : WebKind::Part;
        case Action::ViewSource: return WebKind::Source;
        case Action::Export: return exportKind(input, e, w);
        case Action::Compose: return w && w->forward ? WebKind::ForwardDraft : WebKind::Other;
        case Action::Move: case Action::Delete: case Action::Copy: case Action::Flag: case Action::Expunge:
            return WebKind::Change;
        default: return WebKind::Other;
    }
}

}  // namespace

std::string_view webKindName(WebKind k) {
    switch (k) {
        case WebKind::Login: return phraseText("login");
        case WebKind::Logout: return phraseText("logout");
        case WebKind::Refresh: return phraseText("refresh");
        case WebKind::List: return phraseText("list");
        case WebKind::Search: return phraseText("search");
        case WebKind::Preview: return phraseText("preview");
        case WebKind::Show: return phraseText("open");
        case WebKind::Part: return phraseText("part");
        case WebKind::Thumbnail: return phraseText("thumbnail");
        case WebKind::Wrapper: return phraseText("frame");
        case WebKind::AllAttachments: return phraseText("all attachments");
        case WebKind::Source: return phraseText("message source");
        case WebKind::Messages: return phraseText("several messages");
        case WebKind::WholeFolder: return phraseText("whole folder");
        case WebKind::ForwardDraft: return phraseText("forward");
        case WebKind::Change: return phraseText("change");
        case WebKind::Other: break;
    }
    return phraseText("page");
}

namespace {

WebRequest readWebRequest(const Input& input, std::size_t event) {
    const Ev& e = input.events[event];
    const WebFields* w = input.webOf(e);
    WebRequest r;
    r.event = static_cast<std::uint32_t>(event);
    r.kind = kindOf(input, e, w);
    r.folder = e.folder;
    r.part = e.part;
    r.token = e.session;
    if (w) {
        r.term = w->search;
        r.scope = w->scope;
        r.headers = w->headers;
        r.page = w->page;
        r.displayed = w->embed;
        r.bySelf = w->thumb;
        if (!r.folder && w->refererFolder) {  // POST: the page it came from says which folder was open
            r.folder = w->refererFolder;
            r.folderFromReferer = true;
        }
        if (!r.page && r.kind == WebKind::Messages) r.page = w->refererPage;
    }
    if (!r.folder && (r.kind == WebKind::List || r.kind == WebKind::Search)) r.folder = input.symbols.find("INBOX");
    return r;
}

bool fromThisHost(const Input& input, const Ev& e) {
    const auto address = parseIp(input.view(e.ip));
    return address && address->isLoopback();
}

/// A webmail behind a web server of the same host logs the request a second time, from that web server's address
/// (sogo.log beside nginx). Where the line that knows the client exists, the other one is no request of its own.
bool secondLine(const Input& input, std::size_t event) {
    const Ev& e = input.events[event];
    if (!fromThisHost(input, e)) return false;
    constexpr std::int64_t kSlack = 2 * kSecond;  // both end within that second; the clock is one
    constexpr std::size_t kMost = 4000;           // lines looked at, whatever the number within a second
    const auto twin = [&](const Ev& o) {
        return o.route == e.route && o.source != e.source && o.status == e.status && o.action == e.action &&
               o.account == e.account && o.folder == e.folder && o.uid == e.uid && o.part == e.part && !fromThisHost(input, o);
    };
    for (std::size_t i = event; i-- > 0 && event - i <= kMost && input.events[i].utc >= e.utc - kSlack;)
        if (twin(input.events[i])) return true;
    for (std::size_t i = event + 1; i < input.events.size() && i - event <= kMost && input.events[i].utc <= e.utc + kSlack; ++i)
        if (twin(input.events[i])) return true;
    return false;
}

}  // namespace

void readWebRequests(const Input& input, SpoolVector<WebRequest>& out, SpoolVector<std::uint32_t>& uids) {
    for (const std::uint32_t i : input.browser) {
        const Ev& e = input.events[i];
        // Requests of an access log have a status; the webmail's own logs (logins, errors) have none.
        if (e.status < 0 || secondLine(input, i)) continue;
        const bool further = e.record != e.id && !out.empty() && input.events[out.back().event].record == e.record;
        if (!further) {
            out.push_back(readWebRequest(input, i));
            out.back().uidsBegin = static_cast<std::uint32_t>(uids.size());
        }
        if (!e.uid) continue;  // a further row is a further uid of the same request
        uids.push_back(e.uid);
        ++out.back().uidsCount;
    }
}

}  // namespace sillage::tracing
