// The mailboxes that anything names, in order of their names, and what the stores hold of each. Sessions and what else is
// read of logs does not depend on it (groundwork.h): stores may come in later, or be named otherwise, and only what these
// mailboxes hold is computed again.
#pragma once

#include <optional>
#include <span>
#include <unordered_map>

#include "store/case_store.h"
#include "trace/groundwork.h"

namespace sillage::tracing {

class MailboxTable {
public:
    /// Of what the stores and the logs name. Without arrivals. earlier: the table before; its mailboxes keep their numbers.
    /// nullopt: between theirs there is no number left for a new one.
    static std::optional<MailboxTable> lay(const Input& input, const Groundwork& ground, const MailboxOf& mailboxOf, const MailboxTable* earlier = nullptr);
    /// Those of the case's answer, and their numbers; nobody's names.
    static MailboxTable stored(Input& input, CaseStore& store);
    /// As it was left in the case; nullopt: it is not of these names.
    static std::optional<MailboxTable> restore(Input& input, const Groundwork& ground, CaseStore& store, std::string_view names);

    [[nodiscard]] std::size_t size() const { return list_.size(); }
    [[nodiscard]] Sym name(std::uint32_t rank) const { return list_[rank].name; }
    /// kNone: nothing names it.
    [[nodiscard]] std::uint32_t rankOf(Sym mailbox) const;
    /// Of a name of Groundwork::names, by its place there.
    [[nodiscard]] std::uint32_t rankOfName(std::uint32_t place) const { return rankOfName_[place]; }
    [[nodiscard]] std::uint32_t namesKnown() const { return static_cast<std::uint32_t>(rankOfName_.size()); }
    /// Places in Groundwork::names of what means this mailbox.
    [[nodiscard]] std::span<const std::uint32_t> namesOf(std::uint32_t rank) const;
    /// The rows of a mailbox: ordinals from number << kTouchRankShift on. Numbers ascend with ranks, with gaps.
    [[nodiscard]] std::uint32_t number(std::uint32_t rank) const { return list_[rank].number; }
    [[nodiscard]] std::uint32_t rankOfNumber(std::int64_t number) const;
    [[nodiscard]] const StoreContent& content(std::uint32_t rank) const { return list_[rank].content; }
    /// When its items arrived, ascending (kArrivalUnknown first).
    [[nodiscard]] const std::vector<std::int64_t>& arrivals(std::uint32_t rank) const { return list_[rank].arrivals; }
    void setArrivals(std::uint32_t rank, std::vector<std::int64_t>&& arrivals) { list_[rank].arrivals = std::move(arrivals); }

    [[nodiscard]] TracedMailbox traced(const Input& input, std::uint32_t rank) const;
    /// For TraceWriter::state.
    [[nodiscard]] std::string names() const;

private:
    struct Box {
        Sym name = 0;
        std::uint32_t number = 0;
        StoreContent content;
        std::vector<std::int64_t> arrivals;
    };
    [[nodiscard]] bool giveNumbers(const MailboxTable* earlier);
    void index();
    std::vector<Box> list_;
    std::unordered_map<Sym, std::uint32_t> rank_;
    std::vector<std::uint32_t> rankOfName_;   ///< by place in Groundwork::names
    std::vector<std::uint32_t> names_, namesBegin_;  ///< places by rank
};

/// What a later table says otherwise.
struct MailboxChange {
    std::vector<std::uint32_t> changed;  ///< ranks in the later one: other content, or other names mean them
    std::vector<std::uint32_t> gone;     ///< numbers of those that nothing names any more
    std::vector<std::uint32_t> names;    ///< places of those that mean another mailbox
};
MailboxChange compare(const MailboxTable& before, const MailboxTable& after);

}  // namespace sillage::tracing
