// Fields of events as columns: whatever rows have comes back in its order, in any order of asking; searching says what
// looking at every value says; octets that are none are reported and never read past their end. Chunks of an older program
// are brought into this form.
#include <QTemporaryDir>
#include <QtTest>

#include "base/error.h"
#include "store/codec.h"
#include "store/database.h"
#include "store/event_chunk_store.h"
#include "store/event_chunk_upgrade.h"
#include "store/event_store.h"
#include "store/migrations.h"
#include "store/packed.h"

using namespace sillage;

namespace {

using Row = std::vector<std::pair<std::string, std::string>>;

struct Random {
    std::uint64_t state = 0x2545f4914f6cdd1dull;
    std::size_t below(std::size_t n) {
        state ^= state << 13;
        state ^= state >> 7;
        return (state ^= state << 17) % n;
    }
    std::string hex(std::size_t digits) {
        std::string out;
        while (out.size() < digits) out += "0123456789abcdef"[below(16)];
        return out;
    }
};

/// Rows as logs have them: one shape or many, values that repeat, that never do, that are empty, long or not ASCII.
std::vector<Row> rowsOf(const QByteArray& kind, std::size_t count) {
    Random r;
    std::vector<Row> rows(count);
    for (std::size_t i = 0; i < count; ++i) {
        Row& row = rows[i];
        if (kind == "one shape") row = {{"method", i % 3 ? "GET" : "POST"}, {"query", "id=" + r.hex(40)}, {"status", "200"}};
        if (kind == "long values") row = {{"body", std::string(r.below(40) ? 20 : 200'000, static_cast<char>('a' + i % 26)) + r.hex(8)}};
        if (kind == "many shapes") {
            for (std::size_t n = r.below(6); n > 0; --n) row.emplace_back("k" + std::to_string(r.below(12)), r.hex(r.below(5)));
            if (i % 50 == 0) row.emplace_back("name", i % 100 ? "Élodie Ünal" : "ELODIE");
        }
        if (kind == "each its own key") row = {{"key" + std::to_string(i), "v"}, {"", ""}};
        if (kind == "some rows without" && i % 7 == 0) row = {{"a", std::to_string(i / 700)}, {"a", std::to_string(i)}, {"b", "x"}};
    }
    return rows;
}

struct Parts {
    std::vector<std::string> octets;
    FieldColumns columns(std::size_t rows) {
        return FieldColumns([this](std::uint32_t part, bool) {
                                if (part >= octets.size()) throw Error("damaged");
                                const auto out = std::make_shared<std::string>();
                                if (!unpack(octets[part], *out)) throw Error("damaged");
                                return out;
                            },
                            [] { throw Error("damaged"); }, static_cast<std::uint32_t>(rows));
    }
};

Parts encoded(const std::vector<Row>& rows) {
    FieldColumnsBuilder builder;
    for (const Row& row : rows) {
        for (const auto& [key, value] : row) builder.add(builder.key(key), value);
        builder.endRow();
    }
    return {builder.encode()};
}

std::string_view small(std::string_view text) {
    static std::string out;
    out = text;
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    return out;
}

Row rowAt(FieldColumns& columns, std::size_t row) {
    Row out;
    columns.each(static_cast<std::uint32_t>(row), [&](std::uint32_t key, std::string_view value) { out.emplace_back(columns.keys()[key], value); });
    return out;
}

void kinds() {
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<int>("count");
    QTest::newRow("one shape") << QByteArray("one shape") << 20'000;
    QTest::newRow("long values") << QByteArray("long values") << 400;
    QTest::newRow("many shapes") << QByteArray("many shapes") << 20'000;
    QTest::newRow("each its own key") << QByteArray("each its own key") << 3'000;
    QTest::newRow("some rows without") << QByteArray("some rows without") << 65'536;
    QTest::newRow("none has any") << QByteArray("none") << 100;
    QTest::newRow("one row") << QByteArray("one shape") << 1;
}

}  // namespace

class TestFieldColumns : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void comesBack_data() { kinds(); }
    void comesBack();
    void searchIsWhatALoopSays_data() { kinds(); }
    void searchIsWhatALoopSays();
    void repeatedValuesCostLittle();
    void absentWordsAreKnownWithoutALook();
    void damageStaysInside_data() { kinds(); }
    void damageStaysInside();
    void olderChunksAreRewritten();
};

void TestFieldColumns::comesBack() {
    QFETCH(QByteArray, kind);
    QFETCH(int, count);
    const std::vector<Row> rows = rowsOf(kind, static_cast<std::size_t>(count));
    Parts parts = encoded(rows);
    QCOMPARE(parts.octets.empty(), kind == "none");
    if (parts.octets.empty()) return;
    FieldColumns columns = parts.columns(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) QVERIFY2(rowAt(columns, row) == rows[row], qPrintable(QString::number(row)));
    Random r;
    for (int i = 0; i < 300; ++i) {
        const std::size_t row = r.below(rows.size());
        QVERIFY(rowAt(columns, row) == rows[row]);
    }
    QVERIFY(rowAt(columns, rows.size()).empty());
}

void TestFieldColumns::searchIsWhatALoopSays() {
    QFETCH(QByteArray, kind);
    QFETCH(int, count);
    const std::vector<Row> rows = rowsOf(kind, static_cast<std::size_t>(count));
    Parts parts = encoded(rows);
    if (parts.octets.empty()) return;
    FieldColumns columns = parts.columns(rows.size());
    const auto all = [](std::uint32_t, const FrameView& values, std::vector<std::uint32_t>& places) {
        for (std::uint32_t i = 0; i < values.count(); ++i) places.push_back(i);
    };
    for (const char* needle : {"GET", "a1", "x", "99", "aaaaaaaa", "no such thing", "v", "lodie"}) {
        const auto bits = columns.match([&](std::uint32_t) { return small(needle); }, all, [&](std::uint32_t, std::string_view value) { return value.find(needle) != value.npos; });
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const bool expected = std::any_of(rows[row].begin(), rows[row].end(),
                                              [&](const auto& pair) { return pair.second.find(needle) != std::string::npos; });
            QVERIFY((bits[row / 64] >> (row % 64) & 1) == (expected ? 1u : 0u));
        }
    }
}

void TestFieldColumns::repeatedValuesCostLittle() {
    std::vector<Row> rows(65'536);
    Random r;
    for (Row& row : rows) row = {{"status", r.below(20) ? "200" : "404"}, {"method", r.below(2) ? "GET" : "POST"}};
    std::size_t size = 0;
    for (const std::string& part : encoded(rows).octets) size += part.size();
    QVERIFY2(size < rows.size() / 2, qPrintable(QString::number(size)));
}

void TestFieldColumns::absentWordsAreKnownWithoutALook() {
    std::vector<Row> rows(5'000);
    Random r;
    for (Row& row : rows) row = {{"query", "Action=GetItem&id=" + r.hex(32)}};
    for (const bool accents : {false, true}) {
        if (accents) rows.back()[0].second += "é";
        Parts parts = encoded(rows);
        FieldColumns columns = parts.columns(rows.size());
        for (const auto& [needle, looks] : {std::pair{"getitem", true}, {"nowhere", accents}, {"item&id=f", true}, {"it", true}, {"", true}, {"été", true}}) {
            bool looked = false;
            const auto bits = columns.match([&](std::uint32_t) { return std::string_view(needle); },
                          [&](std::uint32_t, const FrameView&, std::vector<std::uint32_t>&) { looked = true; },
                          [](std::uint32_t, std::string_view) { return false; });
            QVERIFY(std::all_of(bits.begin(), bits.end(), [](std::uint64_t word) { return word == 0; }));
            QCOMPARE(looked, looks);
        }
    }
}

void TestFieldColumns::damageStaysInside() {
    QFETCH(QByteArray, kind);
    const std::vector<Row> rows = rowsOf(kind, 2'000);
    const Parts whole = encoded(rows);
    if (whole.octets.empty()) return;
    Random r;
    int refused = 0;
    std::size_t read = 0;
    for (int round = 0; round < 400; ++round) {
        Parts damaged = whole;
        std::string& part = damaged.octets[round % 2 ? 0 : r.below(damaged.octets.size())];
        std::string octets;
        QVERIFY(unpack(part, octets));
        if (round % 3 == 0) octets.resize(r.below(octets.size() + 1));
        for (int n = 0; n < 3 && !octets.empty(); ++n) octets[r.below(octets.size())] = static_cast<char>(r.below(256));
        part = pack(octets);
        try {
            FieldColumns columns = damaged.columns(rows.size());
            for (std::size_t row = 0; row < rows.size(); ++row) read += rowAt(columns, row).size();
            for (int i = 0; i < 20; ++i) read += rowAt(columns, r.below(rows.size())).size();
        } catch (const Error&) {
            ++refused;
        }
    }
    QVERIFY(refused > 20 && read > 0);
}

/// Fields as an older program kept them: keys, where each row begins, {pairs, {key, length, octets} …} of each row.
void TestFieldColumns::olderChunksAreRewritten() {
    QTemporaryDir directory;
    Database database(std::filesystem::path(directory.path().toStdString()) / "events.db", Database::Use::Derived);
    migrate(database, "events", false);
    const std::vector<Row> rows = rowsOf("many shapes", 3'000);
    {
        EventStore store(database);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            Event e;
            e.line = i + 1;
            e.fields = rows[i];
            store.append(1, e);
        }
        store.flush();
    }
    ChunkStore chunks(database);
    {
        const ChunkInfo chunk = chunks.chunks().at(0);
        ChunkReader reader(chunks, chunk);
        std::string octets, starts, header = chunk.header.encode();
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            for (unsigned i = 0; i < 4; ++i) starts += static_cast<char>(octets.size() >> (8 * i));
            octets += reader.fields(row);
        }
        header[0] = 1;
        database.execute("DELETE FROM chunk_part");
        const std::string columns[] = {pack(joinLines(reader.keys())), packNumbers(starts, 4, true), packBlocks(octets)};
        for (std::int64_t i = 0; i < 3; ++i) {
            Statement s = database.prepare("INSERT INTO chunk_column (id, octets, packed) VALUES (?, ?, 1)");
            s.bind(1, chunk.id * 64 + 60 + i).bindBlob(2, columns[i]);
            s.run();
        }
        Statement s = database.prepare("UPDATE chunk SET header = ?");
        s.bindBlob(1, header);
        s.run();
    }
    try {
        EventStore(database).get(1);
        QFAIL("an older chunk was read");
    } catch (const Error& e) {
        QVERIFY(QByteArray(e.hint().c_str()).contains("for writing"));
    }
    upgradeChunks(database);
    upgradeChunks(database);  // nothing is left to do
    EventStore store(database);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto e = store.get(static_cast<std::int64_t>(i) + 1);
        QVERIFY(e && e->line == i + 1 && e->fields == rows[i]);
    }
    QCOMPARE(database.number("SELECT count(*) FROM chunk_column WHERE id % 64 >= 60", -1), std::int64_t{0});
}

QTEST_GUILESS_MAIN(TestFieldColumns)
#include "tst_field_columns.moc"
