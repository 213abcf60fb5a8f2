#include "store/event_chunk_store.h"

#include <algorithm>

#include "base/error.h"
#include "base/hash.h"
#include "base/phrase.h"
#include "store/codec.h"
#include "store/database.h"
#include "store/event_store.h"
#include "store/packed.h"

namespace sillage {
namespace {

constexpr std::int64_t kParts = std::int64_t{1} << 24;  ///< ids of a chunk's parts

/// A part's place in the cache, beside those of columns.
std::int64_t partKey(std::int64_t id) { return -1 - id; }

}  // namespace

std::uint64_t ChunkInfo::state() const {
    std::string text;
    for (const std::int64_t n : {id, first, std::int64_t{rows}, std::int64_t{live}, version}) text.append(std::to_string(n)).append(" ");
    const Digest digest = sha256(text + std::to_string(dead.size()) + ' ' + dead + header.encode());
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8 | digest[i];
    return number;
}

ReadSnapshot::ReadSnapshot(Database& database) : database_(database), outer_(!database.inTransaction()) {
    if (outer_) database_.execute("BEGIN");
}

ReadSnapshot::~ReadSnapshot() {
    if (!outer_) return;
    try {
        database_.execute("COMMIT");
    } catch (const Error&) {
        // Nothing was written; SQLite ended the transaction by itself.
    }
}

const std::vector<ChunkInfo>& ChunkStore::chunks() {
    const std::int64_t now = database_.number("PRAGMA data_version", 0);
    if (stale_ || now != dataVersion_) load();
    dataVersion_ = now;
    return chunks_;
}

void ChunkStore::load() {
    chunks_.clear();
    stale_ = false;
    if (database_.number("SELECT count(*) FROM sqlite_schema WHERE name = 'chunk'", 0) == 0) return;
    Statement statement = database_.prepare("SELECT id, first, rows, live, version, header, dead FROM chunk ORDER BY id");
    while (statement.step()) {
        ChunkInfo info;
        info.id = statement.integer(0);
        info.first = statement.integer(1);
        info.rows = static_cast<std::uint32_t>(statement.integer(2));
        info.live = static_cast<std::uint32_t>(statement.integer(3));
        info.version = statement.integer(4);
        const bool follows = chunks_.empty() || info.first == chunks_.back().first + chunks_.back().rows;
        if (ChunkHeader::isOlder(statement.view(5)))
            throw Error(phrase("%1: the events were stored by an older version of Sillage", database_.file().string()),
                        "Open the case once for writing: they are brought into the form of this one.");
        if (!ChunkHeader::decode(statement.view(5), info.header) || info.rows > ChunkBuilder::kRows || !follows ||
            info.live > info.rows)
            damaged(info);
        info.dead = statement.view(6);
        chunks_.push_back(std::move(info));
    }
}

std::optional<std::size_t> ChunkStore::find(std::int64_t eventId) {
    const auto& list = chunks();
    const auto after = std::upper_bound(list.begin(), list.end(), eventId,
                                        [](std::int64_t id, const ChunkInfo& c) { return id < c.first; });
    if (after == list.begin()) return std::nullopt;
    const auto at = after - 1;
    if (eventId >= at->first + at->rows) return std::nullopt;
    return static_cast<std::size_t>(at - list.begin());
}

std::shared_ptr<const std::string> ChunkStore::cached(std::int64_t key, std::int64_t version) {
    const auto at = cached_.find(key);
    if (at == cached_.end()) return nullptr;
    if (at->second->version == version) {
        recent_.splice(recent_.begin(), recent_, at->second);
        return at->second->octets;
    }
    cachedOctets_ -= at->second->octets->size();
    recent_.erase(at->second);
    cached_.erase(at);
    return nullptr;
}

void ChunkStore::damaged(const ChunkInfo& chunk) const {
    throw Error(phrase("%1: chunk %2 of the events is damaged", database_.file().string(), chunk.id),
                "The file is derived: delete the folder index/ and import the evidence again.");
}

std::shared_ptr<const std::string> ChunkStore::column(const ChunkInfo& chunk, unsigned slot) {
    const std::int64_t id = chunk.id * kSlots + slot;
    return read(chunk, id, "SELECT octets, packed FROM chunk_column WHERE id = ?", id, true);
}

std::shared_ptr<const std::string> ChunkStore::part(const ChunkInfo& chunk, std::uint32_t number, bool keep) {
    const std::int64_t id = chunk.id * kParts + number;
    return read(chunk, partKey(id), "SELECT octets, 1 FROM chunk_part WHERE id = ?", id, keep);
}

std::shared_ptr<const std::string> ChunkStore::read(const ChunkInfo& chunk, std::int64_t key, const char* sql, std::int64_t id, bool keep) {
    const auto octets = std::make_shared<std::string>();
    std::string packed;
    {
        const std::lock_guard lock(mutex_);
        if (auto known = cached(key, chunk.version)) return known;
        Statement statement = database_.prepare(sql);
        statement.bind(1, id);
        if (statement.step()) (statement.integer(1) == 0 ? *octets : packed) = statement.view(0);
    }
    if (!packed.empty() && !unpack(packed, *octets)) damaged(chunk);
    if (!keep) return octets;
    const std::lock_guard lock(mutex_);
    if (auto known = cached(key, chunk.version)) return known;  // another thread was faster
    cachedOctets_ += octets->size();
    recent_.push_front({key, chunk.version, octets});
    cached_[key] = recent_.begin();
    evict();
    return octets;
}

void ChunkStore::evict() {
    while (cachedOctets_ > kCacheOctets && recent_.size() > 1) {
        cachedOctets_ -= recent_.back().octets->size();
        cached_.erase(recent_.back().key);
        recent_.pop_back();
    }
}

void ChunkStore::putColumn(std::int64_t chunk, const ChunkBuilder::Column& column) {
    Statement statement = database_.prepare("INSERT OR REPLACE INTO chunk_column (id, octets, packed) VALUES (?, ?, ?)");
    statement.bind(1, chunk * kSlots + column.slot).bindBlob(2, column.octets).bind(3, column.packed);
    statement.run();
}

void putParts(Database& database, std::int64_t chunk, const FieldParts& parts) {
    database.run("DELETE FROM chunk_part WHERE id BETWEEN ? AND ?", chunk * kParts, chunk * kParts + kParts - 1);
    Statement statement = database.prepare("INSERT INTO chunk_part (id, octets) VALUES (?, ?)");
    for (std::size_t i = 0; i < parts.size(); ++i) {
        statement.bind(1, chunk * kParts + static_cast<std::int64_t>(i)).bindBlobView(2, parts[i]);
        statement.run();
    }
}

std::int64_t ChunkStore::write(std::int64_t id, std::int64_t first, const ChunkBuilder::Encoded& encoded,
                               std::uint32_t rows) {
    Transaction transaction(database_);
    if (id == 0) id = 1 + database_.number("SELECT max(id) FROM chunk", 0);
    const std::int64_t version = 1 + database_.number("SELECT version FROM chunk WHERE id = ?", 0, id);
    database_.run("DELETE FROM chunk_column WHERE id BETWEEN ? AND ?", id * kSlots, id * kSlots + kSlots - 1);
    const std::string header = encoded.header.encode();
    Statement statement = database_.prepare(
        "INSERT OR REPLACE INTO chunk (id, first, rows, live, version, header) VALUES (?, ?, ?, ?, ?, ?)");
    statement.bind(1, id).bind(2, first).bind(3, rows).bind(4, rows).bind(5, version).bindBlob(6, header);
    statement.run();
    for (const auto& column : encoded.columns) putColumn(id, column);
    putParts(database_, id, encoded.fields);
    transaction.commit();
    stale_ = true;
    return id;
}

void ChunkStore::rewriteColumns(const ChunkInfo& chunk, const ChunkHeader& header,
                                const std::vector<ChunkBuilder::Column>& columns) {
    Transaction transaction(database_);
    const std::string octets = header.encode();
    Statement statement = database_.prepare("UPDATE chunk SET version = version + 1, header = ? WHERE id = ?");
    statement.bindBlob(1, octets).bind(2, chunk.id);
    statement.run();
    for (const auto& column : columns) putColumn(chunk.id, column);
    transaction.commit();
    stale_ = true;
}

void ChunkStore::removeRows(const ChunkInfo& chunk, const std::string& dead, std::uint32_t live) {
    Transaction transaction(database_);
    Statement statement = database_.prepare("UPDATE chunk SET version = version + 1, dead = ?, live = ? WHERE id = ?");
    statement.bindBlob(1, dead).bind(2, live).bind(3, chunk.id);
    statement.run();
    if (live == 0) {
        database_.run("DELETE FROM chunk_column WHERE id BETWEEN ? AND ?", chunk.id * kSlots,
                      chunk.id * kSlots + kSlots - 1);
        putParts(database_, chunk.id, {});
    }
    transaction.commit();
    stale_ = true;
}

TextReader::TextReader(ChunkStore& store, const ChunkInfo& chunk, TextColumn column)
    : dictionaryOctets_(store.column(chunk, dictionarySlot(column))),
      codes_(store.column(chunk, codeSlot(column))),
      dictionary_(*dictionaryOctets_),
      width_(chunk.header[column].width) {}

std::string_view TextReader::at(std::uint32_t row) {
    const std::uint32_t wanted = code(row);
    // One entry costs half a block of 16 on average, all of them cost count.
    if (ends_.empty() && ++asked_ < 16 + dictionary_.count() / 8) return dictionary_.entry(wanted, scratch_);
    if (ends_.empty()) decodeAll();
    if (wanted >= ends_.size()) return {};
    const std::uint32_t begin = wanted ? ends_[wanted - 1] : 0;
    return std::string_view(all_).substr(begin, ends_[wanted] - begin);
}

void TextReader::decodeAll() {
    ends_.reserve(dictionary_.count());
    dictionary_.each([this](std::uint32_t, std::string_view value) {
        all_ += value;
        ends_.push_back(static_cast<std::uint32_t>(all_.size()));
    });
    if (ends_.empty()) ends_.push_back(0);
}

NumberView ChunkReader::number(NumberColumn c) {
    auto& octets = numbers_[static_cast<std::size_t>(c)];
    if (!octets) octets = store_.column(chunk_, slotOf(c));
    return {chunk_.header[c], *octets};
}

TextReader& ChunkReader::text(TextColumn c) {
    auto& reader = texts_[static_cast<std::size_t>(c)];
    if (!reader) reader = std::make_unique<TextReader>(store_, chunk_, c);
    return *reader;
}

FieldColumns& ChunkReader::fieldColumns() {
    if (!fields_)
        fields_.emplace([this](std::uint32_t number, bool keep) { return store_.part(chunk_, number, keep); },
                        [this] { store_.damaged(chunk_); }, chunk_.rows);
    return *fields_;
}

std::string_view ChunkReader::fields(std::uint32_t row) {
    std::uint64_t count = 0;
    pairs_.clear();
    fieldColumns().each(row, [&](std::uint32_t key, std::string_view value) {
        putVarint(pairs_, key);
        putVarint(pairs_, value.size());
        pairs_ += value;
        ++count;
    });
    row_.clear();
    putVarint(row_, count);
    return row_ += pairs_;
}

void ChunkReader::stamps(std::uint32_t row, StoredEvent& e) {
    const auto value = [this, row](NumberColumn c) { return number(c).at(row); };
    e.id = chunk_.first + row;
    e.record = e.id - value(NumberColumn::RecordBack);
    e.sourceId = value(NumberColumn::Source);
    e.utc = value(NumberColumn::Utc);
    e.utcTo = value(NumberColumn::UtcTo);
    e.item = static_cast<std::uint32_t>(value(NumberColumn::Item));
    e.time.civil = value(NumberColumn::Civil);
    e.timeTo.civil = value(NumberColumn::CivilTo);
    e.time.zoneMinutes = static_cast<std::int32_t>(value(NumberColumn::Zone));
    e.timeTo.zoneMinutes = static_cast<std::int32_t>(value(NumberColumn::ZoneTo));
    EventFlags::unpack(value(NumberColumn::Flags), e);
    e.session = text(TextColumn::Session).at(row);
}

void ChunkReader::event(std::uint32_t row, bool withFields, StoredEvent& e) {
    const auto value = [this, row](NumberColumn c) { return number(c).at(row); };
    stamps(row, e);
    e.line = static_cast<std::uint64_t>(value(NumberColumn::Line));
    e.offset = static_cast<std::uint64_t>(value(NumberColumn::Offset));
    e.length = static_cast<std::uint64_t>(value(NumberColumn::Length));
    e.clientPort = static_cast<std::uint16_t>(value(NumberColumn::ClientPort));
    e.action = static_cast<Action>(value(NumberColumn::Action));
    e.outcome = static_cast<Outcome>(value(NumberColumn::Outcome));
    e.uid = static_cast<std::uint32_t>(value(NumberColumn::Uid));
    e.bytes = value(NumberColumn::Bytes);
    // The session id is in already.
    std::string* const texts[kTextColumns] = {&e.rawTime, &e.account,  &e.mailbox, &e.clientIp,  &e.userAgent, nullptr,
                                              &e.protocol, &e.folder, &e.messageId, &e.part, &e.recordKey};
    for (std::size_t c = 0; c < kTextColumns; ++c)
        if (texts[c]) *texts[c] = text(static_cast<TextColumn>(c)).at(row);
    std::size_t filled = 0;  // pairs of the row before are filled again, which spares their memory
    if (withFields)
        fieldColumns().each(row, [&](std::uint32_t key, std::string_view field) {
            if (filled == e.fields.size()) e.fields.emplace_back();
            e.fields[filled].first = keys()[key];
            e.fields[filled++].second = field;
        });
    e.fields.resize(filled);
}

}  // namespace sillage
