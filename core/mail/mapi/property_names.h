// Canonical names of properties ([MS-OXPROPS] section 2) and of their types and sets ([MS-OXCDATA] 2.11.1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mail/mapi/item.h"

namespace sillage::mapi {

/// "PidTagSubject", "PidLidLocation"; "" when it is not a known one.
std::string_view canonicalName(const Property& property);
/// "PtypString", "PtypMultipleBinary", or "0x1234".
std::string typeName(std::uint16_t type);
/// "0x0037001F"; of a named one its set and number or name: "{00062008-0000-0000-C000-000000000046}/0x8520".
std::string tagText(const Property& property);
/// "{00062008-0000-0000-C000-000000000046}"
std::string guidText(std::string_view octets);
/// All values for people: text, numbers, ISO 8601, hexadecimal digits; binary ones cut at maxBinary octets.
std::string valueText(const Property& property, int codePage, std::size_t maxBinary);

}  // namespace sillage::mapi
