// Events as columnar chunks of 64 Ki rows (model page, Case): dictionary-encoded columns with min/max per chunk,
// blobs in events.db. Derived data: can be dropped and rebuilt from the evidence.
// One writer; readers open their own EventStore on the same case. Not thread-safe per object.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/event.h"
#include "search/query.h"
#include "store/event_session.h"

namespace sillage {

class ChunkReader;
class EventChunks;
class Database;
class EventBlock;

/// An event as the case holds it. Ids are dense and follow import order of records; never authored against.
struct StoredEvent : Event {
    std::int64_t id = 0;        ///< 1-based; the items of one record share `record`
    std::int64_t record = 0;    ///< id of the row with item 0
    std::int64_t sourceId = 0;
    std::int64_t utc = 0;       ///< microseconds UTC after zone, year and clock corrections; 0 = undated
    std::int64_t utcTo = 0;
    bool tzAssumed = false, yearAssumed = false;
};

/// Conditions that chunks can answer by dictionaries and min/max; empty = any. All are ANDed.
struct EventFilter {
    std::vector<std::string> accounts;    ///< folded to lower case
    std::vector<std::string> clientIps;   ///< canonical
    std::vector<std::string> sessions;
    std::vector<std::string> protocols;
    std::vector<Action> actions;
    std::optional<std::int64_t> from, to; ///< microseconds UTC, inclusive
    std::vector<std::int64_t> sources;
};

/// What the case knows of a source of events: for the source column, public ids and the natural order.
struct EventSource {
    std::string path, sha256;
    bool operator==(const EventSource&) const = default;
};
using EventSources = std::unordered_map<std::int64_t, EventSource>;

class EventStore {
public:
    explicit EventStore(Database& events);
    ~EventStore();

    /// Appends in order; rows become durable when their chunk is flushed.
    void append(std::int64_t sourceId, const Event& e);
    /// Rows begin … end - 1 of a block; it is kept until its chunk is written.
    void append(std::int64_t sourceId, std::shared_ptr<const EventBlock> block, std::uint32_t begin, std::uint32_t end);
    /// Writes the partial chunk out.
    void flush();
    /// False: a record with this hash of its own identity is in; it is not to be appended. Durable with flush().
    bool addRecord(std::int64_t sourceId, std::uint64_t hash);
    /// A record that was imported when cases kept such hashes elsewhere.
    void knowRecord(std::uint64_t hash);
    /// Drops every event of a source.
    void removeSource(std::int64_t sourceId);

    [[nodiscard]] std::int64_t count() const;
    std::optional<StoredEvent> get(std::int64_t id);
    /// The event (item 0) whose record covers an octet of a source; of several, the one that begins last.
    std::optional<std::int64_t> at(std::int64_t sourceId, std::uint64_t offset);
    /// For whoever reads columns rather than rows: calls chunk in id order until it returns false. Dead rows are to be
    /// left out. The reader is good for the call only.
    void eachChunk(const std::function<bool(ChunkReader&)>& chunk);
    /// The same for several threads: what is given is good for the call only, and nothing else of this object may be called
    /// meanwhile.
    void withChunks(const std::function<void(const EventChunks&)>& body);
    /// Calls row in id order until it returns false.
    void scan(const EventFilter& filter, const std::function<bool(const StoredEvent&)>& row);
    /// Ids matching a query tree, sorted by a field of the events view. The natural order is time, then path of the
    /// source, then place in it; undated events come last. Equal values keep the natural order.
    std::vector<std::int64_t> select(const Query& query, const Sort& sort);
    /// The events of these ids, in their order; missing ones are left out. withFields = false spares the widest column.
    std::vector<StoredEvent> fetch(std::span<const std::int64_t> ids, bool withFields = true);

    /// To be told before select, fetch of sources, or public ids; kept until told again.
    void setSources(EventSources sources);
    [[nodiscard]] const EventSources& sources() const;
    /// To be told likewise.
    void setSessions(EventSessions sessions);
    /// Public id of an event's session as a number; 0 = none.
    [[nodiscard]] SessionNumber sessionOf(std::int64_t event) const;
    /// "E-" + content id of source sha256, offset and item: independent of the order of import.
    [[nodiscard]] std::string publicId(const StoredEvent& e) const;
    /// The same for the record, whatever the item.
    [[nodiscard]] std::string recordPublicId(const StoredEvent& e) const;
    /// Reads every event's place; a second for some millions.
    std::optional<std::int64_t> findPublicId(std::string_view publicId);
    /// Recomputes the instants: change sets those of the rows of a chunk, whose place is that in the list of withChunks. It is
    /// called by several threads at once, for a chunk each.
    struct ChunkTimes {
        std::vector<std::int64_t> utc, utcTo, flags;  ///< by row
        bool operator==(const ChunkTimes&) const = default;
    };
    using ChangeTimes = std::function<void(std::size_t place, ChunkReader&, ChunkTimes&)>;
    void retime(const ChangeTimes& change);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sillage
