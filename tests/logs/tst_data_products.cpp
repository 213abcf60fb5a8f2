// Products beside the definitions that need code: Ivanti's containers, nginx as a mail proxy, Roundcube's mixed logs. And
// the samples of real servers: each is what it is, every record accounted for.
#include <QtTest>

#include <filesystem>
#include <fstream>

#include "base/phrase.h"
#include "logs/log_reading.h"

using sillage::Action;
using sillage::formatIso;
using sillage::inEnglish;
using sillage::Outcome;

class DataProductsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ivanti();
    void ivantiDamaged();
    void nginxMailProxy();
    void nginxInSyslog();
    void roundcubeMixed();
    void realLogs_data();
    void realLogs();
};

static std::string vc0(const std::string& records) {
    std::string log(8192, '\0');
    log[0] = 5;
    log[4] = 1;
    return log + records;
}
static const std::string kAccess = "\x05" "693b4235.00000011\tgate\tAUT24327\tvc0\tRoot\t203.0.113.66\tmartin\tUser login succeeded\tweb";
static const std::string kAdmin = "\x05" "693b4236.00000012\tgate\tADM23535\tvc0\tRoot\t\tSystem\t\tSign-in policy changed\tadmin-ui";

void DataProductsTest::ivanti() {
    const std::string log = vc0(kAccess + kAdmin + std::string(500, '\0') + kAccess);
    QCOMPARE(recognisedAs(log, "log.access.vc0"), std::string("ivanti"));
    const auto sink = readLog("ivanti", log);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 3u);
    QCOMPARE(sink.events.size(), std::size_t{3});
    QCOMPARE(sink.events[0].account, std::string("martin"));
    QCOMPARE(sink.events[0].clientIp, std::string("203.0.113.66"));
    QVERIFY(sink.events[0].action == Action::Login && sink.events[0].outcome == Outcome::Success);
    QCOMPARE(formatIso(sillage::Time(std::chrono::microseconds(sink.events[0].time.civil))), std::string("2025-12-11T22:14:13Z"));
    QCOMPARE(log.substr(sink.events[0].offset, sink.events[0].length), kAccess.substr(1));
    QVERIFY(sink.events[1].action == Action::Admin);
    QCOMPARE(std::string(sink.events[1].field("op")), std::string("Sign-in policy changed"));
    QCOMPARE(sink.failures.size() + sink.problems.size(), std::size_t{0});
}

void DataProductsTest::ivantiDamaged() {
    const auto sink = readLog("ivanti", vc0(kAccess + "\x05 cut" + "\x05" "nothex!!.00000012\tgate\tA\tvc0\tRoot\t\t\tx\ty" + "\x05" + std::string(1 << 20, 'a') + kAccess));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t{2});
    QCOMPARE(sink.failures.size(), std::size_t{3});
    QCOMPARE(inEnglish(sink.failures[2].reason), std::string("the record is longer than 256 KiB"));
    QCOMPARE(recognisedAs(vc0("\x05garbage"), "log.access.vc0"), std::string());
}

void DataProductsTest::nginxMailProxy() {
    const auto sink = readLog("nginx-error",
                              "2022/04/05 13:25:30 [info] 8#8: *24790 client 172.77.77.254:40734 connected to 0.0.0.0:11587\n"
                              "2022/04/05 13:25:31 [info] 8#8: *24790 client logged in, client: 203.0.113.66, server: 0.0.0.0:11143, login: \"martin\", upstream: 192.0.2.10:143\n"
                              "2022/04/05 13:25:32 [info] 8#8: *24790 proxied session done, client: 203.0.113.66, server: 0.0.0.0:11143, login: \"martin\", upstream: 192.0.2.10:143\n"
                              "2022/04/05 13:25:33 [info] 8#8: *24785 client logged in, client: 203.0.113.66, server: 0.0.0.0:25\n"
                              "2023/04/05 21:00:42 [info] 1#1: *1 client login failed: \"Authentication credentials invalid\" while in http auth state, client: 203.0.113.66 using starttls, server: 0.0.0.0:587, login: \"postmaster\"\n"
                              "203.0.113.66 - - [05/Apr/2022:04:45:57 +0200] \"GET / HTTP/1.1\" 403 118 \"-\" \"x\"\n");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t{6});
    const Action actions[] = {Action::Connect, Action::Login, Action::Logout, Action::Connect, Action::Login, Action::Page};
    for (std::size_t i = 0; i < 6; ++i) QVERIFY2(sink.events[i].action == actions[i], std::to_string(i).c_str());
    QCOMPARE(sink.events[0].clientPort, std::uint16_t{40734});
    QCOMPARE(sink.events[1].protocol, std::string("imap"));
    QCOMPARE(sink.events[1].account, std::string("martin"));
    QVERIFY(sink.events[1].outcome == Outcome::Success && sink.events[4].outcome == Outcome::Failure);
    QCOMPARE(sink.events[4].account, std::string("postmaster"));
    QCOMPARE(sink.events[4].clientIp, std::string("203.0.113.66"));
    QVERIFY(sink.events[3].account.empty());
}

void DataProductsTest::nginxInSyslog() {
    const auto sink = readLog("nginx-error",
                              "host nginx[983478]: 2023/12/09 21:35:20 [error] 983478#983478: *3 user \"x\" was not found in \"/var/lib/h\", client: 203.0.113.66, server: h\n"
                              "host nginx[23141]: host nginx: 2025/09/07 21:20:40 [error] 23141#23141: *24470 PAM: user 'martin' - not authenticated: Authentication failure, client: 203.0.113.66, server: w\n");
    QVERIFY(sink.reconciles() && sink.failures.empty());
    QCOMPARE(sink.events.size(), std::size_t{2});
    QCOMPARE(sink.events[1].account, std::string("martin"));
    QVERIFY(sink.events[1].outcome == Outcome::Failure);
}

void DataProductsTest::roundcubeMixed() {
    const std::string log = "[22-Jan-2013 22:28:21 +0200]: FAILED login for user1 from 203.0.113.66\n"
                            "May 26 07:12:40 hamster roundcube: IMAP Error: Login failed for sales@example.com from 203.0.113.66\n"
                            "[30-Dec-2014 13:02:34 -0500]: IMAP Error: Login failed for admin@example.com from 203.0.113.66. AUTHENTICATE PLAIN: x in /a.php on line 184 (POST /?_task=login)\n";
    QCOMPARE(recognisedAs(log, "x"), std::string("roundcube-errors"));
    const auto sink = readLog("roundcube-errors", log);
    QVERIFY(sink.reconciles() && sink.failures.empty());
    QCOMPARE(sink.events.size(), std::size_t{3});
    for (const auto& e : sink.events) QVERIFY(e.action == Action::Login && e.outcome == Outcome::Failure && e.clientIp == "203.0.113.66");
    QCOMPARE(recognisedAs("[22-Jan-2013 22:28:21 +0200]: FAILED login for user1 from 203.0.113.66\n", "x"), std::string("roundcube-userlogins"));
}

void DataProductsTest::realLogs_data() {
    const char* shared = std::getenv("SILLAGE_SHARED");
    const std::filesystem::path logs = std::filesystem::path(shared ? shared : SILLAGE_SOURCE_DIR "/../shared") / "corpus/logs";
    if (!std::filesystem::exists(logs)) QSKIP("needs the corpus of real evidence beside the project (or $SILLAGE_SHARED)");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("events");
    QTest::addColumn<int>("noise");
    const auto row = [&](const char* path, const char* format, int events, int noise) {
        if (std::filesystem::exists(logs / path)) QTest::newRow(path) << QString::fromStdString((logs / path).string()) << format << events << noise;
    };
    row("exim/fail2ban_exim.log", "exim", 45, 6);
    row("exim/wazuh-ruleset_exim.log", "exim", 5, 0);
    row("sendmail/fail2ban_sendmail-auth.log", "syslog", 13, 0);
    row("other_mail/assp.log", "assp", 22, 0);
    row("other_mail/courier-auth.log", "syslog", 6, 0);
    row("other_mail/cyrus-imap.log", "syslog", 10, 0);
    row("other_mail/kerio.log", "kerio", 15, 0);
    row("other_mail/perdition.log", "syslog", 2, 0);
    row("samba/crowdsec_smb-logs.log", "samba", 2, 0);
    row("samba/lab_full_audit.log", "syslog", 35, 0);
    row("samba/lab_log.10.20.0.5", "samba", 5, 5);
    row("samba/lab_log.mail01", "samba", 0, 4);
    row("vpn/crowdsec_openvpn.log", "openvpn", 21, 3);
    row("vpn/crowdsec_pulse_secure.log", "access-log", 2, 0);
    row("vpn/ivanti_log.access.vc0", "ivanti", 10, 0);
    row("vpn/ivanti_log.admin.vc0", "ivanti", 10, 0);
    row("web_access/crowdsec_nginx-mail.log", "nginx-error", 14, 3);
    row("web_access/nginx-http-auth_error.log", "nginx-error", 10, 8);
    row("webmail_app/groupoffice.log", "groupoffice", 2, 0);
    row("webmail_app/roundcube-auth.log", "roundcube-errors", 17, 0);
    row("syslog/plaso_syslog_rsyslog_ForwardFormat", "syslog-frames", 0, 9);
}

void DataProductsTest::realLogs() {
    QFETCH(QString, path);
    QFETCH(QString, format);
    QFETCH(int, events);
    QFETCH(int, noise);
    std::ifstream in(path.toStdString(), std::ios::binary);
    const std::string octets((std::istreambuf_iterator<char>(in)), {});
    QCOMPARE(QString::fromStdString(recognisedAs(octets, std::filesystem::path(path.toStdString()).filename().string())), format);
    const auto sink = readLog(format.toStdString(), octets);
    QVERIFY(sink.reconciles());
    for (const auto& f : sink.failures) qWarning("%s: %s", inEnglish(f.item).c_str(), inEnglish(f.reason).c_str());
    QCOMPARE(sink.failures.size() + sink.problems.size(), std::size_t{0});
    QCOMPARE(static_cast<int>(sink.events.size()), events);
    QCOMPARE(static_cast<int>(sink.skippedCount), noise);
}

QTEST_GUILESS_MAIN(DataProductsTest)
#include "tst_data_products.moc"
