#include "support/pst_writer_ndb.h"

#include <algorithm>
#include <stdexcept>

#include <zlib.h>

namespace sillage::pstw {
namespace {

std::string deflated(std::string_view data) {
    std::string out(compressBound(uLong(data.size())), '\0');
    uLongf size = uLongf(out.size());
    if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
                  uLong(data.size()), Z_BEST_SPEED) != Z_OK)
        throw std::runtime_error("deflate failed");
    out.resize(size);
    return out;
}

}  // namespace

NodeFile::NodeFile(const std::filesystem::path& path, const Store& store)
    : layout_(layoutOf(store.variant)),
      crypt_(store.crypt),
      compress_(store.compress && layout_.big),
      compressLists_(compress_ && store.compressLists),
      seed_(store.seed),
      file_(std::fopen(path.c_str(), "wb")),
      at_(layout_.firstMap) {
    if (!file_) throw std::runtime_error("cannot write " + path.string());
    std::setvbuf(file_, nullptr, _IOFBF, 1 << 20);
}

NodeFile::~NodeFile() {
    if (file_) std::fclose(file_);
}

// Pages at the start of the span of allocation map `index`: the map itself, then the older kinds of maps at their intervals
// (2.2.2.7.3, .5, .6). With big pages only the first kind has ever been seen.
uint32_t NodeFile::mapPages(uint64_t index) const {
    uint32_t pages = 1;
    if (layout_.big) return pages;
    if (index % 8 == 0) ++pages;                                       // PMap
    if (index >= 128 && (index - 128) % 496 == 0) ++pages;             // FMap
    if (index >= 128 * 64 && (index - 128 * 64) % (496 * 64) == 0) ++pages;  // FPMap
    return pages;
}

uint64_t NodeFile::nextMapOffset(uint64_t from) const {
    const uint64_t span = layout_.mapSpan();
    return layout_.firstMap + (from - layout_.firstMap + span - 1) / span * span;
}

uint64_t NodeFile::allocate(uint32_t size, uint32_t align) {
    for (;;) {
        at_ = (at_ + align - 1) / align * align;
        const uint64_t map = nextMapOffset(at_);
        if (at_ + size <= map) break;
        const uint32_t pages = mapPages((map - layout_.firstMap) / layout_.mapSpan()) * layout_.page;
        mark(map, pages, true);
        at_ = map + pages;
    }
    const uint64_t found = at_;
    at_ += size;
    if (layout_.ansi && at_ > 0x7FFF0000) throw std::runtime_error("an ANSI store ends at 2 GB");
    mark(found, size, true);
    return found;
}

void NodeFile::mark(uint64_t at, uint32_t size, bool used) {
    const uint64_t first = (at - layout_.firstMap) / layout_.align, count = (size + layout_.align - 1) / layout_.align;
    if (used_.size() * 8 < first + count) used_.resize((first + count + 7) / 8 + 4096);
    for (uint64_t i = first; i < first + count; ++i) {
        const auto mask = uint8_t(0x80 >> (i % 8));
        used_[i / 8] = used ? used_[i / 8] | mask : uint8_t(used_[i / 8] & ~mask);
    }
}

bool NodeFile::bit(uint64_t index) const {
    return index / 8 < used_.size() && (used_[index / 8] & (0x80 >> (index % 8)));
}

void NodeFile::write(uint64_t at, std::string_view octets) {
    if (at != written_ && fseeko(file_, off_t(at), SEEK_SET) != 0) throw std::runtime_error("seek failed");
    if (std::fwrite(octets.data(), 1, octets.size(), file_) != octets.size())
        throw std::runtime_error("write failed: no space?");
    written_ = at + octets.size();
}

uint64_t NodeFile::writeBlock(std::string_view data, bool internal) {
    if (data.empty()) return 0;
    if (data.size() > layout_.blockMax) throw std::logic_error("a block is too long");
    const uint64_t bid = nextBid_ | (internal ? 2 : 0);
    nextBid_ += 4;
    std::string octets(data);
    if (!internal) encode(octets, crypt_, bid);
    if (internal ? compressLists_ : compress_) {
        std::string packed = deflated(octets);
        if (packed.size() < octets.size()) octets.swap(packed);
    }
    const auto stored = uint16_t(octets.size());
    const uint32_t whole = (stored + layout_.blockTail + layout_.align - 1) / layout_.align * layout_.align;
    const uint64_t at = allocate(whole, layout_.align);
    const uint32_t crc = crcOf(octets);
    octets.resize(whole - layout_.blockTail);
    put16(octets, stored);
    put16(octets, signatureOf(at, bid));
    if (layout_.ansi) {
        put32(octets, uint32_t(bid));
        put32(octets, crc);
    } else {
        put32(octets, crc);
        put64(octets, bid);
    }
    if (layout_.big) {
        put16(octets, 0);
        put16(octets, uint16_t(data.size()));
        put32(octets, 0);
    }
    write(at, octets);
    blocks_.push_back({bid, at, stored, uint16_t(data.size()), life_});
    return bid;
}

// XBLOCK and XXBLOCK (2.2.2.8.3.2).
uint64_t NodeFile::writeIndex(uint8_t level, const uint64_t* first, size_t count, uint64_t total) {
    std::string block;
    put8(block, 1);
    put8(block, level);
    put16(block, uint16_t(count));
    put32(block, uint32_t(total));
    for (size_t i = 0; i < count; ++i)
        putId(block, layout_, first[i]);
    return writeBlock(block, true);
}

uint64_t NodeFile::writeTree(const std::vector<uint64_t>& leaves, uint64_t total, const std::vector<uint64_t>& sizes) {
    if (leaves.empty()) return 0;
    if (leaves.size() == 1) return leaves.front();
    const size_t room = (layout_.blockMax - 8) / layout_.id;
    if (leaves.size() <= room) return writeIndex(1, leaves.data(), leaves.size(), total);
    std::vector<uint64_t> upper;
    for (size_t i = 0; i < leaves.size(); i += room) {
        const size_t count = std::min(room, leaves.size() - i);
        uint64_t part = 0;
        for (size_t k = i; k < i + count; ++k)
            part += sizes[k];
        upper.push_back(writeIndex(1, leaves.data() + i, count, part));
    }
    if (upper.size() > room) throw std::runtime_error("longer than a data tree of two levels holds");
    return writeIndex(2, upper.data(), upper.size(), total);
}

uint64_t NodeFile::writeBlocks(const std::vector<std::string>& blocks) {
    std::vector<uint64_t> leaves, sizes;
    uint64_t total = 0;
    for (const auto& block : blocks) {
        leaves.push_back(writeBlock(block));
        sizes.push_back(block.size());
        total += block.size();
    }
    return writeTree(leaves, total, sizes);
}

void NodeFile::Stream::add(std::string_view piece) {
    const size_t full = file_.layout_.blockMax;
    while (!piece.empty()) {
        const size_t take = std::min(piece.size(), full - pending_.size());
        pending_.append(piece.substr(0, take));
        piece.remove_prefix(take);
        total_ += take;
        if (pending_.size() < full) continue;
        leaves_.push_back(file_.writeBlock(pending_));
        pending_.clear();
    }
}

uint64_t NodeFile::Stream::finish() {
    const size_t rest = pending_.size();
    if (rest) leaves_.push_back(file_.writeBlock(pending_));
    std::vector<uint64_t> sizes(leaves_.size(), file_.layout_.blockMax);
    if (rest) sizes.back() = rest;
    return file_.writeTree(leaves_, total_, sizes);
}

// SLBLOCK and SIBLOCK (2.2.2.8.3.3); in an ANSI store without the four octets of padding.
uint64_t NodeFile::writeSubnodes(std::vector<Subnode> subnodes) {
    if (subnodes.empty()) return 0;
    std::sort(subnodes.begin(), subnodes.end(), [](auto& a, auto& b) { return a.nid < b.nid; });
    const size_t head = layout_.ansi ? 4 : 8;
    const auto begin = [&](uint8_t level, size_t count) {
        std::string block;
        put8(block, 2);
        put8(block, level);
        put16(block, uint16_t(count));
        block.resize(head);
        return block;
    };
    const size_t room = (layout_.blockMax - head) / (3 * layout_.id);
    std::vector<std::pair<uint32_t, uint64_t>> leaves;
    for (size_t i = 0; i < subnodes.size(); i += room) {
        const size_t count = std::min(room, subnodes.size() - i);
        std::string block = begin(0, count);
        for (size_t k = i; k < i + count; ++k) {
            putId(block, layout_, subnodes[k].nid);
            putId(block, layout_, subnodes[k].data);
            putId(block, layout_, subnodes[k].sub);
        }
        leaves.emplace_back(subnodes[i].nid, writeBlock(block, true));
    }
    if (leaves.size() == 1) return leaves.front().second;
    std::string block = begin(1, leaves.size());
    for (const auto& [nid, bid] : leaves) {
        putId(block, layout_, nid);
        putId(block, layout_, bid);
    }
    return writeBlock(block, true);
}

void NodeFile::addNode(uint32_t nid, uint64_t data, uint64_t sub, uint32_t parent) {
    nodes_.push_back({nid, parent, data, sub, life_});
}

}  // namespace sillage::pstw
