// One audit record through everything that products put round it or make of it: the Event is the same.
#include "m365_samples.h"

#include <QJsonValue>

#include <algorithm>

#include "base/phrase.h"
#include "logs/cloud/envelope.h"
#include "logs/cloud/flat_record.h"

class TestCloudEnvelopes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameEvent_data();
    void sameEvent();
    void flattened_data();
    void flattened();
    void sameCsv_data();
    void sameCsv();
    void severalRecordsInOneLine();
    void cloudAppEventWithoutRecord();
    void damagedInside();
    void wholeRecordBehindTheEnvelopesCut();
    void utf16_data();
    void utf16();
    void citedInUtf16();
    void envelopeAlone();
    void flatPaths_data();
    void flatPaths();
    void excelCutsCells();
};

namespace {

// Every record the corpus of this test sends through every envelope.
const std::string& sentRecord() {
    static const std::string text = record(
        "Send",
        R"~(,"ClientIPAddress":"198.51.100.7","ClientInfoString":"Client=OWA;Firefox","LogonType":2,"ExternalAccess":false,)~"
        R"~("MailboxOwnerUPN":"box@example.org","SessionId":"s-1","Item":{"Id":"I1","InternetMessageId":"<s@x>","Subject":"R\u00e9union \"1\"",)~"
        R"~("ParentFolder":{"Id":"F1","Path":"\\Drafts"},"SizeInBytes":77,"Attachments":"a.pdf (12b)"})~",
        kId, 2);
    return text;
}

const std::string& ruleRecord() {
    static const std::string text = record(
        "New-InboxRule",
        R"~(,"ClientIP":"198.51.100.7:4711","Parameters":[{"Name":"Name","Value":"."},{"Name":"ForwardTo","Value":"x@evil.example"}])~",
        kId, 1);
    return text;
}

// What an event says, without its place; fields in the order of their names.
std::string saidBy(Event e) {
    std::sort(e.fields.begin(), e.fields.end());
    std::string out = std::to_string(e.item) + "|" + std::to_string(e.time.civil) + "|" + e.account + "|" +
                      e.mailbox + "|" + e.clientIp + "|" + std::to_string(e.clientPort) + "|" + e.userAgent +
                      "|" + e.session + "|" + e.protocol + "|" + std::string(actionName(e.action)) + "|" +
                      std::string(outcomeName(e.outcome)) + "|" + e.folder + "|" + e.messageId + "|" +
                      e.part + "|" + e.recordKey;
    for (const auto& [name, value] : e.fields) out += "\n" + name + "=" + value;
    return out;
}

QByteArray json(const QJsonObject& object, bool pretty = false) {
    return QJsonDocument(object).toJson(pretty ? QJsonDocument::Indented : QJsonDocument::Compact);
}

QJsonValue text(const QByteArray& t) {
    return QString::fromUtf8(t);
}

std::string cellsOf(const std::vector<std::string>& cells) {
    std::string out;
    for (const std::string& c : cells) out += (out.empty() ? "" : ",") + quoted(c);
    return out + "\r\n";
}

}  // namespace

void TestCloudEnvelopes::sameEvent_data() {
    QTest::addColumn<QByteArray>("original");
    QTest::addColumn<QByteArray>("file");
    for (const std::string& one : {bind(), sentRecord(), ruleRecord()}) {
        const QByteArray r = QByteArray::fromStdString(one);
        const QJsonObject o = QJsonDocument::fromJson(r).object();
        const QByteArray operation = o[QStringLiteral("Operation")].toString().toUtf8() + ": ";
        const auto row = [&](const char* name, const QByteArray& file) {
            QTest::newRow((operation + name).constData()) << r << file;
        };
        const auto in = [](std::initializer_list<std::pair<QString, QJsonValue>> members) {
            return QJsonObject(members);
        };
        const QString t = QStringLiteral("2025-12-12T00:00:00Z");
        row("Management API", "[" + r + "]");
        row("Event Hub",
            json(in({{"records",
                      QJsonArray{in({{"time", t}, {"category", "Audit.Exchange"}, {"properties", o}})}}})));
        row("Event Hub, one a line",
            json(in({{"records", QJsonArray{in({{"time", t}, {"properties", o}})}}})) + "\n" +
                json(in({{"records", QJsonArray()}})) + "\n");
        row("CloudAppEvents, streaming API",
            json(in({{"records", QJsonArray{in({{"time", t},
                                                {"tenantId", "t"},
                                                {"operationName", "Publish"},
                                                {"category", "AdvancedHunting-CloudAppEvents"},
                                                {"properties", in({{"ActionType", "x"},
                                                                   {"AccountDisplayName", "Anna"},
                                                                   {"RawEventData", o}})}})}}})));
        row("CloudAppEvents, text",
            json(in({{"Timestamp", t}, {"ActionType", "x"}, {"RawEventData", text(r)}})) + "\n");
        row("Search-UnifiedAuditLog",
            json(in({{"CreationDate", t}, {"UserIds", "o"}, {"Operations", "p"}, {"AuditData", text(r)}}),
                 true));
        row("Extractor suite, AuditData an object",
            "[" + json(in({{"CreationDate", t}, {"UserIds", "o"}, {"Operations", "p"}, {"AuditData", o}})) +
                "]");
        row("Graph audit log query", json(in({{"@odata.context", "https://x"},
                                              {"value", QJsonArray{in({{"id", "i"},
                                                                       {"createdDateTime", t},
                                                                       {"auditLogRecordType", "exchangeItem"},
                                                                       {"operation", "p"},
                                                                       {"service", "Exchange"},
                                                                       {"userPrincipalName", "o"},
                                                                       {"auditData", o}})}}})));
        row("Splunk", json(in({{"preview", false},
                               {"offset", 0},
                               {"result", in({{"_raw", text(r)},
                                              {"_time", t},
                                              {"Operation", "p"},
                                              {"UserId", "o"},
                                              {"CreationTime", t},
                                              {"RecordType", "9"},
                                              {"Workload", "w"}})}})) +
                          "\n");
        row("Splunk, results", json(in({{"preview", false},
                                        {"fields", QJsonArray{in({{"name", "_raw"}})}},
                                        {"results", QJsonArray{in({{"_raw", text(r)}})}}})));
        row("Elastic, event.original",
            json(in({{"_index", "x"},
                     {"_source", in({{"@timestamp", t},
                                     {"event", in({{"original", text(r)}, {"action", "p"}})},
                                     {"o365", in({{"audit", in({{"CreationTime", t},
                                                                {"RecordType", "9"},
                                                                {"UserId", "o"}})}})}})}})) +
                "\n");
        row("Elastic, search answer",
            json(in({{"took", 1},
                     {"hits", in({{"total", in({{"value", 1}})},
                                  {"hits", QJsonArray{in({{"_source", in({{"message", text(r)}})}})}}})}})));
        row("Elastic, o365.audit", json(in({{"_source", in({{"o365", in({{"audit", o}})}})}})) + "\n");
        row("syslog header", "<13>Dec 12 00:00:00 qradar o365: " + r + "\n");
        row("syslog header, RFC 5424", "<13>1 2025-12-12T00:00:00Z collector o365 - - - " + r + "\n");
        row("SIEM's test file",
            json(in({{"input", in({{"message", text(r)}})},
                     {"expected", in({{"message", text(r)}, {"event", in({{"action", "p"}})}})}}),
                 true));
        row("collector's message",
            json(in({{"@timestamp", t}, {"host", "h"}, {"message", text("<13>Dec 12 00:00:00 q " + r)}})) +
                "\n");
    }
}

void TestCloudEnvelopes::sameEvent() {
    QFETCH(QByteArray, original);
    QFETCH(QByteArray, file);
    const std::string_view t(file.constData(), static_cast<std::size_t>(file.size()));
    const Recognition r = recogniseText(kM365AuditJsonFormat, t);
    QVERIFY2(r.score >= 90, file.constData());
    QCOMPARE(recogniseText(kM365AuditCsvFormat, t).score, 0);
    QCOMPARE(recogniseText(kEntraSigninFormat, t).score, 0);
    const Collect one = readJson(original.toStdString()), other = readJson(t);
    QVERIFY(other.reconciles());
    QCOMPARE(other.foundCount, 1u);
    QCOMPARE(other.failures.size(), 0u);
    QCOMPARE(other.problems.size(), 0u);
    QCOMPARE(other.events.size(), one.events.size());
    for (std::size_t i = 0; i < one.events.size(); ++i)
        QCOMPARE(saidBy(other.events[i]), saidBy(one.events[i]));
}

void TestCloudEnvelopes::flattened_data() {
    QTest::addColumn<QByteArray>("original");
    QTest::addColumn<QByteArray>("file");
    const QByteArray sent = QByteArray::fromStdString(sentRecord()),
                     bound = QByteArray::fromStdString(bind()),
                     rule = QByteArray::fromStdString(ruleRecord());
    const auto o = [](const QByteArray& t) { return QJsonDocument::fromJson(t).object(); };
    const auto texted =
        [](QJsonObject object) {  // Sentinel: arrays and objects as text, numbers and booleans as words
            for (auto it = object.begin(); it != object.end(); ++it) {
                if (it->isObject()) *it = text(QJsonDocument(it->toObject()).toJson(QJsonDocument::Compact));
                if (it->isArray()) *it = text(QJsonDocument(it->toArray()).toJson(QJsonDocument::Compact));
                if (it->isBool()) *it = it->toBool() ? QStringLiteral("True") : QStringLiteral("False");
                if (it->isDouble()) *it = QString::number(it->toInt());
            }
            const auto rename = [&](const char* from, const char* to) {
                if (object.contains(QLatin1String(from)))
                    object[QLatin1String(to)] = object.take(QLatin1String(from));
            };
            rename("CreationTime", "TimeGenerated");
            rename("Workload", "OfficeWorkload");
            rename("ClientIPAddress", "Client_IPAddress");
            rename("LogonType", "Logon_Type");
            rename("Id", "OfficeId");
            object[QStringLiteral("Logon_Type")] = object.contains(QStringLiteral("Logon_Type"))
                                                       ? QJsonValue(QStringLiteral("Delegated"))
                                                       : QJsonValue();
            object[QStringLiteral("UserType")] = QStringLiteral("Regular");
            object[QStringLiteral("UserId_")] = object[QStringLiteral("UserId")];
            object[QStringLiteral("Type")] = QStringLiteral("OfficeActivity");
            return object;
        };
    for (const QByteArray& r : {sent, bound, rule})
        QTest::newRow(
            ("OfficeActivity: " + o(r)[QStringLiteral("Operation")].toString().toUtf8()).constData())
            << r << json(texted(o(r))) + "\n";
    // Elastic's pipeline moves members away and makes objects of name and value.
    QJsonObject audit = o(rule);
    for (const char* gone : {"Operation", "Id", "Workload", "ClientIP", "OrganizationId"})
        audit.remove(QLatin1String(gone));
    audit[QStringLiteral("RecordType")] = QStringLiteral("1");
    audit[QStringLiteral("Parameters")] =
        QJsonObject{{QStringLiteral("ForwardTo"), QStringLiteral("x@evil.example")},
                    {QStringLiteral("Name"), QStringLiteral(".")}};
    QJsonObject plain = o(rule);
    plain[QStringLiteral("ClientIP")] = QStringLiteral("198.51.100.7");
    plain[QStringLiteral("Parameters")] =
        QJsonArray{QJsonObject{{QStringLiteral("Name"), QStringLiteral("ForwardTo")},
                               {QStringLiteral("Value"), QStringLiteral("x@evil.example")}},
                   QJsonObject{{QStringLiteral("Name"), QStringLiteral("Name")},
                               {QStringLiteral("Value"), QStringLiteral(".")}}};
    const QJsonObject source{
        {QStringLiteral("o365"), QJsonObject{{QStringLiteral("audit"), audit}}},
        {QStringLiteral("event"), QJsonObject{{QStringLiteral("action"), QStringLiteral("New-InboxRule")},
                                              {QStringLiteral("id"), QString::fromStdString(kId)},
                                              {QStringLiteral("provider"), QStringLiteral("Exchange")}}},
        {QStringLiteral("client"), QJsonObject{{QStringLiteral("ip"), QStringLiteral("198.51.100.7")}}}};
    QTest::newRow("Elastic without the original")
        << json(plain) << json(QJsonObject{{QStringLiteral("_source"), source}}) + "\n";
    QJsonObject dots;
    const QJsonObject s = o(sent);
    for (auto it = s.begin(); it != s.end(); ++it)
        if (!it->isObject())
            dots[QStringLiteral("o365.audit.") + it.key()] =
                QJsonArray{it->isString() ? *it : QJsonValue(it->toVariant().toString())};
    const QJsonObject item = s[QStringLiteral("Item")].toObject();
    for (const char* name : {"Id", "InternetMessageId", "Subject", "SizeInBytes", "Attachments"})
        dots[QStringLiteral("o365.audit.Item.") + QLatin1String(name)] =
            item[QLatin1String(name)].toVariant().toString();
    for (const char* name : {"Id", "Path"})
        dots[QStringLiteral("o365.audit.Item.ParentFolder.") + QLatin1String(name)] =
            item[QStringLiteral("ParentFolder")].toObject()[QLatin1String(name)];
    QTest::newRow("Elastic, fields with dots")
        << sent << json(QJsonObject{{QStringLiteral("fields"), dots}}) + "\n";
}

void TestCloudEnvelopes::flattened() {
    sameEvent();
}

void TestCloudEnvelopes::sameCsv_data() {
    QTest::addColumn<QByteArray>("original");
    QTest::addColumn<QByteArray>("file");
    const auto row = [](const char* name, const std::string& original, const std::string& file) {
        QTest::newRow(name) << QByteArray::fromStdString(original) << QByteArray::fromStdString(file);
    };
    const std::string s = sentRecord(), b = bind();
    row("Purview, legacy", s,
        cellsOf({"CreationDate", "UserIds", "Operations", "AuditData"}) +
            cellsOf({"2025-12-11T22:14:03.0000000Z", "o", "p", s}));
    row("HAWK", s,
        cellsOf({"PSComputerName", "RunspaceId", "PSShowComputerName", "RecordType", "CreationDate",
                 "UserIds", "Operations", "AuditData", "ResultIndex", "ResultCount", "Identity", "IsValid",
                 "ObjectState"}) +
            cellsOf({"outlook.office365.com", "r", "False", "ExchangeItem", "12/11/2025 10:14:03 PM", "o",
                     "p", s, "1", "1", "i", "True", "Unchanged"}));
    row("CloudAppEvents, advanced hunting", s,
        cellsOf({"Timestamp", "ActionType", "Application", "AccountDisplayName", "IPAddress", "RawEventData",
                 "AdditionalFields"}) +
            cellsOf({"2025-12-11T22:14:03Z", "Send", "Microsoft Exchange Online", "Anna", "198.51.100.7", s,
                     "{}"}));
    row("Splunk, _raw", s,
        cellsOf({"_raw", "_time", "host", "Operation", "UserId"}) +
            cellsOf({s, "2025-12-11T22:14:03.000+0000", "h", "p", "o"}));
    row("Kibana, event.original", s,
        cellsOf({"@timestamp", "event.original", "o365.audit.Operation"}) +
            cellsOf({"Dec 11, 2025 @ 22:14:03.000", s, "p"}));
    row("Kibana, columns without the original", s,
        cellsOf({"@timestamp",
                 "event.action",
                 "event.id",
                 "event.provider",
                 "client.ip",
                 "o365.audit.CreationTime",
                 "o365.audit.RecordType",
                 "o365.audit.ResultStatus",
                 "o365.audit.UserId",
                 "o365.audit.UserKey",
                 "o365.audit.UserType",
                 "o365.audit.LogonType",
                 "o365.audit.ExternalAccess",
                 "o365.audit.MailboxOwnerUPN",
                 "o365.audit.ClientInfoString",
                 "o365.audit.SessionId",
                 "o365.audit.Item.Id",
                 "o365.audit.Item.InternetMessageId",
                 "o365.audit.Item.Subject",
                 "o365.audit.Item.ParentFolder.Id",
                 "o365.audit.Item.ParentFolder.Path",
                 "o365.audit.Item.SizeInBytes",
                 "o365.audit.Item.Attachments"}) +
            cellsOf({"Dec 11, 2025 @ 22:14:03.000",
                     "Send",
                     kId,
                     "Exchange",
                     "198.51.100.7",
                     "2025-12-11T22:14:03",
                     "2",
                     "Succeeded",
                     "Anna@example.org",
                     "K",
                     "0",
                     "2",
                     "false",
                     "box@example.org",
                     "Client=OWA;Firefox",
                     "s-1",
                     "I1",
                     "<s@x>",
                     "R\u00e9union \"1\"",
                     "F1",
                     "\\Drafts",
                     "77",
                     "a.pdf (12b)"}));
    row("Sentinel", s,
        cellsOf({"TenantId", "TimeGenerated [UTC]", "Operation", "OrganizationId", "RecordType",
                 "ResultStatus", "UserKey", "UserType", "OfficeWorkload", "UserId", "UserId_",
                 "Client_IPAddress", "ClientInfoString", "Logon_Type", "ExternalAccess", "MailboxOwnerUPN",
                 "SessionId", "OfficeId", "Item"}) +
            cellsOf(
                {"t", "12/11/2025, 10:14:03.000 PM", "Send", "o", "ExchangeItem", "Succeeded", "K", "Regular",
                 "Exchange", "Anna@example.org", "Anna@example.org", "198.51.100.7", "Client=OWA;Firefox",
                 "Delegated", "False", "box@example.org", "s-1", kId,
                 R"~({"Id":"I1","InternetMessageId":"<s@x>","Subject":"R\u00e9union \"1\"","ParentFolder":{"Id":"F1","Path":"\\Drafts"},"SizeInBytes":77,"Attachments":"a.pdf (12b)"})~"}));
    row("Log Analytics, custom table", s,
        cellsOf({"TimeGenerated",
                 "CreationTime_t",
                 "Id_g",
                 "Operation_s",
                 "OrganizationId_s",
                 "RecordType_d",
                 "ResultStatus_s",
                 "UserKey_s",
                 "UserType_d",
                 "Workload_s",
                 "UserId_s",
                 "ClientIPAddress_s",
                 "ClientInfoString_s",
                 "LogonType_d",
                 "ExternalAccess_b",
                 "MailboxOwnerUPN_s",
                 "SessionId_s",
                 "Item_Id_s",
                 "Item_InternetMessageId_s",
                 "Item_Subject_s",
                 "Item_ParentFolder_Id_s",
                 "Item_ParentFolder_Path_s",
                 "Item_SizeInBytes_d",
                 "Item_Attachments_s"}) +
            cellsOf({"2025-12-12T00:00:00Z",
                     "2025-12-11T22:14:03Z",
                     kId,
                     "Send",
                     "o",
                     "2",
                     "Succeeded",
                     "K",
                     "0",
                     "Exchange",
                     "Anna@example.org",
                     "198.51.100.7",
                     "Client=OWA;Firefox",
                     "2",
                     "False",
                     "box@example.org",
                     "s-1",
                     "I1",
                     "<s@x>",
                     "R\u00e9union \"1\"",
                     "F1",
                     "\\Drafts",
                     "77",
                     "a.pdf (12b)"}));
    const std::string one = record(
        "MailItemsAccessed",
        R"(,"ClientIPAddress":"198.51.100.7","MailboxOwnerUPN":"box@example.org","OperationProperties":[{"Name":"MailAccessType","Value":"Bind"},{"Name":"IsThrottled","Value":"False"}],)"
        R"("Folders":[{"FolderItems":[{"InternetMessageId":"<a@x>","SizeInBytes":100},{"InternetMessageId":"b@x","SizeInBytes":7}],"Id":"F1","Path":"\\Inbox"}],"OperationCount":2)");
    row("Splunk, fields taken out", one,
        cellsOf({"_time",
                 "CreationTime",
                 "Id",
                 "Operation",
                 "OrganizationId",
                 "RecordType",
                 "ResultStatus",
                 "UserKey",
                 "UserType",
                 "Workload",
                 "UserId",
                 "ClientIPAddress",
                 "MailboxOwnerUPN",
                 "OperationProperties{}.Name",
                 "OperationProperties{}.Value",
                 "Folders{}.FolderItems{}.InternetMessageId",
                 "Folders{}.FolderItems{}.SizeInBytes",
                 "Folders{}.Id",
                 "Folders{}.Path",
                 "OperationCount"}) +
            cellsOf({"2025",
                     "2025-12-11T22:14:03",
                     kId,
                     "MailItemsAccessed",
                     "o",
                     "50",
                     "Succeeded",
                     "K",
                     "0",
                     "Exchange",
                     "Anna@example.org",
                     "198.51.100.7",
                     "box@example.org",
                     "MailAccessType\nIsThrottled",
                     "Bind\nFalse",
                     "<a@x>\nb@x",
                     "100\n7",
                     "F1",
                     "\\Inbox",
                     "2"}));
}

void TestCloudEnvelopes::sameCsv() {
    QFETCH(QByteArray, original);
    QFETCH(QByteArray, file);
    const Collect one = readJson(original.toStdString());
    for (const bool wide : {false, true}) {
        QString decoded = QString::fromUtf8(file);
        std::string octets = file.toStdString();
        if (wide)
            octets = "\xFF\xFE" + std::string(reinterpret_cast<const char*>(decoded.utf16()),
                                              static_cast<std::size_t>(decoded.size()) * 2);
        QVERIFY(recogniseText(kM365AuditCsvFormat, octets).score >= 80);
        QCOMPARE(recogniseText(kM365AuditJsonFormat, octets).score, 0);
        const Collect other = readCsv(octets);
        QVERIFY(other.reconciles());
        QCOMPARE(other.foundCount, 1u);
        QCOMPARE(other.problems.size() + other.failures.size(), 0u);
        QCOMPARE(other.events.size(), one.events.size());
        for (std::size_t i = 0; i < one.events.size(); ++i)
            QCOMPARE(saidBy(other.events[i]), saidBy(one.events[i]));
    }
}

void TestCloudEnvelopes::severalRecordsInOneLine() {
    const auto in = [](int n) {
        char id[40];
        std::snprintf(id, sizeof id, "%08x-0000-4000-8000-000000000000", static_cast<unsigned>(n));
        return std::string(R"({"time":"2025-12-12T00:00:00Z","properties":)") + bind(id) + "}";
    };
    std::string file;
    for (int line = 0; line < 3; ++line)
        file += "{\"records\":[" + in(2 * line) + "," + in(2 * line + 1) + "]}\n";
    const Collect sink = readJson(file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 6u);
    QCOMPARE(sink.records(), 6u);
    QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
    QCOMPARE(sink.events.back().line, 3u);
    QCOMPARE(file.substr(sink.events.back().offset, sink.events.back().length), in(5));
}

void TestCloudEnvelopes::cloudAppEventWithoutRecord() {
    // Other applications and Defender's own activities: RawEventData is empty or no audit record.
    const std::string row =
        R"({"Timestamp":"2025-12-11T22:14:03Z","ActionType":"FileDownloaded","AccountDisplayName":"Anna","IPAddress":"198.51.100.7","RawEventData":{}})";
    const Collect sink = readJson(row + "\n");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size(), 0u);
    QCOMPARE(sink.events[0].action, Action::File);
    QCOMPARE(sink.events[0].account, std::string("Anna"));
    QCOMPARE(sink.events[0].clientIp, std::string("198.51.100.7"));
    QVERIFY(sink.events[0].time.present);
}

void TestCloudEnvelopes::damagedInside() {
    // The text inside is cut, the envelope is whole: what was named before the cut is kept, and said.
    const std::string cut = bind().substr(0, 620);
    const QJsonObject outer{{QStringLiteral("CreationDate"), QStringLiteral("2025-12-11T22:14:03Z")},
                            {QStringLiteral("UserIds"), QStringLiteral("o")},
                            {QStringLiteral("Operations"), QStringLiteral("MailItemsAccessed")},
                            {QStringLiteral("AuditData"), QString::fromStdString(cut)}};
    const Collect sink = readJson(json(outer).toStdString() + "\n");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size(), 1u);
    QVERIFY(f(sink.events[0], "damage").find("truncated") != std::string::npos);
    QCOMPARE(sink.events[0].messageId, std::string("<a@x>"));
    // Nothing left of it: the values round it are the event.
    QJsonObject nothing = outer;
    nothing[QStringLiteral("AuditData")] = QStringLiteral("{");
    const Collect bare = readJson(json(nothing).toStdString() + "\n");
    QCOMPARE(bare.records(), 1u);
    QCOMPARE(bare.problems.size(), 1u);
    QCOMPARE(bare.events[0].account, std::string("o"));
    QCOMPARE(f(bare.events[0], "operation"), std::string("MailItemsAccessed"));
}

void TestCloudEnvelopes::wholeRecordBehindTheEnvelopesCut() {
    const std::string whole = R"({"preview":false,"result":{"_raw":)" +
                              QJsonDocument(QJsonArray{QString::fromStdString(bind())})
                                  .toJson(QJsonDocument::Compact)
                                  .mid(1)
                                  .chopped(1)
                                  .toStdString() +
                              R"(,"_time":"2025","host":")";
    const Collect sink = readJson(whole + "\n" + bind() + "\n");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 2u);
    QCOMPARE(sink.records() + sink.failures.size(), 2u);
}

void TestCloudEnvelopes::utf16_data() {
    QTest::addColumn<bool>("big");
    QTest::addColumn<bool>("mark");
    QTest::newRow("LE") << false << true;
    QTest::newRow("BE") << true << true;
    QTest::newRow("LE without mark") << false << false;
    QTest::newRow("BE without mark") << true << false;
}

std::string wide(const std::string& utf8, bool big, bool mark) {
    const QString text = QString::fromStdString(utf8);
    std::string out = !mark ? "" : big ? "\xFE\xFF" : "\xFF\xFE";
    for (const QChar c : text) {
        const char high = static_cast<char>(c.unicode() >> 8), low = static_cast<char>(c.unicode() & 0xFF);
        out += big ? high : low;
        out += big ? low : high;
    }
    return out;
}

void TestCloudEnvelopes::utf16() {
    QFETCH(bool, big);
    QFETCH(bool, mark);
    const std::string array = "[\r\n" + bind() + ",\r\n" + sentRecord() + "\r\n]\r\n",
                      lines = bind() + "\n" + sentRecord() + "\n";
    const std::string table =
        "CreationDate,UserIds,Operations,AuditData\r\n2025-12-11T22:14:03Z,o,p," + quoted(bind()) + "\r\n";
    for (const std::string& text : {array, lines}) {
        const std::string octets = wide(text, big, mark);
        QVERIFY(recogniseText(kM365AuditJsonFormat, octets).score >= 90);
        const Collect sink = readText(kM365AuditJsonFormat, octets), plain = readJson(text);
        QVERIFY(sink.reconciles());
        QCOMPARE(sink.foundCount, 2u);
        QCOMPARE(sink.problems.size() + sink.failures.size(), 0u);
        QCOMPARE(sink.events.size(), plain.events.size());
        for (std::size_t i = 0; i < plain.events.size(); ++i) {
            QCOMPARE(saidBy(sink.events[i]), saidBy(plain.events[i]));
            QCOMPARE(sink.events[i].line, plain.events[i].line);
            QCOMPARE(octets.substr(sink.events[i].offset, sink.events[i].length),
                     wide(text.substr(plain.events[i].offset, plain.events[i].length), big, false));
        }
        std::size_t units = 0;
        MemorySource source(octets);
        QCOMPARE(readInUnits(kM365AuditJsonFormat, source, &units).events.size(), plain.events.size());
        QCOMPARE(units, 1u);
    }
    const std::string octets = wide(table, big, mark);
    QVERIFY(recogniseText(kM365AuditCsvFormat, octets).score >= 90);
    const Collect csv = readCsv(octets);
    isTheBind(csv);
    QCOMPARE(csv.problems.size(), 0u);
}

void TestCloudEnvelopes::citedInUtf16() {
    // More than one block, with characters of every width.
    std::string text = "[\n";
    for (int i = 0; i < 900; ++i)
        text += record("Send",
                       ",\"Item\":{\"Subject\":\"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 " +
                           std::to_string(i) + "\"}",
                       kId, 2) +
                ",\n";
    text += bind() + "\n]";
    const std::string octets = wide(text, false, true);
    const Collect sink = readText(kM365AuditJsonFormat, octets), plain = readJson(text);
    QCOMPARE(sink.events.size(), plain.events.size());
    for (std::size_t i = 0; i < plain.events.size(); i += 50)
        QCOMPARE(octets.substr(sink.events[i].offset, sink.events[i].length),
                 wide(text.substr(plain.events[i].offset, plain.events[i].length), false, false));
    QCOMPARE(octets.substr(sink.events.back().offset, sink.events.back().length), wide(bind(), false, false));
}

void TestCloudEnvelopes::envelopeAlone() {
    Envelope envelope;
    Enclosed out;
    const Envelope::Fits fits = [](const std::vector<std::string_view>& names) {
        return std::find(names.begin(), names.end(), "wanted") != names.end();
    };
    QVERIFY(envelope.open(R"({"a":1,"result":{"b":"2","_raw":"x {\"wanted\":1}"}})", fits, false, out));
    QCOMPARE(std::string(out.json), std::string(R"({"wanted":1})"));
    QCOMPARE(out.path, std::string("result/_raw"));
    QCOMPARE(out.outer.front().first, std::string("b"));  // innermost first
    QVERIFY(!envelope.open(R"({"a":1,"result":{"b":"2"}})", fits, false, out));
    QVERIFY(envelope.open(R"({"wanted":1,"message":"text"})", fits, false, out));
    QVERIFY(out.path.empty());
    // Depth is bounded, damage ends the search.
    std::string deep = R"({"wanted":1})";
    for (int i = 0; i < 40; ++i) deep = R"({"result":)" + deep + "}";
    QVERIFY(!envelope.open(deep, fits, false, out));
    QVERIFY(!envelope.open(R"({"result":{"_raw":)", fits, false, out));
    QVERIFY(!envelope.open("", fits, false, out));
}

void TestCloudEnvelopes::flatPaths_data() {
    QTest::addColumn<QString>("column");
    QTest::addColumn<QString>("path");
    const auto row = [](const char* column, const char* path) { QTest::newRow(column) << column << path; };
    row("Operation", "Operation");
    row("Operation_s", "Operation");
    row("UserId_", "UserId");
    row("TimeGenerated [UTC]", "TimeGenerated");
    row("Client_IPAddress", "Client_IPAddress");
    row("o365.audit.Item.InternetMessageId", "Item.InternetMessageId");
    row("Folders{}.FolderItems{}.InternetMessageId", "Folders.FolderItems.InternetMessageId");
    row("Item_ParentFolder_Path_s", "Item.ParentFolder.Path");
    row("nothing", "");
    row("", "");
    row("_s", "");
}

void TestCloudEnvelopes::flatPaths() {
    QFETCH(QString, column);
    QFETCH(QString, path);
    QCOMPARE(QString::fromStdString(FlatRecord::path(column.toStdString())), path);
}

void TestCloudEnvelopes::excelCutsCells() {
    // A cell holds 32,767 characters in Excel: ids before the cut are kept, the row after it is read.
    std::string many;
    for (int i = 0; i < 900; ++i)
        many += (i ? "," : "") + std::string("{\"InternetMessageId\":\"<m") + std::to_string(i) +
                "@example.org>\"}";
    const std::string whole = record(
        "MailItemsAccessed",
        R"(,"OperationProperties":[{"Name":"MailAccessType","Value":"Bind"}],"Folders":[{"FolderItems":[)" +
            many + "]}]");
    QVERIFY(whole.size() > 32767);
    const std::string file =
        "CreationDate,UserIds,Operations,AuditData\n2025-12-11T22:14:03Z,o,MailItemsAccessed," +
        quoted(whole.substr(0, 32767)) + "\n2025-12-11T22:14:03Z,o,p," + quoted(bind()) + "\n";
    const Collect sink = readCsv(file);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 2u);
    QCOMPARE(sink.problems.size(), 1u);
    QVERIFY(sink.events.size() > 600);
    QCOMPARE(sink.events[0].messageId, std::string("<m0@example.org>"));
    QCOMPARE(sink.events.back().line, 3u);
}

QTEST_GUILESS_MAIN(TestCloudEnvelopes)
#include "tst_cloud_envelopes.moc"
