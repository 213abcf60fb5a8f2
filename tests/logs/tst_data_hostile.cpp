// Hostile logs through definitions: endless lines, NULs, a million columns, UTF-16, texts that imitate the server's own.
// Line numbers are right afterwards and memory stays bounded. What is large is generated while it is read.
#include <QtTest>

#include <sys/resource.h>

#include "base/phrase.h"
#include "logs/data/library.h"
#include "logs/log_reading.h"

using namespace sillage;

namespace {

/// `before`, then count times the octet, then `after`.
class LongSource final : public ByteSource {
public:
    LongSource(std::string before, char octet, std::uint64_t count, std::string after)
        : before_(std::move(before)), after_(std::move(after)), octet_(octet), count_(count) {}
    [[nodiscard]] std::uint64_t size() const override { return before_.size() + count_ + after_.size(); }
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t wanted) override {
        const std::size_t n = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, size() - std::min(offset, size())));
        if (offset >= before_.size() && offset + n <= before_.size() + count_) {
            std::memset(buffer, octet_, n);
            return n;
        }
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint64_t at = offset + i;
            buffer[i] = at < before_.size() ? before_[at] : at < before_.size() + count_ ? octet_ : after_[at - before_.size() - count_];
        }
        return n;
    }

private:
    std::string before_, after_;
    char octet_;
    std::uint64_t count_;
};

RecordingSink readSource(std::string_view id, ByteSource& source) {
    RecordingSink sink;
    Range range;
    range.end = source.size();
    logFormat(id)->read(source, range, {}, sink);
    return sink;
}

long peakKiB() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

const std::string kExim = "2025-12-11 22:14:03 plain authenticator failed for (x) [203.0.113.66]: 535 Incorrect authentication data (set_id=martin)\n";

/// A definition of a table and one of pairs and JSON lines, for what has no built-in one.
std::string tableDefinition(const std::string& id, const std::string& kind, const std::string& sample, const std::string& whatKey = "what") {
    return R"json({"id": ")json" + id + R"json(", "title": "T", "proves": {"best": "session"}, )json" + kind +
           R"json(, "rules": [{"name": "in", "when": {")json" + whatKey + R"json(": "in"}, "set": {"action": "login"}},
                              {"name": "all", "pattern": "out", "set": {"action": "logout"}}],
           "samples": [)json" + sample + "]}";
}

}  // namespace

class DataHostileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEndlessLine_data();
    void anEndlessLine();
    void nulsAndBrokenText();
    void aMillionPairs();
    void aMillionColumns();
    void utf16Table();
    void jsonThatIsNone();
    void runawayTextOfAnAttacker();
    void imitations_data();
    void imitations();
    void aRecordOfManyLines();
    void rangesReadAsOne();
    void cleanup() { useDefinitions({}, true, nullptr); }
};

void DataHostileTest::anEndlessLine_data() {
    QTest::addColumn<QString>("format");
    QTest::newRow("a log by definition") << "exim";
    QTest::newRow("syslog") << "syslog";
    QTest::newRow("key=value") << "fortigate";
    QTest::newRow("records of several lines") << "samba";
}

void DataHostileTest::anEndlessLine() {
    QFETCH(QString, format);
    const std::string last = format == "syslog"      ? "Dec 11 22:14:03 mx exim[1]: " + kExim
                             : format == "fortigate" ? "date=2025-12-11 time=22:14:03 logid=1 type=event action=tunnel-up user=martin\n"
                             : format == "samba"     ? "Auth: [SMB2,(null)] user [W]\\[martin] at [Thu, 14 Oct 2021 15:24:12.023984 UTC] with [NTLMv2] status [NT_STATUS_OK] "
                                                       "workstation [M] remote host [ipv4:172.17.0.1:44890] mapped to [W]\\[martin]. local host [ipv4:172.17.0.2:445]\n"
                                                     : kExim;
    LongSource source("\n\n", 'a', 1ull << 30, "\n" + last);
    const long before = peakKiB();
    const auto sink = readSource(format.toStdString(), source);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 4u);
    QCOMPARE(sink.failures.size(), std::size_t{1});
    QVERIFY(inEnglish(sink.failures[0].reason).starts_with("the line is longer than 1 MiB"));
    QCOMPARE(inEnglish(sink.failures[0].item), std::string("line 3"));
    QCOMPARE(sink.events.size(), std::size_t{1});
    QCOMPARE(sink.events[0].line, 4u);
    QCOMPARE(sink.events[0].account, std::string("martin"));
    QCOMPARE(sink.problems.size(), std::size_t{0});
    QVERIFY2(peakKiB() - before < 64 * 1024, qPrintable(QString::number(peakKiB() - before)));
}

void DataHostileTest::nulsAndBrokenText() {
    const std::string nul(1, '\0');
    const auto sink = readLog("exim", "2025-12-11 22:14:03 plain authenticator failed for (x) [203.0.113.66]: 535 Incorrect authentication data (set_id=a" + nul + "b\xff)\n" +
                                          nul + nul + "\n\x1b[2J\n" + kExim);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 4u);
    QCOMPARE(sink.events.size(), std::size_t{2});
    QCOMPARE(sink.events[0].account, "a" + nul + "b\xef\xbf\xbd");
    QCOMPARE(sink.events[1].line, 4u);
    QCOMPARE(sink.failures.size(), std::size_t{2});
    QVERIFY(sink.failures[1].reason.find('\x1b') == std::string::npos);
    QCOMPARE(sink.problems.size(), std::size_t{0});
}

void DataHostileTest::aMillionPairs() {
    std::string line = "date=2025-12-11 time=22:14:03 logid=1 type=event action=tunnel-up user=martin";
    for (int i = 0; i < 100'000; ++i) line += " a=1";
    const auto sink = readLog("fortigate", line + "\n" + std::string(900'000, '=') + "\ndate=2025-12-11 time=22:14:04 logid=1 type=event user=x\n");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t{2});
    QCOMPARE(sink.events[0].account, std::string("martin"));
    QCOMPARE(sink.events[1].line, 3u);
    QCOMPARE(sink.failures.size(), std::size_t{1});
}

void DataHostileTest::aMillionColumns() {
    useDefinitions({{"t.json", tableDefinition("t", R"json("table": {"header": ["when", "who", "what"], "columns": {"who": "account"}, "time": {"format": "iso", "from": "when"}})json",
                                               R"json({"text": ["when,who,what", "2025-12-11 22:14:03,martin,in"], "event": {"action": "login", "account": "martin"}})json")}},
                   true, nullptr);
    std::string log = "when,who,what\n2025-12-11 22:14:03,martin,in\n2025-12-11 22:14:03,durand,in";
    for (int i = 0; i < 1'000'000; ++i) log += ",x";
    log += "\n2025-12-11 22:14:04,\"a\nb\",in\nnever,x,in\nwhen,who,what\n2025-12-11 22:14:05,\"open,in\n2025-12-11 22:14:06,last,in\n";
    QCOMPARE(recognisedAs(log, "x.csv"), std::string("t"));
    const auto sink = readLog("t", log);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t{4});
    QCOMPARE(sink.events[1].account, std::string("durand"));
    QCOMPARE(sink.events[2].account, std::string("a\nb"));
    QCOMPARE(sink.events[2].line, 4u);
    QCOMPARE(sink.events[3].account, std::string("last"));
    QCOMPARE(sink.events[3].line, 9u);
    QCOMPARE(sink.failures.size(), std::size_t{2});
    QCOMPARE(inEnglish(sink.failures[0].item), std::string("line 6"));
    QCOMPARE(inEnglish(sink.failures[1].item), std::string("line 8"));
}

void DataHostileTest::utf16Table() {
    useDefinitions({{"t.json", tableDefinition("t", R"json("table": {"separator": ";", "header": ["when", "who"], "columns": {"who": "account"}, "time": {"format": "iso", "from": "when"}})json",
                                               R"json({"text": ["when;who;what", "2025-12-11 22:14:03;martin;in"], "event": {"action": "login", "account": "martin"}})json")}},
                   true, nullptr);
    const QString text = QStringLiteral("when;who;what\r\n2025-12-11 22:14:03;Ren\u00e9;in\r\n2025-12-11 22:14:04;\U0001F600;out\r\n");
    for (const bool little : {true, false}) {
        std::string octets = little ? "\xff\xfe" : "\xfe\xff";
        for (const QChar c : text) {
            const char low = static_cast<char>(c.unicode() & 0xff), high = static_cast<char>(c.unicode() >> 8);
            octets += little ? low : high;
            octets += little ? high : low;
        }
        QCOMPARE(recognisedAs(octets, "x.csv"), std::string("t"));
        const auto sink = readLog("t", octets);
        QVERIFY(sink.reconciles());
        QCOMPARE(sink.events.size(), std::size_t{1});
        QCOMPARE(sink.events[0].account, std::string("Ren\u00e9"));
        QCOMPARE(sink.events[0].line, 2u);
        QCOMPARE(sink.failures.size(), std::size_t{1});  // "out" is looked for in the octets of the row, which are UTF-16
        QCOMPARE(inEnglish(sink.failures[0].item), std::string("line 3"));
    }
}

void DataHostileTest::jsonThatIsNone() {
    useDefinitions({{"j.json", tableDefinition("j", R"json("json": {"requires": ["/when", "/who/name"], "columns": {"/who/name": "account", "/n": "bytes"}, "time": {"format": "epoch", "from": "/when"}})json",
                                               R"json({"text": "{\"when\": 1765491243, \"who\": {\"name\": \"martin\"}, \"what\": \"in\", \"n\": 7}", "event": {"time": "2025-12-11T22:14:03+00:00", "action": "login", "account": "martin", "bytes": "7"}})json", "/what")}},
                   true, nullptr);
    const std::string good = "{\"when\": 1765491243, \"who\": {\"name\": \"martin\"}, \"what\": \"in\"}\n";
    const std::string log = good + std::string(100'000, '[') + "\n{\"when\": \"x\", \"who\": {\"name\": \"a\"}}\n{\"when\": 1}\n{\"when\n" + good;
    QCOMPARE(recognisedAs(good + good, "x.json"), std::string("j"));
    const auto sink = readLog("j", log);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.size(), std::size_t{2});
    QCOMPARE(sink.events[1].line, 6u);
    QCOMPARE(sink.failures.size(), std::size_t{4});
}

void DataHostileTest::runawayTextOfAnAttacker() {
    // Lines made to cost steps end within the limit; the line after them is read.
    std::string log;
    for (const char* filler : {"=> ", "<= a A=b S=1 ", "a A= ", "H=x (", "(", ": ", " R=a T=b "}) {
        log += "2025-12-11 22:14:03 16ZCW1-0005MB-00 => x";
        while (log.size() % 300'000 < 299'000) log += filler;
        log += "\x01\n";
    }
    QElapsedTimer clock;
    clock.start();
    const auto sink = readLog("exim", log + kExim);
    QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.events.back().account, std::string("martin"));
    QCOMPARE(sink.events.back().line, 8u);
}

void DataHostileTest::imitations_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("account");
    QTest::addColumn<QString>("address");
    QTest::newRow("exim: a second address in the name") << "exim" << "2025-12-11 22:14:03 plain authenticator failed for (x) [203.0.113.66]: 535 Incorrect authentication data (set_id=a) [127.0.0.1]: 535 x (set_id=b)"
                                                        << "a) [127.0.0.1]: 535 x (set_id=b" << "203.0.113.66";
    QTest::newRow("exim: a second host in the command") << "exim" << "2025-12-11 22:14:03 SMTP protocol error in \"AUTH\" H=(t) [127.0.0.1]\" H=(r) [203.0.113.66] AUTH command used when not advertised"
                                                        << "" << "203.0.113.66";
    QTest::newRow("sendmail: a second relay in the name") << "syslog" << "Dec 11 22:14:03 mx sendmail[1]: 06I02CNi016765: AUTH failure (LOGIN): checkpass failed, user=criminal, relay=[127.0.0.1], relay=[203.0.113.66] (may be forged)"
                                                          << "criminal, relay=[127.0.0.1]" << "203.0.113.66";
    QTest::newRow("groupoffice: a second IP in the name") << "groupoffice" << "[2014-01-06 10:59:38]LOGIN FAILED for user: \"a\" from IP: 127.0.0.1\" from IP: 203.0.113.66" << "a\" from IP: 127.0.0.1" << "203.0.113.66";
    QTest::newRow("vpopmail: a colon and an address in the name") << "syslog" << "Dec 11 22:14:03 mx vpopmail[1]: vchkpw-smtp: vpopmail user not found a:127.0.0.1:203.0.113.66" << "a:127.0.0.1" << "203.0.113.66";
    QTest::newRow("perdition: a second status in the name") << "syslog" << "Dec 11 22:14:03 mx perdition[1]: Auth: 203.0.113.66:2274->192.0.2.9:143 authorisation_id=NONE authentication_id=\"x\" server=\"s\" protocol=IMAP4 status=\"ok\" server=\"imap:143\" protocol=IMAP4 status=\"failed: x\""
                                                            << "x\" server=\"s\" protocol=IMAP4 status=\"ok" << "203.0.113.66";
    QTest::newRow("samba: brackets in the name") << "samba" << "Auth: [SMB2,(null)] user [W]\\[x] at [y] with [z] at [Thu, 14 Oct 2021 15:24:12.023984 UTC] with [NTLMv2] status [NT_STATUS_NO_SUCH_USER] workstation [M] remote host [ipv4:203.0.113.66:44890] mapped to [W]\\[x]. local host [ipv4:172.17.0.2:445]"
                                                 << "x] at [y] with [z" << "203.0.113.66";
    QTest::newRow("fortigate: a second address in the name") << "fortigate" << "date=2025-12-11 time=22:14:03 logid=1 type=event action=ssl-login-fail remip=203.0.113.66 user=\"a remip=127.0.0.1\" msg=\"x\"" << "a remip=127.0.0.1" << "203.0.113.66";
}

void DataHostileTest::imitations() {
    QFETCH(QString, format);
    QFETCH(QString, line);
    QFETCH(QString, account);
    QFETCH(QString, address);
    const auto sink = readLog(format.toStdString(), line.toStdString() + "\n");
    QVERIFY(sink.reconciles());
    QVERIFY2(sink.events.size() == 1, sink.failures.empty() ? "" : sink.failures[0].reason.c_str());
    QCOMPARE(QString::fromStdString(sink.events[0].account), account);
    QCOMPARE(QString::fromStdString(sink.events[0].clientIp), address);
    QVERIFY(sink.events[0].outcome == sillage::Outcome::Failure);
}

void DataHostileTest::aRecordOfManyLines() {
    std::string log = "[2025/12/11 22:25:53.617777,  3] ../../auth/auth_log.c:647(log)\n";
    for (int i = 0; i < 100'000; ++i) log += "  more\n";
    log += "[2025/12/11 22:25:54,  3] ../../auth/auth_log.c:647(log)\n";
    const auto sink = readLog("samba", "  an orphan\n" + log);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 100'003u);
    QCOMPARE(sink.reasons.at("continuation of the line above"), 100'000u);
    QCOMPARE(sink.reasons.at("Samba: message of the service"), 2u);
    QCOMPARE(sink.failures.size(), std::size_t{1});  // what belongs to no record
}

void DataHostileTest::rangesReadAsOne() {
    // A log cut into units gives the events of the whole: records of several lines are not torn.
    std::string log;
    for (int i = 0; i < 60'000; ++i)
        log += "[2025/12/11 22:25:53.617777,  3] ../../auth/auth_log.c:647(log)\n  Auth: [SMB2,(null)] user [L]\\[u" + std::to_string(i) +
               "] at [Thu, 11 Dec 2025 22:25:53.617751 CET] with [NTLMv2] status [NT_STATUS_OK] workstation [M] remote host [ipv4:203.0.113.66:1] became [M]\\[d]. local host [ipv4:192.0.2.5:445]\n";
    MemorySource source(log);
    std::vector<Cut> cuts;
    std::string carry;
    const Format* format = logFormat("samba");
    format->scan(source, [](Bytes) {}, [&](Cut c) { cuts.push_back(c); }, carry);
    QVERIFY(cuts.size() >= 2);
    RecordingSink whole, parts;
    Range range;
    range.end = log.size();
    format->read(source, range, {}, whole);
    cuts.push_back({log.size(), 0});
    Range part;
    for (const Cut& c : cuts) {
        part.end = c.offset;
        part.last = c.offset == log.size();
        format->read(source, part, {}, parts);
        part.begin = c.offset;
        part.firstLine = c.line;
        part.first = false;
    }
    QCOMPARE(whole.events.size(), std::size_t{60'000});
    QCOMPARE(parts.events.size(), whole.events.size());
    QCOMPARE(parts.events.back().line, whole.events.back().line);
    QCOMPARE(parts.events.back().offset, whole.events.back().offset);
    QCOMPARE(parts.foundCount, whole.foundCount);
    QVERIFY(parts.reconciles() && parts.failures.empty());
}

QTEST_GUILESS_MAIN(DataHostileTest)
#include "tst_data_hostile.moc"
