// Values lie in the heap, or in a sub-node when they are larger than a heap item may be ([MS-PST] 2.3.3.3).
#include "mail/pst/ltp/value.h"

#include <algorithm>

#include "base/phrase.h"

namespace sillage::pst {
namespace {

constexpr std::uint16_t kMulti = 0x1000, kAttachData = 0x3701;
constexpr std::uint64_t kSmall = 64u << 10;
constexpr std::size_t kMostElements = 100'000;

/// PidTagSubject begins with 0x01 and the length of its prefix ([MS-PST] 2.5.3.1.1.1), which is no text.
void dropSubjectPrefix(mapi::Property& p) {
    if (p.id != 0x0037 || p.values.empty()) return;
    std::string& v = p.values.front();
    const std::size_t unit = p.type == 0x001F ? 2 : 1;
    if (v.size() >= 2 * unit && v[0] == 1 && (unit == 1 || v[1] == 0)) v.erase(0, 2 * unit);
}

void cutTerminator(std::uint16_t type, std::string& text) {
    if (type == 0x001F) {
        if (text.size() % 2) text.pop_back();
        while (text.size() >= 2 && text[text.size() - 1] == 0 && text[text.size() - 2] == 0) text.resize(text.size() - 2);
    } else if (type == 0x001E) {
        while (!text.empty() && text.back() == 0) text.pop_back();
    }
}

}  // namespace

std::size_t fixedSize(std::uint16_t type) {
    switch (type & ~kMulti) {
        case 0x0002: return 2;
        case 0x000B: return (type & kMulti) ? 2 : 1;
        case 0x0003: case 0x0004: case 0x000A: return 4;
        case 0x0005: case 0x0006: case 0x0007: case 0x0014: case 0x0040: return 8;
        case 0x0048: return 16;
        default: return 0;
    }
}

void splitValues(std::uint16_t type, std::string_view octets, std::vector<std::string>& out) {
    if (const std::size_t size = fixedSize(type)) {
        for (std::size_t i = 0; i + size <= octets.size() && out.size() < kMostElements; i += size)
            out.emplace_back(octets.substr(i, size));
        return;
    }
    const std::size_t count = std::min<std::size_t>(loadAt<std::uint32_t>(octets, 0), kMostElements);
    for (std::size_t i = 0; i < count && 4 + (i + 1) * 4 <= octets.size(); ++i) {
        const std::size_t begin = loadAt<std::uint32_t>(octets, 4 + i * 4);
        const bool last = i + 1 == count;
        const std::size_t end = last ? octets.size() : loadAt<std::uint32_t>(octets, 8 + i * 4);
        if (begin > end || end > octets.size()) break;
        out.emplace_back(octets.substr(begin, end - begin));
        cutTerminator(static_cast<std::uint16_t>(type & ~kMulti), out.back());
    }
}

void setValue(const PropertySource& from, Heap& heap, std::uint32_t id, mapi::Property& out,
              std::vector<std::string>& defects) {
    std::string octets;
    if (id != 0 && isHeapId(id)) {
        octets = heap.item(id);
    } else if (id != 0 && out.type == 0x000D) {
        octets.assign(reinterpret_cast<const char*>(&id), sizeof id);  // the sub-node named without its size
    } else if (id != 0) {
        const NodeEntry* node = from.subNodes ? findNode(*from.subNodes, id) : nullptr;
        if (!node) {
            defects.push_back(phrase("the value of property %1 is missing from the item's sub-nodes", out.id));
            out.values.emplace_back();
            return;
        }
        DataTree data = openData(*from.db, node->data);
        out.size = data.size;
        // An attachment's content is streamed by who wants it, whatever its size.
        const bool attached = out.id == kAttachData && data.size > kSmall;
        if (attached || data.size > mapi::Property::kMaxValue || (from.room && data.size > *from.room)) {
            out.content = [db = from.db, data = std::move(data)](const mapi::Octets& give) { streamData(*db, data, give); };
            return;
        }
        octets.reserve(static_cast<std::size_t>(data.size));
        streamData(*from.db, data, [&](std::string_view piece) {
            if (octets.size() <= mapi::Property::kMaxValue) octets += piece;
        });
    }
    out.size = octets.size();
    if (from.room) {
        if (octets.size() > *from.room) {
            defects.push_back(phrase("a value of %1 octets was not read: the item's values are too many to hold", octets.size()));
            octets.clear();
        }
        *from.room -= octets.size();
    }
    if (out.type & kMulti) {
        splitValues(out.type, octets, out.values);
        return;
    }
    if (const std::size_t size = fixedSize(out.type); size && octets.size() > size) octets.resize(size);
    cutTerminator(out.type, octets);
    out.values.push_back(std::move(octets));
    dropSubjectPrefix(out);
}

}  // namespace sillage::pst
