// What an indicator may name beside address, account, session and client: a phone, a Microsoft 365 application, an autonomous
// system (evidence model, §1; T25, T06, T29). All of an indicator's conditions hold together, and none says more than it names.
#include <QtTest>

#include "base/phrase.h"
#include "scene.h"

using namespace scene;

namespace {

AsnRange range(std::uint32_t asn, const char* first, const char* last, const char* name = "") {
    return {asn, *parseIp(first), *parseIp(last), name, 1, phrase("line %1", 12)};
}

Indicator stated(IndicatorGrade grade = IndicatorGrade::Asserted) {
    Indicator i;
    i.id = "I-test";
    i.grade = grade;
    if (grade == IndicatorGrade::Exclusive) i.document = "contract";
    return i;
}

Line phone(std::int64_t at, const std::string& device, const std::string& ip = kIntruder, const std::string& account = kOwner) {
    return Line(Action::Sync, "eas", at).account(account).ip(ip).agent("Apple-iPhone14C2/2001").session(device).ok();
}

Line cloud(std::int64_t at, const std::string& app, const std::string& session, const std::string& ip = kIntruder) {
    return Line(Action::Access, "m365", at).account(kOwner).ip(ip).agent("Client=REST").session(session).ok().item("Inbox", 0, "<a@x>")
        .field("app_id", app).field("mail_access_type", "Bind");
}

/// A sign-in of the session that the audit log then names.
Line signIn(std::int64_t at, const std::string& device, const std::string& session, const std::string& ip = kIntruder) {
    return Line(Action::Login, "m365", at).account(kOwner).ip(ip).session(session).ok().field("device_id", device);
}

Line login(std::int64_t at, const std::string& ip, const std::string& id) {
    return Line(Action::Login, "imap", at).account(kOwner).ip(ip).session(id).ok();
}

constexpr const char* kApp = "27922004-5251-4030-b22d-91ecd9a37ea4";
constexpr const char* kOutlook = "d3590ed6-52b3-4102-aeff-aad2292ab01c";
constexpr const char* kId = "8f1c2d7e-1111-4222-8333-944455556666";
constexpr const char* kOtherId = "9a2b3c4d-1111-4222-8333-944455557777";
constexpr const char* kComputer = "41c2ef60-5c1b-4f53-9d1a-2f3e4d5c6b7a";
constexpr const char* kOtherComputer = "52d3f071-6d2c-4064-8e2b-304f5e6d7c8b";

void know(Scene& s) {
    s.input.systems.setFiles({{1, "/db/ip2asn.tsv", std::string(64, 'a'), 3}});
    s.input.systems.add(range(64500, "203.0.113.64", "203.0.113.127", "EXAMPLE-HOSTING"));
    s.input.systems.add(range(64500, "2001:db8:66::", "2001:db8:66:ffff:ffff:ffff:ffff:ffff", "EXAMPLE-HOSTING"));
    s.input.systems.add(range(64501, "198.51.100.0", "198.51.100.255", "OTHER"));
    s.input.systems.settle();
}

Session at(const TraceResult& r, const std::string& ip) {
    for (const auto& s : r.sessions)
        if (s.clientIp == ip) return s;
    return {};
}

bool says(const Session& s, const char* text) {
    return std::any_of(s.reasons.begin(), s.reasons.end(), [&](const std::string& r) { return inEnglish(r).find(text) != std::string::npos; });
}

}  // namespace

class IndicatorConditionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPhoneIsFoundAtWhateverAddress() {
        Scene s;
        Indicator i = stated(IndicatorGrade::Exclusive);
        i.device = "appl87941c1n3na";  // the case of letters is the log's business
        s.input.indicators = {i};
        s.add(phone(kNight, "APPL87941C1N3NA")).add(phone(kNight + 7200 * kSec, "APPL87941C1N3NA", "192.0.2.77"));
        s.add(phone(kNight, "OTHER", kDesk));
        const auto r = s.run();
        for (const char* ip : {kIntruder, "192.0.2.77"}) {
            QCOMPARE(at(r, ip).attribution, Axis::Top);
            QCOMPARE(at(r, ip).device, std::string("APPL87941C1N3NA"));
            QVERIFY(says(at(r, ip), "device appl87941c1n3na"));
        }
        QCOMPARE(at(r, kDesk).attribution, Axis::None);
    }
    void aComputerIsWhatItsSignInsName() {
        Scene s;
        Indicator i = stated(IndicatorGrade::Exclusive);
        i.device = "41C2EF60-5C1B-4F53-9D1A-2F3E4D5C6B7A";
        s.input.indicators = {i};
        s.add(signIn(kNight, kComputer, kId)).add(cloud(kNight + kSec, kOutlook, kId));
        s.add(signIn(kNight, kOtherComputer, kOtherId, kDesk)).add(cloud(kNight + kSec, kOutlook, kOtherId, kDesk));
        const auto r = s.run();
        QCOMPARE(r.sessions.size(), std::size_t{4});  // the audit log names another client: sessions of their own, by one id
        for (const Session& session : r.sessions) QCOMPARE(session.attribution, session.clientIp == kIntruder ? Axis::Top : Axis::None);
        QCOMPARE(at(r, kIntruder).device, std::string(kComputer));
    }
    void ofOneCloudSessionOnTwoComputersBothAreHis() {  // one session id: one token, taken along
        Scene s;
        Indicator i = stated(IndicatorGrade::Exclusive);
        i.device = kComputer;
        s.input.indicators = {i};
        s.add(signIn(kNight, kOtherComputer, kId)).add(signIn(kNight + kSec, kComputer, kId));
        const auto r = s.run();
        QCOMPARE(r.sessions.at(0).attribution, Axis::Top);
        QVERIFY(says(r.sessions.at(0), "and other devices"));
    }
    void withoutASessionIdTheOtherComputerMayBeSomebodyElses() {
        Scene s;
        Indicator i = stated(IndicatorGrade::Exclusive);
        i.device = kComputer;
        s.input.indicators = {i};
        s.add(signIn(kNight, kOtherComputer, "")).add(signIn(kNight + kSec, kComputer, ""));
        QCOMPARE(s.run().sessions.at(0).attribution, Axis::Possible);
    }
    void aDeviceThatNobodyRegisteredIsNone() {
        Scene s;
        Indicator i = stated(IndicatorGrade::Exclusive);
        i.device = "00000000-0000-0000-0000-000000000000";
        s.input.indicators = {i};
        s.add(signIn(kNight, i.device, kId));
        QCOMPARE(s.run().sessions.at(0).attribution, Axis::None);
        QVERIFY(s.run().sessions.at(0).device.empty());
    }
    void aTokenOfAnotherRouteIsNoDevice() {
        Scene s;
        Indicator i = stated();
        i.device = kId;
        s.input.indicators = {i};
        s.add(cloud(kNight, kApp, kId));
        QCOMPARE(s.run().sessions.at(0).attribution, Axis::None);
    }
    void twoPhonesAtOneAddressAreTold() {  // the same model, within the hour: one session by address and client
        Scene s;
        Indicator i = stated(IndicatorGrade::Exclusive);
        i.device = "SECOND";
        s.input.indicators = {i};
        s.add(phone(kNight, "FIRST")).add(phone(kNight + 60 * kSec, "SECOND"));
        const auto r = s.run();
        QCOMPARE(r.sessions.at(0).attribution, Axis::Possible);
        QVERIFY(says(r.sessions.at(0), "and other devices"));
        QVERIFY(says(r.sessions.at(0), "which of them are this one's is open"));
    }
    void anApplicationIsItsOwnSessions() {
        Scene s;
        Indicator i = stated(IndicatorGrade::Exclusive);
        i.app = "27922004-5251-4030-B22D-91ECD9A37EA4";
        s.input.indicators = {i};
        s.add(cloud(kNight, kApp, "", kIntruder)).add(cloud(kNight, kOutlook, "", kDesk));
        const auto r = s.run();
        QCOMPARE(at(r, kIntruder).attribution, Axis::Top);
        QCOMPARE(at(r, kIntruder).app, std::string(kApp));
        QCOMPARE(at(r, kDesk).attribution, Axis::None);
        QCOMPARE(at(r, kDesk).app, std::string(kOutlook));
    }
    void ofOneSessionWithTwoApplicationsBothAreHis() {  // one session id: one token (T25)
        Scene s;
        Indicator i = stated(IndicatorGrade::Exclusive);
        i.app = kApp;
        s.input.indicators = {i};
        s.add(cloud(kNight, kOutlook, kId)).add(cloud(kNight + kSec, kApp, kId));
        QCOMPARE(s.run().sessions.at(0).attribution, Axis::Top);
    }
    void withoutASessionIdTheOtherApplicationMayBeSomebodyElse() {
        Scene s;
        Indicator i = stated(IndicatorGrade::Exclusive);
        i.app = kApp;
        s.input.indicators = {i};
        s.add(cloud(kNight, kOutlook, "")).add(cloud(kNight + kSec, kApp, ""));
        QCOMPARE(s.run().sessions.at(0).attribution, Axis::Possible);
    }
    void conditionsHoldTogether() {
        Scene s;
        know(s);
        Indicator i = stated();
        i.asn = 64500;
        i.device = "PHONE";
        s.input.indicators = {i};
        s.add(phone(kNight, "PHONE", kIntruder)).add(phone(kNight, "PHONE", kDesk)).add(login(kNight, "203.0.113.100", "s1"));
        const auto r = s.run();
        QCOMPARE(at(r, kIntruder).attribution, Axis::Possible);
        QCOMPARE(at(r, "203.0.113.100").attribution, Axis::None);
        QVERIFY(at(r, kDesk).attribution == Axis::None || says(at(r, kDesk), "token"));  // T25 alone may lead there
    }
    void anAutonomousSystemIsItsAddresses_data() {
        QTest::addColumn<QString>("ip");
        QTest::addColumn<bool>("his");
        QTest::newRow("inside") << "203.0.113.66" << true;
        QTest::newRow("first") << "203.0.113.64" << true;
        QTest::newRow("last") << "203.0.113.127" << true;
        QTest::newRow("one before") << "203.0.113.63" << false;
        QTest::newRow("one after") << "203.0.113.128" << false;
        QTest::newRow("IPv6, first") << "2001:db8:66::" << true;
        QTest::newRow("IPv6, last") << "2001:db8:66:ffff:ffff:ffff:ffff:ffff" << true;
        QTest::newRow("IPv6, after") << "2001:db8:67::" << false;
        QTest::newRow("another system's") << "198.51.100.7" << false;
        QTest::newRow("nobody's") << "192.0.2.1" << false;
        QTest::newRow("no address") << "mail-gateway" << false;
    }
    void anAutonomousSystemIsItsAddresses() {
        QFETCH(QString, ip);
        QFETCH(bool, his);
        Scene s;
        know(s);
        Indicator i = stated();
        i.asn = 64500;
        s.input.indicators = {i};
        s.add(login(kNight, ip.toStdString(), "s1"));
        const Session session = s.run().sessions.at(0);
        QCOMPARE(session.attribution, his ? Axis::Possible : Axis::None);
        QCOMPARE(says(session, "(network AS64500), asserted"), his);
        QCOMPARE(says(session, "AS64500 EXAMPLE-HOSTING's by line 12 of /db/ip2asn.tsv (SHA-256 aaaa"), his);
    }
    void aSharedSystemAttributesNothing() {
        Scene s;
        know(s);
        Indicator i = stated(IndicatorGrade::Shared);
        i.asn = 64500;
        s.input.indicators = {i};
        s.add(login(kNight, kIntruder, "s1"));
        const Session session = s.run().sessions.at(0);
        QCOMPARE(session.attribution, Axis::None);
        QVERIFY(says(session, "T29@1"));
    }
    void anOwnAddressWithinTheSystemAttributesNothing() {
        Scene s;
        know(s);
        s.input.ownNetworks = {*IpRange::parse("203.0.113.66")};
        Indicator i = stated();
        i.asn = 64500;
        s.input.indicators = {i};
        s.add(login(kNight, kIntruder, "s1")).add(login(kNight, "203.0.113.67", "s2"));
        const auto r = s.run();
        QCOMPARE(at(r, kIntruder).attribution, Axis::None);
        QCOMPARE(at(r, "203.0.113.67").attribution, Axis::Possible);
    }
    void guessedPasswordsRaiseASystemToo() {
        Scene s;
        know(s);
        Indicator i = stated();
        i.asn = 64500;
        s.input.indicators = {i};
        s.add(login(kNight - 60 * kSec, kIntruder, "f1").failed()).add(Line(Action::Login, "imap", kNight - 50 * kSec).account("paul@x.example").ip(kIntruder).session("f2").failed());
        s.add(login(kNight, kIntruder, "s1"));
        const auto r = s.run();
        QVERIFY(std::any_of(r.sessions.begin(), r.sessions.end(), [](const Session& x) { return x.attribution == Axis::Probable; }));
    }
    void numbersOfSystems() {
        QCOMPARE(parseAsn("AS12876"), std::optional<std::uint32_t>(12876));
        QCOMPARE(parseAsn(" as 4200000000 "), std::optional<std::uint32_t>(4200000000));
        for (const char* none : {"", "AS", "0", "AS0", "4294967296", "1.10", "AS12x"}) QVERIFY2(!parseAsn(none), none);
    }
    void rowsThatTwoFilesGiveAreFoundWhereTheyReach() {
        AsnRanges r;
        r.add(range(7, "10.0.0.0", "10.255.255.255"));
        r.add(range(7, "10.1.0.0", "10.1.0.255"));
        r.add(range(8, "10.2.0.0", "10.2.0.255"));
        r.settle();
        QVERIFY(r.find(7, "10.2.0.9"));
        QCOMPARE(r.find(7, "10.1.0.9")->last.text(), std::string("10.1.0.255"));
        QVERIFY(!r.find(8, "10.1.0.9"));
        QVERIFY(!r.find(7, "11.0.0.0"));
        QVERIFY(r.knows(8) && !r.knows(9));
    }
};

QTEST_GUILESS_MAIN(IndicatorConditionsTest)
#include "tst_indicator_conditions.moc"
