// Blocks, lines and cutting places over evidence octets.
#include <QtTest>

#include "evidence/reader.h"

using namespace sillage;

namespace {

struct Read {
    std::string text;
    std::uint64_t number, offset;
    bool piece;
};

std::vector<Read> linesOf(const std::string& octets, std::size_t maxLine = LineReader::kMaxLine) {
    MemorySource source(octets);
    LineReader reader(source, 0, octets.size(), 1, maxLine);
    LineReader::Line line;
    std::vector<Read> out;
    while (reader.next(line)) out.push_back({std::string(line.text.data), line.number, line.text.offset, line.piece});
    return out;
}

}  // namespace

class TestByteSource : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lineEndsAreNotText() {
        const auto lines = linesOf("a\r\nbc\n\n\rd\nlast");
        QCOMPARE(lines.size(), std::size_t(5));
        QCOMPARE(lines[0].text, std::string("a"));
        QCOMPARE(lines[1].text, std::string("bc"));
        QCOMPARE(lines[1].offset, std::uint64_t(3));
        QCOMPARE(lines[2].text, std::string());
        QCOMPARE(lines[3].text, std::string("\rd"));
        QCOMPARE(lines[4].text, std::string("last"));
        QCOMPARE(lines[4].number, std::uint64_t(5));
    }

    void nulsAreText() { QCOMPARE(linesOf(std::string("a\0b\n", 4))[0].text, std::string("a\0b", 3)); }

    void nothingHasNoLines() { QVERIFY(linesOf("").empty()); }

    void aLongLineComesInPieces() {
        const auto lines = linesOf(std::string(25, 'x') + "\nnext\n", 10);
        QCOMPARE(lines.size(), std::size_t(4));
        QVERIFY(lines[0].piece && lines[1].piece && lines[2].piece && !lines[3].piece);
        QCOMPARE(lines[2].text.size(), std::size_t(5));
        QCOMPARE(lines[2].number, std::uint64_t(1));
        QCOMPARE(lines[3].number, std::uint64_t(2));
        QCOMPARE(lines[3].offset, std::uint64_t(26));
    }

    void aLineOfExactlyTheLimitIsWhole() {
        const auto lines = linesOf(std::string(10, 'x') + "\n", 10);
        QCOMPARE(lines.size(), std::size_t(1));
        QVERIFY(!lines[0].piece);
    }

    void linesAcrossBlocksAreWhole() {
        std::string octets;
        for (int i = 0; i < 300'000; ++i) octets += "line " + std::to_string(i) + "\n";
        const auto lines = linesOf(octets);
        QCOMPARE(lines.size(), std::size_t(300'000));
        for (std::size_t i = 0; i < lines.size(); i += 997) {
            QCOMPARE(lines[i].text, "line " + std::to_string(i));
            QCOMPARE(octets.substr(lines[i].offset, lines[i].text.size()), lines[i].text);
        }
    }

    void cutsAreAtLinesThatBeginARecord() {
        std::string octets;
        while (octets.size() < (13u << 20)) octets += "record of some length\n\tits continuation\n";
        MemorySource source(octets);
        std::uint64_t read = 0;
        std::vector<Cut> cuts;
        std::string carry;
        scanLines(source, [&](Bytes b) { read += b.size(); }, [&](Cut c) { cuts.push_back(c); }, carry);
        QCOMPARE(read, std::uint64_t(octets.size()));
        QCOMPARE(cuts.size(), std::size_t(3));
        for (const Cut& c : cuts) {
            QCOMPARE(octets.substr(c.offset, 6), std::string("record"));
            QCOMPARE(c.line, std::uint64_t(1 + std::count(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(c.offset), '\n')));
        }
    }

    void theEndOfAFileThatShrankIsTheEnd() {
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write("12345");
        file.flush();
        FdSource source(file.handle(), 0, 100);
        char buffer[100];
        QCOMPARE(source.read(0, buffer, 100), std::size_t(5));
        FdSource part(file.handle(), 2, 2);
        QCOMPARE(part.readString(0, 10), std::string("34"));
    }
};

QTEST_GUILESS_MAIN(TestByteSource)
#include "tst_byte_source.moc"
