#include "store/record_keys.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "store/database.h"

namespace sillage {

void RecordKeys::load() {
    loaded_ = true;
    Statement st = events_.prepare("SELECT octets FROM record_run");
    while (st.step()) {
        const std::string_view octets = st.view(0);
        for (std::size_t at = 0; at + 8 <= octets.size(); at += 8) {
            std::uint64_t hash = 0;
            std::memcpy(&hash, octets.data() + at, 8);
            insert(hash);
        }
    }
}

bool RecordKeys::insert(std::uint64_t hash) {
    if (!hash) hash = 1;
    Segment& s = segments_[hash >> 58];
    if (s.used * 4 >= s.slots.size() * 3) grow(s);
    const std::size_t mask = s.slots.size() - 1;
    std::size_t i = hash & mask;
    for (; s.slots[i]; i = (i + 1) & mask)
        if (s.slots[i] == hash) return false;
    s.slots[i] = hash;
    ++s.used;
    return true;
}

void RecordKeys::grow(Segment& s) {
    std::vector<std::uint64_t> wider(s.slots.empty() ? 16 : s.slots.size() * 2);
    const std::size_t mask = wider.size() - 1;
    for (const std::uint64_t slot : s.slots) {
        if (!slot) continue;
        std::size_t i = slot & mask;
        while (wider[i]) i = (i + 1) & mask;
        wider[i] = slot;
    }
    s.slots.swap(wider);
}

bool RecordKeys::add(std::int64_t source, std::uint64_t hash) {
    if (!loaded_) load();
    if (!insert(hash)) return false;
    added_.emplace_back(source, hash);
    return true;
}

void RecordKeys::know(std::uint64_t hash) {
    if (!loaded_) load();
    insert(hash);
}

void RecordKeys::write() {
    if (added_.empty()) return;
    std::sort(added_.begin(), added_.end());
    Transaction transaction(events_);
    for (std::size_t begin = 0, end = 0; begin < added_.size(); begin = end) {
        std::string octets;
        for (; end < added_.size() && added_[end].first == added_[begin].first; ++end)
            octets.append(reinterpret_cast<const char*>(&added_[end].second), 8);
        Statement st = events_.prepare("INSERT INTO record_run (source, octets) VALUES (?,?)");
        st.bind(1, added_[begin].first).bindBlob(2, octets);
        st.run();
    }
    transaction.commit();
    added_.clear();
}

void RecordKeys::removeSource(std::int64_t source) {
    events_.run("DELETE FROM record_run WHERE source = ?", source);
    segments_ = {};
    added_.clear();
    loaded_ = false;
}

}  // namespace sillage
