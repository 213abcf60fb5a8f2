// What the logs cover, and what may be said where they are silent (evidence model §3, T30, T31).
#include <QtTest>

#include "base/phrase.h"
#include "tests/trace/scene.h"
#include "trace/coverage_matrix.h"
#include "trace/recorder_facts.h"
#include "trace/retention.h"

using namespace scene;

namespace {

constexpr std::int64_t kHr = 3600 * kSec;

/// Everything but IMAP and webmail is declared away, as an examiner would.
void declareRest(Scene& s, const std::string& but = {}) {
    std::string all;
    for (const char* route : {"shell", "snapshot", "backup", "archive", "gateway", "owner-pc", "mobile-device", "rules", "pop3", "webmail"})
        if (but.find(route) == std::string::npos) all += std::string(all.empty() ? "" : ",") + route + "=there was none";
    s.input.settings["routes-not-applicable"] = all;
}

Line login(std::int64_t at, const std::string& ip, const std::string& session) {
    return Line(Action::Login, "imap", at).account(kOwner).ip(ip).session(session).ok();
}
Line nothingServed(std::int64_t at, const std::string& ip, const std::string& session) {
    return counted(at, 0, 0, 0, 0).ip(ip).session(session);
}

/// The owner's quiet sessions and the intruder's one, in one log.
void visits(Scene& s, std::int64_t from = kNight - 10 * kHr, std::int64_t to = kNight + 10 * kHr, std::int64_t source = 1) {
    for (std::int64_t t = from; t <= to; t += kHr / 2) {
        const std::string id = "own" + std::to_string(t);
        s.add(login(t, kDesk, id).source(source));
        s.add(nothingServed(t + 60 * kSec, kDesk, id).source(source));
    }
    s.add(login(kNight, kIntruder, "evil").source(source)).add(nothingServed(kNight + kSec, kIntruder, "evil").source(source));
    s.indicator(kIntruder);
}

Touch only(const TraceResult& r) {
    for (const Touch& t : r.touches)
        if (t.actor.empty()) return t;
    return {};
}
std::string why(const Touch& t) { return t.why.empty() ? std::string() : inEnglish(t.why.front()); }

std::vector<Coverage> rows(const TraceResult& r, const std::string& kind, const std::string& route = {}) {
    std::vector<Coverage> out;
    for (const Coverage& c : r.cells)
        if (c.kind == kind && (route.empty() || (", " + inEnglish(c.route) + ",").find(", " + route + ",") != std::string::npos)) out.push_back(c);
    return out;
}

}  // namespace

class CoverageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noRecordNeedsEveryRoute() {
        Scene s;
        visits(s);
        s.add(Mail("INBOX", 1, 1000));
        declareRest(s);
        QCOMPARE(only(s.run()).grade, Grade::NoRecord);
    }
    void anOpenRouteIsNamed() {
        Scene s;
        visits(s);
        s.add(Mail("INBOX", 1, 1000));
        declareRest(s, "backup");
        s.input.settings["outside-assumption"] = "withdrawn";
        const TraceResult r = s.run();
        QCOMPARE(only(r).grade, Grade::Undetermined);
        QVERIFY(why(only(r)).find("backup") != std::string::npos);
        const auto open = rows(r, "route", "backup");
        QCOMPARE(open.size(), std::size_t{1});
        QCOMPARE(open[0].state, std::string("not-covered"));
        QVERIFY(!open[0].ask.empty() && !open[0].whom.empty());
    }
    void whatPassesTheServerByIsAnAssumption() {
        Scene s;
        visits(s);
        s.add(Mail("INBOX", 1, 1000));
        declareRest(s, "backup");
        const TraceResult r = s.run();
        QCOMPARE(only(r).grade, Grade::NoRecord);
        QVERIFY(inEnglish(only(r).why.back()).find("assumption, not a record") != std::string::npos);
        QCOMPARE(rows(r, "route", "backup").at(0).state, std::string("not-covered"));  // and it is still asked for
    }
    void aRouteThroughTheServerIsNeverAssumed() {
        Scene s;
        visits(s);
        s.add(Mail("INBOX", 1, 1000));
        declareRest(s, "shell");
        QCOMPARE(only(s.run()).grade, Grade::Undetermined);
    }
    void aLogOfLoginsThatHoldsNoneCoversTheShell() {
        Scene s;
        visits(s);
        s.add(Mail("INBOX", 1, 1000));
        declareRest(s, "shell");
        Source log;
        log.id = 900;
        log.path = "var/log/auth.log";
        log.format = "empty";
        s.input.sources.push_back(log);
        QCOMPARE(only(s.run()).grade, Grade::NoRecord);
    }
    void aMissingFileOfTheSequenceIsAHole() {
        Scene s;
        const auto old = s.addSource("var/log/dovecot.log.2.gz", "dovecot");
        visits(s);
        for (std::int64_t t = kNight - 60 * kHr; t < kNight - 40 * kHr; t += kHr) s.add(login(t, kDesk, "o" + std::to_string(t)).source(old)).add(nothingServed(t + kSec, kDesk, "o" + std::to_string(t)).source(old));
        s.add(Mail("INBOX", 1, 1000).arrived(kNight - 100 * kHr)).add(Mail("INBOX", 2, 1000).arrived(kNight - 5 * kHr));
        declareRest(s);
        const TraceResult r = s.run();
        const auto holes = rows(r, "hole", "imap");
        QCOMPARE(holes.size(), std::size_t{1});
        QCOMPARE(holes[0].state, std::string("not-covered"));
        QVERIFY(inEnglish(holes[0].detail).find("dovecot.log.1 is not among the exhibits") != std::string::npos);
        for (const Touch& t : r.touches) {
            if (t.uid == 1) {
                QCOMPARE(t.grade, Grade::Undetermined);
                QVERIFY(why(t).find("hole of") != std::string::npos);
            } else {
                QVERIFY2(t.grade != Grade::Undetermined, "it arrived after the hole");
            }
        }
    }
    void anotherRecorderOfTheRouteCoversAHole() {
        Scene s;
        const auto old = s.addSource("var/log/dovecot.log.2.gz", "dovecot");
        const auto copy = s.addSource("collector/mail.log", "dovecot");
        visits(s);
        for (std::int64_t t = kNight - 60 * kHr; t < kNight - 40 * kHr; t += kHr) s.add(login(t, kDesk, "o" + std::to_string(t)).source(old)).add(nothingServed(t + kSec, kDesk, "o" + std::to_string(t)).source(old));
        for (std::int64_t t = kNight - 70 * kHr; t <= kNight + 10 * kHr; t += kHr / 2) s.add(login(t, kDesk, "c" + std::to_string(t)).source(copy)).add(nothingServed(t + kSec, kDesk, "c" + std::to_string(t)).source(copy));
        s.add(Mail("INBOX", 1, 1000).arrived(kNight - 100 * kHr));
        declareRest(s);
        const TraceResult r = s.run();
        QCOMPARE(rows(r, "hole", "imap").at(0).state, std::string("covered"));
        QVERIFY(inEnglish(rows(r, "hole", "imap").at(0).detail).find("collector/mail.log covers that time") != std::string::npos);
        QCOMPARE(only(r).grade, Grade::NoRecord);
    }
    void aStatedWindowMustBeCovered() {
        Scene s;
        visits(s);
        s.add(Mail("INBOX", 1, 1000).arrived(kNight - 300 * kHr));
        declareRest(s);
        s.input.settings["window"] = "2025-12-05T00:00:00Z..2025-12-12T06:00:00Z";
        const TraceResult r = s.run();
        QCOMPARE(only(r).grade, Grade::Undetermined);
        QVERIFY(why(only(r)).find("nothing is recorded before") != std::string::npos);
        QVERIFY(inEnglish(only(r).coverage).find("asked for: 2025-12-05T00:00:00Z") != std::string::npos);
    }
    void aShellOfTheActorTaintsTheHostsLogs() {
        Scene s;
        const auto auth = s.addSource("var/log/auth.log", "syslog");
        visits(s);
        s.add(Line(Action::Login, "ssh", kNight + kHr).account("root").ip(kIntruder).session("sshd1").ok().source(auth));
        s.add(Mail("INBOX", 1, 1000));
        declareRest(s, "shell");
        const TraceResult r = s.run();
        QVERIFY(!rows(r, "integrity", "imap").empty());
        QCOMPARE(only(r).grade, Grade::Undetermined);
        QVERIFY(why(only(r)).find("T30@1") != std::string::npos);
        // A copy that root could not reach is no silence of his.
        s.input.settings["recorders-remote"] = "var/log/=collector of the provider";
        Scene remote;
        const auto auth2 = remote.addSource("var/log/auth.log", "syslog");
        visits(remote);
        remote.add(Line(Action::Login, "ssh", kNight + kHr).account("root").ip(kIntruder).session("sshd1").ok().source(auth2));
        remote.add(Mail("INBOX", 1, 1000));
        declareRest(remote, "shell");
        remote.input.settings["recorders-remote"] = "var/log/=collector of the provider";
        QVERIFY(rows(remote.run(), "integrity").empty());
    }
    void auditingSwitchedOffIsAHole() {
        using What = AuditSwitch::What;
        QCOMPARE(*auditSwitch("Set-Mailbox", R"({"Identity":"claire","AuditEnabled":"False"})"), What::MailboxOff);
        QCOMPARE(*auditSwitch("Set-Mailbox", R"({"Identity":"claire","AuditEnabled":"True"})"), What::MailboxOn);
        QCOMPARE(*auditSwitch("Set-MailboxAuditBypassAssociation", R"({"AuditBypassEnabled":"$true"})"), What::BypassOn);
        QCOMPARE(*auditSwitch("Set-AdminAuditLogConfig", R"({"UnifiedAuditLogIngestionEnabled":"False"})"), What::LogOff);
        QVERIFY(!auditSwitch("Set-Mailbox", R"({"ForwardingSmtpAddress":"x"})"));
        QVERIFY(!auditSwitch("New-InboxRule", R"({"AuditEnabled":"False"})"));

        Scene s;
        const auto log = s.addSource("audit.csv", "m365-audit-csv");
        auto facts = std::make_shared<RecorderFacts>();
        for (std::int64_t t = kNight - 10 * kHr; t < kNight + 10 * kHr; t += kHr / 4) {
            s.add(Line(Action::Access, "m365", t).account(kOwner).session("s").item("INBOX", 0, "<other@x>").ok().source(log));
            facts->activity[log].add(t);
        }
        facts->switches.push_back({What::MailboxOff, kNight, "claire", "admin@x.example", log, 7});
        facts->switches.push_back({What::MailboxOn, kNight + 2 * kHr, "claire", "admin@x.example", log, 9});
        s.input.recorderFacts = facts;
        const TraceResult r = s.run();
        const auto off = rows(r, "off", "owa");
        QCOMPARE(off.size(), std::size_t{1});
        QCOMPARE(off[0].account, std::string(kOwner));
        QCOMPARE(off[0].first, kNight);
        QCOMPARE(off[0].last, kNight + 2 * kHr);
        const auto cells = coverageMatrix(r.cells, {"owa", kOwner, 0, 0});
        QCOMPARE(cells.size(), std::size_t{3});
        QCOMPARE(cells[1].state, std::string("not-covered"));
        QCOMPARE(cells[1].from, kNight);
        for (const auto& c : coverageMatrix(r.cells, {"owa", "", 0, 0}))
            if (c.account.empty()) QCOMPARE(c.state, std::string("covered"));
    }
    void damageIsAHoleOfItsTime() {
        Scene s;
        visits(s);
        s.add(Mail("INBOX", 1, 1000));
        declareRest(s);
        auto facts = std::make_shared<RecorderFacts>();
        finishInput(s.input);
        for (const Ev& e : s.input.events) facts->activity[e.source].add(e.utc);
        facts->damage.push_back({1, kNight - 2 * kHr, kNight - kHr, 3, 4096});
        s.input.recorderFacts = facts;
        const TraceResult r = traceInput(s.input);
        QCOMPARE(rows(r, "damage", "imap").at(0).first, kNight - 2 * kHr);
        QCOMPARE(only(r).grade, Grade::Undetermined);
        QVERIFY(why(only(r)).find("4096 octets could not be read") != std::string::npos);
    }
    void theMatrixSaysBeforeDuringAndAfter() {
        Scene s;
        visits(s);
        const TraceResult r = s.run();
        const auto cells = coverageMatrix(r.cells, {"imap", kOwner, kNight - 20 * kHr, kNight + 20 * kHr});
        QCOMPARE(cells.size(), std::size_t{3});
        QCOMPARE(cells[0].state, std::string("not-covered"));
        QVERIFY(!cells[0].ask.empty());
        QCOMPARE(cells[1].state, std::string("covered"));
        QVERIFY(cells[1].seen);
        QCOMPARE(cells[1].from, kNight - 10 * kHr);
        QCOMPARE(cells[2].state, std::string("not-covered"));
        const auto unknown = coverageMatrix(r.cells, {"imap", "nobody@x.example", 0, 0});
        QCOMPARE(unknown.size(), std::size_t{1});
        QVERIFY(!unknown[0].seen);
        QCOMPARE(coverageMatrix({}, {}).size(), std::size_t{0});
    }
    void rotatedNamesBelongTogether_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("set");
        QTest::addColumn<int>("number");
        QTest::addColumn<bool>("dated");
        const auto row = [](const char* path, const char* set, int number, bool dated) { QTest::newRow(path) << QString(path) << QString(set) << number << dated; };
        row("log/access.log", "log/access.log", 0, false);
        row("log/access.log.1", "log/access.log", 1, false);
        row("log/access.log.12.gz", "log/access.log", 12, false);
        row("log/access.log-20251211.gz", "log/access.log", -1, true);
        row("log/mailbox.log.2025-12-11.gz", "log/mailbox.log", -1, true);
        row("W3SVC1/u_ex251211.log", "W3SVC1/u_ex#.log", -1, true);
        row("W3SVC1/u_ex25121107_x.log", "W3SVC1/u_ex25121107_x.log", 0, false);
        row("Owa/HttpProxy_2025121107-1.LOG", "Owa/HttpProxy_#.LOG", -1, true);
        row("MSGTRK2025121107-2.LOG", "MSGTRK#.LOG", -1, true);
        row("exchange2016.log", "exchange2016.log", 0, false);
        row("v2/audit.json", "v2/audit.json", 0, false);
    }
    void rotatedNamesBelongTogether() {
        QFETCH(QString, path);
        QFETCH(QString, set);
        QFETCH(int, number);
        QFETCH(bool, dated);
        const RotationName r = rotationName(path.toStdString(), "access-log");
        QCOMPARE(QString::fromStdString(r.set), set);
        QCOMPARE(int(r.number), number);
        QCOMPARE(r.date != 0, dated);
    }
    void anExcerptCoversNothing() {
        Scene s;
        for (int day = 0; day < 60; day += 10) s.add(login(kNight - day * 24 * kHr, kDesk, "x" + std::to_string(day)));
        const TraceResult r = s.run();
        QCOMPARE(rows(r, "route", "imap").at(0).state, std::string("not-covered"));
        QVERIFY(inEnglish(rows(r, "recorder").at(0).detail).find("an excerpt") != std::string::npos);
    }
    void everyWayHasSomethingToAskFor() {
        for (std::size_t w = 0; w < kWays; ++w)
            for (const Platforms& p : {Platforms{}, Platforms{true, false, false}, Platforms{false, true, false}, Platforms{false, false, true}}) {
                const Retention& r = retentionOf(static_cast<Way>(w), p);
                QCOMPARE(r.way, static_cast<Way>(w));
                QVERIFY(*r.ask && *r.whom && *r.term);
                QVERIFY(wayFromName(wayName(r.way)) == r.way);
            }
        QCOMPARE(retentionOf(Way::Owa, {false, false, true}).days, 180);
        QCOMPARE(retentionOf(Way::Owa, {false, true, false}).days, 30);
    }
    void auditLogsDoNotCoverSyncsOfPhones() {
        Seen seen;
        seen.itemAccess = true;
        const WayMask m = recordedBy("m365-audit-json", seen);
        QVERIFY(m & bit(Way::Owa));
        QVERIFY(!(m & (bit(Way::ActiveSync) | bit(Way::Imap) | bit(Way::Pop3))));
        QVERIFY(!(recordedBy("m365-audit-json", {}) & bit(Way::GraphDelegated)));
        QCOMPARE(recordedBy("exchange-mailbox-audit-csv", seen), WayMask{0});
    }
};

QTEST_GUILESS_MAIN(CoverageTest)
#include "tst_coverage.moc"
