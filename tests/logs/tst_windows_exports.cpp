// Windows events in the shapes tools export: the same record gives the same event as the log itself.
#include <QtTest>

#include <random>

#include "base/phrase.h"
#include "logs/evtx_writer.h"
#include "logs/log_reading.h"
#include "support/shared_corpus.h"

using namespace sillage;
namespace fs = std::filesystem;

class WindowsExportsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyShapeGivesTheSameEvent_data();
    void everyShapeGivesTheSameEvent();
    void aTableOfEventViewerIsReadFromItsMessages();
    void frenchMessagesAreRead();
    void logoffNamesTheOneWhoLeaves();
    void failuresAreFailures();
    void sharesAndObjectsAreFiles();
    void clearingALogIsAdministration();
    void terminalServicesAreRdp();
    void cmdletsOfTheApplicationLog();
    void numberedJsonOfEvtxDump();
    void brokenRecordsCostThemselvesAlone();
    void timesThatAreNotUtcAreTold();
    void mutantsAreAccountedFor();
    void corpusHasItsRecords();
};

namespace {

const char* const kXml =
    "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider Name=\"Microsoft-Windows-Security-Auditing\"/>"
    "<EventID>4624</EventID><Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime=\"2025-12-11T22:14:03.123456700Z\"/>"
    "<EventRecordID>7</EventRecordID><Channel>Security</Channel><Computer>EX01.example.test</Computer></System><EventData>"
    "<Data Name=\"SubjectUserName\">EX01$</Data><Data Name=\"TargetUserName\">claire</Data><Data Name=\"TargetDomainName\">EXAMPLE</Data>"
    "<Data Name=\"TargetLogonId\">0x24c879</Data><Data Name=\"LogonType\">10</Data><Data Name=\"IpAddress\">203.0.113.66</Data>"
    "<Data Name=\"IpPort\">50151</Data></EventData></Event>";

const char* const kFlatData =
    "\"SubjectUserName\":\"EX01$\",\"TargetUserName\":\"claire\",\"TargetDomainName\":\"EXAMPLE\",\"TargetLogonId\":\"0x24c879\",\"LogonType\":\"10\","
    "\"IpAddress\":\"203.0.113.66\",\"IpPort\":\"50151\"";

std::string evtx() {
    using namespace evtxtest;
    Writer w;
    Writer::Record r;
    r.id = 7;
    r.data = {{"SubjectUserName", text("EX01$")}, {"TargetUserName", text("claire")}, {"TargetDomainName", text("EXAMPLE")},
              {"TargetLogonId", hex64(0x24c879)}, {"LogonType", uint32(10)}, {"IpAddress", text("203.0.113.66")}, {"IpPort", text("50151")}};
    w.add(r);
    return w.file();
}

std::string wideWithMark(const std::string& text) { return "\xff\xfe" + evtxtest::wide(text); }

const Event& only(const RecordingSink& sink) {
    if (sink.events.size() != 1) qFatal("not one event but %zu", sink.events.size());
    return sink.events[0];
}

Event xmlEvent(const std::string& system, const std::string& data) {
    const std::string xml = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>" + system + "</System>" + data + "</Event>";
    return only(readLog("windows-events-xml", xml));
}

}  // namespace

void WindowsExportsTest::everyShapeGivesTheSameEvent_data() {
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QString>("format");
    const auto row = [](const char* name, const std::string& octets, const char* format) {
        QTest::newRow(name) << QByteArray(octets.data(), qsizetype(octets.size())) << QString(format);
    };
    const std::string xml = kXml, data = kFlatData;
    row("Event Viewer, XML", "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>" + xml + "</Events>", "windows-events-xml");
    row("wevtutil, XML without root", xml + "\r\n", "windows-events-xml");
    row("XML in UTF-16", wideWithMark("<Events>" + xml + "</Events>"), "windows-events-xml");
    row("winlogbeat 7",
        "{\"@timestamp\":\"2025-12-11T22:14:03.123Z\",\"event\":{\"code\":\"4624\",\"provider\":\"Microsoft-Windows-Security-Auditing\"},\"winlog\":{"
        "\"event_id\":\"4624\",\"channel\":\"Security\",\"provider_name\":\"Microsoft-Windows-Security-Auditing\",\"computer_name\":\"EX01.example.test\","
        "\"record_id\":\"7\",\"keywords\":[\"Audit Success\"],\"event_data\":{" + data + "}},\"message\":\"An account was successfully logged on.\"}\n",
        "windows-events-json");
    row("winlogbeat 6",
        "{\"@timestamp\":\"2025-12-11T22:14:03.123Z\",\"event_id\":4624,\"log_name\":\"Security\",\"source_name\":\"Microsoft-Windows-Security-Auditing\","
        "\"computer_name\":\"EX01.example.test\",\"record_number\":\"7\",\"keywords\":[\"Audit Success\"],\"event_data\":{" + data + "}}\n",
        "windows-events-json");
    row("NXLog",
        "{\"EventTime\":\"2025-12-11T22:14:03.123456Z\",\"Hostname\":\"EX01.example.test\",\"Keywords\":-9214364837600034816,\"EventType\":\"AUDIT_SUCCESS\","
        "\"EventID\":4624,\"SourceName\":\"Microsoft-Windows-Security-Auditing\",\"RecordNumber\":7,\"Channel\":\"Security\"," + data + "}\n",
        "windows-events-json");
    row("evtx_dump",
        "{\"Event\":{\"#attributes\":{\"xmlns\":\"http://schemas.microsoft.com/win/2004/08/events/event\"},\"System\":{\"Provider\":{\"#attributes\":{"
        "\"Name\":\"Microsoft-Windows-Security-Auditing\"}},\"EventID\":4624,\"Keywords\":\"0x8020000000000000\",\"TimeCreated\":{\"#attributes\":{"
        "\"SystemTime\":\"2025-12-11T22:14:03.123456Z\"}},\"EventRecordID\":7,\"Channel\":\"Security\",\"Computer\":\"EX01.example.test\",\"Security\":null},"
        "\"EventData\":{" + data + "}}}\n",
        "windows-events-json");
    row("EvtxECmd, JSON",
        "{\"PayloadData1\":\"Target: EXAMPLE\\\\claire\",\"MapDescription\":\"Successful logon\",\"ChunkNumber\":0,\"Computer\":\"EX01.example.test\","
        "\"Payload\":\"{\\\"EventData\\\":{\\\"Data\\\":[{\\\"@Name\\\":\\\"TargetUserName\\\",\\\"#text\\\":\\\"claire\\\"},{\\\"@Name\\\":\\\"TargetDomainName\\\",\\\"#text\\\":\\\"EXAMPLE\\\"},"
        "{\\\"@Name\\\":\\\"TargetLogonId\\\",\\\"#text\\\":\\\"0x24C879\\\"},{\\\"@Name\\\":\\\"LogonType\\\",\\\"#text\\\":\\\"10\\\"},{\\\"@Name\\\":\\\"IpAddress\\\",\\\"#text\\\":\\\"203.0.113.66\\\"},"
        "{\\\"@Name\\\":\\\"IpPort\\\",\\\"#text\\\":\\\"50151\\\"}]}}\",\"Channel\":\"Security\",\"Provider\":\"Microsoft-Windows-Security-Auditing\",\"EventId\":4624,"
        "\"EventRecordId\":\"7\",\"Keywords\":\"Audit success\",\"TimeCreated\":\"2025-12-11T22:14:03.1234567+00:00\",\"RecordNumber\":1}\n",
        "windows-events-json");
    row("Sentinel, JSON",
        "[{\"TenantId\":\"x\",\"TimeGenerated\":\"2025-12-11T22:14:03.123Z\",\"Account\":\"EXAMPLE\\\\claire\",\"Computer\":\"EX01.example.test\","
        "\"EventSourceName\":\"Microsoft-Windows-Security-Auditing\",\"Channel\":\"Security\",\"EventRecordId\":\"7\",\"EventID\":4624," + data + "}]",
        "windows-events-json");
    row("EvtxECmd, CSV",
        "RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel,ProcessId,ThreadId,Computer,ChunkNumber,UserId,MapDescription,UserName,Keywords,Payload\r\n"
        "1,7,2025-12-11 22:14:03.1234567,4624,LogAlways,Microsoft-Windows-Security-Auditing,Security,612,1884,EX01.example.test,0,,Successful logon,x,Audit success,"
        "\"{\"\"EventData\"\":{\"\"Data\"\":[{\"\"@Name\"\":\"\"TargetUserName\"\",\"\"#text\"\":\"\"claire\"\"},{\"\"@Name\"\":\"\"TargetDomainName\"\",\"\"#text\"\":\"\"EXAMPLE\"\"},"
        "{\"\"@Name\"\":\"\"TargetLogonId\"\",\"\"#text\"\":\"\"0x24C879\"\"},{\"\"@Name\"\":\"\"LogonType\"\",\"\"#text\"\":\"\"10\"\"},{\"\"@Name\"\":\"\"IpAddress\"\",\"\"#text\"\":\"\"203.0.113.66\"\"},"
        "{\"\"@Name\"\":\"\"IpPort\"\",\"\"#text\"\":\"\"50151\"\"}]}}\"\r\n",
        "windows-events-csv");
    row("Sentinel, CSV",
        "\"TimeGenerated [UTC]\",EventID,Computer,Channel,EventSourceName,EventRecordId,TargetUserName,TargetDomainName,TargetLogonId,LogonType,IpAddress,IpPort\n"
        "\"12/11/2025, 10:14:03.123 PM\",4624,EX01.example.test,Security,Microsoft-Windows-Security-Auditing,7,claire,EXAMPLE,0x24c879,10,203.0.113.66,50151\n",
        "windows-events-csv");
}

void WindowsExportsTest::everyShapeGivesTheSameEvent() {
    QFETCH(QByteArray, octets);
    QFETCH(QString, format);
    const auto log = readLog("evtx", evtx());
    const Event& wanted = only(log);
    const std::string text = octets.toStdString();
    QCOMPARE(QString::fromStdString(recognisedAs(text, "export.txt")), format);
    const auto sink = readLog(format.toStdString(), text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(1));
    QCOMPARE(sink.problems.size(), std::size_t(0));
    QCOMPARE(sink.failures.size(), std::size_t(0));
    const Event& e = only(sink);
    QCOMPARE(e.recordKey, wanted.recordKey);
    QCOMPARE(actionName(e.action), actionName(wanted.action));
    QCOMPARE(outcomeName(e.outcome), outcomeName(wanted.outcome));
    QCOMPARE(e.account, wanted.account);
    QCOMPARE(e.clientIp, wanted.clientIp);
    QCOMPARE(e.clientPort, wanted.clientPort);
    QCOMPARE(e.session, wanted.session);
    QCOMPARE(e.protocol, wanted.protocol);
    QCOMPARE(e.time.civil / 1000, wanted.time.civil / 1000);
    QCOMPARE(e.time.zoneMinutes, wanted.time.zoneMinutes);
    for (const char* field : {"event_id", "op", "computer", "record_id", "provider", "channel"}) QCOMPARE(e.field(field), wanted.field(field));
}

void WindowsExportsTest::aTableOfEventViewerIsReadFromItsMessages() {
    const std::string csv =
        "\xEF\xBB\xBFKeywords,Date and Time,Source,Event ID,Task Category\r\n"
        "Audit Success,12/11/2025 11:14:03 PM,Microsoft-Windows-Security-Auditing,4624,Logon,\"An account was successfully logged on.\r\n\r\nSubject:\r\n"
        "\tSecurity ID:\t\tSYSTEM\r\n\tAccount Name:\t\tEX01$\r\n\tAccount Domain:\t\tEXAMPLE\r\n\tLogon ID:\t\t0x3E7\r\n\r\nLogon Information:\r\n\tLogon Type:\t\t10\r\n\r\nNew Logon:\r\n"
        "\tSecurity ID:\t\tEXAMPLE\\claire\r\n\tAccount Name:\t\tclaire\r\n\tAccount Domain:\t\tEXAMPLE\r\n\tLogon ID:\t\t0x24C879\r\n\r\nNetwork Information:\r\n"
        "\tWorkstation Name:\tEX01\r\n\tSource Network Address:\t203.0.113.66\r\n\tSource Port:\t\t50151\r\n\"\r\n";
    QCOMPARE(recognisedAs(csv, "security.csv"), std::string("windows-events-csv"));
    const auto sink = readLog("windows-events-csv", csv);
    QVERIFY(sink.reconciles());
    const Event& e = only(sink);
    QCOMPARE(e.account, std::string("EXAMPLE\\claire"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.protocol, std::string("rdp"));
    QCOMPARE(outcomeName(e.outcome), std::string_view("success"));
    QCOMPARE(e.time.zoneMinutes, Stamp::kNoZone);  // local, and it does not say where
    QCOMPARE(e.time.civil, std::int64_t(1'765'494'843'000'000));
    QCOMPARE(e.line, std::uint64_t(2));
}

void WindowsExportsTest::frenchMessagesAreRead() {
    const std::string csv =
        "Mots clés,Date et heure,Source,ID de l’événement,Catégorie de la tâche\r\n"
        "Échec de l’audit,11/12/2025 23:14:03,Microsoft-Windows-Security-Auditing,4625,Logon,\"Échec d’ouverture de session d’un compte.\r\n\r\nSujet :\r\n"
        "\tNom du compte :\t\tEX01$\r\n\r\nCompte pour lequel l’ouverture de session a échoué :\r\n\tNom du compte :\t\tclaire\r\n\tDomaine du compte :\tEXAMPLE\r\n\r\n"
        "Informations sur le réseau :\r\n\tAdresse du réseau source :\t203.0.113.66\r\n\tPort source :\t\t50151\r\n\"\r\n";
    QCOMPARE(recognisedAs(csv, "securite.csv"), std::string("windows-events-csv"));
    const auto sink = readLog("windows-events-csv", csv);
    const Event& e = only(sink);
    QCOMPARE(e.account, std::string("EXAMPLE\\claire"));
    QCOMPARE(outcomeName(e.outcome), std::string_view("failure"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.time.civil, std::int64_t(1'765'494'843'000'000));  // the day stands first
}

void WindowsExportsTest::logoffNamesTheOneWhoLeaves() {
    const Event e = xmlEvent("<Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4634</EventID><Channel>Security</Channel><Computer>EX01</Computer>",
                             "<EventData><Data Name='TargetUserName'>claire</Data><Data Name='TargetDomainName'>EXAMPLE</Data><Data Name='TargetLogonId'>0x24c879</Data></EventData>");
    QCOMPARE(actionName(e.action), std::string_view("logout"));
    QCOMPARE(e.account, std::string("EXAMPLE\\claire"));
    QCOMPARE(e.session, std::string("ex01:0x24c879"));
}

void WindowsExportsTest::failuresAreFailures() {
    const std::string security = "<Channel>Security</Channel><Computer>DC</Computer>";
    const Event failed = xmlEvent("<EventID>4776</EventID>" + security, "<EventData><Data Name='TargetUserName'>claire</Data><Data Name='Workstation'>EVIL</Data><Data Name='Status'>0xc000006a</Data></EventData>");
    QCOMPARE(actionName(failed.action), std::string_view("login"));
    QCOMPARE(outcomeName(failed.outcome), std::string_view("failure"));
    QCOMPARE(failed.protocol, std::string("ntlm"));
    const Event good = xmlEvent("<EventID>4768</EventID>" + security, "<EventData><Data Name='TargetUserName'>claire</Data><Data Name='Status'>0x0</Data><Data Name='IpAddress'>::ffff:203.0.113.66</Data></EventData>");
    QCOMPARE(outcomeName(good.outcome), std::string_view("success"));
    QCOMPARE(good.clientIp, std::string("203.0.113.66"));
    QCOMPARE(good.protocol, std::string("kerberos"));
    const Event denied = xmlEvent("<EventID>5145</EventID><Keywords>0x8010000000000000</Keywords>" + security, "<EventData><Data Name='ShareName'>\\\\*\\C$</Data></EventData>");
    QCOMPARE(outcomeName(denied.outcome), std::string_view("failure"));
}

void WindowsExportsTest::sharesAndObjectsAreFiles() {
    const std::string system = "<Keywords>0x8020000000000000</Keywords><Channel>Security</Channel><Computer>FS</Computer>";
    const Event share = xmlEvent("<EventID>5145</EventID>" + system, "<EventData><Data Name='SubjectUserName'>claire</Data><Data Name='IpAddress'>203.0.113.66</Data><Data Name='ShareName'>\\\\*\\Lists</Data><Data Name='RelativeTargetName'>2025\\list.xlsx</Data></EventData>");
    QCOMPARE(actionName(share.action), std::string_view("file"));
    QCOMPARE(share.field("path"), std::string_view("\\\\*\\Lists\\2025\\list.xlsx"));
    QCOMPARE(share.field("op"), std::string_view("share-access-check"));
    const auto object = [&](const char* type, const char* mask) {
        return xmlEvent("<EventID>4663</EventID>" + system, std::string("<EventData><Data Name='SubjectUserName'>claire</Data><Data Name='ObjectType'>") + type +
                                                                "</Data><Data Name='ObjectName'>C:\\x</Data><Data Name='AccessMask'>" + mask + "</Data></EventData>");
    };
    QCOMPARE(actionName(object("File", "0x1").action), std::string_view("file"));
    QCOMPARE(actionName(object("File", "0x2").action), std::string_view("save"));
    QCOMPARE(actionName(object("File", "0x10000").action), std::string_view("delete"));
    QCOMPARE(actionName(object("Key", "0x2").action), std::string_view("other"));
}

void WindowsExportsTest::clearingALogIsAdministration() {
    const Event e = xmlEvent("<Provider Name='Microsoft-Windows-Eventlog'/><EventID>1102</EventID><Channel>Security</Channel><Computer>DC</Computer>",
                             "<UserData><LogFileCleared xmlns='http://manifests.microsoft.com/win/2004/08/windows/eventlog'><SubjectUserName>admin</SubjectUserName><SubjectDomainName>EXAMPLE</SubjectDomainName></LogFileCleared></UserData>");
    QCOMPARE(actionName(e.action), std::string_view("admin"));
    QCOMPARE(e.field("op"), std::string_view("log-cleared"));
    QCOMPARE(e.account, std::string("EXAMPLE\\admin"));
}

void WindowsExportsTest::terminalServicesAreRdp() {
    const Event e = xmlEvent("<Provider Name='Microsoft-Windows-TerminalServices-LocalSessionManager'/><EventID>21</EventID><Channel>Microsoft-Windows-TerminalServices-LocalSessionManager/Operational</Channel><Computer>EX01</Computer>",
                             "<UserData><EventXML xmlns='Event_NS'><User>EXAMPLE\\claire</User><SessionID>3</SessionID><Address>203.0.113.66</Address></EventXML></UserData>");
    QCOMPARE(actionName(e.action), std::string_view("login"));
    QCOMPARE(e.protocol, std::string("rdp"));
    QCOMPARE(e.account, std::string("EXAMPLE\\claire"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.session, std::string("ex01:3"));
}

void WindowsExportsTest::cmdletsOfTheApplicationLog() {
    const std::string csv = "Level,Date and Time,Source,Event ID,Task Category\r\n"
                            "Information,12/11/2025 11:14:03 PM,MSExchange CmdletLogs,1,General,\"Cmdlet succeeded. Cmdlet New-InboxRule, parameters -Name \"\".\"\" -ForwardTo \"\"x@evil.test\"\".\"\r\n";
    const Event e = readLog("windows-events-csv", csv).events.at(0);
    QCOMPARE(e.field("cmdlet"), std::string_view("New-InboxRule"));
    QVERIFY(e.field("parameters").find("x@evil.test") != std::string_view::npos);
    QCOMPARE(actionName(e.action), std::string_view("rule"));
}

void WindowsExportsTest::numberedJsonOfEvtxDump() {
    const std::string one = "{\n  \"Event\": {\n    \"System\": {\"EventID\": {\"#attributes\":{\"Qualifiers\":1},\"#text\":7045}, \"Channel\":\"System\", \"Provider\":{\"#attributes\":{\"Name\":\"Service Control Manager\"}}},\n    \"EventData\": {\"ServiceName\":\"x\"}\n  }\n}\n";
    const std::string text = "Record 1\n" + one + "Record 2\n" + one;
    QCOMPARE(recognisedAs(text, "a.json"), std::string("windows-events-json"));
    const auto sink = readLog("windows-events-json", text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.skippedCount, std::uint64_t(2));
    QCOMPARE(sink.failures.size(), std::size_t(0));
    QCOMPARE(sink.events[1].field("op"), std::string_view("service-installed"));
}

void WindowsExportsTest::brokenRecordsCostThemselvesAlone() {
    const std::string xml = kXml;
    const std::string cut = xml.substr(0, 300);
    const auto sink = readLog("windows-events-xml", "<Events>" + cut + xml + "<Event xmlns='x'><System></EventData></Event>" + xml + cut);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.failures.size(), std::size_t(3));
    QCOMPARE(sink.failures[0].offset, std::uint64_t(8));
    const auto json = readLog("windows-events-json", "{\"EventID\":4624,\"Channel\":\"Security\",\"Hostname\":\"a\"}\n{\"EventID\":46\n{\"x\":1}\n");
    QVERIFY(json.reconciles());
    QCOMPARE(json.events.size(), std::size_t(1));
    QCOMPARE(json.failures.size(), std::size_t(2));
    QCOMPARE(json.failures[1].item, std::string("line \x01" "3\x03"));
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<Event>";
    QVERIFY(readLog("windows-events-xml", deep).reconciles());
    deep = "<Event>";
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    QVERIFY(readLog("windows-events-xml", deep + "</Event>").reconciles());
}

void WindowsExportsTest::timesThatAreNotUtcAreTold() {
    const std::string line = "{\"EventID\":11,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Hostname\":\"a\",\"TimeCreated\":\"2021-03-14T01:39:33.939Z\",\"UtcTime\":\"2021-03-14 06:39:33.937\"}\n";
    const auto sink = readLog("windows-events-json", line + line);
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.problems.size(), std::size_t(1));
    QVERIFY(inEnglish(sink.problems[0].reason).find("differs from it by -299 minutes") != std::string::npos);
}

void WindowsExportsTest::mutantsAreAccountedFor() {
    std::mt19937 random(4624);
    for (const auto& [octets, format] : {std::pair<std::string, const char*>{"<Events>" + std::string(kXml) + kXml + "</Events>", "windows-events-xml"},
                                         {"{\"EventID\":4624,\"Channel\":\"Security\"," + std::string(kFlatData) + "}\n{\"EventID\":4625," + kFlatData + "}\n", "windows-events-json"},
                                         {"Level,Date and Time,Source,Event ID,Task Category\r\nx,12/11/2025 11:14:03 PM,S,1,G,\"Subject:\n a: b\"\r\n", "windows-events-csv"}}) {
        for (int round = 0; round < 300; ++round) {
            std::string mutant = octets;
            for (int i = 0; i < 1 + round % 10; ++i) mutant[random() % mutant.size()] = static_cast<char>(random());
            if (round % 4 == 0) mutant.resize(random() % mutant.size());
            QVERIFY(readLog(format, mutant).reconciles());
        }
    }
}

void WindowsExportsTest::corpusHasItsRecords() {
    const fs::path corpus = sharedCorpus();
    if (corpus.empty()) QSKIP("the corpus of real evidence is not here (../shared or $SILLAGE_SHARED)");
    const std::string octets = fileBytes(corpus / "logs/windows_events_json/proxylogon_exchange_host.json");
    QCOMPARE(recognisedAs(octets, "x.json"), std::string("windows-events-json"));
    const auto sink = readLog("windows-events-json", octets);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(403));
    QCOMPARE(sink.problems.size(), std::size_t(1));  // its times are local ones
    std::map<std::string, int> ids;
    for (const Event& e : sink.events) ++ids[std::string(e.field("event_id"))];
    QCOMPARE(ids["11"], 301);
    QCOMPARE(ids["4624"], 21);
    QCOMPARE(ids["5145"], 4);
}

QTEST_GUILESS_MAIN(WindowsExportsTest)
#include "tst_windows_exports.moc"
