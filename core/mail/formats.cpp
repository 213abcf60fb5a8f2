// The mailbox formats in registry order (formats.h).
#include "mail/formats.h"

#include <array>

#include "mail/eml.h"

namespace sillage {

std::span<const Format* const> mailFormats() {
    static constexpr std::array<const Format*, 5> formats = {&kUidlistFormat, &kStoreMetadataFormat,
                                                             &kMaildirFormat, &kMboxFormat, &kEmlFormat};
    return formats;
}

}  // namespace sillage
