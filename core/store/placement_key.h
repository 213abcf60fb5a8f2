// Identity of a message's place (model page, Items): (mailbox, folder, uid or else store locator) and the
// content there. Made of content only, so that neither the order of import nor a rebuild changes a public id.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "record/message.h"

namespace sillage {

using PlacementKey = std::array<std::uint8_t, 16>;

/// Path of the mailbox a message lies in: what the reader says, else the source; without a version suffix
/// `@2`. `…!/var/vmail/u/Maildir` inside an archive is `var/vmail/u/Maildir`: the same mailbox, another
/// state.
std::string mailboxPathOf(const Message& message, std::string_view sourcePath);

/// "x" of "x@2", a later version of it.
std::string_view withoutVersion(std::string_view path);

/// parentKey: key of the enclosing message's placement, nullptr at top level. occurrence tells equal messages
/// of one folder apart where the store numbers nothing (an mbox holding the same message twice).
PlacementKey placementKey(const Message& message, std::string_view mailboxPath, const PlacementKey* parentKey,
                          unsigned occurrence);
/// Whether occurrence matters: no uid, no locator, no file name of its own, not enclosed.
bool isUnnumbered(const Message& message, bool nested);

}  // namespace sillage
