// Zimbra, Nextcloud, Cyrus, Courier and Horde: every line is an event, known noise or a problem.
#include <QtTest>

#include "logs/log_reading.h"
#include "support/shared_corpus.h"

using sillage::Action;
using sillage::Event;
using sillage::Outcome;

namespace {

std::string field(const Event& e, std::string_view key) { return std::string(e.field(key)); }

std::string zimbra(const std::string& context, const std::string& rest) {
    return "2015-12-05 18:47:36,435 INFO  [qtp154-71:http://127.0.0.1:80/service/soap/AuthRequest] [" + context + "] " + rest + "\n";
}

Event zimbraEvent(const std::string& context, const std::string& rest) {
    const auto sink = readLog("zimbra", zimbra(context, rest));
    return sink.events.size() == 1 && sink.reconciles() ? sink.events.front() : Event{};
}

Event syslogEvent(const std::string& rest) {
    const auto sink = readLog("syslog", "Dec 11 22:30:03 mail " + rest + "\n");
    return sink.events.size() == 1 && sink.reconciles() && sink.failures.empty() ? sink.events.front() : Event{};
}

std::string nextcloud(const std::string& app, const std::string& message, const std::string& user = "lea", const std::string& time = "2023-10-01T02:39:09+02:00") {
    return R"({"reqId":"tw","level":1,"time":")" + time + R"(","remoteAddr":"203.0.113.66","user":")" + user + R"(","app":")" + app +
           R"(","method":"GET","url":"/x","message":")" + message + R"(","userAgent":"--","version":"29.1.1.0"})" + "\n";
}

Event nextcloudEvent(const std::string& text) {
    const auto sink = readLog("nextcloud", text);
    return sink.events.size() == 1 && sink.reconciles() && sink.failures.empty() ? sink.events.front() : Event{};
}

}  // namespace

class OtherMailLogsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void zimbraLogins();
    void zimbraContext();
    void zimbraItemsAndMessageIds();
    void zimbraRequests();
    void zimbraContinuations();
    void nextcloudLogins();
    void nextcloudFiles();
    void nextcloudTimes();
    void nextcloudDamage();
    void cyrus();
    void courier();
    void horde();
    void recognition();
    void corpus_data();
    void corpus();
};

void OtherMailLogsTest::zimbraLogins() {
    const Event good = zimbraEvent("name=pepe@domain.com;oip=10.1.2.123;ua=zclient/2.0.5_GA_1839;",
                                   "security - cmd=Auth; account=pepe@domain.com; protocol=soap;");
    QCOMPARE(good.action, Action::Login);
    QCOMPARE(good.outcome, Outcome::Success);
    QCOMPARE(good.account, std::string("pepe@domain.com"));
    QCOMPARE(good.clientIp, std::string("10.1.2.123"));
    QCOMPARE(good.userAgent, std::string("zclient/2.0.5_GA_1839"));
    QCOMPARE(good.protocol, std::string("soap"));
    QCOMPARE(good.time.zoneMinutes, sillage::Stamp::kNoZone);
    QCOMPARE(good.time.precision, sillage::Precision::Millisecond);
    const Event bad = zimbraEvent("ip=1.2.3.4;", "security - cmd=Auth; account=a@b; protocol=imap; error=authentication failed for [a@b], invalid password;");
    QCOMPARE(bad.outcome, Outcome::Failure);
    QCOMPARE(bad.account, std::string("a@b"));
    const Event engine = zimbraEvent("oip=192.168.7.15;oport=57752;oproto=smtp;soapId=688cb579;",
                                     "SoapEngine - handler exception: authentication failed for [toto], account not found");
    QCOMPARE(engine.outcome, Outcome::Failure);
    QCOMPARE(engine.account, std::string("toto"));
    QCOMPARE(engine.protocol, std::string("smtp"));
    QCOMPARE(engine.clientPort, std::uint16_t(57752));
    const Event admin = zimbraEvent("name=root@d;ip=10.0.0.1;", "security - cmd=DelegateAuth; accountId=ab-12; accountName=v@d;");
    QCOMPARE(admin.action, Action::Admin);
    QCOMPARE(field(admin, "account_id"), std::string("ab-12"));
}

void OtherMailLogsTest::zimbraContext() {
    const Event e = zimbraEvent("name=victim@d;aname=admin@d;mid=4;ip=10.0.0.9;oip=203.0.113.66, 10.0.0.9;ua=Browser;;rv=3;", "soap - GetMsgRequest elapsed=12");
    QCOMPARE(e.account, std::string("admin@d"));
    QCOMPARE(e.mailbox, std::string("victim@d"));
    QCOMPARE(e.userAgent, std::string("Browser;rv=3"));
    QCOMPARE(e.clientIp, std::string("10.0.0.9"));  // whom the nearest hop saw; the rest is its word (T32)
    QCOMPARE(field(e, "proxy_ip"), std::string("10.0.0.9"));
    QCOMPARE(field(e, "forwarded_for"), std::string("203.0.113.66, 10.0.0.9"));
}

void OtherMailLogsTest::zimbraItemsAndMessageIds() {
    const Event add = zimbraEvent("name=v@d;mid=4;", "mailop - Adding Message: id=2977, Message-ID=<a@b>, parentId=-2977, folderId=2, folderName=Inbox.");
    QCOMPARE(add.action, Action::Deliver);
    QCOMPARE(add.messageId, std::string("<a@b>"));
    QCOMPARE(add.folder, std::string("INBOX"));
    QCOMPARE(field(add, "item_id"), std::string("2977"));
    const Event move = zimbraEvent("name=v@d;mid=4;", "mailop - moving Message (id=2977) to Folder Trash (id=3)");
    QCOMPARE(move.action, Action::Move);
    QCOMPARE(field(move, "item_id"), std::string("2977"));
    QCOMPARE(field(move, "target"), std::string("Trash"));
    QCOMPARE(zimbraEvent("name=v@d;mid=4;", "mailop - Deleting Message (id=2977).").action, Action::Delete);
}

void OtherMailLogsTest::zimbraRequests() {
    QCOMPARE(zimbraEvent("name=v@d;", "soap - GetMsgRequest elapsed=12").action, Action::Read);
    QCOMPARE(zimbraEvent("name=v@d;", "soap - (batch) SearchRequest elapsed=3").action, Action::Search);
    QCOMPARE(zimbraEvent("name=v@d;", "soap - SendMsgRequest elapsed=3").action, Action::Send);
    QCOMPARE(zimbraEvent("name=v@d;ip=1.2.3.4;", "imap - UID elapsed=3 (NIO)").protocol, std::string("imap"));
}

void OtherMailLogsTest::zimbraContinuations() {
    const auto sink = readLog("zimbra", zimbra("name=v@d;", "soap - handler exception") + "com.zimbra.common.service.ServiceException: x\n\tat a.b(C.java:1)\n\n" +
                                            "2015-12-05 18:47:36,435 INFO  cut\n" + "2015-13-45 18:47:36,435 INFO  [t] [] a - b and some more text\n" +
                                            zimbra("", "mailop - Deleting Message (id=1).") + std::string(2u << 20, 'x') + "\n" + zimbra("name=v@d;", "cache - x"));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(9));
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].line, std::uint64_t(7));
    QCOMPARE(sink.failures.size(), std::size_t(3));  // half a record, a time that is none, a line beyond measure
    QCOMPARE(sink.reasons.at("continuation of the line above"), std::uint64_t(2));
}

void OtherMailLogsTest::nextcloudLogins() {
    const Event bad = nextcloudEvent(nextcloud("core", "Login failed: 'x (Remote IP: 1.1.1.1)' (Remote IP: '10.3.2.2')", "--"));
    QCOMPARE(bad.action, Action::Login);
    QCOMPARE(bad.outcome, Outcome::Failure);
    QCOMPARE(bad.account, std::string("x (Remote IP: 1.1.1.1)"));
    QCOMPARE(field(bad, "message_ip"), std::string("10.3.2.2"));
    QCOMPARE(bad.clientIp, std::string("203.0.113.66"));
    const Event good = nextcloudEvent(nextcloud("admin_audit", R"(Login successful: \"admin\")", "--"));
    QCOMPARE(good.outcome, Outcome::Success);
    QCOMPARE(good.account, std::string("admin"));
    QCOMPARE(nextcloudEvent(nextcloud("admin_audit", "Logout occurred")).action, Action::Logout);
}

void OtherMailLogsTest::nextcloudFiles() {
    const Event read = nextcloudEvent(nextcloud("admin_audit", R"(File accessed: \"/Affaires/plan.pdf\")"));
    QCOMPARE(read.action, Action::File);
    QCOMPARE(field(read, "path"), std::string("/Affaires/plan.pdf"));
    QCOMPARE(field(read, "op"), std::string("accessed"));
    QCOMPARE(read.account, std::string("lea"));
    QCOMPARE(nextcloudEvent(nextcloud("admin_audit", R"(File deleted: \"/a\")")).action, Action::Delete);
    QCOMPARE(nextcloudEvent(nextcloud("admin_audit", R"(File created: \"//a\")")).action, Action::Save);
    QCOMPARE(field(nextcloudEvent(nextcloud("admin_audit", R"(Preview accessed: \"/logo.png\" (width: \"1\"))")), "op"), std::string("preview"));
    QCOMPARE(nextcloudEvent(nextcloud("admin_audit", R"(The file \"/a\" with ID \"3\" has been shared via link)")).action, Action::Permission);
    QCOMPARE(nextcloudEvent(nextcloud("admin_audit", R"(User created: \"x\")")).action, Action::Admin);
    QCOMPARE(nextcloudEvent(nextcloud("memories", "Memories: Updated item")).action, Action::Other);
}

void OtherMailLogsTest::nextcloudTimes() {
    QCOMPARE(nextcloudEvent(nextcloud("core", "x")).time.zoneMinutes, 120);
    const Event written = nextcloudEvent(nextcloud("core", "x", "lea", "October 11, 2019 13:15:40"));
    QVERIFY(written.time.present);
    QCOMPARE(written.time.zoneMinutes, sillage::Stamp::kNoZone);
    QCOMPARE(written.time.civil, *sillage::civilMicros(2019, 10, 11, 13, 15, 40));
    const Event other = nextcloudEvent(nextcloud("core", "x", "lea", "October 45, 2019 13:15:40"));
    QVERIFY(!other.time.present);
    QCOMPARE(other.rawTime, std::string("October 45, 2019 13:15:40"));
}

void OtherMailLogsTest::nextcloudDamage() {
    const std::string good = nextcloud("core", "x");
    const auto sink = readLog("nextcloud", good.substr(0, 90) + "\n{\"a\":1}\n" + std::string(5000, '[') + "\n" + good +
                                               R"({"reqId":"","time":"","message":"cron","user":"--","remoteAddr":""})");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(5));
    QCOMPARE(sink.failures.size(), std::size_t(3));
    QCOMPARE(sink.skippedCount, std::uint64_t(1));
    QCOMPARE(sink.events.at(0).line, std::uint64_t(4));
}

void OtherMailLogsTest::cyrus() {
    const Event bad = syslogEvent("cyrus/imap[5355]: badlogin: localhost.localdomain [127.0.0.1] plaintext cyrus@localdomain SASL(-13): authentication failure: checkpass failed");
    QCOMPARE(bad.outcome, Outcome::Failure);
    QCOMPARE(bad.account, std::string("cyrus@localdomain"));
    QCOMPARE(bad.protocol, std::string("imap"));
    const Event good = syslogEvent("imaps[77]: login: host.example [203.0.113.66] lea@x.example PLAIN+TLS User logged in SESSIONID=<mail-77-1-2-3>");
    QCOMPARE(good.outcome, Outcome::Success);
    QCOMPARE(good.account, std::string("lea@x.example"));
    QCOMPARE(good.clientIp, std::string("203.0.113.66"));
    QCOMPARE(good.session, std::string("mail-77-1-2-3"));
    QCOMPARE(field(good, "method"), std::string("PLAIN+TLS"));
    const Event gone = syslogEvent("imap[7]: auditlog: expunge sessionid=<mail-77> mailbox=<user.lea> uniqueid=<ab> uid=<12> guid=<ff> cid=<1>");
    QCOMPARE(gone.action, Action::Expunge);
    QCOMPARE(gone.uid, 12u);
    QCOMPARE(gone.folder, std::string("user.lea"));
}

void OtherMailLogsTest::courier() {
    const Event good = syslogEvent("imapd-ssl: LOGIN, user=lea, ip=[::ffff:1.2.3.4], port=[40000], protocol=IMAP");
    QCOMPARE(good.outcome, Outcome::Success);
    QCOMPARE(good.clientIp, std::string("1.2.3.4"));
    QCOMPARE(good.clientPort, std::uint16_t(40000));
    const Event end = syslogEvent("imapd: LOGOUT, user=lea, ip=[::ffff:1.2.3.4], port=[40000], headers=0, body=12345, rcvd=90, sent=13000, time=4");
    QCOMPARE(end.action, Action::Logout);
    QCOMPARE(end.bytes, std::int64_t(13000));
    QCOMPARE(field(end, "body_octets"), std::string("12345"));
    const Event forged = syslogEvent("pop3d: LOGIN FAILED, user=a, ip=[9.9.9.9], ip=[::ffff:198.51.100.76]");
    QCOMPARE(forged.outcome, Outcome::Failure);
    QCOMPARE(forged.clientIp, std::string("198.51.100.76"));
    QCOMPARE(forged.account, std::string("a, ip=[9.9.9.9]"));
    QCOMPARE(forged.protocol, std::string("pop3"));
}

void OtherMailLogsTest::horde() {
    const Event bad = syslogEvent("HORDE[12]: [imp] FAILED LOGIN for lea@x.example [203.0.113.66] to {localhost:143 [imap/notls]} [pid 12 on line 7 of \"a\"]");
    QCOMPARE(bad.outcome, Outcome::Failure);
    QCOMPARE(bad.account, std::string("lea@x.example"));
    QCOMPARE(bad.clientIp, std::string("203.0.113.66"));
    QCOMPARE(syslogEvent("HORDE[12]: [imp] Login success for lea [203.0.113.66] to {localhost:143}").outcome, Outcome::Success);
}

void OtherMailLogsTest::recognition() {
    QCOMPARE(recognisedAs(zimbra("name=a;", "security - cmd=Auth; account=a; protocol=soap;") + zimbra("", "soap - x"), "audit.log"), std::string("zimbra"));
    QCOMPARE(recognisedAs(nextcloud("core", "x") + nextcloud("core", "y"), "nextcloud.log"), std::string("nextcloud"));
    QCOMPARE(recognisedAs("2015-12-05 18:47:36,435 INFO  some other java program says much about itself\n", "x.log"), std::string());
}

void OtherMailLogsTest::corpus_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("lines");
    QTest::addColumn<int>("events");
    QTest::newRow("zimbra audit") << "zimbra/audit_mailbox_quotes.log" << "zimbra" << 4 << 4;
    QTest::newRow("zimbra engine") << "zimbra/crowdsec_zimbra-bf.log" << "zimbra" << 7 << 7;
    QTest::newRow("nextcloud 1") << "nextcloud/crowdsec_nextcloud-logs.log" << "nextcloud" << 5 << 5;
    QTest::newRow("nextcloud 2") << "nextcloud/lnav_nextcloud.log" << "nextcloud" << 5 << 3;
    QTest::newRow("nextcloud audit") << "nextcloud/wazuh-ruleset_nextcloud.log" << "nextcloud" << 7 << 7;
    QTest::newRow("courier") << "other_mail/courier-auth.log" << "syslog" << 6 << 6;
    QTest::newRow("cyrus") << "other_mail/cyrus-imap.log" << "syslog" << 10 << 10;
}

void OtherMailLogsTest::corpus() {
    QFETCH(QString, path);
    QFETCH(QString, format);
    QFETCH(int, lines);
    QFETCH(int, events);
    const auto root = sharedCorpus();
    if (root.empty()) QSKIP("the corpus of real evidence is not here (../shared or $SILLAGE_SHARED)");
    const std::string octets = fileBytes(root / "logs" / path.toStdString());
    QCOMPARE(recognisedAs(octets, path.section('/', -1).toStdString()), format.toStdString());
    const auto sink = readLog(format.toStdString(), octets);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(lines));
    QCOMPARE(sink.events.size(), std::size_t(events));
    QCOMPARE(sink.failures.size(), std::size_t(0));
    QCOMPARE(sink.problems.size(), std::size_t(0));
}

QTEST_GUILESS_MAIN(OtherMailLogsTest)
#include "tst_other_mail_logs.moc"
