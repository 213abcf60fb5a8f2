// A case as what was left behind in it is read: sessions by their rows, and the lines of many sessions in one pass.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "record/effect.h"
#include "store/case_store.h"
#include "store/session_table.h"

namespace sillage::tracing {

constexpr std::size_t kMostCited = 8;  ///< lines cited beside one effect; how many there are is told beside

/// A session, without reasons, and its row in the table.
struct SessionAt {
    std::uint32_t row = 0;
    Session session;
};

/// Lives no longer than the table, which must be refreshed. One thread.
class EffectCase {
public:
    EffectCase(CaseStore& store, SessionTable& table);

    [[nodiscard]] CaseStore& store() const { return store_; }
    /// Sessions of actors, by their row.
    [[nodiscard]] const std::map<std::uint32_t, Session>& attributed() const { return attributed_; }
    std::vector<SessionAt> sessionsWith(std::string_view query);
    /// The same one by one, where there may be very many.
    void eachSessionWith(std::string_view query, const std::function<void(SessionAt&&)>& session);
    /// Its session, attributed or not.
    std::optional<Session> sessionOf(std::int64_t event);
    /// Row of its session; nullopt: of none.
    std::optional<std::uint32_t> rowOf(std::int64_t event);

    /// ids of the events of some actions, in order of time.
    std::vector<std::int64_t> eventsOf(std::initializer_list<Action> actions);
    /// Those of them that are of actors' sessions.
    std::vector<std::int64_t> eventsOfActors(std::initializer_list<Action> actions);
    /// Of an actor's session: not all of it was refused.
    [[nodiscard]] bool entered(std::uint32_t row) const { return entered_.count(row) != 0; }
    using Lines = std::map<std::uint32_t, std::vector<StoredEvent>>;
    /// The first events of each of these sessions in order of time, at most `most` of each and without their fields. Actors'
    /// sessions are read alone; for others all records of their time are looked through, once.
    Lines linesOf(const std::vector<std::uint32_t>& rows, std::size_t most);
    Citation cite(const StoredEvent& event);
    std::vector<Citation> cite(const std::vector<StoredEvent>& events);

    std::string pathOf(std::int64_t source);

private:
    void linesOfActors(const std::vector<std::uint32_t>& rows, std::size_t most, Lines& lines);
    std::vector<StoredEvent> firstOf(const std::vector<std::int64_t>& ids, std::uint32_t row, std::size_t most);

    CaseStore& store_;
    SessionTable& table_;
    std::vector<ActorEvent> theirs_;  ///< of the attributed
    std::map<std::uint32_t, Session> attributed_;
    std::unordered_set<std::uint32_t> entered_;
    std::map<std::int64_t, std::string> paths_;
};

}  // namespace sillage::tracing
