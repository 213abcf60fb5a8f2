// CSV as RFC 4180 has it and as exports really are: every record keeps its octets, line and cells, damage
// costs one record and no more.
#include <QtTest>

#include "logs/csv.h"

using namespace sillage;

namespace {

struct Row {
    std::uint64_t line, offset, length, columns;
    std::vector<std::string> cells;
    std::string octets, rest;
    bool unterminated, tooLong;
};

std::vector<Row> rowsOf(std::string_view text, CsvDialect dialect = {},
                        std::size_t maxRecord = CsvReader::kMaxRecord) {
    MemorySource source(text);
    CsvReader reader(source, dialect.bom, source.size(), dialect, 1, maxRecord);
    std::vector<Row> rows;
    CsvRecord r;
    while (reader.next(r))
        rows.push_back({r.line,
                        r.offset,
                        r.length,
                        r.columns,
                        {r.cells.begin(), r.cells.end()},
                        std::string(r.octets),
                        std::string(r.rest),
                        r.unterminated,
                        r.tooLong});
    return rows;
}

using Cells = std::vector<std::string>;

std::string utf16(const QString& text, bool bigEndian = false) {
    std::string out = bigEndian ? std::string("\xFE\xFF", 2) : std::string("\xFF\xFE", 2);
    for (const QChar c : text) {
        const char low = static_cast<char>(c.unicode() & 0xFF), high = static_cast<char>(c.unicode() >> 8);
        out += bigEndian ? high : low;
        out += bigEndian ? low : high;
    }
    return out;
}

}  // namespace

class TestCsv : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cells_data();
    void cells();
    void recordsAreCitedByOctetsAndLine();
    void lineEnds();
    void utf16IsCitedByItsOwnOctets();
    void anUnclosedQuoteAtTheEndCostsItsLine();
    void anUnclosedQuoteCostsOneLine();
    void aHugeCellCostsOneRecord();
    void manyColumns();
    void recordsAcrossBlocks();
    void aRangeBeginsWhereItIsTold();
};

void TestCsv::cells_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("cells");
    QTest::newRow("plain") << QByteArray("a,b,c") << QByteArrayList{"a", "b", "c"};
    QTest::newRow("empty cells") << QByteArray(",,") << QByteArrayList{"", "", ""};
    QTest::newRow("quoted") << QByteArray("\"a,b\",\"c\"") << QByteArrayList{"a,b", "c"};
    QTest::newRow("doubled quotes") << QByteArray("\"{\"\"Id\"\":\"\"1\"\"}\",x")
                                    << QByteArrayList{"{\"Id\":\"1\"}", "x"};
    QTest::newRow("line end inside") << QByteArray("\"a\r\nb\",c") << QByteArrayList{"a\r\nb", "c"};
    QTest::newRow("empty quoted") << QByteArray("\"\",\"\"") << QByteArrayList{"", ""};
    QTest::newRow("only quotes") << QByteArray("\"\"\"\"") << QByteArrayList{"\""};
    QTest::newRow("quote inside a plain cell") << QByteArray("5\" disk,b") << QByteArrayList{"5\" disk", "b"};
    QTest::newRow("text after the closing quote is kept")
        << QByteArray("\"a\"b,c") << QByteArrayList{"ab", "c"};
    QTest::newRow("NUL") << QByteArray("a\0b,c", 5) << QByteArrayList{QByteArray("a\0b", 3), "c"};
    QTest::newRow("not UTF-8") << QByteArray("caf\xE9,\xFF") << QByteArrayList{"caf\xE9", "\xFF"};
}

void TestCsv::cells() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, cells);
    for (const char* end : {"", "\n", "\r\n"}) {
        const auto rows = rowsOf(text.toStdString() + end);
        QCOMPARE(rows.size(), 1u);
        QCOMPARE(rows[0].cells.size(), static_cast<std::size_t>(cells.size()));
        for (int i = 0; i < cells.size(); ++i)
            QCOMPARE(QByteArray::fromStdString(rows[0].cells[static_cast<std::size_t>(i)]), cells[i]);
        QCOMPARE(rows[0].length, static_cast<std::uint64_t>(text.size()));
        QVERIFY(!rows[0].unterminated);
    }
}

void TestCsv::recordsAreCitedByOctetsAndLine() {
    const std::string text = "h1,h2\r\n\"a\nb\",c\n\nlast,\"x\"";
    const auto rows = rowsOf(text);
    QCOMPARE(rows.size(), 4u);
    const std::uint64_t lines[] = {1, 2, 4, 5}, offsets[] = {0, 7, 15, 16};
    const char* octets[] = {"h1,h2", "\"a\nb\",c", "", "last,\"x\""};
    for (std::size_t i = 0; i < 4; ++i) {
        QCOMPARE(rows[i].line, lines[i]);
        QCOMPARE(rows[i].offset, offsets[i]);
        QCOMPARE(rows[i].octets, std::string(octets[i]));
        QCOMPARE(text.substr(rows[i].offset, rows[i].length), std::string(octets[i]));
    }
    QCOMPARE(rows[2].length, 0u);  // a blank line is a record of length 0, the caller's to pass over
}

void TestCsv::lineEnds() {
    const auto rows = rowsOf("a\rb\r\nc\n\rd\r");
    Cells first;
    std::vector<std::uint64_t> lines;
    for (const Row& r : rows) {
        first.push_back(r.octets);
        lines.push_back(r.line);
    }
    QCOMPARE(first, (Cells{"a", "b", "c", "", "d"}));
    QCOMPARE(lines, (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
}

void TestCsv::utf16IsCitedByItsOwnOctets() {
    for (const bool big : {false, true}) {
        const std::string text = utf16(QStringLiteral("é,\"a\"\"\nœ\"\r\n\U0001F600,z\n"), big);
        const CsvDialect dialect = sniffCsv(text);
        QCOMPARE(dialect.encoding, big ? CsvEncoding::Utf16Be : CsvEncoding::Utf16Le);
        QCOMPARE(dialect.bom, 2u);
        const auto rows = rowsOf(text, dialect);
        QCOMPARE(rows.size(), 2u);
        QCOMPARE(rows[0].cells, (Cells{"é", "a\"\nœ"}));
        QCOMPARE(rows[1].cells, (Cells{"\xF0\x9F\x98\x80", "z"}));
        QCOMPARE(rows[0].offset, 2u);
        QCOMPARE(rows[1].line, 3u);
        QCOMPARE(csvText(text.substr(rows[1].offset, rows[1].length), dialect.encoding),
                 std::string("\xF0\x9F\x98\x80,z"));
    }
}

void TestCsv::anUnclosedQuoteAtTheEndCostsItsLine() {
    const auto rows = rowsOf("a,b\nx,\"open,c\nd,e");
    QCOMPARE(rows.size(), 3u);
    QVERIFY(!rows[0].unterminated);
    QVERIFY(rows[1].unterminated && !rows[1].tooLong);
    QCOMPARE(rows[1].cells, (Cells{"x", "open,c"}));
    QCOMPARE(rows[1].length, 9u);
    QCOMPARE(rows[2].cells, (Cells{"d", "e"}));
    QCOMPARE(rows[2].line, 3u);
    const auto last = rowsOf("\"cut sho");
    QCOMPARE(last.size(), 1u);
    QVERIFY(last[0].unterminated);
    QCOMPARE(last[0].cells, (Cells{"cut sho"}));
}

void TestCsv::anUnclosedQuoteCostsOneLine() {
    std::string text = "a,b\nx,\"open\n";
    const std::uint64_t after = text.size();
    for (int i = 0; i < 400000; ++i) text += "row,plain text without any quote at all\n";
    const auto rows = rowsOf(text, {}, 1u << 20);
    QCOMPARE(rows.size(), 400002u);
    QVERIFY(rows[1].unterminated && !rows[1].tooLong);
    QCOMPARE(rows[1].length, 7u);
    QCOMPARE(rows[1].cells, (Cells{"x", "open"}));
    QCOMPARE(rows[2].offset, after);
    QCOMPARE(rows[2].line, 3u);
    QVERIFY(!rows[2].unterminated);
    QCOMPARE(rows.back().line, 400002u);
    QCOMPARE(rows.back().cells.size(), 2u);
}

void TestCsv::aHugeCellCostsOneRecord() {
    const std::string text = "a,b\n\"" + std::string(20u << 20, 'x') + "\",1\nc,d\n";
    const auto rows = rowsOf(text);
    QCOMPARE(rows.size(), 3u);
    QVERIFY(rows[1].tooLong);
    QVERIFY(rows[1].cells.empty());
    QCOMPARE(rows[1].length, (20u << 20) + 4u);
    QCOMPARE(rows[2].cells, (Cells{"c", "d"}));
    QCOMPARE(rows[2].line, 3u);
    QCOMPARE(text.substr(rows[2].offset, rows[2].length), std::string("c,d"));
}

void TestCsv::manyColumns() {
    std::string text = "0";
    for (int i = 1; i < 1000000; ++i) text += ',' + std::to_string(i);
    const auto rows = rowsOf(text + "\nx,y\n");
    QCOMPARE(rows.size(), 2u);
    QCOMPARE(rows[0].columns, 1000000u);
    QCOMPARE(rows[0].cells.size(), CsvReader::kMaxColumns);
    QCOMPARE(rows[0].cells.back(), std::string("1999"));
    QVERIFY(rows[0].rest.rfind("2000,2001,", 0) == 0);
    QVERIFY(rows[0].rest.size() > 6000000u);
    QCOMPARE(rows[1].cells, (Cells{"x", "y"}));
}

void TestCsv::recordsAcrossBlocks() {
    std::string text;
    std::vector<std::uint64_t> offsets;
    for (int i = 0; text.size() < (5u << 20); ++i) {
        offsets.push_back(text.size());
        text += std::to_string(i) + ",\"" + std::string(static_cast<std::size_t>(i % 997), 'q') +
                "\"\"\r\n,\",end\r\n";
    }
    const auto rows = rowsOf(text);
    QCOMPARE(rows.size(), offsets.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        QCOMPARE(rows[i].offset, offsets[i]);
        QCOMPARE(rows[i].line, 1 + 2 * i);
        QCOMPARE(rows[i].cells.size(), 3u);
        QCOMPARE(rows[i].cells[0], std::to_string(i));
        QCOMPARE(rows[i].cells[1].size(), i % 997 + 4);
    }
}

void TestCsv::aRangeBeginsWhereItIsTold() {
    const std::string text = "a,b\nc,d\ne,f\n";
    MemorySource source(text);
    CsvReader reader(source, 4, 8, {}, 2);
    CsvRecord r;
    QVERIFY(reader.next(r));
    QCOMPARE(r.offset, 4u);
    QCOMPARE(r.line, 2u);
    QCOMPARE(std::string(r.cells[1]), std::string("d"));
    QVERIFY(!reader.next(r));
}

QTEST_GUILESS_MAIN(TestCsv)
#include "tst_csv.moc"
