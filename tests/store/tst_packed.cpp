// Octets of columns in blobs: what goes in comes out, whatever it is; octets that were cut or changed are refused or give
// something, and are never read past their end; what earlier versions wrote is still read.
#include <QtTest>

#include <zlib.h>

#include "store/codec.h"
#include "store/packed.h"

using namespace sillage;

namespace {

std::string random(std::size_t size) {
    std::string out(size, '\0');
    std::uint64_t state = 0x2545f4914f6cdd1dull;
    for (char& c : out) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        c = static_cast<char>(state >> 32);
    }
    return out;
}

std::string lines(int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += "GET /owa/service.svc?action=GetItem&id=" + std::to_string(i * 7919) + '\n';
    return out;
}

std::string offsets(std::size_t rows, std::uint8_t width) {
    std::string out;
    for (std::uint64_t row = 0; row < rows; ++row)
        for (unsigned i = 0; i < width; ++i) out += static_cast<char>((row * 283 + row % 7) >> (8 * i));
    return out;
}

}  // namespace

class TestPacked : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void comesBack_data();
    void comesBack();
    void numbersComeBack_data();
    void numbersComeBack();
    void damageStaysInside();
    void deflatedColumnsOfBeforeAreRead();
    void blocksComeBack_data();
    void blocksComeBack();
    void damagedBlocksStayInside();
};

void TestPacked::comesBack_data() {
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<bool>("smaller");
    const auto row = [](const char* name, const std::string& octets, bool smaller) {
        QTest::newRow(name) << QByteArray::fromStdString(octets) << smaller;
    };
    row("nothing", "", false);
    row("one octet", "x", false);
    row("short text", lines(10), true);
    row("long text", lines(40'000), true);
    row("zeros", std::string(1 << 20, '\0'), true);
    row("short noise", random(100), false);
    row("noise", random(300'000), false);
    row("noise and text", random(200'000) + lines(20'000), true);
}

void TestPacked::comesBack() {
    QFETCH(QByteArray, octets);
    QFETCH(bool, smaller);
    const std::string in = octets.toStdString(), packed = pack(in);
    QCOMPARE(packed.size() < in.size(), smaller);
    QVERIFY(packed.size() <= in.size() + 1);
    std::string out = "left over";
    QVERIFY(unpack(packed, out));
    QVERIFY(out == in);
    QVERIFY(unpack(pack(in, false), out));
    QVERIFY(out == in);
    if (in.size() > 100'000 && smaller) QVERIFY(packed.size() < in.size() / 8 * 7);
}

void TestPacked::numbersComeBack_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("ascending");
    for (const int width : {1, 2, 3, 4, 8})
        for (const bool ascending : {false, true})
            QTest::addRow("%d octets, %s", width, ascending ? "ascending" : "any") << width << ascending;
}

void TestPacked::numbersComeBack() {
    QFETCH(int, width);
    QFETCH(bool, ascending);
    const auto w = static_cast<std::uint8_t>(width);
    for (const std::string& in : {std::string(), offsets(3, w), offsets(50'000, w), random(24'000), random(24'001)}) {
        std::string out;
        const std::string packed = packNumbers(in, w, ascending);
        QVERIFY(unpack(packed, out));
        QVERIFY(out == in);
        QVERIFY(packed.size() <= in.size() + 2);
    }
    const std::string grows = offsets(50'000, w);
    if (width > 1 && width != 3 && ascending) QVERIFY(packNumbers(grows, w, true).size() * 10 < grows.size());
}

void TestPacked::damageStaysInside() {
    const std::string noise = random(4096);
    std::size_t next = 0, refused = 0;
    for (const std::string& whole : {pack(lines(3'000)), pack(lines(5)), packNumbers(offsets(9'000, 4), 4, true)}) {
        for (int round = 0; round < 400; ++round) {
            std::string damaged = whole;
            const auto pick = [&] { return std::size_t{static_cast<unsigned char>(noise[next++ % noise.size()])}; };
            for (int n = 0; n < 3; ++n) damaged[(pick() << 8 | pick()) % damaged.size()] = noise[next++ % noise.size()];
            if (round % 2) damaged.resize((pick() << 8 | pick()) % damaged.size());
            // A size nobody can pay for is another test's.
            const std::vector<char> exact(damaged.begin(), damaged.end());
            std::string out;
            if (!unpack({exact.data(), exact.size()}, out)) ++refused;
        }
    }
    QVERIFY(refused > 300);
    std::string out;
    QVERIFY(!unpack("\x09what", out));
    QVERIFY(!unpack(std::string("\x03", 1), out));
    QVERIFY(!unpack(std::string("\x02\xff\xff\xff\xff\xff\x0f", 7), out));
}

void TestPacked::deflatedColumnsOfBeforeAreRead() {
    const std::string in = lines(1'000);
    std::string packed(1, '\1');
    putVarint(packed, in.size());
    std::vector<Bytef> buffer(compressBound(in.size()));
    uLongf size = buffer.size();
    QCOMPARE(compress2(buffer.data(), &size, reinterpret_cast<const Bytef*>(in.data()), in.size(), 1), Z_OK);
    packed.append(reinterpret_cast<const char*>(buffer.data()), size);
    std::string out;
    QVERIFY(unpack(packed, out));
    QVERIFY(out == in);
}

void TestPacked::blocksComeBack_data() {
    QTest::addColumn<int>("size");
    constexpr int kMega = 1 << 20;
    for (const int size : {0, 1, 5'000, kMega - 1, kMega, kMega + 1, 3 * kMega, 3 * kMega + 77}) QTest::addRow("%d", size) << size;
}

void TestPacked::blocksComeBack() {
    QFETCH(int, size);
    const auto all = static_cast<std::size_t>(size);
    const std::string in = (lines(30'000) + random(900'000) + lines(40'000)).substr(0, all);
    std::string out;
    QVERIFY(unpack(packBlocks(in), out));
    QVERIFY(out == in);
}

void TestPacked::damagedBlocksStayInside() {
    const std::string noise = random(4096), whole = packBlocks(lines(60'000));
    std::size_t next = 0, refused = 0, read = 0;
    const auto pick = [&] { return std::size_t{static_cast<unsigned char>(noise[next++ % noise.size()])}; };
    for (int round = 0; round < 200; ++round) {
        std::string damaged = whole;
        for (int n = 0; n < 3; ++n) damaged[(pick() << 16 | pick() << 8 | pick()) % damaged.size()] = static_cast<char>(pick());
        if (round % 3 == 0) damaged[1 + pick() % 8] = static_cast<char>(pick());
        if (round % 3 == 1) damaged.resize((pick() << 16 | pick() << 8 | pick()) % damaged.size());
        std::string out;
        refused += unpack(damaged, out) ? 0 : 1;
        read += out.size();
    }
    QVERIFY(refused > 50 && read > 0);
}

QTEST_GUILESS_MAIN(TestPacked)
#include "tst_packed.moc"
