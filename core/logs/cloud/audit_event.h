// Records of the Microsoft 365 unified audit log as events. Fields of an event (Event::fields), where the
// record has them: operation, record_type, workload, result_status, mail_access_type, is_throttled,
// operation_count, logon_type, internal_logon_type, external_access, app_id, client_app_id, application_id,
// client_info, client_process, client_version, client_request_id, mailbox_guid, mailbox_owner_sid,
// logon_user_sid, user_type, user_key, object_id, parameters (JSON), modified_properties (JSON), target
// (JSON), unique_token_id, token_issued_at, api_id, error_number, logon_error, send_as, send_on_behalf_of,
// source_file_name, site_url, query, cross_mailbox, dest_folder; of the item: item_id, immutable_id,
// folder_id, size, subject, attachments (JSON); device_* (DeviceProperties) and every other
// OperationProperties and ExtendedProperties name in snake case (rule_name, rule_actions, request_type …);
// damage where the record was damaged. Absent stays absent: a missing is_throttled is unknown, not False.
//
// One record naming n messages gives n events, item 0…n-1; naming none, one event with item 0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "evidence/sink.h"
#include "logs/cloud/audit_record.h"
#include "record/event.h"

namespace sillage {

/// Where a record stands in its source, and its octets for the identity of a record without a GUID of its
/// own.
struct M365Place {
    std::uint64_t line = 0, offset = 0, length = 0;
    std::string_view octets;
};

/// Pushes the record's events; record is consumed. A damaged one also gives a problem.
void emitM365(M365Record&& record, const M365Place& place, Sink& sink);

/// What an operation witnesses. accessType is MailAccessType ("" = unknown), forwarding whether a Set-Mailbox
/// touches forwarding. The table stands in audit_action.cpp.
Action m365Action(std::string_view operation, std::string_view recordType, std::string_view accessType,
                  bool forwarding);
/// From ResultStatus and the operation's own meaning.
Outcome m365Outcome(std::string_view operation, std::string_view resultStatus);

/// UTC times as audit exports write them: ISO with or without zone (without: UTC), US `5/18/2021 9:13:39 PM`,
/// day first when the first number cannot be a month. present is false when text is none of these.
Stamp m365Time(std::string_view text);

}  // namespace sillage
