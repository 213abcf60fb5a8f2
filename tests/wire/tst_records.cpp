// What crosses between worker and supervisor comes back as it was, and nothing that is cut short or changed can do
// more than be refused.
#include <QtTest>

#include <random>

#include "wire/protocol.h"

using namespace sillage;
using namespace sillage::wire;

namespace {

Part samplePart() {
    Part p;
    p.number = "2.1";
    p.kind = PartKind::Inline;
    p.mediaType = "image/png";
    p.name = "été.png";
    p.bodyOffset = 1ull << 40;
    p.bodyLength = 77;
    p.sha256.fill(0xab);
    return p;
}

Message sampleMessage() {
    Message m;
    m.sha256.fill(7);
    m.offset = 5'000'000'000;
    m.length = 1234;
    m.folder = "Éléments supprimés";
    m.folderRaw = "&AMk-l&AOk-ments supprim&AOk-s";
    m.fileName = "1765393206.M1\xff:2,S";
    m.uid = 42;
    m.internalDate = -5;
    m.subject = "Réunion";
    m.to = {"a@example.org", "b@example.org"};
    m.date = {1765393206000000, -90, Precision::Minute, true, false};
    m.parts = {samplePart(), samplePart()};
    m.parent = 0;
    m.defects = {"a defect"};
    m.indexText = "reunion";
    m.hasText = true;
    m.locator = "nid:200024/att:8025";
    m.itemClass = "IPM.Appointment";
    m.sourceKey = std::string("\0\xff\1", 3);
    m.changeKey = "\xfe";
    m.entryId = std::string(24, '\0');
    m.recovered = true;
    m.recoveredHow = "an orphan node at offset 5,000,000,000";
    m.rebuilt = true;
    return m;
}

template <class T>
std::string encoded(const T& value) {
    Encoder out;
    encode(out, value);
    return out.take();
}

template <class T>
bool refused(const std::string& octets) {
    try {
        Decoder in(octets);
        T value;
        decode(in, value);
        in.expectEnd();
        return false;
    } catch (const Malformed&) {
        return true;
    }
}

template <class T>
void everyTruncationIsRefused(const T& value) {
    const std::string octets = encoded(value);
    QVERIFY(!refused<T>(octets));
    for (std::size_t n = 0; n < octets.size(); ++n) QVERIFY2(refused<T>(octets.substr(0, n)), qPrintable(QString::number(n)));
    QVERIFY(refused<T>(octets + '\0'));
}

/// Random damage: whatever it is, decoding ends with a value or a refusal (a sanitised build sees anything else).
template <class T>
void damageIsSurvived(const T& value, unsigned seed) {
    std::mt19937 random(seed);
    const std::string octets = encoded(value);
    unsigned refusals = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string mutant = octets;
        const unsigned changes = 1 + random() % 8;
        for (unsigned i = 0; i < changes; ++i) mutant[random() % mutant.size()] = static_cast<char>(random());
        if (random() % 4 == 0) mutant.resize(random() % mutant.size());
        refusals += refused<T>(mutant);
    }
    QVERIFY(refusals > 1000);
}

}  // namespace

class TestRecords : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messageComesBack() {
        const Message m = sampleMessage();
        const std::string octets = encoded(m);
        Decoder in(octets);
        Message back;
        decode(in, back);
        in.expectEnd();
        QCOMPARE(encoded(back), octets);
        QCOMPARE(back.offset, m.offset);
        QCOMPARE(back.fileName, m.fileName);
        QCOMPARE(back.internalDate, std::int64_t(-5));
        QCOMPARE(back.date.zoneMinutes, -90);
        QCOMPARE(back.parts.size(), std::size_t(2));
        QCOMPARE(back.parts[1].bodyOffset, std::uint64_t(1) << 40);
        QCOMPARE(back.locator, m.locator);
        QCOMPARE(back.itemClass, m.itemClass);
        QCOMPARE(back.sourceKey, m.sourceKey);
        QCOMPARE(back.changeKey, m.changeKey);
        QCOMPARE(back.entryId, m.entryId);
        QCOMPARE(back.recoveredHow, m.recoveredHow);
        QVERIFY(back.recovered && back.rebuilt);
    }

    void propertiesOfAViewComeBack() {
        MessageView view;
        view.rebuilt = true;
        view.properties = {{"0x0037001F", "PidTagSubject", "PtypString", "Réunion"}, {"{…}/0x8520", "", "PtypBinary", "00ff"}};
        const std::string octets = encoded(view);
        MessageView back;
        Decoder in(octets);
        decode(in, back);
        in.expectEnd();
        QVERIFY(back.rebuilt);
        QCOMPARE(back.properties.size(), std::size_t(2));
        QCOMPARE(back.properties[0].name, std::string("PidTagSubject"));
        QCOMPARE(back.properties[1].value, std::string("00ff"));
        everyTruncationIsRefused(view);
        damageIsSurvived(view, 4);
        view.properties.resize(kMaxProperties + 1);
        QVERIFY(refused<MessageView>(encoded(view)));
    }

    void unitsSayWhichItem() {
        Unit unit;
        unit.operation = Operation::Properties;
        unit.locator = "nid:200024";
        const std::string octets = encoded(unit);
        Unit back;
        Decoder in(octets);
        decode(in, back);
        in.expectEnd();
        QCOMPARE(back.operation, Operation::Properties);
        QCOMPARE(back.locator, std::string("nid:200024"));
        unit.operation = static_cast<Operation>(static_cast<int>(Operation::Record) + 1);
        QVERIFY(refused<Unit>(encoded(unit)));
    }

    void truncationIsRefused() {
        everyTruncationIsRefused(sampleMessage());
        everyTruncationIsRefused(Problem{1, 2, "line 3", "broken"});
        everyTruncationIsRefused(Fact{"uid", "INBOX\t3", "17.M1", 0});
        MessageView view;
        view.headers = {{"Subject", "x"}};
        view.parts = {samplePart()};
        everyTruncationIsRefused(view);
        Unit unit;
        unit.items.resize(2);
        unit.items[0].hints.name = "x";
        everyTruncationIsRefused(unit);
        everyTruncationIsRefused(ItemResult{3, true, {}, 9, {{"noise", 4}}, "mboxo"});
    }

    void damageIsRefusedOrRead() {
        damageIsSurvived(sampleMessage(), 1);
        Unit unit;
        unit.items.resize(3);
        damageIsSurvived(unit, 3);
    }

    void textIsUtf8OnArrival() {
        Encoder out;
        out.raw("\xff\xfe");
        const std::string octets = out.take();
        std::string text;
        Decoder strict(octets);
        QVERIFY_THROWS_EXCEPTION(Malformed, strict.text(text));
        // The worker's own encoder repairs what a reader let through.
        out.text("\xff");
        Decoder repaired(out.octets());
        repaired.text(text);
        QCOMPARE(text, std::string("\xef\xbf\xbd"));
    }

    void numbersOutOfRangeAreRefused() {
        Encoder out;
        out.number(1ull << 40);
        Decoder in(out.octets());
        std::uint32_t narrow = 0;
        QVERIFY_THROWS_EXCEPTION(Malformed, in.number(narrow));
        const std::string endless(11, '\xff');
        Decoder over(endless);
        std::uint64_t wide = 0;
        QVERIFY_THROWS_EXCEPTION(Malformed, over.number(wide));
        Encoder extreme;
        extreme.integer(std::numeric_limits<std::int64_t>::min());
        Decoder low(extreme.octets());
        std::int64_t v = 0;
        low.integer(v);
        QCOMPARE(v, std::numeric_limits<std::int64_t>::min());
    }

    void enumsOutsideTheirListAreRefused() {
        Message m = sampleMessage();
        m.date.present = true;
        m.date.precision = static_cast<Precision>(200);
        QVERIFY(refused<Message>(encoded(m)));
    }

    void aListMayNotClaimMoreThanItBrings() {
        Encoder out;
        out.number(1'000'000'000);
        Decoder in(out.octets());
        std::vector<std::string> list;
        QVERIFY_THROWS_EXCEPTION(Malformed, in.list(list, ~std::size_t(0), [&](std::string& s) { in.text(s); }));
    }
};

QTEST_GUILESS_MAIN(TestRecords)
#include "tst_records.moc"
