// What is asked of every session and event and depends neither on whose they are nor on what the stores hold: computed once,
// kept (kept.h), so that an act of the examiner, and a mailbox that comes in, read a few arrays instead of every record.
#pragma once

#include "trace/habit.h"
#include "trace/mailbox_of.h"
#include "trace/sessions.h"

namespace sillage::tracing {

/// Which case of T20 a session is when no indicator reaches it (attribution.cpp).
enum class Otherwise : std::uint8_t { Refused, NoWebRequest, NoAddress, Proxy, Sprayed, ByHabit };

struct Groundwork {
    // By session:
    SpoolVector<Otherwise> otherwise;
    SpoolVector<HabitOf> habits;            ///< since when it fits its account's habit
    SpoolVector<std::uint32_t> keepsOpen;   ///< place in `names` of whose mailbox it may have delivered content; kNone = nobody's
    SpoolVector<std::uint32_t> begin;       ///< of its events in `events`
    // Sessions:
    SpoolVector<std::uint32_t> fronted;     ///< that serve a web session, ascending
    SpoolVector<std::uint32_t> tokened;     ///< that bear a token, ascending
    SpoolVector<std::uint32_t> order;       ///< by row of the list (session_rows.h)
    SpoolVector<std::uint32_t> suspects;    ///< strongest first
    std::uint64_t listed = 0;               ///< rows that are listed
    // Events:
    SpoolVector<std::uint32_t> events;      ///< of sessions, one session after the other, those of a protocol trace last
    struct Effect {
        Sym mailbox;  ///< as the record names it
        std::uint32_t event;
    };
    SpoolVector<Effect> effects;            ///< that name a uid, by mailbox, then in order of time
    std::int64_t firstEffect = kForever;    ///< of any mailbox, flags left out
    // Names:
    SpoolVector<Sym> accounts;              ///< of events, each once
    SpoolVector<Sym> names;                 ///< of accounts and mailboxes, as records and sessions have them, each once
    SpoolVector<Sym> standing;              ///< such names of which a rule or right is on record

    explicit Groundwork(const std::shared_ptr<Spool>& keep)
        : otherwise(keep), habits(keep), keepsOpen(keep), begin(keep), fronted(keep), tokened(keep), order(keep), suspects(keep), events(keep),
          effects(keep), accounts(keep), names(keep), standing(keep) {}
    template <typename Visit>
    void eachArray(Visit&& visit) {
        visit(otherwise);
        visit(habits);
        visit(keepsOpen);
        visit(begin);
        visit(fronted);
        visit(tokened);
        visit(order);
        visit(suspects);
        visit(events);
        visit(effects);
        visit(accounts);
        visit(names);
        visit(standing);
    }
    [[nodiscard]] std::span<const std::uint32_t> eventsOf(const Visit& v, std::size_t visit) const { return {events.begin() + begin[visit], v.events}; }
    /// Lines that records name so.
    [[nodiscard]] std::span<const Effect> effectsOf(Sym name) const;
};

/// Its names: known before events are joined to sessions.
Groundwork nameMailboxes(const Input& input);
/// The rest, but for order and suspects, which TracedSessions finds.
void layGroundwork(const Input& input, const Sessions& sessions, Groundwork& ground);

}  // namespace sillage::tracing
