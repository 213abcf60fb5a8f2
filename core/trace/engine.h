// The whole trace over an Input: pure, no case needed. recompute.cpp and act.cpp are this over a case, mailbox by mailbox.
#pragma once

#include <functional>
#include <future>
#include <memory>

#include "trace/coverage.h"
#include "trace/grade.h"
#include "trace/mailbox_table.h"
#include "trace/model.h"
#include "trace/rules/rules.h"
#include "trace/trace.h"
#include "trace/without_actor.h"

namespace sillage::tracing {

/// Takes the rows of one mailbox, in their order.
class RowSink {
public:
    virtual ~RowSink() = default;
    virtual void mailbox(Sym mailbox) = 0;
    /// The next item of the stores. Its rows that stand before its own row without an actor, that row, then the others.
    virtual void item(const Item& item) = 0;
    /// veiled: a row of an actor tells of its content; it has none without an actor.
    virtual void own(const Item& item, bool veiled) = 0;
    /// Of that item, or of one that only logs name: then it follows the item before it, or the beginning.
    virtual void row(const Item& item, Touch&& t) = 0;
};

/// What an act of the examiner changed.
struct ActChange {
    std::vector<bool> chunks;             ///< of rows of sessions (kSessionsAChunk)
    std::vector<Sym> mailboxes;           ///< whose touches may differ, in order of rank
    bool anything = false;
};

/// What may be done by other threads while an engine is made of events. Nothing of it may add a text to the input.
struct Beside {
    /// The mailboxes of an earlier answer, null = none: those that are still named keep their numbers where there is room.
    const MailboxTable* earlier = nullptr;
    /// Once the names of all mailboxes are known, before events are joined to sessions: which adds texts.
    std::function<void(MailboxTable&)> named;
    /// Once sessions are joined; what is given back is waited for before they go.
    std::function<std::future<void>(const Sessions&)> joined;
};

/// Sessions and whose they are, once; then rules, for some mailboxes at a time.
class Engine {
public:
    /// From the events. Whose they are follows from input.indicators.
    explicit Engine(Input& input, const Beside& beside = {});
    /// What was kept of an earlier one, and the mailboxes as they are now. decideAgain comes next.
    Engine(Input& input, Sessions&& sessions, Groundwork&& ground, MailboxTable&& mailboxes);

    /// Whose they are by input.indicators, after they were somebody's by others, and after mailboxes changed (by rank, and names
    /// that mean another one); from then on rules are applied to the mailboxes of the answer only. nullopt: so much is to be
    /// read again that computing anew takes less.
    std::optional<ActChange> decideAgain(const std::vector<Indicator>& before, bool assumedBefore, const MailboxChange& mailboxes = {});

    /// Mailboxes that an attributed session could have reached: only their items meet rules.
    [[nodiscard]] const std::unordered_set<Sym>& reached() const { return reached_; }
    [[nodiscard]] bool reaches(Sym mailbox) const { return reached_.count(mailbox) != 0; }
    /// Lines that change these mailboxes: what they will weigh beside their items.
    [[nodiscard]] std::size_t weight(Sym mailbox) const {
        std::size_t lines = 0;
        eachEffect(mailbox, [&lines](std::uint32_t) { ++lines; });
        return lines;
    }
    /// Applies the rules to the items in input.items, which are all of these mailboxes, and gives out the rows of each.
    void apply(const std::vector<Sym>& mailboxes, RowSink& sink);

    /// Until what is done beside has ended.
    void waitBeside() {
        if (beside_.valid()) beside_.get();
    }
    [[nodiscard]] WithoutActor& withoutActor() { return *withoutActor_; }
    [[nodiscard]] Groundwork& ground() { return ground_; }
    [[nodiscard]] MailboxTable& mailboxes() { return mailboxes_; }
    [[nodiscard]] Sessions& sessions() { return sessions_; }
    [[nodiscard]] const std::vector<Coverage>& coverage() const { return coverage_.rows; }

private:
    /// Lines that name an item of a mailbox, whatever they call it.
    template <typename F>
    void eachEffect(Sym mailbox, F&& line) const {
        const std::uint32_t rank = mailboxes_.rankOf(mailbox);
        if (rank == kNone) return;
        for (const std::uint32_t name : mailboxes_.namesOf(rank))
            for (const auto& e : ground_.effectsOf(ground_.names[name])) line(e.event);
    }
    [[nodiscard]] MailboxTable layMailboxes(const MailboxTable* earlier) const;
    void reachOf(std::uint32_t visit, std::unordered_set<Sym>& reached) const;
    [[nodiscard]] bool names(std::uint32_t visit, const std::unordered_set<Sym>& some) const;
    void examine();
    void enrich(const std::unordered_set<Sym>& mailboxes, SpoolVector<std::uint32_t>& wanted);
    /// Where items lie of which the rows stand together; or the beginning of a mailbox.
    struct Place {
        struct Row {
            Touch touch;
            std::uint32_t item;
        };
        Sym mailbox = 0;
        std::span<const std::uint32_t> items;
        std::vector<Row> rows;
        bool veiled = false;
    };
    void rowsOf(Place& place, const Candidates& found) const;
    void emit(Place&& place, RowSink& sink) const;
    Input& input_;
    MailboxOf mailboxOf_;
    Groundwork ground_;
    MailboxTable mailboxes_;
    Sessions sessions_;
    std::future<void> beside_;
    CoverageView coverage_;
    std::unordered_set<Sym> reached_;
    std::unique_ptr<Redirects> redirects_;
    std::unique_ptr<WithoutActor> withoutActor_;
};

/// Over an input that holds every item: for tests.
TraceResult traceInput(Input& input);

}  // namespace sillage::tracing
