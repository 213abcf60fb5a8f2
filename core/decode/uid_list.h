// UIDs of a Maildir folder: dovecot-uidlist versions 1 and 3, Courier's courierimapuiddb. Read in the worker, beside
// the slice of the folder it belongs to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "evidence/byte_source.h"

namespace sillage {

struct UidList {
    std::uint32_t validity = 0;                          ///< 0 = not stated
    std::unordered_map<std::string, std::uint32_t> uids; ///< by base name
    /// 0 = not listed. fileName may carry flags (":2,S").
    [[nodiscard]] std::uint32_t uidOf(std::string_view fileName) const;
};

UidList readUidList(ByteSource& source);

}  // namespace sillage
