// Appending fills a chunk in memory; flush() writes it, and goes on filling it while it is small, so that many small
// sources do not leave many small chunks. A full chunk is encoded by another thread while the next one is filled;
// whatever reads or ends first has all of them written, in their order.
#include "store/event_store.h"

#include <algorithm>
#include <deque>
#include <future>
#include <limits>

#include "base/error.h"
#include "base/hash.h"
#include "base/phrase.h"
#include "record/event_block.h"
#include "store/database.h"
#include "store/event_chunk_filter.h"
#include "store/event_chunk_match.h"
#include "store/event_chunk_order.h"
#include "store/event_chunk_store.h"
#include "store/event_chunk_times.h"
#include "store/record_keys.h"

namespace sillage {
namespace {

/// A flushed chunk of fewer rows is filled further, and then written again.
constexpr std::uint32_t kSmallChunk = 16'384;
constexpr std::size_t kEncodedBeside = 2;  ///< chunks at most, so that memory is bounded

ChunkBuilder::Encoded packed(ChunkBuilder::Encoded&& encoded) {
    packColumns(encoded.columns, encoded.header);
    return std::move(encoded);
}

}  // namespace

struct EventStore::Impl {
    explicit Impl(Database& database) : chunks(database), order(chunks), records(database) {}
    ChunkStore chunks;
    EventOrder order;
    RecordKeys records;
    EventSources sources;
    EventSessions sessions;
    std::shared_ptr<ChunkBuilder> builder = std::make_shared<ChunkBuilder>();
    struct Full {
        std::int64_t id, first;
        std::uint32_t rows;
        std::future<ChunkBuilder::Encoded> encoded;
    };
    std::deque<Full> full;        ///< being encoded, in order
    EventBlockBuilder loose;      ///< events that came one by one, of one source
    std::int64_t looseSource = 0;
    std::int64_t chunkId = 0;     ///< of the chunk being filled, once it was written
    std::int64_t first = 0;       ///< id of its row 0; 0 = not begun
    std::int64_t record = 0;      ///< id of the last item 0
    std::int64_t recordSource = 0;
    bool unwritten = false;

    void begin() {
        if (!full.empty()) {
            first = full.back().first + full.back().rows;
            return limit();
        }
        const auto& list = chunks.chunks();
        first = list.empty() ? 1 : list.back().first + list.back().rows;
        limit();
    }
    void limit() const {
        if (first > std::int64_t{0xffff'0000})
            throw Error("The case holds more than four billion events", "Split the evidence over several cases.");
    }
    void seal() {
        builder->clear();
        chunkId = 0;
        first = 0;
    }
    void take(std::int64_t source, const std::shared_ptr<const EventBlock>& block, std::uint32_t from, std::uint32_t to) {
        while (from < to) {
            if (first == 0) begin();
            const std::uint32_t end = std::min(to, from + (ChunkBuilder::kRows - builder->rows()));
            const std::int64_t id = first + builder->rows();
            if (recordSource != source) record = 0;
            builder->add(block, from, end, source, record ? id - record : 0);
            std::uint32_t last = end;  // the last row that begins a record
            while (last > from && block->number(EventNumber::Item, last - 1) != 0) --last;
            if (last > from) record = id + (last - 1 - from);
            else if (record == 0) record = id;
            recordSource = source;
            unwritten = true;
            from = end;
            if (builder->full()) encodeBeside();
        }
    }
    void settle() {
        if (loose.rows() == 0) return;
        std::string octets;
        loose.write(octets);
        const auto block = std::make_shared<EventBlock>();
        if (const char* why = block->take(std::move(octets), 0, std::numeric_limits<std::uint64_t>::max()))
            throw Error(phrase("an event cannot be stored: %1", why), "This is a mistake of the program, please report it.");
        take(looseSource, block, 0, block->rows());
    }
    void write() {
        settle();
        while (!full.empty()) writeOldest();
        if (!unwritten) return;
        chunkId = chunks.write(chunkId, first, packed(builder->encode()), builder->rows());
        unwritten = false;
    }
    void writeOldest() {
        Full oldest = std::move(full.front());
        full.pop_front();
        chunks.write(oldest.id, oldest.first, oldest.encoded.get(), oldest.rows);
    }
    /// Sends the chunk in hand, which is full, to be encoded.
    void encodeBeside() {
        while (full.size() >= kEncodedBeside) writeOldest();
        auto done = std::move(builder);
        full.push_back({chunkId, first, done->rows(), std::async(std::launch::async, [done]() mutable {
                            ChunkBuilder::Encoded encoded = done->encode();
                            done.reset();  // its blocks are not needed any more
                            return packed(std::move(encoded));
                        })});
        builder = std::make_shared<ChunkBuilder>();
        unwritten = false;
        seal();
    }
    /// A chunk that stands in events.db with fewer rows than here.
    bool rewrites(std::int64_t id) const {
        return id == chunkId || std::any_of(full.begin(), full.end(), [id](const Full& f) { return f.id == id; });
    }
    std::int64_t waiting() const {
        std::int64_t rows = 0;
        for (const Full& f : full) rows += f.rows;
        return rows;
    }
    std::string idOf(const StoredEvent& e, std::uint32_t item) const {
        const auto source = sources.find(e.sourceId);
        std::string key = source == sources.end() ? std::to_string(e.sourceId) : source->second.sha256;
        key += '\n' + std::to_string(e.offset) + '\n' + std::to_string(item);
        return contentId('E', key);
    }
};

EventStore::EventStore(Database& events) : impl_(std::make_unique<Impl>(events)) {}
EventStore::~EventStore() = default;

void EventStore::append(std::int64_t sourceId, const Event& e) {
    Impl& m = *impl_;
    constexpr std::uint32_t kLooseRows = 4096;
    constexpr std::size_t kLooseOctets = 4u << 20;
    if (m.looseSource != sourceId || m.loose.rows() >= kLooseRows || m.loose.octets() >= kLooseOctets) m.settle();
    m.looseSource = sourceId;
    m.loose.add(e);
}

void EventStore::append(std::int64_t sourceId, std::shared_ptr<const EventBlock> block, std::uint32_t begin, std::uint32_t end) {
    impl_->settle();
    impl_->take(sourceId, block, begin, end);
}

void EventStore::flush() {
    Impl& m = *impl_;
    m.write();
    m.records.write();
    if (m.builder->rows() >= kSmallChunk) m.seal();
}

bool EventStore::addRecord(std::int64_t sourceId, std::uint64_t hash) { return impl_->records.add(sourceId, hash); }

void EventStore::knowRecord(std::uint64_t hash) { impl_->records.know(hash); }

void EventStore::removeSource(std::int64_t sourceId) {
    Impl& m = *impl_;
    m.write();
    m.seal();
    EventFilter filter;
    filter.sources = {sourceId};
    const auto compiled = compileFilter(filter);
    Transaction transaction(m.chunks.database());
    const std::vector<ChunkInfo> list = m.chunks.chunks();
    for (const ChunkInfo& chunk : list) {
        ChunkReader reader(m.chunks, chunk);
        std::string dead = chunk.dead;
        dead.resize((std::size_t{chunk.rows} + 7) / 8);
        std::uint32_t removed = 0;
        eachBit(compiled->match(reader), [&](std::uint32_t row) {
            dead[row / 8] = static_cast<char>(dead[row / 8] | 1 << (row % 8));
            return ++removed > 0;
        });
        if (removed) m.chunks.removeRows(chunk, dead, chunk.live - removed);
    }
    m.records.removeSource(sourceId);
    transaction.commit();
    m.record = 0;
}

std::int64_t EventStore::count() const {
    std::int64_t count = 0;
    for (const ChunkInfo& chunk : impl_->chunks.chunks())
        if (!impl_->rewrites(chunk.id)) count += chunk.live;
    return count + impl_->waiting() + impl_->builder->rows() + impl_->loose.rows();
}

std::optional<StoredEvent> EventStore::get(std::int64_t id) {
    std::vector<StoredEvent> found = fetch({&id, 1});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<std::int64_t> EventStore::at(std::int64_t sourceId, std::uint64_t offset) {
    Impl& m = *impl_;
    m.write();
    ReadSnapshot snapshot(m.chunks.database());
    const auto place = static_cast<std::int64_t>(offset);
    std::optional<std::int64_t> found;
    std::int64_t begin = -1;
    for (const ChunkInfo& chunk : m.chunks.chunks()) {
        const NumberEncoding &source = chunk.header[NumberColumn::Source], &first = chunk.header[NumberColumn::Offset],
                             &longest = chunk.header[NumberColumn::Length];
        if (!chunk.live || sourceId < source.minimum || sourceId > source.maximum || place < first.minimum ||
            place >= first.maximum + longest.maximum)
            continue;
        ChunkReader reader(m.chunks, chunk);
        RowBits bits((std::size_t{chunk.rows} + 63) / 64), ofSource(bits.size());
        const NumberView offsets = reader.number(NumberColumn::Offset);
        offsets.match({place - longest.maximum + 1, place}, chunk.rows, bits);
        reader.number(NumberColumn::Source).match({sourceId, sourceId}, chunk.rows, ofSource);
        for (std::size_t i = 0; i < bits.size(); ++i) bits[i] &= ofSource[i];
        eachBit(bits, [&](std::uint32_t row) {
            const std::int64_t at = offsets.at(row);
            if (at <= begin || chunk.isDead(row) || reader.number(NumberColumn::Item).at(row) != 0 ||
                at + reader.number(NumberColumn::Length).at(row) <= place)
                return true;
            begin = at;
            found = chunk.first + row;
            return true;
        });
    }
    return found;
}

std::vector<StoredEvent> EventStore::fetch(std::span<const std::int64_t> ids, bool withFields) {
    Impl& m = *impl_;
    m.write();
    ReadSnapshot snapshot(m.chunks.database());
    const auto& list = m.chunks.chunks();
    std::vector<WantedRow> wanted;
    wanted.reserve(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (const auto chunk = m.chunks.find(ids[i])) wanted.push_back({*chunk, static_cast<std::uint32_t>(ids[i] - list[*chunk].first), i});
    std::vector<std::optional<StoredEvent>> found(ids.size());
    readRows(m.chunks, std::move(wanted), withFields, found);
    std::vector<StoredEvent> out;
    out.reserve(wanted.size());
    for (auto& e : found)
        if (e) out.push_back(std::move(*e));
    return out;
}

void EventStore::eachChunk(const std::function<bool(ChunkReader&)>& chunk) {
    Impl& m = *impl_;
    m.write();
    ReadSnapshot snapshot(m.chunks.database());
    const std::vector<ChunkInfo> list = m.chunks.chunks();
    for (const ChunkInfo& info : list) {
        if (!info.live) continue;
        ChunkReader reader(m.chunks, info);
        if (!chunk(reader)) return;
    }
}

void EventStore::withChunks(const std::function<void(const EventChunks&)>& body) {
    Impl& m = *impl_;
    m.write();
    ReadSnapshot snapshot(m.chunks.database());
    std::vector<ChunkInfo> live;
    for (const ChunkInfo& info : m.chunks.chunks())
        if (info.live) live.push_back(info);
    body(EventChunks(m.chunks, std::move(live)));
}

void EventStore::scan(const EventFilter& filter, const std::function<bool(const StoredEvent&)>& row) {
    Impl& m = *impl_;
    m.write();
    ReadSnapshot snapshot(m.chunks.database());
    const std::vector<ChunkInfo> list = m.chunks.chunks();  // row may call us again
    const std::vector<RowBits> bits = matchChunks(m.chunks, [&filter] { return compileFilter(filter); }, false);
    StoredEvent event;
    for (std::size_t c = 0; c < list.size(); ++c) {
        if (std::all_of(bits[c].begin(), bits[c].end(), [](std::uint64_t word) { return word == 0; })) continue;
        ChunkReader reader(m.chunks, list[c]);
        const bool goOn = eachBit(bits[c], [&](std::uint32_t index) {
            reader.event(index, true, event);
            return row(event);
        });
        if (!goOn) return;
    }
}

std::vector<std::int64_t> EventStore::select(const Query& query, const Sort& sort) {
    Impl& m = *impl_;
    m.write();
    ReadSnapshot snapshot(m.chunks.database());
    std::optional<std::int64_t> record;  // of the public id asked for last: finding one reads every event's place
    std::string asked;
    const EventTermContext context{m.sources, [&](std::string_view id) {
                                       if (asked == id) return record;
                                       asked = id;
                                       const auto found = findPublicId(id);
                                       return record = found ? std::optional(get(*found)->record) : std::nullopt;
                                   }, m.sessions};
    const std::vector<RowBits> bits = matchChunks(m.chunks, [&] { return compileFilter(query, context); }, asksForSessions(query));
    return m.order.select(bits, m.sources, sort);
}

void EventStore::retime(const ChangeTimes& change) {
    Impl& m = *impl_;
    m.write();
    m.seal();
    Transaction transaction(m.chunks.database());
    std::vector<ChunkInfo> list;
    for (const ChunkInfo& chunk : m.chunks.chunks())
        if (chunk.live) list.push_back(chunk);
    retimeChunks(m.chunks, list, change);
    transaction.commit();
}

void EventStore::setSources(EventSources sources) {
    if (sources == impl_->sources) return;
    impl_->sources = std::move(sources);
    impl_->order.sourcesChanged();
}

void EventStore::setSessions(EventSessions sessions) { impl_->sessions = std::move(sessions); }

SessionNumber EventStore::sessionOf(std::int64_t event) const {
    const std::uint32_t row = impl_->sessions.rowOf ? impl_->sessions.rowOf(event) : 0;
    return row ? impl_->sessions.idOf(row) : 0;
}

const EventSources& EventStore::sources() const { return impl_->sources; }

std::string EventStore::publicId(const StoredEvent& e) const { return impl_->idOf(e, e.item); }
std::string EventStore::recordPublicId(const StoredEvent& e) const { return impl_->idOf(e, 0); }

std::optional<std::int64_t> EventStore::findPublicId(std::string_view publicId) {
    Impl& m = *impl_;
    m.write();
    ReadSnapshot snapshot(m.chunks.database());
    StoredEvent place;
    for (const ChunkInfo& chunk : m.chunks.chunks()) {
        if (!chunk.live) continue;
        ChunkReader reader(m.chunks, chunk);
        const NumberView source = reader.number(NumberColumn::Source), offset = reader.number(NumberColumn::Offset),
                         item = reader.number(NumberColumn::Item);
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            if (chunk.isDead(row)) continue;
            place.sourceId = source.at(row);
            place.offset = static_cast<std::uint64_t>(offset.at(row));
            place.item = static_cast<std::uint32_t>(item.at(row));
            if (m.idOf(place, place.item) == publicId) return chunk.first + row;
        }
    }
    return std::nullopt;
}

}  // namespace sillage
