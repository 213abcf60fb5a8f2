// Members of the Office 365 Management Activity API schema (Common, Exchange, SharePoint, Azure AD), of the
// tables OfficeActivity and CloudAppEvents, and of the envelopes of Search-UnifiedAuditLog, Graph and
// Elastic.
#include "logs/cloud/audit_keys.h"

#include <array>
#include <unordered_map>

#include "base/text.h"

namespace sillage {

namespace {

using Names = std::unordered_map<std::string_view, std::string_view>;

// JSON member → where it goes. Sentinel's and Elastic's spellings stand beside the API's.
const std::unordered_map<std::string_view, M365Key>& keys() {
    using R = M365Record;
    using What = M365Key::What;
    using Words = M365Key::Words;
    static const std::unordered_map<std::string_view, M365Key> table{
        {"CreationTime", {What::Scalar, &R::creationTime}},
        {"Id", {What::Scalar, &R::id}},
        {"Operation", {What::Scalar, &R::operation, "operation"}},
        {"RecordType", {What::Scalar, &R::recordType, "record_type", Words::RecordType}},
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
        // columns of tables that hold the record's members beside their own
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
        {"SourceRecordId", {What::Scalar, &R::outerId}},
        {"id", {What::Scalar, &R::outerId}},
        {"IPAddress", {What::Scalar, &R::outerIp}},
        // members that need their own reading
        {"OperationProperties", {What::Properties}},
        {"ExtendedProperties", {What::Extended}},
        {"DeviceProperties", {What::Device}},
        {"Parameters", {What::Parameters}},
        {"Folders", {What::Folders}},
        {"Item", {What::Item}},
        {"AffectedItems", {What::Affected}},
        {"Messages", {What::Messages}},
        {"ExchangeAggregatedMessages", {What::Messages}},
        {"Folder", {What::Folder}},
        {"DestFolder", {What::DestFolder}},
        {"AppAccessContext", {What::AccessContext}},
        {"InternetMessageId", {What::MessageId}},
        {"ModifiedProperties", {What::Raw, nullptr, "modified_properties"}},
        {"Target", {What::Raw, nullptr, "target"}},
        {"Recipients", {What::Raw, nullptr, "recipients"}},
        // plain fields
        {"OperationCount", {What::Scalar, nullptr, "operation_count"}},
        {"LogonType", {What::Scalar, nullptr, "logon_type", Words::LogonType}},
        {"Logon_Type", {What::Scalar, nullptr, "logon_type", Words::LogonType}},
        {"InternalLogonType", {What::Scalar, nullptr, "internal_logon_type", Words::LogonType}},
        {"InternalLogon_Type", {What::Scalar, nullptr, "internal_logon_type", Words::LogonType}},
        {"ExternalAccess", {What::Scalar, nullptr, "external_access", Words::Boolean}},
        {"AppId", {What::Scalar, nullptr, "app_id"}},
        {"ApplicationId", {What::Scalar, nullptr, "application_id"}},
        {"ClientAppId", {What::Scalar, nullptr, "client_app_id"}},
        {"ApplicationDisplayName", {What::Scalar, nullptr, "application_name"}},
        {"ClientProcessName", {What::Scalar, nullptr, "client_process"}},
        {"ClientVersion", {What::Scalar, nullptr, "client_version"}},
        {"ClientMachineName", {What::Scalar, nullptr, "client_machine"}},
        {"ClientRequestId", {What::Scalar, nullptr, "client_request_id"}},
        {"MailboxGuid", {What::Scalar, nullptr, "mailbox_guid"}},
        {"MailboxOwnerSid", {What::Scalar, nullptr, "mailbox_owner_sid"}},
        {"LogonUserSid", {What::Scalar, nullptr, "logon_user_sid"}},
        {"SendAsUserSmtp", {What::Scalar, nullptr, "send_as"}},
        {"SendOnBehalfOfUserSmtp", {What::Scalar, nullptr, "send_on_behalf_of"}},
        {"UserType", {What::Scalar, nullptr, "user_type", Words::UserType}},
        {"UserKey", {What::Scalar, nullptr, "user_key"}},
        {"ObjectId", {What::Scalar, nullptr, "object_id"}},
        {"OfficeObjectId", {What::Scalar, nullptr, "object_id"}},
        {"CrossMailboxOperation", {What::Scalar, nullptr, "cross_mailbox", Words::Boolean}},
        {"Cross_Mailbox_Operation", {What::Scalar, nullptr, "cross_mailbox", Words::Boolean}},
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

const Names& booleans() {
    static const Names table{{"True", "true"}, {"TRUE", "true"}, {"False", "false"}, {"FALSE", "false"}};
    return table;
}

const Names& recordTypes() {
    static const Names table{{"ExchangeAdmin", "1"},
                             {"ExchangeItem", "2"},
                             {"ExchangeItemGroup", "3"},
                             {"SharePoint", "4"},
                             {"SharePointFileOperation", "6"},
                             {"OneDrive", "7"},
                             {"AzureActiveDirectory", "8"},
                             {"AzureActiveDirectoryAccountLogon", "9"},
                             {"DataCenterSecurityCmdlet", "10"},
                             {"ComplianceDLPSharePoint", "11"},
                             {"ComplianceDLPExchange", "13"},
                             {"SharePointSharingOperation", "14"},
                             {"AzureActiveDirectoryStsLogon", "15"},
                             {"SecurityComplianceCenterEOPCmdlet", "18"},
                             {"SkypeForBusinessCmdlets", "23"},
                             {"Discovery", "24"},
                             {"MicrosoftTeams", "25"},
                             {"ThreatIntelligence", "28"},
                             {"SharePointListOperation", "36"},
                             {"SecurityComplianceAlerts", "40"},
                             {"SecurityComplianceInsights", "42"},
                             {"ExchangeItemAggregated", "50"},
                             {"DataInsightsRestApiAudit", "52"},
                             {"SharePointListItemOperation", "54"},
                             {"SharePointContentTypeOperation", "55"},
                             {"SharePointFieldOperation", "56"},
                             {"AirInvestigation", "64"},
                             {"Quarantine", "65"}};
    return table;
}

const Names& logonTypes() {
    static const Names table{{"Owner", "0"},      {"Admin", "1"},         {"Delegated", "2"},
                             {"Delegate", "2"},   {"Transport", "3"},     {"SystemService", "4"},
                             {"BestAccess", "5"}, {"DelegatedAdmin", "6"}};
    return table;
}

const Names& userTypes() {
    static const Names table{{"Regular", "0"},           {"Reserved", "1"},     {"Admin", "2"},
                             {"DcAdmin", "3"},           {"System", "4"},       {"Application", "5"},
                             {"ServicePrincipal", "6"},  {"CustomPolicy", "7"}, {"SystemPolicy", "8"},
                             {"PartnerTechnician", "9"}, {"Guest", "10"}};
    return table;
}

}  // namespace

namespace {

/// The table again, where a look-up costs no more than a name's length and three of its letters: thirty for
/// every record, most of them of no use.
class KeyIndex {
public:
    KeyIndex() {
        for (const auto& [name, key] : keys()) {
            std::size_t at = place(name);
            while (slots_[at].key) at = (at + 1) % kSlots;
            slots_[at] = {name, &key};
        }
    }
    [[nodiscard]] const M365Key* find(std::string_view name) const {
        if (name.empty()) return nullptr;
        for (std::size_t at = place(name); slots_[at].key; at = (at + 1) % kSlots)
            if (slots_[at].name == name) return slots_[at].key;
        return nullptr;
    }

private:
    static constexpr std::size_t kSlots = 1024;
    struct Slot {
        std::string_view name;
        const M365Key* key = nullptr;
    };
    static std::size_t place(std::string_view name) {
        const auto letter = [&](std::size_t i) {
            return static_cast<std::size_t>(static_cast<unsigned char>(name[i]));
        };
        const std::size_t n = name.size();
        return (n * 131 + letter(0) * 31 + letter(n / 2) * 7 + letter(n - 1) * 61) % kSlots;
    }
    std::array<Slot, kSlots> slots_{};
};

}  // namespace

const M365Key* m365Key(std::string_view name) {
    static const KeyIndex index;
    return index.find(name);
}

std::string m365Word(M365Key::Words words, std::string text) {
    using Words = M365Key::Words;
    if (words == Words::None || text.empty()) return text;
    const Names& names = words == Words::Boolean      ? booleans()
                         : words == Words::RecordType ? recordTypes()
                         : words == Words::LogonType  ? logonTypes()
                                                      : userTypes();
    const auto found = names.find(text);
    return found == names.end() ? text : std::string(found->second);
}

const M365Outer* m365Outer(std::string_view name) {
    using R = M365Record;
    static const std::unordered_map<std::string, M365Outer> table{{"creationtime", {&R::outerTime, 0}},
                                                                  {"creationdate", {&R::outerTime, 1}},
                                                                  {"timegenerated", {&R::outerTime, 2}},
                                                                  {"timestamp", {&R::outerTime, 2}},
                                                                  {"createddatetime", {&R::outerTime, 2}},
                                                                  {"@timestamp", {&R::outerTime, 3}},
                                                                  {"time", {&R::outerTime, 4}},
                                                                  {"_time", {&R::outerTime, 5}},
                                                                  {"userids", {&R::outerUser, 0}},
                                                                  {"userid", {&R::outerUser, 0}},
                                                                  {"userprincipalname", {&R::outerUser, 1}},
                                                                  {"user.email", {&R::outerUser, 1}},
                                                                  {"user.id", {&R::outerUser, 2}},
                                                                  {"accountdisplayname", {&R::outerUser, 3}},
                                                                  {"operation", {&R::outerOperation, 0}},
                                                                  {"operations", {&R::outerOperation, 0}},
                                                                  {"actiontype", {&R::outerOperation, 1}},
                                                                  {"event.action", {&R::outerOperation, 1}},
                                                                  {"identity", {&R::outerId, 0}},
                                                                  {"recordid", {&R::outerId, 0}},
                                                                  {"officeid", {&R::outerId, 0}},
                                                                  {"event.id", {&R::outerId, 1}},
                                                                  {"id", {&R::outerId, 2}},
                                                                  {"clientip", {&R::outerIp, 0}},
                                                                  {"client.ip", {&R::outerIp, 0}},
                                                                  {"ipaddress", {&R::outerIp, 0}},
                                                                  {"source.ip", {&R::outerIp, 1}},
                                                                  {"recordtype", {&R::outerType, 0}},
                                                                  {"auditlogrecordtype", {&R::outerType, 0}},
                                                                  {"event.code", {&R::outerType, 1}},
                                                                  {"event.provider", {&R::outerWorkload, 1}},
                                                                  {"service", {&R::outerWorkload, 0}},
                                                                  {"workload", {&R::outerWorkload, 0}}};
    const auto found = table.find(asciiLower(trim(name)));
    return found == table.end() ? nullptr : &found->second;
}

}  // namespace sillage
