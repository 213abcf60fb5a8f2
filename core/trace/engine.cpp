// The order of the trace: folders over time → sessions → whose → rules → rows → what stays without an actor.
#include "trace/engine.h"

#include <algorithm>
#include <tuple>

#include "trace/coverage.h"
#include "trace/grade.h"
#include "trace/load.h"
#include "trace/rules/rules.h"
#include "trace/suspects.h"

namespace sillage {
namespace tracing {
namespace {

void sortRows(std::vector<Touch>& rows) {
    std::stable_sort(rows.begin(), rows.end(), [](const Touch& a, const Touch& b) {
        return std::tie(a.mailbox, a.folder, a.uid, a.messageId, a.part, a.depth, a.actor, a.id) <
               std::tie(b.mailbox, b.folder, b.uid, b.messageId, b.part, b.depth, b.actor, b.id);
    });
}

std::vector<Session> sessionRows(const Sessions& sessions) {
    std::vector<Session> rows;
    for (const Visit& v : sessions.visits)
        if (!v.trace) rows.push_back(v.row);  // a trace's connection is a second record of a session already listed
    std::stable_sort(rows.begin(), rows.end(), [](const Session& a, const Session& b) {
        return std::tie(a.first, a.last, a.id) < std::tie(b.first, b.last, b.id);
    });
    return rows;
}

}  // namespace

TraceResult traceInput(Input& input) {
    const MailboxOf mailboxOf(input);
    FolderState folders(input, mailboxOf);
    Sessions sessions = buildSessions(input);
    attributeSessions(input, sessions);
    std::vector<Candidate> candidates;
    RuleContext context{input, folders, mailboxOf, sessions, candidates};
    for (const auto rule : {ruleT01Bind, ruleT02Sync, ruleT11MailLog, ruleT13Pop3, ruleT14Webmail, ruleT14Fetch,
                            ruleT19Redirect, ruleT23Volume, ruleT23Archive, ruleT28List, ruleSent})
        rule(context);
    CoverageView coverage = examineCoverage(input, sessions, mailboxOf);
    TraceResult result;
    result.touches = mergeCandidates(input, sessions, candidates, coverage.statements);
    addRowsWithoutActor(input, sessions, mailboxOf, coverage, result.touches);
    sortRows(result.touches);
    result.sessions = sessionRows(sessions);
    result.suspects = findSuspects(input, sessions);
    result.coverage = std::move(coverage.rows);
    return result;
}

}  // namespace tracing

TraceResult computeTrace(CaseStore& store, Progress& progress) {
    tracing::Input input = tracing::loadCase(store, progress);
    progress.note("applying rules");
    return tracing::traceInput(input);
}

}  // namespace sillage
