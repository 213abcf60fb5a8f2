// The request grammar of SOGo 2 to 5, as its web interface asks (log formats f.3, lab 6):
//
//   /SOGo/so/<account>/Mail/<n>/folder<name>[/folder<name>…]/<uid>[/<part>…]/<action or file name>
//
//   POST connect                       Login       200 success, else failure; <account>/logoff Logout
//   message: view                      Read        viewsource ViewSource, export (.eml in a zip) ViewSource
//   message: archiveAttachments        Export      scope=attachments
//   part: asAttachment, a file name    Download
//   folder: view, headers, uids        List        the search term is in the body of the POST
//   folder: saveMessages, exportFolder Export      scope=messages, scope=folder
//   folder: batchDelete, moveMessages, copyMessages, expunge, emptyTrash, mark…  Delete Move Copy Expunge Flag
//   edit, reply, replyall, forward, compose, send  Compose Send
//   anything else                      Page        changes, unseenCount, labels: Refresh
//
// Mail account 0 is the account's own. Of a further one (delegation, outside account) the URL tells only the number:
// its folders are written "mail account <n>/…", so that they are never taken for the account's own.
#include "base/text.h"
#include "logs/roundcube_request.h"
#include "logs/scan_text.h"
#include "logs/webmail_request.h"

namespace sillage {

namespace {

struct Named {
    std::string_view word;
    Action action;
    std::string_view scope;
};

constexpr Named kMessage[] = {
    {"view", Action::Read, {}}, {"viewsource", Action::ViewSource, {}}, {"export", Action::ViewSource, {}},
    {"archiveAttachments", Action::Export, "attachments"}, {"edit", Action::Compose, {}},
    {"reply", Action::Compose, {}}, {"replyall", Action::Compose, {}}, {"forward", Action::Compose, {}},
    {"send", Action::Send, {}}, {"save", Action::Save, {}}, {"markMessageRead", Action::Flag, {}},
    {"markMessageUnread", Action::Flag, {}}, {"addOrRemoveLabel", Action::Flag, {}}, {"delete", Action::Delete, {}}};

constexpr Named kFolder[] = {
    {"view", Action::List, {}}, {"headers", Action::List, {}}, {"uids", Action::List, {}},
    {"saveMessages", Action::Export, "messages"}, {"exportFolder", Action::Export, "folder"},
    {"batchDelete", Action::Delete, {}}, {"moveMessages", Action::Move, {}}, {"copyMessages", Action::Copy, {}},
    {"expunge", Action::Expunge, {}}, {"emptyTrash", Action::Expunge, {}}, {"emptyJunk", Action::Expunge, {}},
    {"markRead", Action::Flag, {}}, {"addOrRemoveLabel", Action::Flag, {}}, {"changes", Action::Refresh, {}},
    {"labels", Action::Refresh, {}}, {"unseenCount", Action::Refresh, {}}, {"createFolder", Action::Folder, {}},
    {"renameFolder", Action::Folder, {}}, {"delete", Action::Folder, {}}, {"saveUserRights", Action::Permission, {}},
    {"addUserInAcls", Action::Permission, {}}, {"removeUserFromAcls", Action::Permission, {}}};

template <std::size_t N>
bool setAction(const Named (&table)[N], std::string_view word, Event& e) {
    for (const Named& n : table)
        if (n.word == word) {
            e.action = n.action;
            if (!n.scope.empty()) addField(e, "scope", n.scope);
            return true;
        }
    return false;
}

/// Behind the uid: part numbers, then an action or the name of the part's file.
void message(std::string_view rest, Event& e) {
    std::string part;
    std::string_view word;
    while (!rest.empty()) {
        word = takeUntil(rest, "/");
        if (!allDigits(word) || word.size() > 4 || part.size() > 60) break;
        part += (part.empty() ? "" : ".") + std::string(word);
        word = {};
    }
    e.part = part;
    if (!word.empty()) addField(e, "action", clean(percentDecode(word, false), 200));
    if (part.empty()) {
        setAction(kMessage, word, e);
    } else if (word == "view" || word == "viewsource") {
        e.action = word == "view" ? Action::Read : Action::ViewSource;  // of a message inside the message
    } else {
        e.action = Action::Download;
        if (word != "asAttachment" && !word.empty()) addField(e, "part_name", clean(percentDecode(word, false), 300));
    }
}

void mail(std::string_view rest, Event& e) {
    const std::string_view number = takeUntil(rest, "/");
    const bool further = number != "0" && allDigits(number);
    std::string folder;
    std::string_view word;
    while (!rest.empty()) {
        word = takeUntil(rest, "/");
        if (word.size() <= 6 || !startsWith(word, "folder") || folder.size() > 1000) break;
        folder += (folder.empty() ? "" : "/") + folderFromWire(percentDecode(word.substr(6), false));
        word = {};
    }
    if (folder.empty()) {
        e.action = word == "unseenCount" || number == "unseenCount" ? Action::Refresh : Action::Page;
        if (word == "compose") e.action = Action::Compose;
        if (!word.empty()) addField(e, "action", clean(word, 100));
        return;
    }
    if (further) addField(e, "mail_account", clean(number, 10));
    e.folder = further ? "mail account " + clean(number, 10) + "/" + folder : folder;
    if (toUint32(word, e.uid) && e.uid != 0) return message(rest, e);
    e.uid = 0;
    if (!setAction(kFolder, word, e)) e.action = Action::Page;
    if (!word.empty()) addField(e, "action", clean(word, 100));
}

}  // namespace

bool parseSogoRequest(const WebRequestLine& r, Event& e) {
    std::string_view path = r.path;
    const std::size_t at = findText(path, "/SOGo/");
    if (at == std::string_view::npos) return false;
    path.remove_prefix(at + 6);
    e.action = Action::Page;
    if (path == "connect") {
        if (r.method != "POST") return false;
        e.action = Action::Login;
        e.outcome = r.status == "200" || r.status == "302" ? Outcome::Success : Outcome::Failure;
        addField(e, "product", "SOGo");
        return true;
    }
    if (!take(path, "so/")) return false;
    const std::string_view account = takeUntil(path, "/");
    if (account.empty() || path.empty()) return false;
    addField(e, "product", "SOGo");
    e.account = clean(percentDecode(account, false), 300);
    if (const std::string_view token = queryValue(r.query, "X-XSRF-TOKEN"); !token.empty())
        addField(e, "xsrf", clean(token, 100));
    const std::string_view area = takeUntil(path, "/");
    if (area == "logoff") e.action = Action::Logout;
    else if (area == "Mail") mail(path, e);
    else addField(e, "path", clean(r.path, 200));
    return true;
}

}  // namespace sillage
