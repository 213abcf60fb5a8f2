// What the name of a Maildir message file says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sillage {

struct MaildirName {
    std::string base;            ///< without the flags: what a uidlist names
    std::string flags;           ///< letters after ":2,"
    std::int64_t time = 0;       ///< microseconds UTC of the leading number; 0 = none
    std::uint64_t size = 0;      ///< S=, octets on disk; 0 = not said
    std::uint64_t wireSize = 0;  ///< W=, octets with CRLF; 0 = not said
    std::uint32_t uid = 0;       ///< U=; 0 = not said
    bool flagged = false;        ///< has ":2," or its like
    bool hasHost = false;        ///< has the form seconds.unique.host
};
MaildirName parseMaildirName(std::string_view name);

}  // namespace sillage
