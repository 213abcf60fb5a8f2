// Pages of a store ([MS-PST] 2.2.2.6, 2.2.2.7): node and block trees, allocation maps, header.
#include "support/pst_writer_ndb.h"

#include <algorithm>
#include <stdexcept>

#include <unistd.h>

namespace sillage::pstw {
namespace {

constexpr uint8_t kBlockTree = 0x80, kNodeTree = 0x81, kFreeMap = 0x82, kPageMap = 0x83, kAllocationMap = 0x84,
                  kFreePageMap = 0x85, kDensityList = 0x86;

}  // namespace

std::string NodeFile::closedPage(std::string body, uint8_t type, uint64_t at, uint64_t bid) const {
    body.resize(layout_.page - layout_.pageTail);
    const uint32_t crc = crcOf(body);
    const bool map = type >= kFreeMap && type <= kFreePageMap;
    put8(body, type);
    put8(body, type);
    put16(body, map ? 0 : signatureOf(at, bid));
    if (layout_.ansi) {
        put32(body, uint32_t(bid));
        put32(body, crc);
    } else {
        put32(body, crc);
        put64(body, bid);
    }
    body.resize(layout_.page);
    return body;
}

std::string NodeFile::nodeEntry(const NodeRow& row) const {
    std::string entry;
    putId(entry, layout_, row.nid);
    putId(entry, layout_, row.data);
    putId(entry, layout_, row.sub);
    put32(entry, row.parent);
    if (!layout_.ansi) put32(entry, 0);
    return entry;
}

std::string NodeFile::blockEntry(const BlockRow& row) const {
    std::string entry;
    putId(entry, layout_, row.bid);
    putId(entry, layout_, row.at);
    put16(entry, row.stored);
    if (layout_.big) put16(entry, row.inflated);
    put16(entry, 2);
    if (!layout_.ansi) entry.resize(24);
    return entry;
}

NodeFile::PageRef NodeFile::writePage(uint8_t type, uint8_t level, const std::pair<uint64_t, std::string>* entries,
                                      size_t count, uint32_t entrySize) {
    std::string page;
    for (size_t i = 0; i < count; ++i)
        page += entries[i].second;
    page.resize(layout_.pageEntries);
    const uint32_t room = layout_.pageEntries / entrySize;
    if (layout_.big) {
        put16(page, uint16_t(count));
        put16(page, uint16_t(room));
    } else {
        put8(page, uint8_t(count));
        put8(page, uint8_t(room));
    }
    put8(page, uint8_t(entrySize));
    put8(page, level);
    const uint64_t at = allocate(layout_.page, layout_.page), bid = nextPageBid_++;
    write(at, closedPage(std::move(page), type, at, bid));
    return {entries[0].first, bid, at};
}

// Bottom up: the leaves, then the levels above until one page is the root.
NodeFile::PageRef NodeFile::writeTrees(uint8_t type, std::vector<std::pair<uint64_t, std::string>> entries,
                                       uint32_t entrySize) {
    for (uint8_t level = 0;; ++level) {
        const size_t room = layout_.pageEntries / entrySize;
        std::vector<std::pair<uint64_t, std::string>> above;
        PageRef page{};
        for (size_t i = 0; i < entries.size(); i += room) {
            page = writePage(type, level, entries.data() + i, std::min(room, entries.size() - i), entrySize);
            std::string entry;
            putId(entry, layout_, page.key);
            putId(entry, layout_, page.bid);
            putId(entry, layout_, page.at);
            above.emplace_back(page.key, std::move(entry));
        }
        if (above.size() <= 1) return page;
        entries.swap(above);
        entrySize = 3 * layout_.id;
    }
}

std::pair<NodeFile::PageRef, NodeFile::PageRef> NodeFile::writeGeneration(Life other) {
    std::vector<std::pair<uint64_t, std::string>> nodes, blocks;
    for (const auto& row : nodes_)
        if (row.life != other) nodes.emplace_back(row.nid, nodeEntry(row));
    for (const auto& row : blocks_)
        if (row.life != other) blocks.emplace_back(row.bid, blockEntry(row));
    const auto nodeRoot = writeTrees(kNodeTree, std::move(nodes), layout_.ansi ? 16 : 32);
    const auto blockRoot = writeTrees(kBlockTree, std::move(blocks), layout_.ansi ? 12 : 24);
    return {nodeRoot, blockRoot};
}

// After a simulated delete: what only the older trees reach, and these trees, is free space. The octets stay.
void NodeFile::freeOld(uint64_t from, uint64_t to) {
    for (const auto& row : blocks_)
        if (row.life == Life::Old) {
            const uint32_t whole = (row.stored + layout_.blockTail + layout_.align - 1) / layout_.align * layout_.align;
            mark(row.at, whole, false);
        }
    for (uint64_t at = from; at < to; at += layout_.page) {
        const uint64_t map = nextMapOffset(at + 1) - layout_.mapSpan();
        if (at - map >= mapPages((map - layout_.firstMap) / layout_.mapSpan()) * layout_.page)
            mark(at, layout_.page, false);
    }
}

void NodeFile::finish() {
    std::stable_sort(nodes_.begin(), nodes_.end(), [](auto& a, auto& b) { return a.nid < b.nid; });
    const bool deleted = std::any_of(blocks_.begin(), blocks_.end(), [](auto& b) { return b.life == Life::Old; });
    if (deleted) {
        const uint64_t from = (at_ + layout_.page - 1) / layout_.page * layout_.page;
        writeGeneration(Life::New);
        freeOld(from, at_);
    }
    const auto [nodes, blocks] = writeGeneration(Life::Old);
    const uint64_t span = layout_.mapSpan();
    const uint64_t end = layout_.firstMap + (at_ - layout_.firstMap + span - 1) / span * span;
    uint64_t freeBits = 0;
    for (uint64_t i = 0; i < (end - layout_.firstMap) / layout_.align; ++i)
        freeBits += bit(i) ? 0 : 1;
    writeMaps(end);
    writeHeader(end, freeBits * layout_.align, nodes, blocks);
    if (std::fflush(file_) != 0 || ftruncate(fileno(file_), off_t(end)) != 0)
        throw std::runtime_error("write failed: no space?");
}

// Allocation maps (2.2.2.7.2), and the older kinds, which writers fill with ones since the density list exists.
void NodeFile::writeMaps(uint64_t end) {
    uint64_t index = 0;
    for (uint64_t at = layout_.firstMap; at < end; at += layout_.mapSpan(), ++index) {
        std::string bits(layout_.ansi ? 4 : 0, '\0');
        for (uint32_t i = 0; i < layout_.mapBytes; ++i) {
            const uint64_t from = index * layout_.mapBytes + i;
            bits.push_back(from < used_.size() ? char(used_[from]) : '\0');
        }
        write(at, closedPage(std::move(bits), kAllocationMap, at, at));
        uint8_t kinds[3] = {};
        size_t count = 0;
        if (!layout_.big) {
            if (index % 8 == 0) kinds[count++] = kPageMap;
            if (index >= 128 && (index - 128) % 496 == 0) kinds[count++] = kFreeMap;
            if (index >= 128 * 64 && (index - 128 * 64) % (496 * 64) == 0) kinds[count++] = kFreePageMap;
        }
        for (size_t i = 0; i < count; ++i) {
            const uint64_t page = at + (i + 1) * layout_.page;
            std::string ones(layout_.ansi ? 4 : 0, '\0');
            ones.append(496, '\xFF');
            write(page, closedPage(std::move(ones), kinds[i], page, page));
        }
    }
    const uint64_t list = layout_.firstMap - layout_.page;
    if (!layout_.ansi) write(list, closedPage(std::string(8, '\0'), kDensityList, list, nextPageBid_++));
}

void NodeFile::writeHeader(uint64_t end, uint64_t freeOctets, const PageRef& nodes, const PageRef& blocks) {
    std::string root;
    if (!layout_.ansi) put64(root, 0);  // qwUnused
    put32(root, 0);
    putId(root, layout_, end);
    putId(root, layout_, end - layout_.mapSpan());
    putId(root, layout_, freeOctets);
    putId(root, layout_, 0);
    for (const auto& ref : {nodes, blocks}) {
        putId(root, layout_, ref.bid);
        putId(root, layout_, ref.at);
    }
    put8(root, 2);  // VALID_AMAP2
    root.resize(root.size() + 3);
    if (!layout_.ansi) put32(root, 0);

    std::string h;  // from wMagicClient on
    h += layout_.big ? "SO" : "SM";
    put16(h, layout_.version);
    put16(h, 19);
    put8(h, 1);
    put8(h, 1);
    put64(h, 0);
    if (layout_.ansi) {
        put32(h, uint32_t(nextBid_));
        put32(h, uint32_t(nextPageBid_));
    } else {
        put64(h, 0);
        put64(h, nextPageBid_);
    }
    put32(h, uint32_t(seed_));
    uint32_t highest[32];
    std::fill(highest, highest + 32, 0x400u);
    highest[3] = 0x4000;
    highest[4] = 0x10000;
    highest[8] = 0x8000;
    for (const auto& row : nodes_)
        highest[row.nid & 31] = std::max(highest[row.nid & 31], (row.nid >> 5) + 1);
    for (const uint32_t index : highest)
        put32(h, index);
    h += root;
    h.append(256, '\xFF');
    put8(h, 0x80);
    put8(h, uint8_t(crypt_));
    put16(h, 0);
    if (!layout_.ansi) {
        put64(h, nextBid_);
        put32(h, crcOf(std::string_view(h).substr(0, 516)));
    }
    h.resize((layout_.ansi ? 512 : 564) - 8);
    std::string magic = "!BDN";
    put32(magic, crcOf(std::string_view(h).substr(0, 471)));
    write(0, magic + h);
}

}  // namespace sillage::pstw
