// What the trace hands to a case: rows of `touched` by mailbox and class, sessions, coverage, and what it has to find again when
// something is changed (core/trace/kept.h). Written inside one transaction, by one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/event.h"
#include "record/touch.h"
#include "store/session_source.h"

namespace sillage {

/// What rows without an actor say: a few verdicts shared by all items of a mailbox that arrived in one span of time.
struct TouchClass {
    Grade grade = Grade::Undetermined;
    std::vector<std::string> rules, why, against;
};
struct TouchClasses {
    struct Span {
        std::int64_t until = 0;   ///< of the first arrival after the span; the last span's is INT64_MAX
        std::size_t classIndex = 0;
    };
    struct Mailbox {
        std::int64_t number = 0;  ///< TracedMailbox::number
        std::string name;
        std::size_t schedule = 0;
        std::string coverage;     ///< the statement its rows rest on
        bool known = false;       ///< rows of an actor rest on it too
        std::array<std::uint64_t, 6> rows{};  ///< without an actor, by grade
    };
    std::vector<TouchClass> classes;
    std::vector<std::vector<Span>> schedules;
    std::vector<Mailbox> mailboxes;
};

/// A mailbox that a store or a log names. Numbers are in order of names, with gaps; its rows have the ordinals from
/// number << kTouchRankShift on.
struct TracedMailbox {
    std::int64_t number = 0;
    std::string name;                     ///< lower case
    std::uint64_t placements = 0, content = 0;  ///< CaseStore::mailboxContents, of all its states
    std::vector<std::int64_t> arrivals;   ///< of its items, ascending (kArrivalUnknown first)
};
inline constexpr int kTouchRankShift = 43;
/// Arrival of an item of which none is known.
inline constexpr std::int64_t kArrivalUnknown = INT64_MIN;

/// An event of a session of an actor.
struct ActorEvent {
    std::int64_t event = 0;   ///< id
    std::uint32_t row = 0;    ///< of the session
    Action action = Action::Other;
    bool refused = false;
    bool operator==(const ActorEvent&) const = default;
};

/// Takes the results of the trace. How a row of `touched` is composed of them: resources/schema/010_meta.sql, touch_row.
class TraceWriter {
public:
    virtual ~TraceWriter() = default;
    /// All of them, once.
    virtual void allSessions(const SessionSource& source) = 0;
    /// What it is computed from (trace/basis.h), once; without it what changed is told, but not why.
    virtual void basis(const std::vector<std::string>& lines) = 0;
    /// Whose they are now: rows, their order, and all else of them are as they were. chunks: those of kSessionsAChunk rows in
    /// which something changed.
    virtual void changedSessions(const SessionSource& source, const std::vector<bool>& chunks) = 0;
    /// Drops the rows of untouched(): all of them are written again. Else what is not written or dropped stays.
    virtual void untouchedAnew() = 0;
    /// All of them are written.
    virtual void untouchedDone() = 0;
    /// An item of the stores: its row without an actor. t: what names the item.
    virtual void untouched(std::int64_t ordinal, std::int64_t arrival, const Touch& t, bool veiled) = 0;
    /// Takes that row out of sight, for a row of an actor tells of the item's content, or back.
    virtual void veil(std::int64_t ordinal, bool veiled) = 0;
    /// A row of an actor, or of an item that only logs name. One without an actor has its class's verdict.
    virtual void touch(std::int64_t ordinal, std::int64_t arrival, const Touch& t) = 0;
    /// Drops rows of actors, and of items that only logs name, of one mailbox; what was veiled is seen again.
    virtual void dropTouches(std::int64_t number) = 0;
    /// Of all mailboxes: arrivals of veiled items, and of rows without an actor among those written by touch(). ({number, arrival})
    struct Arrival {
        std::int64_t number = 0, arrival = 0;
    };
    virtual std::vector<Arrival> veiledArrivals() = 0;
    virtual std::vector<Arrival> namedArrivals() = 0;
    /// All of them, in their natural order.
    virtual void actorEvents(const std::vector<ActorEvent>& events) = 0;
    virtual void classes(const TouchClasses& classes) = 0;
    virtual void coverage(const std::vector<Coverage>& rows) = 0;
    /// A mailbox as the trace knows it, in place of what is known under its number.
    virtual void mailbox(const TracedMailbox& mailbox) = 0;
    /// Drops it with every row it has.
    virtual void dropMailbox(std::int64_t number) = 0;
    /// What all this was computed with (core/trace/kept.h). names: whose mailbox each name of the logs is (core/trace/mailbox_table.h).
    virtual void state(std::string_view basis, std::string_view acts, std::string_view names) = 0;
};

}  // namespace sillage
