#include "trace/effect_case.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "store/event_chunk_store.h"
#include "store/table.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kMostSorted = 2'000;  ///< events of one session that are read to put them in order

std::vector<std::int64_t> select(CaseStore& store, View view, std::string_view query) {
    return selectRows(store, view, parseQuery(view, query).query, Sort());
}

std::string anyOf(std::initializer_list<Action> actions) {
    std::string query;
    for (const Action a : actions) query += (query.empty() ? "action:=" : " OR action:=") + std::string(actionName(a));
    return query;
}

}  // namespace

EffectCase::EffectCase(CaseStore& store, SessionTable& table) : store_(store), table_(table) {
    theirs_ = store.actorEvents();
    for (const ActorEvent& e : theirs_) {
        if (!attributed_.count(e.row)) attributed_.emplace(e.row, table_.sessionOnly(e.row));
        if (!e.refused && e.action != Action::Connect) entered_.insert(e.row);
    }
}

void EffectCase::eachSessionWith(std::string_view query, const std::function<void(SessionAt&&)>& session) {
    for (const std::int64_t id : select(store_, View::Sessions, query)) {
        const auto row = static_cast<std::uint32_t>(id - 1);
        session({row, table_.sessionOnly(row)});
    }
}

std::vector<SessionAt> EffectCase::sessionsWith(std::string_view query) {
    std::vector<SessionAt> list;
    eachSessionWith(query, [&list](SessionAt&& s) { list.push_back(std::move(s)); });
    return list;
}

std::optional<std::uint32_t> EffectCase::rowOf(std::int64_t event) {
    const std::uint32_t row = table_.rowOfEvent(event);
    return row ? std::optional(row - 1) : std::nullopt;
}

std::optional<Session> EffectCase::sessionOf(std::int64_t event) {
    const auto row = rowOf(event);
    if (!row) return std::nullopt;
    if (const auto known = attributed_.find(*row); known != attributed_.end()) return known->second;
    return table_.sessionOnly(*row);
}

std::vector<std::int64_t> EffectCase::eventsOf(std::initializer_list<Action> actions) {
    return select(store_, View::Events, anyOf(actions));
}

std::vector<std::int64_t> EffectCase::eventsOfActors(std::initializer_list<Action> actions) {
    std::vector<std::int64_t> ids;
    for (const ActorEvent& e : theirs_)
        if (std::find(actions.begin(), actions.end(), e.action) != actions.end()) ids.push_back(e.event);
    return ids;
}

void EffectCase::linesOfActors(const std::vector<std::uint32_t>& rows, std::size_t most, Lines& lines) {
    std::unordered_map<std::uint32_t, std::size_t> had;
    for (const std::uint32_t row : rows) had[row] = 0;
    std::vector<std::int64_t> ids;
    std::vector<std::uint32_t> of;
    for (const ActorEvent& e : theirs_)
        if (const auto it = had.find(e.row); it != had.end() && it->second < most) {
            ++it->second;
            ids.push_back(e.event);
            of.push_back(e.row);
        }
    std::size_t at = 0;
    for (StoredEvent& e : store_.events().fetch(ids, false)) {
        while (ids[at] != e.id) ++at;
        lines[of[at++]].push_back(std::move(e));
    }
}

EffectCase::Lines EffectCase::linesOf(const std::vector<std::uint32_t>& all, std::size_t most) {
    Lines lines;
    std::vector<std::uint32_t> rows, ofActors;
    for (const std::uint32_t row : all) (attributed_.count(row) ? ofActors : rows).push_back(row);
    if (!ofActors.empty()) linesOfActors(ofActors, most, lines);
    if (rows.empty()) return lines;
    std::unordered_map<std::uint32_t, std::vector<std::int64_t>> wanted;
    std::int64_t first = INT64_MAX, last = INT64_MIN;
    for (const std::uint32_t row : rows) {
        wanted[row];
        const Session s = table_.sessionOnly(row);
        first = std::min(first, s.first);
        last = std::max(last, s.last);
    }
    store_.events().eachChunk([&](ChunkReader& reader) {
        const ChunkInfo& chunk = reader.chunk();
        const NumberEncoding& time = chunk.header[NumberColumn::Utc];
        if (time.minimum > last || time.maximum < first) return true;
        for (std::int64_t event = chunk.first; event < chunk.first + chunk.rows; ++event)
            if (const auto row = rowOf(event))
                if (const auto of = wanted.find(*row); of != wanted.end() && of->second.size() <= kMostSorted) of->second.push_back(event);
        return true;
    });
    for (const auto& [row, ids] : wanted) lines[row] = firstOf(ids, row, most);
    return lines;
}

/// A session of very many events is asked for by itself, in order of time.
std::vector<StoredEvent> EffectCase::firstOf(const std::vector<std::int64_t>& ids, std::uint32_t row, std::size_t most) {
    if (ids.size() > kMostSorted) {
        std::vector<std::int64_t> sorted = select(store_, View::Events, "session:" + sessionText(table_.idOf(row)));
        sorted.resize(std::min(sorted.size(), most));
        return store_.events().fetch(sorted, false);
    }
    std::vector<StoredEvent> events = store_.events().fetch(ids, false);
    std::sort(events.begin(), events.end(), [this](const StoredEvent& a, const StoredEvent& b) {  // the natural order
        if (a.utc != b.utc) return a.utc && (!b.utc || a.utc < b.utc);
        if (a.sourceId != b.sourceId) return pathOf(a.sourceId) < pathOf(b.sourceId);
        return std::tie(a.offset, a.item) < std::tie(b.offset, b.item);
    });
    events.resize(std::min(events.size(), most));
    return events;
}

Citation EffectCase::cite(const StoredEvent& e) { return {e.id, e.sourceId, pathOf(e.sourceId), e.line, e.offset, e.length}; }

std::vector<Citation> EffectCase::cite(const std::vector<StoredEvent>& events) {
    std::vector<Citation> list;
    for (const StoredEvent& e : events) {
        if (list.size() == kMostCited) break;
        list.push_back(cite(e));
    }
    return list;
}

std::string EffectCase::pathOf(std::int64_t source) {
    const auto [known, fresh] = paths_.try_emplace(source);
    if (fresh)
        if (const auto s = store_.source(source)) known->second = s->path;
    return known->second;
}

}  // namespace sillage::tracing
