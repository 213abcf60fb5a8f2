// See store_id.h.
#include "logs/exchange/store_id.h"

#include "base/text.h"
#include "logs/exchange/row.h"
#include "logs/cloud/cloud_text.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

constexpr std::size_t kLongTermEntry = 70;  ///< PidTagEntryId of a message (MS-OXCDATA 2.2.4.2)
constexpr std::size_t kFolderEntry = 46;    ///< of a folder (2.2.4.1)

std::string hexUpper(std::string_view octets) {
    std::string out;
    for (const unsigned char c : octets) {
        out += "0123456789ABCDEF"[c >> 4];
        out += "0123456789ABCDEF"[c & 15];
    }
    return out;
}

/// u16 little endian length and that many octets.
bool takeCounted(std::string_view& text, std::string_view& out) {
    if (text.size() < 2) return false;
    const std::size_t n = static_cast<unsigned char>(text[0]) |
                          static_cast<std::size_t>(static_cast<unsigned char>(text[1])) << 8;
    if (text.size() - 2 < n) return false;
    out = text.substr(2, n);
    text.remove_prefix(2 + n);
    return true;
}

}  // namespace

std::optional<StoreId> decodeStoreId(std::string_view base64) {
    if (base64.size() < 64 || base64.size() > 4000) return std::nullopt;
    const std::string octets = base64Decode(base64);
    std::string_view rest = octets, guid, entry, attachment;
    StoreId id;
    if (rest.size() > 3 && rest[0] == 0 && rest[1] == 3) {
        rest.remove_prefix(2);
        if (!takeCounted(rest, guid) || !isGuid(guid) || rest.empty()) return std::nullopt;
        rest.remove_prefix(1);
        id.mailboxGuid = asciiLower(guid);
    }
    if (!takeCounted(rest, entry) || (entry.size() != kLongTermEntry && entry.size() != kFolderEntry))
        return std::nullopt;
    id.entryId = hexUpper(entry);
    if (!rest.empty()) {
        rest.remove_prefix(1);  // how many levels: the last is the attachment
        while (takeCounted(rest, attachment)) id.attachmentId = hexUpper(attachment);
    }
    return id;
}

void addStoreId(Event& e, std::string_view base64) {
    addText(e, "item_id", base64);
    const auto id = decodeStoreId(base64);
    if (!id) return;
    addField(e, "entry_id", id->entryId);
    if (!id->mailboxGuid.empty()) addField(e, "mailbox_guid", id->mailboxGuid);
    if (!id->attachmentId.empty()) addField(e, "attachment_entry", id->attachmentId);
}

}  // namespace sillage::exchange
