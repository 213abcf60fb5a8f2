// BTPAGE, BTENTRY, NBTENTRY and BBTENTRY ([MS-PST] 2.2.2.7.7.1 to 2.2.2.7.7.4). Block sizes of the 4096-octet layout
// stand twice: as stored and as inflated.
#include "mail/pst/ndb/tree_page.h"

#include <algorithm>

namespace sillage::pst {
namespace {

constexpr int kMostLevels = 16;  // 41^16 entries are more than any file holds

std::size_t entrySizeOf(const Layout& layout, PageType type, int level) {
    return (level == 0 && type == PageType::Nodes ? 4U : 3U) * layout.word;
}

}  // namespace

PageTrailer readTrailer(const Layout& layout, const char* page) {
    const char* t = page + layout.pageTrailer;
    PageTrailer out{static_cast<std::uint8_t>(t[0]), static_cast<std::uint8_t>(t[1]), load<std::uint16_t>(t + 2), 0, 0};
    if (layout.ansi()) {
        out.id = load<std::uint32_t>(t + 4);
        out.crc = load<std::uint32_t>(t + 8);
    } else {
        out.crc = load<std::uint32_t>(t + 4);
        out.id = load<std::uint64_t>(t + 8);
    }
    return out;
}

std::optional<TreePage> TreePage::read(const Layout& layout, std::string octets, std::uint64_t offset, PageType type,
                                       int level, std::string* why) {
    if (octets.size() != layout.pageSize) return std::nullopt;
    const PageTrailer trailer = readTrailer(layout, octets.data());
    const auto wanted = static_cast<std::uint8_t>(type);
    if (trailer.type != wanted && trailer.typeAgain != wanted) return std::nullopt;
    TreePage p;
    p.layout_ = layout;
    p.offset_ = offset;
    p.id_ = trailer.id;
    const char* counts = octets.data() + layout.pageCounts;
    p.count_ = layout.large() ? load<std::uint16_t>(counts) : static_cast<std::uint8_t>(counts[0]);
    p.entrySize_ = static_cast<std::uint8_t>(counts[layout.large() ? 4 : 2]);
    p.level_ = static_cast<std::uint8_t>(counts[layout.large() ? 5 : 3]);
    if (crcOf(std::string_view(octets).substr(0, layout.pageTrailer)) != trailer.crc) *why = "its checksum is wrong";
    else if (trailer.type != trailer.typeAgain) *why = "its type is given twice and differs";
    else if (trailer.signature != signatureOf(offset, trailer.id)) *why = "its signature is not that of this place";
    const bool fits = p.entrySize_ >= entrySizeOf(layout, type, p.level_) &&
                      p.count_ * p.entrySize_ <= layout.pageCounts && p.level_ <= kMostLevels;
    if (!fits || (level >= 0 && p.level_ != level)) {
        if (why->empty()) *why = "its counts do not fit a page";
        if (level >= 0) p.level_ = level;
        if (p.level_ > kMostLevels) return std::nullopt;
        p.entrySize_ = entrySizeOf(layout, type, p.level_);
        p.count_ = layout.pageCounts / p.entrySize_;
    }
    p.octets_ = std::move(octets);
    const std::size_t good = p.inOrder(type);
    if (why->empty() && good < p.count_) *why = "its entries are not in order";
    p.sound_ = why->empty();
    if (!p.sound_) p.count_ = std::min(p.count_, good);
    return p;
}

/// How many entries from the first on can be told by their ascending keys (a branch may begin with key 0). Of a damaged
/// page one key out of order is passed over: it is the damage.
std::size_t TreePage::inOrder(PageType type) const {
    std::uint64_t before = 0;
    std::size_t good = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        const std::uint64_t k = key(i);
        const bool fits = (k > before || (i == 0 && level_ > 0)) && (type == PageType::Blocks || k <= 0xFFFFFFFFU);
        if (fits) {
            before = k;
            good = i + 1;
        }
    }
    return good;
}

NodeEntry TreePage::node(std::size_t i) const {
    const char* e = at(i);
    const std::uint32_t w = layout_.word;
    return {load<std::uint32_t>(e), load<std::uint32_t>(e + 3 * w), layout_.wordAt(e + w), layout_.wordAt(e + 2 * w)};
}

BlockEntry TreePage::block(std::size_t i) const {
    const char* e = at(i) + 2 * layout_.word;
    BlockEntry out{plainId(key(i)), layout_.wordAt(at(i) + layout_.word), load<std::uint16_t>(e), 0};
    out.inflated = layout_.large() ? load<std::uint16_t>(e + 2) : out.size;
    return out;
}

int TreePage::find(std::uint64_t wanted) const {
    std::size_t low = 0, high = count_;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (key(middle) <= wanted) low = middle + 1;
        else high = middle;
    }
    return static_cast<int>(low) - 1;
}

}  // namespace sillage::pst
