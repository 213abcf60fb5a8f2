// A storage of a compound file written out as a compound file of its own ([MS-CFB], version 3): what an OLE object kept
// as a storage looks like when it is saved. Streams are copied, times are not; the same octets every time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mail/cfb/compound_file.h"

namespace sillage::cfb {

class StorageImage {
public:
    /// Reads every stream once to learn what of it is there. file must outlive this.
    StorageImage(const CompoundFile& file, std::uint32_t storage);
    [[nodiscard]] std::uint64_t size() const;  ///< octets that write() gives
    void write(const CompoundFile::Octets& out) const;

private:
    static constexpr std::uint32_t kNone = 0xffffffff;
    struct Node {
        std::uint32_t source = 0;      ///< entry in the file
        std::string name;              ///< UTF-16LE
        std::uint64_t octets = 0;
        std::uint32_t start = kNone;   ///< sector, or mini sector
        std::uint32_t left = kNone, right = kNone, child = kNone;
    };
    /// Sectors in a row that are one chain, in order; marks: FAT and DIFAT sectors, which stand for themselves.
    struct Run {
        std::uint32_t first = 0, count = 0, mark = 0;
    };

    void collect(std::uint32_t storage);
    [[nodiscard]] std::uint64_t octetsOf(std::uint32_t stream, std::uint64_t room) const;
    void order(Node& parent, std::vector<std::uint32_t> children);
    void layOut();
    std::uint32_t place(std::uint64_t octets);
    [[nodiscard]] bool isStream(const Node& n) const { return file_.entry(n.source).type == EntryType::Stream; }
    [[nodiscard]] bool isMini(const Node& n) const;
    [[nodiscard]] std::string header() const;
    [[nodiscard]] std::string directoryEntry(const Node& n) const;
    void writeDirectory(const CompoundFile::Octets& out) const;
    void writeMiniFat(const CompoundFile::Octets& out) const;
    void writeStream(const Node& n, std::uint64_t unit, const CompoundFile::Octets& out) const;
    void writeFat(const CompoundFile::Octets& out) const;
    void writeDifat(const CompoundFile::Octets& out) const;

    const CompoundFile& file_;
    std::vector<Node> nodes_;          ///< 0 is the root
    std::vector<Run> runs_;
    std::uint32_t sectors_ = 0, miniSectors_ = 0;
    std::uint32_t directory_ = 0, miniFat_ = kNone, miniFatSectors_ = 0, fat_ = 0, fatSectors_ = 0, difat_ = 0, difatSectors_ = 0;
};

}  // namespace sillage::cfb
