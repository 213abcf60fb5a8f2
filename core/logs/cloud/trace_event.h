// What one record of Exchange Online's message trace says: one event a recipient, as message tracking on
// premises gives them (core/logs/exchange). Protocol "exchange".
//
// Fields: from, to, subject, size, status, recipient_status, event_id, source, network_message_id,
// message_trace_id, direction ("inbound", "outbound"), connector, to_ip, server_ip, server, client_host,
// server_client_ip, return_path, recipient_count, related_recipient, reference, source_context, client_type,
// custom_data, message_info, organization, detail, internal_id, item_entry_id. bytes stays unknown: a size
// here is the message's, not what was sent to somebody.
#pragma once

#include <string_view>
#include <vector>

#include "logs/cloud/cloud_values.h"
#include "record/event.h"

namespace sillage {

/// Fills e and more (further recipients) but for their place; false when values name neither a message nor a
/// time.
bool traceEvents(const CloudValues& values, std::string_view octets, Event& e, std::vector<Event>& more);

/// `/Date(1658751973240)/` and `/Date(1658751973240+0100)/` (OData 2.0 JSON); not present for anything else.
Stamp odataTime(std::string_view text);

}  // namespace sillage
