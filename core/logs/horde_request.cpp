// The request grammar of Horde IMP (log formats f.3), in IMP 5 and 6 and, with plain names, IMP 4:
//
//   dynamic.php?page=message, basic.php?page=message, mobile …    Read
//   view.php?actionID=download_attach, view_attach, print_attach  Download    id = part
//   view.php?actionID=download_all                                Export      scope=attachments
//   view.php?actionID=view_source, save_message                   ViewSource
//   view.php?actionID=download_mbox                               Export      scope=folder
//   services/ajax.php/imp/<name>                                  by its name; what it asks is in the POST's body
//   login.php by POST                                             Login
//
// A message is buid + mailbox (base64url of the mailbox's name), muid={length}mailbox followed by uids, or index +
// mailbox. The buid equals the UID except in a search's virtual mailbox, which names no message then.
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
constexpr Named kViews[] = {
    {"download_attach", Action::Download, {}}, {"view_attach", Action::Download, {}},
    {"print_attach", Action::Download, {}}, {"download_render", Action::Download, {}},
    {"download_all", Action::Export, "attachments"}, {"view_source", Action::ViewSource, {}},
    {"save_message", Action::ViewSource, {}}, {"download_mbox", Action::Export, "folder"}};
constexpr Named kAjax[] = {
    {"viewPort", Action::List, {}}, {"dynamicInit", Action::List, {}}, {"showMessage", Action::Read, {}},
    {"smartmobileShowMessage", Action::Read, {}}, {"deleteMessages", Action::Delete, {}},
    {"moveMessages", Action::Move, {}}, {"copyMessages", Action::Copy, {}}, {"flagMessages", Action::Flag, {}},
    {"purgeDeleted", Action::Expunge, {}}, {"emptyMailbox", Action::Expunge, {}}, {"sendMessage", Action::Send, {}},
    {"createMailbox", Action::Folder, {}}, {"deleteMailbox", Action::Folder, {}}, {"poll", Action::Refresh, {}}};

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

void addUids(std::string_view list, Event& e, std::vector<std::uint32_t>& items) {
    while (!list.empty() && items.size() < 10000) {
        std::uint32_t uid = 0;
        if (!toUint32(takeUntil(list, ","), uid) || uid == 0) continue;
        if (e.uid == 0) e.uid = uid;
        else items.push_back(uid);
    }
}

/// `{5}INBOX12,13`
bool readIndices(std::string_view text, Event& e, std::vector<std::uint32_t>& items) {
    if (!take(text, "{")) return false;
    std::uint32_t length = 0;
    if (!toUint32(takeUntil(text, "}"), length) || length > text.size()) return false;
    e.folder = folderFromWire(text.substr(0, length));
    addUids(text.substr(length), e, items);
    return true;
}

void readMailbox(std::string_view query, bool encoded, Event& e) {
    std::string_view value = queryValue(query, "mailbox");
    if (value.empty()) value = queryValue(query, "thismailbox");
    if (value.empty()) return;
    const std::string plain = percentDecode(value);
    const std::string name = encoded ? base64Decode(plain) : plain;
    e.folder = folderFromWire(name);
    addField(e, "mailbox_raw", clean(plain, 300));
}

void readMessage(std::string_view query, Event& e, std::vector<std::uint32_t>& items) {
    if (const std::string_view muid = queryValue(query, "muid"); !muid.empty()) {
        if (!readIndices(percentDecode(muid), e, items)) addField(e, "muid", clean(percentDecode(muid), 300));
        return;
    }
    const std::string_view buid = queryValue(query, "buid"), index = queryValue(query, "index");
    readMailbox(query, index.empty(), e);
    addUids(percentDecode(buid.empty() ? index : buid), e, items);
    if (contains(e.folder, "impsearch")) {  // numbers of a result list, not of the mailbox
        e.uid = 0;
        items.clear();
    }
}

}  // namespace

bool parseHordeRequest(const WebRequestLine& r, Event& e, std::vector<std::uint32_t>& items) {
    const std::string_view path = r.path;
    const bool imp = contains(path, "/imp/");
    const bool login = endsWith(path, "/login.php") && contains(path, "horde") && r.method == "POST";
    if (!imp && !login) return false;
    if (login) {
        e.action = Action::Login;
    } else if (const std::size_t ajax = findText(path, "/services/ajax.php/imp/"); ajax != std::string_view::npos) {
        std::string_view name = path.substr(ajax + 23);
        name = name.substr(0, name.find('/'));
        e.action = Action::Page;
        setAction(kAjax, name, e);
        addField(e, "action", clean(name, 100));
    } else if (endsWith(path, "/view.php")) {
        const std::string_view name = queryValue(r.query, "actionID");
        e.action = Action::Page;
        setAction(kViews, name, e);
        addField(e, "action", clean(name, 100));
        e.part = clean(percentDecode(queryValue(r.query, "id")), 100);
        readMessage(r.query, e, items);
    } else if (endsWith(path, "/dynamic.php") || endsWith(path, "/basic.php") || endsWith(path, "/minimal.php") ||
               endsWith(path, "/smartmobile.php") || endsWith(path, "/message.php") || endsWith(path, "/mailbox.php")) {
        const std::string_view page = queryValue(r.query, "page");
        readMessage(r.query, e, items);
        e.action = e.uid != 0 && (page == "message" || endsWith(path, "/message.php")) ? Action::Read
                   : page == "mailbox" || endsWith(path, "/mailbox.php")               ? Action::List
                   : startsWith(page, "compose")                                       ? Action::Compose
                                                                                       : Action::Page;
    } else {
        return false;
    }
    addField(e, "product", "Horde");
    return true;
}

}  // namespace sillage
