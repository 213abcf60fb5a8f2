// What recorders of one host say of each other: one that is silent while a companion of it goes on (see companions.h), and
// all that are silent together (see host_silence.h): one row for the host, and a hole in each of its recorders.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "trace/coverage_examine.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kNamed = 6;
constexpr std::size_t kMostCompared = 200;  ///< recorders of one host, each with each

void sortHoles(Recorder& r) {
    std::sort(r.holes.begin(), r.holes.end(), [](const Hole& a, const Hole& b) { return a.from < b.from; });
}

}  // namespace

void Examiner::hosts() {
    std::map<std::string, std::vector<Recorder*>> hosts;
    for (Recorder& r : recorders_)
        if (const std::string host = hostOf(r); !host.empty() && !r.activity.empty()) hosts[host].push_back(&r);
    for (const auto& [name, recorders] : hosts)
        if (std::any_of(recorders.begin(), recorders.end(), [](const Recorder* r) { return r->records != 0; })) {
            const std::vector<KindOf> kinds = recorders.size() <= kMostCompared ? kindsOf(recorders) : std::vector<KindOf>();
            for (Recorder* r : recorders)
                if (r->records) silentAlone(*r, kinds);
            silentTogether(recorders);
        }
}

/// What recorders of a host write of, kind by kind: the files of a rotated set together.
std::vector<Examiner::KindOf> Examiner::kindsOf(const std::vector<Recorder*>& host) const {
    std::map<std::int64_t, const Recorder*> bySource;
    for (const Recorder* r : host)
        for (const Source* s : r->files) bySource[s->id] = r;
    std::map<std::tuple<std::string_view, Route, Action, bool>, KindOf> kinds;
    for (const CoverageGround::Kind& k : ground_->kinds) {
        const auto it = bySource.find(k.source);
        if (it == bySource.end()) continue;
        KindOf& of = kinds[{it->second->name, k.route, k.action, k.local}];
        of.recorder = it->second;
        of.action = k.action;
        of.activity.merge(k.activity);
    }
    std::vector<KindOf> out;
    for (auto& [key, of] : kinds) out.push_back(std::move(of));
    return out;
}

void Examiner::silentAlone(Recorder& r, const std::vector<KindOf>& kinds) const {
    std::vector<const Activity*> others;
    for (const KindOf& k : kinds) others.push_back(k.recorder == &r ? nullptr : &k.activity);
    for (CompanionSilence& s : companionSilences(r.activity, others, view_.windowFrom, view_.windowTo)) {
        if (r.holeWithin(s.gap.from, s.gap.to)) continue;  // named by its own habit or files
        Hole h;
        h.kind = Hole::Kind::Companion;
        h.from = s.gap.from;
        h.to = s.gap.to;
        h.companion = kinds[s.companion].recorder->name;
        h.what = actionName(kinds[s.companion].action);
        h.alone = s;
        r.holes.push_back(std::move(h));
    }
    sortHoles(r);
}

void Examiner::silentTogether(const std::vector<Recorder*>& host) {
    Together t;
    Activity all;
    std::vector<std::int64_t> sources;
    for (const Recorder* r : host) {
        all.merge(r->activity);
        t.records |= r->records;
        t.names.push_back(r->name);
        for (const Source* s : r->files) sources.push_back(s->id);
    }
    std::sort(sources.begin(), sources.end());
    std::vector<CoverageGround::Processes> numbers;
    for (const CoverageGround::Processes& p : ground_->processes)
        if (std::binary_search(sources.begin(), sources.end(), p.source)) numbers.push_back(p);
    for (HostSilence& s : hostSilences(all, ProcessNumbers(std::move(numbers)), view_.windowFrom, view_.windowTo)) {
        Hole h;
        h.kind = Hole::Kind::Together;
        h.from = s.gap.from;
        h.to = s.gap.to;
        bool fresh = false;
        for (Recorder* r : host) {
            if (!r->records || r->holeWithin(h.from, h.to)) continue;  // named by its own habit or files
            fresh = true;
            r->holes.push_back(h);
            sortHoles(*r);
        }
        if (!fresh) continue;
        t.silence = std::move(s);
        together_.push_back(t);
    }
}

std::string Examiner::togetherText(const Together& t) const {
    const HostSilence& s = t.silence;
    std::string names;
    for (std::size_t i = 0; i < std::min(kNamed, t.names.size()); ++i) names += (i ? ", " : "") + t.names[i];
    if (t.names.size() > kNamed) names += ", …";
    std::string text = t.names.size() == 1 ? phrase("%1 is silent for %2", names, said(durationText(s.gap.length())))
                                           : phrase("all %1 recorders of the host are silent together for %2", t.names.size(), said(durationText(s.gap.length())));
    switch (s.why) {
        case HostSilence::Why::Habit: {
            const std::uint64_t percent = s.habit.otherSlots ? s.habit.otherActive * 100 / s.habit.otherSlots : 0;
            append(text, phrase("longer than their habit: at these hours of other days %1 % of %2 spans of five minutes had records; longest other silence %3",
                                percent, s.habit.otherSlots, said(durationText(s.habit.longestOther))));
            break;
        }
        case HostSilence::Why::SameHours:
            append(text, phrase("of the same hours of %1 other days %2 were silent: a quiet hour or a hole in all of them", s.days, s.silentDays));
            break;
        case HostSilence::Why::Unknown:
            append(text, phrase("inside the time asked about, and too few days are recorded to tell a quiet hour from a hole in all of them"));
            break;
    }
    if (s.counted) append(text, phrase("meanwhile the host started %1 processes, by the numbers its logs name; at rest it would have been %2 at most", s.processes, s.atRest));
    if (t.names.size() > 1) append(text, phrase("the recorders are %1", names));
    return text;
}

void Examiner::togetherHoles() {
    for (const Together& t : together_) {
        Recorder all;
        all.records = t.records;
        Coverage row;
        row.kind = "silence";
        if (t.names.size() == 1) row.recorder = t.names.front();
        for (const std::string& name : t.names) row.source += (row.source.empty() ? "" : ", ") + name;
        row.first = t.silence.gap.from;
        row.last = t.silence.gap.to;
        row.detail = togetherText(t);
        recorderHole(all, row, [&](Coverage& one, Way way) { askFor(one, way, row.first); });
    }
}

}  // namespace sillage::tracing
