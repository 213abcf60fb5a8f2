// One column map a log type: what a row of it says as an Event. The row's place and time are set by the
// caller, who pushes the event; extra events (further recipients, further uids) are pushed by pushing copies
// with item 1…n.
#pragma once

#include <string_view>
#include <vector>

#include "evidence/sink.h"
#include "logs/exchange/row.h"

namespace sillage::exchange {

/// What a row is read with. more: events with item 1…n, in order. problems: damage that cost no record.
struct RowSink {
    Event& event;
    std::vector<Event>& more;
    std::vector<std::string>& problems;
};
using RowReader = void (*)(const Row& row, RowSink& out);

/// HttpProxy of every protocol (c.1). Fields: request_id, those of http_request.h, method, status,
/// backend_status, error_code, host, server, target_server, auth_type, authenticated, anchor_mailbox,
/// mailbox_guid, organization, protocol_action, client_request_id, mapi_request, request_bytes, total_ms,
/// errors. bytes = ResponseBytes.
void readHttpProxyRow(const Row& row, RowSink& out);
/// EWS (c.2). mailbox = the one impersonated. Fields: request_id, operation, status, error_code, impersonated,
/// proxy_as, act_as, auth_type, auth_errors, organization, server, front_end, client_request_id, correlation,
/// request_bytes, total_ms, errors, client_statistics. bytes = ResponseSize.
void readEwsRow(const Row& row, RowSink& out);
/// Message tracking (c.4). One event a recipient. session = network message id. Fields: source, event_id,
/// from, return_path, to, recipient_status, recipient_count, related_recipient, subject, size, internal_id,
/// network_message_id, directionality, client_type, message_class, mailbox_guid, item_entry_id, connector,
/// client_host, server_client_ip, server_ip, server, reference, source_context, custom_data.
void readTrackingRow(const Row& row, RowSink& out);
/// SMTP receive and send protocol (c.5). session = session id. Fields: op, direction, sequence, connector,
/// local, text, context, from, to, helo.
void readSmtpRow(const Row& row, RowSink& out);
/// IMAP4 and POP3 (c.6). bytes = rpsize. Fields: command, parameters, sequence, local, request_bytes,
/// duration_ms, reply, error, proxy_to, uid_set, seq_set, puid, context.
void readImapPopRow(const Row& row, RowSink& out);
/// Transport agents. Fields: agent, event, op, reason, reason_data, reply, diagnostics, from, from_header, to,
/// recipient_count, local, remote, network_message_id, directionality.
void readAgentRow(const Row& row, RowSink& out);
/// ECP activity and ECP server: EventData's `S:key=value;`. Fields: event, server, those of http_request.h, cmdlet,
/// activity_id, request_id, error, event_data. session = the user session (USID).
void readEcpRow(const Row& row, RowSink& out);
/// Remote PowerShell cmdlets. userAgent = the client application; mailbox where -Mailbox or -Identity is an address.
/// Fields: cmdlet, parameters, target, result, error, errors, server, process, user_sid, objects, request_id,
/// sender_info.
void readCmdletRow(const Row& row, RowSink& out);
/// Any other log with this envelope: every cell under its name, account and address by the usual column
/// names.
void readOtherRow(const Row& row, RowSink& out);

/// The administrative audit queue (CosmosQueue): Data is a unified audit record whose CreationTime is local;
/// the row's Timestamp is UTC and counts. Accounts for the row itself.
void readAuditRow(const Row& row, const Event& place, Sink& sink);

}  // namespace sillage::exchange
