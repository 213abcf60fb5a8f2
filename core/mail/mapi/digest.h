// Content identity of an item of properties: a digest of what it says, not of how one store keeps it.
//
// Counted are, in a canonical order, the properties of the item, of its recipients and of its attachments, with the
// digests of attachment contents. Left out is what another copy of the same item has differently: entry ids, search
// and record keys, change numbers, parents, sizes, read state and flags of the owner, times of the copy, and the
// non-transmittable range 0x0E00–0x0FFF but for delivery time and subject (MAPI's ranges of property identifiers).
// Text counts as UTF-8, so that a Unicode and an ANSI copy agree; named properties count by set and name, not by id.
#pragma once

#include <vector>

#include "base/hash.h"
#include "mail/mapi/item.h"

namespace sillage::mapi {

Digest propertiesDigest(const Properties& properties);
/// The item without its attachments.
Digest itemDigest(const Item& item);
/// With them: each attachment's own digest of properties and of content (of an embedded item, its digest).
Digest withAttachments(const Digest& item, const std::vector<std::pair<Digest, Digest>>& attachments);

}  // namespace sillage::mapi
