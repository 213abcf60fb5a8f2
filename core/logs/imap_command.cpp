#include "logs/imap_command.h"

#include "base/text.h"
#include "logs/roundcube_request.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

/// One astring; quoted with backslash escapes, or up to the next space.
std::string takeString(std::string_view& text) {
    std::string out;
    if (!take(text, "\"")) {
        const std::size_t end = text.find(' ');
        out.assign(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        return out;
    }
    std::size_t n = 0;
    for (; n < text.size() && text[n] != '"'; ++n) {
        if (text[n] == '\\' && n + 1 < text.size()) ++n;
        out += text[n];
    }
    text.remove_prefix(std::min(text.size(), n + 1));
    take(text, " ");
    return out;
}

/// Names of a set `1,2,7:9`; false when it is open (`*`) or names more than 1000.
bool expandSet(std::string_view set, std::vector<std::uint32_t>& uids) {
    while (!set.empty()) {
        std::string_view one = takeUntil(set, ",");
        const std::string_view first = takeUntil(one, ":");
        std::uint32_t a = 0, b = 0;
        if (!toUint32(first, a)) return false;
        b = a;
        if (!one.empty() && !toUint32(one, b)) return false;
        if (b < a) std::swap(a, b);
        if (b - a >= 1000 || uids.size() + (b - a) >= 1000) return false;
        for (std::uint32_t uid = a; uid <= b; ++uid) uids.push_back(uid);
    }
    return !uids.empty();
}

/// The set as fields and uids; what is not a short list of numbers stays text.
void addSet(std::string_view set, Event& e, std::vector<std::uint32_t>& items) {
    std::vector<std::uint32_t> uids;
    if (!expandSet(set, uids)) {
        addField(e, "uid_set", clean(set, 2000));
        return;
    }
    e.uid = uids.front();
    if (uids.size() == 1) return;
    addField(e, "uid_set", clean(set, 2000));
    items.assign(uids.begin() + 1, uids.end());
}

struct Depth {
    int rank = 0;
    std::string_view name = "none", section;
    bool peek = false, partial = false;
};

void deepen(Depth& d, int rank, std::string_view name, std::string_view section) {
    if (rank <= d.rank && d.rank != 0) return;
    d.rank = rank;
    d.name = name;
    d.section = section;
}

/// Section of BODY[…]: "" whole, "2.1" part, "TEXT", "HEADER…", "2.MIME".
void addSection(std::string_view section, Depth& d) {
    if (section.empty()) deepen(d, 6, "whole", section);
    else if (endsWith(section, "MIME")) deepen(d, 2, "mime", section);
    else if (contains(section, "HEADER")) deepen(d, 3, "header", section);
    else if (isDigit(section[0])) deepen(d, 5, "part", section);
    else deepen(d, 4, "text", section);
}

/// The deepest content a list of FETCH items or a FETCH response mentions, outside of quoted strings.
Depth depthOf(std::string_view items) {
    Depth d;
    bool quoted = false;
    for (std::size_t n = 0; n < items.size(); ++n) {
        if (items[n] == '\\') ++n;
        else if (items[n] == '"') quoted = !quoted;
        if (quoted || n >= items.size()) continue;
        const std::string_view rest = items.substr(n);
        const bool word = n == 0 || items[n - 1] == ' ' || items[n - 1] == '(' || items[n - 1] == ')';
        if (!word) continue;
        std::string_view body = rest;
        if (take(body, "BODY") || take(body, "BINARY")) {
            const bool size = take(body, ".SIZE");
            const bool peek = take(body, ".PEEK");
            if (!take(body, "[") || size) continue;
            const std::size_t close = body.find(']');
            if (close == std::string_view::npos) break;
            addSection(body.substr(0, close), d);
            d.peek = d.peek || peek;
            d.partial = d.partial || body.substr(close + 1, 1) == "<";
            n += static_cast<std::size_t>(body.data() - rest.data()) + close;
        } else if (startsWith(rest, "RFC822.TEXT")) deepen(d, 4, "text", "TEXT");
        else if (startsWith(rest, "RFC822.HEADER")) deepen(d, 3, "header", "HEADER");
        else if (startsWith(rest, "RFC822.SIZE")) continue;
        else if (startsWith(rest, "RFC822")) deepen(d, 6, "whole", "");
        else if (startsWith(rest, "ENVELOPE")) deepen(d, 1, "envelope", "");
    }
    return d;
}

void addDepth(const Depth& d, Event& e) {
    if (d.rank >= 2) addField(e, "section", clean(d.section, 300));
    if (d.rank == 5) {
        std::size_t n = 0;
        while (n < d.section.size() && (isDigit(d.section[n]) || d.section[n] == '.')) ++n;
        std::string_view part = d.section.substr(0, n);
        if (endsWith(part, ".")) part.remove_suffix(1);
        e.part.assign(part);
    }
    addField(e, "content", d.name);
    if (d.peek) addField(e, "peek", "1");
    if (d.partial) addField(e, "partial", "1");
}

/// `ID ("name" "Roundcube" … "command" "/?_task=…")`.
void addId(std::string_view list, Event& e) {
    take(list, "(");
    std::string name, version;
    while (startsWith(list, "\"") && e.fields.size() < 40) {
        const std::string key = asciiLower(takeString(list));
        const std::string value = takeString(list);
        addField(e, "id_" + clean(key, 40), clean(value, 500));
        if (key == "name") name = value;
        if (key == "version") version = value;
        if (key == "command") addCommandItem(value, false, e);
    }
    e.userAgent = clean(version.empty() ? name : name + "/" + version);
}

}  // namespace

std::int64_t announcedLiteral(std::string_view text) {
    if (!endsWith(text, "}")) return -1;
    const std::size_t open = text.rfind('{');
    if (open == std::string_view::npos) return -1;
    std::string_view digits = text.substr(open + 1, text.size() - open - 2);
    if (endsWith(digits, "+") || endsWith(digits, "-")) digits.remove_suffix(1);
    std::int64_t value = -1;
    return toInt64(digits, value) ? value : -1;
}

bool ImapConversation::command(std::string_view text, Event& e, std::vector<std::uint32_t>& items) {
    items.clear();
    const std::string_view tag = takeUntil(text, " ");
    if (tag.empty() || text.empty() || tag.size() > 64) return false;
    std::string word = asciiLower(takeUntil(text, " "));
    if (word.size() > 20) return false;
    for (const char c : word)
        if ((c < 'a' || c > 'z') && !isDigit(c) && c != '-' && c != '=') return false;
    const bool uid = word == "uid";
    if (uid) word = asciiLower(takeUntil(text, " "));
    e.protocol = "imap";
    addField(e, "command", uid ? "uid " + word : word);
    addField(e, "direction", "request");
    e.action = Action::Other;
    e.folder = folder_;
    if (word == "fetch" || word == "store" || word == "copy" || word == "move") {
        const std::string_view set = takeUntil(text, " ");
        if (uid) addSet(set, e, items);
        else addField(e, "seq_set", clean(set, 2000));
        e.action = word == "fetch" ? Action::Fetch : word == "store" ? Action::Flag : word == "copy" ? Action::Copy
                                                                                               : Action::Move;
        if (word == "fetch") addDepth(depthOf(text), e);
        if (word == "copy" || word == "move") addField(e, "target", folderFromWire(takeString(text)));
        else addField(e, "args", clean(text, 600));
    } else if (word == "select" || word == "examine") {
        folder_ = folderFromWire(takeString(text));
        e.folder = folder_;
        e.action = Action::Select;
    } else if (word == "search" || word == "sort" || word == "thread") {
        e.action = Action::Search;
        addField(e, "args", clean(text, 600));
    } else if (word == "expunge" || word == "close") {
        e.action = Action::Expunge;
        if (uid) addSet(text, e, items);
        if (word == "close") folder_.clear();
    } else if (word == "append") {
        e.action = Action::Save;
        e.folder = folderFromWire(takeString(text));
    } else if (word == "create" || word == "delete" || word == "rename") {
        e.action = Action::Folder;
        e.folder = folderFromWire(takeString(text));
        if (word == "rename") addField(e, "target", folderFromWire(takeString(text)));
    } else if (word == "status") {
        e.folder = folderFromWire(takeString(text));
    } else if (word == "login" || word == "authenticate") {
        e.action = Action::Login;
        e.folder.clear();
        if (word == "login") e.account = clean(takeString(text));
    } else if (word == "logout") {
        e.action = Action::Logout;
    } else if (word == "id") {
        e.action = Action::ClientId;
        e.folder.clear();
        addId(text, e);
    } else {
        e.folder.clear();
    }
    if (const std::int64_t literal = announcedLiteral(text); literal >= 0)
        addField(e, "literal", std::to_string(literal));
    return true;
}

bool ImapConversation::response(std::string_view text, Event& e) {
    std::string_view rest = text;
    if (take(rest, "* ")) {
        const std::string_view number = leadingDigits(rest);
        if (number.empty() || rest.substr(number.size(), 8) != " FETCH (") return false;
        rest.remove_prefix(number.size() + 8);
        lastUid_ = 0;
        addField(e, "command", "fetch");
        addField(e, "direction", "response");
        addField(e, "seq_set", number);
        std::string_view uid = rest;
        const std::size_t at = startsWith(uid, "UID ") ? 0 : findText(uid, " UID ");
        if (at != std::string_view::npos) toUint32(leadingDigits(uid.substr(at == 0 ? 4 : at + 5)), lastUid_);
    } else {
        if (lastUid_ == 0 || announcedLiteral(text) < 0) return false;
        addField(e, "command", "fetch");
        addField(e, "direction", "response");
    }
    e.protocol = "imap";
    e.action = Action::Fetch;
    e.outcome = Outcome::Success;
    e.folder = folder_;
    e.uid = lastUid_;
    addDepth(depthOf(rest), e);
    if (const std::int64_t literal = announcedLiteral(text); literal >= 0) {
        addField(e, "literal", std::to_string(literal));
        e.bytes = literal;
    }
    return true;
}

}  // namespace sillage
