// TNEF parts of a mail (application/ms-tnef, winmail.dat): what they enclose becomes parts of the mail, "2t1", "2t2" …
// below part 2, those of an embedded message "2t3t1" …; each is a range of the decoded part and is reached by the way its
// transferEncoding names (formats.h), with "x-rtf-compressed" ([MS-OXRTFCP]) and "x-rtf-text", "x-rtf-html" (what that
// RTF says, as UTF-8) as encodings of their own. Embedded messages are messages as well, opened by locator:
// "mail:<offset>+<length>/tnef:2/att:3" is the one in the fourth attachment of the TNEF in part 2 of the mail there. So
// are Outlook messages attached as files, which stay one part: "mail:<offset>+<length>/msg:2" (attached_item.h).
#pragma once

#include "evidence/reader.h"
#include "mail/mime_parser.h"

namespace sillage::tnef {

/// Opens the TNEF parts of a finished tree, and its message files where it is read for import. Damage becomes defects of the message they are in.
void openParts(ByteSource& source, MessageTree& tree);
/// Pushes the embedded messages that openParts() found, after the tree's own. count: messages of the tree.
std::int32_t pushEmbedded(const MessageTree& tree, const Message& placement, std::int32_t firstIndex, std::int32_t count,
                          Sink& sink);

/// Access to embedded messages by locator, for formats whose messages lie as octets.
extern const ItemAccess kEmbeddedItems;
/// Where in such a locator the way inside the mail begins (at "/tnef:" or "/msg:"); npos = nowhere.
std::size_t embeddedMark(std::string_view locator);
/// The same where the caller holds the mail's octets; locator begins with "tnef:" or "msg:".
struct EmbeddedAccess {
    static void rebuild(ByteSource& mail, std::string_view locator, bool attachments, const ItemAccess::Octets& eml);
    static void part(ByteSource& mail, std::string_view locator, std::string_view number, const ItemAccess::Octets& out);
    static void properties(ByteSource& mail, std::string_view locator, const ItemAccess::Octets& json);
    static std::vector<PropertyView> view(ByteSource& mail, std::string_view locator);
};

/// Decodes "x-rtf-…" encodings; octets is the compressed RTF.
std::string decodeRtf(std::string_view encoding, std::string_view octets);

}  // namespace sillage::tnef
