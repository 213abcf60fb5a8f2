// Content hash → row id, for de-duplication while importing: 8 octets a row, at most as many again free,
// whatever a row weighs on disk (1 M messages: 16 MB). Keeps 38 bits of the hash, so a hit is a candidate the
// caller checks.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace sillage {

class RowMap {
public:
    /// hash must be uniformly distributed (cut from a SHA-256); row from 1 to 2^32-1.
    void add(std::uint64_t hash, std::uint32_t row) {
        Segment& s = segments_[hash >> 58];
        if (s.used * 4 >= s.slots.size() * 3) grow(s);
        place(s.slots, (hash << 32) | row);
        ++s.used;
    }
    /// Calls candidate(row) for rows that may have this hash until it returns true; false when none did.
    template <typename Candidate>
    bool find(std::uint64_t hash, Candidate&& candidate) const {
        const Segment& s = segments_[hash >> 58];
        if (s.slots.empty()) return false;
        const std::size_t mask = s.slots.size() - 1;
        const auto tag = static_cast<std::uint32_t>(hash);
        for (std::size_t i = tag & mask; s.slots[i]; i = (i + 1) & mask)
            if (s.slots[i] >> 32 == tag && candidate(static_cast<std::uint32_t>(s.slots[i]))) return true;
        return false;
    }

private:
    struct Segment {
        std::vector<std::uint64_t> slots;  ///< low 32 bits of the hash, then the row; 0 = free
        std::size_t used = 0;
    };
    static void place(std::vector<std::uint64_t>& slots, std::uint64_t slot) {
        const std::size_t mask = slots.size() - 1;
        std::size_t i = (slot >> 32) & mask;
        while (slots[i]) i = (i + 1) & mask;
        slots[i] = slot;
    }
    // Segments grow one by one, so that growing never doubles the whole.
    static void grow(Segment& s) {
        std::vector<std::uint64_t> wider(s.slots.empty() ? 16 : s.slots.size() * 2);
        for (const std::uint64_t slot : s.slots)
            if (slot) place(wider, slot);
        s.slots.swap(wider);
    }
    std::array<Segment, 64> segments_;
};

}  // namespace sillage
