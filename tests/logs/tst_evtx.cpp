// Windows event logs in their own binary form: records, templates, values, damage, hostile content.
#include <QtTest>

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <random>
#include <set>

#include "base/phrase.h"
#include "logs/evtx_writer.h"
#include "logs/log_reading.h"
#include "support/shared_corpus.h"

using namespace sillage;
using namespace evtxtest;
namespace fs = std::filesystem;

class EvtxTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLogonIsALogin();
    void aRecordIsShownAsXml();
    void everyTypeOfValueIsWritten_data();
    void everyTypeOfValueIsWritten();
    void aSecondRecordUsesTheTemplateOfTheFirst();
    void anArrayIsOneElementAnItem();
    void aValueCanBeXmlWithATemplateOfItsOwn();
    void anElementWhoseValueIsMissingIsLeftOut();
    void aChunkWithoutAGoodHeaderIsSearchedForRecords();
    void aBrokenRecordCostsItselfAlone();
    void changedOctetsAreToldByTheChecksum();
    void aCutFileGivesWhatIsThere();
    void aDisplacedChunkIsFound();
    void recordsBehindTheLastAreRecovered();
    void aTemplateInsideItselfEnds();
    void aRecordThatExpandsWithoutEndIsGivenUp();
    void everyCutReadsEachRecordOnce();
    void mutantsAreAccountedFor();
    void corpusHasItsRecords_data();
    void corpusHasItsRecords();
    void valuesAreThoseOfAnotherReader_data() { corpusHasItsRecords_data(); }
    void valuesAreThoseOfAnotherReader();
};

namespace {

Writer::Record logon(std::uint64_t id) {
    Writer::Record r;
    r.id = id;
    r.data = {{"SubjectUserName", text("EX01$")}, {"TargetUserName", text("claire")}, {"TargetDomainName", text("EXAMPLE")},
              {"TargetLogonId", hex64(0x24c879)}, {"LogonType", uint32(10)}, {"IpAddress", text("203.0.113.66")}, {"IpPort", text("50151")}};
    return r;
}

std::string threeLogons() {
    Writer w;
    for (std::uint64_t id = 1; id <= 3; ++id) w.add(logon(id));
    return w.file();
}

std::vector<std::string> reasons(const std::vector<Problem>& problems) {
    std::vector<std::string> out;
    for (const Problem& p : problems) out.push_back(inEnglish(p.reason));
    return out;
}

bool says(const std::vector<Problem>& problems, std::string_view words) {
    for (const std::string& r : reasons(problems))
        if (r.find(words) != std::string::npos) return true;
    return false;
}

}  // namespace

void EvtxTest::aLogonIsALogin() {
    const std::string file = threeLogons();
    QCOMPARE(recognisedAs(file, "Security.evtx"), std::string("evtx"));
    const auto sink = readLog("evtx", file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(3));
    QCOMPARE(sink.problems.size(), std::size_t(0));
    QCOMPARE(sink.failures.size(), std::size_t(0));
    const Event& e = sink.events.at(0);
    QCOMPARE(actionName(e.action), std::string_view("login"));
    QCOMPARE(outcomeName(e.outcome), std::string_view("success"));
    QCOMPARE(e.account, std::string("EXAMPLE\\claire"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.clientPort, std::uint16_t(50151));
    QCOMPARE(e.protocol, std::string("rdp"));
    QCOMPARE(e.session, std::string("ex01.example.test:0x24c879"));
    QCOMPARE(e.rawTime, std::string("2025-12-11T22:14:03.1234567Z"));
    QCOMPARE(e.time.zoneMinutes, 0);
    QCOMPARE(e.time.civil, std::int64_t(1'765'491'243'123'456));
    QCOMPARE(e.field("event_id"), std::string_view("4624"));
    QCOMPARE(e.field("computer"), std::string_view("EX01.example.test"));
    QCOMPARE(e.field("TargetLogonId"), std::string_view("0x24c879"));
    QCOMPARE(e.field("record_id"), std::string_view("1"));
    QCOMPARE(e.offset, std::uint64_t(4096 + 512));
    QCOMPARE(file.substr(e.offset, 4), std::string("**\0\0", 4));
    QVERIFY(sink.events[1].offset == e.offset + e.length);
}

void EvtxTest::aRecordIsShownAsXml() {
    const std::string file = threeLogons();
    const auto sink = readLog("evtx", file);
    MemorySource source(file);
    const Format* evtx = logFormat("evtx");
    const std::string xml = evtx->recordText(source, sink.events[2].offset, sink.events[2].length);
    QVERIFY(xml.find("<EventRecordID>3</EventRecordID>") != std::string::npos);
    QVERIFY(xml.find("<Data Name=\"IpAddress\">203.0.113.66</Data>") != std::string::npos);
    QVERIFY(xml.find("<Security/>") != std::string::npos);  // its attribute is a value that is not there
    QCOMPARE(evtx->recordText(source, 5, 100), std::string());
    QCOMPARE(evtx->recordText(source, ~std::uint64_t{0} - 5, 100), std::string());
}

void EvtxTest::everyTypeOfValueIsWritten_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, int type, const std::string& octets, const char* expected) {
        QTest::newRow(name) << type << QByteArray(octets.data(), qsizetype(octets.size())) << QString::fromUtf8(expected);
    };
    row("string", 0x01, wide("abc"), "abc");
    row("string with surrogates", 0x01, std::string("\x3d\xd8\x00\xde", 4), "\xf0\x9f\x98\x80");
    row("lone surrogate", 0x01, std::string("\x3d\xd8\x41\x00", 4), "\xef\xbf\xbd" "A");
    row("odd octet at the end", 0x01, wide("ab") + "c", "ab");
    row("ansi", 0x02, "abc", "abc");
    row("int8", 0x03, le(0xfe, 1), "-2");
    row("uint8", 0x04, le(0xfe, 1), "254");
    row("int16", 0x05, le(0xfffe, 2), "-2");
    row("uint16", 0x06, le(0xfffe, 2), "65534");
    row("int32", 0x07, le(0xfffffffe, 4), "-2");
    row("uint32", 0x08, le(0xfffffffe, 4), "4294967294");
    row("int64", 0x09, le(~0ull - 1, 8), "-2");
    row("uint64", 0x0a, le(~0ull, 8), "18446744073709551615");
    row("real32", 0x0b, le(0x3fc00000, 4), "1.5");
    row("real64", 0x0c, le(0x3ff8000000000000, 8), "1.5");
    row("true", 0x0d, le(1, 4), "true");
    row("false", 0x0d, le(0, 4), "false");
    row("binary", 0x0e, std::string("\x01\xab", 2), "01ab");
    row("guid", 0x0f, le(0x54849625, 4) + le(0x5478, 2) + le(0x4994, 2) + "\xA5\xBA\x3E\x3B\x03\x28\xC3\x0D", "{54849625-5478-4994-A5BA-3E3B0328C30D}");
    row("size of 32 bits", 0x10, le(0x1000, 4), "0x1000");
    row("size of 64 bits", 0x10, le(0x100000000, 8), "0x100000000");
    row("filetime", 0x11, le(kWhen, 8), "2025-12-11T22:14:03.1234567Z");
    row("filetime before 1970", 0x11, le(5, 8), "0x5");
    row("system time", 0x12, le(2025, 2) + le(12, 2) + le(4, 2) + le(11, 2) + le(22, 2) + le(14, 2) + le(3, 2) + le(120, 2), "2025-12-11T22:14:03.120Z");
    row("sid", 0x13, std::string("\x01\x02\0\0\0\0\0\x05", 8) + le(32, 4) + le(544, 4), "S-1-5-32-544");
    row("sid that is too short", 0x13, std::string("\x01\x09\0\0\0\0\0\x05", 8), "0109000000000005");
    row("hex32", 0x14, le(0x80, 4), "0x80");
    row("hex64", 0x15, le(0x8020000000000000, 8), "0x8020000000000000");
    row("number of the wrong size", 0x08, le(7, 3), "070000");
    row("handle", 0x20, le(7, 4), "07000000");
}

void EvtxTest::everyTypeOfValueIsWritten() {
    QFETCH(int, type);
    QFETCH(QByteArray, octets);
    QFETCH(QString, expected);
    Writer w;
    Writer::Record r;
    r.data = {{"Value", {static_cast<std::uint8_t>(type), octets.toStdString()}}};
    w.add(r);
    const auto sink = readLog("evtx", w.file());
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(QString::fromStdString(std::string(sink.events[0].field("Value"))), expected);
    QCOMPARE(sink.problems.size(), std::size_t(0));
}

void EvtxTest::aSecondRecordUsesTheTemplateOfTheFirst() {
    const auto sink = readLog("evtx", threeLogons());
    QVERIFY(sink.events[1].length < sink.events[0].length / 2);  // its template and names stand in the first
    QCOMPARE(sink.events[1].account, sink.events[0].account);
    QVERIFY(sink.events[1].recordKey != sink.events[0].recordKey);
}

void EvtxTest::anArrayIsOneElementAnItem() {
    Writer w;
    Writer::Record r;
    r.eventId = 1;
    r.provider = "MSExchange CmdletLogs";
    r.channel = "MSExchange Management";
    r.data = {{"", strings({"New-MailboxExportRequest", "-Mailbox \"claire\" -FilePath \"\\\\EX01\\c$\\x.pst\"", "example.test/Users/Administrator"})}};
    w.add(r);
    const auto sink = readLog("evtx", w.file());
    QCOMPARE(sink.problems.size(), std::size_t(0));
    const Event& e = sink.events.at(0);
    QCOMPARE(actionName(e.action), std::string_view("export"));
    QCOMPARE(outcomeName(e.outcome), std::string_view("success"));
    QCOMPARE(e.account, std::string("example.test/Users/Administrator"));
    QCOMPARE(e.field("cmdlet"), std::string_view("New-MailboxExportRequest"));
    QCOMPARE(e.field("parameters"), std::string_view("-Mailbox \"claire\" -FilePath \"\\\\EX01\\c$\\x.pst\""));
    QCOMPARE(e.field("data_3"), std::string_view("example.test/Users/Administrator"));
}

void EvtxTest::aValueCanBeXmlWithATemplateOfItsOwn() {
    // The value has to be written where it lies, as names inside it are found by their place in the chunk.
    Writer w;
    Writer::Record r;
    r.eventId = 1102;
    r.provider = "Microsoft-Windows-Eventlog";
    w.addRaw(r, [&] {
        w.fragment();
        w.definedTemplate("cleared", [&] {
            w.open("Event", false);
            w.closeStart();
            w.open("System", false);
            w.closeStart();
            w.open("Provider", true);
            w.attribute("Name");
            w.value_("Microsoft-Windows-Eventlog");
            w.closeEmpty();
            w.open("EventID", false);
            w.closeStart();
            w.value_("1102");
            w.end();
            w.open("Channel", false);
            w.closeStart();
            w.value_("Security");
            w.end();
            w.end();
            w.open("UserData", false);
            w.closeStart();
            w.substitution(0, 0x21);
            w.end();
            w.end();
        });
        const std::size_t sizes = w.position() + 4;
        w.values({{0x21, {}}});
        const std::size_t begin = w.position();
        w.fragment();
        w.definedTemplate("file", [&] {
            w.open("LogFileCleared", false);
            w.closeStart();
            w.open("SubjectUserName", false);
            w.closeStart();
            w.substitution(0, 0x01);
            w.end();
            w.end();
        });
        w.values({text("admin")});
        w.put8(0);
        w.chunk().replace(sizes, 2, le(w.position() - begin, 2));
    });
    const auto sink = readLog("evtx", w.file());
    QCOMPARE(reasons(sink.problems), std::vector<std::string>());
    QCOMPARE(sink.failures.size(), std::size_t(0));
    const Event& e = sink.events.at(0);
    QCOMPARE(actionName(e.action), std::string_view("admin"));
    QCOMPARE(e.field("op"), std::string_view("log-cleared"));
    QCOMPARE(e.account, std::string("admin"));
    QCOMPARE(e.rawTime, std::string("2025-12-11T22:14:03.1234567Z"));  // of the record's own header
}

void EvtxTest::anElementWhoseValueIsMissingIsLeftOut() {
    Writer w;
    w.addRaw({}, [&] {
        w.fragment();
        w.definedTemplate("dependent", [&] {
            w.open("Event", false);
            w.closeStart();
            w.open("System", false);
            w.closeStart();
            w.open("Channel", false);
            w.closeStart();
            w.value_("Security");
            w.end();
            w.open("Level", false, 0);
            w.closeStart();
            w.substitution(0, 0x04, true);
            w.end();
            w.end();
            w.end();
        });
        w.values({absent()});
    });
    const std::string file = w.file();
    const auto sink = readLog("evtx", file);
    QCOMPARE(sink.problems.size(), std::size_t(0));
    MemorySource source(file);
    const std::string xml = logFormat("evtx")->recordText(source, sink.events.at(0).offset, sink.events[0].length);
    QVERIFY(xml.find("Channel") != std::string::npos);
    QVERIFY(xml.find("Level") == std::string::npos);
}

void EvtxTest::aChunkWithoutAGoodHeaderIsSearchedForRecords() {
    std::string file = threeLogons();
    file[4096 + 60] = 'x';  // inside what the header's checksum covers
    auto sink = readLog("evtx", file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(3));
    QCOMPARE(sink.problems.size(), std::size_t(1));
    QVERIFY(says(sink.problems, "header of a chunk is damaged"));

    file.replace(4096, 512, std::string(512, '\0'));  // even its signature is gone
    sink = readLog("evtx", file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(3));
    QVERIFY(says(sink.problems, "no chunk of an event log"));
}

void EvtxTest::aBrokenRecordCostsItselfAlone() {
    std::string file = threeLogons();
    const auto whole = readLog("evtx", file);
    file[whole.events[1].offset] = '!';
    const auto sink = readLog("evtx", file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.events[1].field("record_id"), std::string_view("3"));
    QCOMPARE(sink.failures.size(), std::size_t(1));
    QCOMPARE(sink.failures[0].offset, whole.events[1].offset);
    QCOMPARE(sink.failures[0].length, whole.events[1].length);
    QCOMPARE(sink.problems.size(), std::size_t(1));
}

void EvtxTest::changedOctetsAreToldByTheChecksum() {
    std::string file = threeLogons();
    const std::string name = wide("claire");
    file.replace(file.find(name), name.size(), wide("Claire"));
    const auto sink = readLog("evtx", file);
    QCOMPARE(sink.events.size(), std::size_t(3));
    QCOMPARE(sink.events[0].account, std::string("EXAMPLE\\Claire"));
    QCOMPARE(sink.problems.size(), std::size_t(1));
    QVERIFY(says(sink.problems, "checksum over the records"));
}

void EvtxTest::aCutFileGivesWhatIsThere() {
    std::string file = threeLogons();
    const auto whole = readLog("evtx", file);
    file.resize(whole.events[2].offset + 20);
    const auto sink = readLog("evtx", file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.failures.size(), std::size_t(1));
    QVERIFY(says(sink.problems, "ends inside a chunk"));
    QVERIFY(says(sink.problems, "its end is missing"));
    QCOMPARE(readLog("evtx", std::string_view(file).substr(0, 100)).foundCount, std::uint64_t(0));
}

void EvtxTest::aDisplacedChunkIsFound() {
    const std::string file = threeLogons();
    const std::string displaced = file.substr(0, 4096) + std::string(1000, '\0') + file.substr(4096);
    const auto sink = readLog("evtx", displaced);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(3));
    QCOMPARE(sink.events[0].offset, std::uint64_t(4096 + 1000 + 512));
    MemorySource source(displaced);
    QVERIFY(!logFormat("evtx")->recordText(source, sink.events[0].offset, sink.events[0].length).empty());
}

void EvtxTest::recordsBehindTheLastAreRecovered() {
    // A chunk that is used again: the header says that one record is in it, two older ones stand behind.
    std::string file = threeLogons();
    const auto whole = readLog("evtx", file);
    const std::size_t end = whole.events[1].offset - 4096;
    std::string chunk = file.substr(4096, 65536);
    chunk.replace(48, 4, le(end, 4));
    chunk.replace(52, 4, le(crc(std::string_view(chunk).substr(512, end - 512)), 4));
    chunk.replace(124, 4, le(crc(std::string_view(chunk).substr(0, 120), std::string_view(chunk).substr(128, 384)), 4));
    file.replace(4096, 65536, chunk);
    const auto sink = readLog("evtx", file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.problems.size(), std::size_t(0));
    QCOMPARE(sink.events.size(), std::size_t(3));
    QCOMPARE(sink.events[0].field("recovered"), std::string_view(""));
    QCOMPARE(sink.events[1].field("recovered"), std::string_view("slack"));
    QCOMPARE(sink.events[2].field("recovered"), std::string_view("slack"));
}

void EvtxTest::aTemplateInsideItselfEnds() {
    Writer w;
    w.addRaw({}, [&] {
        w.fragment();
        w.definedTemplate("loop", [&] {
            w.open("Event", false);
            w.closeStart();
            for (int i = 0; i < 20; ++i) {
                w.definedTemplate("loop", [] {});
                w.values({});
            }
            w.end();
        });
        w.values({});
    });
    w.add(logon(2));
    QElapsedTimer timer;
    timer.start();
    const auto sink = readLog("evtx", w.file());
    QVERIFY(timer.elapsed() < 5000);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.failures.size(), std::size_t(1));
    QVERIFY(says(sink.failures, "without end"));
}

void EvtxTest::aRecordThatExpandsWithoutEndIsGivenUp() {
    Writer w;
    for (int record = 0; record < 40; ++record)
        w.addRaw({}, [&] {
            w.fragment();
            w.definedTemplate("large", [&] {
                w.open("Event", false);
                w.closeStart();
                for (int i = 0; i < 2000; ++i) w.substitution(0, 0x01);
                w.end();
            });
            w.values({text(std::string(500, 'x'))});
        });
    const auto sink = readLog("evtx", w.file());
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.failures.size(), std::size_t(40));
    Writer bomb;
    bomb.addRaw({}, [&] {
        bomb.fragment();
        bomb.definedTemplate("bomb", [&] {
            bomb.open("Event", false);
            bomb.closeStart();
            for (int i = 0; i < 5000; ++i) bomb.substitution(0, 0x01);
            bomb.end();
        });
        bomb.values({text(std::string(10'000, 'x'))});
    });
    const auto given = readLog("evtx", bomb.file());
    QVERIFY(given.reconciles());
    QVERIFY(says(given.failures, "larger than 4 MB"));
}

void EvtxTest::everyCutReadsEachRecordOnce() {
    Writer w;
    std::uint64_t id = 0;
    for (int chunk = 0; chunk < 4; ++chunk) {
        for (int i = 0; i < 5; ++i) w.add(logon(++id));
        w.newChunk();
    }
    const std::string file = w.file();
    const std::uint64_t size = file.size();
    for (const std::uint64_t cut : {std::uint64_t(10), std::uint64_t(4096), std::uint64_t(4097), std::uint64_t(70'000), std::uint64_t(69'632), size - 5}) {
        RecordingSink sink;
        MemorySource source(file);
        Range range;
        range.end = cut;
        range.last = false;
        logFormat("evtx")->read(source, range, {}, sink);
        range = {};
        range.begin = cut;
        range.end = size;
        range.first = false;
        logFormat("evtx")->read(source, range, {}, sink);
        std::set<std::string> ids;
        for (const Event& e : sink.events) ids.insert(std::string(e.field("record_id")));
        QCOMPARE(sink.events.size(), std::size_t(20));
        QCOMPARE(ids.size(), std::size_t(20));
        QVERIFY(sink.reconciles());
    }
}

void EvtxTest::mutantsAreAccountedFor() {
    const std::string file = threeLogons();
    const std::size_t used = readLog("evtx", file).events.back().offset + 400;
    std::mt19937 random(20251211);
    for (int round = 0; round < 400; ++round) {
        std::string mutant = file;
        for (int i = 0; i < 1 + round % 12; ++i) mutant[random() % used] ^= static_cast<char>(1u << random() % 8);
        if (round % 5 == 0) mutant.resize(random() % used);
        const auto sink = readLog("evtx", mutant);
        QVERIFY(sink.reconciles());
        MemorySource source(mutant);
        for (const Event& e : sink.events) logFormat("evtx")->recordText(source, e.offset, e.length);
    }
}

void EvtxTest::corpusHasItsRecords_data() {
    QTest::addColumn<QString>("file");
    const fs::path corpus = sharedCorpus();
    if (corpus.empty()) QSKIP("the corpus of real evidence is not here (../shared or $SILLAGE_SHARED)");
    for (const auto& entry : fs::directory_iterator(corpus / "logs/evtx"))
        QTest::newRow(entry.path().filename().c_str()) << QString::fromStdString(entry.path().string());
}

void EvtxTest::corpusHasItsRecords() {
    QFETCH(QString, file);
    QFile truthFile(QString::fromStdString((sharedCorpus() / "truth/logs/formats_dev.json").string()));
    QVERIFY(truthFile.open(QIODevice::ReadOnly));
    const QString key = "dev/evtx/" + QFileInfo(file).fileName();
    const QJsonObject truth = QJsonDocument::fromJson(truthFile.readAll()).object().value(key).toObject();
    const auto sink = readLog("evtx", fileBytes(file.toStdString()));
    QVERIFY(sink.reconciles());
    QCOMPARE(reasons(sink.problems), std::vector<std::string>());
    QCOMPARE(sink.failures.size(), std::size_t(0));
    std::map<std::string, int> ids;
    std::string first = "9", last;
    for (const Event& e : sink.events) {
        if (!e.field("recovered").empty()) continue;
        ++ids[std::string(e.field("event_id"))];
        first = std::min(first, e.rawTime);
        last = std::max(last, e.rawTime);
    }
    int records = 0;
    for (const auto& [id, count] : ids) {
        QCOMPARE(count, truth["event_ids"].toObject()[QString::fromStdString(id)].toInt());
        records += count;
    }
    QCOMPARE(records, truth["records"].toInt());
    QCOMPARE(QString::fromStdString(first).left(27), truth["first_utc"].toString().left(27));
    QCOMPARE(QString::fromStdString(last).left(27), truth["last_utc"].toString().left(27));
}

namespace {

/// Hexadecimal numbers without leading zeros, as Windows writes them; evtxexport pads them to their width.
QString unpadded(const QString& text) {
    static const QRegularExpression hex("^0x0*([0-9a-fA-F]+)$");
    const auto match = hex.match(text.trimmed());
    return match.hasMatch() ? "0x" + match.captured(1).toLower() : text.trimmed();
}

QString plainText(QString text) {
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&");
}

}  // namespace

/// Every named value of every record, against libevtx where it is installed.
void EvtxTest::valuesAreThoseOfAnotherReader() {
    QFETCH(QString, file);
    const QString tool = QStandardPaths::findExecutable("evtxexport");
    if (tool.isEmpty()) QSKIP("evtxexport (libevtx-utils) is not installed");
    QProcess process;
    process.start(tool, {"-f", "xml", file});
    QVERIFY(process.waitForFinished(60'000));
    const QString xml = QString::fromUtf8(process.readAllStandardOutput());
    const auto sink = readLog("evtx", fileBytes(file.toStdString()));
    std::map<QString, const Event*> ours;
    for (const Event& e : sink.events)
        if (e.field("recovered").empty()) ours[QString::fromStdString(std::string(e.field("record_id")))] = &e;
    static const QRegularExpression record("<Event xmlns.*?</Event>", QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression id("<EventRecordID>(\\d+)</EventRecordID>"), data("<Data Name=\"([^\"]+)\">([^<]*)</Data>");
    int records = 0, values = 0;
    for (auto r = record.globalMatch(xml); r.hasNext(); ++records) {
        const QString text = r.next().captured();
        const auto at = ours.find(id.match(text).captured(1));
        QVERIFY(at != ours.end());
        for (auto d = data.globalMatch(text); d.hasNext(); ++values) {
            const auto pair = d.next();
            const std::string name = pair.captured(1).toStdString();
            const QString theirs = unpadded(plainText(pair.captured(2)));
            QStringList mine;
            for (const auto& [key, value] : at->second->fields)
                if (key == name) mine << unpadded(QString::fromStdString(value));
            QVERIFY2(mine.contains(theirs), qPrintable(pair.captured(1) + ": ours " + mine.join(" | ") + ", theirs " + theirs));
        }
    }
    QCOMPARE(std::size_t(records), ours.size());
    qInfo("%d records, %d values equal", records, values);
}

QTEST_GUILESS_MAIN(EvtxTest)
#include "tst_evtx.moc"
