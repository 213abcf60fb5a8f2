// Rows of recorders and of their files: spans, habit, what is left out, clock and zone, who could alter it (see coverage.h).
#include <algorithm>

#include "base/text.h"
#include "trace/coverage_examine.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kMostFiles = 400;  ///< rows of files of one recorder; the rest stand in its own row

std::string secondsText(std::int64_t micros) {
    const bool negative = micros < 0;
    const std::uint64_t n = static_cast<std::uint64_t>(negative ? -micros : micros);
    std::string text = (negative ? "-" : "+") + std::to_string(n / 1'000'000);
    if (const std::uint64_t milli = n / 1000 % 1000; milli) text += "." + std::to_string(1000 + milli).substr(1);
    return text;
}

}  // namespace

std::string Examiner::habitText(const Recorder& r) const {
    const std::string longest = durationText(r.habit.longest());
    if (r.excerpt()) return phrase("longest silence %1; %2 records on %3 days are an excerpt, not what a recorder wrote", said(longest), r.habit.records(), r.habit.days());
    if (!r.habit.known()) return phrase("longest silence %1; %2 records on %3 days are too few to know its habit", said(longest), r.habit.records(), r.habit.days());
    if (r.activity.scattered()) return phrase("its records are scattered over too many days: silences are not judged");
    const std::size_t silences = static_cast<std::size_t>(std::count_if(r.holes.begin(), r.holes.end(), [](const Hole& h) { return h.kind == Hole::Kind::Silence; }));
    return silences ? phrase("longest silence %1; %2 silences beyond its habit of %3 days", said(longest), silences, r.habit.days())
                    : phrase("longest silence %1, within its habit of %2 days", said(longest), r.habit.days());
}

std::string Examiner::clockText(const Recorder& r) const {
    for (const ClockAct& a : facts_->clocks)
        if (!r.files.empty() && a.root == r.root && a.path == r.files.front()->path)
            return a.offset ? phrase("clock declared %1 s off and corrected: %2", secondsText(a.offset), a.reason) : phrase("clock declared right: %1", a.reason);
    if (!r.files.empty() && r.files.front()->clockOffsetMicros)
        return phrase("clock corrected by %1 s", secondsText(-r.files.front()->clockOffsetMicros));
    for (const ClockProposal& p : facts_->proposals)
        if (p.root == r.root && p.recorder == r.name && p.offset != p.applied)
            return phrase("its clock seems %1 s ahead of %2 (%3 pairs of records): proposed, not applied", secondsText(p.offset), p.reference, p.pairs);
    for (const ClockProposal& p : facts_->proposals)
        if ((p.root == r.root && p.recorder == r.name) || (p.referenceRoot == r.root && p.reference == r.name))
            return phrase("its clock agrees with %1 (%2 pairs of records)", p.recorder == r.name ? p.reference : p.recorder, p.pairs);
    return {};
}

std::string Examiner::zoneText(const Source& s) const {
    const auto it = facts_->times.find(s.id);
    if (it == facts_->times.end()) return {};
    const SourceTime& t = it->second;
    std::string text = t.zone.empty() ? t.zoneBasis : phrase("zone %1: %2", t.zone, said(t.zoneBasis));
    if (!t.yearBasis.empty()) append(text, phrase("year: %1", said(t.yearBasis)));
    if (t.repeated) append(text, phrase("%1 records in an hour that came twice: each is an interval of an hour", t.repeated));
    if (t.missing) append(text, phrase("%1 records in an hour that the zone skips: the zone or the clock is wrong there", t.missing));
    return text;
}

void Examiner::recorders() {
    for (const Recorder& r : recorders_) {
        Coverage row;
        row.kind = "recorder";
        row.recorder = r.name;
        row.route = r.format;
        row.source = r.files.size() == 1 ? r.files.front()->path : r.name;
        if (r.activity.empty()) {
            row.state = "not-covered";
            const bool any = std::any_of(r.files.begin(), r.files.end(), [](const Source* s) { return s->counts.found > 0; });
            row.detail = any ? phrase("no dated record a rule can use") : phrase("no record");
            view_.rows.push_back(std::move(row));
            continue;
        }
        row.state = "covered";
        row.first = r.first();
        row.last = r.last();
        std::uint64_t octets = 0;
        for (const Source* s : r.files) octets += s->bytes;
        row.detail = r.files.size() == 1 ? phrase("%1 records, %2 octets", r.activity.records(), octets)
                                         : phrase("%1 records in %2 files, %3 octets", r.activity.records(), r.files.size(), octets);
        std::vector<std::string> ways;
        for (std::size_t w = 0; w < kWays; ++w)
            if (r.records & bit(static_cast<Way>(w))) ways.push_back(wayName(static_cast<Way>(w)));
        append(row.detail, ways.empty() ? phrase("covers no route by itself") : phrase("covers %1", said(listed(ways))));
        append(row.detail, habitText(r));
        Columns columns;
        for (const Source* s : r.files) {
            const auto it = columns_.find(s->id);
            if (it == columns_.end()) continue;
            columns.account |= it->second.account;
            columns.address |= it->second.address;
            columns.agent |= it->second.agent;
            columns.bytes |= it->second.bytes;
        }
        for (const std::string& left : settings_.leftOut(r, columns)) append(row.detail, left);
        if (const std::string zone = zoneText(*r.files.front()); !zone.empty()) append(row.detail, zone);
        if (const std::string clock = clockText(r); !clock.empty()) append(row.detail, clock);
        append(row.detail, settings_.integrity(r));
        view_.rows.push_back(std::move(row));
    }
}

void Examiner::sources() {
    for (const Recorder& r : recorders_) {
        if (r.files.size() < 2 || r.format == "dovecot-rawlog") continue;  // its recorder's row says it
        for (std::size_t i = 0; i < std::min(r.files.size(), kMostFiles); ++i) {
            const Source& s = *r.files[i];
            const auto it = facts_->activity.find(s.id);
            Coverage row;
            row.kind = "source";
            row.route = s.format;
            row.source = s.path;
            row.recorder = r.name;
            if (it == facts_->activity.end() || it->second.empty()) {
                row.state = "not-covered";
                row.detail = s.counts.found ? phrase("no dated record a rule can use") : phrase("no record");
            } else {
                row.state = "covered";
                row.first = it->second.first();
                row.last = it->second.last();
                row.detail = phrase("%1 records, %2 octets", it->second.records(), s.bytes);
                if (const std::string zone = zoneText(s); !zone.empty()) append(row.detail, zone);
                if (s.clockOffsetMicros) append(row.detail, phrase("clock corrected by %1 s", secondsText(-s.clockOffsetMicros)));
                for (const Hole& h : r.holes)
                    if (h.after == s.path) append(row.detail, phrase("hole of %1 after %2", said(durationText(h.to - h.from)), h.before));
            }
            view_.rows.push_back(std::move(row));
        }
    }
}

void Examiner::mailboxes() {
    for (const auto& [name, note] : input_.mailboxNotes) {
        Coverage row;
        row.kind = "mailbox";
        row.source = name;
        row.state = "not-covered";
        row.detail = note;
        row.ask = phrase("whose each is: state it with `source set PATH --mailbox NAME` for each and import that place again, or import it with --mailbox");
        view_.rows.push_back(std::move(row));
    }
}

}  // namespace sillage::tracing
