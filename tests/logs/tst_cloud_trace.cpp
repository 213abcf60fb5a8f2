// Exchange Online's message trace in every export: one event a recipient, and what became of the message.
#include <QFile>
#include <QtTest>

#include "base/phrase.h"
#include "base/time.h"
#include "logs/cloud/trace_event.h"
#include "m365_collect.h"

using namespace sillage;

class TestCloudTrace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void listed_data();
    void listed();
    void statuses_data();
    void statuses();
    void summary();
    void extended();
    void odataTimes();
    void corpus();
};

namespace {

const std::string kId = "<m1@example.org>";

std::string f(const Event& e, std::string_view name) {
    return inEnglish(e.field(name));
}

Collect readText(const Format& format, std::string_view text) {
    MemorySource source(text);
    return readWhole(format, source);
}

std::string wide(const std::string& utf8) {
    const QString text = QString::fromStdString(utf8);
    return "\xFF\xFE" + std::string(reinterpret_cast<const char*>(text.utf16()),
                                    static_cast<std::size_t>(text.size()) * 2);
}

std::string iso(const Event& e) {
    return formatIso(Time(std::chrono::microseconds(e.time.civil)));
}

}  // namespace

void TestCloudTrace::listed_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<bool>("csv");
    const QByteArray json =
        R"({"Organization":"example.onmicrosoft.com","MessageId":"<m1@example.org>","Received":"\/Date(1765491243000)\/","SenderAddress":"anna@example.org","RecipientAddress":"x@evil.example",)"
        R"("Subject":"R\u00e9union","Status":"Delivered","ToIP":"203.0.113.9","FromIP":"198.51.100.7","Size":87680,"MessageTraceId":"3b4fc661-180d-4c2f-60c9-08da6e38dd10","StartDate":"\/Date(1)\/","EndDate":"\/Date(2)\/","Index":0})";
    QTest::newRow("OData, verbose") << "{\"d\":{\"results\":[" + json + "],\"__next\":\"https://x\"}}"
                                    << false;
    QTest::newRow("OData, value") << "{\"odata.metadata\":\"x\",\"value\":[" + json + "]}" << false;
    QTest::newRow("ConvertTo-Json") << "[\r\n" + json + "\r\n]" << false;
    QTest::newRow("SIEM, one a line")
        << QByteArray(json).replace("\\/Date(1765491243000)\\/", "2025-12-11T22:14:03Z") + "\n"
        << false;
    QTest::newRow("Graph")
        << QByteArray(
               R"({"value":[{"id":"3b4fc661-180d-4c2f-60c9-08da6e38dd10","messageId":"<m1@example.org>","receivedDateTime":"2025-12-11T22:14:03Z","senderAddress":"anna@example.org","recipientAddress":"x@evil.example","subject":"R\u00e9union","status":"delivered","toIP":"203.0.113.9","fromIP":"198.51.100.7","size":87680}]})")
        << false;
    const QByteArray row =
        "\"<m1@example.org>\",\"12/11/2025 10:14:03 "
        "PM\",\"anna@example.org\",\"x@evil.example\",\"R\xC3\xA9union\",\"Delivered\",\"203.0.113.9\",\"198."
        "51.100.7\",\"87680\",\"3b4fc661-180d-4c2f-60c9-08da6e38dd10\"\r\n";
    QTest::newRow("Get-MessageTrace | Export-Csv")
        << "#TYPE "
           "Deserialized.X\r\n\"MessageId\",\"Received\",\"SenderAddress\",\"RecipientAddress\",\"Subject\","
           "\"Status\",\"ToIP\",\"FromIP\",\"Size\",\"MessageTraceId\"\r\n" +
               row
        << true;
    QTest::newRow("Get-MessageTraceV2")
        << QByteArray(
               "MessageTraceId,MessageId,Received,SenderAddress,RecipientAddress,Subject,Status,ToIP,FromIP,"
               "Size\n3b4fc661-180d-4c2f-60c9-08da6e38dd10,<m1@example.org>,2025-12-11T22:14:03Z,anna@"
               "example.org,x@evil.example,R\xC3\xA9union,Delivered,203.0.113.9,198.51.100.7,87680\n")
        << true;
    QTest::newRow("admin center")
        << QByteArray(
               "\xEF\xBB\xBF\"Date (UTC)\",\"Sender address\",\"Recipient "
               "address\",\"Subject\",\"Status\",\"To IP\",\"From IP\",\"Size (bytes)\",\"Message "
               "ID\",\"Network message "
               "ID\"\r\n\"2025-12-11T22:14:03Z\",\"anna@example.org\",\"x@evil.example\",\"R\xC3\xA9union\","
               "\"Delivered\",\"203.0.113.9\",\"198.51.100.7\",\"87680\",\"<m1@example.org>\",\"3b4fc661-"
               "180d-4c2f-60c9-08da6e38dd10\"\r\n")
        << true;
}

void TestCloudTrace::listed() {
    QFETCH(QByteArray, file);
    QFETCH(bool, csv);
    const std::string plain = file.toStdString();
    for (const std::string& text : {plain, wide(plain)}) {
        const Format& format = csv ? kMessageTraceCsvFormat : kMessageTraceJsonFormat;
        QVERIFY(recogniseText(format, text).score >= 90);
        for (const Format* other :
             {&kM365AuditJsonFormat, &kM365AuditCsvFormat, &kEntraSigninFormat, &kEntraSigninCsvFormat,
              &kEntraAuditCsvFormat, &kExchangeMailboxAuditCsvFormat})
            QCOMPARE(recogniseText(*other, text).score, 0);
        const Collect sink = readText(format, text);
        QVERIFY(sink.reconciles());
        QCOMPARE(sink.foundCount, 1u);
        QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
        QCOMPARE(sink.events.size(), 1u);
        const Event& e = sink.events[0];
        QCOMPARE(iso(e), std::string("2025-12-11T22:14:03Z"));
        QCOMPARE(e.action, Action::Deliver);
        QCOMPARE(e.outcome, Outcome::Success);
        QCOMPARE(e.protocol, std::string("exchange"));
        QCOMPARE(e.messageId, kId);
        QCOMPARE(e.mailbox, std::string("x@evil.example"));
        QVERIFY(e.account.empty());
        QCOMPARE(e.clientIp, std::string("198.51.100.7"));
        QCOMPARE(e.session, std::string("3b4fc661-180d-4c2f-60c9-08da6e38dd10"));
        const std::pair<const char*, const char*> expected[] = {{"from", "anna@example.org"},
                                                                {"to", "x@evil.example"},
                                                                {"size", "87680"},
                                                                {"subject", "Réunion"},
                                                                {"to_ip", "203.0.113.9"}};
        for (const auto& [name, value] : expected)
            QCOMPARE(std::string(name) + "=" + f(e, name), std::string(name) + "=" + value);
        QCOMPARE(QString::fromStdString(f(e, "status")).toLower(), QStringLiteral("delivered"));
        QCOMPARE(e.bytes, std::int64_t{-1});
    }
}

void TestCloudTrace::statuses_data() {
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("outcome");
    const auto row = [](const char* status, const char* action, const char* outcome) {
        QTest::newRow(status) << status << action << outcome;
    };
    row("Delivered", "deliver", "success");
    row("Failed", "deliver", "failure");
    row("Quarantined", "deliver", "failure");
    row("FilteredAsSpam", "deliver", "success");
    row("Pending", "deliver", "unknown");
    row("GettingStatus", "deliver", "unknown");
    row("Expanded", "other", "success");
    row("Something new", "other", "unknown");
}

void TestCloudTrace::statuses() {
    QFETCH(QString, status);
    QFETCH(QString, action);
    QFETCH(QString, outcome);
    const std::string file =
        "MessageId,Received,SenderAddress,RecipientAddress,Status\n<m@x>,2025-12-11T22:14:03Z,a@x,b@x," +
        status.toStdString() + "\n";
    const Collect sink = readText(kMessageTraceCsvFormat, file);
    QCOMPARE(sink.problems.size(), 0u);
    QCOMPARE(std::string(actionName(sink.events.at(0).action)), action.toStdString());
    QCOMPARE(std::string(outcomeName(sink.events[0].outcome)), outcome.toStdString());
}

void TestCloudTrace::summary() {
    const std::string file =
        "origin_timestamp_utc,sender_address,recipient_status,message_subject,total_bytes,message_id,network_"
        "message_id,original_client_ip,directionality,connector_id,delivery_priority\r\n"
        "2025-12-11T22:14:03.1230000Z,anna@example.org,\"b@example.org##Receive, "
        "Deliver;c@evil.example##Receive, Send;d@evil.example##Receive, Fail\",\"a, "
        "b\",1234,<m1@example.org>,1341ac7b13fb42ab4d4408cf7f55890f,198.51.100.7,Originating,,Normal\r\n";
    for (const std::string& text : {file, wide(file)}) {
        QVERIFY(recogniseText(kMessageTraceCsvFormat, text).score >= 90);
        const Collect sink = readText(kMessageTraceCsvFormat, text);
        QVERIFY(sink.reconciles());
        QCOMPARE(sink.foundCount, 1u);
        QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
        QCOMPARE(sink.events.size(), 3u);
        const char* const to[] = {"b@example.org", "c@evil.example", "d@evil.example"};
        const Action actions[] = {Action::Deliver, Action::Relay, Action::Deliver};
        const Outcome outcomes[] = {Outcome::Success, Outcome::Success, Outcome::Failure};
        for (std::uint32_t i = 0; i < 3; ++i) {
            const Event& e = sink.events[i];
            QCOMPARE(e.item, i);
            QCOMPARE(f(e, "to"), std::string(to[i]));
            QCOMPARE(e.action, actions[i]);
            QCOMPARE(e.outcome, outcomes[i]);
            QCOMPARE(e.messageId, kId);
            QCOMPARE(e.recordKey, sink.events[0].recordKey);
            QCOMPARE(f(e, "direction"), std::string("outbound"));
            QCOMPARE(f(e, "size"), std::string("1234"));
            QCOMPARE(e.session, std::string("1341ac7b13fb42ab4d4408cf7f55890f"));
        }
        QCOMPARE(sink.events[0].mailbox, std::string("b@example.org"));
        QVERIFY(sink.events[1].mailbox.empty());
    }
}

void TestCloudTrace::extended() {
    const std::string file =
        "date_time_utc,client_ip,client_hostname,server_ip,server_hostname,source_context,connector_id,"
        "source,event_id,internal_message_id,message_id,network_message_id,recipient_address,recipient_"
        "status,total_bytes,recipient_count,related_recipient_address,reference,message_subject,sender_"
        "address,return_path,message_info,directionality,tenant_id,original_client_ip,original_server_ip,"
        "custom_data\r\n"
        "2025-12-11T22:14:03.1230000Z,10.0.0.1,H1,10.0.0.2,H2,ctx,,STOREDRIVER,RECEIVE,1,<m1@example.org>,n1,"
        "b@example.org;c@evil.example,To;Cc,1234,2,,,subject,anna@example.org,anna@example.org,info,"
        "Originating,t,198.51.100.7,,S:Mailbox=1;S:ItemEntryId=AA\r\n"
        "2025-12-11T22:14:04.1230000Z,10.0.0.1,H1,10.0.0.2,H2,ctx,,STOREDRIVER,DELIVER,1,<m1@example.org>,n1,"
        "b@example.org,,1234,1,,,subject,anna@example.org,anna@example.org,,Incoming,t,,,\r\n"
        "2025-12-11T22:14:05.1230000Z,,,,,,,MAILBOXRULE,RECEIVE,1,<m2@example.org>,n2,x@evil.example,,1234,1,"
        ",,subject,b@example.org,,,Originating,t,,,\r\n"
        "2025-12-11T22:14:06.1230000Z,,,,,,out,SMTP,SENDEXTERNAL,1,<m2@example.org>,n2,x@evil.example,250 "
        "ok,1234,1,,,subject,b@example.org,,,Originating,t,,,\r\n";
    for (const std::string& text : {file, wide(file)}) {
        QVERIFY(recogniseText(kMessageTraceCsvFormat, text).score >= 90);
        const Collect sink = readText(kMessageTraceCsvFormat, text);
        QVERIFY(sink.reconciles());
        QCOMPARE(sink.foundCount, 4u);
        QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
        QCOMPARE(sink.events.size(), 5u);
        QCOMPARE(sink.events[0].action, Action::Send);
        QCOMPARE(sink.events[0].account, std::string("anna@example.org"));
        QCOMPARE(sink.events[0].clientIp, std::string("198.51.100.7"));
        QCOMPARE(f(sink.events[0], "custom_data"), std::string("S:Mailbox=1;S:ItemEntryId=AA"));
        QCOMPARE(f(sink.events[1], "to"), std::string("c@evil.example"));
        QCOMPARE(f(sink.events[1], "recipient_status"), std::string("Cc"));
        QCOMPARE(sink.events[2].action, Action::Deliver);
        QCOMPARE(sink.events[2].mailbox, std::string("b@example.org"));
        QCOMPARE(sink.events[2].clientIp, std::string("10.0.0.1"));
        QCOMPARE(f(sink.events[2], "direction"), std::string("inbound"));
        QCOMPARE(sink.events[3].action, Action::Redirect);
        QCOMPARE(sink.events[4].action, Action::Relay);
        QCOMPARE(f(sink.events[4], "recipient_status"), std::string("250 ok"));
        QCOMPARE(sink.events[4].line, 5u);
    }
}

void TestCloudTrace::odataTimes() {
    QCOMPARE(odataTime("/Date(1765491243000)/").civil, std::int64_t{1765491243000000});
    QCOMPARE(odataTime("/Date(1765491243000+0100)/").civil, std::int64_t{1765491243000000});
    QCOMPARE(odataTime("/Date(-1000)/").civil, std::int64_t{-1000000});
    for (const char* text : {"", "/Date()/", "/Date(x)/", "2025-12-11", "/Date(99999999999999999999)/"})
        QVERIFY(!odataTime(text).present);
}

void TestCloudTrace::corpus() {
    const QString given = qEnvironmentVariable("SILLAGE_SHARED");
    const QString root = given.isEmpty() ? QStringLiteral(SILLAGE_SOURCE_DIR "/../shared") : given;
    QFile file(root +
               QStringLiteral("/corpus/logs/exchange_online_messagetrace/messagetrace.sekoia-test.json"));
    if (!file.open(QIODevice::ReadOnly)) QSKIP("the corpus is not here: set SILLAGE_SHARED to its directory");
    const QByteArray octets = file.readAll();
    const std::string_view text(octets.constData(), static_cast<std::size_t>(octets.size()));
    QVERIFY(recogniseText(kMessageTraceJsonFormat, text).score >= 90);
    const Collect sink = readText(kMessageTraceJsonFormat, text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 1u);
    QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
    QCOMPARE(sink.events.size(), 1u);
    // What the file itself expects of a reader.
    const Event& e = sink.events[0];
    QCOMPARE(iso(e), std::string("2022-07-25T12:26:13Z"));
    QCOMPARE(e.messageId,
             std::string("<3a273efc-cd65-4335-96ec-5f6934f0fb10@az.uksouth.production.microsoft.com>"));
    QCOMPARE(f(e, "from"), std::string("azure-noreply@microsoft.com"));
    QCOMPARE(f(e, "to"), std::string("foo.bar@example.corp"));
    QCOMPARE(e.clientIp, std::string("1.1.1.1"));
    QCOMPARE(f(e, "size"), std::string("87680"));
    QCOMPARE(f(e, "status"), std::string("GettingStatus"));
    QCOMPARE(e.session, std::string("3b4fc661-180d-4c2f-60c9-08da6e38dd10"));
}

QTEST_GUILESS_MAIN(TestCloudTrace)
#include "tst_cloud_trace.moc"
