// The window keeps the longest block before the place it looks at, so that a trailer's block is always in memory.
#include "mail/pst/ndb/file_scan.h"

#include <algorithm>
#include <string>

namespace sillage::pst {
namespace {

constexpr std::size_t kStep = 512u << 10;  // stays in a core's cache between reading and looking

class Scan {
public:
    Scan(const Layout& layout, const std::function<bool(const FoundPage&)>& page,
         const std::function<bool(const FoundBlock&)>& block)
        : l_(layout), page_(page), block_(block) {}

    /// Looks at what ends in (from, to]; window begins at base.
    bool look(std::string_view window, std::uint64_t base, std::uint64_t from, std::uint64_t to) {
        for (std::uint64_t end = (from / l_.blockAlign + 1) * l_.blockAlign; end <= to; end += l_.blockAlign) {
            const auto at = static_cast<std::size_t>(end - base);
            if (!tryBlock(window, base, at)) return false;
            if (end % l_.pageSize == 0 && at >= l_.pageSize && !tryPage(window, base, at)) return false;
        }
        return true;
    }

private:
    bool tryPage(std::string_view window, std::uint64_t base, std::size_t end) {
        const char* page = window.data() + end - l_.pageSize;
        const auto type = static_cast<std::uint8_t>(page[l_.pageTrailer]);
        if (type != static_cast<std::uint8_t>(page[l_.pageTrailer + 1]) || (type != 0x80 && type != 0x81)) return true;
        return page_({base + end - l_.pageSize, static_cast<PageType>(type), {page, l_.pageSize}});
    }

    bool tryBlock(std::string_view window, std::uint64_t base, std::size_t end) {
        if (end < l_.blockTrailer) return true;
        const char* t = window.data() + end - l_.blockTrailer;
        const std::uint32_t size = load<std::uint16_t>(t);
        if (size == 0 || size > l_.maxBlock) return true;
        const std::uint32_t span = l_.blockSpan(size);
        if (span > end) return true;
        const std::uint64_t offset = base + end - span;
        const BlockId id = l_.ansi() ? load<std::uint32_t>(t + 4) : load<std::uint64_t>(t + 8);
        if (id == 0 || load<std::uint16_t>(t + 2) != signatureOf(offset, id)) return true;
        FoundBlock found{{plainId(id), offset, size, size}, window.substr(end - span, size),
                         load<std::uint32_t>(t + (l_.ansi() ? 8 : 4))};
        if (l_.large()) found.entry.inflated = std::max<std::uint32_t>(size, load<std::uint16_t>(t + 18));
        return block_(found);
    }

    const Layout& l_;
    const std::function<bool(const FoundPage&)>& page_;
    const std::function<bool(const FoundBlock&)>& block_;
};

}  // namespace

bool FoundBlock::intact() const { return crcOf(octets) == crc; }

void scanFile(ByteSource& source, const Layout& layout, const std::function<bool(const FoundPage&)>& page,
              const std::function<bool(const FoundBlock&)>& block) {
    Scan scan(layout, page, block);
    const std::size_t carry = layout.large() ? 128u << 10 : 16u << 10;
    std::string window;
    std::uint64_t base = 0, done = 0;
    while (done < source.size()) {
        const std::size_t kept = std::min(window.size(), carry);
        window.erase(0, window.size() - kept);
        base = done - kept;
        window.resize(kept + kStep);
        const std::size_t got = source.read(done, window.data() + kept, kStep);
        window.resize(kept + got);
        if (got == 0 || !scan.look(window, base, done, done + got)) return;
        done += got;
    }
}

}  // namespace sillage::pst
