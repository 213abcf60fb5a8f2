// Messages that travel as a file: an Outlook message (.msg, .oft) or, in an item of properties, a TNEF stream
// (winmail.dat), attached by value. The file stays the attachment it is; the message in it becomes a message as well,
// nested in the one that carries it. Its locator is that of the carrier and the way from there: "nid:200024/file:2/msg"
// is the .msg in part 2 of an item, "…/file:2/tnef/att:0" the first one embedded in a winmail.dat, and so on down. In a
// mail (octets, no item) it is "mail:<offset>+<length>/msg:2" (tnef/in_message.h).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "evidence/sink.h"
#include "mail/mapi/item.h"
#include "mail/mime_parser.h"

namespace sillage {

inline constexpr std::size_t kMaxAttachedFile = 64u << 20;  ///< octets of a file that is opened
inline constexpr std::size_t kMaxInnerFile = 24u << 20;     ///< of one inside such a file: all are held at once
inline constexpr std::size_t kMaxFilesInside = 8;           ///< files in files

/// By name and type; the octets decide.
bool mayBeMsg(const Part& part);
bool mayBeTnef(const Part& part);
/// Index of the innermost message that a part of the tree belongs to.
std::size_t ownerOf(const MessageTree& tree, std::size_t part);
/// "msg", "tnef", or "" when neither begins there.
std::string_view attachedKind(std::string_view octets);

/// Opens an item of a file that source holds as a whole. way: "msg", "tnef/att:0"; carrier: locator up to and without it.
/// source must live as long as the item. Throws Error; null when the file is a compound file but no message.
std::unique_ptr<mapi::Item> itemInFile(ByteSource& source, std::string_view way, const std::string& carrier);
/// Goes down from an item by "att:…" levels; throws Error when one is not there.
std::unique_ptr<mapi::Item> descend(std::unique_ptr<mapi::Item> item, std::string_view levels);

/// Pushes the messages in the files that an item's tree of parts holds, which it has been emitted as from firstIndex on.
/// count: messages emitted. Damage becomes a Problem. Returns how many were pushed.
std::int32_t pushAttachedItems(const MessageTree& tree, const mapi::Item& carrier, const Message& placement,
                               std::int32_t firstIndex, std::int32_t count, Sink& sink);

/// Where a message found inside an attachment belongs, and what its octets are cited by: the carrier's.
struct Carrier {
    std::int32_t parent = -1;      ///< index of the message that carries it
    std::string part;              ///< its number there
    std::uint64_t offset = 0, length = 0;
};
/// Pushes an item as nested in carrier: folder and the rest of placement are inherited.
std::int32_t pushInside(const mapi::Item& item, const Carrier& carrier, const Message& placement, std::int32_t firstIndex,
                        Sink& sink);

}  // namespace sillage
