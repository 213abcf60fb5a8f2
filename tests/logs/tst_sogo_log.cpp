// SOGo's own log: two shapes of line mixed, sizes out/in, zone text GMT.
#include <QtTest>

#include "logs/log_reading.h"

using sillage::Action;
using sillage::Outcome;

namespace {

const std::string kLog =
    "Dec 11 22:10:01 sogod [170]: <0x0x56304ffb1bc0[SOGoCache]> Using host(s) '127.0.0.1' as server(s)\n"
    "Dec 11 22:10:03 sogod [170]: SOGoRootPage Login from '192.0.2.16, 10.0.0.1' for user 'a' for user 'b' might not have "
    "worked - password policy: 65535  grace: -1  expire: -1  bound: 80\n"
    "192.0.2.44 - - [24/Mar/2013:08:58:32 GMT] \"POST /SOGo/connect HTTP/1.1\" 403 34/38 0.311 - - 2M\n"
    "Dec 11 22:30:03 sogod [170]: SOGoRootPage successful login from '127.0.0.1' for user 'benoit@interieur.example' - expire = -1  "
    "grace = -1\n"
    "Dec 11 22:40:08 sogod [169]: 127.0.0.1 \"GET /SOGo/so/benoit%40interieur.example/Mail/0/folderINBOX/31/2/asAttachment "
    "HTTP/1.0\" 200 3889/0 0.088 - - 0 - 15\n"
    "Dec 11 22:40:14 sogod [169]: 127.0.0.1 \"POST /SOGo/so/benoit%40interieur.example/Mail/0/folderINBOX/37/archiveAttachments "
    "HTTP/1.0\" 200 0/2 0.088 - - 0 - 15\n"
    "Dec 11 22:40:15 sogod [169]: 127.0.0.1 \"GET /SOGo/ HTTP/1.0\" 200 9309/0 0.092 37948 75% 4M - 12\n"
    "Dec 11 22:40:16 sogod [169]: [ERROR] <0x0x7fcf[UIxMailRenderingContext]> found no viewer for MIME type: application/pdf\n"
    "Dec 11 22:40:17 sogod [169]: SOGoUserHomePage user 'benoit@interieur.example' logged off\n"
    "Dec 11 22:40:18 sogod [169]: <0x0x1[SOGoWebAuthenticator]> tried wrong password for user 'AwNy\n"
    "eFeBTYNMQHfEQ\n"
    "\n";

}  // namespace

class SogoLogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recognised();
    void everyLine();
    void requests();
    void logins();
    void syslogged();
    void hostile();
};

void SogoLogTest::recognised() {
    QCOMPARE(recognisedAs(kLog, "sogo.log"), std::string("sogo"));
    QCOMPARE(recognisedAs("192.0.2.44 - - [24/Mar/2013:08:58:32 GMT] \"GET / HTTP/1.1\" 403 34 \"-\" \"-\"\n"
                          "192.0.2.44 - - [24/Mar/2013:08:58:33 GMT] \"GET / HTTP/1.1\" 403 34 \"-\" \"-\"\n", "access.log"),
             std::string("access-log"));
}

void SogoLogTest::everyLine() {
    const auto sink = readLog("sogo", kLog);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(12));
    QCOMPARE(sink.events.size(), std::size_t(8));
    QCOMPARE(sink.skippedCount, std::uint64_t(4));
    QCOMPARE(sink.failures.size(), std::size_t(0));
    QCOMPARE(sink.problems.size(), std::size_t(0));
    QCOMPARE(sink.reasons.at("continuation of the line above"), std::uint64_t(1));
}

void SogoLogTest::requests() {
    const auto sink = readLog("sogo", kLog);
    const auto& download = sink.events.at(3);
    QCOMPARE(download.line, std::uint64_t(5));
    QCOMPARE(download.action, Action::Download);
    QCOMPARE(download.account, std::string("benoit@interieur.example"));
    QCOMPARE(download.folder, std::string("INBOX"));
    QCOMPARE(download.uid, 31u);
    QCOMPARE(download.part, std::string("2"));
    QCOMPARE(download.bytes, std::int64_t(3889));
    QCOMPARE(download.clientIp, std::string("127.0.0.1"));
    QVERIFY(!download.time.hasYear);
    QCOMPARE(sink.events.at(4).bytes, std::int64_t(-1));  // a streamed zip counts 0
    QCOMPARE(std::string(sink.events.at(4).field("http_bytes")), std::string("0"));
    QCOMPARE(sink.events.at(5).protocol, std::string("http"));
    QCOMPARE(sink.events.at(6).action, Action::Other);
    QCOMPARE(sink.events.at(7).action, Action::Logout);
}

void SogoLogTest::logins() {
    const auto sink = readLog("sogo", kLog);
    QCOMPARE(sink.events.at(0).outcome, Outcome::Failure);
    QCOMPARE(sink.events.at(0).account, std::string("a' for user 'b"));
    QCOMPARE(sink.events.at(0).clientIp, std::string("10.0.0.1"));
    QCOMPARE(std::string(sink.events.at(0).field("forwarded_for")), std::string("192.0.2.16, 10.0.0.1"));
    QCOMPARE(sink.events.at(1).outcome, Outcome::Failure);
    QCOMPARE(sink.events.at(1).time.zoneMinutes, 0);
    QCOMPARE(std::string(sink.events.at(1).field("in")), std::string("38"));
    QCOMPARE(sink.events.at(2).outcome, Outcome::Success);
    QCOMPARE(sink.events.at(2).account, std::string("benoit@interieur.example"));
}

void SogoLogTest::syslogged() {
    const auto sink = readLog("syslog",
                              "Dec 11 22:30:03 mail sogod[170]: SOGoRootPage successful login from '192.0.2.1' for user 'lea' - expire = -1  grace = -1\n"
                              "Dec 11 22:30:04 mail sogod[170]: <0x0x1[SOGoCache]> Using host(s) '127.0.0.1' as server(s)\n");
    QVERIFY(sink.reconciles() && sink.failures.empty());
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].account, std::string("lea"));
}

void SogoLogTest::hostile() {
    const std::string nul("Dec 11 22:10:03 sogod [170]: SOGoRootPage Login from '' for user '\0\x1b[2J' might not have worked\n", 95);
    const auto sink = readLog("sogo", std::string(2u << 20, 'A') + "\nDec 99 99:99:99 sogod [1]: x\nDec 11 22:10:03 sogod [170\n" + nul +
                                          "Dec 11 22:10:04 sogod [170]: 127.0.0.1 \"GET /SOGo/ HTTP/1.0\n");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(5));
    QCOMPARE(sink.failures.size(), std::size_t(3));  // overlong, no time, half a request
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].line, std::uint64_t(4));
}

QTEST_GUILESS_MAIN(SogoLogTest)
#include "tst_sogo_log.moc"
