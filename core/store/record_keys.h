// Which records with an identity of their own are in already: 64 bits of a hash each, in memory 8 to 22 octets a record
// while events are added, on disk as sorted runs.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace sillage {

class Database;

class RecordKeys {
public:
    explicit RecordKeys(Database& events) : events_(events) {}
    /// False: it is in.
    bool add(std::int64_t source, std::uint64_t hash);
    /// One that another table remembers.
    void know(std::uint64_t hash);
    /// Writes what was added since.
    void write();
    void removeSource(std::int64_t source);

private:
    struct Segment {
        std::vector<std::uint64_t> slots;  ///< 0 = free
        std::size_t used = 0;
    };
    void load();
    bool insert(std::uint64_t hash);
    static void grow(Segment& segment);
    Database& events_;
    // Segments grow one by one, so that growing never doubles the whole.
    std::array<Segment, 64> segments_;
    std::vector<std::pair<std::int64_t, std::uint64_t>> added_;
    bool loaded_ = false;
};

}  // namespace sillage
