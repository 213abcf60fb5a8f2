// HNHDR, HNPAGEHDR, HNPAGEMAP, BTHHEADER and its records. The 4096-octet layout gives 14 bits of a heap id to the item
// and 13 to the block, the others 11 and 16.
#include "mail/pst/ltp/heap.h"

#include <algorithm>

namespace sillage::pst {
namespace {

constexpr std::size_t kMostHeld = 4u << 20;
constexpr std::size_t kMostLevels = 8;
constexpr std::size_t kMostPages = 1u << 16;  // ten million rows need a third of it

std::uint32_t keyOf(std::string_view record, std::size_t size) {
    return size == 4 ? loadAt<std::uint32_t>(record, 0) : size == 2 ? loadAt<std::uint16_t>(record, 0) : 0;
}

}  // namespace

std::optional<Heap> Heap::open(Database& db, BlockId data) {
    Heap out(db);
    out.data_ = openData(db, data);
    if (out.data_.leaves.empty()) return std::nullopt;
    out.blocks_.resize(out.data_.leaves.size());
    const std::string* first = out.block(0);
    if (!first || first->size() < 12 || static_cast<std::uint8_t>((*first)[2]) != 0xEC) return std::nullopt;
    out.client_ = static_cast<std::uint8_t>((*first)[3]);
    out.root_ = load<std::uint32_t>(first->data() + 4);
    return out;
}

const std::string* Heap::block(std::size_t index) {
    if (index >= blocks_.size()) return nullptr;
    auto& slot = blocks_[index];
    if (!slot) {
        if (held_ > kMostHeld) {
            for (auto& other : blocks_) other.reset();
            held_ = 0;
        }
        slot = db_->read(data_.leaves[index]);
        if (!slot) slot.emplace();
        held_ += slot->size();
    }
    return &*slot;
}

std::string_view Heap::item(HeapId id) {
    if (id == 0 || !isHeapId(id)) return {};
    const bool large = db_->layout().large();
    const std::size_t index = large ? (id >> 5) & 0x3FFF : (id >> 5) & 0x7FF;
    const std::string* octets = block(large ? id >> 19 : id >> 16);
    if (!octets || index == 0 || octets->size() < 2) return {};
    const std::size_t map = load<std::uint16_t>(octets->data());
    if (index > loadAt<std::uint16_t>(*octets, map)) return {};
    const std::size_t entry = map + 4 + (index - 1) * 2;
    if (entry + 4 > octets->size()) return {};
    const std::size_t begin = load<std::uint16_t>(octets->data() + entry);
    const std::size_t end = load<std::uint16_t>(octets->data() + entry + 2);
    if (begin >= end || end > octets->size()) return {};
    return std::string_view(*octets).substr(begin, end - begin);
}

std::optional<BthShape> bthShape(Heap& heap, HeapId header) {
    const std::string_view h = heap.item(header);
    if (h.size() < 8 || static_cast<std::uint8_t>(h[0]) != 0xB5) return std::nullopt;
    const BthShape shape{static_cast<std::uint8_t>(h[1]), static_cast<std::uint8_t>(h[2])};
    return shape.key == 0 || shape.key > 16 || shape.data > 32 ? std::nullopt : std::optional(shape);
}

bool eachRecord(Heap& heap, HeapId header, std::uint32_t from, const std::function<bool(std::string_view)>& visit) {
    const auto shape = bthShape(heap, header);
    if (!shape) return false;
    const std::string_view h = heap.item(header);
    const std::size_t levels = static_cast<std::uint8_t>(h[3]);
    const HeapId root = loadAt<std::uint32_t>(h, 4);
    if (levels > kMostLevels) return false;
    struct Step {
        std::string octets;
        std::size_t next, level;
    };
    const std::size_t branch = shape->key + 4, leaf = shape->key + shape->data;
    std::vector<Step> path;
    bool whole = true;
    std::size_t pages = 0;
    const auto enter = [&](HeapId id, std::size_t level) {
        const std::string_view octets = heap.item(id);
        if (octets.empty() || ++pages > kMostPages) {
            whole = whole && id == 0;
            return;
        }
        std::size_t next = 0;  // the last child that begins at or before from
        if (level > 0)
            while (next + 1 < octets.size() / branch && keyOf(octets.substr((next + 1) * branch), shape->key) <= from) ++next;
        path.push_back({std::string(octets), next, level});
    };
    enter(root, levels);
    while (!path.empty()) {
        Step& step = path.back();
        const std::size_t size = step.level > 0 ? branch : leaf;
        if ((step.next + 1) * size > step.octets.size()) {
            path.pop_back();
            continue;
        }
        const std::string_view record = std::string_view(step.octets).substr(step.next++ * size, size);
        if (step.level > 0) enter(loadAt<std::uint32_t>(record, shape->key), step.level - 1);
        else if (keyOf(record, shape->key) >= from && !visit(record)) return whole;
    }
    return whole;
}

}  // namespace sillage::pst
