// Values of properties as [MS-PST] 2.3.3.3 stores them, made into those of mapi/item.h.
#pragma once

#include "mail/pst/ltp/properties.h"

namespace sillage::pst {

/// Octets of a type's fixed size; 0 = variable. Multi-valued types: of one element.
std::size_t fixedSize(std::uint16_t type);
/// Splits a multi-valued value ([MS-PST] 2.3.3.4) into elements.
void splitValues(std::uint16_t type, std::string_view octets, std::vector<std::string>& out);
/// Gives the value behind an HNID to out: its octets, or for a large one a function.
void setValue(const PropertySource& from, Heap& heap, std::uint32_t id, mapi::Property& out,
              std::vector<std::string>& defects);

}  // namespace sillage::pst
