// Whose a session is (T20, T29), what stays without an actor (T17, T31), and suspects.
#include <QtTest>

#include "scene.h"
#include "trace/attribution.h"

using namespace scene;

static Session sessionAt(const TraceResult& r, const std::string& ip) {
    for (const auto& s : r.sessions)
        if (s.clientIp == ip) return s;
    return {};
}

static Line login(std::int64_t at, const std::string& ip, const std::string& id, const std::string& account = kOwner) {
    return Line(Action::Login, "imap", at).account(account).ip(ip).session(id).ok();
}

class AttributionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void exclusiveShows() {
        Scene s;
        s.indicator("203.0.113.0/24").add(login(kNight, kIntruder, "s1"));
        const auto r = s.run();
        QCOMPARE(sessionAt(r, kIntruder).attribution, Axis::Top);
        QCOMPARE(sessionAt(r, kIntruder).actor, std::string("A"));
        QVERIFY(!sessionAt(r, kIntruder).reasons.empty());
    }
    void conditionsOfOneIndicatorAreAnded() {
        Scene s;
        s.indicator(kIntruder).add(login(kNight, kIntruder, "s1"));
        s.input.indicators[0].account = "paul@x.example";
        QCOMPARE(sessionAt(s.run(), kIntruder).attribution, Axis::None);
    }
    void windowsBound() {
        Scene s;
        s.indicator(kIntruder).add(login(kNight, kIntruder, "s1"));
        s.input.indicators[0].to = kNight - kSec;
        QCOMPARE(sessionAt(s.run(), kIntruder).attribution, Axis::None);
    }
    void guessedPasswordsRaiseAnAssertedAddress() {
        Scene s;
        s.indicator(kIntruder, IndicatorGrade::Asserted);
        s.add(Line(Action::Login, "imap", kNight - 60 * kSec).account(kOwner).ip(kIntruder).session("f1").failed());
        s.add(Line(Action::Login, "imap", kNight - 50 * kSec).account("paul@x.example").ip(kIntruder).session("f2").failed());
        s.add(login(kNight, kIntruder, "s1"));
        const auto r = s.run();
        bool probable = false;
        for (const auto& session : r.sessions) probable |= session.attribution == Axis::Probable && session.account == kOwner;
        QVERIFY(probable);
    }
    void habitualAndUndecided() {
        Scene s;
        s.indicator(kIntruder);
        s.add(login(kNight - 86400 * kSec, kDesk, "before"));
        s.add(login(kNight, kIntruder, "his"));
        s.add(login(kNight + 60 * kSec, kDesk, "after"));
        s.add(login(kNight + 90 * kSec, "192.0.2.99", "strange"));
        const auto r = s.run();
        for (const auto& session : r.sessions) {
            if (session.clientIp == kDesk) QCOMPARE(session.status, std::string("habitual"));
            if (session.clientIp == "192.0.2.99") QCOMPARE(session.status, std::string("undecided"));
        }
    }
    void theAssumptionCanBeWithdrawn() {
        Scene s;
        s.indicator(kIntruder);
        s.input.settings["habitual-assumption"] = "withdrawn";
        s.add(login(kNight - 86400 * kSec, kDesk, "before")).add(login(kNight, kIntruder, "his"));
        QCOMPARE(sessionAt(s.run(), kDesk).status, std::string("undecided"));
    }
    void loginLineAfterLogoutIsOneSession() {
        Scene s;
        s.add(counted(kNight, 0, 0, 0, 0).session("s1"));
        s.add(login(kNight + kSec, kDesk, "s1"));
        QCOMPARE(s.run().sessions.size(), std::size_t{1});
    }
    void sessionIdsNameTheAddress() {
        Scene s;
        s.indicator("203.0.113.66");
        s.add(counted(1765488660 * kSec, 0, 0, 0, 0).session("9INy3LNFqaHLAHFC"));
        const auto r = s.run();
        QCOMPARE(r.sessions.at(0).clientIp, std::string("203.0.113.66"));
        QCOMPARE(r.sessions.at(0).attribution, Axis::Top);
        QCOMPARE(r.sessions.at(0).first, 1765488660 * kSec);  // never later than the line itself
    }
    void untouchedStaysUndetermined() {
        Scene s;
        s.indicator(kIntruder).add(Mail("INBOX", 1, 1000)).add(login(kNight, kIntruder, "his", "paul@x.example"));
        const auto r = s.run();
        QCOMPARE(r.touches.size(), std::size_t{1});
        QCOMPARE(r.touches[0].grade, Grade::Undetermined);
        QCOMPARE(r.touches[0].actor, std::string());
        QVERIFY(r.touches[0].why.at(0).find("T31@1") == 0);
    }
    void noRecordOnlyWhenEveryRouteIsAccountedFor() {
        Scene s;
        s.indicator(kIntruder).add(Mail("INBOX", 1, 1000)).add(login(kNight, kIntruder, "his", "paul@x.example"));
        s.input.settings["routes-not-applicable"] =
            "webmail,pop3,rules,shell=no shell accounts,snapshot,backup,archive,gateway,owner-pc,mobile-device";
        QCOMPARE(s.run().touches.at(0).grade, Grade::NoRecord);
    }
    void anUndecidedSessionKeepsItUndetermined() {
        Scene s;
        s.indicator(kIntruder).add(Mail("INBOX", 1, 1000)).add(login(kNight, kIntruder, "his", "paul@x.example"));
        s.add(login(kNight + kSec, "192.0.2.99", "strange"));
        s.input.settings["routes-not-applicable"] =
            "webmail,pop3,rules,shell,snapshot,backup,archive,gateway,owner-pc,mobile-device";
        const auto r = s.run();
        QCOMPARE(r.touches.at(0).grade, Grade::Undetermined);
        QVERIFY(r.touches.at(0).why.at(0).find("T20@1") == 0);
    }
    void ruledOutByArrival() {
        Scene s;
        s.indicator(kIntruder).add(Mail("INBOX", 1, 1000).arrived(kNight + 7200 * kSec));
        s.add(login(kNight, kIntruder, "his")).add(counted(kNight + 60 * kSec, 0, 0, 0, 0).ip(kIntruder).session("his"));
        s.input.settings["routes-not-applicable"] =
            "webmail,pop3,rules,shell,snapshot,backup,archive,gateway,owner-pc,mobile-device";
        QCOMPARE(s.run().touches.at(0).grade, Grade::RuledOut);
    }
    void orderOfImportChangesNothing() {
        Scene a, b;
        for (Scene* s : {&a, &b}) s->indicator(kIntruder).add(Mail("INBOX", 1, 1000));
        a.add(login(kNight, kIntruder, "his")).add(counted(kNight + 60 * kSec, 0, 0, 1, 1000).ip(kIntruder).session("his"));
        b.add(counted(kNight + 60 * kSec, 0, 0, 1, 1000).ip(kIntruder).session("his")).add(login(kNight, kIntruder, "his"));
        const auto x = a.run(), y = b.run();
        QCOMPARE(x.sessions.at(0).id, y.sessions.at(0).id);
        QCOMPARE(x.touches.size(), y.touches.size());
        for (std::size_t i = 0; i < x.touches.size(); ++i) QCOMPARE(x.touches[i].id, y.touches[i].id);
    }
    void suspectsSayWhy() {
        Scene s;
        s.add(login(kNight - 86400 * kSec, kDesk, "before")).add(login(kNight, kIntruder, "new"));
        s.add(counted(kNight + 60 * kSec, 0, 0, 300, 900000).ip(kIntruder).session("new"));
        const auto r = s.run();
        QCOMPARE(r.suspects.at(0).clientIp, std::string(kIntruder));
        QVERIFY(r.suspects.at(0).reasons.size() >= 2);
        QCOMPARE(r.suspects.at(0).actor, std::string());  // nothing is attributed by it
    }
    void microsoftBindNamesTheMessage() {
        Scene s;
        s.indicator(kIntruder).add(Mail("Inbox", 0, 1000).id("<m1@x>"));
        s.add(Line(Action::Access, "m365", kNight).account(kOwner).ip(kIntruder).agent("Client=OWA").session("aad1").item("\\Inbox", 0, "<m1@x>").ok().field("mail_access_type", "Bind"));
        s.add(Line(Action::Access, "m365", kNight).account(kOwner).ip(kIntruder).agent("Client=REST;Client=RESTSystem;;").item("\\Inbox", 0, "<m1@x>").ok().field("mail_access_type", "Bind"));
        const auto r = s.run();
        const Touch header = rowOf(r, 0, false, "", "Inbox"), body = rowOf(r, 0, true, "", "Inbox");
        QCOMPARE(header.grade, Grade::Recorded);
        QCOMPARE(header.depth, Depth::Header);
        QCOMPARE(header.last - header.first, 240 * kSec);
        QCOMPARE(body.grade, Grade::Possible);
        QCOMPARE(header.sessions.size(), std::size_t{1});
    }
    void microsoftSyncNamesTheFolder() {
        Scene s;
        s.indicator(kIntruder).add(Mail("Inbox", 1, 1000)).add(Mail("Inbox", 2, 1000).arrived(kNight - 30 * 86400 * kSec)).add(Mail("Sent", 1, 1000));
        s.add(Line(Action::Sync, "m365", kNight).account(kOwner).ip(kIntruder).agent("Client=MSExchangeRPC").session("aad1").item("Inbox", 0).ok().field("mail_access_type", "Sync"));
        const auto r = s.run();
        QCOMPARE(rowOf(r, 1, true, "", "Inbox").grade, Grade::Probable);
        QCOMPARE(rowOf(r, 2, true, "", "Inbox").grade, Grade::Possible);
        QVERIFY(rowOf(r, 1, true, "", "Sent").id.empty());
    }
};

QTEST_GUILESS_MAIN(AttributionTest)
#include "tst_attribution.moc"
