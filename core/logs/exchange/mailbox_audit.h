// Records of the mailbox audit log of Exchange on premises (log formats c.7), whatever they were exported as:
// pairs of a column or attribute and its value. What owners read is not audited there: silence excludes
// nothing when a password was stolen (T08).
//
// Events as of audit_event.h, protocol "exchange": account = LogonUserDisplayName, mailbox = MailboxOwnerUPN.
// Fields: logon_type, internal_logon_type, external_access, cross_mailbox, mailbox_guid, logon_user_sid,
// mailbox_owner_sid, client_process, client_version, client_machine, dest_folder; of the item: item_id,
// subject, attachments; every other column under its name in snake case.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "logs/cloud/audit_event.h"

namespace sillage::exchange {

struct AuditRecord {
    std::vector<std::pair<std::string, std::string>> values;  ///< of the record, UTF-8
    std::vector<std::vector<std::pair<std::string, std::string>>>
        items;  ///< of its items, where they are apart
    std::string damage;
};

/// True for a name that only mailbox audit records have, or that they have among others: two are enough to
/// tell.
bool isAuditName(std::string_view name);
/// Pushes the record's events. A time without zone is local to the server: its zone stays unstated.
void emitMailboxAudit(AuditRecord&& record, const M365Place& place, Sink& sink);

}  // namespace sillage::exchange
