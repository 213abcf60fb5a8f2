// The XML of an Outlook for Mac archive as items of properties: messages (<emails>), contacts, appointments, tasks and
// notes. Microsoft publishes no description; the elements are those the program writes (OPFMessageCopySubject …).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/mapi/item.h"
#include "mail/olm/members.h"

namespace sillage::olm {

struct ReadItem {
    mapi::Item item;               ///< without locator and place
    std::int64_t received = 0;     ///< microseconds UTC, 0 = none
};

/// Items of one XML member, in order; attachments read from members, which must outlive them. Damage is in problem
/// ("" = none), what was read before it stays. Entities are not expanded.
std::vector<ReadItem> readItems(std::string_view xml, const Members& members, std::string& problem);

}  // namespace sillage::olm
