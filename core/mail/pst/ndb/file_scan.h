// Search of a whole file for pages and blocks by their trailers ([MS-PST] 2.2.2.7.1, 2.2.2.8.1), live or not: what
// salvage and recovery stand on. A trailer names its own place (signature) and content (checksum), so that chance hits
// are one in 2^48.
#pragma once

#include <functional>
#include <string_view>

#include "evidence/byte_source.h"
#include "mail/pst/ndb/tree_page.h"

namespace sillage::pst {

struct FoundPage {
    std::uint64_t offset = 0;
    PageType type = PageType::Nodes;
    std::string_view octets;       ///< the whole page, valid during the call
};
struct FoundBlock {
    BlockEntry entry;              ///< inflated as the trailer says
    std::string_view octets;       ///< as they lie, valid during the call
    std::uint32_t crc = 0;
    /// Whether the checksum holds: reads all of the block, so ask last.
    [[nodiscard]] bool intact() const;
};

/// Streams the file once in order of offset. Constant memory. Stops when a function returns false.
void scanFile(ByteSource& source, const Layout& layout, const std::function<bool(const FoundPage&)>& page,
              const std::function<bool(const FoundBlock&)>& block);

}  // namespace sillage::pst
