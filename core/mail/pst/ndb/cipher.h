// What [MS-PST] 5.1 and 5.2 call encryption: a fixed substitution (permute) and a substitution keyed by the block id
// (cyclic). Neither has a secret; a store's password protects nothing.
#pragma once

#include <cstdint>
#include <string>

#include "mail/pst/ndb/layout.h"

namespace sillage::pst {

enum class Crypt : std::uint8_t { None = 0, Permute = 1, Cyclic = 2 };

/// Decodes one external block in place.
void decrypt(Crypt method, BlockId id, std::string& octets);

}  // namespace sillage::pst
