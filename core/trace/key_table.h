// An exact map from a few symbols to a number, in arrays that may leave memory.
#pragma once

#include "trace/model.h"

namespace sillage::tracing {

using SymKey = std::array<Sym, 6>;

class KeyTable {
public:
    explicit KeyTable(const std::shared_ptr<Spool>& spool) : entries_(spool), slots_(spool) { slots_.assign(256, kNone); }
    /// The number kept for a key; kNone at first.
    std::uint32_t& operator[](const SymKey& key) {
        std::size_t i = slot(key);
        if (slots_[i] != kNone) return entries_[slots_[i]].value;
        if (entries_.size() * 3 >= slots_.size() * 2) {
            grow();
            i = slot(key);
        }
        slots_[i] = static_cast<std::uint32_t>(entries_.size());
        return entries_.push_back({key, kNone}).value;
    }
    [[nodiscard]] std::uint32_t find(const SymKey& key) const {
        const std::uint32_t entry = slots_[slot(key)];
        return entry == kNone ? kNone : entries_[entry].value;
    }

    static std::size_t hash(const SymKey& key) {
        std::uint64_t h = 0;
        for (const Sym s : key) h = (h ^ s) * 0x9e3779b97f4a7c15u, h ^= h >> 29;
        return static_cast<std::size_t>(h);
    }

private:
    struct Entry {
        SymKey key;
        std::uint32_t value;
    };
    [[nodiscard]] std::size_t slot(const SymKey& key) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t i = hash(key) & mask;
        while (slots_[i] != kNone && entries_[slots_[i]].key != key) i = (i + 1) & mask;
        return i;
    }
    void grow() {
        SpoolVector<std::uint32_t> wider(slots_.spool());
        wider.assign(slots_.size() * 2, kNone);
        const std::size_t mask = wider.size() - 1;
        for (std::size_t e = 0; e < entries_.size(); ++e) {
            std::size_t i = hash(entries_[e].key) & mask;
            while (wider[i] != kNone) i = (i + 1) & mask;
            wider[i] = static_cast<std::uint32_t>(e);
        }
        slots_ = std::move(wider);
    }
    SpoolVector<Entry> entries_;
    SpoolVector<std::uint32_t> slots_;
};

}  // namespace sillage::tracing
