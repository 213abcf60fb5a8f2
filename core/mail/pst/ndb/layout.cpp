// Sizes of [MS-PST] 2.2.2.7 and 2.2.2.8, and of the 4096-octet layout.
#include "mail/pst/ndb/layout.h"

namespace sillage::pst {

Layout Layout::of(Variant variant) {
    switch (variant) {
        case Variant::Ansi: return {variant, 512, 500, 496, 64, 12, 8180, 0x4400, 4};
        case Variant::Unicode: return {variant, 512, 496, 488, 64, 16, 8176, 0x4400, 8};
        case Variant::Unicode4k: return {variant, 4096, 4072, 4056, 512, 24, 65512, 0x22000, 8};
    }
    return {};
}

}  // namespace sillage::pst
