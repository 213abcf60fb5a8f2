// T01 to T07, Microsoft 365: each rule by a case it holds in, one it does not, and the edge between them.
#include <QtTest>

#include "base/phrase.h"
#include "tests/trace/scene.h"
#include "trace/coverage_routes.h"

using namespace scene;

namespace {

constexpr std::int64_t kMin = 60 * kSec, kHr = 3600 * kSec, kDayLong = 24 * kHr;

Line audit(Action action, const char* kind, std::int64_t at = kNight) {
    return Line(action, "m365", at).account(kOwner).ip(kIntruder).agent("Client=OWA").session("aad1").ok().field("mail_access_type", kind);
}
Line bind(const std::string& id, std::int64_t at = kNight) { return audit(Action::Access, "Bind", at).item("Inbox", 0, id); }
Line syncOf() { return audit(Action::Sync, "Sync").item("Inbox", 0).agent("Client=MSExchangeRPC"); }

Scene inbox() {
    Scene s;
    s.indicator(kIntruder);
    s.add(Mail("Inbox", 1, 4000).id("<a@x>").file("2", "plan.pdf", 900)).add(Mail("Inbox", 2, 4000).id("<b@x>"));
    return s;
}
Touch row(const TraceResult& r, std::uint32_t uid, bool content, const std::string& part = {}) { return rowOf(r, uid, content, part, "Inbox"); }

/// Everything but what the audit log records is declared away; the audit log runs from days before to days after.
Scene audited() {
    Scene s;
    s.input.sources.clear();
    s.addSource("AuditLog.json", "m365-audit-json");
    s.indicator(kIntruder);
    s.input.settings["routes-not-applicable"] =
        "imap=none,pop3=none,webmail=none,activesync=none,rules=none,shell=none,snapshot=none,backup=none,archive=none,gateway=none,"
        "owner-pc=none,mobile-device=none,delegates=none,impersonation=none,export=none";
    for (std::int64_t at = kNight - 2 * kDayLong; at <= kNight + 4 * kDayLong; at += 10 * kMin)  // somebody else's mail, all the time
        s.add(bind("<other@x>", at).account("denis@x.example").ip(kDesk).session("aad9"));
    return s;
}
Touch only(const TraceResult& r, std::uint32_t uid) {
    for (const Touch& t : r.touches)
        if (t.actor.empty() && t.uid == uid) return t;
    return {};
}
bool says(const std::vector<std::string>& sentences, const char* part) {
    return std::any_of(sentences.begin(), sentences.end(), [&](const std::string& s) { return inEnglish(s).find(part) != std::string::npos; });
}

}  // namespace

class RulesM365 : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void t01PositiveBindNamesTheMessage();
    void t01NegativeTheServiceItselfIsNobody();
    void t01BoundaryProxiedCallsNeedASession();
    void t01BoundaryOnlyClientsThatTakeAllMakeTheFilesProbable();
    void t02PositiveSyncTakesWhatTheFolderHeld();
    void t02NegativeAnotherFolderIsNotInIt();
    void t02BoundaryThreeDays();
    void t02BoundaryArrivalAtTheRecordsEdge();
    void t02BoundaryTooShortToCarryIt();
    void t03PositiveThrottledDayIsOpen();
    void t03NegativeNotThrottledOrNotSaid();
    void t03BoundaryTwentyFourHours();
    void t04PositiveOtherClientsSyncUnrecorded();
    void t04NegativeWhatTheAuditDoesRecord();
    void t04BoundaryAnAuditLogWithoutItemAccess();
    void t05PositiveTheRecordIsAnInterval();
    void t05NegativeOtherOperationsHaveTheirTime();
    void t05BoundaryArrivalTwoMinutesAfterTheRecord();
    void t06PositiveOneKeyIsOneSession();
    void t06NegativeMicrosoftsOwnAddressIsNotTheUsers();
    void t06BoundaryOneFieldOfTheKeyDiffers();
    void t07PositiveExportReachesWhatItNames();
    void t07NegativeFailedOperation();
    void t07BoundaryMailOfTheSameMinute();
};

void RulesM365::t01PositiveBindNamesTheMessage() {
    Scene s = inbox();
    const auto r = s.add(bind("<a@x>")).run();
    QCOMPARE(row(r, 1, false).grade, Grade::Recorded);
    QCOMPARE(row(r, 1, false).depth, Depth::Header);
    QCOMPARE(row(r, 1, true).grade, Grade::Possible);  // from header to body: not on record
    QCOMPARE(row(r, 1, true, "2").grade, Grade::Possible);
    QVERIFY(row(r, 2, false).id.empty());
}

void RulesM365::t01NegativeTheServiceItselfIsNobody() {
    for (const auto& [agent, ip] : {std::pair{"Client=REST;Client=RESTSystem;;", kIntruder}, std::pair{"Client=OWA", "::1"}}) {
        Scene s = inbox();
        s.input.indicators.back().ip.clear();
        s.input.indicators.back().account = kOwner;
        QVERIFY2(withActor(s.add(bind("<a@x>").agent(agent).ip(ip)).run()).empty(), agent);
    }
}

void RulesM365::t01BoundaryProxiedCallsNeedASession() {
    Scene with = inbox(), without = inbox();
    QVERIFY(!withActor(with.add(bind("<a@x>").agent("Client=OWA;Action=ViaProxy")).run()).empty());
    QVERIFY(withActor(without.add(bind("<a@x>").agent("Client=OWA;Action=ViaProxy").session("")).run()).empty());
}

void RulesM365::t01BoundaryOnlyClientsThatTakeAllMakeTheFilesProbable() {
    for (const char* agent : {"Client=POP3/IMAP4;Protocol=IMAP4", "Client=OWA", "Client=ActiveSync"}) {
        Scene s = inbox();
        QCOMPARE(row(s.add(bind("<a@x>").agent(agent)).run(), 1, true, "2").grade, Grade::Possible);
    }
    for (const char* agent : {"Client=POP3/IMAP4;Protocol=POP3", "Client=MSExchangeRPC"}) {
        Scene s = inbox();
        const auto r = s.add(bind("<a@x>").agent(agent)).run();
        QCOMPARE(row(r, 1, true, "2").grade, Grade::Probable);
        QVERIFY(says(row(r, 1, true, "2").against, "no record names the attachment"));
    }
}

void RulesM365::t02PositiveSyncTakesWhatTheFolderHeld() {
    Scene s = inbox();
    const auto r = s.add(syncOf()).run();
    for (const std::uint32_t uid : {1u, 2u}) QCOMPARE(row(r, uid, true).grade, Grade::Probable);
    QCOMPARE(row(r, 1, true).depth, Depth::Whole);
    QCOMPARE(row(r, 1, true, "2").grade, Grade::Probable);
}

void RulesM365::t02NegativeAnotherFolderIsNotInIt() {
    Scene s = inbox();
    s.add(Mail("Archive", 3, 4000));
    const auto r = s.add(syncOf()).run();
    QVERIFY(rowOf(r, 3, true, "", "Archive").id.empty());
}

void RulesM365::t02BoundaryThreeDays() {
    Scene s;
    s.indicator(kIntruder);
    s.add(Mail("Inbox", 1, 4000).arrived(kNight - 3 * kDayLong)).add(Mail("Inbox", 2, 4000).arrived(kNight - 3 * kDayLong - 1));
    const auto r = s.add(syncOf()).run();
    QCOMPARE(row(r, 1, true).grade, Grade::Probable);
    QCOMPARE(row(r, 2, true).grade, Grade::Possible);
}

void RulesM365::t02BoundaryArrivalAtTheRecordsEdge() {
    Scene s;
    s.indicator(kIntruder);
    s.add(Mail("Inbox", 1, 4000).arrived(kNight + 2 * kMin)).add(Mail("Inbox", 2, 4000).arrived(kNight + 2 * kMin + 1));
    const auto r = s.add(syncOf()).run();
    QCOMPARE(row(r, 1, true).grade, Grade::Probable);
    QVERIFY(row(r, 2, true).id.empty());
}

void RulesM365::t02BoundaryTooShortToCarryIt() {
    constexpr std::uint64_t kFourMinutes = 240 * 12'500'000ull;  // one record: two minutes on either side, at 100 Mbit/s
    for (const bool tooMuch : {false, true}) {
        Scene s;
        s.indicator(kIntruder).add(Mail("Inbox", 1, kFourMinutes - 1 + (tooMuch ? 1 : 0)));
        QCOMPARE(row(s.add(syncOf()).run(), 1, true).grade, tooMuch ? Grade::Possible : Grade::Probable);
    }
}

void RulesM365::t03PositiveThrottledDayIsOpen() {
    Scene s = audited();
    s.add(Mail("Inbox", 1, 1000).id("<a@x>")).add(Mail("Inbox", 2, 1000).id("<b@x>"));
    s.add(bind("<a@x>").field("is_throttled", "True"));
    const auto r = s.run();
    QCOMPARE(only(r, 2).grade, Grade::Undetermined);
    QVERIFY(says(only(r, 2).why, "throttled"));
}

void RulesM365::t03NegativeNotThrottledOrNotSaid() {
    for (const char* said : {"False", ""}) {
        Scene s = audited();
        s.add(Mail("Inbox", 2, 1000).id("<b@x>"));
        Line b = bind("<a@x>");
        if (*said) b.field("is_throttled", said);
        const Touch t = only(s.add(b).run(), 2);
        QVERIFY2(t.grade == Grade::NoRecord, qPrintable(QString::fromStdString(t.why.empty() ? "" : inEnglish(t.why[0]))));
    }
}

void RulesM365::t03BoundaryTwentyFourHours() {
    // What arrives in the day may have been taken unseen; what arrives when records are written again may not.
    Scene s = audited();
    s.input.settings["window"] = "2025-12-10T00:00:00Z..2025-12-15T00:00:00Z";
    s.add(Mail("Inbox", 1, 1000).arrived(kNight + kDayLong)).add(Mail("Inbox", 2, 1000).arrived(kNight + kDayLong + kMin));
    s.add(bind("<a@x>").field("is_throttled", "True")).add(bind("<a@x>", kNight + 3 * kDayLong));
    const auto r = s.run();
    QCOMPARE(only(r, 1).grade, Grade::Undetermined);
    QCOMPARE(only(r, 2).grade, Grade::NoRecord);
}

void RulesM365::t04PositiveOtherClientsSyncUnrecorded() {
    Seen seen;
    seen.itemAccess = true;
    for (const Way way : {Way::Imap, Way::Pop3, Way::ActiveSync}) QVERIFY(!(recordedBy("m365-audit-json", seen) & bit(way)));
}

void RulesM365::t04NegativeWhatTheAuditDoesRecord() {
    Seen seen;
    seen.itemAccess = true;
    for (const Way way : {Way::Owa, Way::Mapi, Way::GraphDelegated}) QVERIFY(recordedBy("m365-audit-json", seen) & bit(way));
}

void RulesM365::t04BoundaryAnAuditLogWithoutItemAccess() {
    // Without one record of item access nothing shows that it was switched on.
    for (const Way way : {Way::Owa, Way::Mapi, Way::GraphDelegated}) QVERIFY(!(recordedBy("m365-audit-json", Seen()) & bit(way)));
}

void RulesM365::t05PositiveTheRecordIsAnInterval() {
    Scene s = inbox();
    const Touch t = row(s.add(bind("<a@x>")).run(), 1, false);
    QCOMPARE(t.first, kNight - 2 * kMin);
    QCOMPARE(t.last, kNight + 2 * kMin);
    QVERIFY(says(t.why, "T05@1: the record stands for two minutes"));
}

void RulesM365::t05NegativeOtherOperationsHaveTheirTime() {
    Scene s = inbox();
    s.add(Line(Action::Send, "m365", kNight).account(kOwner).ip(kIntruder).agent("Client=OWA").session("aad1").item("Sent", 0, "<s@x>").ok());
    const auto rows = withActor(s.run());
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows[0].first, kNight);
    QCOMPARE(rows[0].last, kNight);
}

void RulesM365::t05BoundaryArrivalTwoMinutesAfterTheRecord() {
    // Two messages with one Message-ID: the one that came when the record's interval ended could be meant, a later one not.
    const auto named = [](std::int64_t arrival) {
        Scene s;
        s.indicator(kIntruder);
        Mail a("Inbox", 1, 1000), b("Inbox", 2, 2000);
        s.add(a.id("<same@x>")).add(b.id("<same@x>").arrived(arrival));
        return row(s.add(bind("<same@x>")).run(), 1, false).grade;
    };
    QCOMPARE(named(kNight + 2 * kMin), Grade::Possible);
    QCOMPARE(named(kNight + 2 * kMin + 1), Grade::Recorded);
}

void RulesM365::t06PositiveOneKeyIsOneSession() {
    Scene s = inbox();
    const auto r = s.add(bind("<a@x>")).add(bind("<b@x>", kNight + 5 * kHr)).run();
    QCOMPARE(r.sessions.size(), std::size_t(1));
}

void RulesM365::t06NegativeMicrosoftsOwnAddressIsNotTheUsers() {
    // The service's address in a record of another session does not make that session the actor's.
    Scene s = inbox();
    s.add(bind("<a@x>")).add(bind("<b@x>").ip("20.190.160.1").session("aad2"));
    const auto r = s.run();
    QVERIFY(!row(r, 1, false).id.empty());
    QVERIFY(row(r, 2, false).id.empty());
}

void RulesM365::t06BoundaryOneFieldOfTheKeyDiffers() {
    const auto sessions = [](Line second) {
        Scene s = inbox();
        return s.add(bind("<a@x>")).add(std::move(second)).run().sessions.size();
    };
    QCOMPARE(sessions(bind("<b@x>").agent("Client=REST")), std::size_t(2));
    QCOMPARE(sessions(bind("<b@x>").session("aad2")), std::size_t(2));
    QCOMPARE(sessions(bind("<b@x>").ip(kDesk)), std::size_t(2));
    QCOMPARE(sessions(bind("<b@x>")), std::size_t(1));
}

void RulesM365::t07PositiveExportReachesWhatItNames() {
    Scene s = inbox();
    s.add(Line(Action::Export, "m365", kNight).account("admin@x.example").ip(kIntruder).session("aad1").ok().field("operation", "SearchExportDownloaded"));
    const auto r = s.run();
    for (const std::uint32_t uid : {1u, 2u}) QCOMPARE(row(r, uid, true).grade, Grade::Possible);
}

void RulesM365::t07NegativeFailedOperation() {
    Scene s = inbox();
    s.add(Line(Action::Export, "m365", kNight).account("admin@x.example").ip(kIntruder).session("aad1").failed().field("operation", "SearchExportDownloaded"));
    QVERIFY(withActor(s.run()).empty());
}

void RulesM365::t07BoundaryMailOfTheSameMinute() {
    Scene s;
    s.indicator(kIntruder);
    s.add(Mail("Inbox", 1, 1000).arrived(kNight + kMin)).add(Mail("Inbox", 2, 1000).arrived(kNight + kMin + 1));
    s.add(Line(Action::Export, "m365", kNight).account("admin@x.example").ip(kIntruder).session("aad1").ok().field("operation", "SearchExportDownloaded"));
    const auto r = s.run();
    QVERIFY(!row(r, 1, true).id.empty());
    QVERIFY(row(r, 2, true).id.empty());
}

QTEST_GUILESS_MAIN(RulesM365)
#include "tst_rules_m365.moc"
