// Lists, tables and properties of a store being written ([MS-PST] 2.3): the heap on a node, the B-tree on the heap, property
// contexts and table contexts.
#pragma once

#include "support/pst_writer_ndb.h"

#include <map>

namespace sillage::pstw {

// Types of properties ([MS-OXCDATA] 2.11.1).
constexpr uint16_t kInt16 = 0x0002, kInt32 = 0x0003, kDouble = 0x0005, kBool = 0x000B, kObject = 0x000D, kInt64 = 0x0014,
                   kString8 = 0x001E, kString = 0x001F, kTime = 0x0040, kGuid = 0x0048, kBinary = 0x0102,
                   kStrings8 = 0x101E, kStrings = 0x101F;
constexpr uint32_t kRowId = 0x67F20003, kRowVersion = 0x67F30003;

struct Content {
    uint64_t data = 0, sub = 0;  // what a node points to
};

class Heap {
public:
    Heap(const Layout& layout, uint8_t client) : layout_(layout), client_(client) {}
    static constexpr size_t kLongest = 3580;

    uint32_t add(std::string_view octets);  // → HID; 0 for no octets
    // Records of keySize + dataSize octets, sorted by key → HID of the tree's header.
    uint32_t addTree(uint8_t keySize, uint8_t dataSize, std::string_view records);
    void setRoot(uint32_t hid) { root_ = hid; }
    std::vector<std::string> finish();

private:
    struct Block {
        std::string octets;
        std::vector<uint16_t> starts;
    };
    size_t headOf(size_t block) const;
    const Layout& layout_;
    uint8_t client_;
    uint32_t root_ = 0;
    std::vector<Block> blocks_;
};

// Octets of a value as the layout stores them: `text` becomes UTF-16, or code page 1252 in an ANSI store.
std::string text(const Layout& layout, std::string_view utf8);
uint16_t textType(const Layout& layout);
std::string int32(uint32_t value);
std::string flag(bool value);
std::string time(int64_t seconds);

struct Value {
    uint16_t type = 0;
    std::string octets;
    uint32_t nid = 0;  // the value is this subnode, which the caller gives too
};

class Properties {
public:
    explicit Properties(const Layout& layout) : layout_(layout) {}
    void set(uint16_t id, uint16_t type, std::string octets) { values_[id] = {type, std::move(octets), 0}; }
    void setText(uint16_t id, std::string_view utf8) { set(id, textType(layout_), text(layout_, utf8)); }
    void setInt(uint16_t id, uint32_t value) { set(id, kInt32, int32(value)); }
    void setFlag(uint16_t id, bool value) { set(id, kBool, flag(value)); }
    void setTime(uint16_t id, int64_t seconds) { set(id, kTime, time(seconds)); }
    void setSubnode(uint16_t id, uint16_t type, uint32_t nid) { values_[id] = {type, {}, nid}; }
    // An object held by a subnode (2.3.3.5).
    void setObject(uint16_t id, uint32_t nid, uint32_t size) { set(id, kObject, int32(nid) + int32(size)); }
    const Layout& layout() const { return layout_; }
    const std::map<uint16_t, Value>& values() const { return values_; }

private:
    const Layout& layout_;
    std::map<uint16_t, Value> values_;
};

Content writeProperties(NodeFile& file, const Properties& properties, std::vector<Subnode> subnodes = {});

class Table {
public:
    // Tags with their types; string columns are given as PT_UNICODE. kRowId and kRowVersion are added.
    Table(const Layout& layout, std::vector<uint32_t> tags);
    // Columns without a value are marked absent. Values of properties beyond the columns are ignored.
    void addRow(uint32_t rowId, const Properties& values);
    size_t rows() const { return ids_.size(); }
    Content write(NodeFile& file);

private:
    struct Column {
        uint32_t tag;
        uint16_t at;
        uint8_t size, bit;
    };
    const Layout& layout_;
    Heap heap_;
    std::vector<Column> columns_;
    uint16_t ends_[4] = {};  // of the columns of 4 or more, 2, 1 octets, and of the existence bits
    std::string matrix_;
    std::vector<uint32_t> ids_;
};

}  // namespace sillage::pstw
