#include "logs/dovecot_event.h"

#include <simdjson.h>

#include "base/ip.h"
#include "logs/all_formats.h"
#include "logs/dovecot_session.h"
#include "logs/imap_command.h"
#include "logs/roundcube_request.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

namespace dom = simdjson::dom;

/// A value as text: strings as they are, numbers and booleans written out.
std::string text(const dom::object& o, const char* key) {
    dom::element v;
    if (o[key].get(v) != simdjson::SUCCESS) return {};
    std::string_view s;
    if (v.get(s) == simdjson::SUCCESS) return clean(s);
    std::int64_t n = 0;
    if (v.get(n) == simdjson::SUCCESS) return std::to_string(n);
    bool b = false;
    if (v.get(b) == simdjson::SUCCESS) return b ? "yes" : "no";
    return {};
}

/// reason_code is a list; 2.3.10 and older wrote one text.
std::string reasons(const dom::object& fields) {
    dom::array list;
    if (fields["reason_code"].get(list) != simdjson::SUCCESS) return text(fields, "reason_code");
    std::string out;
    for (const dom::element one : list) {
        std::string_view s;
        if (one.get(s) != simdjson::SUCCESS || out.size() > 500) continue;
        out += (out.empty() ? "" : ",") + clean(s, 100);
    }
    return out;
}

void setOwnTime(const dom::object& record, Event& e) {
    std::string raw = text(record, "end_time");
    if (raw.empty()) raw = text(record, "start_time");
    if (const auto stamp = parseIsoStamp(raw)) {
        setTime(e, *stamp, raw);
        return;
    }
    double seconds = 0;  // time_format = unix
    dom::element v;
    if ((record["end_time"].get(v) != simdjson::SUCCESS && record["start_time"].get(v) != simdjson::SUCCESS) ||
        v.get(seconds) != simdjson::SUCCESS || !(seconds > 0 && seconds < 253402300799.0))
        return;
    Stamp s;
    s.civil = static_cast<std::int64_t>(seconds * 1e6);
    s.zoneMinutes = 0;
    s.precision = Precision::Microsecond;
    s.present = true;
    setTime(e, s, std::to_string(seconds));
}

void setWho(const dom::object& fields, Event& e) {
    e.account = elide(text(fields, "user"), 300);
    e.clientIp = canonicalIp(text(fields, "remote_ip"));
    std::uint32_t port = 0;
    if (toUint32(text(fields, "remote_port"), port) && port < 65536) e.clientPort = static_cast<std::uint16_t>(port);
    const std::string folder = text(fields, "mailbox");
    e.folder = iequals(folder, "INBOX") ? "INBOX" : elide(folder, 1000);
}

bool ended(const std::string& reply) { return startsWith(reply, "OK"); }

LineVerdict imapCommand(const dom::object& fields, Event& e, std::vector<std::uint32_t>& items) {
    const std::string folder = e.folder, account = e.account;
    std::string name = text(fields, "cmd_name");
    if (name.empty() || name == "unknown") name = text(fields, "cmd_input_name");
    const std::string reply = text(fields, "tagged_reply_state");
    if (name.empty() || !ImapConversation().command("x " + name + " " + text(fields, "cmd_args"), e, items)) {
        e.action = Action::Other;
        addField(e, "command", elide(asciiLower(name), 40));
    }
    e.account = account;
    if (!folder.empty()) e.folder = folder;
    e.outcome = reply.empty() ? Outcome::Unknown : ended(reply) ? Outcome::Success : Outcome::Failure;
    if (!reply.empty()) addField(e, "tagged_reply", reply);
    for (const char* key : {"bytes_in", "bytes_out"})
        if (const std::string n = text(fields, key); allDigits(n)) addField(e, key, n);
    if (e.action != Action::Fetch || !e.uid || !items.empty() || !ended(reply)) return LineVerdict::event();
    toInt64(e.field("bytes_out"), e.bytes);
    if (e.bytes > 0)  // the command ended and its answer's octets are counted: it was served
        for (auto& [key, value] : e.fields)
            if (key == "direction") value = "response";
    return LineVerdict::event();
}

LineVerdict mailEvent(std::string_view event, const std::string& why, const dom::object& fields, Event& e) {
    if (!toUint32(text(fields, "uid"), e.uid)) e.uid = 0;
    if (e.protocol.empty()) e.protocol = startsWith(why, "pop3:") ? "pop3" : "imap";
    const bool body = contains(why, "imap:fetch_body") && !contains(why, "imap:fetch_bodystructure");
    const bool also = contains(why, "imap:fetch_body,") || endsWith(why, "imap:fetch_body");
    if (event == "mail_expunged") e.action = Action::Expunge;
    else if (body || also || contains(why, "pop3:cmd_retr")) e.action = Action::Access;
    e.outcome = Outcome::Success;
    return LineVerdict::event();
}

LineVerdict login(const dom::object& fields, Event& e) {
    e.action = Action::Login;
    e.protocol = elide(asciiLower(text(fields, "service")), 20);
    if (e.protocol.empty()) e.protocol = "auth";
    const std::string success = text(fields, "success"), error = text(fields, "error");
    e.outcome = success == "yes" ? Outcome::Success : !error.empty() || success == "no" ? Outcome::Failure : Outcome::Unknown;
    if (const std::string mech = text(fields, "mech"); !mech.empty()) addField(e, "method", elide(mech, 40));
    return LineVerdict::event();
}

LineVerdict dispatch(std::string_view event, const std::string& why, const dom::object& fields, Event& e,
                     std::vector<std::uint32_t>& items) {
    e.action = Action::Other;
    e.protocol = elide(asciiLower(text(fields, "protocol")), 20);
    if (event == "imap_command_finished") return imapCommand(fields, e, items);
    if (startsWith(event, "mail_") && event != "mail_metadata_accessed") return mailEvent(event, why, fields, e);
    if (event == "auth_request_finished" || event == "auth_client_request_finished") return login(fields, e);
    if (event == "mailbox_created" || event == "mailbox_deleted" || event == "mailbox_renamed") {
        e.action = Action::Folder;
        return LineVerdict::event();
    }
    if (event == "pop3_command_finished") {
        const std::string name = asciiLower(text(fields, "cmd_name"));
        if (name == "retr" || name == "top") e.action = Action::Fetch;
        e.protocol = "pop3";
        addField(e, "command", elide(name, 40));
        if (e.action == Action::Fetch) toInt64(text(fields, "bytes_out"), e.bytes);
        return LineVerdict::event();
    }
    return e.account.empty() ? LineVerdict::noise("dovecot event without an account") : LineVerdict::event();
}

Recognition recognise(const Head& head) {
    std::size_t hits = 0;
    const auto lines = headLines(head);
    for (const auto line : lines)
        hits += line[0] == '{' && contains(line.substr(0, 200), "\"event\":\"") && contains(line, "\"fields\":{") ? 1 : 0;
    return recognisedByLines(hits, lines.size(), "records of Dovecot's event exporter");
}

void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    readItemLines(source, range, sink, [](std::string_view line, Event& e, std::vector<std::uint32_t>& items) {
        return parseDovecotEvent(line, e, items);
    });
}

}  // namespace

LineVerdict parseDovecotEvent(std::string_view json, Event& e, std::vector<std::uint32_t>& items) {
    items.clear();
    thread_local dom::parser parser(kMaxLogLine);
    dom::object record, fields;
    if (parser.parse(json.data(), json.size()).get(record) != simdjson::SUCCESS)
        return LineVerdict::bad("a record of Dovecot's event exporter that is no JSON object, cut or damaged");
    const std::string event = text(record, "event");
    if (event.empty() || record["fields"].get(fields) != simdjson::SUCCESS)
        return LineVerdict::bad("a JSON object without the members event and fields of Dovecot's event exporter");
    setOwnTime(record, e);
    addField(e, "event", elide(event, 100));
    setWho(fields, e);
    const std::string why = reasons(fields);
    if (!why.empty()) addField(e, "reason", why);
    if (const std::string error = text(fields, "error"); !error.empty()) addField(e, "error", elide(error, 300));
    const LineVerdict verdict = dispatch(event, why, fields, e, items);
    setDovecotSession(e, text(fields, "session"));
    return verdict;
}

const Format kDovecotEventsFormat{"dovecot-events", "Dovecot event exporter (JSON)", SourceKind::Log, recognise, read, scanLines,
                                  "names item"};

}  // namespace sillage
