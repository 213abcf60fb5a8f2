// Operation names of the unified audit log (Search the audit log, "Audited activities"; Exchange mailbox
// audit actions) mapped to actions. First the exact names, then cmdlet families, then the record's type.
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "logs/cloud/audit_event.h"

namespace sillage {

namespace {

// Update writes an item (its ModifiedProperties say what) and Create saves one: both Save. MoveToDeletedItems
// is a deletion to its user. MessageBind and FolderBind are the mailbox audit actions before
// MailItemsAccessed.
const std::unordered_map<std::string_view, Action>& exact() {
    static const std::unordered_map<std::string_view, Action> table{
        {"Send", Action::Send},
        {"SendAs", Action::Send},
        {"SendOnBehalf", Action::Send},
        {"SoftDelete", Action::Delete},
        {"HardDelete", Action::Delete},
        {"MoveToDeletedItems", Action::Delete},
        {"RecordDelete", Action::Delete},
        {"Move", Action::Move},
        {"Copy", Action::Copy},
        {"Create", Action::Save},
        {"Update", Action::Save},
        {"MessageBind", Action::Access},
        {"FolderBind", Action::Select},
        {"AttachmentAccess", Action::Download},
        {"MailboxLogin", Action::Login},
        {"UserLoggedIn", Action::Login},
        {"UserLoginFailed", Action::Login},
        {"UpdateInboxRules", Action::Rule},
        {"AddFolderPermissions", Action::Permission},
        {"ModifyFolderPermissions", Action::Permission},
        {"RemoveFolderPermissions", Action::Permission},
        {"UpdateFolderPermissions", Action::Permission},
        {"UpdateCalendarDelegation", Action::Permission},
        {"Consent to application.", Action::Permission},
        {"Add app role assignment grant to user.", Action::Permission},
        {"Add app role assignment to service principal.", Action::Permission},
        {"Add delegated permission grant.", Action::Permission},
        {"Add OAuth2PermissionGrant.", Action::Permission},
        {"Add member to role.", Action::Permission},
        {"Remove member from role.", Action::Permission},
        {"Add owner to application.", Action::Permission},
        {"Add owner to service principal.", Action::Permission},
        {"Add owner to group.", Action::Permission},
        {"Add member to group.", Action::Permission},
        {"AddedToGroup", Action::Permission},
        {"RemovedFromGroup", Action::Permission},
        {"SharingSet", Action::Permission},
        {"SharingInvitationCreated", Action::Permission},
        {"SharingInheritanceBroken", Action::Permission},
        {"AnonymousLinkCreated", Action::Permission},
        {"AnonymousLinkUpdated", Action::Permission},
        {"CompanyLinkCreated", Action::Permission},
        {"SecureLinkCreated", Action::Permission},
        {"AddedToSecureLink", Action::Permission},
        {"SiteCollectionAdminAdded", Action::Permission},
        {"SiteCollectionAdminRemoved", Action::Permission},
        {"PermissionLevelAdded", Action::Permission},
        {"AnonymousLinkUsed", Action::File},
        {"PageViewed", Action::Page},
        {"PageViewedExtended", Action::Page},
        {"ClientViewSignaled", Action::Page},
        {"New-MailboxExportRequest", Action::Export},
        {"New-ComplianceSearchAction", Action::Export},
        {"SearchExported", Action::Export},
        {"SearchExportDownloaded", Action::Export},
        {"New-ComplianceSearch", Action::Search},
        {"Start-ComplianceSearch", Action::Search},
        {"New-MailboxSearch", Action::Search},
        {"Search-Mailbox", Action::Search},
    };
    return table;
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// "Verb-Noun": what kind of object the cmdlet changes. Get- reads only.
Action cmdlet(std::string_view operation, bool forwarding) {
    const std::string_view noun = operation.substr(operation.find('-') + 1);
    if (istartsWith(operation, "Get-") || istartsWith(operation, "Test-")) return Action::Admin;
    if (noun == "InboxRule" || noun == "TransportRule" || noun == "JournalRule" || noun == "SweepRule")
        return Action::Rule;
    if (noun == "Mailbox" && forwarding) return Action::Rule;
    if (noun == "MailboxPermission" || noun == "RecipientPermission" || noun == "MailboxFolderPermission" ||
        noun == "ADPermission" || noun == "PublicFolderClientPermission" || noun == "RoleGroupMember" ||
        noun == "ManagementRoleAssignment" || noun == "DistributionGroupMember")
        return Action::Permission;
    return Action::Admin;
}

bool isAdminType(std::string_view type) {
    return type == "1" || type == "ExchangeAdmin" || type == "8" || type == "AzureActiveDirectory" ||
           type == "18" || type == "SecurityComplianceCenterEOPCmdlet" || type == "23" ||
           type == "SkypeForBusinessCmdlets";
}

}  // namespace

Action m365Action(std::string_view operation, std::string_view recordType, std::string_view accessType,
                  bool forwarding) {
    if (operation == "MailItemsAccessed") return accessType == "Sync" ? Action::Sync : Action::Access;
    const auto found = exact().find(operation);
    if (found != exact().end()) return found->second;
    // Record type 52: the security portal's own queries (SearchMtpStatus), not a search of anybody's content.
    const bool portal = recordType == "52" || recordType == "DataInsightsRestApiAudit";
    if (istartsWith(operation, "Search") && !portal) return Action::Search;
    if (istartsWith(operation, "File") || recordType == "6" || recordType == "SharePointFileOperation")
        return Action::File;
    const std::size_t dash = operation.find('-');
    const bool isCmdlet = dash != std::string_view::npos && dash > 1 && !contains(operation, " ");
    if (isAdminType(recordType)) return isCmdlet ? cmdlet(operation, forwarding) : Action::Admin;
    return Action::Other;
}

Outcome m365Outcome(std::string_view operation, std::string_view resultStatus) {
    if (operation == "UserLoginFailed") return Outcome::Failure;  // its ResultStatus may read "Success"
    constexpr std::string_view good[] = {"Succeeded", "Success", "True", "PartiallySucceeded"};
    constexpr std::string_view bad[] = {"Failed", "Failure", "False", "Fail"};
    const auto is = [&](std::string_view name) { return iequals(resultStatus, name); };
    if (std::any_of(std::begin(good), std::end(good), is)) return Outcome::Success;
    if (std::any_of(std::begin(bad), std::end(bad), is)) return Outcome::Failure;
    return Outcome::Unknown;
}

}  // namespace sillage
