// Input made to hurt the readers of cloud logs, generated while it is read: lines of a gigabyte, a million
// columns, NULs. Memory stays bounded, one problem says where and how much, and the records behind it have
// their right lines.
#include <sys/resource.h>

#include <ctime>

#include "base/phrase.h"
#include "logs/cloud/wide_source.h"
#include "m365_samples.h"

namespace {

/// Pieces one after the other: texts, or one octet pattern repeated as often as it takes.
class Generated final : public ByteSource {
public:
    Generated& text(std::string t) {
        pieces_.push_back({std::move(t), 1});
        size_ += pieces_.back().pattern.size();
        return *this;
    }
    Generated& fill(std::string pattern, std::uint64_t times) {
        pieces_.push_back({std::move(pattern), times});
        size_ += pieces_.back().pattern.size() * times;
        return *this;
    }
    [[nodiscard]] std::uint64_t size() const override { return size_; }
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t count) override {
        std::size_t done = 0;
        std::uint64_t begin = 0;
        for (const Piece& p : pieces_) {
            const std::uint64_t length = p.pattern.size() * p.times;
            while (done < count && offset + done >= begin && offset + done < begin + length) {
                const auto at = static_cast<std::size_t>((offset + done - begin) % p.pattern.size());
                const auto some = static_cast<std::size_t>(std::min<std::uint64_t>(
                    {p.pattern.size() - at, count - done, begin + length - offset - done}));
                std::memcpy(buffer + done, p.pattern.data() + at, some);
                done += some;
            }
            begin += length;
        }
        return done;
    }

private:
    struct Piece {
        std::string pattern;
        std::uint64_t times;
    };
    std::vector<Piece> pieces_;
    std::uint64_t size_ = 0;
};

long peakMegabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

double cpuSeconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

constexpr std::uint64_t kGigabyte = 1u << 30;
constexpr long kMemory = 200;  ///< megabytes more than before

const std::string& second() {
    static const std::string text = bind("11111111-1111-4111-8111-111111111111");
    return text;
}

std::string filler() {
    return std::string(1u << 16, 'x');
}

// A record before, one behind; between them what is too long.
void isSurvived(const Format& format, Generated& source, std::uint64_t lastLine, std::uint64_t length) {
    const long before = peakMegabytes();
    const Collect sink = readWhole(format, source);
    QVERIFY2(peakMegabytes() - before < kMemory, qPrintable(QString::number(peakMegabytes() - before)));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 3u);
    QCOMPARE(sink.records(), 2u);
    QCOMPARE(sink.failures.size(), 1u);
    const Problem& p = sink.failures[0];
    QVERIFY2(p.length >= length && p.length <= length + 4096, qPrintable(QString::number(p.length)));
    QVERIFY(inEnglish(p.reason).find("16 MiB") != std::string::npos);
    QVERIFY(!p.item.empty());
    QCOMPARE(sink.events.back().line, lastLine);
    QCOMPARE(sink.events.back().recordKey.substr(0, 8), std::string("11111111"));
    std::string cited(sink.events.back().length, '\0');
    QCOMPARE(source.read(sink.events.back().offset, cited.data(), cited.size()), cited.size());
    QVERIFY(cited.find("11111111-1111") != std::string::npos);
}

}  // namespace

class TestCloudHostile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void gigabyteOfOneLine();
    void gigabyteInsideAnArray();
    void gigabyteCell();
    void gigabyteOfUtf16();
    void quoteNeverClosed();
    void millionColumns();
    void nuls();
    void wrapperWithoutEnd();
    void fileOfBrackets();
    void wideOffsets();
};

void TestCloudHostile::gigabyteOfOneLine() {
    Generated source;
    source.text(bind() + "\n{\"Operation\":\"Send\",\"X\":\"")
        .fill(filler(), kGigabyte >> 16)
        .text("\"}\n" + second() + "\n");
    isSurvived(kM365AuditJsonFormat, source, 3, kGigabyte);
}

void TestCloudHostile::gigabyteInsideAnArray() {
    Generated source;
    source.text("[\n" + bind() + ",\n{\"Operation\":\"Send\",\"X\":\"")
        .fill(filler(), kGigabyte >> 16)
        .text("\"},\n" + second() + "\n]\n");
    isSurvived(kM365AuditJsonFormat, source, 4, kGigabyte);
}

void TestCloudHostile::gigabyteCell() {
    Generated source;
    source.text("CreationDate,UserIds,Operations,AuditData\n1,u,o," + quoted(bind()) + "\n1,u,o,")
        .fill(filler(), kGigabyte >> 16)
        .text("\n1,u,o," + quoted(second()) + "\n");
    isSurvived(kM365AuditCsvFormat, source, 4, kGigabyte);
}

void TestCloudHostile::gigabyteOfUtf16() {
    const auto units = [](const std::string& ascii) { return utf16le(ascii).substr(2); };
    std::string wideFiller;
    for (std::size_t i = 0; i < 1u << 15; ++i) wideFiller += std::string("x\0", 2);
    Generated source;
    source.text("\xFF\xFE" + units(bind() + "\n{\"X\":\""))
        .fill(wideFiller, kGigabyte >> 16)
        .text(units("\"}\n" + second() + "\n"));
    const Collect sink = readWhole(kM365AuditJsonFormat, source);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 3u);
    QCOMPARE(sink.records(), 2u);
    QCOMPARE(sink.failures.size(), 1u);
    QCOMPARE(sink.events.back().line, 3u);
    std::string cited(sink.events.back().length, '\0');
    QCOMPARE(source.read(sink.events.back().offset, cited.data(), cited.size()), cited.size());
    QCOMPARE(cited, units(second()));
}

void TestCloudHostile::quoteNeverClosed() {
    // The quote swallows 300 MB; only its own line is lost.
    Generated source;
    source.text("CreationDate,UserIds,Operations,AuditData\n1,u,Send,\"{\n")
        .fill("1,u,o,\n", 300u << 20 >> 3)
        .text("1,u,o," + quoted(bind()) + "\n");
    const double began = cpuSeconds();
    struct Counting final : Sink {
        std::uint64_t foundCount = 0, done = 0, problems = 0, lastLine = 0;
        void found(std::uint64_t n) override { foundCount += n; }
        void message(Message&&) override {}
        void event(Event&& e) override {
            done += e.item == 0;
            lastLine = e.line;
        }
        void skipped(std::string_view, std::uint64_t n) override { done += n; }
        void failed(Problem&&) override { ++done; }
        void problem(Problem&&) override { ++problems; }
        void fact(Fact&&) override {}
        [[nodiscard]] bool stopped() const override { return foundCount >= 200'000; }
    } sink;
    Range range;
    range.end = source.size();
    const long before = peakMegabytes();
    kM365AuditCsvFormat.read(source, range, {}, sink);
    QCOMPARE(sink.foundCount, sink.done);
    QCOMPARE(sink.lastLine, 200'001u);
    QVERIFY(sink.problems >= 1);
    QVERIFY(peakMegabytes() - before < kMemory);
    QVERIFY(cpuSeconds() - began < 60);
}

void TestCloudHostile::millionColumns() {
    std::string header = "AuditData,UserIds,Operations", row = quoted(bind()) + ",u,o";
    for (int i = 0; i < 1'000'000; ++i) header += ",c", row += ",";
    const std::string file = header + "\n" + row + "\n" + quoted(second()) + ",u,o\n";
    const long before = peakMegabytes();
    const Collect sink = readCsv(file);
    QVERIFY(peakMegabytes() - before < kMemory);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 2u);
    QCOMPARE(sink.problems.size(), 1u);
    QVERIFY(inEnglish(sink.problems[0].reason).find("1000003 columns") != std::string::npos);
    QCOMPARE(sink.events.back().line, 3u);
    // A million members in one record, and in its envelope.
    std::string members = record("Send", "");
    members.pop_back();
    for (int i = 0; i < 1'000'000; ++i) members += ",\"m" + std::to_string(i) + "\":1";
    members += "}";
    for (const std::string& one :
         {members, "{\"result\":" + members + "}",
          "{\"properties\":{\"createdDateTime\":\"x\"" + members.substr(members.find(",\"m0")) + "}"}) {
        for (const Format* format :
             {&kM365AuditJsonFormat, &kEntraSigninFormat, &kEntraAuditJsonFormat, &kMessageTraceJsonFormat}) {
            const Collect wide = readText(*format, one + "\n");
            QVERIFY(wide.reconciles());
            QCOMPARE(wide.foundCount, 1u);
            QVERIFY(wide.events.empty() || wide.events[0].fields.size() < 600);
        }
    }
    QCOMPARE(readJson(members + "\n").records(), 1u);
}

void TestCloudHostile::nuls() {
    // As JSON, as CSV, as UTF-16 that ends in the middle of a unit.
    for (const Format* format :
         {&kM365AuditJsonFormat, &kM365AuditCsvFormat, &kEntraSigninFormat, &kEntraSigninCsvFormat,
          &kEntraAuditJsonFormat, &kEntraAuditCsvFormat, &kMessageTraceJsonFormat, &kMessageTraceCsvFormat}) {
        Generated zeros;
        zeros.fill(std::string(1u << 16, '\0'), 800);
        std::string head(64u << 10, '\0');
        QCOMPARE(format->recognise({head, zeros.size(), "", ""}).score, 0);
        const Collect sink = readWhole(*format, zeros);
        QVERIFY(sink.reconciles());
        QCOMPARE(sink.events.size(), 0u);
        for (const std::string& odd :
             {std::string("\xFF\xFE{\0\"\0", 6), std::string("\xFF\xFE\0", 3), std::string("\xFE\xFF", 2),
              std::string("\xEF\xBB\xBF"), std::string()})
            QVERIFY(readText(*format, odd).reconciles());
    }
    const std::string file = bind() + "\n" + std::string(1000, '\0') + "\n" + second() + "\n";
    const Collect sink = readJson(file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 2u);
    QCOMPARE(sink.failures.size(), 1u);
    QCOMPARE(sink.events.back().line, 3u);
}

void TestCloudHostile::wrapperWithoutEnd() {
    std::string file = "{\"records\":[";
    for (int i = 0; i < 2000; ++i) file += "{\"records\":[";
    const Collect nested = readJson(file);
    QVERIFY(nested.reconciles());
    const Collect cut =
        readJson("{\"value\":[" + bind() + ",{\"Operation\":\"Send\",\"CreationTime\":\"2025");
    QVERIFY(cut.reconciles());
    QCOMPARE(cut.foundCount, 2u);
    // A list behind the list, objects behind the list: none is a record.
    const Collect behind =
        readJson("{\"value\":[" + bind() + "],\"more\":[{\"a\":1},{\"b\":2}],\"total\":{\"value\":1}}\n");
    QVERIFY(behind.reconciles());
    QCOMPARE(behind.foundCount, 1u);
}

void TestCloudHostile::fileOfBrackets() {
    for (const char* bracket : {"[", "{", "{\"a\":", "[{", "}", "]"}) {
        Generated source;
        source.fill(bracket, 4u << 20);
        const double began = cpuSeconds();
        for (const Format* format : {&kM365AuditJsonFormat, &kEntraSigninFormat})
            QVERIFY(readWhole(*format, source).reconciles());
        QVERIFY(cpuSeconds() - began < 30);
    }
}

void TestCloudHostile::wideOffsets() {
    // Lone surrogates and pairs over the edge of a block.
    std::string wide;
    const auto unit = [&](unsigned u) { (wide += static_cast<char>(u & 0xFF)) += static_cast<char>(u >> 8); };
    std::vector<std::pair<std::uint64_t, std::uint64_t>> places;  // decoded, as it lies
    std::uint64_t narrow = 0;
    for (unsigned i = 0; wide.size() < 300'000; ++i) {
        if (i % 1000 == 0) places.emplace_back(narrow, wide.size());
        if (i % 7 == 0)
            unit(0xD83D), unit(0xDE00), narrow += 4;
        else if (i % 11 == 0)
            unit(0xD800), narrow += 3;
        else if (i % 5 == 0)
            unit(0x20AC), narrow += 3;
        else if (i % 3 == 0)
            unit(0xE9), narrow += 2;
        else
            unit('a'), narrow += 1;
    }
    MemorySource memory(wide);
    Utf8Source source(memory, {CsvEncoding::Utf16Le, ',', 0});
    std::string all(narrow + 10, '\0');
    QCOMPARE(source.read(0, all.data(), all.size()), static_cast<std::size_t>(narrow));
    for (const auto& [decoded, lies] : places) QCOMPARE(source.wideOffset(decoded), lies);
    for (auto it = places.rbegin(); it != places.rend(); ++it)
        QCOMPARE(source.wideOffset(it->first), it->second);
    std::string again(100, '\0');
    QCOMPARE(source.read(5, again.data(), 100), std::size_t{100});
    QCOMPARE(again, all.substr(5, 100));
}

QTEST_GUILESS_MAIN(TestCloudHostile)
#include "tst_cloud_hostile.moc"
