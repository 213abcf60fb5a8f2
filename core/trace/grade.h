// Three axes to one grade, and candidates to rows: the weakest link decides, rows keep the best single touch
// (evidence model §1, model page, Items).
#pragma once

#include "trace/coverage.h"

namespace sillage::tracing {

/// The weakest of the three; Undetermined when attribution, delivery or identity is missing.
Grade weakestLink(Axis attribution, Axis delivery, Axis identity);
/// "recorded (all three axes)" or "probable (2 links below recorded: attribution, identity)".
std::string gradeSentence(Axis attribution, Axis delivery, Axis identity);

/// Candidates of the items in hand, by the row they may become. What can no longer show in a row is let go at once:
/// memory grows with the items, not with the sessions that touched them.
class Candidates {
public:
    Candidates(const Input& input, const Sessions& sessions) : input_(input), sessions_(sessions) {}
    void push_back(Candidate c);
    /// True when the item has a row with an actor.
    [[nodiscard]] bool has(std::uint32_t item) const { return groups_.count(item) != 0; }
    /// The rows of one item, in no particular order.
    [[nodiscard]] std::vector<Touch> rowsOf(std::uint32_t item, const CoverageView& coverage) const;

private:
    struct Graded {
        Candidate candidate;
        Axis attribution = Axis::None;
        Grade grade = Grade::Undetermined;
    };
    struct Group {
        std::int32_t part = -1;
        bool content = false;
        Sym actor = 0;
        std::vector<Graded> kept;
        std::size_t dropped = 0;
        std::int64_t first = 0, last = 0;     ///< of the dropped
        std::vector<std::int32_t> sessions;
        std::vector<std::string> rules, effects;
    };
    static bool better(const Graded& a, const Graded& b);
    void shorten(Group& group);
    [[nodiscard]] Touch rowOf(const Group& group, const CoverageView& coverage) const;
    [[nodiscard]] std::string sessionOf(std::int32_t session) const;
    const Input& input_;
    const Sessions& sessions_;
    std::unordered_map<std::uint32_t, std::vector<Group>> groups_;
    std::size_t total_ = 0;
};

/// A row's public id.
std::string touchId(std::string_view itemKey, std::string_view part, Depth depth, std::string_view actor);
void fillItem(const Input& input, const Item& item, std::int32_t part, Touch& touch);
Citation cite(const Input& input, const Ev& event);

}  // namespace sillage::tracing
