// Three axes to one grade, and candidates to rows: the weakest link decides, rows keep the best single touch
// (evidence model §1, model page, Items).
#pragma once

#include <set>
#include <span>

#include "trace/coverage.h"

namespace sillage::tracing {

/// The weakest of the three; Undetermined when attribution, delivery or identity is missing.
Grade weakestLink(Axis attribution, Axis delivery, Axis identity);
/// "recorded (all three axes)" or "probable (2 links below recorded: attribution, identity)".
std::string gradeSentence(Axis attribution, Axis delivery, Axis identity);

/// Candidates of the items in hand, by the row they may become, in arrays that may leave memory. What can no longer show
/// in a row is let go at once: a mailbox that a hundred sessions could have read costs little more than one of ten.
class Candidates {
public:
    Candidates(Input& input, const Sessions& sessions);
    void push_back(const Candidate& c);
    /// The rows of one item, in no particular order.
    [[nodiscard]] std::vector<Touch> rowsOf(std::uint32_t item, const CoverageView& coverage) const;

private:
    struct Entry {
        std::int64_t first = 0, last = 0;
        std::uint32_t next = kNone, order = 0;
        std::int32_t session = -1;
        std::uint32_t said = 0;       ///< where its lists begin in words_
        std::uint32_t citations = 0;  ///< 1 + index into citations_; 0 = none
        Sym rule = 0;
        Depth depth = Depth::Listed;
        Destination destination = Destination::Client;
        Axis attribution = Axis::None, delivery = Axis::None, identity = Axis::None;
        Grade grade = Grade::Undetermined;
        bool complete = false;
    };
    /// Of the row item × part × depth class × actor.
    struct Group {
        std::int64_t first = 0, last = 0;             ///< of the dropped
        std::uint32_t next = kNone, entries = kNone;  ///< next group of the item; its entries
        std::uint32_t kept = 0, dropped = 0;
        std::uint32_t droppedNames = kNone;           ///< sessions and rules of the dropped, chained in dropped_
        std::int32_t part = -1;
        Sym actor = 0;
        bool content = false;
    };
    struct Dropped {
        std::int32_t session;
        std::uint32_t said;
        Sym rule;
        std::uint32_t next;
    };
    enum List { Why, Against, Events, Effects, kLists };
    static bool better(const Entry& a, const Entry& b);
    std::uint32_t say(const Candidate& c);
    [[nodiscard]] std::span<const std::uint32_t> wordsOf(std::uint32_t at, List list) const;
    [[nodiscard]] std::vector<std::string> texts(std::uint32_t at, List list) const;
    Group& groupOf(const Candidate& c, Sym actor);
    void drop(Group& group, const Entry& entry);
    void cite(const Entry& entry, std::set<std::int64_t>& cited, Touch& t) const;
    void addDropped(const Group& group, std::set<std::int32_t>& listed, Touch& t) const;
    [[nodiscard]] Touch rowOf(std::uint32_t item, const Group& group, const CoverageView& coverage) const;
    [[nodiscard]] std::string sessionOf(std::int32_t session) const;
    Input& input_;
    const Sessions& sessions_;
    SpoolVector<std::uint32_t> groupOfItem_;  ///< first group of each item
    SpoolVector<Group> groups_;
    SpoolVector<Entry> entries_;
    SpoolVector<Dropped> dropped_;
    SpoolVector<std::uint32_t> words_;        ///< lists: the number of each, then their members
    std::vector<std::uint32_t> recent_;       ///< by hash: where lists said lately begin
    std::vector<std::uint32_t> scratch_;
    std::vector<std::vector<Citation>> citations_;
    std::set<std::uint32_t> unknownClocks_;   ///< T16
};

/// A row's public id.
std::string touchId(std::string_view itemKey, std::string_view part, Depth depth, std::string_view actor);
void fillItem(const Input& input, const Item& item, std::int32_t part, Touch& touch);
Citation cite(const Input& input, const Ev& event);

}  // namespace sillage::tracing
