// What an item of properties means: a Message for the index, RFC 5322 octets for viewing and export, JSON of
// everything. One layout of MIME parts serves all, so that a part's number means the same octets everywhere.
// [MS-OXCMAIL] 2.1 (MAPI to MIME), [MS-OXBBODY] (which body), [MS-OXRTFEX] (HTML inside RTF).
#pragma once

#include "evidence/reader.h"
#include "evidence/sink.h"
#include "mail/mapi/item.h"

namespace sillage::mapi {

/// Pushes the item and the messages embedded in it (to a depth of 100) as Messages; placement carries folder,
/// mailboxPath, flags, recovered … of the top one. Attachments are hashed while they stream. firstIndex: messages this
/// unit emitted before (Message::parent counts from there). Calls no found(). Returns how many were pushed.
std::int32_t pushItem(const Item& item, Message&& placement, std::int32_t firstIndex, Sink& sink);

/// The same octets every time; ASCII, lines ≤ 76, boundaries made from the locator. attachments false: their parts are
/// there without content.
void writeEml(const Item& item, bool attachments, const Octets& out);
/// Throws Error when there is no such part.
void writePart(const Item& item, std::string_view number, const Octets& out);
void writePropertiesJson(const Item& item, const Octets& out);
std::vector<PropertyView> viewProperties(const Item& item);

}  // namespace sillage::mapi
