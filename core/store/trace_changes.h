// What a recomputation changes, found where rows of the trace are replaced: before() keeps the old rows aside, finish()
// compares them with those that stand then. One object a recomputation, inside its transaction; store folder only.
// Compact and bounded: only what differs is kept, rows without an actor as numbers by mailbox and grade.
#pragma once

#include <cstdint>

#include <string>
#include <string_view>
#include <vector>

namespace sillage {

class Database;

class TraceChanges {
public:
    explicit TraceChanges(Database& meta);
    /// The rows of a mailbox, by the range of their ordinals, are about to be deleted. Once a mailbox; nothing else needs telling.
    void before(std::int64_t first, std::int64_t last);
    /// Those of every mailbox are.
    void beforeAll();
    /// The new rows stand, with the index on touch.id. basis: what they were computed from (trace/basis.h), in order;
    /// it says why they differ. Returns the number of this recomputation.
    std::int64_t finish(const std::vector<std::string>& basis);

private:
    Database& db_;
    bool all_ = false;
};

}  // namespace sillage
