// What each operation of the Microsoft 365 unified audit log becomes: items, sessions, addresses, times, identity.
#include "m365_samples.h"

class TestM365Operations : public QObject {
    Q_OBJECT
private Q_SLOTS:
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
};

void TestM365Operations::bindOddities() {
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
    QCOMPARE(f(e, "external_access"), std::string("false"));
    QCOMPARE(e.folder, std::string("Empty"));
    QVERIFY(e.messageId.empty());
    for (const auto& [name, value] : e.fields) QVERIFY(name != "is_throttled");
    // Neither folders nor items: still one event.
    const Collect bare = readJson(record("MailItemsAccessed", ""));
    QCOMPARE(bare.events.size(), 1u);
    QCOMPARE(bare.events[0].action, Action::Access);
}

void TestM365Operations::sync() {
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

void TestM365Operations::sendAndAttachments() {
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

void TestM365Operations::deletions() {
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

void TestM365Operations::attachmentAccess() {
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

void TestM365Operations::rulesAndPermissions() {
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

void TestM365Operations::logins() {
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

void TestM365Operations::sentinelAndDefender() {
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
    QCOMPARE(f(s.events[0], "logon_type"), std::string("0"));  // Sentinel writes "Owner"
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

void TestM365Operations::addresses() {
    const auto ipOf = [](const std::string& rest) {
        return readJson(record("Send", rest)).events[0].clientIp;
    };
    QCOMPARE(ipOf(",\"ClientIPAddress\":\"::ffff:192.0.2.1\""), std::string("192.0.2.1"));
    QCOMPARE(ipOf(",\"ClientIP\":\"[2001:DB8::1]:443\""), std::string("2001:db8::1"));
    QCOMPARE(ipOf(",\"ClientIPAddress\":\"<null>\",\"ClientIP\":\"192.0.2.2\""), std::string("192.0.2.2"));
    QCOMPARE(ipOf(",\"ActorIpAddress\":\"192.0.2.3\""), std::string("192.0.2.3"));
    QCOMPARE(ipOf(",\"ClientIP\":null"), std::string());
}

void TestM365Operations::times_data() {
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

void TestM365Operations::times() {
    QFETCH(QString, text);
    QFETCH(QString, iso);
    const Stamp s = m365Time(text.toStdString());
    QCOMPARE(s.present, !iso.isEmpty());
    if (!s.present) return;
    QCOMPARE(s.zoneMinutes, 0);
    QCOMPARE(formatIso(Time(std::chrono::microseconds(s.civil))), iso.toStdString());
}

void TestM365Operations::actions_data() {
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

void TestM365Operations::actions() {
    QFETCH(QString, operation);
    QFETCH(QString, type);
    QFETCH(QString, action);
    QCOMPARE(std::string(actionName(m365Action(operation.toStdString(), type.toStdString(), "", false))),
             action.toStdString());
}

void TestM365Operations::identityOfARecord() {
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

QTEST_GUILESS_MAIN(TestM365Operations)
#include "tst_m365_operations.moc"
