// See actor_events.h.
#include "trace/actor_events.h"

#include <algorithm>

namespace sillage::tracing {

std::vector<ActorEvent> actorEvents(const Input& input, const Sessions& sessions, const Groundwork& ground) {
    std::vector<bool> theirs(sessions.attributed.empty() ? 0 : sessions.visits.size());
    for (const std::uint32_t v : sessions.attributed) theirs[v] = true;
    struct Of {
        std::uint32_t event, row;
    };
    std::vector<Of> all;
    for (std::uint32_t row = 0; row < ground.listed && !theirs.empty(); ++row)
        if (const std::uint32_t v = ground.order[row]; theirs[v])
            for (const std::uint32_t e : ground.eventsOf(sessions.visits[v], v)) all.push_back({e, row});
    std::sort(all.begin(), all.end(), [&](const Of& x, const Of& y) {
        const Ev &a = input.events[x.event], &b = input.events[y.event];
        if (a.utc != b.utc) return a.utc && (!b.utc || a.utc < b.utc);
        if (a.source != b.source) return input.sourcePath(a.source) < input.sourcePath(b.source);
        return a.offset != b.offset ? a.offset < b.offset : a.id < b.id;
    });
    std::vector<ActorEvent> events;
    events.reserve(all.size());
    for (const Of& of : all) {
        const Ev& e = input.events[of.event];
        events.push_back({e.id, of.row, e.action, e.outcome == Outcome::Failure});
    }
    return events;
}

}  // namespace sillage::tracing
