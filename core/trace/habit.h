// What accounts did, by address, client and conduct: their habit (T20). A session that fits what was before the actor got in,
// and carries no signal, is taken as the holder's, under a case-wide assumption that can be withdrawn. Nothing here depends on
// whose sessions are: it says since when each fits.
#pragma once

#include "trace/parallel.h"
#include "trace/sessions.h"

namespace sillage::tracing {

/// Since when a session fits its account's habit: first times, microseconds UTC, kForever = never.
struct HabitOf {
    std::int64_t place = kForever;       ///< the account at its address
    std::int64_t route = kForever;       ///< … by its route
    std::int64_t client = kForever;      ///< … and with its client
    std::int64_t elsewhere = kForever;   ///< the address known, and the client by that route from anywhere
    std::int64_t account = kForever;     ///< the account at all
    std::int64_t network = kForever;     ///< anybody from its neighbourhood
    std::int64_t networkClient = kForever;  ///< … with its client by its route
    bool unusual = false;                ///< conduct that the account had never shown before it
    /// What is said of it when an actor got in then.
    [[nodiscard]] StatusWhy before(std::int64_t in) const;
};

/// The neighbourhood of an address (/24, /64) as a number; 0 = it is none.
std::uint64_t networkOf(const Input& input, Sym ip);

class Habits {
public:
    Habits(const Input& input, const Sessions& sessions);
    /// who: the session whose address and client count, of a back end's the web session it served. Any thread.
    [[nodiscard]] HabitOf of(const Visit& session, const Visit& who) const;

private:
    /// A number, and a time at which it was seen.
    struct Seen {
        std::uint64_t key;
        std::int64_t at;
    };
    /// When something of a number was first: open addressing.
    class First {
    public:
        explicit First(const std::shared_ptr<Spool>& spool);
        void add(std::uint64_t key, std::int64_t at);
        void addAll(const std::vector<Seen>& list);
        [[nodiscard]] std::int64_t of(std::uint64_t key) const { return slots_[slot(key)].first; }

    private:
        struct Slot {
            std::uint64_t key = 0;
            std::int64_t first = kForever;
        };
        [[nodiscard]] std::size_t slot(std::uint64_t key) const;
        void grow();
        SpoolVector<Slot> slots_;
        std::size_t used_ = 0;
    };
    /// Numbers by the table they belong into.
    using Dealt = std::array<std::vector<Seen>, kStretches>;
    void name();
    void learn();
    void learn(const Visit& v, Dealt& out) const;
    [[nodiscard]] std::int64_t first(std::uint64_t key) const { return firsts_[tableOf(key)].of(key); }
    static std::size_t tableOf(std::uint64_t key) { return key >> 32 & (kStretches - 1); }
    [[nodiscard]] const Visit& whoOf(const Visit& v) const;
    [[nodiscard]] bool unusual(const Visit& session, const Visit& who) const;
    const Input& input_;
    const Sessions& sessions_;
    std::vector<First> firsts_;  ///< a table for each thread that fills them
    SpoolVector<std::uint64_t> clients_, networks_;  ///< by symbol; 0 = none
};

}  // namespace sillage::tracing
