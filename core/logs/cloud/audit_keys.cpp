// Members of the Office 365 Management Activity API schema (Common, Exchange, SharePoint, Azure AD), of the
// tables OfficeActivity and CloudAppEvents, and of Search-UnifiedAuditLog's envelope.
#include "logs/cloud/audit_keys.h"

#include <unordered_map>

namespace sillage {

namespace {

// JSON member → where it goes. Sentinel's spellings stand beside the API's.
const std::unordered_map<std::string_view, M365Key>& keys() {
    using R = M365Record;
    using What = M365Key::What;
    static const std::unordered_map<std::string_view, M365Key> table{
        {"CreationTime", {What::Scalar, &R::creationTime}},
        {"Id", {What::Scalar, &R::id}},
        {"Operation", {What::Scalar, &R::operation, "operation"}},
        {"RecordType", {What::Scalar, &R::recordType, "record_type"}},
        {"Workload", {What::Scalar, &R::workload, "workload"}},
        {"OfficeWorkload", {What::Scalar, &R::workload, "workload"}},
        {"UserId", {What::Scalar, &R::userId}},
        {"MailboxOwnerUPN", {What::Scalar, &R::mailboxOwner}},
        {"ClientIPAddress", {What::Scalar, &R::clientIpAddress}},
        {"Client_IPAddress", {What::Scalar, &R::clientIpAddress}},
        {"ClientIP", {What::Scalar, &R::clientIp}},
        {"ActorIpAddress", {What::Scalar, &R::actorIp}},
        {"ClientInfoString", {What::Scalar, &R::clientInfo, "client_info"}},
        {"UserAgent", {What::Scalar, &R::userAgent}},
        {"SessionId", {What::Scalar, &R::session}},
        {"ResultStatus", {What::Scalar, &R::resultStatus, "result_status"}},
        {"ErrorNumber", {What::Scalar, &R::errorNumber, "error_number"}},
        // envelopes
        {"TimeGenerated", {What::Scalar, &R::outerTime}},
        {"Timestamp", {What::Scalar, &R::outerTime}},
        {"CreationDate", {What::Scalar, &R::outerTime}},
        {"createdDateTime", {What::Scalar, &R::outerTime}},
        {"UserIds", {What::Scalar, &R::outerUser}},
        {"userId", {What::Scalar, &R::outerUser}},
        {"userPrincipalName", {What::Scalar, &R::outerUser}},
        {"AccountDisplayName", {What::Scalar, &R::outerUser}},
        {"Operations", {What::Scalar, &R::outerOperation}},
        {"operation", {What::Scalar, &R::outerOperation}},
        {"ActionType", {What::Scalar, &R::outerOperation}},
        {"Identity", {What::Scalar, &R::outerId}},
        {"RecordId", {What::Scalar, &R::outerId}},
        {"OfficeId", {What::Scalar, &R::outerId}},
        {"id", {What::Scalar, &R::outerId}},
        {"IPAddress", {What::Scalar, &R::outerIp}},
        {"AuditData", {What::Nested}},
        {"auditData", {What::Nested}},
        {"RawEventData", {What::Nested}},
        // members that need their own reading
        {"OperationProperties", {What::Properties}},
        {"ExtendedProperties", {What::Extended}},
        {"DeviceProperties", {What::Device}},
        {"Parameters", {What::Parameters}},
        {"Folders", {What::Folders}},
        {"Item", {What::Item}},
        {"AffectedItems", {What::Affected}},
        {"Messages", {What::Messages}},
        {"Folder", {What::Folder}},
        {"DestFolder", {What::DestFolder}},
        {"AppAccessContext", {What::AccessContext}},
        {"InternetMessageId", {What::MessageId}},
        {"ModifiedProperties", {What::Raw, nullptr, "modified_properties"}},
        {"Target", {What::Raw, nullptr, "target"}},
        {"Recipients", {What::Raw, nullptr, "recipients"}},
        // plain fields
        {"OperationCount", {What::Scalar, nullptr, "operation_count"}},
        {"LogonType", {What::Scalar, nullptr, "logon_type"}},
        {"Logon_Type", {What::Scalar, nullptr, "logon_type"}},
        {"InternalLogonType", {What::Scalar, nullptr, "internal_logon_type"}},
        {"ExternalAccess", {What::Scalar, nullptr, "external_access"}},
        {"AppId", {What::Scalar, nullptr, "app_id"}},
        {"ApplicationId", {What::Scalar, nullptr, "application_id"}},
        {"ClientAppId", {What::Scalar, nullptr, "client_app_id"}},
        {"ApplicationDisplayName", {What::Scalar, nullptr, "application_name"}},
        {"ClientProcessName", {What::Scalar, nullptr, "client_process"}},
        {"ClientVersion", {What::Scalar, nullptr, "client_version"}},
        {"ClientRequestId", {What::Scalar, nullptr, "client_request_id"}},
        {"MailboxGuid", {What::Scalar, nullptr, "mailbox_guid"}},
        {"MailboxOwnerSid", {What::Scalar, nullptr, "mailbox_owner_sid"}},
        {"LogonUserSid", {What::Scalar, nullptr, "logon_user_sid"}},
        {"SendAsUserSmtp", {What::Scalar, nullptr, "send_as"}},
        {"SendOnBehalfOfUserSmtp", {What::Scalar, nullptr, "send_on_behalf_of"}},
        {"UserType", {What::Scalar, nullptr, "user_type"}},
        {"UserKey", {What::Scalar, nullptr, "user_key"}},
        {"ObjectId", {What::Scalar, nullptr, "object_id"}},
        {"OfficeObjectId", {What::Scalar, nullptr, "object_id"}},
        {"CrossMailboxOperation", {What::Scalar, nullptr, "cross_mailbox"}},
        {"LogonError", {What::Scalar, nullptr, "logon_error"}},
        {"InterSystemsId", {What::Scalar, nullptr, "inter_systems_id"}},
        {"SourceFileName", {What::Scalar, nullptr, "source_file_name"}},
        {"SourceRelativeUrl", {What::Scalar, nullptr, "source_relative_url"}},
        {"SiteUrl", {What::Scalar, nullptr, "site_url"}},
        {"Site_Url", {What::Scalar, nullptr, "site_url"}},
        {"FileSizeBytes", {What::Scalar, nullptr, "size"}},
        {"FileSyncBytesCommitted", {What::Scalar, nullptr, "file_sync_bytes"}},
        {"ItemType", {What::Scalar, nullptr, "item_type"}},
        {"AuthenticationType", {What::Scalar, nullptr, "authentication_type"}},
        {"TargetUserOrGroupName", {What::Scalar, nullptr, "target_user"}},
        {"NetworkMessageId", {What::Scalar, nullptr, "network_message_id"}},
        {"Subject", {What::Scalar, nullptr, "subject"}},
        {"SenderIp", {What::Scalar, nullptr, "sender_ip"}},
        {"P1Sender", {What::Scalar, nullptr, "p1_sender"}},
        {"P2Sender", {What::Scalar, nullptr, "p2_sender"}},
        {"QueryText", {What::Scalar, nullptr, "query"}},
        {"SearchQueryText", {What::Scalar, nullptr, "query"}},
        {"Query", {What::Scalar, nullptr, "query"}},
    };
    return table;
}

}  // namespace

const M365Key* m365Key(std::string_view name) {
    const auto found = keys().find(name);
    return found == keys().end() ? nullptr : &found->second;
}

}  // namespace sillage
