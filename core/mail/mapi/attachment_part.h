// What an attachment is as a MIME part: its name, its type, and what kind of content it has ([MS-OXCMAIL] 2.1.3.4).
#pragma once

#include <cstdint>
#include <string>

#include "mail/mapi/item.h"

namespace sillage::mapi {

enum class ContentKind : std::uint8_t {
    Bytes,     ///< by value, or an OLE object
    Mail,      ///< by value, and it is an RFC 5322 message
    Item,      ///< an item of properties
    Nothing,   ///< a reference, or the content is lost
};

struct AttachmentPart {
    ContentKind kind = ContentKind::Nothing;
    std::string name;          ///< file name; of a reference its path
    std::string mediaType;
    std::string contentId;     ///< without angle brackets
    std::string location;      ///< Content-Location; of a reference its path
    bool hidden = false;       ///< shown inside the body, not as an attachment
};

AttachmentPart describe(const Attachment& attachment);

}  // namespace sillage::mapi
