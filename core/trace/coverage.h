// What the logs cover: routes × accounts × time (evidence model §3, T31), and which rows stay without an actor.
// examineCoverage gives rows (what `coverage` prints), what each touch rests on, and the holes that forbid "no record".
#pragma once

#include <unordered_set>

#include "base/phrase.h"
#include "trace/attribution.h"
#include "trace/coverage_recorders.h"
#include "trace/folder_state.h"

namespace sillage::tracing {

/// A time in which accesses by a way may have left no record.
struct OpenHole {
    Way way = Way::Imap;
    Sym mailbox = 0;             ///< 0 = every mailbox
    std::int64_t from = 0, to = 0;
    std::string what;            ///< a sentence
};

struct CoverageView {
    std::vector<Coverage> rows;
    std::string server;                             ///< what every mailbox's rows rest on
    std::unordered_map<Sym, std::string> own;       ///< by mailbox: what it has of its own
    /// Routes that nothing records and nobody declared not applicable: while there are any, no "no record".
    std::vector<std::string> openRoutes;
    /// Routes round the server, of which no log of it can tell: taken as not used under the case's assumption (T31).
    std::vector<std::string> assumedRoutes;
    /// Holes inside the window that was asked for, latest end first.
    std::vector<OpenHole> holes;
    std::int64_t windowFrom = 0, windowTo = 0;      ///< what was asked for; 0 = from the first to the last record
    bool windowStated = false;
    [[nodiscard]] bool knows(Sym mailbox) const { return own.count(mailbox) != 0; }
    /// The statement on which a mailbox's rows rest.
    [[nodiscard]] std::string statement(Sym mailbox) const {
        const auto it = own.find(mailbox);
        return it == own.end() ? server : phrase("%1; %2", said(server), said(it->second));
    }
    /// Holes in which an item that arrived then (0 = not known) may have been reached, at most so many, the first first.
    [[nodiscard]] std::vector<const OpenHole*> holesFor(Sym mailbox, std::int64_t arrival, std::size_t most) const;
};

CoverageView examineCoverage(const Input& input, const MailboxOf& mailboxOf, const Sessions& sessions);

}  // namespace sillage::tracing
