// Message objects of a store being written ([MS-PST] 2.4.5, 2.4.6; properties as in [MS-OXPROPS]), and the names of named
// properties (2.4.7).
#pragma once

#include "support/pst_writer_ltp.h"

namespace sillage::pstw {

// Gives named properties their ids, 0x8000 and up, in the order of first use.
class Names {
public:
    uint16_t idOf(const NamedValue& named);
    Content write(NodeFile& file) const;

private:
    struct Entry {
        std::string set;  // 16 octets
        uint32_t id;
        std::string name;
    };
    std::vector<Entry> entries_;
    std::map<std::string, uint16_t> ids_;
};

std::string guidOctets(std::string_view text);
std::string compressedRtf(std::string_view rtf);  // [MS-OXRTFCP], LZFu

struct Composer {
    NodeFile& file;
    Names& names;
    std::string storeKey;  // 16 octets
    uint64_t serial = 0;   // of the next message, embedded ones included
};

struct Composed {
    Content content;
    Properties properties;
};

Composed writeMessage(Composer& composer, const Message& message);

// Columns of the tables whose templates every store holds.
std::vector<uint32_t> recipientColumns();
std::vector<uint32_t> attachmentColumns();

}  // namespace sillage::pstw
