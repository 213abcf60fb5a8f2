#include "support/pst_writer_ltp.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace sillage::pstw {
namespace {

// Room left in a block of a heap as a nibble (2.3.1.2).
uint8_t fillLevel(size_t room) {
    constexpr size_t kAtLeast[15] = {3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8};
    uint8_t level = 0;
    while (level < 15 && room < kAtLeast[level])
        ++level;
    return level;
}

void setFill(std::string& octets, size_t at, size_t index, uint8_t level) {
    auto& c = octets[at + index / 2];
    c = char(uint8_t(c) | (index % 2 ? level << 4 : level));
}

bool isShort(uint16_t type) {
    return type == kInt16 || type == kInt32 || type == kBool;
}

}  // namespace

std::string text(const Layout& layout, std::string_view utf8) {
    return layout.ansi ? windows1252(utf8) : utf16(utf8);
}
uint16_t textType(const Layout& layout) {
    return layout.ansi ? kString8 : kString;
}
std::string int32(uint32_t value) {
    std::string octets;
    put32(octets, value);
    return octets;
}
std::string flag(bool value) {
    return std::string(1, char(value));
}
std::string time(int64_t seconds) {
    std::string octets;
    put64(octets, fileTime(seconds));
    return octets;
}

// HNHDR, HNBITMAPHDR for block 8 and every 128th after it, HNPAGEHDR (2.3.1.2–2.3.1.4).
size_t Heap::headOf(size_t block) const {
    return block == 0 ? 12 : block % 128 == 8 ? 66 : 2;
}

uint32_t Heap::add(std::string_view octets) {
    if (octets.empty()) return 0;
    const auto fits = [&](const Block& block) {
        const size_t map = 4 + 2 * (block.starts.size() + 2);
        return block.octets.size() + octets.size() + 1 + map <= layout_.blockMax &&
               block.starts.size() + 1 <= layout_.hidIndexMax();
    };
    if (blocks_.empty() || !fits(blocks_.back()))
        blocks_.push_back({std::string(headOf(blocks_.size()), '\0'), {}});
    auto& block = blocks_.back();
    block.starts.push_back(uint16_t(block.octets.size()));
    block.octets += octets;
    return layout_.hid(uint32_t(blocks_.size() - 1), uint32_t(block.starts.size()));
}

uint32_t Heap::addTree(uint8_t keySize, uint8_t dataSize, std::string_view records) {
    uint8_t levels = 0;
    std::string below(records);
    size_t entry = keySize + dataSize;
    uint32_t root = 0;
    while (!below.empty()) {
        const size_t most = kLongest / entry * entry;
        std::string above;
        for (size_t at = 0; at < below.size(); at += most) {
            root = add(std::string_view(below).substr(at, most));
            above += below.substr(at, keySize) + int32(root);
        }
        if (below.size() <= most) break;
        below.swap(above);
        entry = keySize + 4;
        ++levels;
    }
    std::string header;
    put8(header, 0xB5);
    put8(header, keySize);
    put8(header, dataSize);
    put8(header, levels);
    put32(header, root);
    return add(header);
}

std::vector<std::string> Heap::finish() {
    std::vector<std::string> out;
    std::vector<uint8_t> levels;
    for (auto& block : blocks_) {
        std::string octets = std::move(block.octets);
        const auto end = uint16_t(octets.size());
        if (octets.size() % 2) octets.push_back('\0');
        set16(octets, 0, uint16_t(octets.size()));
        put16(octets, uint16_t(block.starts.size()));
        put16(octets, 0);
        for (const uint16_t start : block.starts)
            put16(octets, start);
        put16(octets, end);
        levels.push_back(fillLevel(layout_.blockMax - octets.size()));
        out.push_back(std::move(octets));
    }
    out[0][2] = char(0xEC);
    out[0][3] = char(client_);
    set32(out[0], 4, root_);
    for (size_t i = 0; i < levels.size(); ++i) {
        if (i < 8)
            setFill(out[0], 8, i, levels[i]);
        else
            setFill(out[(i - 8) / 128 * 128 + 8], 2, (i - 8) % 128, levels[i]);
    }
    return out;
}

// Property context (2.3.3): a tree keyed by property id; short values inline, others in the heap, long ones in subnodes.
Content writeProperties(NodeFile& file, const Properties& properties, std::vector<Subnode> subnodes) {
    Heap heap(file.layout(), 0xBC);
    std::string records;
    uint32_t nextLong = 0x10000 << 5 | 0x1F;
    for (const auto& [id, value] : properties.values()) {
        uint32_t held = value.nid;
        if (held == 0 && isShort(value.type)) {
            std::string octets = value.octets;
            octets.resize(4);
            held = uint32_t(uint8_t(octets[0])) | uint32_t(uint8_t(octets[1])) << 8 |
                   uint32_t(uint8_t(octets[2])) << 16 | uint32_t(uint8_t(octets[3])) << 24;
        } else if (held == 0 && value.octets.size() <= Heap::kLongest) {
            held = heap.add(value.octets);
        } else if (held == 0) {
            NodeFile::Stream stream(file);
            stream.add(value.octets);
            held = nextLong;
            nextLong += 0x20;
            subnodes.push_back({held, stream.finish(), 0});
        }
        put16(records, id);
        put16(records, value.type);
        put32(records, held);
    }
    heap.setRoot(heap.addTree(2, 6, records));
    const uint64_t data = file.writeBlocks(heap.finish());
    return {data, file.writeSubnodes(std::move(subnodes))};
}

Table::Table(const Layout& layout, std::vector<uint32_t> tags) : layout_(layout), heap_(layout, 0x7C) {
    tags.push_back(kRowId);
    tags.push_back(kRowVersion);
    for (uint32_t& tag : tags)
        if (layout.ansi && (tag & 0xFFFF) == kString) tag = (tag & 0xFFFF0000) | kString8;
    std::sort(tags.begin(), tags.end());
    const auto sizeOf = [](uint32_t tag) -> uint8_t {
        const auto type = uint16_t(tag);
        return type == kTime || type == kInt64 || type == kDouble ? 8 : type == kBool ? 1 : type == kInt16 ? 2 : 4;
    };
    uint8_t bit = 2;
    for (const uint32_t tag : tags)
        columns_.push_back({tag, 0, sizeOf(tag), tag == kRowId ? uint8_t(0) : tag == kRowVersion ? uint8_t(1) : bit++});
    uint16_t at = 8;  // the row's id and version come first
    for (auto& column : columns_)
        if (column.bit < 2)
            column.at = uint16_t(column.bit * 4);
        else if (column.size >= 4) {
            column.at = at;
            at = uint16_t(at + column.size);
        }
    ends_[0] = at;
    for (const uint8_t size : {uint8_t(2), uint8_t(1)}) {
        for (auto& column : columns_)
            if (column.size == size) {
                column.at = at;
                at = uint16_t(at + size);
            }
        ends_[size == 2 ? 1 : 2] = at;
    }
    ends_[3] = uint16_t(at + (columns_.size() + 7) / 8);
}

void Table::addRow(uint32_t rowId, const Properties& values) {
    if (layout_.ansi && ids_.size() > 0xFFFF) throw std::runtime_error("a table of an ANSI store ends at 65,536 rows");
    std::string row(ends_[3], '\0');
    const auto exists = [&](uint8_t bit) {
        auto& c = row[ends_[2] + bit / 8];
        c = char(uint8_t(c) | 0x80 >> (bit % 8));
    };
    for (const auto& column : columns_) {
        if (column.bit < 2) {
            set32(row, column.at, column.bit == 0 ? rowId : uint32_t(ids_.size() + 1));
            exists(column.bit);
            continue;
        }
        const auto found = values.values().find(uint16_t(column.tag >> 16));
        if (found == values.values().end() || found->second.type != uint16_t(column.tag)) continue;
        const auto type = found->second.type;
        std::string octets = found->second.octets;
        if (!isShort(type) && column.size != 8) octets = int32(heap_.add(octets.substr(0, 510)));
        row.replace(column.at, column.size, octets.substr(0, column.size));
        exists(column.bit);
    }
    matrix_ += row;
    ids_.push_back(rowId);
}

// Table context (2.3.4): columns, the index of rows by id, and the matrix, whose rows do not cross blocks.
Content Table::write(NodeFile& file) {
    std::vector<Subnode> subnodes;
    std::vector<size_t> order(ids_.size());
    std::iota(order.begin(), order.end(), size_t(0));
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return ids_[a] < ids_[b]; });
    std::string records;
    for (const size_t i : order) {
        put32(records, ids_[i]);
        if (layout_.ansi)
            put16(records, uint16_t(i));
        else
            put32(records, uint32_t(i));
    }
    const uint32_t index = heap_.addTree(4, layout_.ansi ? 2 : 4, records);
    uint32_t held = 0;
    if (matrix_.size() <= Heap::kLongest) {
        held = heap_.add(matrix_);
    } else {
        held = 0x8000 << 5 | 0x1F;
        std::vector<std::string> blocks;
        const size_t full = layout_.blockMax / ends_[3] * ends_[3];
        for (size_t at = 0; at < matrix_.size(); at += full) {
            blocks.push_back(matrix_.substr(at, full));
            if (at + full < matrix_.size()) blocks.back().resize(layout_.blockMax);
        }
        subnodes.push_back({held, file.writeBlocks(blocks), 0});
    }
    std::string info;
    put8(info, 0x7C);
    put8(info, uint8_t(columns_.size()));
    for (const uint16_t end : ends_)
        put16(info, end);
    put32(info, index);
    put32(info, held);
    put32(info, 0);
    for (const auto& column : columns_) {
        put32(info, column.tag);
        put16(info, column.at);
        put8(info, column.size);
        put8(info, column.bit);
    }
    heap_.setRoot(heap_.add(info));
    const uint64_t data = file.writeBlocks(heap_.finish());
    return {data, file.writeSubnodes(std::move(subnodes))};
}

}  // namespace sillage::pstw
