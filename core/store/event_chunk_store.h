// Chunks in events.db: the list with its headers, columns loaded one by one through a cache of bounded size, and
// the decoding of rows. One object a thread, but for column(). Damage in events.db is an Error that says to rebuild it.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/event_chunk.h"
#include "store/field_columns.h"

namespace sillage {

class Database;

struct ChunkInfo {
    std::int64_t id = 0, first = 0;  ///< first: id of the event in row 0
    std::uint32_t rows = 0, live = 0;
    std::int64_t version = 0;
    ChunkHeader header;
    std::string dead;                ///< bitmap of removed rows; "" = none
    [[nodiscard]] bool isDead(std::uint32_t row) const {
        return row / 8 < dead.size() && (static_cast<unsigned char>(dead[row / 8]) >> (row % 8) & 1);
    }
    /// A number of what it is now: another one once anything of it was written anew.
    [[nodiscard]] std::uint64_t state() const;
};

/// What is read inside one is of one moment, whoever writes meanwhile. Nests.
class ReadSnapshot {
public:
    explicit ReadSnapshot(Database& database);
    ~ReadSnapshot();
    ReadSnapshot(const ReadSnapshot&) = delete;
    ReadSnapshot& operator=(const ReadSnapshot&) = delete;

private:
    Database& database_;
    bool outer_;
};

class ChunkStore {
public:
    static constexpr std::size_t kCacheOctets = 96u << 20;
    explicit ChunkStore(Database& database) : database_(database) {}

    [[nodiscard]] Database& database() const { return database_; }
    /// The chunks as they are now, in order of id.
    const std::vector<ChunkInfo>& chunks();
    /// Position in chunks() of the chunk that holds an event id.
    std::optional<std::size_t> find(std::int64_t eventId);
    /// Octets of a column; "" when it has none.
    /// May be called by several threads as long as nothing is written and chunks() stands.
    std::shared_ptr<const std::string> column(const ChunkInfo& chunk, unsigned slot);
    /// A part of the fields (field_columns.h), likewise. keep false: not worth what the cache would forget for it.
    std::shared_ptr<const std::string> part(const ChunkInfo& chunk, std::uint32_t number, bool keep);
    /// Throws the Error that says so.
    [[noreturn]] void damaged(const ChunkInfo& chunk) const;

    /// Writes a new chunk (id 0: it gets one) or another state of one.
    std::int64_t write(std::int64_t id, std::int64_t first, const ChunkBuilder::Encoded& encoded, std::uint32_t rows);
    void rewriteColumns(const ChunkInfo& chunk, const ChunkHeader& header, const std::vector<ChunkBuilder::Column>& columns);
    /// dead becomes the chunk's bitmap; a chunk without a live row loses its columns.
    void removeRows(const ChunkInfo& chunk, const std::string& dead, std::uint32_t live);

private:
    void load();
    void putColumn(std::int64_t chunk, const ChunkBuilder::Column& column);
    std::shared_ptr<const std::string> read(const ChunkInfo& chunk, std::int64_t cacheKey, const char* sql, std::int64_t id, bool keep);
    std::shared_ptr<const std::string> cached(std::int64_t key, std::int64_t version);
    void evict();
    struct Cached {
        std::int64_t key = 0, version = 0;
        std::shared_ptr<const std::string> octets;
    };
    Database& database_;
    std::mutex mutex_;  ///< of the connection and the cache while columns are asked for
    std::vector<ChunkInfo> chunks_;
    std::int64_t dataVersion_ = -1;
    bool stale_ = true;
    std::list<Cached> recent_;
    std::unordered_map<std::int64_t, std::list<Cached>::iterator> cached_;
    std::size_t cachedOctets_ = 0;
};

/// The parts of a chunk's fields, in the place of those it had.
void putParts(Database& database, std::int64_t chunk, const FieldParts& parts);

/// One text column of a chunk. Decodes single entries first, the whole dictionary once it pays.
class TextReader {
public:
    TextReader(ChunkStore& store, const ChunkInfo& chunk, TextColumn column);
    [[nodiscard]] std::uint32_t code(std::uint32_t row) const { return codeAt(*codes_, width_, row); }
    /// Valid until the next call.
    std::string_view at(std::uint32_t row);
    [[nodiscard]] const DictionaryView& dictionary() const { return dictionary_; }
    [[nodiscard]] const std::string& codes() const { return *codes_; }

private:
    void decodeAll();
    std::shared_ptr<const std::string> dictionaryOctets_, codes_;
    DictionaryView dictionary_;
    std::uint8_t width_;
    std::uint32_t asked_ = 0;
    std::string scratch_;
    std::string all_;
    std::vector<std::uint32_t> ends_;
};

/// Rows of one chunk. Columns are loaded when first asked for.
class ChunkReader {
public:
    ChunkReader(ChunkStore& store, const ChunkInfo& chunk) : store_(store), chunk_(chunk) {}
    [[nodiscard]] const ChunkInfo& chunk() const { return chunk_; }
    NumberView number(NumberColumn c);
    TextReader& text(TextColumn c);
    FieldColumns& fieldColumns();
    /// The octets of a row's fields, for decodeFields() and eachField(); valid until the next call.
    std::string_view fields(std::uint32_t row);
    const std::vector<std::string>& keys() { return fieldColumns().keys(); }
    void event(std::uint32_t row, bool withFields, StoredEvent& out);
    /// Of event() only ids, times and the session id: what instants are resolved from.
    void stamps(std::uint32_t row, StoredEvent& out);

private:
    ChunkStore& store_;
    const ChunkInfo& chunk_;
    std::array<std::shared_ptr<const std::string>, kNumberColumns> numbers_;
    std::array<std::unique_ptr<TextReader>, kTextColumns> texts_;
    std::optional<FieldColumns> fields_;
    std::string pairs_, row_;
};

/// The chunks with a live row, of one moment, for several threads at once.
class EventChunks {
public:
    EventChunks(ChunkStore& store, std::vector<ChunkInfo> list) : store_(store), list_(std::move(list)) {}
    [[nodiscard]] const std::vector<ChunkInfo>& list() const { return list_; }
    /// A reader for one thread; chunk: one of the list.
    [[nodiscard]] ChunkReader reader(const ChunkInfo& chunk) const { return ChunkReader(store_, chunk); }

private:
    ChunkStore& store_;
    std::vector<ChunkInfo> list_;
};

}  // namespace sillage
