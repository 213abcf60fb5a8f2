// Rows without an actor: one an item that no attributed touch of its content reaches. Undetermined, naming the hole, unless
// every route is covered over the window asked for and every session of the mailbox decided: then no record; and where the
// item arrived after the last session of the actor and no standing rule served him: ruled out (T17, T20, T31).
// What such a row says depends on its mailbox and on when the item arrived, on nothing else of it: it is said once a class.
#pragma once

#include "store/case_store.h"
#include "trace/coverage.h"
#include "trace/mailbox_table.h"

namespace sillage::tracing {

class WithoutActor {
public:
    WithoutActor(const Input& input, const Sessions& sessions, const Groundwork& ground, const MailboxTable& mailboxes, const MailboxOf& mailboxOf, const CoverageView& coverage);
    /// arrival 0 = not known.
    [[nodiscard]] TouchClass verdict(Sym mailbox, std::int64_t arrival) const;
    [[nodiscard]] Touch row(const Item& item) const;
    /// Adds a mailbox and the classes of its rows.
    void add(TouchClasses& classes, Sym mailbox, std::uint32_t rank);

private:
    struct State {
        std::uint32_t undecided = 0;
        std::array<std::uint32_t, 3> first{};
    };
    [[nodiscard]] State stateOf(Sym mailbox) const;
    [[nodiscard]] bool decidedByMailbox(Sym mailbox) const;
    [[nodiscard]] bool ruledOut(Sym mailbox, std::int64_t arrival) const;
    [[nodiscard]] bool stands(Sym mailbox) const;
    [[nodiscard]] std::vector<std::int64_t> boundaries(Sym mailbox) const;
    [[nodiscard]] std::size_t scheduleOf(TouchClasses& classes, Sym mailbox);
    [[nodiscard]] std::size_t classOf(TouchClasses& classes, TouchClass&& verdict);
    const Input& input_;
    const Sessions& sessions_;
    const MailboxTable& mailboxes_;
    const CoverageView& coverage_;
    SpoolVector<State> states_;                       ///< by rank of the mailbox
    std::unordered_set<std::uint32_t> standing_;      ///< ranks of mailboxes of which a rule or right is on record
    std::unordered_map<Sym, std::int64_t> lastOf_;    ///< end of the last session of any actor
    std::unordered_set<Sym> ownHoles_;                ///< mailboxes that have a hole of their own
    std::unordered_map<std::string, std::size_t> classes_;
    std::map<std::vector<std::pair<std::int64_t, std::size_t>>, std::size_t> schedules_;
    std::size_t common_ = SIZE_MAX;                   ///< schedule of mailboxes that differ in nothing
};

}  // namespace sillage::tracing
