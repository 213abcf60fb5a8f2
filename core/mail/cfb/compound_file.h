// Compound files ([MS-CFB] v3 and v4): storages and streams inside one file, read piecewise from a ByteSource.
// Nothing in the file is trusted: every chain is bounded by the number of sectors, every directory entry belongs to
// one parent at most, and what does not fit is a Problem. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "evidence/byte_source.h"

namespace sillage::cfb {

inline constexpr std::string_view kSignature = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

enum class EntryType : std::uint8_t { Free = 0, Storage = 1, Stream = 2, Root = 5 };

/// A directory entry (2.6).
struct Entry {
    std::string name;          ///< UTF-8
    EntryType type = EntryType::Free;
    std::uint32_t left = 0, right = 0, child = 0;
    std::uint32_t start = 0;   ///< first sector
    std::uint64_t size = 0;    ///< octets
    std::uint64_t offset = 0;  ///< of the 128-octet entry in the source
    std::array<char, 16> classId{};  ///< of a storage: what program its object belongs to
    std::vector<std::uint32_t> children;  ///< by name; of storages
    bool reached = false;      ///< is in the tree
};

class CompoundFile {
public:
    static constexpr std::uint32_t kRoot = 0;

    /// Reads header and directory. Throws Error when it is no compound file or has no directory.
    explicit CompoundFile(ByteSource& source);

    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    [[nodiscard]] const Entry& entry(std::uint32_t index) const { return entries_[index]; }
    /// The child of that name (compared without case, ASCII).
    [[nodiscard]] std::optional<std::uint32_t> child(std::uint32_t storage, std::string_view name) const;

    using Octets = std::function<void(std::string_view)>;
    /// The octets of a stream in order, pieces of at most 256 KiB. A stream that is cut short gives what is there; the
    /// first reason goes to problem when that is given.
    void read(std::uint32_t stream, const Octets& out, std::string* problem = nullptr) const;
    /// At most limit octets of it.
    [[nodiscard]] std::string readAll(std::uint32_t stream, std::size_t limit, std::string* problem = nullptr) const;
    /// Where it lies: its octets when they lie in one piece, else its directory entry.
    struct Place {
        std::uint64_t offset = 0, length = 0;
    };
    [[nodiscard]] Place place(std::uint32_t index) const;

    [[nodiscard]] std::uint64_t size() const { return source_.size(); }
    [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

private:
    void readHeader();
    void readDifat(std::string_view header);
    void readDirectory();
    void readEntry(std::string_view octets, std::uint64_t offset);
    void walk();
    std::vector<std::uint32_t> siblings(std::uint32_t first, const std::string& parent);
    [[nodiscard]] std::vector<std::uint32_t> chain(std::uint32_t first, std::uint64_t most, std::string* problem) const;
    [[nodiscard]] std::uint32_t next(std::uint32_t sector) const;
    [[nodiscard]] std::uint32_t nextMini(std::uint32_t sector) const;
    [[nodiscard]] std::uint64_t offsetOf(std::uint32_t sector) const {
        return (std::uint64_t{sector} + 1) << sectorShift_;
    }
    [[nodiscard]] bool isMini(const Entry& e) const { return e.type == EntryType::Stream && e.size < miniCutoff_; }
    void readChain(std::uint32_t first, std::uint64_t size, const Octets& out, std::string* problem) const;
    void readMini(const Entry& e, const Octets& out, std::string* problem) const;
    void damage(std::uint64_t offset, std::string item, std::string reason);

    ByteSource& source_;
    unsigned sectorShift_ = 9, miniShift_ = 6;
    std::uint32_t miniCutoff_ = 4096;
    bool version3_ = true;
    std::uint64_t sectors_ = 0;             ///< in the file, the last one even if cut
    std::uint32_t firstDirectory_ = 0;
    std::vector<std::uint32_t> fat_;        ///< sectors of the FAT, in order
    std::vector<std::uint32_t> miniFat_;    ///< sectors of the mini FAT
    std::vector<std::uint32_t> miniStream_; ///< sectors of the mini stream
    std::vector<Entry> entries_;
    std::vector<Problem> problems_;
    /// The sector of the FAT or mini FAT used last.
    struct Cached {
        std::uint32_t sector = 0xffffffff;
        std::string octets;
    };
    mutable Cached fatCache_, miniCache_;
    [[nodiscard]] std::uint32_t linkIn(Cached& cache, std::uint32_t sector, std::size_t at) const;
};

}  // namespace sillage::cfb
