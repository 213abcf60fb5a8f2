// Recognition says what a file is and why, also of what is not read; units of work are done as asked, in-process.
#include <QtTest>

#include <set>

#include "decode/execute.h"
#include "decode/registry.h"

using namespace sillage;
using namespace std::literals;

namespace {

std::string formatOf(std::string_view octets, std::string_view name = "x") {
    const Recognised r = recognise({octets, octets.size(), name, name});
    return r.format ? r.format->id : "";
}

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

wire::Unit unitFor(wire::Operation operation, const QByteArray& octets, const char* format = "") {
    wire::Unit unit;
    unit.operation = operation;
    unit.items.resize(1);
    unit.items[0].length = unit.items[0].range.end = static_cast<std::uint64_t>(octets.size());
    unit.items[0].format = format;
    return unit;
}

const QByteArray kMessage = "From: a@example.org\r\nTo: b@example.org\r\nSubject: s\r\n"
                            "Date: Thu, 11 Dec 2025 22:00:00 +0100\r\nMessage-ID: <1@example.org>\r\n\r\nbody\r\n";

}  // namespace

class TestRegistry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void idsAreStableAndUnlike() {
        std::set<std::string> seen;
        for (const Format* f : formats()) {
            QVERIFY(f->recognise && f->title && *f->title);
            QCOMPARE(findFormat(f->id)->kind, f->kind);
            if (f->read) QVERIFY2(seen.insert(f->id).second, f->id);
        }
        QVERIFY(!findFormat("no such format"));
    }

    void containersAreKnownByContent() {
        QCOMPARE(formatOf("PK\3\4" + std::string(40, '\0')), std::string("zip"));
        QCOMPARE(formatOf("7z\xbc\xaf\x27\x1c" + std::string(40, '\0')), std::string("7z"));
        QCOMPARE(formatOf("\x1f\x8b\x08" + std::string(40, '\0')), std::string("gzip"));
        QCOMPARE(formatOf("\xfd" "7zXZ\0...."s), std::string("xz"));
        QCOMPARE(formatOf("\x28\xb5\x2f\xfd...."), std::string("zstd"));
        QCOMPARE(formatOf("BZh91AY&SY...."), std::string("bzip2"));
    }

    void whatIsNotReadIsNamed() {
        QCOMPARE(formatOf("!BDN" + std::string(600, '\0')), std::string("pst"));
        QCOMPARE(formatOf("SQLite format 3\0...."s), std::string("sqlite"));
        QCOMPARE(formatOf(""), std::string("empty"));
        const std::string docx = "PK\3\4" + std::string(26, '\0') + "[Content_Types].xml";
        QCOMPARE(formatOf(docx, "a.docx"), std::string("office"));
        const Recognised none = recognise({"\0\1\2"sv, 3, "x", "x"});
        QVERIFY(!none.format && !none.reason.empty());
    }

    void loginRecordsAreKnownByContent() {
        std::string record(384, '\0');
        record[0] = 7;                                   // USER_PROCESS
        record.replace(8, 5, "pts/0");
        record.replace(340, 4, std::string("\x40\x51\x3b\x69"));  // 2025-12-11
        QCOMPARE(formatOf(record + record, "wtmp"), std::string("utmp"));
        const Recognised named = recognise({record, record.size(), "btmp", "var/log/btmp"});
        QVERIFY(named.reason.find("failed logins") != std::string::npos);
        QCOMPARE(formatOf(record + "x", "wtmp"), std::string("utmp"));  // its end is cut off
        record.replace(340, 4, std::string(4, '\0'));
        QVERIFY(formatOf(record, "wtmp") != "utmp");        // a time before computers kept them
    }

    void mailIsKnown() { QCOMPARE(formatOf(kMessage.toStdString(), "m.eml"), std::string("eml")); }

    void aUnitIsProbedAndRead() {
        auto answers = run(unitFor(wire::Operation::Probe, kMessage), kMessage);
        QCOMPARE(answers.size(), std::size_t(2));
        QVERIFY(answers[0].type == wire::Frame::Recognition && answers[1].type == wire::Frame::Done);
        answers = run(unitFor(wire::Operation::Read, kMessage, "eml"), kMessage);
        std::vector<wire::Frame> types;
        for (const Answer& a : answers) types.push_back(a.type);
        QCOMPARE(types, (std::vector<wire::Frame>{wire::Frame::ItemBegin, wire::Frame::Records, wire::Frame::ItemDone, wire::Frame::Done}));
        wire::ItemResult result;
        wire::Decoder in(answers[2].payload);
        wire::decode(in, result);
        QCOMPARE(result.found, std::uint64_t(1));
        QVERIFY(result.sha256 == sha256(kMessage.toStdString()));
    }

    void anUnknownFileIsHashedAndSkipped() {
        const auto answers = run(unitFor(wire::Operation::Read, "???"), "???");
        wire::ItemResult result;
        wire::Decoder in(answers.at(1).payload);
        wire::decode(in, result);
        QCOMPARE(result.found, std::uint64_t(1));
        QCOMPARE(result.skipped.size(), std::size_t(1));
        QCOMPARE(result.skipped[0].count, std::uint64_t(1));
    }

    void aUnitThatNamesWhatItDoesNotBringIsRefused() {
        wire::Unit unit = unitFor(wire::Operation::Read, kMessage, "eml");
        unit.items[0].descriptor = 5;
        QVERIFY_THROWS_EXCEPTION(wire::Malformed, run(unit, kMessage));
    }

    void uidListsOfDovecotAndCourier() {
        MemorySource dovecot("3 V1765393206 N9 Gabc\n7 W12 :17.M1P1.host,S=3:2,S\n8 :18.M1P1.host\nbroken\n");
        const UidList three = readUidList(dovecot);
        QCOMPARE(three.validity, 1765393206u);
        QCOMPARE(three.uidOf("17.M1P1.host,S=3:2,RS"), 7u);
        QCOMPARE(three.uidOf("18.M1P1.host"), 8u);
        QCOMPARE(three.uidOf("19.M1P1.host"), 0u);
        MemorySource courier("1 1234 9\n7 17.M1P1.host\n");
        const UidList one = readUidList(courier);
        QCOMPARE(one.validity, 1234u);
        QCOMPARE(one.uidOf("17.M1P1.host:2,"), 7u);
    }

    void aRangeIsCutWhereBothSidesReadAlone() {
        const std::string box = "From a Thu Dec 11 22:00:00 2025\nA: b\n\nFrom here on, text\n\nFrom b Thu Dec 11 22:00:00 2025\nA: b\n\nx\n";
        MemorySource source(box);
        const Cut cut = middleCut(source, {0, box.size(), 1, {}, true, true}, true);
        QCOMPARE(box.substr(cut.offset, 7), std::string("From b "));
        const std::string log = "one\n two\nthree\n";
        MemorySource lines(log);
        const Cut line = middleCut(lines, {0, log.size(), 1, {}, true, true}, false);
        QCOMPARE(line.offset, std::uint64_t(9));
        QCOMPARE(line.line, std::uint64_t(3));
        MemorySource single("only\n");
        QCOMPARE(middleCut(single, {0, 5, 1, {}, true, true}, false).offset, std::uint64_t(0));
    }
};

QTEST_GUILESS_MAIN(TestRegistry)
#include "tst_registry.moc"
