// What the logs cover: routes × accounts × time (evidence model §3, T31), and which rows stay without an actor.
#pragma once

#include "trace/attribution.h"

namespace sillage::tracing {

struct CoverageView {
    std::vector<Coverage> rows;
    /// Statement by mailbox on which its rows rest; the key 0 serves mailboxes without one of their own.
    std::unordered_map<Sym, std::string> statements;
    /// Routes that nothing records and nobody declared not applicable: while there are any, no "no record".
    std::vector<std::string> openRoutes;
};

CoverageView examineCoverage(const Input& input, const Sessions& sessions, const MailboxOf& mailboxOf);

/// Rows without an actor: one an item that no attributed touch of its content reaches. Undetermined, naming the
/// hole, unless every route is covered and every session of the mailbox decided: then no record; and where the item
/// arrived after the last session of the actor and no standing rule served him: ruled out (T17).
void addRowsWithoutActor(const Input& input, const Sessions& sessions, const MailboxOf& mailboxOf,
                         const CoverageView& coverage, std::vector<Touch>& rows);

}  // namespace sillage::tracing
