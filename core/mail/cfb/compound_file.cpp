// See compound_file.h; section numbers are those of [MS-CFB].
#include "mail/cfb/compound_file.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"

namespace sillage::cfb {
namespace {

// 2.1: sector numbers above this are no sectors.
constexpr std::uint32_t kMaxSector = 0xfffffffa, kEndOfChain = 0xfffffffe, kNone = 0xffffffff;
constexpr std::size_t kEntry = 128, kHeader = 512, kPiece = 256u << 10, kMaxEntries = 500'000, kMaxProblems = 100;

std::uint64_t number(std::string_view octets, std::size_t at, std::size_t size) {
    std::uint64_t n = 0;
    for (std::size_t i = size; i-- > 0;)
        n = n << 8 | (at + i < octets.size() ? static_cast<unsigned char>(octets[at + i]) : 0u);
    return n;
}

std::uint32_t u16(std::string_view octets, std::size_t at) { return static_cast<std::uint32_t>(number(octets, at, 2)); }
std::uint32_t u32(std::string_view octets, std::size_t at) { return static_cast<std::uint32_t>(number(octets, at, 4)); }

/// 2.6.1: UTF-16LE, its length counted with the terminator. Names of messages are ASCII.
std::string nameOf(std::string_view entry) {
    const std::size_t length = std::min<std::size_t>(u16(entry, 64), 64);
    std::string out;
    for (std::size_t i = 0; i + 1 < length; i += 2) {
        const std::uint32_t unit = u16(entry, i);
        if (unit == 0) break;
        if (unit < 0x80) {
            out += static_cast<char>(unit);
        } else if (unit < 0x800) {
            out += static_cast<char>(0xc0 | unit >> 6);
            out += static_cast<char>(0x80 | (unit & 0x3f));
        } else if (unit >= 0xd800 && unit < 0xe000) {
            out += "\xef\xbf\xbd";
        } else {
            out += static_cast<char>(0xe0 | unit >> 12);
            out += static_cast<char>(0x80 | (unit >> 6 & 0x3f));
            out += static_cast<char>(0x80 | (unit & 0x3f));
        }
    }
    return out;
}

/// Notices a chain that comes back to itself, without remembering it all (Brent's algorithm).
class Circle {
public:
    /// The next sector of the chain; true when it has been there before.
    bool closes(std::uint32_t sector) {
        if (sector == mark_) return true;
        if (++steps_ == limit_) {
            mark_ = sector;
            limit_ *= 2;
        }
        return false;
    }

private:
    std::uint32_t mark_ = kNone;
    std::uint64_t steps_ = 0, limit_ = 1;
};

void say(std::string* problem, const std::string& reason) {
    if (problem && problem->empty()) *problem = reason;
}

}  // namespace

CompoundFile::CompoundFile(ByteSource& source) : source_(source) {
    readHeader();
    readDirectory();
    walk();
    const Entry& root = entries_[kRoot];
    std::string problem;
    miniStream_ = chain(root.start, (root.size + (1u << sectorShift_) - 1) >> sectorShift_, &problem);
    if (root.size > 0 && !problem.empty()) damage(root.offset, "mini stream", problem);
}

void CompoundFile::damage(std::uint64_t offset, std::string item, std::string reason) {
    if (problems_.size() < kMaxProblems) problems_.push_back({offset, 0, std::move(item), std::move(reason)});
}

// 2.2.
void CompoundFile::readHeader() {
    const std::string header = source_.readString(0, kHeader);
    if (header.size() < kHeader || header.compare(0, kSignature.size(), kSignature) != 0)
        throw Error("Not a compound file: its header of 512 octets is not there.");
    const std::uint32_t version = u16(header, 26), shift = u16(header, 30), mini = u16(header, 32);
    version3_ = version != 4;
    if (shift < 7 || shift > 16)
        throw Error(phrase("The header of the compound file says sectors of 2^%1 octets; only 512 and 4096 exist.", shift));
    sectorShift_ = shift;
    if ((version != 3 && version != 4) || (version == 3 && shift != 9) || (version == 4 && shift != 12))
        damage(26, "header", phrase("Version %1 with sectors of %2 octets is not one that [MS-CFB] knows; read as stated.", version, 1u << shift));
    if (mini >= 4 && mini < shift)
        miniShift_ = mini;
    else
        damage(32, "header", "The size of mini sectors is not valid; 64 octets were taken.");
    const std::uint32_t cutoff = u32(header, 56);
    if (cutoff != miniCutoff_)
        damage(56, "header", phrase("The limit of the mini stream is %1, not 4096; 4096 was taken.", cutoff));
    const std::uint64_t size = source_.size(), sector = 1u << sectorShift_;
    sectors_ = std::min<std::uint64_t>(size > sector ? (size - 1) / sector : 0, kMaxSector);
    firstDirectory_ = u32(header, 48);
    readDifat(header);
    std::string problem;
    const std::uint32_t firstMini = u32(header, 60), miniCount = u32(header, 64);
    if (miniCount > 0 && firstMini < kMaxSector) miniFat_ = chain(firstMini, miniCount, &problem);
    if (!problem.empty()) damage(60, "mini FAT", problem);
}

// 2.5: 109 FAT sectors are named in the header, further ones in a chain of sectors.
void CompoundFile::readDifat(std::string_view header) {
    const std::uint32_t count = u32(header, 44);
    const std::uint64_t most = std::min<std::uint64_t>(count, sectors_);
    const auto take = [&](std::uint32_t sector) {
        if (fat_.size() >= most || sector == kNone) return;
        if (sector >= sectors_) damage(44, "FAT", phrase("Sector %1 of the FAT lies beyond the end of the file.", sector));
        fat_.push_back(sector);
    };
    for (std::size_t i = 0; i < 109; ++i) take(u32(header, 76 + 4 * i));
    std::uint32_t sector = u32(header, 68);
    const std::size_t perSector = (std::size_t{1} << sectorShift_) / 4 - 1;
    for (std::uint64_t steps = 0; sector < kMaxSector && fat_.size() < most; ++steps) {
        if (sector >= sectors_ || steps > sectors_) {
            damage(68, "DIFAT", "The list of FAT sectors leads out of the file or around in a circle; it was cut there.");
            break;
        }
        const std::string octets = source_.readString(offsetOf(sector), std::size_t{1} << sectorShift_);
        for (std::size_t i = 0; i < perSector; ++i) take(u32(octets, 4 * i));
        sector = u32(octets, 4 * perSector);
    }
    if (fat_.size() < count)
        damage(44, "FAT", phrase("The header announces %1 FAT sectors, %2 were found.", count, fat_.size()));
}

std::uint32_t CompoundFile::linkIn(Cached& cache, std::uint32_t sector, std::size_t at) const {
    if (sector >= sectors_) return kNone;
    if (cache.sector != sector) {
        cache.octets = source_.readString(offsetOf(sector), std::size_t{1} << sectorShift_);
        cache.sector = sector;
    }
    return 4 * at + 4 <= cache.octets.size() ? u32(cache.octets, 4 * at) : kNone;
}

std::uint32_t CompoundFile::next(std::uint32_t sector) const {
    const std::size_t perSector = (std::size_t{1} << sectorShift_) / 4, which = sector / perSector;
    return which < fat_.size() ? linkIn(fatCache_, fat_[which], sector % perSector) : kNone;
}

std::uint32_t CompoundFile::nextMini(std::uint32_t sector) const {
    const std::size_t perSector = (std::size_t{1} << sectorShift_) / 4, which = sector / perSector;
    return which < miniFat_.size() ? linkIn(miniCache_, miniFat_[which], sector % perSector) : kNone;
}

std::vector<std::uint32_t> CompoundFile::chain(std::uint32_t first, std::uint64_t most, std::string* problem) const {
    std::vector<std::uint32_t> out;
    std::uint32_t sector = first;
    most = std::min(most, sectors_);
    while (out.size() < most && sector < kMaxSector) {
        if (sector >= sectors_) {
            say(problem, phrase("Its chain of sectors leads beyond the end of the file, to sector %1.", sector));
            break;
        }
        out.push_back(sector);
        sector = next(sector);
    }
    if (out.size() < most && sector >= kMaxSector && most < sectors_)
        say(problem, "Its chain of sectors is shorter than its size says.");
    return out;
}

// 2.6: the directory is a chain without a size of its own; of version 3 not even the number of sectors is stated.
void CompoundFile::readDirectory() {
    std::uint32_t sector = firstDirectory_;
    const std::size_t sectorSize = std::size_t{1} << sectorShift_;
    std::uint64_t steps = 0;
    while (sector < kMaxSector && entries_.size() < kMaxEntries) {
        if (sector >= sectors_ || ++steps > sectors_) {
            damage(48, "directory", "The directory's chain of sectors leads out of the file or around in a circle; it was cut there.");
            break;
        }
        const std::uint64_t at = offsetOf(sector);
        const std::string octets = source_.readString(at, sectorSize);
        for (std::size_t i = 0; i + kEntry <= octets.size(); i += kEntry)
            readEntry(std::string_view(octets).substr(i, kEntry), at + i);
        const std::uint32_t after = next(sector);
        if (after == kNone || (after >= kMaxSector && after != kEndOfChain))
            damage(at, "directory", "The directory's chain of sectors has no end mark; what follows was not found.");
        sector = after;
    }
    if (entries_.size() >= kMaxEntries) damage(48, "directory", "The directory has more than 500000 entries; the rest was not read.");
    if (entries_.empty() || entries_[kRoot].type != EntryType::Root)
        throw Error(phrase("The compound file has no directory where its header says (sector %1): it is cut short or damaged.", firstDirectory_));
}

void CompoundFile::readEntry(std::string_view octets, std::uint64_t offset) {
    Entry e;
    e.offset = offset;
    const auto type = static_cast<unsigned char>(octets[66]);
    if (type == 1 || type == 2 || type == 5) {
        e.type = static_cast<EntryType>(type);
        e.name = nameOf(octets);
        e.left = u32(octets, 68);
        e.right = u32(octets, 72);
        e.child = u32(octets, 76);
        std::copy_n(octets.begin() + 80, e.classId.size(), e.classId.begin());
        e.start = u32(octets, 116);
        e.size = version3_ ? u32(octets, 120) : number(octets, 120, 8);  // 2.6.1: the upper half may be garbage
    } else if (type != 0) {
        damage(offset, phrase("directory entry %1", entries_.size()), phrase("Its type is %1, which does not exist.", type));
    }
    entries_.push_back(std::move(e));
}

// 2.6.4: a storage's children are a binary tree; its order and colours are not relied on.
std::vector<std::uint32_t> CompoundFile::siblings(std::uint32_t first, const std::string& parent) {
    std::vector<std::uint32_t> out, open;
    if (first != kNone) open.push_back(first);
    while (!open.empty()) {
        const std::uint32_t i = open.back();
        open.pop_back();
        if (i >= entries_.size() || entries_[i].type == EntryType::Free || entries_[i].type == EntryType::Root) {
            damage(0, phrase("storage \"%1\"", visible(parent)), phrase("Its tree names directory entry %1, which does not exist.", i));
            continue;
        }
        Entry& e = entries_[i];
        if (e.reached) {
            damage(e.offset, phrase("directory entry %1", i), "It is reached a second time; the first place counts.");
            continue;
        }
        e.reached = true;
        out.push_back(i);
        if (e.left != kNone) open.push_back(e.left);
        if (e.right != kNone) open.push_back(e.right);
    }
    std::sort(out.begin(), out.end(), [&](std::uint32_t a, std::uint32_t b) {
        return entries_[a].name != entries_[b].name ? entries_[a].name < entries_[b].name : a < b;
    });
    return out;
}

void CompoundFile::walk() {
    entries_[kRoot].reached = true;
    std::vector<std::uint32_t> storages = {kRoot};
    while (!storages.empty()) {
        const std::uint32_t at = storages.back();
        storages.pop_back();
        entries_[at].children = siblings(entries_[at].child, entries_[at].name);
        for (const std::uint32_t c : entries_[at].children)
            if (entries_[c].type == EntryType::Storage) storages.push_back(c);
    }
    std::size_t lost = 0;
    std::uint64_t first = 0;
    for (const Entry& e : entries_)
        if (e.type != EntryType::Free && !e.reached && lost++ == 0) first = e.offset;
    if (lost > 0)
        damage(first, "directory", phrase("%1 directory entries belong to no storage; they were not read.", lost));
}

std::optional<std::uint32_t> CompoundFile::child(std::uint32_t storage, std::string_view name) const {
    for (const std::uint32_t c : entries_[storage].children)
        if (iequals(entries_[c].name, name)) return c;
    return std::nullopt;
}

void CompoundFile::readChain(std::uint32_t first, std::uint64_t size, const Octets& out, std::string* problem) const {
    const std::uint64_t sectorSize = std::uint64_t{1} << sectorShift_;
    std::uint32_t sector = first;
    std::uint64_t left = size;
    Circle circle;
    bool again = false;
    while (left > 0) {
        if (sector >= sectors_ || again) {
            say(problem, again ? "Its chain of sectors goes around in a circle." :
                         sector >= kMaxSector ? phrase("Its chain of sectors ends %1 octets early.", left)
                                              : "Its chain of sectors leads beyond the end of the file.");
            return;
        }
        // As many sectors as lie one after the other.
        const std::uint32_t run = sector;
        std::uint64_t length = 0;
        do {
            length += sectorSize;
            const std::uint32_t after = next(sector);
            again = circle.closes(sector);
            const bool adjoining = !again && after == sector + 1 && length + sectorSize <= kPiece && length < left && after < sectors_;
            sector = after;
            if (!adjoining) break;
        } while (true);
        length = std::min(length, left);
        const std::string octets = source_.readString(offsetOf(run), static_cast<std::size_t>(length));
        if (!octets.empty()) out(octets);
        if (octets.size() < length) return say(problem, "The file ends within it.");
        left -= length;
    }
}

void CompoundFile::readMini(const Entry& e, const Octets& out, std::string* problem) const {
    const std::uint64_t miniSize = std::uint64_t{1} << miniShift_;
    const unsigned perSectorShift = sectorShift_ - miniShift_;
    std::string octets;
    std::uint32_t mini = e.start;
    std::uint64_t left = e.size;
    Circle circle;
    while (left > 0) {
        const std::size_t which = mini >> perSectorShift;
        if (mini >= kMaxSector || which >= miniStream_.size() || circle.closes(mini)) {
            say(problem, phrase("Its chain of mini sectors ends %1 octets early.", left));
            break;
        }
        const std::uint64_t within = (mini & ((1u << perSectorShift) - 1)) * miniSize;
        const std::uint64_t length = std::min(left, miniSize);
        const std::string piece = source_.readString(offsetOf(miniStream_[which]) + within, static_cast<std::size_t>(length));
        octets += piece;
        if (piece.size() < length) {
            say(problem, "The file ends within it.");
            break;
        }
        left -= length;
        if (left > 0) mini = nextMini(mini);
    }
    if (!octets.empty()) out(octets);
}

void CompoundFile::read(std::uint32_t stream, const Octets& out, std::string* problem) const {
    const Entry& e = entries_[stream];
    if (e.type != EntryType::Stream || e.size == 0) return;
    if (isMini(e))
        readMini(e, out, problem);
    else
        readChain(e.start, e.size, out, problem);
}

std::string CompoundFile::readAll(std::uint32_t stream, std::size_t limit, std::string* problem) const {
    std::string out;
    struct Enough {};
    try {
        read(stream, [&](std::string_view piece) {
            out += piece.substr(0, limit - out.size());
            if (out.size() >= limit) throw Enough{};
        }, problem);
    } catch (const Enough&) {
    }
    return out;
}

CompoundFile::Place CompoundFile::place(std::uint32_t index) const {
    const Entry& e = entries_[index];
    const Place own{e.offset, kEntry};
    if (e.type != EntryType::Stream || e.size == 0) return own;
    const bool mini = isMini(e);
    const unsigned shift = mini ? miniShift_ : sectorShift_;
    const std::uint64_t count = (e.size + (std::uint64_t{1} << shift) - 1) >> shift;
    std::uint32_t sector = e.start;
    if (!mini && (e.start >= sectors_ || count > sectors_)) return own;
    for (std::uint64_t i = 1; i < count; ++i) {
        const std::uint32_t after = mini ? nextMini(sector) : next(sector);
        if (after != sector + 1) return own;
        sector = after;
    }
    if (!mini) return {offsetOf(e.start), e.size};
    const unsigned perSectorShift = sectorShift_ - miniShift_;
    const std::size_t first = e.start >> perSectorShift, last = sector >> perSectorShift;
    if (last >= miniStream_.size()) return own;
    for (std::size_t i = first; i < last; ++i)
        if (miniStream_[i + 1] != miniStream_[i] + 1) return own;
    return {offsetOf(miniStream_[first]) + (std::uint64_t{e.start & ((1u << perSectorShift) - 1)} << miniShift_), e.size};
}

}  // namespace sillage::cfb
