// What is missing inside what is covered (see coverage.h): holes between files, silences, edges of the window asked for,
// damage, throttling (T03), auditing switched off, and recorders the actor could have altered (T30).
#include <algorithm>
#include <map>

#include "base/text.h"
#include "trace/coverage_examine.h"

namespace sillage::tracing {
namespace {

/// What mailbox auditing records.
constexpr WayMask kAudited = bit(Way::GraphDelegated) | bit(Way::Owa) | bit(Way::Ews) | bit(Way::Mapi);

}  // namespace

/// The row of these ways, and what it forbids.
void Examiner::hole(Coverage row, WayMask ways, Sym mailbox) {
    std::vector<std::string> names;
    bool applicable = false;
    Way first = Way::MobileDevice;
    for (std::size_t w = kWays; w-- > 0;) {
        if (!(ways & bit(static_cast<Way>(w)))) continue;
        names.insert(names.begin(), wayName(static_cast<Way>(w)));
        applicable |= ways_[w].applicable;
        first = static_cast<Way>(w);
    }
    if (names.empty()) return;
    row.route = listed(names);
    if (row.whom.empty() && row.state == "not-covered") row.whom = retentionOf(first, platforms_).whom;
    if (row.state == "not-covered" && applicable && (!view_.windowStated || ((!row.last || row.last > view_.windowFrom) && row.first < view_.windowTo)))
        view_.holes.push_back({first, mailbox, row.first ? row.first : kBeginning, row.last ? row.last : kForever,
                               phrase("%1: %2", said(row.route), said(row.detail))});
    if (row.state == "not-covered" && ways & bit(Way::Rules) && ways_[static_cast<std::size_t>(Way::Rules)].applicable && !mailbox) rulesOf(row);
    view_.rows.push_back(std::move(row));
}

/// T17: a rule set in a hole serves its owner after it. So it is where mail of a mailbox was sent on from later on, and of no
/// rule of it anything stands in the logs before.
void Examiner::rulesOf(const Coverage& row) {
    for (const CoverageGround::Forwarding& f : ground_->forwarding) {
        if (row.first >= f.redirect || f.rules <= f.redirect) continue;
        view_.holes.push_back({Way::Rules, mailboxOf_(f.account), row.first ? row.first : kBeginning, kForever,
                               phrase("T17@1: mail of this mailbox was sent on by a rule from %1, who set it is not recorded, and it may have been set in a hole (%2)",
                                      instantText(f.redirect), said(row.detail))});
    }
}

/// A recorder's hole: one row for the ways that another recorder covers, one for the rest.
void Examiner::recorderHole(const Recorder& r, const Coverage& row, const std::function<void(Coverage&, Way)>& ask) {
    std::map<const Recorder*, WayMask> by;
    for (std::size_t w = 0; w < kWays; ++w)
        if (r.records & bit(static_cast<Way>(w))) by[otherFor(r, static_cast<Way>(w), row.first, row.last)] |= bit(static_cast<Way>(w));
    for (const auto& [other, ways] : by) {
        Coverage one = row;
        one.state = other ? "covered" : "not-covered";
        if (other) {
            append(one.detail, phrase("%1 covers that time", other->name));
            one.ask.clear();
        } else {
            for (std::size_t w = 0; w < kWays; ++w)
                if (ways & bit(static_cast<Way>(w))) {
                    ask(one, static_cast<Way>(w));
                    break;
                }
        }
        hole(std::move(one), ways, 0);
    }
}

/// Another recorder of the same way that wrote before and after, without a hole there.
const Recorder* Examiner::otherFor(const Recorder& r, Way way, std::int64_t from, std::int64_t to) const {
    for (const Recorder* other : ways_[static_cast<std::size_t>(way)].recorders)
        if (other != &r && other->first() <= from && other->last() >= to && !other->holeWithin(from, to)) return other;
    return nullptr;
}

std::string Examiner::holeText(const Hole& h) const {
    const std::string length = durationText(h.to - h.from);
    switch (h.kind) {
        case Hole::Kind::Rotation: return phrase("hole of %1 between %2 and %3: %4 is not among the exhibits", said(length), h.before, h.after, h.missing);
        case Hole::Kind::Between: return phrase("hole of %1 between %2 and %3, longer than any silence inside a file", said(length), h.before, h.after);
        case Hole::Kind::Companion:
            return phrase("silent for %1 while %2 wrote of \"%3\" in %4 minutes; of %5 other minutes in which that one did, this one wrote in %6 too",
                          said(length), h.companion, h.what, h.alone.minutes, h.alone.otherMinutes, h.alone.together);
        case Hole::Kind::Silence: case Hole::Kind::Together: break;
    }
    const Habit::Silence& s = h.silence;
    const std::uint64_t percent = s.otherSlots ? s.otherActive * 100 / s.otherSlots : 0;
    return phrase("silent for %1, longer than its habit: at these hours of other days %2 % of %3 spans of five minutes had records; longest other silence %4",
                  said(length), percent, s.otherSlots, said(durationText(s.longestOther)));
}

void Examiner::recorderHoles() {
    for (const Recorder& r : recorders_) {
        for (const Hole& h : r.holes) {
            if (h.kind == Hole::Kind::Together) continue;  // one row for all of the host
            Coverage row;
            row.kind = h.kind == Hole::Kind::Silence || h.kind == Hole::Kind::Companion ? "silence" : "hole";
            row.recorder = r.name;
            row.source = h.before.empty() && !r.files.empty() ? r.files.front()->path : h.before;
            row.first = h.from;
            row.last = h.to;
            row.detail = holeText(h);
            if (!r.records) {  // it covers no way by itself
                row.route = r.format;
                row.state = "not-covered";
                view_.rows.push_back(row);
                continue;
            }
            recorderHole(r, row, [&](Coverage& one, Way way) {
                askFor(one, way, h.from);
                if (!h.missing.empty()) one.ask = phrase("%1; %2", h.missing, said(one.ask));
            });
        }
    }
}

/// The window asked for begins before the first record of a way, or ends after its last, by more than its habit.
void Examiner::edges() {
    if (!view_.windowFrom || !view_.windowTo) return;
    for (std::size_t w = 0; w < kWays; ++w) {
        const WayState& state = ways_[w];
        if (!state.covered) continue;
        std::int64_t habit = kHour;  // what may be silent at an edge without a word
        for (const Recorder* r : state.recorders) habit = std::max(habit, r->habit.longest() + r->habit.longest() / 2);
        const auto edge = [&](std::int64_t from, std::int64_t to, bool leading) {
            if (to - from <= habit) return;
            Coverage row;
            row.kind = "hole";
            row.route = wayName(static_cast<Way>(w));
            row.state = "not-covered";
            row.first = from;
            row.last = to;
            row.detail = leading ? phrase("nothing is recorded before %1: %2 of the window asked for lie before it", instantText(to), said(durationText(to - from)))
                                 : phrase("nothing is recorded after %1: %2 of the window asked for lie after it", instantText(from), said(durationText(to - from)));
            askFor(row, static_cast<Way>(w), from);
            hole(std::move(row), bit(static_cast<Way>(w)), 0);
        };
        edge(view_.windowFrom, state.first, true);
        edge(state.last, view_.windowTo, false);
    }
}

void Examiner::damage() {
    for (const DamagedSpan& d : facts_->damage) {
        for (const Recorder& r : recorders_) {
            const auto file = std::find_if(r.files.begin(), r.files.end(), [&](const Source* s) { return s->id == d.source; });
            if (file == r.files.end()) continue;
            Coverage row;
            row.kind = "damage";
            row.recorder = r.name;
            row.source = (*file)->path;
            row.first = d.from ? d.from : r.first();
            row.last = d.to ? d.to : r.last();
            row.detail = phrase("%1 octets could not be read (%2 problems) between the records of these times", d.octets, d.problems);
            row.state = "not-covered";
            row.ask = phrase("an undamaged copy of %1", row.source);
            if (!r.records) {
                row.route = r.format;
                view_.rows.push_back(row);
                continue;
            }
            recorderHole(r, row, [](Coverage&, Way) {});
        }
    }
}

/// T03: a throttled record opens a day in which nothing more may be said of that mailbox.
void Examiner::throttling() {
    std::map<Sym, std::int64_t> until;
    for (const std::uint32_t i : ground_->throttled) {
        const Ev& e = input_.events[i];
        std::int64_t& end = until[e.mailbox];
        if (e.utc + kDay - end < kHour) continue;  // the same day again
        end = e.utc + kDay;
        Coverage row;
        row.kind = "throttled";
        row.account = input_.text(e.mailbox);
        row.state = "not-covered";
        row.first = e.utc;
        row.last = e.utc + kDay;
        row.detail = phrase("T03@1: throttled: for 24 hours Bind records of this mailbox are not written");
        row.ask = phrase("nothing can be asked for: the records were never written");
        hole(std::move(row), kAudited, mailboxOf_(e.mailbox));
    }
}

/// Commands that switch auditing off, until one that switches it on again.
void Examiner::auditing() {
    using What = AuditSwitch::What;
    const auto ends = [](What off) { return off == What::MailboxOff ? What::MailboxOn : off == What::BypassOn ? What::BypassOff : What::LogOn; };
    for (std::size_t i = 0; i < facts_->switches.size(); ++i) {
        const AuditSwitch& s = facts_->switches[i];
        if (s.what != What::MailboxOff && s.what != What::BypassOn && s.what != What::LogOff) continue;
        Coverage row;
        row.kind = "off";
        row.state = "not-covered";
        row.source = input_.sourcePath(s.source);
        row.first = s.utc;
        for (std::size_t j = i + 1; j < facts_->switches.size() && !row.last; ++j)
            if (facts_->switches[j].what == ends(s.what) && facts_->switches[j].mailbox == s.mailbox) row.last = facts_->switches[j].utc;
        const std::string end = row.last ? phrase("until %1", instantText(row.last)) : phrase("and not on again in this log");
        Sym mailbox = 0;
        if (s.what == What::MailboxOff) {
            for (const AccountRoute& a : byAccount_) {
                const std::string_view name = input_.view(a.account);
                if (name == s.mailbox || name.substr(0, name.find('@')) == s.mailbox.substr(0, s.mailbox.find('@'))) mailbox = mailboxOf_(a.account);
            }
            row.account = mailbox ? input_.text(mailbox) : s.mailbox;
            row.detail = phrase("auditing of %1 was switched off by %2, %3", s.mailbox, s.by, said(end));
        } else if (s.what == What::BypassOn) {
            row.detail = phrase("what %1 does is not audited in any mailbox: bypass set by %2, %3", s.mailbox, s.by, said(end));
        } else {
            row.detail = phrase("the audit log of the whole organisation was switched off by %1, %2", s.by, said(end));
        }
        row.ask = phrase("nothing can be asked for: the records were never written");
        hole(std::move(row), kAudited, mailbox);
    }
}

/// T30: where the actor had a shell, what the host's own logs do not say proves nothing.
void Examiner::integrity() {
    std::int64_t from = 0;
    std::uint32_t at = 0;
    std::string who;
    for (const auto& [index, of] : sessions_.whose.of) {
        const Visit& v = sessions_.visits[index];
        if (v.route != Route::Shell || of.attribution == Axis::None || v.failedOnly) continue;
        const bool later = from && (from < v.first || (from == v.first && at < index));
        if (later) continue;
        at = index;
        from = v.first;
        who = input_.text(v.account);
    }
    if (!from) return;
    for (const Recorder& r : recorders_) {
        if (!r.records || settings_.remote(r) || r.format.starts_with("m365-") || r.format.starts_with("entra-")) continue;
        Coverage row;
        row.kind = "integrity";
        row.recorder = r.name;
        row.state = "not-covered";
        row.first = r.first();
        row.last = r.last();
        row.detail = phrase("T30@1: the actor had a shell on the host as %1 from %2: %3 lies there and could have been altered, lines of before included", who, instantText(from), r.name);
        row.ask = phrase("a copy of %1 from a remote collector or a backup made before %2", r.name, instantText(from));
        hole(std::move(row), r.records, 0);
    }
}

}  // namespace sillage::tracing
