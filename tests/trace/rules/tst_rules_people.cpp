// T16 to T20, T26 and T29 to T32, clocks, witnesses and people: each rule by a case it holds in, one it does not, and the
// edge between them.
#include <QtTest>

#include "base/phrase.h"
#include "tests/trace/scene.h"
#include "trace/forwarded.h"
#include "trace/recorder_facts.h"

using namespace scene;

namespace {

constexpr std::int64_t kMin = 60 * kSec, kHr = 60 * kMin;
const char* const kTarget = "collector@relay.example";

Line login(std::int64_t at, const std::string& ip, const std::string& session) {
    return Line(Action::Login, "imap", at).account(kOwner).ip(ip).session(session).ok();
}
Line nothingServed(std::int64_t at, const std::string& ip, const std::string& session) { return counted(at, 0, 0, 0, 0).ip(ip).session(session); }

/// The owner every half hour, the intruder once, every other route declared away: nothing of the night is open.
Scene watched() {
    Scene s;
    s.indicator(kIntruder);
    s.input.settings["routes-not-applicable"] = "shell=none,snapshot=none,backup=none,archive=none,gateway=none,owner-pc=none,mobile-device=none,"
                                                "rules=none,pop3=none,webmail=none";
    for (std::int64_t t = kNight - 10 * kHr; t <= kNight + 10 * kHr; t += kHr / 2)
        s.add(login(t, kDesk, "own" + std::to_string(t))).add(nothingServed(t + kMin, kDesk, "own" + std::to_string(t)));
    s.add(login(kNight, kIntruder, "evil")).add(nothingServed(kNight + kMin, kIntruder, "evil"));
    return s;
}
Touch only(const TraceResult& r, std::uint32_t uid = 1) {
    for (const Touch& t : r.touches)
        if (t.actor.empty() && t.uid == uid) return t;
    return {};
}
bool says(const std::vector<std::string>& sentences, const char* part) {
    return std::any_of(sentences.begin(), sentences.end(), [&](const std::string& s) { return inEnglish(s).find(part) != std::string::npos; });
}
Session sessionAt(const TraceResult& r, const std::string& ip) {
    for (const Session& v : r.sessions)
        if (v.clientIp == ip) return v;
    return {};
}

/// A trace that names the message, in a log whose zone is a guess.
Scene guessedZone(bool assumed = true) {
    Scene s;
    s.recorderOn().indicator(kIntruder).add(Mail("INBOX", 7, 1000));
    s.add(login(kNight, kIntruder, "i1"));
    s.add(Line(Action::Fetch, "imap", kNight + kSec).account(kOwner).ip(kIntruder).session("i1").item("INBOX", 7).bytes(1000)
              .field("content", "whole").field("direction", "response"));
    s.add(counted(kNight + 2 * kSec, 0, 0, 1, 1000).ip(kIntruder).session("i1"));
    auto facts = std::make_shared<RecorderFacts>();
    SourceTime time;
    time.source = 1;
    time.zoneAssumed = assumed;
    facts->times.emplace(1, time);
    s.input.recorderFacts = facts;
    return s;
}
void know(Scene& s, const std::function<void(RecorderFacts&)>& change) {
    auto facts = std::make_shared<RecorderFacts>(*s.input.recorderFacts);
    change(*facts);
    s.input.recorderFacts = facts;
}

Scene forwarded(const char* relay) {
    Scene s;
    s.indicator(kIntruder);
    s.add(Mail("INBOX", 1, 900).id("<before@x>")).add(Mail("INBOX", 2, 950).id("<after@x>").arrived(kNight + 600 * kSec));
    s.add(Line(Action::Save, "lmtp", kNight - 900 * kSec).account(kOwner).session("l1").item("INBOX", 1, "<before@x>").ok());
    s.add(Line(Action::Login, "sieve", kNight).account(kOwner).ip(kIntruder).session("sieve1").ok());
    s.add(Line(Action::Redirect, "lmtp", kNight + 600 * kSec).account(kOwner).session("l2").item("", 0, "<after@x>").ok().field("target", kTarget));
    s.add(Line(Action::Save, "lmtp", kNight + 600 * kSec).account(kOwner).session("l2").item("INBOX", 2, "<after@x>").ok());
    if (!*relay) return s;
    s.add(Line(Action::Other, "smtp", kNight + 600 * kSec).session("Q1").item("", 0, "<after@x>"));
    s.add(Line(Action::Relay, "smtp", kNight + 601 * kSec).session("Q1").ok().field("to", kTarget).field("relay", relay));
    return s;
}

}  // namespace

class RulesPeople : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void t16PositiveAnUnknownOffsetCapsIdentity();
    void t16NegativeAKnownClockCapsNothing();
    void t16BoundaryDeclaredOrSeenByAnother();
    void t16BoundaryIntervalsThatTouchMeet();
    void t17PositiveArrivedAfterTheLastSession();
    void t17NegativeAStandingRoute();
    void t17BoundaryArrivalAtTheSessionsEnd();
    void t17BoundaryEverySessionDecided();
    void t17BoundaryGoneIsPurgedEverywhere();
    void t18PositiveTwoLinesOneRequest();
    void t18NegativeTwoRequests();
    void t18BoundaryTwoSecondsApart();
    void t19PositiveOutsideRelayAccepted();
    void t19NegativeNotTheActorsRule();
    void t19BoundaryOwnGateway();
    void t19BoundaryAnotherCouldHaveSetIt();
    void t20PositiveHabitualSessions();
    void t20NegativeANewAddressIsUndecided();
    void t20BoundaryAssumptionWithdrawn();
    void t20BoundaryHabitBeganInTheWindow();
    void t26PositiveTheListOfRedirectsDone();
    void t26NegativeOfAnotherMailbox();
    void t26BoundaryALogLineSaysItAlready();
    void t29PositiveASharedAddressAttributesNothing();
    void t29NegativeAnExclusiveOneDoes();
    void t29BoundaryASecondCondition();
    void t30PositiveTheActorsShell();
    void t30NegativeSomebodyElsesShell();
    void t30BoundaryRemoteCollector();
    void t31PositiveEveryRouteCovered();
    void t31NegativeOneRouteOpen();
    void t31BoundaryDeclaredWithAReason();
    void t32PositiveDeclaredProxyCounts();
    void t32NegativeUndeclaredProxy();
    void t32BoundaryHops_data();
    void t32BoundaryHops();
};

void RulesPeople::t16PositiveAnUnknownOffsetCapsIdentity() {
    const Touch t = rowOf(guessedZone().run(), 7, true);
    QCOMPARE(t.grade, Grade::Probable);
    QCOMPARE(t.identity, Axis::Probable);
    QCOMPARE(t.delivery, Axis::Top);
    QVERIFY(says(t.against, "T16@1"));
}

void RulesPeople::t16NegativeAKnownClockCapsNothing() {
    QCOMPARE(rowOf(guessedZone(false).run(), 7, true).grade, Grade::Recorded);
}

void RulesPeople::t16BoundaryDeclaredOrSeenByAnother() {
    Scene declared = guessedZone();
    know(declared, [](RecorderFacts& f) {
        ClockAct act;  // an offset of nothing, by a person
        act.path = "var/log/dovecot.log";
        f.clocks.push_back(act);
    });
    QCOMPARE(rowOf(declared.run(), 7, true).grade, Grade::Recorded);
    for (const std::int64_t apart : {3 * kSec, 3 * kSec + 1}) {  // records both wrote agree within what logs can say
        Scene seen = guessedZone();
        seen.addSource("var/log/nginx/access.log", "access-log");
        know(seen, [&](RecorderFacts& f) {
            ClockProposal p;
            p.recorder = "var/log/dovecot.log";
            p.reference = "var/log/nginx/access.log";
            p.offset = p.applied = apart;
            f.proposals.push_back(p);
        });
        QCOMPARE(rowOf(seen.run(), 7, true).grade, apart == 3 * kSec ? Grade::Recorded : Grade::Probable);
    }
}

void RulesPeople::t16BoundaryIntervalsThatTouchMeet() {
    Item item;
    item.present = 1000;
    item.gone = 2000;
    QVERIFY(item.during(500, 1000, 0) && !item.during(500, 999, 0));
    QVERIFY(item.during(2000, 2500, 0) && !item.during(2001, 2500, 0));
    QVERIFY(item.at(990, 10) && !item.at(989, 10));
    // A record of the hour that comes twice stands for both: the list may have shown what arrived in between.
    for (const std::int64_t late : {0, 1}) {
        Scene s;
        s.recorderOn().indicator(kIntruder).add(Mail("INBOX", 7, 1000).arrived(kNight + kHr + 2 * kSec + late));
        Line l = web(Action::List, kNight).account(kOwner).item("INBOX", 0).field("action", "list");
        l.e.utcTo = kNight + kHr;
        QCOMPARE(rowOf(s.add(l).run(), 7, false).id.empty(), late == 1);
    }
}

void RulesPeople::t17PositiveArrivedAfterTheLastSession() {
    Scene s = watched();
    s.add(Mail("INBOX", 1, 1000).arrived(kNight + 3 * kHr));
    const Touch t = only(s.run());
    QCOMPARE(t.grade, Grade::RuledOut);
    QCOMPARE(t.rules, (std::vector<std::string>{"T17@1"}));
}

void RulesPeople::t17NegativeAStandingRoute() {
    Scene s = watched();
    s.add(Mail("INBOX", 1, 1000).arrived(kNight + 3 * kHr));
    s.add(Line(Action::Redirect, "lmtp", kNight + 2 * kHr).account(kOwner).item("", 0, "<x@x>").ok().field("target", kTarget));
    QVERIFY(only(s.run()).grade != Grade::RuledOut);
}

void RulesPeople::t17BoundaryArrivalAtTheSessionsEnd() {
    // The session's last record, and a minute for the clocks; a message of that instant was not too late.
    const std::int64_t end = kNight + kMin;
    for (const std::int64_t after : {std::int64_t{0}, kMin, kMin + 1}) {
        Scene s = watched();
        s.add(Mail("INBOX", 1, 1000).arrived(end + after));
        QCOMPARE(only(s.run()).grade, after > kMin ? Grade::RuledOut : Grade::NoRecord);
    }
}

void RulesPeople::t17BoundaryEverySessionDecided() {
    Scene s = watched();
    s.add(Mail("INBOX", 1, 1000).arrived(kNight + 3 * kHr));
    s.add(login(kNight + 4 * kHr, "192.0.2.200", "hotel")).add(counted(kNight + 4 * kHr + kMin, 0, 0, 1, 300).ip("192.0.2.200").session("hotel"));
    QCOMPARE(only(s.run()).grade, Grade::Undetermined);
}

void RulesPeople::t17BoundaryGoneIsPurgedEverywhere() {
    // Moved to the trash before the session is not gone: the copy there was within reach. Removed from there, it was.
    for (const bool purged : {false, true}) {
        Scene s;
        s.recorderOn().indicator(kIntruder);
        const auto of = [&](Action a, const char* folder, std::uint32_t uid, std::int64_t at) {
            return Line(a, "imap", at).account(kOwner).ip(kDesk).session("own").item(folder, uid, "<m@x>").ok();
        };
        s.add(of(Action::Save, "INBOX", 7, kNight - 5 * kHr));
        s.add(of(Action::Copy, "Trash", 1, kNight - 4 * kHr)).add(of(Action::Expunge, "INBOX", 7, kNight - 4 * kHr));
        if (purged) s.add(of(Action::Expunge, "Trash", 1, kNight - 3 * kHr));
        s.add(login(kNight, kIntruder, "open1"));  // no counters: whatever was there is possible
        const auto r = s.run();
        QVERIFY(rowOf(r, 7, true).id.empty());
        QCOMPARE(rowOf(r, 1, true, "", "Trash").id.empty(), purged);
    }
}

void RulesPeople::t18PositiveTwoLinesOneRequest() {
    Scene s;
    const auto own = s.addSource("var/log/sogo/sogo.log", "sogo");
    s.recorderOn().indicator(kIntruder).add(Mail("INBOX", 7, 3000));
    s.add(web(Action::Read, kNight).account(kOwner).item("INBOX", 7)).add(web(Action::Read, kNight, "127.0.0.1").account(kOwner).item("INBOX", 7).source(own));
    QCOMPARE(s.run().sessions.size(), std::size_t(1));
}

void RulesPeople::t18NegativeTwoRequests() {
    Scene s;
    const auto own = s.addSource("var/log/sogo/sogo.log", "sogo");
    s.recorderOn().indicator(kIntruder).add(Mail("INBOX", 7, 3000));
    s.add(web(Action::Read, kNight).account(kOwner).item("INBOX", 7)).add(web(Action::Read, kNight, "127.0.0.1").account(kOwner).item("INBOX", 8).source(own));
    QCOMPARE(s.run().sessions.size(), std::size_t(2));
}

void RulesPeople::t18BoundaryTwoSecondsApart() {
    for (const std::int64_t more : {0, 1}) {
        Scene s;
        const auto own = s.addSource("var/log/sogo/sogo.log", "sogo");
        s.recorderOn().indicator(kIntruder).add(Mail("INBOX", 7, 3000));
        s.add(web(Action::Read, kNight).account(kOwner).item("INBOX", 7));
        s.add(web(Action::Read, kNight + 2 * kSec + more, "127.0.0.1").account(kOwner).item("INBOX", 7).source(own));
        QCOMPARE(s.run().sessions.size(), std::size_t(more ? 2 : 1));
    }
}

void RulesPeople::t19PositiveOutsideRelayAccepted() {
    const Touch t = rowOf(forwarded("mx.relay.example[192.0.2.1]:25").run(), 2, true);
    QCOMPARE(t.grade, Grade::Recorded);
    QCOMPARE(t.destination, Destination::ThirdParty);
}

void RulesPeople::t19NegativeNotTheActorsRule() {
    Scene s = forwarded("mx.relay.example[192.0.2.1]:25");
    s.input.indicators[0].ip = "192.0.2.200";
    QVERIFY(withActor(s.run()).empty());
}

void RulesPeople::t19BoundaryOwnGateway() {
    for (const char* relayhost : {"mx.relay.example", "relay.example", "192.0.2.1", "gw.x.example"}) {
        Scene s = forwarded("mx.relay.example[192.0.2.1]:25");
        s.fact("relayhost", "", relayhost);
        QCOMPARE(rowOf(s.run(), 2, true).grade, std::string(relayhost) == "gw.x.example" ? Grade::Recorded : Grade::Probable);
    }
    QCOMPARE(rowOf(forwarded("").run(), 2, true).grade, Grade::Probable);  // sent on, and nobody's acceptance on record
}

void RulesPeople::t19BoundaryAnotherCouldHaveSetIt() {
    // Between the last message that was not sent on and the first that was: one session, or two.
    for (const std::int64_t at : {kNight + 500 * kSec, kNight + 700 * kSec}) {
        Scene s = forwarded("mx.relay.example[192.0.2.1]:25");
        s.add(Line(Action::Login, "sieve", at).account(kOwner).ip(kDesk).session("sieve2").ok());
        QCOMPARE(rowOf(s.run(), 2, true).grade, at < kNight + 600 * kSec ? Grade::Possible : Grade::Recorded);
    }
}

void RulesPeople::t20PositiveHabitualSessions() {
    Scene s = watched();
    s.add(Mail("INBOX", 1, 1000));
    const auto r = s.run();
    QCOMPARE(sessionAt(r, kDesk).status, std::string("habitual"));
    QCOMPARE(only(r).grade, Grade::NoRecord);
}

void RulesPeople::t20NegativeANewAddressIsUndecided() {
    Scene s = watched();
    s.add(Mail("INBOX", 1, 1000));
    s.add(login(kNight + kHr, "192.0.2.200", "hotel")).add(counted(kNight + kHr + kMin, 0, 0, 1, 300).ip("192.0.2.200").session("hotel"));
    const auto r = s.run();
    QCOMPARE(sessionAt(r, "192.0.2.200").status, std::string("undecided"));
    QCOMPARE(only(r).grade, Grade::Undetermined);
}

void RulesPeople::t20BoundaryAssumptionWithdrawn() {
    // Sessions that served something: while they are the holder's, nothing is open; withdrawn, each may be anybody's.
    for (const char* assumption : {"", "withdrawn"}) {
        Scene s = watched();
        s.input.settings["habitual-assumption"] = assumption;
        s.add(Mail("INBOX", 1, 1000));
        s.add(login(kNight + kHr, kDesk, "reads")).add(counted(kNight + kHr + kMin, 0, 0, 1, 300).ip(kDesk).session("reads"));
        QCOMPARE(only(s.run()).grade, *assumption ? Grade::Undetermined : Grade::NoRecord);
    }
}

void RulesPeople::t20BoundaryHabitBeganInTheWindow() {
    // An address the account had before the actor's first session is its habit; one first seen with that session is not.
    for (const std::int64_t before : {0, 1}) {
        Scene s;
        s.recorderOn().indicator(kIntruder).add(Mail("INBOX", 1, 1000));
        s.add(login(kNight - before, kDesk, "own1")).add(login(kNight, kIntruder, "evil")).add(login(kNight + 2 * kHr, kDesk, "own2"));
        for (const Session& v : s.run().sessions)
            if (v.clientIp == kDesk) QCOMPARE(v.status, std::string(before ? "habitual" : "undecided"));
    }
}

void RulesPeople::t26PositiveTheListOfRedirectsDone() {
    Scene s = forwarded("");
    s.add(Mail("INBOX", 3, 970).id("<silent@x>").arrived(kNight + 700 * kSec));
    s.input.sources[0].path = "var/vmail/claire/.dovecot.lda-dupes";
    s.fact("redirected", kTarget, "<silent@x>");
    const Touch t = rowOf(s.run(), 3, true);
    QCOMPARE(t.grade, Grade::Probable);
    QCOMPARE(t.rules, (std::vector<std::string>{"T26@1"}));
}

void RulesPeople::t26NegativeOfAnotherMailbox() {
    Scene s = forwarded("");
    s.add(Mail("INBOX", 3, 970).id("<silent@x>").arrived(kNight + 700 * kSec));
    s.input.sources[0].path = "var/vmail/denis/.dovecot.lda-dupes";
    s.fact("redirected", kTarget, "<silent@x>");
    QVERIFY(rowOf(s.run(), 3, true).id.empty());
}

void RulesPeople::t26BoundaryALogLineSaysItAlready() {
    Scene s = forwarded("");
    s.input.sources[0].path = "var/vmail/claire/.dovecot.lda-dupes";
    s.fact("redirected", kTarget, "<after@x>");
    QCOMPARE(rowOf(s.run(), 2, true).rules, (std::vector<std::string>{"T19@1"}));  // one redirect, said once
}

void RulesPeople::t29PositiveASharedAddressAttributesNothing() {
    Scene s;
    s.indicator(kIntruder, IndicatorGrade::Shared).add(login(kNight, kIntruder, "i1"));
    QCOMPARE(s.run().sessions.at(0).attribution, Axis::None);
}

void RulesPeople::t29NegativeAnExclusiveOneDoes() {
    Scene s;
    s.indicator(kIntruder).add(login(kNight, kIntruder, "i1"));
    QCOMPARE(s.run().sessions.at(0).attribution, Axis::Top);
}

void RulesPeople::t29BoundaryASecondCondition() {
    // The account alone adds nothing to a shared address; the account in a stated time, or a client, is one family.
    const auto axis = [](const std::function<void(Indicator&)>& more) {
        Scene s;
        s.indicator(kIntruder, IndicatorGrade::Shared).add(login(kNight, kIntruder, "i1").agent("Client/1"));
        more(s.input.indicators[0]);
        return s.run().sessions.at(0).attribution;
    };
    QCOMPARE(axis([](Indicator& i) { i.account = kOwner; }), Axis::None);
    QCOMPARE(axis([](Indicator& i) { i.account = kOwner, i.from = kNight; }), Axis::Possible);
    QCOMPARE(axis([](Indicator& i) { i.userAgent = "Client/1"; }), Axis::Possible);
    QCOMPARE(axis([](Indicator& i) { i.account = kOwner, i.from = kNight + 1; }), Axis::None);
}

void RulesPeople::t30PositiveTheActorsShell() {
    Scene s = watched();
    s.addSource("var/log/auth.log", "syslog");
    s.add(Mail("INBOX", 1, 1000));
    s.add(Line(Action::Login, "ssh", kNight).account("root").ip(kIntruder).ok().source(2));
    const Touch t = only(s.run());
    QCOMPARE(t.grade, Grade::Undetermined);
    QVERIFY(says(t.why, "T30@1"));
}

void RulesPeople::t30NegativeSomebodyElsesShell() {
    Scene s = watched();
    s.addSource("var/log/auth.log", "syslog");
    s.add(Mail("INBOX", 1, 1000));
    for (const std::int64_t at : {kNight - 10 * kHr, kNight, kNight + 10 * kHr})
        s.add(Line(Action::Login, "ssh", at).account("root").ip(kDesk).ok().source(2));
    QVERIFY(!says(only(s.run()).why, "T30@1"));
}

void RulesPeople::t30BoundaryRemoteCollector() {
    // What root on the host could not alter keeps its silences, as far as it is stated which recorder that is.
    for (const char* remote : {"var/log/=kept by the collector", "var/log/dovecot=kept by the collector", "var/log/other=kept by the collector"}) {
        Scene s = watched();
        s.addSource("var/log/auth.log", "syslog");
        s.input.settings["recorders-remote"] = remote;
        s.add(Mail("INBOX", 1, 1000));
        s.add(Line(Action::Login, "ssh", kNight).account("root").ip(kIntruder).ok().source(2));
        const bool kept = std::string(remote).starts_with("var/log/=");  // the record of shells is a recorder too
        const Touch t = only(s.run());
        QVERIFY2(t.grade == (kept ? Grade::NoRecord : Grade::Undetermined), inEnglish(t.why.at(0)).c_str());
    }
}

void RulesPeople::t31PositiveEveryRouteCovered() {
    Scene s = watched();
    QCOMPARE(only(s.add(Mail("INBOX", 1, 1000)).run()).grade, Grade::NoRecord);
}

void RulesPeople::t31NegativeOneRouteOpen() {
    Scene s = watched();
    s.input.settings["outside-assumption"] = "withdrawn";
    s.input.settings["routes-not-applicable"] = "snapshot=none,archive=none,gateway=none,owner-pc=none,mobile-device=none,rules=none,pop3=none,webmail=none,shell=none";
    const Touch t = only(s.add(Mail("INBOX", 1, 1000)).run());
    QCOMPARE(t.grade, Grade::Undetermined);
    QVERIFY(says(t.why, "backup"));
}

void RulesPeople::t31BoundaryDeclaredWithAReason() {
    // A route is away where the examiner named it, with a reason or by the act alone; an empty reason or another name is none.
    for (const auto& [backup, away] : {std::pair{"backup=tapes examined", true}, std::pair{"backup", true}, std::pair{"backup=", false}, std::pair{"backups=none", false}}) {
        Scene s = watched();
        s.input.settings["outside-assumption"] = "withdrawn";
        std::string& declared = s.input.settings["routes-not-applicable"];
        declared.replace(declared.find("backup=none"), std::string("backup=none").size(), backup);
        QCOMPARE(only(s.add(Mail("INBOX", 1, 1000)).run()).grade, away ? Grade::NoRecord : Grade::Undetermined);
    }
}

void RulesPeople::t32PositiveDeclaredProxyCounts() {
    const ClientAddress who = clientAddress("10.0.0.9", kIntruder, parseRanges("10.0.0.9"));
    QCOMPARE(who.address, std::string(kIntruder));
    QVERIFY(who.claimed.empty());
}

void RulesPeople::t32NegativeUndeclaredProxy() {
    const ClientAddress who = clientAddress("10.0.0.9", kIntruder, {});
    QCOMPARE(who.address, std::string("10.0.0.9"));
    QCOMPARE(who.claimed, std::string(kIntruder));
}

void RulesPeople::t32BoundaryHops_data() {
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("declared");
    QTest::addColumn<QString>("address");
    QTest::newRow("one hop, one declared") << "203.0.113.66" << "10.0.0.9" << "203.0.113.66";
    QTest::newRow("two hops, one declared: the second is whom it saw") << "203.0.113.66, 10.0.0.8" << "10.0.0.9" << "10.0.0.8";
    QTest::newRow("two hops, two declared") << "203.0.113.66, 10.0.0.8" << "10.0.0.8,10.0.0.9" << "203.0.113.66";
    QTest::newRow("three hops, the middle one not declared") << "203.0.113.66, 10.0.0.7, 10.0.0.8" << "10.0.0.8,10.0.0.9" << "10.0.0.7";
    QTest::newRow("the client wrote a hop itself") << "198.51.100.11, 203.0.113.66" << "10.0.0.9" << "203.0.113.66";
    QTest::newRow("no hop") << "" << "10.0.0.9" << "10.0.0.9";
}

void RulesPeople::t32BoundaryHops() {
    QFETCH(QString, list);
    QFETCH(QString, declared);
    QFETCH(QString, address);
    QCOMPARE(QString::fromStdString(clientAddress("10.0.0.9", list.toStdString(), parseRanges(declared.toStdString())).address), address);
}

QTEST_GUILESS_MAIN(RulesPeople)
#include "tst_rules_people.moc"
