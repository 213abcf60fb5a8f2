// The short way into an FTS5 table gives what FTS5's own gives: the same words at the same places, in a table that
// FTS5 checks, merges and deletes from as if it had written it.
#include <QtTest>
#include <random>

#include "base/text.h"
#include "store/database.h"
#include "store/text_run.h"
#include "store/text_segment.h"
#include "store/text_tokens.h"
#include "store/text_writer.h"
#include "tests/store/case_fixture.h"

using namespace sillage;

namespace {

constexpr const char* kTable =
    "CREATE VIRTUAL TABLE text USING fts5(subject, addresses, names, body, content='', detail=full, "
    "tokenize='unicode61 remove_diacritics 2'); CREATE TABLE state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) "
    "WITHOUT ROWID";

std::string utf8Of(char32_t c) {
    return QString::fromUcs4(&c, 1).toStdString();
}

/// Words of every length and kind, most of them common, in all four columns; some columns are empty, some rows are.
std::vector<TextItem> items(unsigned count, unsigned words, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<TextItem> out;
    const auto word = [&random] {
        const unsigned kind = random() % 20;
        if (kind == 0) return std::to_string(random());
        if (kind == 1) return std::string(1 + random() % 300, 'x');
        if (kind == 2) return std::string("été") + std::to_string(random() % 50);
        if (kind == 3) return utf8Of(static_cast<char32_t>(0x100 + random() % 0x2000));
        return "mot" + std::to_string(random() % 10 ? random() % 7 : random() % 3000);
    };
    const auto text = [&](unsigned n) {
        std::string s;
        for (unsigned i = 0; i < n; ++i) s += word() + (random() % 9 ? " " : ",\n");
        return s;
    };
    for (unsigned i = 0; i < count; ++i) {
        TextItem item;
        item.row = 5 + i * (1 + random() % 3) * 3;
        if (!out.empty()) item.row = std::max(item.row, out.back().row + 1);
        item.subject = random() % 4 ? text(random() % 6) : "";
        item.addresses = text(random() % 9);
        item.names = random() % 3 ? "" : text(3);
        item.body = i % 37 == 36 ? "" : fold(text(random() % words));
        out.push_back(std::move(item));
    }
    return out;
}

void byFts5(Database& shard, const std::vector<TextItem>& list) {
    Transaction transaction(shard);
    for (const TextItem& i : list)
        shard.run("INSERT INTO text (rowid, subject, addresses, names, body) VALUES (?,?,?,?,?)", i.row, fold(i.subject),
                  fold(i.addresses), fold(i.names), i.body);
    transaction.commit();
}

/// Every word with its rows, columns and positions; the sizes of the rows; the counts.
std::string contents(const std::filesystem::path& file) {
    Database shard(file, Database::Use::Derived, 2048);
    shard.execute("INSERT INTO text (text) VALUES ('integrity-check')");
    shard.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, text, instance)");
    std::string out;
    Statement words = shard.prepare("SELECT term, doc, col, offset FROM temp.words");
    while (words.step())
        out += words.text(0) + ' ' + std::to_string(words.integer(1)) + ' ' + words.text(2) + ' ' +
               std::to_string(words.integer(3)) + '\n';
    Statement sizes = shard.prepare("SELECT id, hex(sz) FROM text_docsize ORDER BY id");
    while (sizes.step()) out += std::to_string(sizes.integer(0)) + ' ' + sizes.text(1) + '\n';
    Statement totals = shard.prepare("SELECT hex(block) FROM text_data WHERE id = 1");
    if (totals.step()) out += totals.text(0);
    return out;
}

}  // namespace

class TextSegmentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCharacterIsTakenAsByFts5();
    void textIsCutIntoWordsAsByFts5_data();
    void textIsCutIntoWordsAsByFts5();
    void theTableHoldsTheSame_data();
    void theTableHoldsTheSame();
    void listsOverManyPagesAreFoundFromBothEnds();
    void rowsWrittenLaterJoinThoseWrittenBefore();
    void fts5DeletesAndMergesWhatItDidNotWrite();
    void manySegmentsAreMerged();

private:
    fixture::Folder folder_;
};

void TextSegmentTest::everyCharacterIsTakenAsByFts5() {
    Database database = Database::inMemory();
    TextTokens tokens(database);
    unsigned words = 0;
    for (char32_t c = 1; c < 0x110000; ++c) {
        if (c >= 0xd800 && c < 0xe000) continue;
        const std::string one = utf8Of(c);
        // First, inside, after a digit, alone, twice, before an accent.
        const std::string text = one + "a" + one + "b1" + one + " " + one + " " + one + one + " " + one + "\xcc\x81";
        std::vector<std::string> fast, slow;
        tokens.each(text, [&](std::string_view word) { fast.emplace_back(word); });
        tokens.slowly(text, [&](std::string_view word) { slow.emplace_back(word); });
        if (fast != slow) QFAIL(qPrintable(QString("U+%1").arg(static_cast<unsigned>(c), 4, 16)));
        words += fast.size() > 3 ? 1 : 0;
    }
    QVERIFY(words > 100'000);
}

void TextSegmentTest::textIsCutIntoWordsAsByFts5_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("blanks") << QByteArray(" \r\n\t");
    QTest::newRow("a word") << QByteArray("mot");
    QTest::newRow("capitals") << QByteArray("Mot MOT mOT");
    QTest::newRow("NUL") << QByteArray("avant\0apres", 11);
    QTest::newRow("addresses") << QByteArray("zoe.lefevre+x@prefecture.example 203.0.113.9 <a@b>");
    QTest::newRow("accents inside") << QByteArray("élève ELEVE e\xcc\x81l\xcc\x80 cœur naïve");
    QTest::newRow("an accent alone") << QByteArray("\xcc\x81 \xcc\x81x x\xcc\x81");
    QTest::newRow("other scripts") << QByteArray("Ελληνικά кириллица 漢字かな עברית 한국어 😀 x😀y");
    QTest::newRow("the longest word") << QByteArray(32768, 'a') + " b";
    QTest::newRow("longer than that") << QByteArray(40000, 'a') + " b " + QByteArray(40000, 'A');
    QTest::newRow("cut inside a character") << QByteArray("mot \xc3\xa9t\xc3");
    QTest::newRow("no UTF-8") << QByteArray("un \xe9t\xe9 deux \xff\xfe trois \xc0\xaf");
    QTest::newRow("a surrogate") << QByteArray("un \xed\xa0\x80 deux");
    QTest::newRow("too far") << QByteArray("un \xf4\x90\x80\x80 deux \xf8\x88\x80\x80\x80");
    std::mt19937 random(7);
    QByteArray noise;
    for (int i = 0; i < 20'000; ++i) noise += static_cast<char>(random() % 4 ? 'a' + random() % 26 : random());
    QTest::newRow("noise") << noise;
    std::u32string wild;
    for (int i = 0; i < 20'000; ++i) {
        const auto c = static_cast<char32_t>(random() % 3 ? 0x20 + random() % 0x500 : 1 + random() % 0x10fffe);
        wild += c >= 0xd800 && c < 0xe000 ? U' ' : c;
    }
    QTest::newRow("any characters") << QString::fromUcs4(wild.data(), static_cast<int>(wild.size())).toUtf8();
}

void TextSegmentTest::textIsCutIntoWordsAsByFts5() {
    QFETCH(QByteArray, text);
    Database database = Database::inMemory();
    TextTokens tokens(database);
    const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
    std::vector<std::string> fast, slow;
    tokens.each(view, [&](std::string_view word) { fast.emplace_back(word); });
    tokens.slowly(view, [&](std::string_view word) { slow.emplace_back(word); });
    QCOMPARE(fast.size(), slow.size());
    QVERIFY(fast == slow);
}

void TextSegmentTest::theTableHoldsTheSame_data() {
    QTest::addColumn<unsigned>("count");
    QTest::addColumn<unsigned>("words");
    QTest::addColumn<unsigned>("pageSize");
    QTest::newRow("one row") << 1u << 50u << 4050u;
    QTest::newRow("rows of few words") << 3000u << 8u << 4050u;
    QTest::newRow("rows of many words") << 300u << 2000u << 4050u;
    QTest::newRow("small pages") << 400u << 300u << 64u;
    QTest::newRow("small pages, long rows") << 30u << 9000u << 100u;
    QTest::newRow("large pages") << 300u << 600u << 16000u;
}

void TextSegmentTest::theTableHoldsTheSame() {
    QFETCH(unsigned, count);
    QFETCH(unsigned, words);
    QFETCH(unsigned, pageSize);
    const auto list = items(count, words, count + words);
    const std::string name = QTest::currentDataTag();
    const auto own = folder_.path("own " + name), theirs = folder_.path("theirs " + name);
    for (const auto& file : {own, theirs}) {
        Database shard(file, Database::Use::Derived, 2048);
        shard.execute(kTable);
        shard.run("INSERT INTO text (text, rank) VALUES ('pgsz', ?)", static_cast<std::int64_t>(pageSize));
        if (file == theirs) byFts5(shard, list);
    }
    {
        TextWriter writer(own);
        for (const TextItem& i : list) writer.add(TextItem(i));
        writer.requestCommit();
        writer.awaitCommit();
    }
    const std::string expected = contents(theirs);
    QVERIFY(expected.size() > 100);
    QVERIFY(contents(own) == expected);
}

// What runs on over hundreds of pages has an index of its own, which an AND with a rare word uses.
void TextSegmentTest::listsOverManyPagesAreFoundFromBothEnds() {
    const auto file = folder_.path("long lists");
    {
        Database shard(file, Database::Use::Derived, 2048);
        shard.execute(kTable);
        shard.execute("INSERT INTO text (text, rank) VALUES ('pgsz', 64)");
    }
    {
        TextWriter writer(file);
        for (int i = 1; i <= 20'000; ++i) {
            TextItem item;
            item.row = i;
            item.body = "partout";
            if (i % 100 == 0)  // longer than a page
                for (int k = 0; k < 300; ++k) item.body += " partout";
            if (i % 1999 == 0) item.body += " rare";
            writer.add(std::move(item));
        }
        writer.requestCommit();
        writer.awaitCommit();
    }
    Database shard(file, Database::Use::Derived, 2048);
    shard.execute("INSERT INTO text (text) VALUES ('integrity-check')");
    QVERIFY(shard.number("SELECT count(*) FROM text_idx WHERE pgno & 1", 0) > 0);
    const auto rows = [&](const char* match, const char* order) {
        Statement st = shard.prepare(std::string("SELECT rowid FROM text WHERE text MATCH ? ORDER BY rowid ") + order);
        st.bind(1, std::string_view(match));
        std::vector<std::int64_t> out;
        while (st.step()) out.push_back(st.integer(0));
        return out;
    };
    std::vector<std::int64_t> rare;
    for (int i = 1999; i <= 20'000; i += 1999) rare.push_back(i);
    QVERIFY(rows("partout AND rare", "ASC") == rare);
    QVERIFY(rows("\"partout rare\"", "ASC") == rare);
    std::reverse(rare.begin(), rare.end());
    QVERIFY(rows("partout AND rare", "DESC") == rare);
    QCOMPARE(rows("partout", "DESC").size(), std::size_t{20'000});
    QCOMPARE(rows("rare NOT partout", "ASC").size(), std::size_t{0});
}

void TextSegmentTest::rowsWrittenLaterJoinThoseWrittenBefore() {
    const auto list = items(400, 200, 3);
    const auto own = folder_.path("own later"), theirs = folder_.path("theirs later");
    for (const auto& file : {own, theirs}) {
        Database shard(file, Database::Use::Derived, 2048);
        shard.execute(kTable);
        if (file == theirs) byFts5(shard, list);
        else byFts5(shard, {list.begin(), list.begin() + 100});  // an index that FTS5 began
    }
    for (const int from : {100, 200, 300}) {
        TextWriter writer(own);
        for (int i = from; i < from + 100; ++i) {
            writer.add(TextItem(list[static_cast<std::size_t>(i)]));
            if (i % 30) continue;
            writer.requestCommit();
            writer.awaitCommit();
        }
        writer.requestCommit();
        writer.awaitCommit();
        QCOMPARE(TextWriter(own).lastRow(), list[static_cast<std::size_t>(from) + 99].row);
    }
    QVERIFY(contents(own) == contents(theirs));
}

void TextSegmentTest::fts5DeletesAndMergesWhatItDidNotWrite() {
    const auto list = items(300, 100, 4);
    const auto own = folder_.path("own deleted"), theirs = folder_.path("theirs deleted");
    const std::vector<TextItem> kept(list.begin() + 150, list.end());
    for (const auto& file : {own, theirs}) {
        Database shard(file, Database::Use::Derived, 2048);
        shard.execute(kTable);
        if (file == theirs) byFts5(shard, kept);
    }
    {
        TextWriter writer(own);
        for (const TextItem& i : list) writer.add(TextItem(i));
        writer.requestCommit();
        writer.awaitCommit();
    }
    {
        Database shard(own, Database::Use::Derived, 2048);
        for (std::size_t i = 0; i < 150; ++i)
            shard.run("INSERT INTO text (text, rowid, subject, addresses, names, body) VALUES ('delete',?,?,?,?,?)",
                      list[i].row, fold(list[i].subject), fold(list[i].addresses), fold(list[i].names), list[i].body);
        QCOMPARE(shard.number("SELECT count(*) FROM text_docsize", 0), std::int64_t{150});
    }
    QVERIFY(contents(own) == contents(theirs));
    Database(own, Database::Use::Derived, 2048).execute("INSERT INTO text (text) VALUES ('optimize')");
    QVERIFY(contents(own) == contents(theirs));
    Database shard(own, Database::Use::Derived, 2048);
    std::size_t segments = 0;
    for (const auto& level : TextStructure::read(shard).levels) segments += level.segments.size();
    QCOMPARE(segments, std::size_t{1});
}

void TextSegmentTest::manySegmentsAreMerged() {
    const auto list = items(600, 30, 5);
    const auto own = folder_.path("own many"), theirs = folder_.path("theirs many");
    for (const auto& file : {own, theirs}) {
        Database shard(file, Database::Use::Derived, 2048);
        shard.execute(kTable);
        if (file == theirs) byFts5(shard, list);
    }
    {
        TextWriter writer(own);
        for (const TextItem& i : list) {
            writer.add(TextItem(i));
            writer.requestCommit();  // a segment each
            writer.awaitCommit();
        }
    }
    Database shard(own, Database::Use::Derived, 2048);
    std::size_t segments = 0;
    for (const auto& level : TextStructure::read(shard).levels) segments += level.segments.size();
    QVERIFY2(segments < 40, qPrintable(QString::number(segments)));
    QVERIFY(contents(own) == contents(theirs));
}

QTEST_GUILESS_MAIN(TextSegmentTest)
#include "tst_text_segment.moc"
