// T11, T12, T13, T23 and T24, sessions of a mail server: each rule by a case it holds in, one it does not, and the edge.
#include <QtTest>

#include "base/phrase.h"
#include "tests/trace/scene.h"

using namespace scene;

namespace {

constexpr std::uint64_t kInbox = 5 * 1000 + 11 * 15;  // five messages of 1011, 1022 … 1055 octets

Scene mailbox() {
    Scene s;
    s.recorderOn().indicator(kIntruder);
    for (std::uint32_t uid = 1; uid <= 5; ++uid) s.add(Mail("INBOX", uid, 1000 + 11 * uid));
    s.add(Mail("Sent", 1, 5003)).add(Mail("Sent", 2, 7001));
    return s;
}
Line logout(int bodies, std::int64_t bytes) { return counted(kNight + 60 * kSec, 0, 0, bodies, bytes).ip(kIntruder).session("direct1"); }
Line flag(std::uint32_t uid, const char* flags) {
    return Line(Action::Flag, "imap", kNight).account(kOwner).ip(kIntruder).session("direct1").item("INBOX", uid).ok().field("flags", flags);
}
Line effect(Action action, std::uint32_t uid) {
    return Line(action, "imap", kNight).account(kOwner).ip(kIntruder).session("direct1").item("INBOX", uid, "<INBOX" + std::to_string(uid) + "@x>").ok();
}
Line pop3(int retr, int top, int messages = 5, std::int64_t bytes = kInbox, std::int64_t size = kInbox) {
    Line l(Action::Logout, "pop3", kNight);
    l.account(kOwner).ip(kIntruder).session("pop1").field("retr", std::to_string(retr)).field("retr_bytes", std::to_string(bytes));
    if (top >= 0) l.field("top", std::to_string(top));
    return l.field("messages", std::to_string(messages)).field("size", std::to_string(size));
}
/// Microseconds, port and address, little endian, in base64 (T24).
std::string sessionIdOf(std::int64_t start, const QByteArray& address) {
    QByteArray octets;
    for (int i = 0; i < 6; ++i) octets.append(static_cast<char>(start >> (8 * i) & 0xff));
    octets.append(char(0x39)).append(char(0x30)).append(address);
    return octets.toBase64().toStdString();
}
const QByteArray kIntruderOctets = QByteArray::fromHex("cb007142");  // 203.0.113.66

}  // namespace

class RulesMailServer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void t11PositiveRemovalsAreNamed();
    void t11NegativeReadsAreNot();
    void t11BoundaryAsManyBodiesAsFlags();
    void t12PositiveEveryOneThatFitsStaysPossible();
    void t12NegativeNoBodyServed();
    void t12BoundaryOneOctetBelowTheMessage();
    void t12BoundaryNothingIsBoundedWhileCountersAreMissing();
    void t12BoundaryACountThatNoSessionCanHave();
    void t13PositiveEverythingRetrieved();
    void t13NegativeNothingRetrieved();
    void t13BoundaryOneLessThanAll();
    void t13BoundaryOneTop();
    void t13BoundaryOneOctetLess();
    void t23PositiveOneSetFits();
    void t23NegativeOneOctetOff();
    void t23BoundaryTwoSetsFit();
    void t23BoundaryCutOff();
    void t24PositiveTheIdStandsInForTheLogin();
    void t24NegativeIdsOfAnotherForm();
    void t24BoundaryADayBeforeTheLine();
    void t24BoundaryIpv6();
};

void RulesMailServer::t11PositiveRemovalsAreNamed() {
    Scene s = mailbox();
    const auto r = s.add(effect(Action::Expunge, 2)).add(logout(0, 0)).run();
    QCOMPARE(rowOf(r, 2, false).effects, (std::vector<std::string>{"deleted"}));
    QCOMPARE(rowOf(r, 2, false).rules.at(0), std::string("T11@1"));
}

void RulesMailServer::t11NegativeReadsAreNot() {
    Scene s = mailbox();
    s.add(effect(Action::Copy, 2)).add(flag(3, "\\Flagged")).add(logout(0, 0));
    const auto r = s.run();
    for (const Touch& t : withActor(r)) QVERIFY(!isContent(t.depth));
    QVERIFY(rowOf(r, 2, false).effects.empty());
}

void RulesMailServer::t11BoundaryAsManyBodiesAsFlags() {
    // Two messages became \Seen: two bodies explain both, one body does not, none excludes a read.
    for (const int bodies : {0, 1, 2}) {
        Scene s = mailbox();
        const auto r = s.add(flag(2, "\\Seen")).add(flag(3, "\\Seen")).add(logout(bodies, bodies * 401)).run();
        const Touch t = rowOf(r, 2, true);
        QCOMPARE(t.id.empty(), bodies == 0);
        if (bodies) QCOMPARE(t.grade, bodies == 2 ? Grade::Probable : Grade::Possible);
    }
}

void RulesMailServer::t12PositiveEveryOneThatFitsStaysPossible() {
    Scene s = mailbox();
    const auto r = s.add(logout(2, 7003)).run();
    for (std::uint32_t uid = 1; uid <= 5; ++uid) QCOMPARE(rowOf(r, uid, true).grade, Grade::Possible);
}

void RulesMailServer::t12NegativeNoBodyServed() {
    Scene s = mailbox();
    for (const Touch& t : withActor(s.add(logout(0, 0)).run())) QVERIFY(!isContent(t.depth));
}

void RulesMailServer::t12BoundaryOneOctetBelowTheMessage() {
    for (const int bytes : {7000, 7001}) {
        Scene s = mailbox();
        const Touch t = rowOf(s.add(logout(2, bytes)).run(), 2, true, "", "Sent");  // of 7001 octets
        QCOMPARE(t.grade, Grade::Possible);
        QCOMPARE(t.depth, bytes == 7001 ? Depth::Whole : Depth::Body);
        QCOMPARE(t.against.empty(), bytes == 7001);
    }
}

void RulesMailServer::t12BoundaryNothingIsBoundedWhileCountersAreMissing() {
    Scene s = mailbox();
    s.add(Line(Action::Login, "imap", kNight).account(kOwner).ip(kIntruder).session("open1").ok());
    QCOMPARE(rowOf(s.run(), 2, true, "", "Sent").depth, Depth::Whole);
}

void RulesMailServer::t12BoundaryACountThatNoSessionCanHave() {
    // The line is damaged or forged: its counters exclude nothing.
    for (const std::int64_t bodies : {std::int64_t{1'000'000'000'000'001}, std::numeric_limits<std::int64_t>::max()}) {
        Scene s = mailbox();
        Line line = Line(Action::Logout, "imap", kNight + 60 * kSec).account(kOwner).ip(kIntruder).session("direct1").field("out", "7800");
        line.field("hdr_count", "0").field("hdr_bytes", "0").field("body_count", std::to_string(bodies)).field("body_bytes", "7000");
        const Touch t = rowOf(s.add(line).run(), 2, true, "", "Sent");
        QCOMPARE(t.depth, Depth::Whole);
        QVERIFY(t.against.empty());
    }
}

void RulesMailServer::t13PositiveEverythingRetrieved() {
    Scene s = mailbox();
    const auto r = s.add(pop3(5, 0)).run();
    for (std::uint32_t uid = 1; uid <= 5; ++uid) QCOMPARE(rowOf(r, uid, true).grade, Grade::Recorded);
    QVERIFY(rowOf(r, 1, true, "", "Sent").id.empty());  // POP3 sees INBOX only
}

void RulesMailServer::t13NegativeNothingRetrieved() {
    Scene s = mailbox();
    QVERIFY(withActor(s.add(pop3(0, 0, 5, 0)).run()).empty());
}

void RulesMailServer::t13BoundaryOneLessThanAll() {
    Scene s = mailbox();
    const auto r = s.add(pop3(4, 0, 5, kInbox - 1011)).run();
    for (std::uint32_t uid = 1; uid <= 5; ++uid) {
        QCOMPARE(rowOf(r, uid, true).grade, Grade::Possible);  // which four is open
        QVERIFY(!rowOf(r, uid, true).complete);
    }
}

void RulesMailServer::t13BoundaryOneTop() {
    for (const int top : {-1, 0, 1}) {  // -1: the line does not say
        Scene s = mailbox();
        QCOMPARE(rowOf(s.add(pop3(5, top)).run(), 1, true).grade, top == 0 ? Grade::Recorded : Grade::Probable);
    }
}

void RulesMailServer::t13BoundaryOneOctetLess() {
    Scene s = mailbox();
    const Touch t = rowOf(s.add(pop3(5, 0, 5, kInbox - 1)).run(), 1, true);
    QCOMPARE(t.grade, Grade::Probable);
    QVERIFY(!t.complete);
}

void RulesMailServer::t23PositiveOneSetFits() {
    Scene s = mailbox();
    const auto r = s.add(logout(5, kInbox)).run();
    for (std::uint32_t uid = 1; uid <= 5; ++uid) QCOMPARE(rowOf(r, uid, true).grade, Grade::Probable);
    QVERIFY(rowOf(r, 1, true, "", "Sent").id.empty());
}

void RulesMailServer::t23NegativeOneOctetOff() {
    for (const std::int64_t bytes : {kInbox - 1, kInbox + 1}) {
        Scene s = mailbox();
        for (const Touch& t : withActor(s.add(logout(5, bytes)).run())) QVERIFY(t.grade <= Grade::Possible);
    }
}

void RulesMailServer::t23BoundaryTwoSetsFit() {
    // A second folder with the same number of messages and the same sum: either may have been taken.
    Scene s = mailbox();
    for (std::uint32_t uid = 1; uid <= 5; ++uid) s.add(Mail("Copy", uid, 1000 + 11 * uid));
    const auto r = s.add(logout(5, kInbox)).run();
    QCOMPARE(rowOf(r, 1, true).grade, Grade::Possible);
    QCOMPARE(rowOf(r, 1, true, "", "Copy").grade, Grade::Possible);
}

void RulesMailServer::t23BoundaryCutOff() {
    Scene s = mailbox();
    QCOMPARE(rowOf(s.add(logout(5, kInbox).field("state", "wait-output")).run(), 1, true).grade, Grade::Possible);
}

void RulesMailServer::t24PositiveTheIdStandsInForTheLogin() {
    Scene s = mailbox();
    s.add(counted(kNight, 0, 0, 5, kInbox).session(sessionIdOf(kNight - 30 * kSec, kIntruderOctets)));
    const auto r = s.run();
    QCOMPARE(r.sessions.size(), std::size_t(1));
    QCOMPARE(r.sessions[0].clientIp, std::string(kIntruder));
    QCOMPARE(r.sessions[0].first, kNight - 30 * kSec);
    QCOMPARE(rowOf(r, 1, true).grade, Grade::Probable);
}

void RulesMailServer::t24NegativeIdsOfAnotherForm() {
    Scene s = mailbox();
    s.add(counted(kNight, 0, 0, 5, kInbox).session("mail-2638-1765490400-1"));
    QVERIFY(withActor(s.run()).empty());
}

void RulesMailServer::t24BoundaryADayBeforeTheLine() {
    constexpr std::int64_t kDayLong = 86'400 * kSec;
    for (const bool within : {false, true}) {
        Scene s = mailbox();
        const std::int64_t start = kNight - kDayLong + (within ? 1 : 0);
        s.add(counted(kNight, 0, 0, 5, kInbox).session(sessionIdOf(start, kIntruderOctets)));
        QCOMPARE(s.run().sessions.at(0).first, within ? start : kNight);
    }
}

void RulesMailServer::t24BoundaryIpv6() {
    Scene s = mailbox();
    s.input.indicators[0].ip = "2001:db8::66";
    s.add(counted(kNight, 0, 0, 5, kInbox).session(sessionIdOf(kNight, QByteArray::fromHex("20010db8000000000000000000000066"))));
    const auto r = s.run();
    QCOMPARE(r.sessions.at(0).clientIp, std::string("2001:db8::66"));
    QCOMPARE(rowOf(r, 1, true).grade, Grade::Probable);
}

QTEST_GUILESS_MAIN(RulesMailServer)
#include "tst_rules_mail_server.moc"
