// The Microsoft 365 unified audit log in every shape it is exported in, and in the ways such exports are
// damaged.
#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include "logs/m365_event.h"
#include "logs/m365_repair.h"
#include "logs/m365_text.h"
#include "m365_collect.h"

using namespace sillage;

namespace {

const std::string kId = "0f0e0d0c-0b0a-4908-8706-050403020100";
const std::string kKey = kId + ":mailitemsaccessed:1765491243";  // 2025-12-11T22:14:03Z

// The opening members of a record; the rest is appended, then the brace.
std::string record(const std::string& operation, const std::string& rest, const std::string& id = kId,
                   int type = 50) {
    return R"({"CreationTime":"2025-12-11T22:14:03","Id":")" + id + R"(","Operation":")" + operation +
           R"(","OrganizationId":"o","RecordType":)" + std::to_string(type) +
           R"(,"ResultStatus":"Succeeded","UserKey":"K","UserType":0,"Workload":"Exchange","UserId":"Anna@example.org")" +
           rest + "}";
}

const std::string kBindRest =
    R"(,"ClientIPAddress":"198.51.100.7","ClientInfoString":"Client=OWA;Firefox","MailboxOwnerUPN":"box@example.org",)"
    R"("SessionId":"s-1","OperationProperties":[{"Name":"MailAccessType","Value":"Bind"},{"Name":"IsThrottled","Value":"False"}],)"
    R"("Folders":[{"FolderItems":[{"InternetMessageId":"<a@x>","SizeInBytes":100,"Id":"I1"},{"InternetMessageId":"b@x"}],"Id":"F1","Path":"\\Inbox"},)"
    R"({"FolderItems":[{"InternetMessageId":"<c@x>"}],"Path":"Boite de reception\\Sous"}],"OperationCount":3)";

std::string bind(const std::string& id = kId) {
    return record("MailItemsAccessed", kBindRest, id);
}

std::string quoted(std::string cell) {
    std::string out = "\"";
    for (const char c : cell) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string utf16le(const std::string& ascii) {
    std::string out("\xFF\xFE", 2);
    for (const char c : ascii) (out += c) += '\0';
    return out;
}

Collect readText(const Format& format, std::string_view text) {
    MemorySource source(text);
    return readWhole(format, source);
}

Collect readJson(std::string_view text) {
    return readText(kM365AuditJsonFormat, text);
}
Collect readCsv(std::string_view text) {
    return readText(kM365AuditCsvFormat, text);
}

std::string f(const Event& e, std::string_view name) {
    return std::string(e.field(name));
}

void isTheBind(const Collect& sink) {
    QCOMPARE(sink.events.size(), 3u);
    QVERIFY(sink.reconciles());
    const Event& e = sink.events[0];
    QCOMPARE(e.action, Action::Access);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.protocol, std::string("m365"));
    QCOMPARE(e.account, std::string("Anna@example.org"));
    QCOMPARE(e.mailbox, std::string("box@example.org"));
    QCOMPARE(e.clientIp, std::string("198.51.100.7"));
    QCOMPARE(e.userAgent, std::string("Client=OWA;Firefox"));
    QCOMPARE(e.session, std::string("s-1"));
    QCOMPARE(e.recordKey, kKey);
    QCOMPARE(e.rawTime, std::string("2025-12-11T22:14:03"));
    QCOMPARE(e.time.zoneMinutes, 0);
    QCOMPARE(f(e, "operation"), std::string("MailItemsAccessed"));
    QCOMPARE(f(e, "mail_access_type"), std::string("Bind"));
    QCOMPARE(f(e, "is_throttled"), std::string("False"));
    QCOMPARE(f(e, "operation_count"), std::string("3"));
    QCOMPARE(f(e, "size"), std::string("100"));
    QCOMPARE(f(e, "item_id"), std::string("I1"));
    const char* ids[] = {"<a@x>", "b@x", "<c@x>"};
    const char* folders[] = {"INBOX", "INBOX", "Boite de reception/Sous"};
    for (std::uint32_t i = 0; i < 3; ++i) {
        QCOMPARE(sink.events[i].item, i);
        QCOMPARE(sink.events[i].messageId, std::string(ids[i]));
        QCOMPARE(sink.events[i].folder, std::string(folders[i]));
        QCOMPARE(sink.events[i].offset, e.offset);
    }
    QVERIFY(f(sink.events[1], "size").empty());
}

}  // namespace

class TestM365Audit : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jsonShapes_data();
    void jsonShapes();
    void csvShapes_data();
    void csvShapes();
    void recognisesNothingElse_data();
    void recognisesNothingElse();
    void recordsAreCitedByTheirOctets();
    void csvRowsAreCitedByTheirOctets();
    void unitsReadTheSame();
    void bindOddities();
    void sync();
    void sendAndAttachments();
    void deletions();
    void attachmentAccess();
    void rulesAndPermissions();
    void logins();
    void sentinelAndDefender();
    void addresses();
    void times_data();
    void times();
    void actions_data();
    void actions();
    void identityOfARecord();
    void emptyAuditData();
    void truncatedAuditData_data();
    void truncatedAuditData();
    void damagedText();
    void damagedCsv();
    void damagedJson();
    void hugeAndHostile();
    void manyColumns();
    void repeatedHeader();
    void stops();
    void smallTexts();
};

void TestM365Audit::jsonShapes_data() {
    QTest::addColumn<QByteArray>("text");
    const QByteArray one = QByteArray::fromStdString(bind());
    QTest::newRow("lines") << one + "\n";
    QTest::newRow("no last line end") << one;
    QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + one + "\r\n";
    QTest::newRow("array") << "[" + one + "]";
    QTest::newRow("array over lines") << "[\n  " + one + "\n]\n";
    QTest::newRow("value") << "{\"value\":[" + one + "]}";
    QTest::newRow("value with its envelope")
        << "{\"@odata.context\":\"https://x/$metadata#a\",\"@odata.count\":1,\"value\": [\n" + one +
               "\n],\"@odata.nextLink\":\"https://x/?a={b}\"}\n";
    QTest::newRow("pretty") << QJsonDocument::fromJson(one).toJson(QJsonDocument::Indented);
    QTest::newRow("pretty array")
        << QJsonDocument(QJsonArray{QJsonDocument::fromJson(one).object()}).toJson(QJsonDocument::Indented);
    QJsonObject outer{{QStringLiteral("CreationDate"), QStringLiteral("2025-12-11T22:14:03Z")},
                      {QStringLiteral("UserIds"), QStringLiteral("outer@example.org")},
                      {QStringLiteral("Operations"), QStringLiteral("MailItemsAccessed")},
                      {QStringLiteral("RecordType"), QStringLiteral("ExchangeItemAggregated")},
                      {QStringLiteral("AuditData"), QString::fromUtf8(one)}};
    QTest::newRow("Search-UnifiedAuditLog | ConvertTo-Json") << QJsonDocument(QJsonArray{outer}).toJson();
}

void TestM365Audit::jsonShapes() {
    QFETCH(QByteArray, text);
    const std::string_view t(text.constData(), static_cast<std::size_t>(text.size()));
    const Recognition r = recogniseText(kM365AuditJsonFormat, t);
    QVERIFY(r.score >= 60);
    QVERIFY(!r.reason.empty());
    QCOMPARE(recogniseText(kM365AuditCsvFormat, t).score, 0);
    const Collect sink = readJson(t);
    QCOMPARE(sink.foundCount, 1u);
    QCOMPARE(sink.problems.size(), 0u);
    QCOMPARE(sink.failures.size(), 0u);
    isTheBind(sink);
}

void TestM365Audit::csvShapes_data() {
    QTest::addColumn<QByteArray>("text");
    const std::string cell = quoted(bind());
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QByteArray::fromStdString(text);
    };
    const std::string powershell =
        "#TYPE "
        "Deserialized.X\r\n\"RunspaceId\",\"RecordType\",\"CreationDate\",\"UserIds\",\"Operations\","
        "\"AuditData\",\"Identity\"\r\n\"r\",\"ExchangeItemAggregated\",\"12/11/2025 10:14:03 "
        "PM\",\"o\",\"MailItemsAccessed\"," +
        cell + ",\"i\"\r\n";
    row("Search-UnifiedAuditLog", powershell);
    row("Search-UnifiedAuditLog, UTF-16", utf16le(powershell));
    row("portal, old",
        "\xEF\xBB\xBF"
        "CreationDate,UserIds,Operations,AuditData\r\n2025-12-11T22:14:03.0000000Z,o,MailItemsAccessed," +
            cell + "\r\n");
    row("portal, new",
        "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,"
        "AssociatedAdminUnitsNames\n" +
            kId + ",2025-12-11T22:14:03.0000000Z,50,MailItemsAccessed,o," + cell + ",,\n");
    row("SIEM", "AuditData,_raw,\"_time\",CreationDate,Operations,UserIds\n" + cell + ",raw,1,x,o,u\n");
    row("semicolons", "CreationDate;UserIds;Operations;AuditData\n2025-12-11;o;p;" + cell + "\n");
    row("AuditData alone", "n,AuditData\n1," + cell + "\n");
    row("CR only", "CreationDate,UserIds,Operations,AuditData\r2025-12-11,o,p," + cell + "\r");
}

void TestM365Audit::csvShapes() {
    QFETCH(QByteArray, text);
    const std::string_view t(text.constData(), static_cast<std::size_t>(text.size()));
    const Recognition r = recogniseText(kM365AuditCsvFormat, t);
    QVERIFY(r.score >= 60);
    QVERIFY(!r.reason.empty());
    QCOMPARE(recogniseText(kM365AuditJsonFormat, t).score, 0);
    const Collect sink = readCsv(t);
    QCOMPARE(sink.foundCount, 1u);
    QCOMPARE(sink.problems.size(), 0u);
    QCOMPARE(sink.failures.size(), 0u);
    QCOMPARE(sink.skippedCount, 0u);
    isTheBind(sink);
}

void TestM365Audit::recognisesNothingElse_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("Dec 11 22:14:03 mx1 dovecot: imap-login: Login\n");
    QTest::newRow("other CSV") << QByteArray("CreationDate,UserIds,Operations\n1,2,3\n");
    QTest::newRow("one word") << QByteArray("AuditData\nfoo\n");
    QTest::newRow("a column of that name") << QByteArray("n,AuditData\n1,none\n");
    QTest::newRow("other JSON") << QByteArray("{\"CreationTime\":\"2025-12-11T22:14:03\",\"name\":1}\n");
    QTest::newRow("sign-ins") << QByteArray(
        "{\"createdDateTime\":\"x\",\"userPrincipalName\":\"u\",\"ipAddress\":\"1.2.3.4\"}\n");
    QTest::newRow("words inside a string")
        << QByteArray("{\"a\":\"CreationTime Operation RecordType UserId\"}\n");
    QTest::newRow("names inside a member")
        << QByteArray("{\"a\":{\"CreationTime\":1,\"Operation\":2,\"RecordType\":3,\"UserId\":4}}\n");
    QTest::newRow("broken JSON") << QByteArray("{\"CreationTime\":\"2025");
    QTest::newRow("NULs") << QByteArray(1000, '\0');
}

void TestM365Audit::recognisesNothingElse() {
    QFETCH(QByteArray, text);
    const std::string_view t(text.constData(), static_cast<std::size_t>(text.size()));
    QCOMPARE(recogniseText(kM365AuditJsonFormat, t).score, 0);
    QCOMPARE(recogniseText(kM365AuditCsvFormat, t).score, 0);
}

void TestM365Audit::recordsAreCitedByTheirOctets() {
    const std::string a = bind(), b = record("Send", "", "11111111-1111-4111-8111-111111111111", 2);
    for (const std::string& text :
         {a + "\n\n" + b + "\n", "[" + a + ",\n\n" + b + "]", "{\"value\":[\n\n" + a + "\n,\n" + b + "]}"}) {
        const Collect sink = readJson(text);
        QCOMPARE(sink.records(), 2u);
        const Event &first = sink.events.front(), &last = sink.events.back();
        QCOMPARE(text.substr(first.offset, first.length), a);
        QCOMPARE(text.substr(last.offset, last.length), b);
        QCOMPARE(first.line, 1 + static_cast<std::uint64_t>(std::count(
                                     text.begin(), text.begin() + static_cast<long>(first.offset), '\n')));
        QCOMPARE(last.line, 1 + static_cast<std::uint64_t>(std::count(
                                    text.begin(), text.begin() + static_cast<long>(last.offset), '\n')));
    }
}

void TestM365Audit::csvRowsAreCitedByTheirOctets() {
    const std::string a = "\"two\nlines\"," + quoted(bind()),
                      b = "x," + quoted(record("Send", "", "11111111-1111-4111-8111-111111111111", 2));
    const std::string text = "Operations,AuditData,UserIds\r\n" + a + ",u\r\n\r\n" + b + ",u";
    for (const bool wide : {false, true}) {
        const std::string octets = wide ? utf16le(text) : text;
        const Collect sink = readCsv(octets);
        QCOMPARE(sink.records(), 2u);
        const Event &first = sink.events.front(), &last = sink.events.back();
        QCOMPARE(first.line, 2u);
        QCOMPARE(last.line, 5u);
        const std::string wideA = utf16le(a + ",u").substr(2), wideB = utf16le(b + ",u").substr(2);
        QCOMPARE(octets.substr(first.offset, first.length), wide ? wideA : a + ",u");
        QCOMPARE(octets.substr(last.offset, last.length), wide ? wideB : b + ",u");
    }
}

void TestM365Audit::unitsReadTheSame() {
    std::string lines, csv = "CreationDate,UserIds,Operations,AuditData\n";
    for (int i = 0; lines.size() < (11u << 20); ++i) {
        char id[40];
        std::snprintf(id, sizeof id, "%08x-0000-4000-8000-000000000000", static_cast<unsigned>(i));
        lines += bind(id) + "\n";
        csv += "2025-12-11T22:14:03Z,u,\"line\nend\"," + quoted(bind(id)) + "\n";
    }
    const auto same = [](const Format& format, const std::string& text) {
        MemorySource source(text);
        std::size_t units = 0;
        const Collect one = readWhole(format, source), many = readInUnits(format, source, &units);
        QVERIFY(units >= 3);
        QVERIFY(many.reconciles());
        QCOMPARE(many.problems.size() + many.failures.size(), 0u);
        QCOMPARE(many.events.size(), one.events.size());
        for (std::size_t i = 0; i < one.events.size(); ++i)
            QVERIFY(many.events[i].offset == one.events[i].offset &&
                    many.events[i].line == one.events[i].line &&
                    many.events[i].recordKey == one.events[i].recordKey);
    };
    same(kM365AuditJsonFormat, lines);
    same(kM365AuditCsvFormat, csv);
    same(kM365AuditCsvFormat, utf16le(csv));
    // Arrays are one unit.
    const std::string array = "[" + bind() + "]";
    MemorySource source(array);
    std::size_t units = 0;
    isTheBind(readInUnits(kM365AuditJsonFormat, source, &units));
    QCOMPARE(units, 1u);
}

void TestM365Audit::bindOddities() {
    // No IsThrottled (unknown, not False), a name without value, ExternalAccess as text, the session in
    // AppAccessContext.
    const Collect sink = readJson(record(
        "MailItemsAccessed",
        R"(,"AppAccessContext":{"AADSessionId":"aad","UniqueTokenId":"tok","IssuedAtTime":"2025-12-11T20:00:00"},"ExternalAccess":"False",)"
        R"("OperationProperties":[{"Name":"MailAccessType","Value":"Bind"},{"Name":"RuleName"}],"Folders":[{"Path":"\\Empty","FolderItems":[]}])"));
    QCOMPARE(sink.problems.size(), 0u);
    QCOMPARE(sink.events.size(), 1u);
    const Event& e = sink.events[0];
    QCOMPARE(e.session, std::string("aad"));
    QCOMPARE(f(e, "unique_token_id"), std::string("tok"));
    QCOMPARE(f(e, "external_access"), std::string("False"));
    QCOMPARE(e.folder, std::string("Empty"));
    QVERIFY(e.messageId.empty());
    for (const auto& [name, value] : e.fields) QVERIFY(name != "is_throttled");
    // Neither folders nor items: still one event.
    const Collect bare = readJson(record("MailItemsAccessed", ""));
    QCOMPARE(bare.events.size(), 1u);
    QCOMPARE(bare.events[0].action, Action::Access);
}

void TestM365Audit::sync() {
    const Collect sink = readJson(record(
        "MailItemsAccessed",
        R"(,"OperationProperties":[{"Name":"MailAccessType","Value":"Sync"},{"Name":"IsThrottled","Value":"True"}],)"
        R"("Item":{"Id":"F9","ParentFolder":{"Id":"F9","Name":"A TRAITER","Path":"Not Available"}})",
        kId, 2));
    QCOMPARE(sink.events.size(), 1u);
    const Event& e = sink.events[0];
    QCOMPARE(e.action, Action::Sync);
    QCOMPARE(e.folder, std::string("A TRAITER"));
    QCOMPARE(f(e, "folder_id"), std::string("F9"));
    QVERIFY(f(e, "item_id").empty());  // it is the folder's
    QCOMPARE(f(e, "is_throttled"), std::string("True"));
}

void TestM365Audit::sendAndAttachments() {
    const Collect sink = readJson(record(
        "SendAs",
        R"~(,"SendAsUserSmtp":"chef@example.org","Item":{"Id":"Unknown","InternetMessageId":"<s@x>","Subject":"R\u00e9union","Attachments":"a; b (1).png (2281b); c.pdf (492134b)"})~",
        kId, 2));
    QCOMPARE(sink.events.size(), 1u);
    const Event& e = sink.events[0];
    QCOMPARE(e.action, Action::Send);
    QCOMPARE(e.messageId, std::string("<s@x>"));
    QCOMPARE(f(e, "subject"), std::string("Réunion"));
    QCOMPARE(f(e, "send_as"), std::string("chef@example.org"));
    QCOMPARE(f(e, "attachments"),
             std::string("[{\"name\":\"a; b (1).png\",\"size\":2281},{\"name\":\"c.pdf\",\"size\":492134}]"));
}

void TestM365Audit::deletions() {
    const Collect sink = readJson(record(
        "MoveToDeletedItems",
        R"(,"AffectedItems":[{"Id":"I1","ParentFolder":{"Path":"\\Projets\\2025"}},{"Id":"I2","InternetMessageId":"<d@x>","Subject":"S"}],)"
        R"("DestFolder":{"Id":"D","Path":"\\Deleted Items"},"Folder":{"Id":"F","Path":"\\Inbox"},"CrossMailboxOperation":false)",
        kId, 3));
    QCOMPARE(sink.events.size(), 2u);
    QCOMPARE(sink.events[0].action, Action::Delete);
    QCOMPARE(sink.events[0].folder, std::string("Projets/2025"));
    QVERIFY(sink.events[0].messageId.empty());
    QCOMPARE(f(sink.events[0], "item_id"), std::string("I1"));
    QCOMPARE(sink.events[1].folder, std::string("INBOX"));  // the record's folder where the item has none
    QCOMPARE(sink.events[1].messageId, std::string("<d@x>"));
    QCOMPARE(f(sink.events[1], "dest_folder"), std::string("Deleted Items"));
    QCOMPARE(f(sink.events[1], "cross_mailbox"), std::string("false"));
}

void TestM365Audit::attachmentAccess() {
    const Collect sink = readJson(record(
        "AttachmentAccess",
        R"(,"OperationProperties":[{"Name":"AttachmentAccessType","Value":"Bind"}],)"
        R"("Messages":[{"Id":"M1","MessageItems":[{"Id":"A1","SizeInBytes":1156492.00},{"Id":"A2","SizeInBytes":7}],"Path":"\\Inbox"}])"));
    QCOMPARE(sink.events.size(), 2u);
    QCOMPARE(sink.events[0].action, Action::Download);
    QCOMPARE(f(sink.events[0], "item_id"), std::string("M1"));
    QCOMPARE(sink.events[0].part, std::string("A1"));
    QCOMPARE(f(sink.events[0], "size"), std::string("1156492"));
    QCOMPARE(sink.events[0].folder, std::string("INBOX"));
    QCOMPARE(sink.events[1].part, std::string("A2"));
    QCOMPARE(f(sink.events[1], "attachment_access_type"), std::string("Bind"));
}

void TestM365Audit::rulesAndPermissions() {
    const Collect rule = readJson(record(
        "New-InboxRule",
        R"(,"ClientIP":"62.149.20.10:62589","Parameters":[{"Name":"Name","Value":"."},{"Name":"ForwardTo","Value":"x@evil.example"}])",
        kId, 1));
    QCOMPARE(rule.events[0].action, Action::Rule);
    QCOMPARE(rule.events[0].clientIp, std::string("62.149.20.10"));
    QCOMPARE(rule.events[0].clientPort, std::uint16_t{62589});
    QCOMPARE(f(rule.events[0], "parameters"),
             std::string("{\"Name\":\".\",\"ForwardTo\":\"x@evil.example\"}"));
    const Collect outlook = readJson(record(
        "UpdateInboxRules",
        R"(,"OperationProperties":[{"Name":"RuleName","Value":"r"},{"Name":"RuleActions","Value":"[{\"ActionType\":\"Forward\"}]"}],"Item":{"Id":"F","ParentFolder":{"Id":"F","Path":"\\Inbox"}})",
        kId, 2));
    QCOMPARE(outlook.events[0].action, Action::Rule);
    QCOMPARE(f(outlook.events[0], "rule_actions"), std::string("[{\"ActionType\":\"Forward\"}]"));
    const Collect forward = readJson(
        record("Set-Mailbox", R"(,"Parameters":[{"Name":"ForwardingSmtpAddress","Value":""}])", kId, 1));
    QCOMPARE(forward.events[0].action, Action::Rule);  // also its removal
    const Collect quota =
        readJson(record("Set-Mailbox", R"(,"Parameters":[{"Name":"Force","Value":"True"}])", kId, 1));
    QCOMPARE(quota.events[0].action, Action::Admin);
    const Collect rights = readJson(record(
        "ModifyFolderPermissions",
        R"(,"Item":{"Id":"F","ParentFolder":{"Id":"F","Path":"\\Calendar","MemberRights":"ReadAny","MemberUpn":"Everyone"}})",
        kId, 2));
    QCOMPARE(rights.events[0].action, Action::Permission);
    QCOMPARE(f(rights.events[0], "member_rights"), std::string("ReadAny"));
    QCOMPARE(f(rights.events[0], "member_upn"), std::string("Everyone"));
}

void TestM365Audit::logins() {
    const std::string rest =
        R"(,"ClientIP":"192.0.2.1","ExtendedProperties":[{"Name":"UserAgent","Value":"Mozilla/5.0"},{"Name":"RequestType","Value":"OAuth2:Authorize"}],"DeviceProperties":[{"Name":"OS","Value":"Windows 10"},{"Name":"SessionId","Value":"dev"}],"ErrorNumber":"50126")";
    const Collect in = readJson(record("UserLoggedIn", rest, kId, 15)),
                  failed = readJson(record("UserLoginFailed", rest, kId, 15));
    QCOMPARE(in.events[0].action, Action::Login);
    QCOMPARE(in.events[0].outcome, Outcome::Success);
    QCOMPARE(in.events[0].userAgent, std::string("Mozilla/5.0"));
    QCOMPARE(in.events[0].session, std::string("dev"));
    QCOMPARE(f(in.events[0], "device_os"), std::string("Windows 10"));
    QCOMPARE(f(in.events[0], "request_type"), std::string("OAuth2:Authorize"));
    QCOMPARE(failed.events[0].outcome, Outcome::Failure);  // whatever ResultStatus says
    QCOMPARE(f(failed.events[0], "error_number"), std::string("50126"));
}

void TestM365Audit::sentinelAndDefender() {
    const std::string sentinel =
        R"({"TimeGenerated":"2025-12-11T22:14:03Z","RecordType":"50","Operation":"MailItemsAccessed","UserId":"a@x","OfficeWorkload":"Exchange","Logon_Type":"Owner","Client_IPAddress":"192.0.2.9","OfficeId":")" +
        kId +
        R"(","ResultStatus":"Succeeded","Folders":"[{\"FolderItems\":[{\"InternetMessageId\":\"\u003cz@x\u003e\"}],\"Path\":\"\\\\Inbox\"}]","OperationProperties":"[{\"Name\":\"MailAccessType\",\"Value\":\"Bind\"}]"})";
    QVERIFY(recogniseText(kM365AuditJsonFormat, sentinel).score >= 60);
    const Collect s = readJson(sentinel + "\n");
    QCOMPARE(s.problems.size(), 0u);
    QCOMPARE(s.events.size(), 1u);
    QCOMPARE(s.events[0].messageId, std::string("<z@x>"));
    QCOMPARE(s.events[0].folder, std::string("INBOX"));
    QCOMPARE(s.events[0].recordKey, kKey);
    QCOMPARE(s.events[0].clientIp, std::string("192.0.2.9"));
    QCOMPARE(f(s.events[0], "logon_type"), std::string("Owner"));
    QCOMPARE(f(s.events[0], "mail_access_type"), std::string("Bind"));
    QVERIFY(s.events[0].time.present);

    const QJsonObject inner = QJsonDocument::fromJson(QByteArray::fromStdString(bind())).object();
    for (const QJsonValue& raw : {QJsonValue(inner), QJsonValue(QString::fromStdString(bind()))}) {
        const QJsonObject outer{{QStringLiteral("Timestamp"), QStringLiteral("2025-12-11T22:14:03Z")},
                                {QStringLiteral("ActionType"), QStringLiteral("MailItemsAccessed")},
                                {QStringLiteral("AccountDisplayName"), QStringLiteral("Anna")},
                                {QStringLiteral("RawEventData"), raw}};
        const std::string text = QJsonDocument(outer).toJson(QJsonDocument::Compact).toStdString() + "\n";
        QVERIFY(recogniseText(kM365AuditJsonFormat, text).score >= 60);
        const Collect d = readJson(text);
        QCOMPARE(d.problems.size(), 0u);
        isTheBind(d);
    }
}

void TestM365Audit::addresses() {
    const auto ipOf = [](const std::string& rest) {
        return readJson(record("Send", rest)).events[0].clientIp;
    };
    QCOMPARE(ipOf(",\"ClientIPAddress\":\"::ffff:192.0.2.1\""), std::string("192.0.2.1"));
    QCOMPARE(ipOf(",\"ClientIP\":\"[2001:DB8::1]:443\""), std::string("2001:db8::1"));
    QCOMPARE(ipOf(",\"ClientIPAddress\":\"<null>\",\"ClientIP\":\"192.0.2.2\""), std::string("192.0.2.2"));
    QCOMPARE(ipOf(",\"ActorIpAddress\":\"192.0.2.3\""), std::string("192.0.2.3"));
    QCOMPARE(ipOf(",\"ClientIP\":null"), std::string());
}

void TestM365Audit::times_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("iso");
    const auto row = [](const char* text, const char* iso) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(iso);
    };
    row("2021-05-18T10:48:21", "2021-05-18T10:48:21Z");
    row("2021-05-18T10:48:21.0000000Z", "2021-05-18T10:48:21Z");
    row("5/18/2021 9:13:39 PM", "2021-05-18T21:13:39Z");
    row("18/05/2021 21:13:39", "2021-05-18T21:13:39Z");
    row("yesterday", "");
    row("", "");
}

void TestM365Audit::times() {
    QFETCH(QString, text);
    QFETCH(QString, iso);
    const Stamp s = m365Time(text.toStdString());
    QCOMPARE(s.present, !iso.isEmpty());
    if (!s.present) return;
    QCOMPARE(s.zoneMinutes, 0);
    QCOMPARE(formatIso(Time(std::chrono::microseconds(s.civil))), iso.toStdString());
}

void TestM365Audit::actions_data() {
    QTest::addColumn<QString>("operation");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("action");
    const auto row = [](const char* operation, const char* type, const char* action) {
        QTest::newRow(operation) << QString::fromLatin1(operation) << QString::fromLatin1(type)
                                 << QString::fromLatin1(action);
    };
    row("MailItemsAccessed", "50", "access");
    row("SendOnBehalf", "2", "send");
    row("HardDelete", "3", "delete");
    row("Move", "3", "move");
    row("Copy", "3", "copy");
    row("Create", "2", "save");
    row("Update", "2", "save");
    row("FolderBind", "2", "select");
    row("Set-InboxRule", "1", "rule");
    row("New-TransportRule", "1", "rule");
    row("Get-InboxRule", "1", "admin");
    row("Add-MailboxPermission", "1", "permission");
    row("Add-RecipientPermission", "ExchangeAdmin", "permission");
    row("Consent to application.", "8", "permission");
    row("Add user.", "8", "admin");
    row("Set-MailboxPlan", "1", "admin");
    row("SearchQueryInitiatedExchange", "2", "search");
    row("SearchMtpStatus", "52", "other");
    row("SearchExportDownloaded", "24", "export");
    row("FileSyncDownloadedFull", "6", "file");
    row("FolderModified", "6", "file");
    row("PageViewed", "4", "page");
    row("MemberAdded", "25", "other");
    row("", "", "other");
}

void TestM365Audit::actions() {
    QFETCH(QString, operation);
    QFETCH(QString, type);
    QFETCH(QString, action);
    QCOMPARE(std::string(actionName(m365Action(operation.toStdString(), type.toStdString(), "", false))),
             action.toStdString());
}

void TestM365Audit::identityOfARecord() {
    const std::string upper = "0F0E0D0C-0B0A-4908-8706-050403020100";
    QCOMPARE(readJson(bind(upper)).events[0].recordKey, kKey);
    // One GUID for several records: what was done and when tells them apart.
    QVERIFY(readJson(record("Send", "", upper) + "\n").events[0].recordKey != kKey);
    // An anonymised Id is no identity: the record's hash is, and equal records have equal ones whatever the
    // export.
    const std::string anonymous = bind("ANONYMIZED");
    const std::string key = readJson(anonymous + "\n").events[0].recordKey;
    QCOMPARE(key.substr(0, 7), std::string("sha256:"));
    QCOMPARE(key.size(), 71u);
    QCOMPARE(readCsv("UserIds,Operations,AuditData\nu,o," + quoted(anonymous) + "\n").events[0].recordKey,
             key);
    QVERIFY(readJson(record("Send", "", "ANONYMIZED") + "\n").events[0].recordKey != key);
}

void TestM365Audit::emptyAuditData() {
    const std::string row = "3/25/2021 12:36:42 PM,Certificate,Add service principal.,AzureActiveDirectory,";
    const std::string text = "CreationDate,UserIds,Operations,RecordType,AuditData\n" + row + "\n";
    const Collect sink = readCsv(text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size(), 0u);
    const Event& e = sink.events[0];
    QCOMPARE(e.account, std::string("Certificate"));
    QCOMPARE(f(e, "operation"), std::string("Add service principal."));
    QCOMPARE(f(e, "record_type"), std::string("AzureActiveDirectory"));
    QCOMPARE(f(e, "audit_data"), std::string("empty"));
    QCOMPARE(e.action, Action::Admin);
    QCOMPARE(e.rawTime, std::string("3/25/2021 12:36:42 PM"));
    QVERIFY(e.time.present);
    QCOMPARE(text.substr(e.offset, e.length), row);
}

void TestM365Audit::truncatedAuditData_data() {
    QTest::addColumn<int>("keep");
    for (const int keep : {1, 20, 60, 150, 300, 420, 500, 600, 680, 715})
        QTest::addRow("%d octets", keep) << keep;
}

void TestM365Audit::truncatedAuditData() {
    QFETCH(int, keep);
    const std::string whole = bind();
    QVERIFY(static_cast<std::size_t>(keep) < whole.size());
    const std::string text =
        "CreationDate,UserIds,Operations,AuditData\n2025-12-11T22:14:03Z,outer@example.org,"
        "MailItemsAccessed," +
        quoted(whole.substr(0, static_cast<std::size_t>(keep))) + "\n";
    const Collect sink = readCsv(text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size(), 1u);
    QCOMPARE(sink.failures.size(), 0u);
    QVERIFY(sink.problems[0].reason.find("truncated") != std::string::npos);
    QCOMPARE(sink.problems[0].offset, sink.events[0].offset);
    const Event& e = sink.events[0];
    QVERIFY(f(e, "damage").find("truncated") != std::string::npos);
    QCOMPARE(f(e, "operation"), std::string("MailItemsAccessed"));
    QVERIFY(e.account == "outer@example.org" || e.account == "Anna@example.org");
    QVERIFY(e.time.present);
    // Messages named before the cut are kept, exactly those whose id stands whole.
    const std::string kept = whole.substr(0, static_cast<std::size_t>(keep));
    for (const char* id : {"<a@x>", "b@x", "<c@x>"}) {
        const bool there = std::any_of(sink.events.begin(), sink.events.end(),
                                       [&](const Event& x) { return x.messageId == id; });
        if (there) QVERIFY(kept.find(id) != std::string::npos);
        if (kept.find("\"" + std::string(id) + "\",") != std::string::npos ||
            kept.find("\"" + std::string(id) + "\"}") != std::string::npos)
            QVERIFY(there);
    }
}

void TestM365Audit::damagedText() {
    // Octets that are not UTF-8 (a CP1252 export), a raw NUL and a lone surrogate: the record is kept.
    std::string nul = record("Send", R"(,"Item":{"InternetMessageId":"<n@x>","Subject":"a_b"})", kId, 2);
    nul[nul.find("a_b") + 1] = '\0';
    const Collect n = readJson(nul + "\n");
    QCOMPARE(n.records(), 1u);
    QCOMPARE(n.events[0].messageId, std::string("<n@x>"));
    QCOMPARE(n.problems.size(), 1u);
    QVERIFY(f(n.events[0], "damage").find("control characters") != std::string::npos);
    const Collect latin = readJson(record("Send", ",\"Item\":{\"Subject\":\"R\xE9union\"}", kId, 2) + "\n");
    QCOMPARE(latin.records(), 1u);
    QCOMPARE(f(latin.events[0], "subject"), std::string("Réunion"));
    QCOMPARE(latin.problems.size(), 1u);
    const Collect half = readJson(
        record("Send", R"(,"Item":{"InternetMessageId":"<h@x>","Subject":"x\ud83d"})", kId, 2) + "\n");
    QCOMPARE(half.records(), 1u);
    QCOMPARE(f(half.events[0], "subject"), std::string("x\xEF\xBF\xBD"));
    QCOMPARE(half.problems.size(), 0u);
}

void TestM365Audit::damagedCsv() {
    const std::string header = "CreationDate,UserIds,Operations,AuditData\n";
    // A quote that never closes costs its own row's JSON and nothing after it.
    const std::string text =
        header + "2025-12-11T22:14:03Z,u,Send,\"{\"\"CreationTime\"\":\n2025-12-11T22:15:00Z,v,Move,\n";
    const Collect sink = readCsv(text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 2u);
    QCOMPARE(sink.records(), 2u);
    QCOMPARE(sink.events[1].account, std::string("v"));
    QVERIFY(f(sink.events[0], "damage").find("quote") != std::string::npos);
    QCOMPARE(sink.problems.size(), 1u);
    // A row of nothing readable fails, with its place.
    const Collect garbage = readCsv(header + ",,,\nx\n");
    QVERIFY(garbage.reconciles());
    QCOMPARE(garbage.failures.size(), 1u);
    QCOMPARE(garbage.failures[0].offset, header.size());
    // Recognised by another's word but without a header: one failure, not silence.
    const Collect none = readCsv("a,b\n1,2\n");
    QVERIFY(none.reconciles());
    QCOMPARE(none.failures.size(), 1u);
}

void TestM365Audit::damagedJson() {
    const std::string good = bind("11111111-1111-4111-8111-111111111111");
    // In lines: the damaged line alone.
    const Collect lines = readJson(good + "\n" + bind().substr(0, 500) + "\nnot json\n" + good + "\n");
    QVERIFY(lines.reconciles());
    QCOMPARE(lines.foundCount, 4u);
    QCOMPARE(lines.records(), 3u);
    QCOMPARE(lines.failures.size(), 1u);
    QCOMPARE(lines.problems.size(), 1u);
    // In an array: up to the next record.
    for (const std::size_t keep : {400u, 515u, 560u, 600u}) {
        const std::string text = "[\n" + good + ",\n" + bind().substr(0, keep) + "\n" + good + "\n]";
        const Collect array = readJson(text);
        QVERIFY(array.reconciles());
        QCOMPARE(array.foundCount, 3u);
        QCOMPARE(array.records(), 3u);
        QCOMPARE(array.problems.size(), 1u);
        QCOMPARE(text.substr(array.events.back().offset, array.events.back().length), good);
    }
    // A file cut short.
    const Collect cut = readJson("{\"value\":[" + good + "," + bind().substr(0, 620));
    QVERIFY(cut.reconciles());
    QCOMPARE(cut.records(), 2u);
    QCOMPARE(cut.problems.size(), 1u);
    // An object that is no audit record, and text between objects.
    const Collect other = readJson("[" + good + ",{\"a\":1}]\ngarbage\n");
    QVERIFY(other.reconciles());
    QCOMPARE(other.foundCount, 3u);
    QCOMPARE(other.failures.size(), 2u);
}

void TestM365Audit::hugeAndHostile() {
    const std::string good = bind("11111111-1111-4111-8111-111111111111");
    const std::string deep =
        record("Send", ",\"Item\":" + std::string(200000, '[') + std::string(200000, ']'), kId, 2);
    const Collect nested = readJson(deep + "\n" + good + "\n");
    QVERIFY(nested.reconciles());
    QCOMPARE(nested.foundCount, 2u);
    const std::string open = record("Send", ",\"Item\":" + std::string(2000000, '{'), kId, 2);
    const Collect unclosed = readJson(open + "\n" + good + "\n");
    QVERIFY(unclosed.reconciles());
    QCOMPARE(unclosed.events.back().recordKey.substr(0, 36), std::string("11111111-1111-4111-8111-111111111111"));
    // 20 MB in one member: the record is given up, the others are not, in every shape.
    const std::string huge = record("Send", ",\"X\":\"" + std::string(20u << 20, 'x') + "\"", kId, 2);
    for (const std::string& text :
         {good + "\n" + huge + "\n" + good + "\n", "[" + good + "," + huge + "," + good + "]"}) {
        const Collect sink = readJson(text);
        QVERIFY(sink.reconciles());
        QCOMPARE(sink.foundCount, 3u);
        QCOMPARE(sink.failures.size(), 1u);
        QCOMPARE(sink.records(), 2u);
    }
    const Collect csv = readCsv("UserIds,Operations,AuditData\nu,o," + quoted(good) + "\nu,o," +
                                quoted(huge) + "\nu,o," + quoted(good) + "\n");
    QVERIFY(csv.reconciles());
    QCOMPARE(csv.foundCount, 3u);
    QCOMPARE(csv.failures.size(), 1u);
    QCOMPARE(csv.failures[0].length, static_cast<std::uint64_t>(4 + quoted(huge).size()));
    QCOMPARE(csv.records(), 2u);
    // 5,000 properties: bounded, and said so.
    std::string many = ",\"OperationProperties\":[{\"Name\":\"P\",\"Value\":\"1\"}";
    for (int i = 0; i < 5000; ++i) many += ",{\"Name\":\"P" + std::to_string(i) + "\",\"Value\":\"1\"}";
    const Collect wide = readJson(record("Send", many + "]") + "\n");
    QCOMPARE(wide.records(), 1u);
    QVERIFY(wide.events[0].fields.size() < 600);
    QCOMPARE(wide.problems.size(), 1u);
    // Lines that each break at once are read in one pass.
    std::string broken = "[\n";
    for (int i = 0; i < 20000; ++i)
        broken += "{\"CreationTime\":\"2025-12-11T22:14:03\",\"Operation\":\"Send\",\n";
    QElapsedTimer timer;
    timer.start();
    const Collect linear = readJson(broken);
    QVERIFY(linear.reconciles());
    QCOMPARE(linear.foundCount, 20000u);
    QVERIFY(timer.elapsed() < 5000);
}

void TestM365Audit::manyColumns() {
    std::string header = "AuditData,UserIds,Operations", row = quoted(bind()) + ",u,o";
    for (int i = 0; i < 5000; ++i) header += ",c" + std::to_string(i), row += ",v";
    const Collect sink = readCsv(header + "\n" + row + "\n");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size(), 1u);
    QVERIFY(f(sink.events[0], "damage").find("5003 columns") != std::string::npos);
}

void TestM365Audit::repeatedHeader() {
    const std::string header = "CreationDate,UserIds,Operations,AuditData\n",
                      row = "2025-12-11T22:14:03Z,u,o," + quoted(bind()) + "\n";
    const Collect sink = readCsv(header + row + header + row);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 3u);
    QCOMPARE(sink.skippedWhy, std::vector<std::string>{"repeated header row"});
}

void TestM365Audit::stops() {
    struct Stopping final : Sink {
        std::uint64_t seen = 0;
        void found(std::uint64_t) override { ++seen; }
        void message(Message&&) override {}
        void event(Event&&) override {}
        void skipped(std::string_view, std::uint64_t) override {}
        void failed(Problem&&) override {}
        void problem(Problem&&) override {}
        void fact(Fact&&) override {}
        [[nodiscard]] bool stopped() const override { return seen >= 2; }
    };
    std::string lines, csv = "UserIds,Operations,AuditData\n";
    for (int i = 0; i < 9; ++i) lines += bind() + "\n", csv += "u,o," + quoted(bind()) + "\n";
    const std::pair<const Format*, std::string> cases[] = {
        {&kM365AuditJsonFormat, lines},
        {&kM365AuditJsonFormat, "[\n" + bind() + ",\n" + bind() + ",\n" + bind() + "]"},
        {&kM365AuditCsvFormat, csv}};
    for (const auto& [format, text] : cases) {
        MemorySource source(text);
        Stopping sink;
        Range range;
        range.end = source.size();
        format->read(source, range, {}, sink);
        QCOMPARE(sink.seen, 2u);
    }
}

void TestM365Audit::smallTexts() {
    QCOMPARE(snakeCase("MailAccessType"), std::string("mail_access_type"));
    QCOMPARE(snakeCase("OS"), std::string("os"));
    QCOMPARE(snakeCase("AADSessionId"), std::string("aad_session_id"));
    QCOMPARE(snakeCase("a b-c"), std::string("a_b_c"));
    QCOMPARE(exchangeFolder("\\Inbox"), std::string("INBOX"));
    QCOMPARE(exchangeFolder("\\inbox"), std::string("inbox"));
    QCOMPARE(exchangeFolder("\\A\\B"), std::string("A/B"));
    QCOMPARE(attachmentsJson("x (12b)"), std::string("[{\"name\":\"x\",\"size\":12}]"));
    QCOMPARE(attachmentsJson("no size"), std::string("[{\"name\":\"no size\"}]"));
    QCOMPARE(attachmentsJson("a (1b) (2b); b (3b)"),
             std::string("[{\"name\":\"a (1b)\",\"size\":2},{\"name\":\"b\",\"size\":3}]"));
    QVERIFY(isGuid(kId));
    QVERIFY(!isGuid("ANONYMIZED"));
    QCOMPARE(wholeNumber("1156492.00"), std::string("1156492"));
    QCOMPARE(wholeNumber("1.5"), std::string("1.5"));
    std::string note;
    QCOMPARE(repairJson("{\"a\":1,\"b\":[1,{\"c\":\"d\"},{\"e\":\"f", note),
             std::string("{\"a\":1,\"b\":[1,{\"c\":\"d\"}]}"));
    QCOMPARE(note, std::string("truncated"));
    QCOMPARE(repairJson("{\"a\":1}", note), std::string("{\"a\":1}"));
    QVERIFY(note.empty());
}

QTEST_GUILESS_MAIN(TestM365Audit)
#include "tst_m365_audit.moc"
