// The header of a PST or OST ([MS-PST] 2.2.2.6).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evidence/byte_source.h"
#include "mail/pst/ndb/cipher.h"
#include "mail/pst/ndb/layout.h"

namespace sillage::pst {

/// BREF ([MS-PST] 2.2.2.4): a block or page and where it lies.
struct Reference {
    BlockId id = 0;
    std::uint64_t offset = 0;
};

struct Header {
    Layout layout;
    Crypt crypt = Crypt::None;
    Reference nodes, blocks;       ///< the roots of the two B-trees
    std::uint64_t fileSize = 0;    ///< as the header has it
    bool mapsValid = true;         ///< the header says that the allocation maps hold
    std::vector<std::string> defects;
};

/// nullopt when it does not begin with a PST's signature and a version that is known. What is wrong with it otherwise
/// stands in defects, and what it says is used.
std::optional<Header> readHeader(ByteSource& source);

}  // namespace sillage::pst
