// Estimation of clock offsets (see clock_offset.h): medians and votes, so that late deliveries and chance do not move them.
#include "trace/clock_offset.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

#include "base/phrase.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int64_t kDayMicros = 86'400 * kMicros;
constexpr std::int64_t kFarthest = 27 * 3600 * kMicros;  ///< no zone is farther from another
constexpr std::size_t kMostOfAKey = 40;                  ///< sightings of one key by one recorder: beyond, it tells nothing
constexpr std::int64_t kBin = kMicros;

struct Difference {
    std::int64_t at = 0, by = 0;
};

std::int64_t medianOf(std::vector<std::int64_t> values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::int64_t floorBin(std::int64_t by) { return by >= 0 ? by / kBin : -((-by + kBin - 1) / kBin); }

/// The difference most pairs share: three bins together, the earliest of equals nearest to none.
std::int64_t peakOf(const std::vector<Difference>& pairs, std::uint64_t& votes) {
    std::map<std::int64_t, std::uint64_t> bins;
    for (const Difference& d : pairs) ++bins[floorBin(d.by)];
    std::int64_t best = 0;
    votes = 0;
    for (const auto& [bin, count] : bins) {
        std::uint64_t sum = count;
        for (const std::int64_t beside : {bin - 1, bin + 1})
            if (const auto it = bins.find(beside); it != bins.end()) sum += it->second;
        if (sum > votes || (sum == votes && std::llabs(bin) < std::llabs(best))) votes = sum, best = bin;
    }
    return best * kBin + kBin / 2;
}

/// Whether the offset grows: medians of consecutive runs of pairs.
std::int64_t driftOf(std::vector<Difference> pairs, std::int64_t spread) {
    std::sort(pairs.begin(), pairs.end(), [](const Difference& a, const Difference& b) { return a.at < b.at; });
    const std::size_t runs = std::min<std::size_t>(8, pairs.size() / kFewestPairs);
    if (runs < 2) return 0;
    const auto median = [&](std::size_t run, std::int64_t& at) {
        std::vector<std::int64_t> by, when;
        for (std::size_t i = run * pairs.size() / runs; i < (run + 1) * pairs.size() / runs; ++i) by.push_back(pairs[i].by), when.push_back(pairs[i].at);
        at = medianOf(when);
        return medianOf(by);
    };
    std::int64_t from = 0, to = 0;
    const std::int64_t first = median(0, from), last = median(runs - 1, to);
    if (to <= from || std::llabs(last - first) <= std::max<std::int64_t>(3 * kMicros, 3 * spread)) return 0;
    return static_cast<std::int64_t>(static_cast<double>(last - first) * static_cast<double>(kDayMicros) / static_cast<double>(to - from));
}

/// All differences of two recorders that one kind of key gives.
struct Pairing {
    std::vector<Difference> pairs;
    std::uint64_t keys = 0;  ///< keys both saw
};

std::vector<Difference> near(const std::vector<Difference>& pairs, std::int64_t middle) {
    std::vector<Difference> out;
    for (const Difference& d : pairs)
        if (std::llabs(d.by - middle) <= 2 * kMicros) out.push_back(d);
    return out;
}

std::int64_t middleOf(const std::vector<Difference>& pairs) {
    std::vector<std::int64_t> by;
    for (const Difference& d : pairs) by.push_back(d.by);
    return medianOf(std::move(by));
}

/// The pairs that agree once a steady drift is taken out; none when that does not make most of them agree.
std::vector<Difference> drifting(const std::vector<Difference>& pairs, std::int64_t& drift) {
    drift = driftOf(pairs, 0);
    if (!drift) return {};
    const std::int64_t origin = pairs.front().at;
    std::vector<Difference> straight = pairs;
    for (Difference& d : straight) d.by -= static_cast<std::int64_t>(static_cast<double>(drift) * static_cast<double>(d.at - origin) / static_cast<double>(kDayMicros));
    const std::int64_t middle = middleOf(straight);
    std::vector<Difference> out;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        if (std::llabs(straight[i].by - middle) <= 3 * kMicros) out.push_back(pairs[i]);
    return out;
}

bool settle(const Pairing& p, PairKind kind, ClockEstimate& out) {
    if (p.keys < kFewestPairs || p.pairs.size() < kFewestPairs) return false;
    const bool identity = kind <= PairKind::Message;
    std::vector<Difference> agreeing;
    out.drift = 0;
    if (identity) agreeing = near(p.pairs, middleOf(p.pairs));
    if (agreeing.size() < kFewestPairs || agreeing.size() * 2 < p.pairs.size()) {
        // Half of the shared keys at least must say so; a key seen many times gives many differences, one of them right.
        std::uint64_t votes = 0;
        agreeing = near(p.pairs, peakOf(p.pairs, votes));
        if (votes < kFewestPairs || votes * 2 < p.keys) {
            if (!identity) return false;
            agreeing = drifting(p.pairs, out.drift);
            if (agreeing.size() < 2 * kFewestPairs || agreeing.size() * 3 < p.pairs.size() * 2) return false;
        }
    }
    out.offset = middleOf(agreeing);
    std::vector<std::int64_t> off;
    out.first = INT64_MAX;
    for (const Difference& d : agreeing) {
        off.push_back(std::llabs(d.by - out.offset));
        out.first = std::min(out.first, d.at);
        out.last = std::max(out.last, d.at);
    }
    out.spread = medianOf(std::move(off));
    out.kind = kind;
    out.pairs = agreeing.size();
    out.considered = p.pairs.size();
    return true;
}

}  // namespace

const char* pairKindText(PairKind kind) {
    switch (kind) {
        case PairKind::Request: return phraseText("the same request id");
        case PairKind::Session: return phraseText("the same session id");
        case PairKind::Message: return phraseText("the same Message-ID on its way");
        case PairKind::LoginFrom: return phraseText("logins from the same address");
        case PairKind::Login: break;
    }
    return phraseText("logins of the same account");
}

std::vector<ClockEstimate> estimatePairs(std::vector<Sighting>& sightings) {
    std::sort(sightings.begin(), sightings.end(), [](const Sighting& a, const Sighting& b) {
        return std::tie(a.key, a.recorder, a.time) < std::tie(b.key, b.recorder, b.time);
    });
    std::map<std::tuple<std::uint32_t, std::uint32_t, PairKind>, Pairing> pairings;
    for (std::size_t i = 0; i < sightings.size();) {
        std::size_t end = i;
        std::vector<std::pair<std::size_t, std::size_t>> runs;  // one a recorder
        while (end < sightings.size() && sightings[end].key == sightings[i].key) {
            const std::size_t begin = end;
            while (end < sightings.size() && sightings[end].key == sightings[i].key && sightings[end].recorder == sightings[begin].recorder) ++end;
            runs.emplace_back(begin, end);
        }
        const PairKind kind = sightings[i].kind;
        const bool identity = kind <= PairKind::Message;
        for (std::size_t x = 0; x < runs.size() && runs.size() <= 64; ++x)
            for (std::size_t y = x + 1; y < runs.size(); ++y) {
                const auto [xb, xe] = runs[x];
                const auto [yb, ye] = runs[y];
                if (!identity && (xe - xb > kMostOfAKey || ye - yb > kMostOfAKey)) continue;
                Pairing& p = pairings[{sightings[xb].recorder, sightings[yb].recorder, kind}];
                const std::size_t before = p.pairs.size();
                // Of an identifier the first sighting counts; of logins every pair votes.
                for (std::size_t a = xb; a < (identity ? xb + 1 : xe); ++a)
                    for (std::size_t b = yb; b < (identity ? yb + 1 : ye); ++b)
                        if (const std::int64_t by = sightings[a].time - sightings[b].time; std::llabs(by) <= kFarthest) p.pairs.push_back({sightings[b].time, by});
                p.keys += identity ? p.pairs.size() > before : std::min(xe - xb, ye - yb);
            }
        i = end;
    }
    std::vector<ClockEstimate> out;
    for (const auto& [who, pairing] : pairings) {
        ClockEstimate e;
        std::tie(e.a, e.b, std::ignore) = who;
        if (!out.empty() && out.back().a == e.a && out.back().b == e.b) continue;  // a surer kind has settled it
        if (settle(pairing, std::get<2>(who), e)) out.push_back(e);
    }
    return out;
}

std::vector<ClockPlace> placeClocks(const std::vector<ClockEstimate>& estimates, std::size_t recorders) {
    // The surest estimates first; each recorder is reached once.
    std::vector<const ClockEstimate*> order;
    for (const auto& e : estimates) order.push_back(&e);
    std::stable_sort(order.begin(), order.end(), [](const ClockEstimate* a, const ClockEstimate* b) {
        return std::make_tuple(a->kind > PairKind::Message, ~a->pairs) < std::make_tuple(b->kind > PairKind::Message, ~b->pairs);
    });
    std::vector<std::uint32_t> group(recorders);
    std::vector<std::int64_t> offset(recorders, 0);
    std::vector<const ClockEstimate*> by(recorders, nullptr);
    for (std::uint32_t r = 0; r < recorders; ++r) group[r] = r;
    for (const ClockEstimate* e : order) {
        if (group[e->a] == group[e->b]) continue;
        // Bring b's group to a's time: offset(a) - offset(b) = e->offset.
        const std::int64_t shift = offset[e->a] - e->offset - offset[e->b];
        const std::uint32_t from = group[e->b];
        for (std::uint32_t r = 0; r < recorders; ++r)
            if (group[r] == from) group[r] = group[e->a], offset[r] += shift;
        for (const std::uint32_t r : {e->a, e->b})
            if (!by[r]) by[r] = e;
    }
    std::vector<ClockPlace> out;
    for (std::uint32_t root = 0; root < recorders; ++root) {
        std::vector<std::uint32_t> members;
        for (std::uint32_t r = 0; r < recorders; ++r)
            if (group[r] == root) members.push_back(r);
        if (members.size() < 2) continue;
        const auto agreeing = [&](std::uint32_t r) {
            return std::count_if(members.begin(), members.end(), [&](std::uint32_t other) { return std::llabs(offset[r] - offset[other]) <= kClockTolerance; });
        };
        std::uint32_t reference = members.front();
        for (const std::uint32_t r : members)
            if (agreeing(r) > agreeing(reference)) reference = r;
        for (const std::uint32_t r : members) {
            if (r == reference) continue;
            ClockPlace place{r, reference, offset[r] - offset[reference], by[r]};
            // A direct estimate against the reference is named rather than one through others.
            for (const auto& e : estimates)
                if ((e.a == r && e.b == reference) || (e.b == r && e.a == reference)) place.by = &e;
            const std::uint32_t other = place.by->a == r ? place.by->b : place.by->a;
            if (other != reference && std::llabs(offset[other] - offset[reference]) <= kClockTolerance) place.reference = other;
            out.push_back(place);
        }
    }
    return out;
}

}  // namespace sillage::tracing
