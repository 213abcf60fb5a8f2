// See cfb_writer.h. One sector chain after the other: streams, mini stream, directory, mini FAT, FAT, DIFAT.
#include "support/cfb_writer.h"

#include <algorithm>
#include <functional>

namespace {

constexpr std::uint32_t kFree = 0xffffffff, kEnd = 0xfffffffe, kFatSector = 0xfffffffd, kDifatSector = 0xfffffffc;

void put(std::string& to, std::uint64_t n, std::size_t octets) {
    for (std::size_t i = 0; i < octets; ++i, n >>= 8) to += static_cast<char>(n & 0xff);
}

std::string utf16le(const std::string& ascii) {
    std::string out;
    for (const char c : ascii) {
        out += c;
        out += '\0';
    }
    return out;
}

struct DirectoryEntry {
    std::string name;
    int type = 0;
    std::uint32_t left = kFree, right = kFree, child = kFree, start = kEnd;
    std::uint64_t size = 0;
};

class Writer {
public:
    explicit Writer(int version) : version_(version), sector_(version == 4 ? 4096 : 512) {}

    std::string write(const CfbNode& root) {
        directory_.push_back({"Root Entry", 5});
        directory_[0].child = children(root);
        directory_[0].size = mini_.size();
        directory_[0].start = mini_.empty() ? kEnd : chain(mini_);
        std::string entries;
        for (const DirectoryEntry& e : directory_) entry(entries, e);
        while (entries.size() % sector_) entry(entries, {});
        const std::uint32_t firstDirectory = chain(entries);
        const auto directorySectors = static_cast<std::uint32_t>(entries.size() / sector_);
        std::string miniFat;
        for (const std::uint32_t link : miniFat_) put(miniFat, link, 4);
        while (miniFat.size() % sector_) put(miniFat, kFree, 4);
        const std::uint32_t firstMiniFat = miniFat.empty() ? kEnd : chain(miniFat);
        return file(firstDirectory, directorySectors, firstMiniFat, static_cast<std::uint32_t>(miniFat.size() / sector_));
    }

private:
    /// 2.6.4: by length of the name, then by its capitals.
    static bool before(const CfbNode* a, const CfbNode* b) {
        const auto upper = [](std::string s) {
            for (char& c : s) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
            return s;
        };
        if (a->name.size() != b->name.size()) return a->name.size() < b->name.size();
        return upper(a->name) < upper(b->name);
    }

    std::uint32_t children(const CfbNode& storage) {
        std::vector<const CfbNode*> sorted;
        for (const CfbNode& c : storage.children) sorted.push_back(&c);
        std::sort(sorted.begin(), sorted.end(), before);
        std::vector<std::uint32_t> ids;
        for (const CfbNode* c : sorted) {
            const auto id = static_cast<std::uint32_t>(directory_.size());
            directory_.push_back({c->name, c->storage ? 1 : 2});
            ids.push_back(id);
            if (c->storage) {
                const std::uint32_t first = children(*c);
                directory_[id].child = first;
            } else {
                stream(directory_[id], c->octets);
            }
        }
        const std::function<std::uint32_t(std::size_t, std::size_t)> balance = [&](std::size_t from, std::size_t to) {
            if (from == to) return kFree;
            const std::size_t middle = (from + to) / 2;
            const std::uint32_t left = balance(from, middle), right = balance(middle + 1, to);
            directory_[ids[middle]].left = left;
            directory_[ids[middle]].right = right;
            return ids[middle];
        };
        return balance(0, ids.size());
    }

    void stream(DirectoryEntry& e, const std::string& octets) {
        e.size = octets.size();
        if (octets.empty()) return;
        if (octets.size() >= 4096) {
            e.start = chain(octets);
            return;
        }
        e.start = static_cast<std::uint32_t>(mini_.size() / 64);
        mini_ += octets;
        mini_.resize((mini_.size() + 63) / 64 * 64);
        const auto end = static_cast<std::uint32_t>(mini_.size() / 64);
        for (std::uint32_t i = e.start; i < end; ++i) miniFat_.push_back(i + 1 < end ? i + 1 : kEnd);
    }

    std::uint32_t chain(const std::string& octets) {
        const auto first = static_cast<std::uint32_t>(fat_.size());
        body_ += octets;
        body_.resize((body_.size() + sector_ - 1) / sector_ * sector_);
        const auto end = static_cast<std::uint32_t>(body_.size() / sector_);
        for (std::uint32_t i = first; i < end; ++i) fat_.push_back(i + 1 < end ? i + 1 : kEnd);
        return first;
    }

    static void entry(std::string& out, const DirectoryEntry& e) {
        std::string name = utf16le(e.name);
        const std::size_t length = e.type ? name.size() + 2 : 0;
        name.resize(64);
        out += name;
        put(out, length, 2);
        put(out, static_cast<std::uint64_t>(e.type), 1);
        put(out, 1, 1);
        put(out, e.type ? e.left : kFree, 4);
        put(out, e.type ? e.right : kFree, 4);
        put(out, e.type ? e.child : kFree, 4);
        out.append(16 + 4 + 16, '\0');
        put(out, e.type == 1 || e.type == 0 ? 0 : e.start, 4);
        put(out, e.size, 8);
    }

    std::string file(std::uint32_t directory, std::uint32_t directorySectors, std::uint32_t miniFat, std::uint32_t miniFatSectors) {
        const std::size_t perSector = sector_ / 4, perDifat = perSector - 1;
        std::size_t fatSectors = 0, difatSectors = 0;
        for (;;) {  // both describe themselves
            const std::size_t all = fat_.size() + fatSectors + difatSectors;
            const std::size_t needFat = (all + perSector - 1) / perSector;
            const std::size_t needDifat = needFat <= 109 ? 0 : (needFat - 109 + perDifat - 1) / perDifat;
            if (needFat == fatSectors && needDifat == difatSectors) break;
            fatSectors = needFat;
            difatSectors = needDifat;
        }
        const auto firstFat = static_cast<std::uint32_t>(fat_.size()), firstDifat = static_cast<std::uint32_t>(firstFat + fatSectors);
        for (std::size_t i = 0; i < fatSectors; ++i) fat_.push_back(kFatSector);
        for (std::size_t i = 0; i < difatSectors; ++i) fat_.push_back(kDifatSector);
        std::string fat;
        for (const std::uint32_t link : fat_) put(fat, link, 4);
        while (fat.size() < fatSectors * sector_) put(fat, kFree, 4);
        std::string difat;
        for (std::size_t d = 0, at = 109; d < difatSectors; ++d) {
            for (std::size_t i = 0; i < perDifat; ++i, ++at) put(difat, at < fatSectors ? firstFat + at : kFree, 4);
            put(difat, d + 1 < difatSectors ? firstDifat + d + 1 : kEnd, 4);
        }
        std::string out = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
        out.append(16, '\0');
        put(out, 0x3e, 2);
        put(out, static_cast<std::uint64_t>(version_), 2);
        put(out, 0xfffe, 2);
        put(out, version_ == 4 ? 12 : 9, 2);
        put(out, 6, 2);
        out.append(6, '\0');
        put(out, version_ == 4 ? directorySectors : 0, 4);
        put(out, fatSectors, 4);
        put(out, directory, 4);
        put(out, 0, 4);
        put(out, 4096, 4);
        put(out, miniFat, 4);
        put(out, miniFatSectors, 4);
        put(out, difatSectors ? firstDifat : kEnd, 4);
        put(out, difatSectors, 4);
        for (std::size_t i = 0; i < 109; ++i) put(out, i < fatSectors ? firstFat + i : kFree, 4);
        out.resize(sector_);
        return out + body_ + fat + difat;
    }

    int version_;
    std::size_t sector_;
    std::vector<DirectoryEntry> directory_;
    std::string body_, mini_;
    std::vector<std::uint32_t> fat_, miniFat_;
};

std::string hex8(std::uint32_t n) {
    std::string out(8, '0');
    for (std::size_t i = 8; i-- > 0; n >>= 4) out[i] = "0123456789ABCDEF"[n & 15];
    return out;
}

std::vector<CfbNode> bagNodes(const MsgBag& bag, std::size_t header) {
    std::vector<CfbNode> out = bag.streams;
    out.push_back({"__properties_version1.0", false, std::string(header, '\0') + bag.entries, {}});
    return out;
}

/// [MS-OXMSG] 2.2.3.
CfbNode nameStorage(const std::vector<MsgSpec::Name>& names) {
    std::string guids, entries, strings;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const MsgSpec::Name& n = names[i];
        const std::string set(reinterpret_cast<const char*>(n.set.data()), n.set.size());
        std::size_t at = 0;
        while (at < guids.size() && guids.compare(at, 16, set) != 0) at += 16;
        if (at == guids.size()) guids += set;
        put(entries, n.name.empty() ? n.lid : strings.size(), 4);
        put(entries, (at / 16 + 3) << 1 | (n.name.empty() ? 0 : 1), 2);
        put(entries, i, 2);
        if (n.name.empty()) continue;
        put(strings, n.name.size() * 2, 4);
        strings += utf16le(n.name);
        strings.resize((strings.size() + 3) / 4 * 4);
    }
    return {"__nameid_version1.0", true, {}, {{"__substg1.0_00020102", false, guids, {}},
                                              {"__substg1.0_00030102", false, entries, {}},
                                              {"__substg1.0_00040102", false, strings, {}}}};
}

std::vector<CfbNode> messageNodes(const MsgSpec& m, bool top) {
    std::vector<CfbNode> out = bagNodes(m.properties, top ? 32 : 24);
    if (top) out.push_back(nameStorage(m.names));
    for (std::size_t i = 0; i < m.recipients.size(); ++i)
        out.push_back({"__recip_version1.0_#" + hex8(static_cast<std::uint32_t>(i)), true, {}, bagNodes(m.recipients[i], 8)});
    for (std::size_t i = 0; i < m.attachments.size(); ++i) {
        const MsgAttachment& a = m.attachments[i];
        CfbNode node{"__attach_version1.0_#" + hex8(static_cast<std::uint32_t>(i)), true, {}, bagNodes(a.properties, 8)};
        if (!a.embedded.empty()) node.children.push_back({"__substg1.0_3701000D", true, {}, messageNodes(a.embedded.front(), false)});
        if (!a.object.empty()) node.children.push_back({"__substg1.0_3701000D", true, {}, a.object});
        out.push_back(std::move(node));
    }
    return out;
}

}  // namespace

std::string writeCompoundFile(const CfbNode& root, int version) { return Writer(version).write(root); }

MsgBag& MsgBag::fixed(std::uint16_t id, std::uint16_t type, std::uint64_t value) {
    put(entries, type, 2);
    put(entries, id, 2);
    put(entries, 6, 4);
    put(entries, value, 8);
    return *this;
}

MsgBag& MsgBag::stream(std::uint16_t id, std::uint16_t type, const std::string& octets, std::size_t stated) {
    fixed(id, type, stated);
    streams.push_back({"__substg1.0_" + hex8(static_cast<std::uint32_t>(id) << 16 | type), false, octets, {}});
    return *this;
}

MsgBag& MsgBag::text(std::uint16_t id, const std::string& ascii) { return stream(id, 0x1f, utf16le(ascii), ascii.size() * 2 + 2); }

MsgBag& MsgBag::utf16(std::uint16_t id, const std::u16string& value) {
    std::string octets;
    for (const char16_t c : value) put(octets, c, 2);
    return stream(id, 0x1f, octets, octets.size() + 2);
}

MsgBag& MsgBag::string8(std::uint16_t id, const std::string& octets) { return stream(id, 0x1e, octets, octets.size() + 1); }
MsgBag& MsgBag::number(std::uint16_t id, std::int32_t value) { return fixed(id, 3, static_cast<std::uint32_t>(value)); }
MsgBag& MsgBag::boolean(std::uint16_t id, bool value) { return fixed(id, 0xb, value); }
MsgBag& MsgBag::time(std::uint16_t id, std::int64_t unixSeconds) {
    return fixed(id, 0x40, static_cast<std::uint64_t>(unixSeconds + 11'644'473'600) * 10'000'000);
}
MsgBag& MsgBag::binary(std::uint16_t id, const std::string& octets) { return stream(id, 0x102, octets, octets.size()); }

MsgBag& MsgBag::texts(std::uint16_t id, const std::vector<std::string>& values) {
    std::string lengths;
    for (const std::string& v : values) put(lengths, v.size() * 2 + 2, 4);
    stream(id, 0x101f, lengths, lengths.size());
    const std::string name = streams.back().name;
    for (std::size_t i = 0; i < values.size(); ++i)
        streams.push_back({name + "-" + hex8(static_cast<std::uint32_t>(i)), false, utf16le(values[i]) + std::string(2, '\0'), {}});
    return *this;
}

CfbNode msgRoot(const MsgSpec& message) { return {"Root Entry", true, {}, messageNodes(message, true)}; }
std::string writeMsg(const MsgSpec& message, int version) { return writeCompoundFile(msgRoot(message), version); }
