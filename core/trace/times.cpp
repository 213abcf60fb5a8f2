// resolveTimes: stamps to instants for every source (model page, Time). Zone: the stamp > the source's own setting >
// the case's > etc/timezone of the same tree > UTC, assumed. Year: the line > a Dovecot session id > a dated
// neighbour that shares an id > rotation order and file mtime, walking backwards, flagged.
#include <algorithm>
#include <optional>
#include <unordered_map>

#include "base/dovecot_session.h"
#include "base/phrase.h"
#include "base/text.h"
#include "store/event_chunk_store.h"
#include "trace/clock_offset.h"
#include "trace/repeated_hours.h"
#include "trace/spool.h"
#include "trace/trace.h"
#include "trace/years.h"

namespace sillage {
namespace {

using namespace tracing;

constexpr std::int64_t kHourMicros = 3'600'000'000;

struct ZoneChoice {
    Zone zone = Zone::utc();
    bool assumed = true;
    std::string why = phraseText("assumed: nothing says it");  ///< a sentence
};

/// The part of a path before "etc/timezone": the tree whose clock that file sets.
std::string treeOf(const std::string& path) {
    const auto at = path.rfind("etc/timezone");
    return at == std::string::npos ? std::string() : path.substr(0, at);
}

struct TreeZone {
    std::string root, tree, name;
};

std::vector<TreeZone> treeZones(CaseStore& store, const std::unordered_map<std::int64_t, Source>& byId) {
    std::vector<TreeZone> zones;
    for (const auto& [source, fact] : store.factsWithSource("timezone"))
        if (const auto it = byId.find(source); it != byId.end())
            zones.push_back({it->second.root, treeOf(it->second.path), fact.value});
    std::sort(zones.begin(), zones.end(), [](const TreeZone& a, const TreeZone& b) {
        return std::tie(a.root, a.tree, a.name) < std::tie(b.root, b.tree, b.name);
    });
    return zones;
}

ZoneChoice chooseZone(const Source& source, const std::string& caseZone, const std::vector<TreeZone>& trees) {
    if (const auto zone = Zone::find(source.tz); !source.tz.empty() && zone) return {*zone, false, phraseText("configured for this source by the examiner")};
    if (const auto zone = Zone::find(caseZone); !caseZone.empty() && zone) return {*zone, false, phraseText("stated for the case by the examiner")};
    const TreeZone* best = nullptr;
    for (const auto& t : trees)
        if (t.root == source.root && source.path.compare(0, t.tree.size(), t.tree) == 0 &&
            (!best || t.tree.size() > best->tree.size()))
            best = &t;
    if (best)
        if (const auto zone = Zone::find(best->name)) return {*zone, false, phrase("%1etc/timezone of the same tree", best->tree)};
    return {};
}

/// Message-IDs and session or queue ids that dated records name, with their time: by hash, which is enough for a vote.
class Neighbours {
public:
    explicit Neighbours(CaseStore& store) : known_(std::make_shared<Spool>(store.spoolDirectory())) {
        store.events().eachChunk([&](ChunkReader& reader) {
            gather(reader);
            return true;
        });
        std::sort(known_.begin(), known_.end(), [](const Dated& a, const Dated& b) {
            return a.name != b.name ? a.name < b.name : a.civil < b.civil;
        });
    }
    [[nodiscard]] bool empty() const { return known_.empty(); }
    /// The earliest time of a record that names it; nothing when none does.
    [[nodiscard]] std::optional<std::int64_t> find(std::string_view name) const {
        if (name.empty()) return std::nullopt;
        const std::size_t hash = std::hash<std::string_view>()(name);
        const Dated* at = std::lower_bound(known_.begin(), known_.end(), hash,
                                           [](const Dated& d, std::size_t h) { return d.name < h; });
        return at != known_.end() && at->name == hash ? std::optional(at->civil) : std::nullopt;
    }

private:
    struct Dated {
        std::size_t name;
        std::int64_t civil;
    };
    void gather(ChunkReader& reader) {
        const ChunkInfo& chunk = reader.chunk();
        const NumberView flags = reader.number(NumberColumn::Flags), civil = reader.number(NumberColumn::Civil);
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            const std::int64_t f = flags.at(row);
            if (!EventFlags::bit(f, EventFlags::kPresent) || !EventFlags::bit(f, EventFlags::kHasYear) || chunk.isDead(row)) continue;
            for (const TextColumn c : {TextColumn::MessageId, TextColumn::Session})
                if (const std::string_view name = reader.text(c).at(row); !name.empty())
                    known_.push_back({std::hash<std::string_view>()(name), civil.at(row)});
        }
    }
    SpoolVector<Dated> known_;
};

/// The year nearest to a time known otherwise; stamps at the turn of the year may belong to either side.
int nearestYear(std::int64_t civilWithoutYear, std::int64_t about) {
    const int y = yearOf(about);
    int best = y;
    std::int64_t distance = INT64_MAX;
    for (int candidate = y - 1; candidate <= y + 1; ++candidate) {
        const std::int64_t d = std::abs(inYear(civilWithoutYear, candidate) - about);
        if (d < distance) distance = d, best = candidate;
    }
    return best;
}

/// What one pass over a source's lines without year says.
struct YearPlan {
    YearVote ids, shared;
    int lastStep = 0;
    std::int64_t lastCivil = 0;
    bool needed = false;
};

/// One line without a year.
void survey(YearPlan& plan, YearWalker& walker, ChunkReader& reader, std::uint32_t row, std::int64_t civil,
            std::int64_t mtime, const Neighbours* neighbours) {
    plan.needed = true;
    plan.lastStep = walker.step(civil);
    plan.lastCivil = civil;
    if (isLeapDay(civil)) plan.ids.leapDay(plan.lastStep);
    const std::string_view session = reader.text(TextColumn::Session).at(row);
    if (const auto id = decodeDovecotSession(session)) {
        plan.ids.anchor(nearestYear(civil, id->startBefore(mtime + 24 * kHourMicros)), plan.lastStep);
    } else if (neighbours) {
        for (const TextColumn c : {TextColumn::MessageId, TextColumn::Session})
            if (const auto about = neighbours->find(reader.text(c).at(row)))
                plan.shared.anchor(nearestYear(civil, *about), plan.lastStep);
    }
}

YearPlan surveyYears(CaseStore& store, const Source& source, const Neighbours* neighbours) {
    YearWalker walker;
    YearPlan plan;
    store.events().eachChunk([&](ChunkReader& reader) {
        const ChunkInfo& chunk = reader.chunk();
        const NumberEncoding& sources = chunk.header[NumberColumn::Source];
        if (source.id < sources.minimum || source.id > sources.maximum) return true;
        const NumberView from = reader.number(NumberColumn::Source), flags = reader.number(NumberColumn::Flags),
                         item = reader.number(NumberColumn::Item), civil = reader.number(NumberColumn::Civil);
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            const std::int64_t f = flags.at(row);
            if (!EventFlags::bit(f, EventFlags::kPresent) || EventFlags::bit(f, EventFlags::kHasYear)) continue;
            if (from.at(row) != source.id || item.at(row) != 0 || chunk.isDead(row)) continue;
            survey(plan, walker, reader, row, civil.at(row), source.mtimeNs / 1000, neighbours);
        }
        return true;
    });
    return plan;
}

/// The year of the first line, and where it comes from. Neighbours cost a pass over the whole case, so they are asked
/// only when no id helps.
int baseYear(CaseStore& store, const Source& source, std::optional<Neighbours>& neighbours, std::string& why) {
    YearPlan plan = surveyYears(store, source, nullptr);
    if (!plan.needed) return 0;
    why = phraseText("stated by the examiner");
    if (source.year) return source.year;
    why = phraseText("session ids of Dovecot, which hold the time");
    if (plan.ids.decided()) return plan.ids.base();
    if (!neighbours) neighbours.emplace(store);
    if (!neighbours->empty()) plan = surveyYears(store, source, &*neighbours);
    why = phraseText("dated records of other sources that name the same message or session");
    if (plan.shared.decided()) return plan.shared.base();
    why = phraseText("assumed: the last that does not end after the file was last written");
    const std::int64_t mtime = source.mtimeNs / 1000;
    const int year = yearOf(mtime);
    const bool after = inYear(plan.lastCivil, year) > mtime + 24 * kHourMicros;
    return plan.ids.baseFromEnd(year, after, plan.lastStep);
}

/// State of one pass over a source's lines.
struct Clock {
    explicit Clock(ZoneChoice choice) : zone(std::move(choice)), hours(zone.zone) {}
    ZoneChoice zone;
    RepeatedHours hours;
    int baseYear = 0;
    YearWalker walker;
    std::int64_t offset = 0;
    int step = 0;
    SourceTime told;
    bool zoneNeeded = false;
};

std::int64_t civilOf(Clock& clock, const Stamp& stamp, bool walks) {
    if (stamp.hasYear) return stamp.civil;
    if (walks) clock.step = clock.walker.step(stamp.civil);
    return inYear(stamp.civil, clock.baseYear + clock.step);
}

/// The instant, or the interval where the zone's clock changes. walks: the record's first stamp.
RepeatedHours::Instant instant(Clock& clock, const Stamp& stamp, bool walks, bool first, bool& assumedYear) {
    const std::int64_t civil = civilOf(clock, stamp, walks);
    if (!stamp.hasYear) assumedYear = true;
    RepeatedHours::Instant i;
    if (stamp.zoneMinutes != Stamp::kNoZone) {
        i.from = i.to = civil - std::int64_t{stamp.zoneMinutes} * 60'000'000;
    } else {
        clock.zoneNeeded = true;
        i = clock.hours.resolve(civil, walks);
        if (first && walks && i.kind == RepeatedHours::Kind::Repeated) ++clock.told.repeated;
        if (first && walks && i.kind == RepeatedHours::Kind::Missing) ++clock.told.missing;
    }
    i.from -= clock.offset;
    i.to -= clock.offset;
    return i;
}

/// The order of lines in hours that came twice.
void surveyHours(CaseStore& store, const Source& source, Clock& clock) {
    if (clock.zone.zone.name() == "UTC") return;
    store.events().eachChunk([&](ChunkReader& reader) {
        const ChunkInfo& chunk = reader.chunk();
        const NumberEncoding& sources = chunk.header[NumberColumn::Source];
        if (source.id < sources.minimum || source.id > sources.maximum) return true;
        const NumberView from = reader.number(NumberColumn::Source), flags = reader.number(NumberColumn::Flags), item = reader.number(NumberColumn::Item),
                         civil = reader.number(NumberColumn::Civil), zone = reader.number(NumberColumn::Zone);
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            const std::int64_t f = flags.at(row);
            if (from.at(row) != source.id || item.at(row) != 0 || !EventFlags::bit(f, EventFlags::kPresent) || chunk.isDead(row)) continue;
            Stamp stamp;
            stamp.civil = civil.at(row);
            stamp.hasYear = EventFlags::bit(f, EventFlags::kHasYear);
            const std::int64_t at = civilOf(clock, stamp, true);
            if (zone.at(row) == Stamp::kNoZone) clock.hours.survey(at);
        }
        return true;
    });
    clock.walker = YearWalker();
    clock.step = 0;
}

SourceTime resolveSource(CaseStore& store, Source source, Clock clock) {
    std::int64_t first = 0, last = 0;
    surveyHours(store, source, clock);
    store.events().retime(source.id, [&](StoredEvent& e) {
        e.utc = e.utcTo = 0;
        e.tzAssumed = e.yearAssumed = false;
        if (!e.time.present) return;
        const RepeatedHours::Instant i = instant(clock, e.time, e.item == 0, true, e.yearAssumed);
        e.utc = i.from;
        e.utcTo = i.to;
        if (e.timeTo.present) e.utcTo = instant(clock, e.timeTo, false, false, e.yearAssumed).to;
        e.tzAssumed = e.time.zoneMinutes == Stamp::kNoZone && clock.zone.assumed;
        if (e.yearAssumed && decodeDovecotSession(e.session)) e.yearAssumed = false;
        if (!first || e.utc < first) first = e.utc;
        if (e.utcTo > last) last = e.utcTo;
    });
    clock.told.source = source.id;
    clock.told.year = clock.baseYear;
    clock.told.zone = clock.zoneNeeded ? clock.zone.zone.name() : std::string();
    clock.told.zoneBasis = clock.zoneNeeded ? clock.zone.why : first ? std::string(phraseText("each stamp states its own zone")) : std::string();
    clock.told.zoneAssumed = clock.zoneNeeded && clock.zone.assumed;
    if (!first) return clock.told;  // a source without dated records keeps what its reader said
    // A duplicate is no event of this source, yet the source covers its time; records with an identity state their zone.
    if (source.counts.duplicate > 0 && source.first && source.clockOffsetMicros == 0) {
        first = std::min(first, source.first);
        last = std::max(last, source.last);
    }
    if (source.first == first && source.last == last) return clock.told;
    source.first = first;
    source.last = last;
    store.updateSource(source);
    return clock.told;
}

}  // namespace

void resolveTimes(CaseStore& store, Progress& progress) {
    const auto sources = store.sources();
    std::unordered_map<std::int64_t, Source> byId;
    for (const auto& s : sources) byId.emplace(s.id, s);
    const auto trees = treeZones(store, byId);
    const std::string caseZone = store.setting("tz");
    std::optional<Neighbours> neighbours;
    std::vector<SourceTime> told;
    std::uint64_t done = 0;
    for (const auto& source : sources) {
        progress.advance(done++, sources.size());
        if (progress.cancelled()) return;
        if (source.kind != SourceKind::Log && source.kind != SourceKind::State) continue;
        progress.note(source.path);
        Clock clock(chooseZone(source, caseZone, trees));
        clock.offset = source.clockOffsetMicros;
        clock.baseYear = baseYear(store, source, neighbours, clock.told.yearBasis);
        told.push_back(resolveSource(store, source, std::move(clock)));
    }
    store.replaceSourceTimes(told);
    estimateClocks(store, progress);
}

}  // namespace sillage
