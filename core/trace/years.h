// Years for stamps that have none (RFC 3164). Walks the lines of one source in order, notices the turn of the year,
// and lets anchors (lines whose year is known otherwise) vote for the year of the first line.
#pragma once

#include <cstdint>
#include <map>

namespace sillage::tracing {

/// Feed every stamp without year, in line order. Civil microseconds in Stamp::kPlaceholderYear.
class YearWalker {
public:
    /// Years after the first line's year (0, 1, …; -1 for a straggler of the year before).
    int step(std::int64_t civilMicros);
    /// Goes on over lines that another walked, from their first on: as if it had walked them. Returns the step of that first.
    int append(const YearWalker& next);
    [[nodiscard]] bool started() const { return started_; }
    /// Of the last line.
    [[nodiscard]] int turn() const { return turn_; }
    [[nodiscard]] std::int64_t last() const { return last_; }

private:
    bool started_ = false;
    std::int64_t first_ = 0, last_ = 0;
    int turn_ = 0;
};

/// What anchors say about the year of the first line of a source.
class YearVote {
public:
    void anchor(int yearOfLine, int step) { ++votes_[yearOfLine - step]; ++count_; }
    /// 29 February was seen at this step: that year is a leap year.
    void leapDay(int step) { leapStep_ = step; hasLeap_ = true; }
    /// What was said of lines that come next, the first of which is at a step.
    void append(const YearVote& next, int step);
    [[nodiscard]] bool decided() const { return count_ > 0; }
    /// The year most anchors agree on; the earliest of equals.
    [[nodiscard]] int base() const;
    /// The latest year so that the last line does not lie after `end` (file mtime), leap day respected.
    [[nodiscard]] int baseFromEnd(int endYear, bool lastLineAfterEndInThatYear, int lastStep) const;

private:
    std::map<int, std::uint64_t> votes_;
    std::uint64_t count_ = 0;
    int leapStep_ = 0;
    bool hasLeap_ = false;
};

/// Moves civil microseconds of the placeholder year into `year`; 29 February of a common year becomes 1 March.
std::int64_t inYear(std::int64_t civilMicros, int year);
/// The year of a civil time.
int yearOf(std::int64_t civilMicros);
bool isLeapDay(std::int64_t civilMicros);

}  // namespace sillage::tracing
