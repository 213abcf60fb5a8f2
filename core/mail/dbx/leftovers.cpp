// What lies in a store that its list does not mention (store.h): entries taken off the list, chains of blocks nobody
// begins, chains given back to the store. One pass over the file, 4 octets at a time, by the position each object
// begins with.
#include <algorithm>

#include "mail/dbx/store.h"

namespace sillage::dbx {
namespace {

struct Loose {
    std::uint32_t position, next;
};

bool holds(const std::vector<std::uint32_t>& sorted, std::uint32_t v) {
    return std::binary_search(sorted.begin(), sorted.end(), v);
}

/// First blocks of the chains: those that no other of them goes on to.
std::vector<std::uint32_t> headsOf(const std::vector<Loose>& blocks) {
    std::vector<std::uint32_t> targets, heads;
    for (const Loose& b : blocks)
        if (b.next != 0) targets.push_back(b.next);
    std::sort(targets.begin(), targets.end());
    for (const Loose& b : blocks)
        if (!holds(targets, b.position)) heads.push_back(b.position);
    return heads;
}

}  // namespace

Leftovers findLeftovers(Store& store, const std::vector<std::uint32_t>& used,
                        const std::vector<std::uint32_t>& live) {
    Leftovers out;
    std::vector<Loose> loose, freed;
    Stream stream(store.source(), 0, store.size());
    for (Bytes piece = stream.next(); !piece.empty(); piece = stream.next()) {
        for (std::size_t at = 0; at + 4 <= piece.size(); at += 4) {
            const auto position = static_cast<std::uint32_t>(piece.offset + at);
            if (u32(piece.data, at) != position || position < 0x200) continue;
            BlockHead head;
            if (store.block(position, false, head)) {
                if (!holds(used, position)) loose.push_back({position, head.next});
            } else if (store.block(position, true, head)) {
                freed.push_back({position, head.next});
            } else if (Entry e; !holds(live, position) && store.entry(position, e) && e.blocks >= kHeader) {
                out.entries.push_back(position);
            }
        }
    }
    out.heads = headsOf(loose);
    out.freed = headsOf(freed);
    out.blocks = loose.size() + freed.size();
    return out;
}

}  // namespace sillage::dbx
