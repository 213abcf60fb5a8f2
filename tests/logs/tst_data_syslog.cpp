// Every grammar of a program works behind every envelope of syslog, and records that are no lines are found again after
// damage.
#include <QtTest>

#include "base/phrase.h"
#include "logs/log_reading.h"

using sillage::Action;
using sillage::Event;
using sillage::formatIso;
using sillage::inEnglish;

namespace {

struct Envelope {
    const char* name;
    std::string (*wrap)(const std::string& program, const std::string& message);
    bool year, zone;
};

const Envelope kEnvelopes[] = {
    {"RFC 3164", [](const std::string& p, const std::string& m) { return "Dec 11 22:14:03 mx " + p + "[77]: " + m + "\n"; }, false, false},
    {"RFC 3164 with priority", [](const std::string& p, const std::string& m) { return "<22>Dec 11 22:14:03 mx " + p + "[77]: " + m + "\n"; }, false, false},
    {"RFC 3164 with a fraction", [](const std::string& p, const std::string& m) { return "Dec 11 22:14:03.120 mx " + p + "[77]: " + m + "\n"; }, false, false},
    {"without a host", [](const std::string& p, const std::string& m) { return "Dec 11 22:14:03 " + p + "[77]: " + m + "\n"; }, false, false},
    {"rsyslog's file format", [](const std::string& p, const std::string& m) { return "2025-12-11T22:14:03.120000+01:00 mx " + p + "[77]: " + m + "\n"; }, true, true},
    {"ISO with a space", [](const std::string& p, const std::string& m) { return "2025-12-11 22:14:03 mx " + p + "[77]: " + m + "\n"; }, true, false},
    {"TAI64N", [](const std::string& p, const std::string& m) { return "@40000000693b4235072701c8 mx " + p + "[77]: " + m + "\n"; }, true, true},
    {"RFC 5424", [](const std::string& p, const std::string& m) { return "<22>1 2025-12-11T22:14:03.120000+01:00 mx " + p + " 77 - - " + m + "\n"; }, true, true},
    {"RFC 5424 with structured data", [](const std::string& p, const std::string& m) {
         return "<22>1 2025-12-11T22:14:03.120000+01:00 mx " + p + " 77 ID47 [a@1 x=\"]\\\"\" y=\"2\"][b@2] \xef\xbb\xbf" + m + "\n";
     }, true, true},
    {"octet-counted", [](const std::string& p, const std::string& m) {
         const std::string frame = "<22>1 2025-12-11T22:14:03.120000+01:00 mx " + p + " 77 - - " + m;
         return std::to_string(frame.size()) + " " + frame;
     }, true, true},
    {"run together", [](const std::string& p, const std::string& m) { return "<22>2025-12-11T22:14:03.120000+01:00 mx " + p + "[77]: " + m; }, true, true},
};

struct Program {
    const char* name;
    const char* message;
    Action action;
    const char* account;
};
const Program kPrograms[] = {
    {"dovecot", "imap-login: Login: user=<martin>, method=PLAIN, rip=203.0.113.66, lip=192.0.2.5, mpid=4, TLS, session=<abc>", Action::Login, "martin"},
    {"sshd", "Accepted password for martin from 203.0.113.66 port 47557 ssh2", Action::Login, "martin"},
    {"exim", "dovecot_login authenticator failed for (User) [203.0.113.66]: 535 Incorrect authentication data (set_id=martin)", Action::Login, "martin"},
    {"sendmail", "06I02CNi016764: AUTH failure (LOGIN): checkpass failed, user=martin, relay=[203.0.113.66]", Action::Login, "martin"},
    {"smbd_audit", "martin|203.0.113.66|client|dossiers|pread_recv|ok|/srv/liste.txt", Action::File, "martin"},
    {"openvpn", "martin/203.0.113.66:52234 AUTH: Received control message: AUTH_FAILED", Action::Login, "martin"},
    {"imapd", "LOGIN FAILED, user=martin, ip=[::ffff:203.0.113.66]", Action::Login, "martin"},
    {"roundcube", "IMAP Error: Login failed for martin from 203.0.113.66", Action::Login, "martin"},
};

std::string frame(const std::string& message) {
    const std::string f = "<22>1 2025-12-11T22:14:03+01:00 mx sshd 77 - - " + message;
    return std::to_string(f.size()) + " " + f;
}
const std::string kAccepted = "Accepted password for martin from 203.0.113.66 port 47557 ssh2";

}  // namespace

class DataSyslogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyProgramInEveryEnvelope_data();
    void everyProgramInEveryEnvelope();
    void timesAreOne();
    void theNilTime();
    void theLoggersOwnRemark();
    void aFrameHoldsLineEnds();
    void aWrongLengthCostsItsLine();
    void recordsRunTogether();
    void programsOfDefinitionsFailWhereUnknown();
};

void DataSyslogTest::everyProgramInEveryEnvelope_data() {
    QTest::addColumn<int>("envelope");
    QTest::addColumn<int>("program");
    for (int e = 0; e < static_cast<int>(std::size(kEnvelopes)); ++e)
        for (int p = 0; p < static_cast<int>(std::size(kPrograms)); ++p)
            QTest::addRow("%s in %s", kPrograms[p].name, kEnvelopes[e].name) << e << p;
}

void DataSyslogTest::everyProgramInEveryEnvelope() {
    QFETCH(int, envelope);
    QFETCH(int, program);
    const Envelope& e = kEnvelopes[envelope];
    const Program& p = kPrograms[program];
    const std::string one = e.wrap(p.name, p.message), log = one + one + one;
    const std::string format = recognisedAs(log, "mail.log");
    // Exim writes such lines into its own file as well.
    QVERIFY2(format == "syslog" || format == "syslog-frames" || (format == "exim" && e.name == std::string_view("ISO with a space")), format.c_str());
    const auto sink = readLog(format, log);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 3u);
    QCOMPARE(sink.events.size(), std::size_t{3});
    QCOMPARE(sink.problems.size(), std::size_t{0});
    for (std::size_t i = 0; i < 3; ++i) {
        const Event& event = sink.events[i];
        QVERIFY(event.action == p.action);
        QCOMPARE(event.account, std::string(p.account));
        QCOMPARE(event.clientIp, std::string("203.0.113.66"));
        QVERIFY(event.time.present);
        QCOMPARE(event.time.hasYear, e.year);
        QCOMPARE(event.time.zoneMinutes != sillage::Stamp::kNoZone, e.zone);
        QVERIFY(log.substr(event.offset, event.length).find(p.message) != std::string::npos);
        QCOMPARE(event.line, one.back() == '\n' ? i + 1 : 1u);
    }
}

void DataSyslogTest::timesAreOne() {
    // The same instant in every envelope that states year and zone; in the others the same civil time.
    for (const Envelope& e : kEnvelopes) {
        const std::string one = e.wrap("sshd", kAccepted);
        const auto sink = readLog(recognisedAs(one + one + one, "x"), one + one + one);
        QVERIFY2(!sink.events.empty(), e.name);
        const auto& t = sink.events[0].time;
        const std::int64_t minutes = t.zoneMinutes == sillage::Stamp::kNoZone ? 60 : t.zoneMinutes;
        const std::string text = formatIso(sillage::Time(std::chrono::microseconds(t.civil) - std::chrono::minutes(minutes)));
        QVERIFY2(text.substr(e.year ? 0 : 5) == std::string("2025-12-11T21:14:03Z").substr(e.year ? 0 : 5) ||
                     std::string_view(e.name) == "TAI64N",
                 (std::string(e.name) + " " + text).c_str());
    }
}

void DataSyslogTest::theNilTime() {
    const auto sink = readLog("syslog", "<22>1 - mx sshd 77 - - " + kAccepted + "\n");
    QCOMPARE(sink.events.size(), std::size_t{1});
    QVERIFY(!sink.events[0].time.present);
    QCOMPARE(sink.events[0].account, std::string("martin"));
    QVERIFY(sink.reconciles());
}

void DataSyslogTest::theLoggersOwnRemark() {
    const auto sink = readLog("syslog", "Nov 18 01:15:43: --- last message repeated 5 times ---\nDec 11 22:14:03 mx x: y\n");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.failures.size(), std::size_t{0});
    QCOMPARE(sink.reasons.at("repetition of the line above"), 1u);
}

void DataSyslogTest::aFrameHoldsLineEnds() {
    const std::string log = frame("a message\nof two lines") + frame(kAccepted) + "\n" + frame(kAccepted);
    QCOMPARE(recognisedAs(log, "tcp.log"), std::string("syslog-frames"));
    const auto sink = readLog("syslog-frames", log);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 3u);
    QCOMPARE(sink.events.size(), std::size_t{2});
    QCOMPARE(sink.events[0].line, 2u);  // the first message's second line
    QCOMPARE(sink.events[1].line, 3u);
    QCOMPARE(sink.failures.size() + sink.problems.size(), std::size_t{0});
}

void DataSyslogTest::aWrongLengthCostsItsLine() {
    const std::string log = frame(kAccepted) + "9999999 nonsense\n" + frame(kAccepted) + "\n77 <22>1 cut";
    const auto sink = readLog("syslog-frames", log);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t{2});
    QCOMPARE(sink.events[1].line, 2u);
    QCOMPARE(sink.failures.size(), std::size_t{2});
    QVERIFY(inEnglish(sink.failures[0].reason).starts_with("the length before this syslog record is wrong"));
    QCOMPARE(sink.failures[0].offset, frame(kAccepted).size());
    QCOMPARE(inEnglish(sink.failures[1].item), std::string("line 3"));
}

void DataSyslogTest::recordsRunTogether() {
    const std::string a = "<86>2025-12-11T22:14:03+01:00 mx sshd[1]: " + kAccepted, b = "<14>2025-12-11T22:14:03+01:00 mx tag text\nin two lines";
    const std::string log = a + b + a + "<15>no record" + a + "\n";
    QCOMPARE(recognisedAs(log, "tcp.log"), std::string("syslog-frames"));
    const auto sink = readLog("syslog-frames", log);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 4u);
    QCOMPARE(sink.events.size(), std::size_t{3});
    QCOMPARE(sink.events[1].line, 2u);
    QCOMPARE(sink.events[2].offset, log.size() - 1 - a.size());
    QCOMPARE(sink.failures.size() + sink.problems.size(), std::size_t{0});
}

void DataSyslogTest::programsOfDefinitionsFailWhereUnknown() {
    const auto sink = readLog("syslog", "Dec 11 22:14:03 mx smbd_audit: nothing of the kind\nDec 11 22:14:03 mx cron[1]: (root) CMD (x)\n");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.failures.size(), std::size_t{1});
    QVERIFY(inEnglish(sink.failures[0].reason).starts_with("no rule for lines of “Samba full_audit” knows this one"));
    QCOMPARE(sink.skippedCount, 1u);
}

QTEST_GUILESS_MAIN(DataSyslogTest)
#include "tst_data_syslog.moc"
