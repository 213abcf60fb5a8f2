// Message tracking rows; see rows.h. Event ids: Microsoft, "Event types in the message tracking log".
#include <algorithm>
#include <unordered_map>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/exchange/rows.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

constexpr std::size_t kMaxRecipients = 5000;  ///< events of one row

struct Meaning {
    Action action;
    Outcome outcome;
};

const std::unordered_map<std::string_view, Meaning>& events() {
    static const std::unordered_map<std::string_view, Meaning> table{
        {"deliver", {Action::Deliver, Outcome::Success}},
        {"duplicatedeliver", {Action::Deliver, Outcome::Success}},
        {"deliverfail", {Action::Deliver, Outcome::Failure}},
        {"fail", {Action::Deliver, Outcome::Failure}},
        {"defer", {Action::Deliver, Outcome::Unknown}},
        {"submit", {Action::Send, Outcome::Success}},
        {"submitfail", {Action::Send, Outcome::Failure}},
        {"submitdefer", {Action::Send, Outcome::Unknown}},
        {"send", {Action::Relay, Outcome::Success}},
        {"sendexternal", {Action::Relay, Outcome::Success}},
        {"redirect", {Action::Redirect, Outcome::Success}},
        {"receive", {Action::Other, Outcome::Success}},
        {"badmail", {Action::Other, Outcome::Failure}},
        {"poisonmessage", {Action::Other, Outcome::Failure}},
    };
    return table;
}

/// RECEIVE from the store driver is the mailbox handing over what its user sent; whatever a mailbox rule
/// causes is a message the rule sent on.
Meaning meaningOf(std::string_view source, std::string_view id) {
    const auto found = events().find(asciiLower(id));
    Meaning m = found == events().end() ? Meaning{Action::Other, Outcome::Unknown} : found->second;
    if (iequals(source, "MAILBOXRULE")) m.action = Action::Redirect;
    if (iequals(source, "STOREDRIVER") && iequals(id, "RECEIVE")) m.action = Action::Send;
    return m;
}

/// `MDB:…, Mailbox:…, MessageClass:…, ClientType:MOMT, …`
void context(std::string_view text, Event& e) {
    addText(e, "source_context", text, 1000);
    addText(e, "client_type", valueBehind(text, "ClientType:", ','), 60);
    addText(e, "message_class", valueBehind(text, "MessageClass:", ','), 100);
    addText(e, "mailbox_guid", valueBehind(text, "Mailbox:", ','), 60);
}

void addresses(const Row& row, Event& e) {
    const std::string_view original = row.raw("original-client-ip"), server = row.raw("client-ip");
    setClient(e, original.empty() ? server : original);
    if (!original.empty()) addText(e, "server_client_ip", server, 100);
    row.field(e, "client_host", "client-hostname", 300);
    row.field(e, "server_ip", "server-ip", 100);
    row.field(e, "server", "server-hostname", 300);
}

/// One event a recipient; statuses stand in the same order.
void recipients(const Row& row, RowSink& out) {
    const auto list = split(row.raw("recipient-address"), ';');
    const auto states = split(row.raw("recipient-status"), ';');
    const auto fill = [&](Event& e, std::size_t i) {
        const std::string to = cellText(trim(list[i]), 400);
        if (to.empty()) return;
        if (e.action == Action::Deliver) e.mailbox = to;
        addField(e, "to", to);
        if (i < states.size()) addText(e, "recipient_status", trim(states[i]), 300);
    };
    const std::size_t count = std::min(list.size(), kMaxRecipients);
    if (count < list.size())
        out.problems.push_back(
            phrase("the row names %1 recipients; the first %2 were taken, the others stand in the source",
                   list.size(), count));
    const Event pattern = count > 1 ? out.event : Event{};
    fill(out.event, 0);
    for (std::size_t i = 1; i < count; ++i) {
        if (trim(list[i]).empty()) continue;  // a list that ends with ';'
        Event& e = out.more.emplace_back(pattern);
        e.item = static_cast<std::uint32_t>(out.more.size());
        fill(e, i);
    }
}

}  // namespace

void readTrackingRow(const Row& row, RowSink& out) {
    Event& e = out.event;
    e.protocol = "exchange";
    const std::string_view source = row.raw("source"), id = row.raw("event-id");
    const Meaning meaning = meaningOf(source, id);
    e.action = meaning.action;
    e.outcome = meaning.outcome;
    e.messageId = row.text("message-id", 1000);
    e.session = row.text("network-message-id", 100);
    addText(e, "source", source, 60);
    addText(e, "event_id", id, 60);
    addresses(row, e);
    const std::string sender = row.text("sender-address", 400);
    if (e.action == Action::Send) e.account = sender;
    addText(e, "from", sender, 400);
    row.field(e, "return_path", "return-path", 400);
    row.field(e, "subject", "message-subject", 1000);
    row.field(e, "size", "total-bytes", 20);
    row.field(e, "recipient_count", "recipient-count", 20);
    row.field(e, "related_recipient", "related-recipient-address", 1000);
    row.field(e, "internal_id", "internal-message-id", 60);
    row.field(e, "network_message_id", "network-message-id", 60);
    row.field(e, "directionality", "directionality", 40);
    row.field(e, "connector", "connector-id", 200);
    row.field(e, "reference", "reference", 1000);
    context(row.raw("source-context"), e);
    addText(e, "item_entry_id", valueBehind(row.raw("custom-data"), "S:ItemEntryId=", ';'), 300);
    row.field(e, "custom_data", "custom-data", 2000);
    recipients(row, out);
}

}  // namespace sillage::exchange
