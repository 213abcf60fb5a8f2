// Sightings from the case's events (see clock_offset.h): by columns, an identifier's hash at a time; where there are too
// many, the same half of all keys is let go for every recorder, so that pairs stay pairs. Chunks are read by all cores, and what
// each says is taken in their order.
#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/phrase.h"
#include "base/text.h"
#include "store/event_chunk_store.h"
#include "trace/clock_offset.h"
#include "trace/coverage_recorders.h"
#include "trace/parallel.h"

namespace sillage {
namespace {

using namespace tracing;

constexpr std::size_t kMostSightings = 1'500'000;
constexpr std::size_t kRecent = 65'521;

struct Known {
    std::string root, name;
    std::int64_t applied = 0;
};

class Gather {
public:
    explicit Gather(CaseStore& store) : store_(store) {
        std::map<std::tuple<std::string, std::string, std::string>, std::uint32_t> sets;
        for (const Source& s : store.sources()) {
            if (s.kind != SourceKind::Log || s.state == "removed" || s.format == "dovecot-rawlog") continue;
            const std::string name = rotationName(s.path, s.format).set;
            const auto [it, fresh] = sets.emplace(std::make_tuple(s.root, name, s.format), static_cast<std::uint32_t>(recorders_.size()));
            if (fresh) recorders_.push_back({s.root, name, s.clockOffsetMicros});
            of_[s.id] = {it->second, s.clockOffsetMicros, s.format == "iis-w3c" || s.format.starts_with("exchange-")};
        }
    }

    [[nodiscard]] const std::vector<Known>& recorders() const { return recorders_; }

    std::vector<Sighting> run(Progress& progress) {
        if (recorders_.size() < 2) return {};
        progress.note("comparing clocks");
        store_.events().withChunks([&](const EventChunks& chunks) {
            const auto read = [&](std::size_t n) {
                ChunkReader reader = chunks.reader(chunks.list()[n]);
                Found found;
                chunk(reader, found);
                return std::move(found.list);
            };
            inOrder(chunks.list().size(), read, [&](std::size_t n, std::vector<Sighting>&& found) {
                progress.advance(n, chunks.list().size());
                for (const Sighting& s : found) add(s);
                return !progress.cancelled();
            });
        });
        return std::move(sightings_);
    }

private:
    struct Place {
        std::uint32_t recorder = 0;
        std::int64_t offset = 0;
        bool requests = false;  ///< its records have request ids among their fields
    };

    /// Of an identifier, lines of one session stand together: its first is enough.
    class Recent {
    public:
        /// The one before in its place was the same.
        bool repeats(const Sighting& s) {
            if (s.kind > PairKind::Message) return false;
            const std::uint64_t key = s.key ^ s.recorder;
            return std::exchange(recent_[key % kRecent], key) == key;
        }

    private:
        std::vector<std::uint64_t> recent_ = std::vector<std::uint64_t>(kRecent, 0);
    };

    struct Found {
        Recent recent;
        std::vector<Sighting> list;
        void add(PairKind kind, std::string_view text, const Place& place, std::int64_t time) {
            std::uint64_t key = (std::hash<std::string_view>()(text) ^ static_cast<std::uint64_t>(kind)) * 0x9e3779b97f4a7c15u;
            key ^= key >> 29;
            const Sighting s{key, time, place.recorder, kind};
            if (!recent.repeats(s)) list.push_back(s);
        }
    };

    void chunk(ChunkReader& reader, Found& found) const {
        const ChunkInfo& info = reader.chunk();
        const NumberView sources = reader.number(NumberColumn::Source), utc = reader.number(NumberColumn::Utc), until = reader.number(NumberColumn::UtcTo),
                         actions = reader.number(NumberColumn::Action), outcomes = reader.number(NumberColumn::Outcome), items = reader.number(NumberColumn::Item);
        std::int64_t source = INT64_MIN;
        const Place* place = nullptr;
        for (std::uint32_t row = 0; row < info.rows; ++row) {
            if (const std::int64_t of = sources.at(row); of != source) {
                source = of;
                const auto it = of_.find(source);
                place = it == of_.end() ? nullptr : &it->second;
            }
            const std::int64_t time = utc.at(row);
            if (!place || !time || items.at(row) != 0 || info.isDead(row) || until.at(row) - time > 10'000'000) continue;
            look(reader, row, found, *place, time + place->offset, static_cast<Action>(actions.at(row)), static_cast<Outcome>(outcomes.at(row)));
        }
    }

    static void look(ChunkReader& reader, std::uint32_t row, Found& found, const Place& place, std::int64_t time, Action action, Outcome outcome) {
        const auto text = [&](TextColumn c) { return reader.text(c).at(row); };
        if (place.requests) {
            const auto& keys = reader.keys();
            eachField(reader.fields(row), [&](std::uint64_t key, std::string_view value) {
                if (key < keys.size() && value.size() >= 16 && (keys[key] == "request_id" || keys[key] == "cafe_req_id"))
                    found.add(PairKind::Request, asciiLower(value), place, time);
            });
        }
        const bool onItsWay = action == Action::Save || action == Action::Deliver || action == Action::Send || action == Action::Relay || action == Action::Other;
        if (onItsWay)
            if (const std::string_view id = trim(text(TextColumn::MessageId)); id.size() > 4) found.add(PairKind::Message, id, place, time);
        if (outcome == Outcome::Failure) return;  // what failed, one recorder writes at once and another when it gives up
        if (const std::string_view session = text(TextColumn::Session); session.size() >= 8) found.add(PairKind::Session, session, place, time);
        if (action != Action::Login || outcome != Outcome::Success) return;
        const std::string account = asciiLower(text(TextColumn::Account));
        const std::string_view ip = text(TextColumn::ClientIp);
        if (!ip.empty() && ip != "::1" && ip != "127.0.0.1") found.add(PairKind::LoginFrom, ip, place, time);
        if (!account.empty()) found.add(PairKind::Login, account, place, time);
    }

    void add(const Sighting& s) {
        if (s.key & dropped_ || recent_.repeats(s)) return;
        sightings_.push_back(s);
        if (sightings_.size() >= kMostSightings) thin();
    }

    /// Identifiers of which a recorder wrote many lines count once; if that is not enough, half of the keys go.
    void thin() {
        std::sort(sightings_.begin(), sightings_.end(), [](const Sighting& a, const Sighting& b) {
            return std::tie(a.key, a.recorder, a.time) < std::tie(b.key, b.recorder, b.time);
        });
        const auto same = [](const Sighting& a, const Sighting& b) { return a.key == b.key && a.recorder == b.recorder && a.kind <= PairKind::Message; };
        sightings_.erase(std::unique(sightings_.begin(), sightings_.end(), same), sightings_.end());
        if (sightings_.size() < kMostSightings / 2) return;
        dropped_ = dropped_ << 1 | 1;
        std::erase_if(sightings_, [&](const Sighting& s) { return (s.key & dropped_) != 0; });
    }

    CaseStore& store_;
    std::vector<Known> recorders_;
    std::unordered_map<std::int64_t, Place> of_;
    std::vector<Sighting> sightings_;
    Recent recent_;
    std::uint64_t dropped_ = 0;
};

/// A clock of whole seconds is off by whole seconds.
std::int64_t rounded(std::int64_t offset) {
    if (std::llabs(offset) < kClockTolerance) return 0;
    return (offset >= 0 ? offset + 500'000 : offset - 500'000) / 1'000'000 * 1'000'000;
}

}  // namespace

void estimateClocks(CaseStore& store, Progress& progress) {
    Gather gather(store);
    std::vector<Sighting> sightings = gather.run(progress);
    const auto estimates = estimatePairs(sightings);
    const auto& recorders = gather.recorders();
    std::vector<ClockProposal> proposals;
    for (const ClockPlace& place : placeClocks(estimates, recorders.size())) {
        const Known &r = recorders[place.recorder], &reference = recorders[place.reference];
        ClockProposal p;
        p.root = r.root;
        p.recorder = r.name;
        p.referenceRoot = reference.root;
        p.reference = reference.name;
        p.offset = rounded(place.offset);
        p.applied = r.applied - reference.applied;
        p.spread = place.by->spread;
        p.drift = place.by->a == place.recorder ? place.by->drift : -place.by->drift;
        p.pairs = place.by->pairs;
        p.considered = place.by->considered;
        p.first = place.by->first;
        p.last = place.by->last;
        p.basis = pairKindText(place.by->kind);
        proposals.push_back(std::move(p));
    }
    store.replaceClockProposals(proposals);
}

}  // namespace sillage
