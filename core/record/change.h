// What a recomputation changed in the answer, row by row. Derived; kept by the number of the recomputation.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "record/touch.h"

namespace sillage {

enum class ChangeKind : std::uint8_t { Added, Removed, Raised, Lowered, Depth, Rules };
std::string_view changeName(ChangeKind k);  ///< "added" …

/// One row with an actor that is not what it was.
struct GradeChange {
    std::string touch, mailbox, folder, messageId, subject, attachment, actor;
    struct Side {
        Grade grade = Grade::Undetermined;
        Depth depth = Depth::Listed;
        bool complete = false;
        std::vector<std::string> rules;
    };
    std::optional<Side> before, after;  ///< nullopt: no row
    std::vector<std::string> why;       ///< which rule, session, indicator or source made the difference; sentences
    [[nodiscard]] ChangeKind kind() const;  ///< one of the sides must be there
};

/// One recomputation and what it came to. Numbers count rows with an actor.
struct AnswerChange {
    std::int64_t number = 0, created = 0;  ///< microseconds UTC
    std::vector<std::string> cause;        ///< what differs from the one before: sentences; empty = nothing
    std::array<std::uint64_t, 6> counts{}; ///< by ChangeKind
    std::uint64_t kept = 0;                ///< changes that are listed; fewer where they were too many
    [[nodiscard]] std::uint64_t total() const {
        std::uint64_t sum = 0;
        for (const std::uint64_t n : counts) sum += n;
        return sum;
    }
};

/// Rows without an actor, as numbers.
struct GradeCount {
    std::string mailbox;
    Grade grade = Grade::Undetermined;
    std::uint64_t before = 0, after = 0;
};

/// A name somebody gave to a state of the answer.
struct AnswerName {
    std::string name;
    std::int64_t number = 0;
    std::string author;
    std::int64_t created = 0;
};

}  // namespace sillage
