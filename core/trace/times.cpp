// resolveTimes: stamps to instants for every source (model page, Time). Zone: the stamp > the source's own setting >
// the case's > etc/timezone of the same tree > UTC, assumed. Year: the line > a Dovecot session id > a dated
// neighbour that shares an id > rotation order and file mtime, walking backwards, flagged (year_survey.h). Where the order of
// lines counts, a first look at all chunks says what came before each, so that several threads resolve them.
#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/dovecot_session.h"
#include "base/phrase.h"
#include "base/text.h"
#include "store/event_chunk_store.h"
#include "trace/clock_offset.h"
#include "trace/parallel.h"
#include "trace/repeated_hours.h"
#include "trace/trace.h"
#include "trace/year_survey.h"

namespace sillage {
namespace {

using namespace tracing;

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

/// How the lines of a source are read.
struct Clock {
    explicit Clock(ZoneChoice choice) : zone(std::move(choice)), hours(zone.zone) {}
    ZoneChoice zone;
    RepeatedHours hours;
    std::int64_t offset = 0;
    YearSurvey::Year year;
};
using Clocks = std::map<std::int64_t, Clock>;

/// The walk over the lines of a source in one chunk.
struct Walk {
    const Clock* clock;
    RepeatedHours hours;
    YearWalker walker;
    int step = 0;
    // What it came to:
    bool zoneNeeded = false;
    std::int64_t first = 0, last = 0;
    std::uint64_t repeated = 0, missing = 0;
    Walk(const Clock& c, RepeatedHours lines, const YearWalker& before) : clock(&c), hours(std::move(lines)), walker(before), step(before.turn()) {}

    std::int64_t civilOf(std::int64_t civil, bool hasYear, bool walks) {
        if (hasYear) return civil;
        if (walks) step = walker.step(civil);
        return inYear(civil, clock->year.base + step);
    }
    /// The instant, or the interval where the zone's clock changes. walks: the record's first stamp.
    RepeatedHours::Instant instant(std::int64_t stamp, bool hasYear, std::int64_t zone, bool walks) {
        const std::int64_t civil = civilOf(stamp, hasYear, walks);
        RepeatedHours::Instant i;
        if (zone != Stamp::kNoZone) {
            i.from = i.to = civil - zone * 60'000'000;
        } else {
            zoneNeeded = true;
            i = hours.resolve(civil, walks);
            if (walks && i.kind == RepeatedHours::Kind::Repeated) ++repeated;
            if (walks && i.kind == RepeatedHours::Kind::Missing) ++missing;
        }
        i.from -= clock->offset;
        i.to -= clock->offset;
        return i;
    }
    void add(const Walk& next) {
        zoneNeeded |= next.zoneNeeded;
        if (!first || (next.first && next.first < first)) first = next.first;
        last = std::max(last, next.last);
        repeated += next.repeated;
        missing += next.missing;
    }
};
using Walks = std::map<std::int64_t, Walk>;

/// The order of lines in hours that came twice.
class HourSurvey {
public:
    HourSurvey(CaseStore& store, Clocks& clocks, const YearSurvey& years) : store_(store), clocks_(clocks), years_(years) {}

    void run(const Progress& progress) {
        if (std::all_of(clocks_.begin(), clocks_.end(), [](const auto& c) { return c.second.zone.zone.name() == "UTC"; })) return;
        store_.events().withChunks([&](const EventChunks& chunks) {
            const auto make = [&](std::size_t n) { return twice(chunks, n); };
            inOrder(chunks.list().size(), make, [&](std::size_t, const Times& of) {
                auto& before = before_.emplace_back();
                for (const auto& [source, times] : of) {
                    RepeatedHours& hours = clocks_.at(source).hours;
                    if (!hours.empty()) before.emplace(source, hours);
                    for (const std::int64_t t : times) hours.survey(t);
                }
                return !progress.cancelled();
            });
        });
    }
    /// A walk that begins with a chunk; place: in the list of withChunks.
    void resolveAfter(std::size_t place, std::int64_t source, RepeatedHours& hours) const {
        if (place >= before_.size()) return;
        if (const auto found = before_[place].find(source); found != before_[place].end()) hours.resolveAfter(found->second);
    }

private:
    using Times = std::map<std::int64_t, std::vector<std::int64_t>>;  ///< of lines in hours that come twice, by source
    Times twice(const EventChunks& chunks, std::size_t place) const {
        Times found;
        const ChunkInfo& chunk = chunks.list()[place];
        ChunkReader reader = chunks.reader(chunk);
        const NumberView from = reader.number(NumberColumn::Source), flags = reader.number(NumberColumn::Flags), item = reader.number(NumberColumn::Item),
                         civil = reader.number(NumberColumn::Civil), zone = reader.number(NumberColumn::Zone);
        Walks walks;
        std::int64_t source = 0;
        Walk* walk = nullptr;
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            const std::int64_t f = flags.at(row);
            if (item.at(row) != 0 || !EventFlags::bit(f, EventFlags::kPresent) || chunk.isDead(row)) continue;
            if (!walk || from.at(row) != source) {
                source = from.at(row);
                const auto clock = clocks_.find(source);
                walk = clock == clocks_.end() || clock->second.zone.zone.name() == "UTC"
                           ? nullptr : &walks.try_emplace(source, clock->second, RepeatedHours(clock->second.zone.zone), years_.walkerAt(place, source)).first->second;
            }
            if (!walk) continue;
            const std::int64_t at = walk->civilOf(civil.at(row), EventFlags::bit(f, EventFlags::kHasYear), true);
            if (zone.at(row) == Stamp::kNoZone && walk->hours.comesTwice(at)) found[source].push_back(at);
        }
        return found;
    }
    CaseStore& store_;
    Clocks& clocks_;
    const YearSurvey& years_;
    std::vector<std::map<std::int64_t, RepeatedHours>> before_;  ///< by chunk, what its sources' walks had surveyed
};

/// Sets the instants of a chunk's rows.
class Resolver {
public:
    Resolver(const Clocks& clocks, const YearSurvey& years, const HourSurvey& hours) : clocks_(clocks), years_(years), hours_(hours) {}

    Walks run(std::size_t place, ChunkReader& reader, EventStore::ChunkTimes& times) const {
        Walks walks;
        const ChunkInfo& chunk = reader.chunk();
        const NumberView from = reader.number(NumberColumn::Source), item = reader.number(NumberColumn::Item), civil = reader.number(NumberColumn::Civil),
                         civilTo = reader.number(NumberColumn::CivilTo), zone = reader.number(NumberColumn::Zone), zoneTo = reader.number(NumberColumn::ZoneTo);
        std::vector<std::int8_t> dovecot(std::max<std::uint32_t>(1, chunk.header[TextColumn::Session].count), -1);  // by code: the session id holds the time
        const auto holdsTime = [&](std::uint32_t row) {
            TextReader& text = reader.text(TextColumn::Session);
            std::int8_t& known = dovecot[std::min<std::size_t>(text.code(row), dovecot.size() - 1)];
            if (known < 0) known = decodeDovecotSession(text.at(row)).has_value();
            return known != 0;
        };
        std::int64_t source = 0;
        Walk* walk = nullptr;
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            if (chunk.isDead(row)) continue;
            if (!walk || from.at(row) != source) walk = begin(walks, place, source = from.at(row));
            if (!walk) continue;
            std::int64_t& f = times.flags[row];
            f &= ~(std::int64_t{1} << EventFlags::kTzAssumed | std::int64_t{1} << EventFlags::kYearAssumed);
            times.utc[row] = times.utcTo[row] = 0;
            if (!EventFlags::bit(f, EventFlags::kPresent)) continue;
            const bool hasYear = EventFlags::bit(f, EventFlags::kHasYear), to = EventFlags::bit(f, EventFlags::kPresentTo),
                       hasYearTo = EventFlags::bit(f, EventFlags::kHasYearTo);
            const RepeatedHours::Instant i = walk->instant(civil.at(row), hasYear, zone.at(row), item.at(row) == 0);
            times.utc[row] = i.from;
            times.utcTo[row] = to ? walk->instant(civilTo.at(row), hasYearTo, zoneTo.at(row), false).to : i.to;
            const bool yearAssumed = (!hasYear || (to && !hasYearTo)) && !holdsTime(row);
            f |= std::int64_t{zone.at(row) == Stamp::kNoZone && walk->clock->zone.assumed} << EventFlags::kTzAssumed;
            f |= std::int64_t{yearAssumed} << EventFlags::kYearAssumed;
            if (!walk->first || times.utc[row] < walk->first) walk->first = times.utc[row];
            walk->last = std::max(walk->last, times.utcTo[row]);
        }
        return walks;
    }

private:
    Walk* begin(Walks& walks, std::size_t place, std::int64_t source) const {
        const auto clock = clocks_.find(source);
        if (clock == clocks_.end()) return nullptr;
        const auto [at, fresh] = walks.try_emplace(source, clock->second, clock->second.hours, years_.walkerAt(place, source));
        if (fresh) hours_.resolveAfter(place, source, at->second.hours);
        return &at->second;
    }
    const Clocks& clocks_;
    const YearSurvey& years_;
    const HourSurvey& hours_;
};

SourceTime told(const Clock& clock, const Walk& walk, std::int64_t source) {
    SourceTime t;
    t.source = source;
    t.year = clock.year.base;
    t.yearBasis = clock.year.why;
    t.zone = walk.zoneNeeded ? clock.zone.zone.name() : std::string();
    t.zoneBasis = walk.zoneNeeded ? clock.zone.why : walk.first ? std::string(phraseText("each stamp states its own zone")) : std::string();
    t.zoneAssumed = walk.zoneNeeded && clock.zone.assumed;
    t.repeated = walk.repeated;
    t.missing = walk.missing;
    return t;
}

/// What a source says of its own time. Without dated records it keeps what its reader said.
void updateSpan(CaseStore& store, Source source, std::int64_t first, std::int64_t last) {
    if (!first) return;
    // A duplicate is no event of this source, yet the source covers its time; records with an identity state their zone.
    if (source.counts.duplicate > 0 && source.first && source.clockOffsetMicros == 0) {
        first = std::min(first, source.first);
        last = std::max(last, source.last);
    }
    if (source.first == first && source.last == last) return;
    source.first = first;
    source.last = last;
    store.updateSource(source);
}

}  // namespace

void resolveTimes(CaseStore& store, Progress& progress) {
    const auto sources = store.sources();
    std::unordered_map<std::int64_t, Source> byId;
    for (const auto& s : sources) byId.emplace(s.id, s);
    const auto trees = treeZones(store, byId);
    const std::string caseZone = store.setting("tz");
    progress.note("resolving times");
    YearSurvey years(store, byId);
    if (!years.run(progress)) return;
    Clocks clocks;
    for (const auto& source : sources) {
        if (source.kind != SourceKind::Log && source.kind != SourceKind::State) continue;
        Clock& clock = clocks.try_emplace(source.id, chooseZone(source, caseZone, trees)).first->second;
        clock.offset = source.clockOffsetMicros;
        clock.year = years.of(source);
    }
    HourSurvey hours(store, clocks, years);
    hours.run(progress);
    if (progress.cancelled()) return;
    const Resolver resolver(clocks, years, hours);
    std::mutex mutex;
    std::map<std::int64_t, Walk> walks;  // all of a source's
    for (const auto& [source, clock] : clocks) walks.try_emplace(source, clock, clock.hours, YearWalker());
    store.events().retime([&](std::size_t place, ChunkReader& reader, EventStore::ChunkTimes& times) {
        const Walks of = resolver.run(place, reader, times);
        const std::lock_guard lock(mutex);
        for (const auto& [source, walk] : of) walks.at(source).add(walk);
    });
    std::vector<SourceTime> all;
    for (const auto& source : sources)
        if (const auto clock = clocks.find(source.id); clock != clocks.end()) {
            const Walk& walk = walks.at(source.id);
            all.push_back(told(clock->second, walk, source.id));
            updateSpan(store, source, walk.first, walk.last);
        }
    store.replaceSourceTimes(all);
    estimateClocks(store, progress);
}

}  // namespace sillage
