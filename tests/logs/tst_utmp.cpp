// Login records of Linux (wtmp, btmp, lastlog), and the lines of log-in programs behind syslog.
#include <QtTest>

#include <random>

#include "base/phrase.h"
#include "logs/auth_line.h"
#include "logs/log_reading.h"

using namespace sillage;

class UtmpTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wtmpIsLoginsAndLogouts();
    void btmpIsFailures();
    void lastlogIsOneRecordAUser();
    void damageCostsItsRecord();
    void otherFilesAreNotTakenForIt();
    void mutantsAreAccountedFor();
    void linesOfLogInPrograms_data();
    void linesOfLogInPrograms();
};

namespace {

std::string le(std::uint64_t value, std::size_t width) {
    std::string out;
    for (std::size_t i = 0; i < width; ++i, value >>= 8) out += static_cast<char>(value & 0xff);
    return out;
}
std::string field(std::string text, std::size_t width) {
    text.resize(width, '\0');
    return text;
}
std::string record(unsigned type, unsigned pid, const std::string& line, const std::string& user, const std::string& host, std::uint32_t seconds,
                   const std::string& address = {}) {
    return le(type, 4) + le(pid, 4) + field(line, 32) + field("ts/0", 4) + field(user, 32) + field(host, 256) + le(0, 8) + le(seconds, 4) +
           le(123456, 4) + field(address, 16) + std::string(20, '\0');
}
constexpr std::uint32_t kWhen = 1'765'491'243;

std::string wtmp() {
    return record(2, 0, "~", "reboot", "6.1.0-31-amd64", kWhen) + record(6, 500, "tty1", "LOGIN", "", kWhen + 1) +
           record(7, 600, "pts/0", "claire", "203.0.113.66", kWhen + 2, std::string("\xcb\x00\x71\x42", 4)) + record(8, 600, "pts/0", "", "", kWhen + 60) +
           record(8, 700, "pts/9", "", "", kWhen + 61) + record(1, 0, "~", "shutdown", "6.1.0-31-amd64", kWhen + 90);
}

}  // namespace

void UtmpTest::wtmpIsLoginsAndLogouts() {
    const std::string octets = wtmp();
    QCOMPARE(octets.size() % 384, std::size_t(0));
    QCOMPARE(recognisedAs(octets, "wtmp"), std::string("utmp"));
    QCOMPARE(recognisedAs(octets, "recovered.bin"), std::string("utmp"));
    const auto sink = readLog("utmp", octets);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(6));
    QCOMPARE(sink.failures.size(), std::size_t(0));
    QCOMPARE(sink.events.size(), std::size_t(4));
    const Event& login = sink.events[1];
    QCOMPARE(actionName(login.action), std::string_view("login"));
    QCOMPARE(login.account, std::string("claire"));
    QCOMPARE(login.clientIp, std::string("203.0.113.66"));
    QCOMPARE(login.rawTime, std::string("1765491245.123456"));
    QCOMPARE(login.time.civil, std::int64_t(1'765'491'245'123'456));
    QCOMPARE(login.offset, std::uint64_t(2 * 384));
    const Event& logout = sink.events[2];
    QCOMPARE(actionName(logout.action), std::string_view("logout"));
    QCOMPARE(logout.account, std::string("claire"));
    QCOMPARE(logout.session, login.session);
    QCOMPARE(sink.events[0].field("op"), std::string_view("boot"));
    QCOMPARE(sink.events[3].field("op"), std::string_view("shutdown"));
    QCOMPARE(sink.skippedCount, std::uint64_t(2));
}

void UtmpTest::btmpIsFailures() {
    const std::string octets = record(6, 600, "ssh:notty", "root", "2001:db8::1", kWhen, std::string("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01", 16));
    QCOMPARE(recognisedAs(octets, "btmp.1"), std::string("utmp"));
    ReadHints hints;
    hints.name = "btmp.1";
    const auto sink = readLog("utmp", octets, hints);
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(outcomeName(sink.events[0].outcome), std::string_view("failure"));
    QCOMPARE(sink.events[0].protocol, std::string("ssh"));
    QCOMPARE(sink.events[0].clientIp, std::string("2001:db8::1"));
}

void UtmpTest::lastlogIsOneRecordAUser() {
    const std::string octets = std::string(292 * 1000, '\0') + le(kWhen, 4) + field("pts/0", 32) + field("203.0.113.66", 256);
    QCOMPARE(recognisedAs(octets, "lastlog"), std::string("lastlog"));
    const auto sink = readLog("lastlog", octets);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(1001));
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].account, std::string("uid:1000"));
    QCOMPARE(sink.events[0].clientIp, std::string("203.0.113.66"));
}

void UtmpTest::damageCostsItsRecord() {
    std::string octets = wtmp();
    octets[2 * 384] = 'x';
    octets.resize(octets.size() - 10);
    const auto sink = readLog("utmp", octets);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.failures.size(), std::size_t(2));
    QCOMPARE(sink.failures[0].offset, std::uint64_t(2 * 384));
    QCOMPARE(inEnglish(sink.failures[1].reason), std::string("the file ends inside a record"));
}

void UtmpTest::otherFilesAreNotTakenForIt() {
    QCOMPARE(recognisedAs(std::string(384 * 3, '\0'), "wtmp"), std::string());
    QCOMPARE(recognisedAs(std::string(384 * 3, 'a'), "wtmp"), std::string());
    QCOMPARE(recognisedAs(std::string(292 * 3, 'a'), "lastlog"), std::string());
}

void UtmpTest::mutantsAreAccountedFor() {
    std::mt19937 random(384);
    for (int round = 0; round < 300; ++round) {
        std::string mutant = wtmp();
        for (int i = 0; i < 1 + round % 20; ++i) mutant[random() % mutant.size()] = static_cast<char>(random());
        if (round % 4 == 0) mutant.resize(random() % mutant.size());
        QVERIFY(readLog("utmp", mutant).reconciles());
        QVERIFY(readLog("lastlog", mutant).reconciles());
    }
}

void UtmpTest::linesOfLogInPrograms_data() {
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("expected");  // action outcome account address op target; "" = noise
    const auto row = [](const char* program, const char* message, const char* expected) {
        QTest::newRow(message) << QString(program) << QString(message) << QString(expected);
    };
    row("sudo", "  claire : TTY=pts/0 ; PWD=/home/claire ; USER=root ; COMMAND=/usr/bin/cat /var/vmail/x", "admin success claire  sudo /usr/bin/cat /var/vmail/x");
    row("sudo", "claire : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", "admin failure claire  sudo /bin/sh");
    row("sudo", "claire : command not allowed ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh -c USER=x", "admin failure claire  sudo /bin/sh -c USER=x");
    row("sudo", "pam_unix(sudo:session): session opened for user root(uid=0) by claire(uid=1000)", "other success root  session-opened ");
    row("sudo", "pam_unix(sudo:auth): authentication failure; logname=claire uid=1000 euid=0 tty=/dev/pts/0 ruser=claire rhost=  user=claire", "login failure claire  pam ");
    row("su", "(to root) claire on pts/0", "login success root  su ");
    row("su", "FAILED SU (to root) claire on pts/0", "");
    row("su", "FAILED su for root by claire", "login failure root  su ");
    row("su", "Successful su for root by claire", "login success root  su ");
    row("su", "pam_unix(su:session): session closed for user root", "logout unknown root   ");
    row("useradd", "new user: name=backup2, UID=1002, GID=1002, home=/home/backup2, shell=/bin/bash", "admin success   account ");
    row("usermod", "add 'backup2' to group 'sudo'", "admin success   account ");
    row("passwd", "pam_unix(passwd:chauthtok): password changed for claire", "");
    row("CRON", "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)", "");
    row("systemd-logind", "New session 3 of user claire.", "");
    row("login", "pam_unix(login:auth): authentication failure; logname=LOGIN uid=0 euid=0 tty=/dev/tty1 ruser= rhost=203.0.113.66  user=root", "login failure root 203.0.113.66 pam ");
}

void UtmpTest::linesOfLogInPrograms() {
    QFETCH(QString, program);
    QFETCH(QString, message);
    QFETCH(QString, expected);
    const std::string tag = program.toStdString(), text = message.toStdString();
    QVERIFY(isAuthProgram(tag));
    Event e;
    const LineVerdict verdict = parseAuthLine(tag, text, e);
    if (expected.isEmpty()) {
        QCOMPARE(verdict.kind, LineVerdict::Kind::Noise);
        return;
    }
    QCOMPARE(verdict.kind, LineVerdict::Kind::Event);
    const std::string got = std::string(actionName(e.action)) + " " + std::string(outcomeName(e.outcome)) + " " + e.account + " " + e.clientIp + " " +
                            std::string(e.field("op")) + " " + std::string(e.field("command"));
    QCOMPARE(QString::fromStdString(got), expected);
}

QTEST_GUILESS_MAIN(UtmpTest)
#include "tst_utmp.moc"
