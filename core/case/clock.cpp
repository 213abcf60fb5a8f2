#include "case/clock.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/error.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/author.h"
#include "store/case_lock.h"
#include "trace/clock_offset.h"
#include "trace/coverage_recorders.h"

namespace sillage {
namespace {

std::string secondsOf(std::int64_t micros) {
    std::string text = (micros < 0 ? "-" : "+") + std::to_string(std::llabs(micros) / 1'000'000);
    if (const auto rest = std::llabs(micros) % 1'000'000) text += "." + std::to_string(1'000'000 + rest).substr(1);
    return text;
}

ClockRow find(Case& c, const std::string& name) {
    std::vector<ClockRow> found;
    for (ClockRow& row : clocks(c)) {
        const bool file = std::any_of(row.paths.begin(), row.paths.end(), [&](const std::string& p) { return p == name || row.root + "/" + p == name; });
        if (row.recorder == name || row.root + "/" + row.recorder == name || file) found.push_back(std::move(row));
    }
    if (found.empty()) throw Error(phrase("no recorder named %1", visible(name)), "`sillage-cli clock list` names them.", ExitCode::Usage);
    if (found.size() > 1) {  // an authored act must never fall on another file than the one that was meant
        std::string names;
        for (const auto& row : found) names += (names.empty() ? "" : ", ") + row.root + "/" + row.recorder;
        throw Error(phrase("several recorders are named %1", visible(name)), phrase("Name one of them by its whole path: %1", names), ExitCode::Usage);
    }
    return found.front();
}

std::string proposalJson(const ClockProposal& p) {
    return JsonWriter().beginObject().key("reference").string(p.reference).key("offset").string(secondsOf(p.offset)).key("spread").string(secondsOf(p.spread))
        .key("pairs").number(static_cast<std::int64_t>(p.pairs)).key("drift_a_day").string(secondsOf(p.drift)).key("by").string(inEnglish(p.basis)).endObject().take();
}

void apply(Case& c, const ClockRow& row, std::int64_t offset) {
    for (Source& s : c.store().sources())
        if (s.root == row.root && std::find(row.paths.begin(), row.paths.end(), s.path) != row.paths.end() && s.clockOffsetMicros != offset) {
            s.clockOffsetMicros = offset;
            c.store().updateSource(s);
        }
}

void declare(Case& c, const ClockRow& row, std::int64_t offset, const char* basis, const std::string& detail, const std::string& reason, Progress& progress) {
    JsonWriter j;
    j.beginObject().key("recorder").string(row.recorder).key("root").string(row.root).key("offset").string(secondsOf(offset));
    j.key("before").string(row.declared ? secondsOf(row.offset) : std::string()).key("basis").string(basis).key("proposal").raw(detail.empty() ? "null" : detail);
    c.store().logCustody("clock", j.key("reason").string(reason).endObject().text());
    for (const std::string& path : row.paths) c.store().setClockAct({row.root, path, offset, basis, detail, reason, loginName(), now()});
    apply(c, row, offset);
    c.recompute(progress);
}

}  // namespace

const char* ClockRow::state() const {
    if (declared) return "declared";
    if (!proposal) return "unknown";
    return std::llabs(proposal->offset - proposal->applied) > tracing::kClockTolerance || proposal->drift ? "proposed" : "agrees";
}

std::vector<ClockRow> clocks(Case& c) {
    std::map<std::int64_t, SourceTime> times;
    for (SourceTime& t : c.store().sourceTimes()) times.emplace(t.source, std::move(t));
    const auto acts = c.store().clockActs();
    const auto proposals = c.store().clockProposals();
    std::map<std::tuple<std::string, std::string, std::string>, ClockRow> rows;
    for (const Source& s : c.store().sources()) {
        if (s.kind != SourceKind::Log || s.state == "removed" || s.format == "dovecot-rawlog") continue;
        const std::string name = tracing::rotationName(s.path, s.format).set;
        ClockRow& row = rows[{name, s.root, s.format}];
        row.root = s.root;
        row.recorder = name;
        row.paths.push_back(s.path);
        if (const auto t = times.find(s.id); t != times.end()) {
            if (row.zoneBasis.empty()) row.zone = t->second.zone, row.zoneBasis = t->second.zoneBasis;
            if (row.yearBasis.empty()) row.yearBasis = t->second.yearBasis;
            row.repeated += t->second.repeated;
            row.missing += t->second.missing;
        }
        if (s.clockOffsetMicros) row.declared = true, row.offset = s.clockOffsetMicros, row.basis = "set";
        for (const ClockAct& a : acts)
            if (a.root == s.root && a.path == s.path)
                row.declared = true, row.offset = a.offset, row.basis = a.basis, row.reason = a.reason, row.author = a.author, row.created = a.created;
        for (const ClockProposal& p : proposals)
            if (p.root == s.root && p.recorder == name) row.proposal = p;
    }
    std::vector<ClockRow> out;
    for (auto& [key, row] : rows) out.push_back(std::move(row));
    return out;
}

void acceptClock(Case& c, const std::string& recorder, const std::string& reason, Progress& progress) {
    requireReason(reason);
    const ClockRow row = find(c, recorder);
    if (!row.proposal) throw Error(phrase("nothing is proposed for %1", visible(recorder)), "State an offset yourself: `sillage-cli clock set`.", ExitCode::Usage);
    // The reference may be corrected itself: what is in force for it holds here too.
    std::int64_t reference = 0;
    for (const ClockRow& other : clocks(c))
        if (other.root == row.proposal->referenceRoot && other.recorder == row.proposal->reference && other.declared) reference = other.offset;
    declare(c, row, row.proposal->offset + reference, "accepted", proposalJson(*row.proposal), reason, progress);
}

void setClock(Case& c, const std::string& recorder, std::int64_t offset, const std::string& reason, Progress& progress) {
    requireReason(reason);
    const ClockRow row = find(c, recorder);
    declare(c, row, offset, "set", row.proposal ? proposalJson(*row.proposal) : std::string(), reason, progress);
}

void clearClock(Case& c, const std::string& recorder, const std::string& reason, Progress& progress) {
    requireReason(reason);
    const ClockRow row = find(c, recorder);
    if (!row.declared) throw Error(phrase("nothing is declared for the clock of %1", visible(recorder)), "`sillage-cli clock list` says what is.", ExitCode::Usage);
    c.store().logCustody("clock clear", JsonWriter().beginObject().key("recorder").string(row.recorder).key("root").string(row.root)
        .key("before").string(secondsOf(row.offset)).key("reason").string(reason).endObject().text());
    for (const std::string& path : row.paths) c.store().removeClockAct(row.root, path);
    apply(c, row, 0);
    c.recompute(progress);
}

}  // namespace sillage
