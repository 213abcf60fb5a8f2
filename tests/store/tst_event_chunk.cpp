// The encoding of one chunk's columns: what goes in comes out, at the borders of every width, and octets that were
// cut or changed are never read past their end.
#include <QtTest>

#include <algorithm>
#include <limits>
#include <set>

#include "store/event_chunk.h"
#include "store/event_store.h"
#include "store/field_columns.h"
#include "store/packed.h"

using namespace sillage;

namespace {

struct Random {
    std::uint64_t state = 0x2545f4914f6cdd1dull;
    std::uint64_t next() {
        state ^= state << 13;
        state ^= state >> 7;
        return state ^= state << 17;
    }
    std::size_t below(std::size_t n) { return next() % n; }
};

std::string word(Random& r) {
    std::string out = r.below(2) ? "/var/vmail/" : "";
    for (std::size_t n = r.below(12); n > 0; --n) out += static_cast<char>('a' + r.below(4));
    return out;
}

std::shared_ptr<const EventBlock> blockOf(const std::vector<Event>& events) {
    EventBlockBuilder builder;
    for (const Event& e : events) builder.add(e);
    std::string octets;
    builder.write(octets);
    const auto block = std::make_shared<EventBlock>();
    if (const char* why = block->take(std::move(octets), 0, std::numeric_limits<std::uint64_t>::max())) qFatal("%s", why);
    return block;
}

/// Values of a number column as a chunk has them.
std::vector<std::int64_t> columnOf(const ChunkBuilder& builder, NumberColumn c) {
    const ChunkBuilder::Encoded encoded = builder.encode();
    std::string octets;
    for (const auto& column : encoded.columns)
        if (column.slot == slotOf(c)) octets = column.octets;
    std::vector<std::int64_t> out;
    for (std::uint32_t row = 0; row < builder.rows(); ++row) out.push_back(NumberView(encoded.header[c], octets).at(row));
    return out;
}

}  // namespace

class TestEventChunk : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void dictionaries_data();
    void dictionaries();
    void damagedDictionariesStayInside();
    void numbers_data();
    void numbers();
    void headers();
    void fieldsOfManyKeys();
    void piecesOfBlocksJoin();
};

void TestEventChunk::dictionaries_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("distinct");
    QTest::addColumn<int>("width");
    QTest::newRow("one value") << 100 << 1 << 0;
    QTest::newRow("two") << 100 << 2 << 1;
    QTest::newRow("a block and one") << 100 << 17 << 1;
    QTest::newRow("as many as an octet holds") << 1000 << 256 << 1;
    QTest::newRow("one more") << 1000 << 257 << 2;
    QTest::newRow("as many as rows") << 65'536 << 65'536 << 2;
}

void TestEventChunk::dictionaries() {
    QFETCH(int, rows);
    QFETCH(int, distinct);
    QFETCH(int, width);
    Random r;
    std::vector<std::string> values;
    TextColumnBuilder builder;
    for (int i = 0; i < rows; ++i) {
        const int n = i < distinct ? i : static_cast<int>(r.below(static_cast<std::size_t>(distinct)));
        values.push_back(n == 0 ? "" : "value " + std::to_string(n * 7919 % 99'991));
        builder.add(values.back());
    }
    const auto encoded = builder.encode();
    QCOMPARE(static_cast<int>(encoded.count), distinct);
    QCOMPARE(static_cast<int>(encoded.width), width);
    const DictionaryView view(encoded.dictionary);
    std::string scratch, before;
    for (std::size_t row = 0; row < values.size(); ++row)
        QVERIFY(view.entry(codeAt(encoded.codes, encoded.width, static_cast<std::uint32_t>(row)), scratch) == values[row]);
    std::uint32_t expected = 0;
    bool ascending = true;
    view.each([&](std::uint32_t code, std::string_view value) {
        ascending = ascending && code == expected++ && (code == 0 || before < value);
        before = value;
        QCOMPARE(view.find(value).value_or(99'999'999), code);
    });
    QVERIFY(ascending);
    QCOMPARE(static_cast<int>(expected), distinct);
    for (const char* missing : {"a", "value", "value 0x", "zzz", "\xff"}) QVERIFY(!view.find(missing));
}

void TestEventChunk::damagedDictionariesStayInside() {
    Random r;
    TextColumnBuilder builder;
    for (int i = 0; i < 300; ++i) builder.add(word(r));
    const std::string whole = builder.encode().dictionary;
    std::size_t read = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string damaged = whole.substr(0, r.below(whole.size() + 1));
        for (int n = 0; n < 3 && !damaged.empty(); ++n) damaged[r.below(damaged.size())] = static_cast<char>(r.next());
        const std::vector<char> exact(damaged.begin(), damaged.end());  // so that a sanitizer sees its end
        const DictionaryView view(std::string_view(exact.data(), exact.size()));
        std::string scratch;
        view.each([&read](std::uint32_t, std::string_view value) { read += value.size(); });
        for (std::uint32_t code : {0u, 17u, 255u, 70'000u}) read += view.entry(code, scratch).size();
        read += view.find("/var/vmail/abc").value_or(0);
    }
    QVERIFY(read > 0);
}

void TestEventChunk::numbers_data() {
    QTest::addColumn<qint64>("low");
    QTest::addColumn<qint64>("step");
    QTest::addColumn<qint64>("count");
    QTest::addColumn<int>("width");
    using L = std::numeric_limits<std::int64_t>;
    QTest::newRow("all the same") << qint64{-1} << qint64{0} << qint64{100} << 0;
    QTest::newRow("an octet") << qint64{-100} << qint64{1} << qint64{256} << 1;
    QTest::newRow("two octets") << qint64{5} << qint64{1} << qint64{257} << 2;
    QTest::newRow("whole seconds of a day") << qint64{1'765'000'000'000'000} << qint64{86'000'000} << qint64{1000} << 2;
    QTest::newRow("four octets") << qint64{7} << qint64{65'537} << qint64{1000} << 4;
    QTest::newRow("everything") << qint64{L::min()} << qint64{L::max() / 500} << qint64{1000} << 8;
}

void TestEventChunk::numbers() {
    QFETCH(qint64, low);
    QFETCH(qint64, step);
    QFETCH(qint64, count);
    QFETCH(int, width);
    std::vector<std::int64_t> values;
    for (qint64 i = 0; i < count; ++i)  // without a sign: from the least to the greatest is more than the greatest
        values.push_back(static_cast<std::int64_t>(static_cast<quint64>(low) + static_cast<quint64>(step) * static_cast<quint64>((i * 7) % count)));
    NumberEncoding encoding;
    const std::string octets = encodeNumbers(values, low > 1'000'000'000, encoding);
    QVERIFY2(encoding.width <= width || encoding.width == width, std::to_string(encoding.width).c_str());
    QCOMPARE(octets.size(), values.size() * encoding.width);
    const NumberView view(encoding, octets);
    Random r;
    const auto rows = static_cast<std::uint32_t>(values.size());
    for (std::uint32_t row = 0; row < rows; ++row) QCOMPARE(view.at(row), values[row]);
    for (int round = 0; round < 300; ++round) {
        Bounds bounds{values[r.below(rows)], values[r.below(rows)]};
        if (r.below(3) == 0 && bounds.low > std::numeric_limits<std::int64_t>::min()) --bounds.low;
        if (r.below(3) == 0 && bounds.high < std::numeric_limits<std::int64_t>::max()) ++bounds.high;
        if (r.below(9) == 0) bounds = {};
        std::vector<std::uint64_t> bits((rows + 63) / 64);
        view.match(bounds, rows, bits);
        for (std::uint32_t row = 0; row < rows; ++row)
            QCOMPARE(bool(bits[row / 64] >> (row % 64) & 1), bounds.contains(values[row]));
    }
}

void TestEventChunk::headers() {
    ChunkBuilder builder;
    Event e;
    e.account = "claire";
    e.bytes = std::numeric_limits<std::int64_t>::min();
    Event further = e;
    further.bytes = std::numeric_limits<std::int64_t>::max();
    builder.add(blockOf({e, further}), 0, 2, 1, 0);
    const std::string octets = builder.encode().header.encode();
    ChunkHeader header;
    QVERIFY(ChunkHeader::decode(octets, header));
    QCOMPARE(header[NumberColumn::Bytes].minimum, std::numeric_limits<std::int64_t>::min());
    QCOMPARE(header[NumberColumn::Bytes].maximum, std::numeric_limits<std::int64_t>::max());
    QCOMPARE(header[TextColumn::Account].count, 1u);
    for (std::size_t cut = 0; cut < octets.size(); ++cut) QVERIFY(!ChunkHeader::decode(octets.substr(0, cut), header));
    QVERIFY(!ChunkHeader::decode(octets + "x", header));
}

void TestEventChunk::fieldsOfManyKeys() {
    Event back;
    ChunkBuilder builder;
    Event stored;
    for (int i = 0; i < 30'000; ++i) stored.fields.emplace_back("key\n" + std::to_string(i), std::string(static_cast<std::size_t>(i % 3), 'v'));
    QElapsedTimer timer;
    timer.start();
    builder.add(blockOf({stored}), 0, 1, 1, 0);
    QVERIFY(timer.elapsed() < 5000);
    const ChunkBuilder::Encoded encoded = builder.encode();
    std::vector<std::string> parts(encoded.fields.size());
    for (std::size_t i = 0; i < parts.size(); ++i) QVERIFY(unpack(encoded.fields[i], parts[i]));
    FieldColumns columns([&](std::uint32_t part, bool) { return std::make_shared<const std::string>(parts.at(part)); },
                         [] { QFAIL("damaged"); }, 1);
    columns.each(0, [&](std::uint32_t key, std::string_view value) { back.fields.emplace_back(columns.keys()[key], value); });
    QVERIFY(back.fields == stored.fields);
}

/// Rows of one record may be cut between blocks and between chunks; what a stamp leaves open is said to be assumed.
void TestEventChunk::piecesOfBlocksJoin() {
    std::vector<Event> events(6);
    for (std::size_t i = 0; i < events.size(); ++i) {
        events[i].line = i + 1;
        events[i].item = i == 0 ? 1 : static_cast<std::uint32_t>((i - 1) % 3);
        events[i].account = i % 2 ? "claire" : "paul";
        events[i].time = {1'000'000'000 + static_cast<std::int64_t>(i), i == 1 ? Stamp::kNoZone : 60, Precision::Second, i != 2, i != 3};
        events[i].fields = {{i % 2 ? "a" : "b", std::to_string(i)}};
    }
    const auto block = blockOf(events);
    ChunkBuilder whole, pieces;
    whole.add(block, 0, 6, 4, 7);
    for (std::uint32_t row = 0; row < 6; ++row) pieces.add(blockOf({events[row]}), 0, 1, 4, std::vector<std::int64_t>{7, 0, 1, 2, 0, 1}[row]);
    const auto a = whole.encode(), b = pieces.encode();
    QCOMPARE(a.header.encode(), b.header.encode());
    QCOMPARE(a.columns.size(), b.columns.size());
    for (std::size_t i = 0; i < a.columns.size(); ++i) QVERIFY(a.columns[i].slot == b.columns[i].slot && a.columns[i].octets == b.columns[i].octets);
    QVERIFY(a.fields == b.fields);
    using V = std::vector<std::int64_t>;
    QCOMPARE(columnOf(whole, NumberColumn::RecordBack), (V{7, 0, 1, 2, 0, 1}));
    QCOMPARE(columnOf(whole, NumberColumn::Source), V(6, 4));
    QCOMPARE(columnOf(whole, NumberColumn::Utc), (V{1'000'000'000 - 3'600'000'000, 1'000'000'001, 0, 0, 1'000'000'004 - 3'600'000'000, 1'000'000'005 - 3'600'000'000}));
    const V flags = columnOf(whole, NumberColumn::Flags);
    for (std::size_t i = 0; i < flags.size(); ++i) {
        QCOMPARE(EventFlags::bit(flags[i], EventFlags::kTzAssumed), i == 1);
        QCOMPARE(EventFlags::bit(flags[i], EventFlags::kYearAssumed), i == 3);
    }
    ChunkBuilder part;
    part.add(block, 2, 5, 4, 0);
    QCOMPARE(columnOf(part, NumberColumn::Line), (V{3, 4, 5}));
    QCOMPARE(columnOf(part, NumberColumn::RecordBack), (V{0, 1, 0}));
}

QTEST_GUILESS_MAIN(TestEventChunk)
#include "tst_event_chunk.moc"
