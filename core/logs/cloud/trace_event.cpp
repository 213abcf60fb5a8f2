// Get-MessageTrace: Status values Delivered, Failed, Pending, Expanded, Quarantined, FilteredAsSpam,
// GettingStatus, Resolved; historical search: event ids of message tracking, recipient_status
// `address##Receive, Deliver`. See trace_event.h.
#include "logs/cloud/trace_event.h"

#include <algorithm>

#include "base/hash.h"
#include "base/ip.h"
#include "base/text.h"
#include "logs/cloud/audit_event.h"
#include "logs/cloud/cloud_records.h"
#include "logs/cloud/cloud_text.h"

namespace sillage {

namespace {

constexpr std::size_t kMaxRecipients = 5000;

struct Meaning {
    std::string_view word;
    Action action;
    Outcome outcome;
};

// What became of the message for one recipient, or one step of it. In a list the last step counts.
constexpr Meaning kMeanings[] = {{"deliver", Action::Deliver, Outcome::Success},
                                 {"delivered", Action::Deliver, Outcome::Success},
                                 {"duplicatedeliver", Action::Deliver, Outcome::Success},
                                 {"fail", Action::Deliver, Outcome::Failure},
                                 {"failed", Action::Deliver, Outcome::Failure},
                                 {"drop", Action::Deliver, Outcome::Failure},
                                 {"pending", Action::Deliver, Outcome::Unknown},
                                 {"defer", Action::Deliver, Outcome::Unknown},
                                 {"gettingstatus", Action::Deliver, Outcome::Unknown},
                                 {"none", Action::Deliver, Outcome::Unknown},
                                 {"filteredasspam", Action::Deliver, Outcome::Success},
                                 {"quarantined", Action::Deliver, Outcome::Failure},
                                 {"send", Action::Relay, Outcome::Success},
                                 {"sendexternal", Action::Relay, Outcome::Success},
                                 {"sent", Action::Relay, Outcome::Success},
                                 {"submit", Action::Send, Outcome::Success},
                                 {"redirect", Action::Redirect, Outcome::Success},
                                 {"receive", Action::Other, Outcome::Success},
                                 {"expand", Action::Other, Outcome::Success},
                                 {"expanded", Action::Other, Outcome::Success},
                                 {"resolved", Action::Other, Outcome::Success}};

Meaning meaningOf(std::string_view word) {
    const std::string lower = asciiLower(trim(word));
    const auto found = std::find_if(std::begin(kMeanings), std::end(kMeanings),
                                    [&](const Meaning& m) { return m.word == lower; });
    return found == std::end(kMeanings) ? Meaning{word, Action::Other, Outcome::Unknown} : *found;
}

/// `Receive, Send`: the last step that means something.
Meaning lastStep(std::string_view steps) {
    Meaning best{{}, Action::Other, Outcome::Unknown};
    for (const auto step : split(steps, ',')) {
        const Meaning m = meaningOf(step);
        if (m.action != Action::Other || best.word.empty()) best = m;
    }
    return best;
}

struct Recipient {
    std::string address, status;
};

/// `a@x##Receive, Deliver;b@x##Receive, Send`, or addresses and statuses in lists of their own.
std::vector<Recipient> recipientsOf(const CloudValues& v) {
    std::vector<Recipient> out;
    const std::string& states = v.get({"recipient_status", "recipient-status"});
    if (states.find("##") != std::string::npos) {
        for (const auto part : split(states, ';')) {
            const std::size_t at = part.find("##");
            const auto address = trim(part.substr(0, at));
            if (out.size() < kMaxRecipients && !trim(part).empty())
                out.push_back({std::string(address), at == std::string_view::npos
                                                         ? std::string()
                                                         : std::string(trim(part.substr(at + 2)))});
        }
        return out;
    }
    const std::string& list =
        v.get({"recipientaddress", "recipient_address", "recipient address", "recipient", "recipients"});
    const auto each = split(states, ';');
    std::size_t i = 0;
    for (const auto part : split(list, ';')) {
        const std::string_view state = i < each.size() ? each[i] : std::string_view{};
        ++i;
        if (out.size() < kMaxRecipients && !trim(part).empty())
            out.push_back({std::string(trim(part)), std::string(trim(state))});
    }
    return out;
}

Stamp timeOf(const std::string& text) {
    const Stamp odata = odataTime(text);
    return odata.present ? odata : m365Time(text);
}

std::string direction(const CloudValues& v) {
    const std::string text = asciiLower(v.get({"directionality", "direction"}));
    if (text == "1" || text == "incoming") return "inbound";
    if (text == "2" || text == "originating") return "outbound";
    return text;
}

void common(const CloudValues& v, Event& e) {
    const auto add = [&](const char* name, std::initializer_list<std::string_view> names) {
        addValue(e, name, v.get(names));
    };
    add("from", {"senderaddress", "sender_address", "sender address", "sender", "from"});
    add("return_path", {"return_path"});
    add("subject", {"subject", "message_subject"});
    add("size", {"size", "total_bytes", "messagesize", "size (bytes)", "size(bytes)"});
    add("status", {"status"});
    add("event_id", {"event_id", "event"});
    add("source", {"source"});
    add("network_message_id", {"network_message_id", "network message id", "networkmessageid"});
    add("message_trace_id", {"messagetraceid", "message trace id", "id"});
    add("internal_id", {"internal_message_id"});
    addValue(e, "direction", direction(v));
    add("connector", {"connector_id"});
    add("to_ip", {"toip", "to ip"});
    add("server_ip", {"server_ip"});
    add("server", {"server_hostname"});
    add("client_host", {"client_hostname"});
    add("recipient_count", {"recipient_count"});
    add("related_recipient", {"related_recipient_address"});
    add("reference", {"reference"});
    add("source_context", {"source_context"});
    add("message_info", {"message_info"});
    add("organization", {"organization"});
    add("detail", {"detail", "data"});
    add("custom_data", {"custom_data"});
}

}  // namespace

Stamp odataTime(std::string_view text) {
    text = trim(text);
    constexpr std::string_view open = "/Date(", close = ")/";
    Stamp stamp;
    if (text.substr(0, open.size()) != open || text.size() < 9 || text.substr(text.size() - 2) != close)
        return stamp;
    text = text.substr(open.size(), text.size() - open.size() - close.size());
    const bool negative = text.substr(0, 1) == "-";
    if (negative) text.remove_prefix(1);
    text = text.substr(0, text.find_first_of("+-"));  // the zone only says how to show it
    unsigned long long millis = 0;
    if (!parseUint(text, millis) || millis > 253'402'300'799'999ULL) return stamp;
    stamp.civil = static_cast<std::int64_t>(millis) * (negative ? -1000 : 1000);
    stamp.zoneMinutes = 0;
    stamp.precision = Precision::Millisecond;
    stamp.present = true;
    return stamp;
}

bool traceEvents(const CloudValues& v, std::string_view octets, Event& e, std::vector<Event>& more) {
    e.rawTime = v.get({"received", "receiveddatetime", "date_time_utc", "date_time", "origin_timestamp_utc",
                       "origin_timestamp", "date (utc)", "received (utc)", "date"});
    e.messageId = v.get({"messageid", "message_id", "message id"});
    if (e.rawTime.empty() && e.messageId.empty()) return false;
    e.time = timeOf(e.rawTime);
    e.protocol = "exchange";
    e.session = v.get({"network_message_id", "networkmessageid", "network message id", "messagetraceid",
                       "message trace id", "id"});
    const std::string& original =
        v.get({"original_client_ip", "fromip", "from ip", "original_client_ip_address"});
    const std::string& server = v.get("client_ip");
    const std::string& address = original.empty() ? server : original;
    e.clientIp = canonicalIp(address);
    if (const auto ip = parseIp(address)) e.clientPort = ip->port;
    common(v, e);
    if (!original.empty()) addValue(e, "server_client_ip", server);
    const std::string& step = v.get({"event_id", "event", "status"});
    Meaning meaning = meaningOf(step);
    const std::string& source = v.get("source");
    if (iequals(source, "STOREDRIVER") && iequals(step, "RECEIVE")) meaning.action = Action::Send;
    if (iequals(source, "MAILBOXRULE")) meaning.action = Action::Redirect;
    const std::string& sender =
        v.get({"senderaddress", "sender_address", "sender address", "sender", "from"});
    const std::string key = "trace:" + toHex(sha256(octets));
    const auto list = recipientsOf(v);
    const Event pattern = e;
    for (std::size_t i = 0; i < std::max<std::size_t>(list.size(), 1); ++i) {
        Event one = pattern;
        Meaning m = meaning;
        if (i < list.size()) {
            if (step.empty()) m = lastStep(list[i].status);
            addValue(one, "to", list[i].address);
            addValue(one, "recipient_status", list[i].status);
            if (m.action == Action::Deliver) one.mailbox = list[i].address;
        }
        if (m.action == Action::Send) one.account = sender;
        one.action = m.action;
        one.outcome = m.outcome;
        one.recordKey = key;
        if (i == 0)
            e = std::move(one);
        else
            more.push_back(std::move(one));
    }
    return true;
}

}  // namespace sillage
