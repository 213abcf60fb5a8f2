// The request grammars of SquirrelMail, SnappyMail and RainLoop, Nextcloud Mail (log formats f.3).
#include <array>

#include "base/text.h"
#include "logs/roundcube_request.h"
#include "logs/scan_text.h"
#include "logs/webmail_request.h"

namespace sillage {

namespace {

struct Script {
    std::string_view name;
    Action action;
};
constexpr Script kSquirrel[] = {
    {"read_body.php", Action::Read}, {"printer_friendly_main.php", Action::Read}, {"printer_friendly_bottom.php", Action::Read},
    {"download.php", Action::Download}, {"view_text.php", Action::Download}, {"view_html.php", Action::Download},
    {"image.php", Action::Download}, {"vcard.php", Action::Download}, {"view_header.php", Action::Preview},
    {"right_main.php", Action::List}, {"search.php", Action::Search}, {"compose.php", Action::Compose},
    {"redirect.php", Action::Login}, {"signout.php", Action::Logout}, {"delete_message.php", Action::Delete},
    {"move_messages.php", Action::Move}, {"empty_trash.php", Action::Expunge}, {"left_main.php", Action::Refresh}};

/// SnappyMail and RainLoop write `q[]=` between the steps of a path; this takes the steps.
std::vector<std::string> steps(std::string_view query) {
    std::vector<std::string> out;
    for (std::string_view rest = query; !rest.empty() && out.size() < 16;) {
        std::string_view step = takeUntil(rest, "/");
        step = step.substr(0, step.find('&'));
        if (!step.empty()) out.emplace_back(percentDecode(step, false));
    }
    return out;
}

/// The first two values of `folder NUL uid NUL …` or of `["folder",uid,…]`.
bool folderAndUid(std::string_view text, std::string& folder, std::string& uid) {
    const std::size_t zero = text.find('\0');
    if (zero != std::string_view::npos) {
        folder = text.substr(0, zero);
        std::string_view rest = text.substr(zero + 1);
        uid = rest.substr(0, rest.find('\0'));
    } else if (take(text, "[\"")) {
        const std::size_t quote = text.find('"');
        if (quote == std::string_view::npos || contains(text.substr(0, quote), "\\")) return false;
        folder = text.substr(0, quote);
        text.remove_prefix(quote + 1);
        if (!take(text, ",")) return false;
        take(text, "\"");
        uid = leadingDigits(text);
    }
    return !folder.empty() && allDigits(uid);
}

/// Value of a plain key in a small JSON object: a string without escapes or a number.
std::string jsonValue(std::string_view json, std::string_view key) {
    const std::string quoted = "\"" + std::string(key) + "\":";
    const std::size_t at = findText(json, quoted);
    if (at == std::string_view::npos) return {};
    json.remove_prefix(at + quoted.size());
    if (!take(json, "\"")) return std::string(leadingDigits(json));
    return std::string(json.substr(0, json.find('"')));
}

}  // namespace

bool parseSquirrelMailRequest(const WebRequestLine& r, Event& e) {
    const std::size_t at = findText(r.path, "/src/");
    if (at == std::string_view::npos || !endsWith(r.path, ".php")) return false;
    const std::string_view name = r.path.substr(at + 5);
    const Script* known = nullptr;
    for (const Script& s : kSquirrel)
        if (s.name == name) known = &s;
    if (!known || (known->action == Action::Login && r.method != "POST")) return false;
    e.action = known->action;
    addField(e, "product", "SquirrelMail");
    addField(e, "action", name);
    if (const auto mailbox = queryValue(r.query, "mailbox"); !mailbox.empty()) e.folder = folderFromWire(percentDecode(mailbox));
    std::string_view uid = queryValue(r.query, "passed_id");
    for (const std::string_view other : {"forward_id", "reply_id"})
        if (uid.empty() && e.action == Action::Compose) {
            uid = queryValue(r.query, other);
            if (!uid.empty()) addField(e, other == "forward_id" ? "forward" : "reply", "1");
        }
    if (!toUint32(uid, e.uid)) e.uid = 0;
    e.part = clean(percentDecode(queryValue(r.query, "ent_id")), 100);
    if (e.part == "0" && e.action == Action::Download) e.part.clear();
    if (const auto what = queryValue(r.query, "what"); !what.empty()) addField(e, "search", clean(percentDecode(what), 500));
    return true;
}

bool parseSnappyMailRequest(const WebRequestLine& r, Event& e) {
    std::string_view query = r.query;
    if (!take(query, "/")) return false;
    const auto all = steps(query);
    if (all.size() < 2 || (all[0] != "Json" && all[0] != "Ajax" && all[0] != "Raw")) return false;
    addField(e, "product", "SnappyMail");
    e.action = Action::Page;
    const std::string* name = nullptr;
    for (std::size_t i = 1; i < all.size() && !name; ++i)
        for (const std::string_view known : {"Message", "MessageList", "Download", "View", "ViewThumbnail", "Raw"})
            if (all[i] == known) name = &all[i];
    if (!name) return true;
    addField(e, "action", *name);
    if (*name == "MessageList") e.action = Action::List;
    else if (*name == "Message") e.action = Action::Read;
    else e.action = Action::Download;
    if (*name == "ViewThumbnail") addField(e, "thumb", "1");
    const std::string value = base64Decode(all.back());
    std::string folder, uid;
    if (e.action == Action::Read) {
        if (!folderAndUid(value, folder, uid)) return true;
    } else if (startsWith(value, "{")) {
        folder = jsonValue(value, "folder");
        uid = jsonValue(value, "uid");
        e.part = clean(jsonValue(value, "mimeIndex"), 100);
        if (const std::string file = jsonValue(value, "fileName"); !file.empty()) addField(e, "part_name", clean(file, 300));
    }
    if (!folder.empty()) e.folder = folderFromWire(folder);
    if (!toUint32(uid, e.uid)) e.uid = 0;
    return true;
}

bool parseNextcloudMailRequest(const WebRequestLine& r, Event& e) {
    std::string_view path = r.path;
    const std::size_t at = findText(path, "/apps/mail/api/");
    if (at == std::string_view::npos) return false;
    path.remove_prefix(at + 15);
    addField(e, "product", "Nextcloud Mail");
    e.action = Action::Page;
    if (!take(path, "messages")) {
        addField(e, "path", clean(path, 200));
        return true;
    }
    if (path.empty() || path == "/") {
        e.action = r.method == "POST" ? Action::Page : queryValue(r.query, "filter").empty() ? Action::List : Action::Search;
        if (const auto box = queryValue(r.query, "mailboxId"); !box.empty()) addField(e, "mailbox_id", clean(box, 20));
        if (const auto filter = queryValue(r.query, "filter"); !filter.empty()) addField(e, "search", clean(percentDecode(filter), 500));
        return true;
    }
    take(path, "/");
    const std::string_view id = takeUntil(path, "/"), word = takeUntil(path, "/");
    if (!allDigits(id)) return true;
    addField(e, "item_id", clean(id, 20));
    addField(e, "action", clean(word, 60));
    if (word == "body" || word == "html") e.action = Action::Read;
    else if (word == "source" || word == "export") e.action = Action::ViewSource;
    else if (word == "attachments") e.action = Action::Export, addField(e, "scope", "attachments");
    else if (word == "attachment") e.action = Action::Download, e.part = clean(percentDecode(path, false), 100);
    else if (word == "flags") e.action = Action::Flag;
    else if (word == "move") e.action = Action::Move;
    else if (word.empty() && r.method == "DELETE") e.action = Action::Delete;
    return true;
}

}  // namespace sillage
