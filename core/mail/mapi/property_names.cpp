// See property_names.h.
#include "mail/mapi/property_names.h"

namespace sillage::mapi {
std::string_view canonicalName(const Property&) { return {}; }
}  // namespace sillage::mapi
