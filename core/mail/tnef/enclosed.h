// What a TNEF stream encloses ([MS-OXTNEF] 2.2): the message's properties, its recipients, its attachments, completed
// from the older attributes where there is no property. Everything lies in one piece somewhere in the stream, and the
// places are kept: a part of a mail cites them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mail/mapi/item.h"
#include "mail/tnef/properties.h"

namespace sillage::tnef {

struct Place {
    std::uint64_t offset = 0, length = 0;
    [[nodiscard]] bool any() const { return length > 0; }
};

struct EnclosedAttachment {
    mapi::Properties properties;
    Place record;                  ///< from its first attribute to its last
    Place octets;                  ///< its content, as it is saved; of an embedded message its TNEF stream
    bool embedded = false;
    std::vector<std::string> defects;
};

struct Enclosed {
    mapi::Properties properties;
    std::vector<mapi::Properties> recipients;
    std::vector<EnclosedAttachment> attachments;
    Place text, html, rtf;         ///< the bodies as they lie: text by textCharset, HTML octets, compressed RTF
    std::string textCharset, htmlCharset;
    int codePage = 0;              ///< attOemCodepage, 0 = not there
    std::vector<std::string> defects;
};

/// Reads [begin, end) of source, which must outlive what is returned. Throws Error when no TNEF stream begins there.
Enclosed readEnclosed(ByteSource& source, std::uint64_t begin, std::uint64_t end);
/// The same as an item of properties; embedded messages are opened when asked for.
std::unique_ptr<mapi::Item> itemOf(ByteSource& source, std::uint64_t begin, std::uint64_t end, std::string locator);

}  // namespace sillage::tnef
