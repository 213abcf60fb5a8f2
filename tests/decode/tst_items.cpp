// Items without octets of their own, done as asked: ranges of keys, their cuts, and what is made readable on demand.
#include <QtTest>

#include <set>

#include "base/phrase.h"
#include "decode/execute.h"
#include "decode/registry.h"
#include "tests/support/card_box.h"

using namespace sillage;

namespace {

struct Answer {
    wire::Frame type;
    std::string payload;
};

std::vector<Answer> run(const wire::Unit& unit, const QByteArray& octets) {
    QTemporaryFile file;
    if (!file.open() || file.write(octets) != octets.size() || !file.flush()) qFatal("no temporary file");
    std::vector<Answer> out;
    Executor executor([&out](wire::Frame type, std::string_view payload) {
        out.push_back({type, std::string(payload)});
        return true;
    });
    const int descriptor = file.handle();
    executor.run(unit, {&descriptor, 1});
    return out;
}

wire::Unit unitFor(wire::Operation operation, const QByteArray& octets, const char* locator = "") {
    wire::Unit unit;
    unit.operation = operation;
    unit.locator = locator;
    unit.items.resize(1);
    unit.items[0].length = static_cast<std::uint64_t>(octets.size());
    unit.items[0].range.end = cardbox::kKeys;
    unit.items[0].format = "card-box";
    return unit;
}

struct Records {
    std::vector<Message> messages;
    std::vector<Problem> failed;
    wire::ItemResult result;
};

Records records(const std::vector<Answer>& answers) {
    Records out;
    for (const Answer& a : answers) {
        wire::Decoder in(a.payload);
        if (a.type == wire::Frame::ItemDone) wire::decode(in, out.result);
        if (a.type != wire::Frame::Records) continue;
        std::uint32_t id = 0;
        in.number(id);
        while (!in.atEnd()) {
            wire::Tag tag{};
            in.enumeration(tag, wire::Tag::Fact);
            if (tag == wire::Tag::Message) wire::decode(in, out.messages.emplace_back());
            else if (tag == wire::Tag::Failed) wire::decode(in, out.failed.emplace_back());
            else qFatal("nothing else is expected");
        }
    }
    return out;
}

std::string streamed(const std::vector<Answer>& answers) {
    std::string out;
    for (const Answer& a : answers)
        if (a.type == wire::Frame::PartData) out += a.payload;
    return out;
}

std::string errorOf(const std::vector<Answer>& answers) {
    for (const Answer& a : answers) {
        if (a.type != wire::Frame::ItemError) continue;
        std::uint32_t id = 0;
        std::string text;
        wire::Decoder in(a.payload);
        in.number(id);
        in.text(text);
        return inEnglish(text);
    }
    return {};
}

/// As a large store is read: not in memory.
QByteArray padded(QByteArray box) { return box + QByteArray(9 << 20, ' '); }

}  // namespace

class TestItems : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { addFormat(&cardbox::kFormat); }

    void everyKeyIsReadHoweverSmallTheFile() {
        for (const QByteArray& box : {cardbox::write(cardbox::someCards()), padded(cardbox::write(cardbox::someCards()))}) {
            const Records r = records(run(unitFor(wire::Operation::Read, box), box));
            QCOMPARE(r.messages.size(), std::size_t(13));  // 10 live, 1 recovered, 1 enclosed in each kind
            QCOMPARE(r.failed.size(), std::size_t(0));
            QCOMPARE(r.result.found, std::uint64_t(10));
            QCOMPARE(toHex(r.result.sha256), toHex(sha256(box.toStdString())));
            QVERIFY(r.result.quoting.empty());
        }
    }

    void rangesOfKeysReadWhatTheyName() {
        const QByteArray box = cardbox::write(cardbox::someCards());
        wire::Unit unit = unitFor(wire::Operation::Read, box);
        unit.items[0].range.begin = 0x24;
        unit.items[0].range.end = 0x2c;
        unit.items[0].range.first = unit.items[0].range.last = false;
        const Records r = records(run(unit, box));
        QCOMPARE(r.messages.size(), std::size_t(2));
        QCOMPARE(r.messages[0].locator, std::string("card:36"));
        QCOMPARE(r.result.found, std::uint64_t(2));
    }

    void whatStopsAReaderIsSaidInItems() {
        std::vector<cardbox::Card> cards = cardbox::someCards();
        cards[5].body = "X-Misbehave: throw";
        for (const QByteArray& box : {cardbox::write(cards), padded(cardbox::write(cards))}) {
            const Records r = records(run(unitFor(wire::Operation::Read, box), box));
            QCOMPARE(r.failed.size(), std::size_t(1));
            QCOMPARE(r.failed[0].offset, std::uint64_t(0));
            QCOMPARE(r.failed[0].length, std::uint64_t(0));
            QCOMPARE(inEnglish(r.failed[0].item), std::string("rest of items 0x0 to 0xffff"));
            QCOMPARE(r.result.found, std::uint64_t(6));
        }
    }

    void scansCutInKeys() {
        const QByteArray box = cardbox::write(cardbox::someCards());
        std::vector<std::uint64_t> cuts;
        for (const Answer& a : run(unitFor(wire::Operation::Scan, box), box)) {
            if (a.type != wire::Frame::Cut) continue;
            Cut cut;
            std::string carry;
            wire::Decoder in(a.payload);
            wire::decode(in, cut, carry);
            cuts.push_back(cut.offset);
        }
        QCOMPARE(cuts, (std::vector<std::uint64_t>{0x2c, 0x3c}));
    }

    void aRangeOfKeysIsHalvedToTheLastOne() {
        Range range{0x10, 0x20, 1, "", false, false};
        QCOMPARE(middleKey(range).offset, std::uint64_t(0x18));
        range.end = 0x11;
        QCOMPARE(middleKey(range).offset, std::uint64_t(0));
        range.end = range.begin;
        QCOMPARE(middleKey(range).offset, std::uint64_t(0));
        range = {0, ~0ull, 1, "", true, true};
        QCOMPARE(middleKey(range).offset, ~0ull / 2);
    }

    void anItemIsShownWithItsPropertiesAndItsPartsSaved() {
        const QByteArray box = cardbox::write(cardbox::someCards());
        const auto answers = run(unitFor(wire::Operation::View, box, "card:44"), box);
        QCOMPARE(answers.front().type, wire::Frame::View);
        MessageView view;
        wire::Decoder in(answers.front().payload);
        wire::decode(in, view);
        QVERIFY(view.rebuilt);
        QCOMPARE(view.properties.size(), std::size_t(2));
        QVERIFY(view.text.find("Text of card 3") != std::string::npos);
        std::set<std::string> numbers;
        for (const Part& p : view.parts) numbers.insert(p.number);
        QVERIFY(numbers.count("2"));
        wire::Unit part = unitFor(wire::Operation::Part, box, "card:44");
        part.part.number = "2";
        QCOMPARE(streamed(run(part, box)), QByteArray("\0\1\2report", 9).toHex().toStdString());
        part.part.number = "7";
        QCOMPARE(errorOf(run(part, box)), std::string("the card has no part 7"));
    }

    void anItemIsRebuiltAndItsPropertiesWrittenOut() {
        const QByteArray box = cardbox::write(cardbox::someCards());
        const std::string eml = streamed(run(unitFor(wire::Operation::Rebuild, box, "card:44"), box));
        QVERIFY(eml.find(QByteArray("\0\1\2report", 9).toHex().toBase64().toStdString()) != std::string::npos);
        const std::string inner = streamed(run(unitFor(wire::Operation::Rebuild, box, "card:48/in"), box));
        QVERIFY(inner.find("Subject: A message inside") != std::string::npos);
        QCOMPARE(streamed(run(unitFor(wire::Operation::Properties, box, "card:44"), box)), std::string("{\"PidTagSubject\":\"Card 3\"}"));
    }

    void whatIsNotThereIsAnError() {
        const QByteArray box = cardbox::write(cardbox::someCards());
        for (const auto operation : {wire::Operation::View, wire::Operation::Part, wire::Operation::Rebuild, wire::Operation::Properties})
            QCOMPARE(errorOf(run(unitFor(operation, box, "card:9999"), box)), std::string("no card card:9999"));
        wire::Unit unit = unitFor(wire::Operation::Rebuild, box, "card:44");
        unit.items[0].format = "zip";
        QVERIFY(errorOf(run(unit, box)).find("zip has no items") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestItems)
#include "tst_items.moc"
