// The ids Exchange gives items in URLs and requests: base64 of an EWS store id (MS-OXWSCDATA 2.2.4.x leaves
// it opaque; the layout below is checked octet by octet and anything else is refused), or OWA 2010's shorter
// form.
//
//   EWS   compression (0) · kind (3 = mailbox GUID) · u16 length · GUID as text · instruction · u16 length ·
//   entry id
//         · for attachments: count · (u16 length · id) …
//   OWA   u16 length · entry id · for attachments as above
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/event.h"

namespace sillage::exchange {

struct StoreId {
    std::string mailboxGuid;   ///< "" in the short form
    std::string entryId;       ///< upper-case hexadecimal, as MAPI tools write it (PidTagEntryId)
    std::string attachmentId;  ///< hexadecimal, "" for an item
};
std::optional<StoreId> decodeStoreId(std::string_view base64);

/// Fields item_id (as written), and entry_id, mailbox_guid, attachment_entry where it decodes.
void addStoreId(Event& e, std::string_view base64);

}  // namespace sillage::exchange
