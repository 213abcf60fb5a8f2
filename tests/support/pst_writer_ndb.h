// The node database of a store being written ([MS-PST] 2.2): blocks and data trees as they come, then the node and block
// trees, allocation maps and header. Free space is never reused, so that what a simulated delete leaves behind stays.
#pragma once

#include "support/pst_writer_format.h"

#include <cstdio>

namespace sillage::pstw {

// Which generation of the trees a node or block belongs to. Old alone: reachable only from stale pages.
enum class Life : uint8_t { Both, Old, New };

struct Subnode {
    uint32_t nid = 0;
    uint64_t data = 0, sub = 0;  // block ids, 0: none
};

class NodeFile {
public:
    NodeFile(const std::filesystem::path& path, const Store& store);
    ~NodeFile();
    NodeFile(const NodeFile&) = delete;
    NodeFile& operator=(const NodeFile&) = delete;

    const Layout& layout() const { return layout_; }
    // What is written from now on belongs to these generations.
    void setLife(Life life) { life_ = life; }
    Life life() const { return life_; }

    // Each returns a block id (0 for no data at all).
    uint64_t writeBlock(std::string_view data, bool internal = false);
    uint64_t writeBlocks(const std::vector<std::string>& blocks);  // a data tree with these leaves
    uint64_t writeSubnodes(std::vector<Subnode> subnodes);

    // A data tree whose octets come in pieces.
    class Stream {
    public:
        explicit Stream(NodeFile& file) : file_(file) {}
        void add(std::string_view piece);
        uint64_t finish();

    private:
        NodeFile& file_;
        std::string pending_;
        std::vector<uint64_t> leaves_;
        uint64_t total_ = 0;
    };

    void addNode(uint32_t nid, uint64_t data, uint64_t sub, uint32_t parent);
    void finish();  // trees, maps, header

private:
    struct BlockRow {
        uint64_t bid, at;
        uint16_t stored, inflated;
        Life life;
    };
    struct NodeRow {
        uint32_t nid, parent;
        uint64_t data, sub;
        Life life;
    };
    struct PageRef {
        uint64_t key, bid, at;
    };

    uint64_t allocate(uint32_t size, uint32_t align);
    void write(uint64_t at, std::string_view octets);
    void mark(uint64_t at, uint32_t size, bool used);
    bool bit(uint64_t index) const;
    uint64_t writeTree(const std::vector<uint64_t>& leaves, uint64_t total, const std::vector<uint64_t>& sizes);
    uint64_t writeIndex(uint8_t level, const uint64_t* first, size_t count, uint64_t total);

    std::string nodeEntry(const NodeRow& row) const;
    std::string blockEntry(const BlockRow& row) const;
    PageRef writeTrees(uint8_t type, std::vector<std::pair<uint64_t, std::string>> entries, uint32_t entrySize);
    PageRef writePage(uint8_t type, uint8_t level, const std::pair<uint64_t, std::string>* entries, size_t count,
                      uint32_t entrySize);
    std::pair<PageRef, PageRef> writeGeneration(Life other);
    void freeOld(uint64_t oldPagesFrom, uint64_t oldPagesTo);
    std::string closedPage(std::string body, uint8_t type, uint64_t at, uint64_t bid) const;
    void writeMaps(uint64_t end);
    void writeHeader(uint64_t end, uint64_t freeOctets, const PageRef& nodes, const PageRef& blocks);
    uint64_t nextMapOffset(uint64_t from) const;
    uint32_t mapPages(uint64_t mapIndex) const;

    Layout layout_;
    Crypt crypt_;
    bool compress_, compressLists_;
    uint64_t seed_;
    std::FILE* file_;
    Life life_ = Life::Both;
    uint64_t at_;             // end of what is allocated
    uint64_t written_ = 0;    // position of file_
    uint64_t nextBid_ = 4, nextPageBid_ = 1;
    std::vector<BlockRow> blocks_;
    std::vector<NodeRow> nodes_;
    std::vector<uint8_t> used_;  // a bit for each `align` octets from firstMap on
};

}  // namespace sillage::pstw
