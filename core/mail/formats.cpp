// The mailbox formats in registry order (formats.h).
#include "mail/formats.h"

#include <array>

#include "mail/eml.h"
#include "mail/msg.h"
#include "mail/pst/pst.h"
#include "mail/stores.h"

namespace sillage {

std::span<const Format* const> mailFormats() {
    static constexpr std::array formats = {
        &kUidlistFormat, &kStoreMetadataFormat, &kPstFormat, &kMsgFormat, &kDbxFormat,     &kDbxOtherFormat, &kOlmFormat, &kTnefFormat, &kEmlxFormat,
        &kEmlxBesideFormat, &kMaildirFormat,    &kMboxFormat,    &kEmlFormat};
    return formats;
}

}  // namespace sillage
