// What Format::items needs, worked out once for every store: a locator names an item ("nid:200024",
// "nid:200024/att:8025"), an item in a file attached to it ("nid:200024/file:2/msg", attached_item.h), or a message
// inside one of its attachments ("nid:200024/part:2.1"), which has no properties.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "mail/mapi/message.h"

namespace sillage::mapi {

/// Opens the item that a locator without "/part:" and "/file:" names; throws Error when it is not there. The store behind it must
/// live as long as the item.
using OpenItem = std::function<std::unique_ptr<Item>(std::string_view locator)>;

void rebuild(const OpenItem& open, std::string_view locator, bool attachments, const Octets& eml);
void part(const OpenItem& open, std::string_view locator, std::string_view number, const Octets& octets);
void properties(const OpenItem& open, std::string_view locator, const Octets& json);
std::vector<PropertyView> view(const OpenItem& open, std::string_view locator);

}  // namespace sillage::mapi
