// See store.h.
#include "mail/dbx/store.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/phrase.h"

namespace sillage::dbx {
namespace {

constexpr std::size_t kNodeHead = 24, kNodeEntry = 12, kNodeEntries = 51, kItemHead = 12;
constexpr std::uint32_t kMaxItem = 1u << 20;

std::uint64_t u64(std::string_view octets, std::size_t at) {
    return u32(octets, at) | static_cast<std::uint64_t>(u32(octets, at + 4)) << 32;
}

std::string hex(std::uint32_t v) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "0x";
    for (int shift = 28; shift >= 0; shift -= 4)
        if (out.size() > 2 || (v >> shift) != 0 || shift == 0) out += digits[(v >> shift) & 15];
    return out;
}

}  // namespace

std::uint32_t u32(std::string_view o, std::size_t at) {
    if (at + 4 > o.size()) return 0;
    const auto b = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(o[at + i])); };
    return b(0) | b(1) << 8 | b(2) << 16 | b(3) << 24;
}

std::string Entry::text(std::uint8_t index) const {
    for (const Text& t : texts)
        if (t.index == index) return t.octets;
    return {};
}

Store::Store(ByteSource& source)
    : source_(source), size_(std::min<std::uint64_t>(source.size(), 0xffffffffu)),
      budget_(2 * (size_ / kBlock) + 1000) {
    const std::string head = source.readString(0, kHeader + 0x210);
    if (u32(head, 0) != 0xfe12adcfu || u32(head, 4) != 0x6f74fdc5u)
        throw Error("not an Outlook Express message store: its signature is missing");
    listed_ = u32(head, 0xc4);
    root_ = u32(head, 0xe4);
    if (head.size() > kHeader + 0x106) {
        folder_ = head.substr(kHeader + 0x105);
        folder_.resize(std::min(folder_.find('\0'), folder_.size()));
    }
}

bool Store::node(std::uint32_t position, std::string& octets) {
    if (position == 0 || position + kNodeHead > size_) return false;
    octets = source_.readString(position, kNodeHead + kNodeEntry * kNodeEntries);
    return u32(octets, 0) == position;
}

/// In order: the child before a node's entries, then each entry and the child behind it. No recursion; a node is
/// visited once whatever the pointers say.
std::vector<std::uint32_t> Store::items(std::vector<Problem>& problems) {
    std::vector<std::uint32_t> out;
    std::set<std::uint32_t> seen;
    struct Step {
        std::uint32_t position;
        bool isNode;
    };
    std::vector<Step> stack;
    if (root_ != 0) stack.push_back({root_, true});
    std::string octets;
    while (!stack.empty()) {
        const Step step = stack.back();
        stack.pop_back();
        if (!step.isNode) {
            out.push_back(step.position);
            continue;
        }
        if (!seen.insert(step.position).second || !node(step.position, octets)) {
            problems.push_back({step.position, 0, "list of messages",
                                phrase("A branch of the list of messages points to %1, where no branch lies or one already read; its entries were looked for in the whole file.", hex(step.position))});
            continue;
        }
        const auto count = std::min<std::size_t>(static_cast<unsigned char>(octets[17]), kNodeEntries);
        for (std::size_t i = count; i-- > 0;) {
            const std::size_t at = kNodeHead + i * kNodeEntry;
            if (at + kNodeEntry > octets.size()) continue;
            if (u32(octets, at + 4) != 0) stack.push_back({u32(octets, at + 4), true});
            stack.push_back({u32(octets, at), false});
        }
        if (u32(octets, 8) != 0) stack.push_back({u32(octets, 8), true});
    }
    return out;
}

bool Store::entry(std::uint32_t position, Entry& out) {
    out = {};
    if (position < kHeader || position + kItemHead > size_) return false;
    const std::string head = source_.readString(position, kItemHead);
    const std::uint32_t body = u32(head, 4);
    const std::size_t count = static_cast<unsigned char>(head[10]);
    if (u32(head, 0) != position || count == 0 || count > 64 || body > kMaxItem || count * 4 > body) return false;
    const std::string octets = source_.readString(position + kItemHead, body);
    out.position = position;
    out.length = static_cast<std::uint32_t>(kItemHead + octets.size());
    const std::size_t data = 4 * count;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t raw = u32(octets, 4 * i);
        const auto index = static_cast<std::uint8_t>(raw & 0x7f);
        const bool direct = raw & 0x80;
        const std::size_t at = data + (raw >> 8);
        if (!direct && at >= octets.size()) continue;
        const std::uint32_t number = direct ? raw >> 8 : u32(octets, at);
        switch (index) {
            case 0x01: out.flags = number; break;
            case 0x04: out.blocks = number; break;
            case 0x02: out.sent = direct ? 0 : u64(octets, at); break;
            case 0x06: out.saved = direct ? 0 : u64(octets, at); break;
            case 0x12: out.received = direct ? 0 : u64(octets, at); break;
            case 0x05: case 0x07: case 0x08: case 0x09: case 0x0a: case 0x0b: case 0x0c: case 0x0d: case 0x0e:
            case 0x13: case 0x14: case 0x1a: case 0x1b: case 0x23:
                if (!direct) out.texts.push_back({index, octets.substr(at, octets.find('\0', at) - at)});
                break;
            default: break;
        }
    }
    return true;
}

bool Store::block(std::uint32_t position, bool freed, BlockHead& out) {
    if (position < 0x200 || position % 4 != 0 || position + kBlockHeader > size_) return false;
    const std::string head = source_.readString(position, kBlockHeader + 4);
    out = {u32(head, 4), u32(head, 8) & 0xffff, u32(head, 12), u32(head, 16)};
    if (u32(head, 0) != position || out.next == position) return false;
    return freed ? out.capacity == 0x1fc && out.used == 0x210
                 : out.capacity == kBlock && out.used > 0 && out.used <= kBlock;
}

std::string Store::chain(std::uint32_t position, bool freed, PiecewiseSource& octets,
                         std::vector<std::uint32_t>* visited) {
    std::uint32_t hare = 0;  // Brent: a chain that comes back to a remembered block goes round
    std::uint64_t steps = 0, remember = 1;
    while (position != 0) {
        BlockHead head;
        if (!block(position, freed, head)) return phrase("no block of a message lies at %1, where one should", hex(position));
        if (position == hare) return "the blocks lead round in a circle";
        if (++steps == remember) {
            hare = position;
            remember *= 2;
        }
        if (budget_ == 0) return "not fully examined: the messages together ask for more blocks than the file has";
        --budget_;
        if (visited) visited->push_back(position);
        const std::uint64_t data = position + kBlockHeader;
        const std::uint64_t room = data < size_ ? size_ - data : 0;
        if (freed) {
            octets.addLost(data, std::min<std::uint64_t>(4, room));
            octets.add(data + 4, std::min<std::uint64_t>(kBlock - 4, room > 4 ? room - 4 : 0));
        } else {
            octets.add(data, std::min<std::uint64_t>(head.used, room));
        }
        if (room < (freed ? kBlock : head.used)) return phrase("the file ends inside the block at %1", hex(position));
        position = head.next;
    }
    return {};
}

}  // namespace sillage::dbx
