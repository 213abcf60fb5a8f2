// What the logs cover: routes × accounts × time (evidence model §3, T31), and which rows stay without an actor.
#pragma once

#include <unordered_set>

#include "base/phrase.h"
#include "trace/attribution.h"
#include "trace/folder_state.h"

namespace sillage::tracing {

struct CoverageView {
    std::vector<Coverage> rows;
    std::string server;                             ///< what every mailbox's rows rest on
    std::unordered_map<Sym, std::string> own;       ///< by mailbox: what it has of its own
    /// Routes that nothing records and nobody declared not applicable: while there are any, no "no record".
    std::vector<std::string> openRoutes;
    [[nodiscard]] bool knows(Sym mailbox) const { return own.count(mailbox) != 0; }
    /// The statement on which a mailbox's rows rest.
    [[nodiscard]] std::string statement(Sym mailbox) const {
        const auto it = own.find(mailbox);
        return it == own.end() ? server : phrase("%1; %2", said(server), said(it->second));
    }
};

CoverageView examineCoverage(const Input& input, const MailboxOf& mailboxOf);

/// Rows without an actor: one an item that no attributed touch of its content reaches. Undetermined, naming the
/// hole, unless every route is covered and every session of the mailbox decided: then no record; and where the item
/// arrived after the last session of the actor and no standing rule served him: ruled out (T17).
class WithoutActor {
public:
    WithoutActor(const Input& input, const Sessions& sessions, const MailboxOf& mailboxOf, const CoverageView& coverage);
    [[nodiscard]] Touch row(const Item& item) const;

private:
    struct MailboxState {
        std::size_t undecided = 0;
        std::int64_t lastAttributed = kBeginning;  ///< end of the last session of any actor
        std::array<std::uint64_t, 3> undecidedIds{};
    };
    void decide(const Item& item, Touch& t) const;
    [[nodiscard]] bool ruledOut(const Item& item, const MailboxState& s) const;
    [[nodiscard]] std::string open() const;
    const Input& input_;
    const CoverageView& coverage_;
    std::unordered_map<Sym, MailboxState> states_;
    std::unordered_set<Sym> standing_;  ///< mailboxes of which a rule or right is on record
};

}  // namespace sillage::tracing
