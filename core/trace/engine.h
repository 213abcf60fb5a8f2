// The whole trace over an Input: pure, no case needed. recomputeTrace is this over loadCase, mailbox by mailbox.
#pragma once

#include <memory>

#include "trace/coverage.h"
#include "trace/grade.h"
#include "trace/model.h"
#include "trace/rules/rules.h"
#include "trace/trace.h"

namespace sillage::tracing {

/// Sessions and whose they are, once; then rules, for some mailboxes at a time.
class Engine {
public:
    explicit Engine(Input& input);
    /// Mailboxes that an attributed session could have reached: only their items meet rules.
    [[nodiscard]] const std::unordered_set<Sym>& reached() const { return reached_; }
    [[nodiscard]] bool reaches(Sym mailbox) const { return reached_.count(mailbox) != 0; }
    /// Lines that change these mailboxes: what they will weigh beside their items.
    [[nodiscard]] std::size_t weight(Sym mailbox) const { return effectsOf(mailbox).size(); }
    /// Applies the rules to the items in input.items, which are all of these mailboxes, and gives out the rows of each
    /// mailbox in turn; other(mailbox) is called in its place for one that is not reached.
    void apply(const std::vector<Sym>& mailboxes, TraceSink& sink, const std::function<void(Sym)>& other);
    /// The row of an item that no rule met.
    [[nodiscard]] Touch untouched(const Item& item) const { return withoutActor_->row(item); }
    /// Sessions, suspects and coverage.
    void report(TraceSink& sink);

private:
    struct Effect {
        Sym mailbox;
        std::uint32_t event;
    };
    void reach();
    void enrichSessions();
    void gatherEffects();
    [[nodiscard]] std::span<const Effect> effectsOf(Sym mailbox) const;
    void emit(std::span<const std::uint32_t> items, const Candidates& found, TraceSink& sink) const;
    Input& input_;
    MailboxOf mailboxOf_;
    Sessions sessions_;
    CoverageView coverage_;
    std::unordered_set<Sym> reached_;
    SpoolVector<Effect> effects_;            ///< by mailbox, then in order of time; of reached mailboxes only
    std::int64_t firstEffect_ = kForever;
    std::unique_ptr<Redirects> redirects_;
    std::unique_ptr<WithoutActor> withoutActor_;
};

/// Over an input that holds every item: for tests.
TraceResult traceInput(Input& input);

}  // namespace sillage::tracing
