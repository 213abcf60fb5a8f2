// Outlook message files (.msg, .oft; [MS-OXMSG]): one item of properties in a compound file.
#pragma once

#include <memory>

#include "evidence/reader.h"
#include "mail/mapi/item.h"

namespace sillage {

extern const Format kMsgFormat;

/// Locators: "msg" is the file's own item, "msg/att:17" the one embedded in its attachment of directory entry 17, and
/// so on down. source must live as long as the item. Throws Error when there is no such item.
std::unique_ptr<mapi::Item> openMsg(ByteSource& source, std::string_view locator = "msg");
/// The file's own item under another locator; null when it is a compound file but no message.
std::unique_ptr<mapi::Item> openMsgFile(ByteSource& source, std::string locator);

}  // namespace sillage
