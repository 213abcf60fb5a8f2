// T30 in the coverage: a recorder whose own record was cleared, trimmed or stopped, as the records say (record_losses.h). What
// lay before is damaged, and "no record" may not be said of it.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "trace/coverage_examine.h"

namespace sillage::tracing {
namespace {

using What = RecordLoss::What;

constexpr std::size_t kMostLosses = 200;  ///< rows; the latest of each recorder and kind stand for the rest
constexpr std::int64_t kRestart = kMinute;  ///< a daemon that is back within it was restarted

std::string_view withoutSlashes(std::string_view path) {
    while (!path.empty() && path.front() == '/') path.remove_prefix(1);
    while (!path.empty() && (path.back() == '/' || path.back() == '*')) path.remove_suffix(1);
    return path;
}

/// The recorder's name is that path, or lies below it; a name without a folder is any file of that name.
bool pathNames(std::string_view path, const Recorder& r) {
    const std::string set = rotationName(std::string(withoutSlashes(path)), r.format).set;
    const std::string name = "/" + r.name;
    if (set.empty()) return false;
    return name.ends_with("/" + set) || name.find("/" + set + "/") != std::string::npos;
}

/// "Security" is Security.evtx; "A/B" is A%4B.evtx.
bool channelNames(std::string_view channel, const Recorder& r) {
    std::string file(channel);
    if (const auto slash = file.find('/'); slash != std::string::npos) file.replace(slash, 1, "%4");
    return asciiLower("/" + r.name).ends_with(asciiLower("/" + file + ".evtx"));
}

bool windowsLog(std::string_view format) { return format == "evtx" || format.starts_with("windows-events"); }

}  // namespace

bool Examiner::concerns(const RecordLoss& l, const Recorder& r) const {
    if (settings_.remote(r) || r.format.starts_with("m365-") || r.format.starts_with("entra-")) return false;
    const auto holds = std::any_of(r.files.begin(), r.files.end(), [&](const Source* s) { return s->id == l.source; });
    if (windowsLog(r.format)) {
        if (l.what == What::PolicyCut) return holds;
        if (l.what != What::Cleared || l.log.starts_with("/")) return false;
        const bool another = std::any_of(recorders_.begin(), recorders_.end(), [&](const Recorder& o) { return windowsLog(o.format) && channelNames(l.log, o); });
        return channelNames(l.log, r) || (holds && l.own && !another);
    }
    if (l.log == "journal") return r.format.starts_with("journal");
    if (l.log == "syslog") return r.format == "syslog";
    return l.what == What::Cleared && (l.log.starts_with("/") || l.log.find('.') != std::string::npos) && pathNames(l.log, r);
}

/// Until when: the daemon's start, else the next thing it wrote.
std::int64_t Examiner::writesAgain(std::size_t stopped, const Recorder& r) const {
    const RecordLoss& l = facts_->losses[stopped];
    for (std::size_t i = stopped + 1; i < facts_->losses.size(); ++i) {
        const RecordLoss& next = facts_->losses[i];
        if (next.log == l.log && next.source == l.source && next.what == What::Started) return next.utc;
    }
    for (const auto& gap : r.activity.gaps(0))
        if (gap.to > l.utc) return gap.to;
    return r.last() > l.utc + kSlotMicros ? l.utc + kSlotMicros : 0;
}

std::string Examiner::lossText(const RecordLoss& l, const Recorder& r, std::int64_t until) const {
    const std::string by = l.by.empty() ? phrase("somebody the record does not name") : l.by;
    const std::string at = instantText(l.utc);
    std::string text;
    switch (l.what) {
        case What::Cleared: text = phrase("T30@1: %1 was cleared at %2 by %3: what it held before is gone or may be, and its silence before that proves nothing", r.name, at, said(by)); break;
        case What::Trimmed: text = phrase("T30@1: the oldest part of %1 was removed at %2: what stood before its first record is gone", r.name, at); break;
        case What::Stopped: text = until ? phrase("T30@1: what writes %1 was stopped at %2, until %3", r.name, at, instantText(until)) : phrase("T30@1: what writes %1 was stopped at %2 and not started again in this log", r.name, at); break;
        case What::PolicyCut: text = until ? phrase("T30@1: a part of the auditing behind %1 was switched off by %2, until %3", r.name, said(by), instantText(until)) : phrase("T30@1: a part of the auditing behind %1 was switched off by %2 and not on again in this log", r.name, said(by)); break;
        case What::Rotated: case What::Started: case What::PolicySet: break;
    }
    return l.how.empty() ? text : phrase("%1; the command was %2", said(text), visible(l.how));
}

void Examiner::lossRow(std::size_t index, const Recorder& r) {
    const RecordLoss& l = facts_->losses[index];
    Coverage row;
    row.kind = l.what == What::Stopped || l.what == What::PolicyCut ? "off" : "cleared";
    row.recorder = r.name;
    row.source = input_.sourcePath(l.source);
    row.state = "not-covered";
    std::int64_t until = 0;
    if (l.what == What::Stopped) until = writesAgain(index, r);
    if (l.what == What::PolicyCut)
        for (std::size_t i = index + 1; i < facts_->losses.size() && !until; ++i)
            if (facts_->losses[i].what == What::PolicySet && facts_->losses[i].policy == l.policy && facts_->losses[i].source == l.source) until = facts_->losses[i].utc;
    if (row.kind == "off") {
        if (l.what == What::Stopped && until && until - l.utc <= kRestart) return;
        row.first = l.utc;
        row.last = until;
    } else {
        row.last = l.what == What::Trimmed && !r.activity.empty() ? std::min(l.utc, r.first()) : l.utc;
    }
    row.detail = lossText(l, r, until);
    row.ask = phrase("a copy of %1 from a remote collector or a backup made before %2", r.name, instantText(l.utc));
    if (!r.records) {
        row.route = r.format;
        view_.rows.push_back(std::move(row));
        return;
    }
    recorderHole(r, row, [](Coverage&, Way) {});
}

void Examiner::losses() {
    std::map<std::pair<const Recorder*, What>, std::size_t> latest;  // of what opens everything before it
    std::size_t rows = 0;
    for (std::size_t i = 0; i < facts_->losses.size(); ++i) {
        const RecordLoss& l = facts_->losses[i];
        if (l.what == What::Started || l.what == What::PolicySet) continue;
        bool any = false;
        for (const Recorder& r : recorders_) {
            if (!concerns(l, r)) continue;
            any = true;
            if (l.what == What::Cleared || l.what == What::Trimmed) latest[{&r, l.what}] = i;
            else if (rows++ < kMostLosses) lossRow(i, r);
        }
        if (any || rows++ >= kMostLosses) continue;
        Coverage row;  // no exhibit is of that log: said all the same
        row.kind = "cleared";
        row.source = input_.sourcePath(l.source);
        row.state = "not-covered";
        row.last = l.utc;
        const std::string by = l.by.empty() ? phrase("somebody the record does not name") : l.by;
        row.detail = l.what == What::Rotated ? phrase("T30@1: rotation of the logs was forced at %1 by %2: the oldest file of each set may be gone", instantText(l.utc), said(by))
                                             : phrase("T30@1: at %1 %2 cleared or stopped a log that is not among the exhibits (%3)", instantText(l.utc), said(by), visible(l.how.empty() ? l.log : l.how));
        view_.rows.push_back(std::move(row));
    }
    std::vector<std::pair<std::size_t, const Recorder*>> kept;
    for (const auto& [of, index] : latest) kept.emplace_back(index, of.first);
    std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.first != b.first ? a.first < b.first : a.second->name < b.second->name; });
    for (const auto& [index, recorder] : kept) lossRow(index, *recorder);
}

}  // namespace sillage::tracing
