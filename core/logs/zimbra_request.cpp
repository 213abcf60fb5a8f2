// The request grammar of Zimbra (T15, log formats g), in access_log, nginx.access.log and behind proxies:
//
//   /service/home/~/?id=2977&part=2         Download    one attachment of item 2977; part=2,3 or fmt=zip: Export
//   …?id=2977&view=text, ?id=2977           ViewSource  the whole message as text
//   /home/<account>/<folder>?fmt=zip|tgz…   Export      scope=folder: everything in it (also ics, vcf: not mail)
//   /service/soap/<Name>Request             Read Search Send Rule Folder Login Logout …; what it asks is in the body
//
// Zimbra numbers items, not IMAP UIDs: field item_id (list in item_ids), which mailbox.log's mailop lines join to a
// Message-ID. `~` is the account of the session, which the line does not name; another account is the mailbox.
#include "base/text.h"
#include "logs/scan_text.h"
#include "logs/webmail_request.h"

namespace sillage {

namespace {

struct Soap {
    std::string_view name;
    Action action;
};
constexpr Soap kSoap[] = {
    {"GetMsgRequest", Action::Read}, {"GetConvRequest", Action::Read}, {"SearchRequest", Action::Search},
    {"SearchConvRequest", Action::List}, {"SendMsgRequest", Action::Send}, {"SaveDraftRequest", Action::Compose},
    {"NoOpRequest", Action::Refresh}, {"AuthRequest", Action::Login}, {"EndSessionRequest", Action::Logout},
    {"ModifyFilterRulesRequest", Action::Rule}, {"ModifyOutgoingFilterRulesRequest", Action::Rule},
    {"ApplyFilterRulesRequest", Action::Rule}, {"FolderActionRequest", Action::Folder},
    {"CreateFolderRequest", Action::Folder}, {"GrantRightsRequest", Action::Permission},
    {"DelegateAuthRequest", Action::Admin}, {"ModifyAccountRequest", Action::Admin}};

bool parseSoap(std::string_view name, const WebRequestLine& r, Event& e) {
    if (!endsWith(name, "Request") || name.size() > 60) return false;
    addField(e, "product", "Zimbra");
    addField(e, "action", clean(name));
    e.action = Action::Page;
    for (const Soap& s : kSoap)
        if (s.name == name) e.action = s.action;
    if (e.action == Action::Login) e.outcome = r.status == "200" ? Outcome::Success : Outcome::Failure;
    return true;
}

void items(std::string_view ids, std::string_view part, std::string_view format, std::string_view view, Event& e) {
    const bool several = contains(ids, ",") || contains(ids, "%2C");
    const std::string list = clean(percentDecode(ids), 2000);
    addField(e, several ? "item_ids" : "item_id", list);
    e.part = clean(percentDecode(part), 200);
    if (several) {
        e.action = Action::Export;
        addField(e, "scope", "messages");
    } else if (e.part.find(',') != std::string::npos || (!part.empty() && format == "zip")) {
        e.action = Action::Export;
        addField(e, "scope", "attachments");
    } else {
        e.action = part.empty() ? Action::ViewSource : Action::Download;
    }
    if (!view.empty()) addField(e, "view", clean(view, 40));
}

}  // namespace

bool parseZimbraRequest(const WebRequestLine& r, Event& e, std::vector<std::uint32_t>&) {
    std::string_view path = r.path;
    take(path, "/service");
    if (take(path, "/soap/")) return parseSoap(path, r, e);
    if (!take(path, "/home/") && !take(path, "/user/")) return false;
    const std::string_view owner = takeUntil(path, "/");
    const std::string_view ids = queryValue(r.query, "id"), format = queryValue(r.query, "fmt");
    if (ids.empty() && format.empty()) return false;
    const bool own = owner == "~" || owner == "%7E" || owner == "%7e";
    addField(e, "product", "Zimbra");
    e.account = clean(r.user == "-" ? std::string_view{} : r.user, 300);
    if (!own) e.mailbox = clean(percentDecode(owner, false), 300);
    while (endsWith(path, "/")) path.remove_suffix(1);
    std::string folder = clean(percentDecode(path, false), 1000);
    e.folder = iequals(folder, "inbox") ? "INBOX" : folder;
    if (!format.empty()) addField(e, "format", clean(format, 20));
    if (!ids.empty()) {
        items(ids, queryValue(r.query, "part"), format, queryValue(r.query, "view"), e);
        return true;
    }
    const bool mail = format == "zip" || format == "tgz" || format == "tar" || format == "mbox";
    e.action = mail ? Action::Export : format == "rss" || format == "atom" || format == "xml" || format == "json" ? Action::List : Action::Page;
    if (mail) addField(e, "scope", "folder");
    if (const std::string_view query = queryValue(r.query, "query"); !query.empty())
        addField(e, "search", clean(percentDecode(query), 500));
    return true;
}

}  // namespace sillage
