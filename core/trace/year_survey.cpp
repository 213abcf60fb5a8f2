// See year_survey.h.
#include "trace/year_survey.h"

#include <algorithm>
#include <optional>

#include "base/dovecot_session.h"
#include "base/phrase.h"
#include "store/event_chunk_store.h"
#include "trace/parallel.h"
#include "trace/spool.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kDayMicros = 86'400'000'000;

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

bool hasYear(std::int64_t flags) { return EventFlags::bit(flags, EventFlags::kPresent) && EventFlags::bit(flags, EventFlags::kHasYear); }
bool lacksYear(std::int64_t flags) { return EventFlags::bit(flags, EventFlags::kPresent) && !EventFlags::bit(flags, EventFlags::kHasYear); }

}  // namespace

/// Message-IDs and session or queue ids that dated records name, with their time: by hash, which is enough for a vote.
class YearSurvey::Neighbours {
public:
    explicit Neighbours(CaseStore& store) : known_(std::make_shared<Spool>(store.spoolDirectory())) {
        store.events().withChunks([&](const EventChunks& chunks) {
            inOrder(chunks.list().size(), [&](std::size_t n) { return gather(chunks, chunks.list()[n]); }, [&](std::size_t, const std::vector<Dated>& of) {
                known_.append(of.data(), of.size());
                return true;
            });
        });
        sortInParallel(known_.begin(), known_.end(), [](const Dated& a, const Dated& b) { return a.name != b.name ? a.name < b.name : a.civil < b.civil; });
    }
    [[nodiscard]] bool empty() const { return known_.empty(); }
    /// The earliest time of a record that names it; nothing when none does.
    [[nodiscard]] std::optional<std::int64_t> find(std::string_view name) const {
        if (name.empty()) return std::nullopt;
        const std::size_t hash = std::hash<std::string_view>()(name);
        const Dated* at = std::lower_bound(known_.begin(), known_.end(), hash, [](const Dated& d, std::size_t h) { return d.name < h; });
        return at != known_.end() && at->name == hash ? std::optional(at->civil) : std::nullopt;
    }

private:
    struct Dated {
        std::size_t name;
        std::int64_t civil;
    };
    static std::vector<Dated> gather(const EventChunks& chunks, const ChunkInfo& chunk) {
        std::vector<Dated> known;
        ChunkReader reader = chunks.reader(chunk);
        const NumberView flags = reader.number(NumberColumn::Flags), civil = reader.number(NumberColumn::Civil);
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            if (!hasYear(flags.at(row)) || chunk.isDead(row)) continue;
            for (const TextColumn c : {TextColumn::MessageId, TextColumn::Session})
                if (const std::string_view name = reader.text(c).at(row); !name.empty()) known.push_back({std::hash<std::string_view>()(name), civil.at(row)});
        }
        return known;
    }
    SpoolVector<Dated> known_;
};

void YearSurvey::Plan::append(const Plan& next) {
    const int step = walker.append(next.walker);
    ids.append(next.ids, step);
    shared.append(next.shared, step);
}

YearSurvey::Plans YearSurvey::surveyChunk(ChunkReader& reader, const Neighbours* neighbours) const {
    Plans plans;
    const ChunkInfo& chunk = reader.chunk();
    const NumberView from = reader.number(NumberColumn::Source), flags = reader.number(NumberColumn::Flags), item = reader.number(NumberColumn::Item),
                     civil = reader.number(NumberColumn::Civil);
    std::vector<std::optional<std::optional<DovecotSession>>> sessions(std::max<std::uint32_t>(1, chunk.header[TextColumn::Session].count));  // by code
    Plan* plan = nullptr;
    std::int64_t source = 0, mtime = 0;
    for (std::uint32_t row = 0; row < chunk.rows; ++row) {
        if (!lacksYear(flags.at(row)) || item.at(row) != 0 || chunk.isDead(row)) continue;
        if (!plan || from.at(row) != source) {
            source = from.at(row);
            const auto known = sources_.find(source);
            mtime = known == sources_.end() ? 0 : known->second.mtimeNs / 1000;
            plan = &plans[source];
        }
        const std::int64_t at = civil.at(row);
        const int step = plan->walker.step(at);
        if (isLeapDay(at)) plan->ids.leapDay(step);
        TextReader& text = reader.text(TextColumn::Session);
        auto& session = sessions[std::min<std::size_t>(text.code(row), sessions.size() - 1)];
        if (!session) session = decodeDovecotSession(text.at(row));
        if (*session) {
            plan->ids.anchor(nearestYear(at, (*session)->startBefore(mtime + kDayMicros)), step);
        } else if (neighbours) {
            for (const TextColumn c : {TextColumn::MessageId, TextColumn::Session})
                if (const auto about = neighbours->find(reader.text(c).at(row))) plan->shared.anchor(nearestYear(at, *about), step);
        }
    }
    return plans;
}

bool YearSurvey::run(Progress& progress) {
    const auto pass = [&](const Neighbours* neighbours) {
        plans_.clear();
        before_.clear();
        store_.events().withChunks([&](const EventChunks& chunks) {
            const std::size_t count = chunks.list().size();
            const auto make = [&](std::size_t n) {
                ChunkReader reader = chunks.reader(chunks.list()[n]);
                return surveyChunk(reader, neighbours);
            };
            inOrder(count, make, [&](std::size_t n, const Plans& of) {
                progress.advance(n, count);
                auto& before = before_.emplace_back();
                for (const auto& [source, plan] : of) {
                    before.emplace(source, plans_[source].walker);
                    plans_[source].append(plan);
                }
                return !progress.cancelled();
            });
        });
    };
    pass(nullptr);
    const bool open = std::any_of(plans_.begin(), plans_.end(), [&](const auto& p) {
        const auto source = sources_.find(p.first);
        return source != sources_.end() && !source->second.year && !p.second.ids.decided();
    });
    if (!open || progress.cancelled()) return !progress.cancelled();
    // Neighbours cost a pass over the whole case, so they are asked only when no id helps.
    if (const Neighbours neighbours(store_); !neighbours.empty()) pass(&neighbours);
    return !progress.cancelled();
}

YearSurvey::Year YearSurvey::of(const Source& source) const {
    const auto found = plans_.find(source.id);
    if (found == plans_.end()) return {};
    const Plan& plan = found->second;
    if (source.year) return {source.year, std::string(phraseText("stated by the examiner"))};
    if (plan.ids.decided()) return {plan.ids.base(), std::string(phraseText("session ids of Dovecot, which hold the time"))};
    if (plan.shared.decided()) return {plan.shared.base(), std::string(phraseText("dated records of other sources that name the same message or session"))};
    const std::int64_t mtime = source.mtimeNs / 1000;
    const int year = yearOf(mtime);
    const bool after = inYear(plan.walker.last(), year) > mtime + kDayMicros;
    return {plan.ids.baseFromEnd(year, after, plan.walker.turn()), std::string(phraseText("assumed: the last that does not end after the file was last written"))};
}

YearWalker YearSurvey::walkerAt(std::size_t place, std::int64_t source) const {
    if (place >= before_.size()) return {};
    const auto found = before_[place].find(source);
    return found == before_[place].end() ? YearWalker() : found->second;
}

}  // namespace sillage::tracing
