// MAPI properties as TNEF packs them ([MS-OXTNEF] 2.1.3.4.1 MsgPropertyList and below), with the place of each value in
// the source, so that what an attachment holds can be cited and read again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/byte_source.h"
#include "mail/mapi/item.h"

namespace sillage::tnef {

/// Where the first value of a property lies.
struct ValuePlace {
    std::uint16_t id = 0, type = 0;
    std::uint64_t offset = 0, length = 0;
};

struct PropertyList {
    mapi::Properties properties;
    std::vector<ValuePlace> places;  ///< one for each property, in the same order
    std::uint64_t end = 0;           ///< where the list ends
    std::string damage;              ///< why it was not read to its end; "" = it was

    /// nullptr when there is none.
    [[nodiscard]] const ValuePlace* place(std::uint16_t id) const;
};

/// Reads one list that begins at begin. The source must outlive the properties.
PropertyList readProperties(ByteSource& source, std::uint64_t begin, std::uint64_t end, int codePage);

}  // namespace sillage::tnef
