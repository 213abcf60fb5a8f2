#include "logs/roundcube_request.h"

#include "base/text.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

struct Parameters {
    std::string_view task, action, mbox, uid, part, token, forwardUid, replyUid, draftUid, query;
    bool download = false, save = false, embed = false, frame = false, preload = false, thumb = false, framed = false;
};

bool isSet(std::string_view value) { return !value.empty() && value != "0"; }

std::string decoded(std::string_view value) {
    if (value.find_first_of("%+") == std::string_view::npos) return clean(value);
    return clean(percentDecode(value));
}

struct Flag {
    std::string_view name, field;
    bool Parameters::*set;
};
constexpr Flag kFlags[] = {
    {"_download", "download", &Parameters::download}, {"_save", "save", &Parameters::save},
    {"_embed", "embed", &Parameters::embed},          {"_frame", "frame", &Parameters::frame},
    {"_preload", "preload", &Parameters::preload},    {"_thumb", "thumb", &Parameters::thumb},
    {"_framed", "framed", &Parameters::framed}};

struct Text {
    std::string_view name, field;
};
constexpr Text kTexts[] = {{"_q", "search"},           {"_search", "search_id"}, {"_headers", "headers"},
                           {"_scope", "scope"},        {"_filter", "filter"},    {"_page", "page"},
                           {"_mimewarning", "mimewarning"}, {"_attachment", "attached"}, {"_email", "contact"},
                           {"_interval", "interval"}};

void addClientClock(std::string_view value, Event& e) {
    take(value, "loading");
    if (value.size() >= 12 && value.size() <= 14 && allDigits(value) && e.field("client_ms").empty())
        addField(e, "client_ms", value);
}

void readParameter(std::string_view name, std::string_view value, Parameters& p, Event& e) {
    if (name == "_task") p.task = value;
    else if (name == "_action") p.action = value;
    else if (name == "_mbox") p.mbox = value;
    else if (name == "_uid") p.uid = value;
    else if (name == "_part") p.part = value;
    else if (name == "_token") p.token = value;
    else if (name == "_forward_uid") p.forwardUid = value;
    else if (name == "_reply_uid") p.replyUid = value;
    else if (name == "_draft_uid" || name == "_edit_uid") p.draftUid = value;
    else if (name == "_" || name == "_unlock") addClientClock(value, e);
    else {
        for (const auto& flag : kFlags)
            if (name == flag.name) {
                p.*flag.set = isSet(value);
                if (isSet(value)) addField(e, flag.field, value == "1" ? value : "1");
                return;
            }
        for (const auto& text : kTexts)
            if (name == text.name && !value.empty()) addField(e, text.field, elide(decoded(value), 500));
    }
}

/// `12`, `12,13`, `12-INBOX` (search over folders), `12.2` (a message inside a message).
void readUids(std::string_view raw, std::vector<std::uint32_t>& uids, Event& e) {
    if (raw.empty()) return;
    const std::string text = decoded(raw);
    std::string_view rest = text;
    bool plain = true;
    while (!rest.empty() && uids.size() < 10000) {
        std::string_view one = takeUntil(rest, ",");
        const std::string_view digits = leadingDigits(one);
        std::uint32_t uid = 0;
        if (!toUint32(digits, uid) || uid == 0) {
            plain = false;
            continue;
        }
        uids.push_back(uid);
        one.remove_prefix(digits.size());
        if (one.empty()) continue;
        plain = false;
        if (one[0] == '-' && one.size() > 1) e.folder = folderFromWire(one.substr(1));
    }
    if (!plain) addField(e, "uid_raw", elide(text, 500));
}

Action mailAction(const Parameters& p, bool isPost, Event& e) {
    const std::string_view a = p.action;
    if (a == "list" || a == "list-contents") return Action::List;
    if (a == "search") return Action::Search;
    if (a == "preview") return Action::Preview;
    if (a == "show" || a == "print") return Action::Read;
    if (a == "get") return p.frame || p.preload ? Action::Page : Action::Download;
    if (a == "viewsource") return Action::ViewSource;
    if (startsWith(a, "plugin.zipdownload.")) return Action::Export;
    if (a == "mark") return Action::Flag;
    if (a == "move" || a == "plugin.move2archive" || a == "plugin.archive" || startsWith(a, "plugin.markasjunk") ||
        startsWith(a, "plugin.markasnotjunk"))
        return Action::Move;
    if (a == "copy") return Action::Copy;
    if (a == "delete") return Action::Delete;
    if (a == "purge" || a == "expunge") return Action::Expunge;
    if (a == "send" || a == "bounce" || a == "sendmdn") return Action::Send;
    if (a == "import") return Action::Save;
    if (a == "compose" || a == "upload" || a == "attach" || a == "plugin.attachment_reminder") return Action::Compose;
    if (a == "refresh" || a == "pagenav" || a == "getunread" || a == "keep-alive" || a == "check-recent")
        return Action::Refresh;
    if (a.empty() && isPost && p.framed) {
        addField(e, "form", "1");
        return Action::Send;
    }
    return Action::Page;
}

Action actionOf(const Parameters& p, bool isPost, Event& e) {
    if (p.action == "refresh" || p.action == "keep-alive") return Action::Refresh;
    if (p.task == "login") return isPost && (p.action.empty() || p.action == "login") ? Action::Login : Action::Page;
    if (p.task == "logout") return Action::Logout;
    if (p.task == "mail") return mailAction(p, isPost, e);
    if (isPost && startsWith(p.action, "plugin.managesieve")) return Action::Rule;
    return Action::Page;
}

}  // namespace

std::string folderFromWire(std::string_view name) {
    if (iequals(name, "INBOX")) return "INBOX";
    return fromModifiedUtf7(name);
}

RoundcubeRequest parseRoundcubeQuery(std::string_view query, bool isPost, Event& e) {
    RoundcubeRequest request;
    Parameters p;
    query = query.substr(0, query.find('#'));
    while (!query.empty()) {
        std::string_view pair = takeUntil(query, "&");
        const std::size_t eq = pair.find('=');
        if (eq == std::string_view::npos || pair[0] != '_') continue;
        readParameter(pair.substr(0, eq), pair.substr(eq + 1), p, e);
    }
    request.roundcube = !p.task.empty();
    if (!request.roundcube) return request;
    addField(e, "task", decoded(p.task));
    if (!p.action.empty()) addField(e, "action", elide(decoded(p.action), 100));
    if (!p.token.empty()) {
        e.session = elide(decoded(p.token), 100);
        addField(e, "token", e.session);
    }
    if (!p.mbox.empty()) e.folder = folderFromWire(percentDecode(p.mbox));
    e.part = elide(decoded(p.part), 100);
    e.action = actionOf(p, isPost, e);
    std::string_view uid = p.uid;
    if (uid.empty() && e.action == Action::Compose) {
        const struct { std::string_view value, field; } sources[] = {
            {p.forwardUid, "forward"}, {p.replyUid, "reply"}, {p.draftUid, "draft"}};
        for (const auto& source : sources)
            if (!source.value.empty() && uid.empty()) {
                uid = source.value;
                addField(e, source.field, "1");
            }
    }
    readUids(uid, request.uids, e);
    return request;
}

void addCommandItem(std::string_view command, bool truncated, Event& e) {
    const std::size_t question = command.find('?');
    if (question == std::string_view::npos) return;
    std::string_view query = command.substr(question + 1);
    if (truncated) {
        const std::size_t last = query.rfind('&');
        query = last == std::string_view::npos ? std::string_view{} : query.substr(0, last);
    }
    const Action kept = e.action;
    const std::string session = std::move(e.session);
    const RoundcubeRequest request = parseRoundcubeQuery(query, false, e);
    if (request.roundcube) addField(e, "webmail_action", actionName(e.action));
    e.action = kept;
    e.session = session;
    if (!request.uids.empty()) e.uid = request.uids.front();
}

void addReferer(std::string_view referer, Event& e) {
    const std::size_t question = referer.find('?');
    if (question == std::string_view::npos) return;
    std::string_view query = referer.substr(question + 1);
    while (!query.empty()) {
        std::string_view pair = takeUntil(query, "&");
        if (take(pair, "_mbox=")) addField(e, "referer_folder", folderFromWire(percentDecode(pair)));
        else if (take(pair, "_page=") && !pair.empty()) addField(e, "referer_page", leadingDigits(pair));
    }
}

}  // namespace sillage
