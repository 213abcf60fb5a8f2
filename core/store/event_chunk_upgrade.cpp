#include "store/event_chunk_upgrade.h"

#include <cstring>

#include "base/error.h"
#include "base/phrase.h"
#include "store/database.h"
#include "store/event_chunk_store.h"
#include "store/packed.h"

namespace sillage {
namespace {

[[noreturn]] void damaged(const Database& database, std::int64_t chunk) {
    throw Error(phrase("%1: chunk %2 of the events is damaged", database.file().string(), chunk),
                "The file is derived: delete the folder index/ and import the evidence again.");
}

std::string column(Database& database, std::int64_t chunk, unsigned slot) {
    std::string octets;
    Statement statement = database.prepare("SELECT octets, packed FROM chunk_column WHERE id = ?");
    statement.bind(1, chunk * kSlots + slot);
    if (!statement.step()) return octets;
    if (statement.integer(1) == 0) return statement.text(0);
    if (!unpack(statement.view(0), octets)) damaged(database, chunk);
    return octets;
}

FieldParts columnsOf(Database& database, std::int64_t chunk, std::uint32_t rows) {
    const std::vector<std::string> keys = decodeKeys(column(database, chunk, kFieldKeySlot));
    const std::string starts = column(database, chunk, kFieldOffsetSlot), octets = column(database, chunk, kFieldSlot);
    if (keys.empty()) return {};
    if (starts.size() != std::size_t{rows} * 4) damaged(database, chunk);
    FieldColumnsBuilder fields;
    const auto start = [&](std::uint32_t row) {
        std::uint32_t value = 0;
        if (row < rows) std::memcpy(&value, starts.data() + std::size_t{row} * 4, 4);
        return row < rows ? std::size_t{value} : octets.size();
    };
    for (std::uint32_t row = 0; row < rows; ++row) {
        const std::size_t begin = start(row), end = start(row + 1);
        if (begin > end || end > octets.size()) damaged(database, chunk);
        eachField(std::string_view(octets).substr(begin, end - begin), [&](std::uint64_t key, std::string_view value) {
            if (key >= keys.size()) damaged(database, chunk);
            fields.add(fields.key(keys[key]), value);
        });
        fields.endRow();
    }
    return fields.encode();
}

}  // namespace

void upgradeChunks(Database& events) {
    std::vector<std::pair<std::int64_t, std::string>> older;
    {
        Statement statement = events.prepare("SELECT id, header FROM chunk ORDER BY id");
        while (statement.step())
            if (ChunkHeader::isOlder(statement.view(1))) older.emplace_back(statement.integer(0), statement.text(1));
    }
    for (auto& [id, header] : older) {
        Transaction transaction(events);
        header[0] = ChunkHeader().encode()[0];
        const auto rows = static_cast<std::uint32_t>(events.number("SELECT rows FROM chunk WHERE id = ? AND live > 0", 0, id));
        if (rows) putParts(events, id, columnsOf(events, id, rows));
        events.run("DELETE FROM chunk_column WHERE id BETWEEN ? AND ?", id * kSlots + kFieldKeySlot, id * kSlots + kFieldSlot);
        Statement statement = events.prepare("UPDATE chunk SET version = version + 1, header = ? WHERE id = ?");
        statement.bindBlob(1, header).bind(2, id);
        statement.run();
        transaction.commit();
    }
}

}  // namespace sillage
