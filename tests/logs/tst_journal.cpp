// systemd's journal as JSON and in its export format: the same grammars as syslog, every entry accounted for.
#include <QtTest>

#include <random>

#include "base/phrase.h"
#include "logs/log_reading.h"
#include "support/shared_corpus.h"

using namespace sillage;

class JournalTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEntryIsReadAsItsLineOfSyslog();
    void bothFormsGiveTheSame();
    void valuesThatAreNotText();
    void jsonInItsOtherDresses();
    void aLengthThatLiesCostsItsEntry();
    void timesThatNoCalendarHolds();
    void largeValuesArePassedOver();
    void mutantsAreAccountedFor();
    void ownFilesAreNamed();
    void corpusHasItsEntries();
};

namespace {

const std::string kSshd = "Accepted password for claire from 203.0.113.66 port 50151 ssh2";
const std::string kDovecot = "imap-login: Login: user=<claire@example.test>, method=PLAIN, rip=203.0.113.66, lip=192.0.2.1, mpid=12, TLS, session=<abcdefghijkl>";

std::string le64(std::uint64_t value) {
    std::string out;
    for (int i = 0; i < 8; ++i, value >>= 8) out += static_cast<char>(value & 0xff);
    return out;
}
std::string entry(int n, const std::string& identifier, const std::string& message) {
    return "__CURSOR=s=a;i=" + std::to_string(n) + "\n__REALTIME_TIMESTAMP=176549124312345" + std::to_string(n) + "\n__MONOTONIC_TIMESTAMP=5\n_BOOT_ID=b\nPRIORITY=6\n_HOSTNAME=mx1\nSYSLOG_IDENTIFIER=" +
           identifier + "\n_PID=77\n_SYSTEMD_UNIT=x.service\n" + message + "\n";
}
std::string text(const std::string& message) { return "MESSAGE=" + message + "\n"; }
std::string binary(const std::string& message) { return "MESSAGE\n" + le64(message.size()) + message + "\n"; }
std::string json(int n, const std::string& identifier, const std::string& message) {
    return "{ \"__CURSOR\" : \"s=a;i=" + std::to_string(n) + "\", \"__REALTIME_TIMESTAMP\" : \"176549124312345" + std::to_string(n) +
           "\", \"_BOOT_ID\" : \"b\", \"_HOSTNAME\" : \"mx1\", \"SYSLOG_IDENTIFIER\" : \"" + identifier + "\", \"_PID\" : \"77\", \"_SYSTEMD_UNIT\" : \"x.service\", \"MESSAGE\" : " + message + " }\n";
}

}  // namespace

void JournalTest::anEntryIsReadAsItsLineOfSyslog() {
    const std::string octets = entry(1, "sshd", text(kSshd)) + entry(2, "dovecot", text(kDovecot)) + entry(3, "kernel", text("eth0: link up"));
    QCOMPARE(recognisedAs(octets, "journal.export"), std::string("journal-export"));
    const auto sink = readLog("journal-export", octets);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(3));
    QCOMPARE(sink.problems.size(), std::size_t(0));
    QCOMPARE(sink.failures.size(), std::size_t(0));
    QCOMPARE(sink.events.size(), std::size_t(2));
    const auto syslog = readLog("syslog", "2025-12-11T22:14:03.123451+00:00 mx1 sshd[77]: " + kSshd + "\n2025-12-11T22:14:03.123452+00:00 mx1 dovecot[77]: " + kDovecot + "\n");
    for (std::size_t i = 0; i < 2; ++i) {
        QCOMPARE(actionName(sink.events[i].action), actionName(syslog.events[i].action));
        QCOMPARE(sink.events[i].account, syslog.events[i].account);
        QCOMPARE(sink.events[i].clientIp, syslog.events[i].clientIp);
        QCOMPARE(sink.events[i].session, syslog.events[i].session);
        QCOMPARE(sink.events[i].time.civil, syslog.events[i].time.civil);
    }
    QCOMPARE(sink.events[0].rawTime, std::string("1765491243123451"));
    QCOMPARE(sink.events[0].field("unit"), std::string_view("x.service"));
    QCOMPARE(sink.events[1].offset, std::uint64_t(entry(1, "sshd", text(kSshd)).size()));
    QCOMPARE(octets.substr(sink.events[1].offset, 9), std::string("__CURSOR="));
}

void JournalTest::bothFormsGiveTheSame() {
    const auto a = readLog("journal-export", entry(1, "sshd", binary(kSshd)) + entry(2, "dovecot", text(kDovecot)));
    const std::string lines = json(1, "sshd", "\"" + kSshd + "\"") + json(2, "dovecot", "\"" + kDovecot + "\"");
    QCOMPARE(recognisedAs(lines, "x.json"), std::string("journal-json"));
    const auto b = readLog("journal-json", lines);
    QVERIFY(b.reconciles());
    QCOMPARE(a.events.size(), std::size_t(2));
    QCOMPARE(b.events.size(), std::size_t(2));
    for (std::size_t i = 0; i < 2; ++i) {
        QCOMPARE(a.events[i].recordKey, b.events[i].recordKey);
        QCOMPARE(a.events[i].account, b.events[i].account);
        QCOMPARE(a.events[i].fields, b.events[i].fields);
        QCOMPARE(a.events[i].time.civil, b.events[i].time.civil);
    }
    QCOMPARE(b.events[1].line, std::uint64_t(2));
}

void JournalTest::valuesThatAreNotText() {
    std::string bytes = "[";
    for (const char c : kSshd) bytes += (bytes.size() > 1 ? "," : "") + std::to_string(static_cast<unsigned char>(c));
    QCOMPARE(readLog("journal-json", json(1, "sshd", bytes + "]")).events.at(0).account, std::string("claire"));
    QCOMPARE(readLog("journal-json", json(1, "sshd", "[\"" + kSshd + "\",\"second\"]")).events.at(0).account, std::string("claire"));
    const auto none = readLog("journal-json", json(1, "sshd", "null"));
    QVERIFY(none.reconciles());
    QCOMPARE(none.skippedCount, std::uint64_t(1));
    const auto lines = readLog("journal-export", entry(1, "sshd", binary(kSshd + "\n\n__CURSOR=forged\n")));
    QVERIFY(lines.reconciles());
    QCOMPARE(lines.foundCount, std::uint64_t(1));
}

void JournalTest::jsonInItsOtherDresses() {
    const std::string one = json(1, "sshd", "\"" + kSshd + "\"");
    for (const std::string& dressed : {"data: " + one + "\ndata: " + one, "\x1e" + one + "\x1e" + one}) {
        QCOMPARE(recognisedAs(dressed, "x.json"), std::string("journal-json"));
        const auto sink = readLog("journal-json", dressed);
        QVERIFY(sink.reconciles());
        QCOMPARE(sink.events.size(), std::size_t(2));
    }
}

void JournalTest::timesThatNoCalendarHolds() {
    const auto dated = [](const std::string& micros) {
        std::string octets = entry(1, "sshd", text(kSshd));
        return octets.replace(octets.find("1765491243123451"), 16, micros);
    };
    QCOMPARE(readLog("journal-export", dated("253402300799999999")).events.size(), std::size_t(1));
    // The second is of the year 67561, whose last sixteen bits are 2025.
    for (const char* micros : {"253402300800000000", "2069881856043123451", "9223372036854775807", "-1", "18446744073709551615"}) {
        const auto sink = readLog("journal-export", dated(micros));
        QVERIFY(sink.reconciles());
        QVERIFY2(sink.events.empty(), micros);
        QCOMPARE(sink.failures.size(), std::size_t(1));
        QVERIFY(inEnglish(sink.failures[0].reason).find("__REALTIME_TIMESTAMP") != std::string::npos);
    }
}

void JournalTest::aLengthThatLiesCostsItsEntry() {
    std::string lie = entry(1, "sshd", "MESSAGE\n" + le64(~std::uint64_t{0} - 3) + kSshd + "\n");
    const std::string octets = lie + entry(2, "sshd", text(kSshd)) + "__CURSOR=cut\nMESSAGE\n\x05";
    const auto sink = readLog("journal-export", octets);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.failures.size(), std::size_t(2));
    QCOMPARE(sink.failures[0].offset, std::uint64_t(0));
    QCOMPARE(sink.failures[0].length, std::uint64_t(lie.size()));
}

void JournalTest::largeValuesArePassedOver() {
    const std::string core(5u << 20, 'x');
    const auto sink = readLog("journal-export", entry(1, "sshd", text(kSshd) + "COREDUMP\n" + le64(core.size()) + core + "\nCODE=" + core + "\n") + entry(2, "sshd", text(kSshd)));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t(2));
}

void JournalTest::mutantsAreAccountedFor() {
    std::mt19937 random(64);
    const std::string exported = entry(1, "sshd", binary(kSshd)) + entry(2, "dovecot", text(kDovecot)) + entry(3, "sshd", text(kSshd));
    const std::string lines = json(1, "sshd", "\"" + kSshd + "\"") + json(2, "dovecot", "\"" + kDovecot + "\"");
    for (int round = 0; round < 300; ++round) {
        for (const auto& [octets, format] : {std::pair{exported, "journal-export"}, {lines, "journal-json"}}) {
            std::string mutant = octets;
            for (int i = 0; i < 1 + round % 10; ++i) mutant[random() % mutant.size()] = static_cast<char>(random());
            if (round % 4 == 0) mutant.resize(random() % mutant.size());
            QVERIFY(readLog(format, mutant).reconciles());
        }
    }
}

void JournalTest::ownFilesAreNamed() {
    QCOMPARE(recognisedAs("LPKSHHRH" + std::string(300, '\0'), "system.journal"), std::string("journal"));
    QVERIFY(!logFormat("journal")->read);
}

void JournalTest::corpusHasItsEntries() {
    const auto corpus = sharedCorpus();
    if (corpus.empty()) QSKIP("the corpus of real evidence is not here (../shared or $SILLAGE_SHARED)");
    const auto sink = readLog("journal-json", fileBytes(corpus / "logs/journald/lnav_journald_export.json"));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, std::uint64_t(2));
    QCOMPARE(sink.skippedCount, std::uint64_t(2));
    QCOMPARE(sink.failures.size(), std::size_t(0));
}

QTEST_GUILESS_MAIN(JournalTest)
#include "tst_journal.moc"
