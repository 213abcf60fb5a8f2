#include "store/actor_event_codec.h"

#include "store/codec.h"

namespace sillage {

std::string encodeActorEvents(std::span<const ActorEvent> events) {
    std::string out;
    std::int64_t before = 0;
    for (const ActorEvent& e : events) {
        const std::int64_t step = e.event - before;
        putVarint(out, (static_cast<std::uint64_t>(step) << 1) ^ static_cast<std::uint64_t>(step >> 63));
        putVarint(out, e.row);
        putVarint(out, static_cast<std::uint64_t>(e.action) << 1 | (e.refused ? 1 : 0));
        before = e.event;
    }
    return out;
}

void decodeActorEvents(std::string_view octets, std::vector<ActorEvent>& events) {
    std::int64_t before = 0;
    while (!octets.empty()) {
        bool ok = true;
        const std::uint64_t step = getVarint(octets, ok), row = ok ? getVarint(octets, ok) : 0, action = ok ? getVarint(octets, ok) : 0;
        if (!ok || row > UINT32_MAX || action >> 1 > UINT8_MAX) return;
        before += static_cast<std::int64_t>(step >> 1) ^ -static_cast<std::int64_t>(step & 1);
        events.push_back({before, static_cast<std::uint32_t>(row), static_cast<Action>(action >> 1), (action & 1) != 0});
    }
}

}  // namespace sillage
