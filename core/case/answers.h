// The answer and its proof: what a touch rests on, and the story of the case so far.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "case/case.h"
#include "case/reading.h"
#include "record/touch.h"

namespace sillage {

/// What `explain` prints: the touch, its sentences, the raw lines, the rules applied.
struct Proof {
    Touch touch;
    struct Line {
        RawRecord raw;
        bool readAgain = false;  ///< the bytes were read again from the evidence just now
        std::string event{};     ///< what the record says, decoded, in a sentence; "" = no event
    };
    std::vector<Line> lines;
    struct Rule {
        std::string id;          ///< "T14@1"
        std::string title, text;
    };
    std::vector<Rule> rules;         ///< applied, and named in its sentences
    std::vector<std::string> others{}; ///< who else reached the same item, in sentences: the holder, another actor, undecided
};

/// nullopt when no touch has that id. maxLines bounds how many raw lines are read (0 = all).
std::optional<Proof> explain(Case& c, Reading& reading, const std::string& touchId, std::size_t maxLines = 50);

/// One clickable line of the overview.
struct StoryLine {
    std::string kind;            ///< "reconciliation", "login", "rule", "touched", "ghost", "volume", "problem", "coverage", "assumption"
    std::string text;            ///< English sentence; numbers and names in place
    View view = View::Sources;   ///< where it leads
    std::string query;           ///< with this filter
};

struct Overview {
    struct KindCount {
        std::string format;
        std::uint64_t sources = 0;
        Reconciliation counts;
    };
    std::vector<KindCount> kinds;
    Reconciliation total;
    std::uint64_t messages = 0, events = 0, mailboxes = 0, sessions = 0;
    std::uint64_t recovered = 0;   ///< messages found outside the live ones; never part of messages
    /// Touched items (placements or attachments with an actor), by grade name: floor = recorded, ceiling = all not ruled out.
    std::vector<std::pair<std::string, std::uint64_t>> grades;
    std::uint64_t floor = 0, ceiling = 0;
    std::int64_t first = 0, last = 0;  ///< of events, microseconds UTC
    std::vector<StoryLine> story;
};
Overview overview(Case& c);

}  // namespace sillage
