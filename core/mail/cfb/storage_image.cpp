// Order of sectors: directory, mini FAT, mini stream, the other streams, FAT, DIFAT. See storage_image.h.
#include "mail/cfb/storage_image.h"

#include <algorithm>

namespace sillage::cfb {
namespace {

constexpr std::uint64_t kSector = 512, kMini = 64, kCutoff = 4096, kEntry = 128;
constexpr std::uint32_t kPerSector = 128, kHeaderFats = 109;
constexpr std::uint32_t kEndOfChain = 0xfffffffe, kFatSector = 0xfffffffd, kDifatSector = 0xfffffffc, kFree = 0xffffffff;

void put(std::string& out, std::uint64_t value, std::size_t octets) {
    for (std::size_t i = 0; i < octets; ++i) out += static_cast<char>(value >> 8 * i);
}

void set(std::string& out, std::size_t at, std::uint64_t value, std::size_t octets) {
    for (std::size_t i = 0; i < octets; ++i) out[at + i] = static_cast<char>(value >> 8 * i);
}

std::uint64_t units(std::uint64_t octets, std::uint64_t unit) { return (octets + unit - 1) / unit; }

/// UTF-16LE; names of the reader hold no more than three octets a character.
std::string utf16Name(std::string_view utf8) {
    std::string out;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto at = [&](std::size_t k) { return i + k < utf8.size() ? static_cast<unsigned char>(utf8[i + k]) : 0u; };
        const unsigned lead = at(0);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : 3;
        const unsigned unit = length == 1 ? lead : length == 2 ? (lead & 0x1f) << 6 | (at(1) & 0x3f)
                                                               : (lead & 0x0f) << 12 | (at(1) & 0x3f) << 6 | (at(2) & 0x3f);
        put(out, unit, 2);
        i += length;
    }
    return out;
}

/// Names compare by upper case (2.6.4); beyond ASCII nobody minds the order.
std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

/// Numbers of a table, as whole sectors.
class Table {
public:
    explicit Table(const CompoundFile::Octets& out) : out_(out) {}
    void add(std::uint32_t value) {
        put(sector_, value, 4);
        if (sector_.size() == kSector) flush();
    }
    void fill() {
        while (!sector_.empty()) add(kFree);
    }

private:
    void flush() {
        out_(sector_);
        sector_.clear();
    }
    const CompoundFile::Octets& out_;
    std::string sector_;
};

}  // namespace

StorageImage::StorageImage(const CompoundFile& file, std::uint32_t storage) : file_(file) {
    collect(storage);
    layOut();
}

std::uint64_t StorageImage::size() const { return (std::uint64_t{sectors_} + 1) * kSector; }

bool StorageImage::isMini(const Node& n) const { return isStream(n) && n.octets < kCutoff; }

// Streams of an intact file share no sector, so together they are no larger than it. Beyond that they are left empty:
// what is damaged on purpose would be written again and again.
std::uint64_t StorageImage::octetsOf(std::uint32_t stream, std::uint64_t room) const {
    struct TooMuch {};
    std::uint64_t octets = 0;
    try {
        file_.read(stream, [&](std::string_view piece) {
            octets += piece.size();
            if (octets > room) throw TooMuch{};
        });
    } catch (const TooMuch&) {
        return 0;
    }
    return octets;
}

void StorageImage::collect(std::uint32_t storage) {
    std::uint64_t room = file_.size();
    Node root;
    root.source = storage;
    root.name = utf16Name("Root Entry");
    nodes_.push_back(std::move(root));
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (isStream(nodes_[i])) {
            nodes_[i].octets = octetsOf(nodes_[i].source, room);
            room -= nodes_[i].octets;
            continue;
        }
        std::vector<std::uint32_t> children;
        for (const std::uint32_t c : file_.entry(nodes_[i].source).children) {
            Node n;
            n.source = c;
            n.name = utf16Name(file_.entry(c).name);
            children.push_back(static_cast<std::uint32_t>(nodes_.size()));
            nodes_.push_back(std::move(n));
        }
        order(nodes_[i], std::move(children));
    }
}

// 2.6.4: a binary tree, shorter names first, then by upper case; every entry black, halved so that it is no deeper than
// it must be.
void StorageImage::order(Node& parent, std::vector<std::uint32_t> children) {
    const auto key = [&](std::uint32_t i) { return std::pair(nodes_[i].name.size(), upper(file_.entry(nodes_[i].source).name)); };
    std::sort(children.begin(), children.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    struct Half {
        std::size_t begin, end;
        std::uint32_t* link;
    };
    std::vector<Half> open = {{0, children.size(), &parent.child}};
    while (!open.empty()) {
        const Half h = open.back();
        open.pop_back();
        if (h.begin == h.end) continue;
        const std::size_t middle = (h.begin + h.end) / 2;
        *h.link = children[middle];
        Node& n = nodes_[children[middle]];
        open.push_back({h.begin, middle, &n.left});
        open.push_back({middle + 1, h.end, &n.right});
    }
}

std::uint32_t StorageImage::place(std::uint64_t octets) {
    const auto count = static_cast<std::uint32_t>(units(octets, kSector));
    if (count == 0) return kEndOfChain;
    runs_.push_back({sectors_, count, 0});
    sectors_ += count;
    return runs_.back().first;
}

void StorageImage::layOut() {
    directory_ = place(nodes_.size() * kEntry);
    for (Node& n : nodes_) {
        if (!isMini(n)) continue;
        n.start = n.octets == 0 ? kEndOfChain : miniSectors_;
        miniSectors_ += static_cast<std::uint32_t>(units(n.octets, kMini));
    }
    miniFatSectors_ = static_cast<std::uint32_t>(units(miniSectors_, kPerSector));
    miniFat_ = place(miniFatSectors_ * kSector);
    nodes_[0].octets = miniSectors_ * kMini;
    nodes_[0].start = place(nodes_[0].octets);
    for (Node& n : nodes_)
        if (isStream(n) && !isMini(n)) n.start = place(n.octets);
    const std::uint32_t content = sectors_;
    do {  // the FAT describes itself too
        ++fatSectors_;
        difatSectors_ = fatSectors_ <= kHeaderFats ? 0 : static_cast<std::uint32_t>(units(fatSectors_ - kHeaderFats, kPerSector - 1));
    } while (std::uint64_t{fatSectors_} * kPerSector < std::uint64_t{content} + fatSectors_ + difatSectors_);
    fat_ = content;
    difat_ = content + fatSectors_;
    runs_.push_back({fat_, fatSectors_, kFatSector});
    runs_.push_back({difat_, difatSectors_, kDifatSector});
    sectors_ += fatSectors_ + difatSectors_;
}

// 2.2
std::string StorageImage::header() const {
    std::string h(kSignature);
    h.resize(24, '\0');
    put(h, 0x3e, 2);
    put(h, 3, 2);
    put(h, 0xfffe, 2);
    put(h, 9, 2);
    put(h, 6, 2);
    h.resize(44, '\0');
    put(h, fatSectors_, 4);
    put(h, directory_, 4);
    put(h, 0, 4);
    put(h, kCutoff, 4);
    put(h, miniFat_, 4);
    put(h, miniFatSectors_, 4);
    put(h, difatSectors_ == 0 ? kEndOfChain : difat_, 4);
    put(h, difatSectors_, 4);
    for (std::uint32_t i = 0; i < kHeaderFats; ++i) put(h, i < fatSectors_ ? fat_ + i : kFree, 4);
    return h;
}

// 2.6.1
std::string StorageImage::directoryEntry(const Node& n) const {
    const bool root = &n == &nodes_[0], stream = isStream(n);
    std::string e(kEntry, '\0');
    const std::size_t length = std::min<std::size_t>(n.name.size(), 62);
    e.replace(0, length, n.name, 0, length);
    set(e, 64, length + 2, 2);
    e[66] = root ? 5 : stream ? 2 : 1;
    e[67] = 1;
    set(e, 68, n.left, 4);
    set(e, 72, n.right, 4);
    set(e, 76, n.child, 4);
    const auto& id = file_.entry(n.source).classId;
    if (!stream) std::copy(id.begin(), id.end(), e.begin() + 80);
    set(e, 116, stream || root ? n.start : 0, 4);
    set(e, 120, n.octets, 8);
    return e;
}

void StorageImage::writeDirectory(const CompoundFile::Octets& out) const {
    std::string free(kEntry, '\0');
    for (const std::size_t at : {68u, 72u, 76u}) set(free, at, kNone, 4);
    for (const Node& n : nodes_) out(directoryEntry(n));
    for (std::size_t i = nodes_.size(); i % (kSector / kEntry) != 0; ++i) out(free);
}

void StorageImage::writeMiniFat(const CompoundFile::Octets& out) const {
    Table table(out);
    for (const Node& n : nodes_) {
        if (!isMini(n)) continue;
        const auto count = static_cast<std::uint32_t>(units(n.octets, kMini));
        for (std::uint32_t i = 0; i < count; ++i) table.add(i + 1 < count ? n.start + i + 1 : kEndOfChain);
    }
    table.fill();
}

void StorageImage::writeStream(const Node& n, std::uint64_t unit, const CompoundFile::Octets& out) const {
    if (n.octets > 0) file_.read(n.source, out);
    if (const std::uint64_t over = n.octets % unit; over != 0) out(std::string(static_cast<std::size_t>(unit - over), '\0'));
}

// 2.3
void StorageImage::writeFat(const CompoundFile::Octets& out) const {
    Table table(out);
    for (const Run& r : runs_)
        for (std::uint32_t i = 0; i < r.count; ++i) table.add(r.mark ? r.mark : i + 1 < r.count ? r.first + i + 1 : kEndOfChain);
    table.fill();
}

// 2.5
void StorageImage::writeDifat(const CompoundFile::Octets& out) const {
    Table table(out);
    std::uint32_t next = kHeaderFats;
    for (std::uint32_t s = 0; s < difatSectors_; ++s) {
        for (std::uint32_t i = 0; i + 1 < kPerSector; ++i, ++next) table.add(next < fatSectors_ ? fat_ + next : kFree);
        table.add(s + 1 < difatSectors_ ? difat_ + s + 1 : kEndOfChain);
    }
}

void StorageImage::write(const CompoundFile::Octets& out) const {
    out(header());
    writeDirectory(out);
    writeMiniFat(out);
    for (const Node& n : nodes_)
        if (isMini(n)) writeStream(n, kMini, out);
    if (const std::uint64_t over = nodes_[0].octets % kSector; over != 0) out(std::string(static_cast<std::size_t>(kSector - over), '\0'));
    for (const Node& n : nodes_)
        if (isStream(n) && !isMini(n)) writeStream(n, kSector, out);
    writeFat(out);
    writeDifat(out);
}

}  // namespace sillage::cfb
