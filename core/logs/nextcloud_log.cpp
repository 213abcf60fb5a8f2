// Nextcloud's nextcloud.log and audit.log (app admin_audit): one JSON object a line (log formats h).
//
//   message                                       action               fields
//   Login successful: "u"                         Login +
//   Login failed: u (Remote IP: …)                Login −              message_ip
//   Logout occurred                               Logout
//   File accessed, read; Preview accessed         File                 path, op
//   File created, written, updated                Save                 path, op
//   File deleted · renamed · copied               Delete Move Copy     path, op
//   … shared …                                    Permission           text
//   other messages of admin_audit                 Admin                text
//   others with a user or an address              Other                text
//   neither                                       noise
//
// Fields beside: req_id, app, method, url, level. clientIp is remoteAddr: behind a proxy that is not declared, the
// proxy's. time follows a setting: ISO 8601 and the written-out month are read; with another the record has no time,
// only its text.
#include <simdjson.h>

#include <array>

#include "base/ip.h"
#include "logs/all_formats.h"
#include "logs/line_log.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

namespace dom = simdjson::dom;

std::string text(const dom::object& o, const char* key) {
    std::string_view s;
    std::int64_t n = 0;
    dom::element v;
    if (o[key].get(v) != simdjson::SUCCESS) return {};
    if (v.get(s) == simdjson::SUCCESS) return clean(s);
    return v.get(n) == simdjson::SUCCESS ? std::to_string(n) : std::string();
}

/// `October 11, 2019 13:15:40`, server's zone.
std::optional<Stamp> parseLongDate(std::string_view raw) {
    constexpr std::array<std::string_view, 12> kMonths{"January", "February", "March", "April", "May", "June", "July", "August", "September",
                                                       "October", "November", "December"};
    std::string_view rest = raw;
    const std::string_view month = takeUntil(rest, " "), day = takeUntil(rest, ", "), year = takeUntil(rest, " ");
    for (unsigned m = 0; m < 12; ++m) {
        if (kMonths[m] != month || rest.size() != 8 || rest[2] != ':' || rest[5] != ':') continue;
        std::uint32_t n[5] = {};
        const std::string_view parts[5] = {day, year, rest.substr(0, 2), rest.substr(3, 2), rest.substr(6, 2)};
        for (int i = 0; i < 5; ++i)
            if (parts[i].size() > 4 || !toUint32(parts[i], n[i])) return std::nullopt;
        const auto civil = civilMicros(static_cast<int>(n[1]), m + 1, n[0], n[2], n[3], n[4]);
        if (!civil) return std::nullopt;
        Stamp s;
        s.civil = *civil;
        s.present = true;
        return s;
    }
    return std::nullopt;
}

/// What stands between the first two quotes.
std::string quoted(std::string_view message) {
    const std::size_t open = message.find('"');
    if (open == std::string_view::npos) return {};
    message.remove_prefix(open + 1);
    return clean(message.substr(0, message.find('"')), 2000);
}

std::string_view unquoted(std::string_view user) {
    if (user.size() >= 2 && user.front() == '\'' && user.back() == '\'') user = user.substr(1, user.size() - 2);
    return user;
}

void failedLogin(std::string_view rest, Event& e) {
    e.action = Action::Login;
    e.outcome = Outcome::Failure;
    const std::size_t at = rfindText(rest, " (Remote IP: ");  // the user is the client's text: from the right
    e.account = clean(unquoted(rest.substr(0, at)), 300);
    if (at == std::string_view::npos) return;
    std::string_view address = rest.substr(at + 13);
    if (endsWith(address, ")")) address.remove_suffix(1);
    addField(e, "message_ip", clean(unquoted(address), 100));
}

bool fileMessage(std::string_view message, Event& e) {
    struct Verb {
        std::string_view word;
        Action action;
    };
    constexpr std::array<Verb, 9> kVerbs{{{"accessed", Action::File}, {"read", Action::File}, {"created", Action::Save},
                                          {"written", Action::Save}, {"updated", Action::Save}, {"deleted", Action::Delete},
                                          {"renamed", Action::Move}, {"copied", Action::Copy}, {"restored", Action::Undelete}}};
    const bool preview = startsWith(message, "Preview ");
    if (!preview && !startsWith(message, "File ")) return false;
    const std::string_view words = message.substr(0, message.find(':'));
    for (const Verb& v : kVerbs) {
        if (!endsWith(words, v.word) && !endsWith(message, v.word)) continue;
        e.action = v.action;
        addField(e, "op", preview ? "preview" : v.word);
        addField(e, "path", quoted(message));
        return true;
    }
    return false;
}

void classify(std::string_view message, std::string_view app, Event& e) {
    e.protocol = "nextcloud";
    e.outcome = Outcome::Success;
    if (take(message, "Login failed: ")) return failedLogin(message, e);
    if (startsWith(message, "Login successful: ")) {
        e.action = Action::Login;
        if (const std::string user = quoted(message); !user.empty()) e.account = user;
        return;
    }
    if (startsWith(message, "Logout occurred")) {
        e.action = Action::Logout;
        return;
    }
    if (fileMessage(message, e)) return;
    const bool audit = app == "admin_audit";
    e.action = audit && contains(message, "shared") ? Action::Permission : audit ? Action::Admin : Action::Other;
    if (!audit) e.outcome = Outcome::Unknown;
    addField(e, "text", clean(message, 500));
}

bool isRecord(const dom::object& o) {
    dom::element v;
    return o["reqId"].get(v) == simdjson::SUCCESS && o["message"].get(v) == simdjson::SUCCESS && o["time"].get(v) == simdjson::SUCCESS;
}

LineVerdict parseLine(std::string_view line, Event& e) {
    thread_local dom::parser parser(kMaxLogLine);
    dom::object o;
    if (parser.parse(line.data(), line.size()).get(o) != simdjson::SUCCESS)
        return LineVerdict::bad("a record of a Nextcloud log that is no JSON object, cut or damaged");
    if (!isRecord(o)) return LineVerdict::bad("a JSON object without the members of a Nextcloud log");
    const std::string raw = text(o, "time"), user = text(o, "user"), app = text(o, "app");
    auto stamp = parseIsoStamp(raw);
    if (!stamp) stamp = parseLongDate(raw);
    e.rawTime = elide(raw, 100);
    if (stamp) e.time = *stamp;
    if (user != "--") e.account = elide(user, 300);
    e.clientIp = canonicalIp(text(o, "remoteAddr"));
    if (const std::string agent = text(o, "userAgent"); agent != "--") e.userAgent = elide(agent, 1000);
    const std::pair<const char*, const char*> kFields[] = {{"reqId", "req_id"}, {"app", "app"}, {"method", "method"}, {"url", "url"}, {"level", "level"}};
    for (const auto& [key, name] : kFields)
        if (const std::string value = text(o, key); !value.empty() && value != "--") addField(e, name, elide(value, 2000));
    classify(text(o, "message"), app, e);
    if (e.account.empty() && e.clientIp.empty()) return LineVerdict::noise("nextcloud: message of no user and no address");
    return LineVerdict::event();
}

Recognition recognise(const Head& head) {
    std::size_t hits = 0;
    const auto lines = headLines(head);
    for (const auto line : lines)
        hits += line[0] == '{' && contains(line, "\"reqId\":") && contains(line, "\"remoteAddr\":") && contains(line, "\"message\":") ? 1 : 0;
    return recognisedByLines(hits, lines.size(), "records of Nextcloud's log");
}

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    readLines(source, range, sink, [](std::string_view line, Event& e) { return parseLine(line, e); });
}

}  // namespace

const Format kNextcloudFormat{"nextcloud", "Nextcloud log and audit log", SourceKind::Log, recognise, read, scanLines, "names file"};

}  // namespace sillage
