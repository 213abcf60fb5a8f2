// Logs that were cleared, trimmed, stopped or rotated by hand: said with the time and who did it, and what lay before is
// damaged (evidence model T30).
#include <QtTest>

#include "base/phrase.h"
#include "tests/trace/scene.h"
#include "trace/recorder_facts.h"

using namespace scene;
using What = RecordLoss::What;

namespace {

constexpr std::int64_t kHr = 3600 * kSec;

RecordLoss lost(What what, std::int64_t utc, std::string log, std::int64_t source = 2, std::string by = "root") {
    RecordLoss l;
    l.what = what;
    l.utc = utc;
    l.log = std::move(log);
    l.by = std::move(by);
    l.source = source;
    return l;
}

/// The owner's quiet sessions and the intruder's one in the mail server's log, with auth.log beside it.
struct Night : Scene {
    std::int64_t auth = addSource("var/log/auth.log", "syslog");
    std::shared_ptr<RecorderFacts> facts = std::make_shared<RecorderFacts>();
    explicit Night(std::int64_t arrived = kNight - 86'400 * kSec) {
        for (std::int64_t t = kNight - 10 * kHr; t <= kNight + 10 * kHr; t += kHr / 2) {
            const std::string id = "own" + std::to_string(t);
            add(Line(Action::Login, "imap", t).account(kOwner).ip(kDesk).session(id).ok());
            add(counted(t + 60 * kSec, 0, 0, 0, 0).ip(kDesk).session(id));
        }
        add(Line(Action::Login, "imap", kNight).account(kOwner).ip(kIntruder).session("evil").ok());
        add(counted(kNight + kSec, 0, 0, 0, 0).ip(kIntruder).session("evil"));
        indicator(kIntruder);
        add(Mail("INBOX", 1, 1000).arrived(arrived));
        input.settings["routes-not-applicable"] = "shell=none,snapshot=none,backup=none,archive=none,gateway=none,owner-pc=none,mobile-device=none,rules=none,pop3=none,webmail=none";
    }
    TraceResult answer() {
        finishInput(input);
        for (const Ev& e : input.events) facts->activity[e.source].add(e.utc);
        input.recorderFacts = facts;
        return traceInput(input);
    }
};

Touch only(const TraceResult& r) {
    for (const Touch& t : r.touches)
        if (t.actor.empty()) return t;
    return {};
}

std::vector<Coverage> rows(const TraceResult& r, const std::string& kind) {
    std::vector<Coverage> out;
    for (const Coverage& c : r.cells)
        if (c.kind == kind && inEnglish(c.detail).find("T30@1") == 0) out.push_back(c);
    return out;
}

std::optional<RecordLoss> windows(std::map<std::string, std::string> fields) {
    return recordLoss([&](std::string_view name) -> std::string_view {
        const auto it = fields.find(std::string(name));
        return it == fields.end() ? std::string_view() : it->second;
    });
}

}  // namespace

class CoverageLosses : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatACommandDoesToLogs_data() {
        QTest::addColumn<QString>("command");
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("log");
        const auto row = [](const char* command, int what, const char* log = "") { QTest::newRow(command) << command << what << log; };
        row("/usr/bin/truncate -s 0 /var/log/mail.log", int(What::Cleared), "/var/log/mail.log");
        row("/usr/bin/rm -f /var/log/auth.log.1", int(What::Cleared), "/var/log/auth.log.1");
        row("/usr/bin/shred -u /var/log/dovecot.log", int(What::Cleared), "/var/log/dovecot.log");
        row("/bin/bash -c > /var/log/mail.log", int(What::Cleared), "/var/log/mail.log");
        row("/bin/sh -c 'cat /dev/null > /var/log/auth.log'", int(What::Cleared), "/var/log/auth.log");
        row("/usr/bin/cp /dev/null /var/log/mail.log", int(What::Cleared), "/var/log/mail.log");
        row("/usr/bin/sed -i /203.0.113.66/d /var/log/nginx/access.log", int(What::Cleared), "/var/log/nginx/access.log");
        row("/usr/bin/journalctl --rotate --vacuum-time=1s", int(What::Trimmed), "journal");
        row("/usr/sbin/logrotate -f /etc/logrotate.conf", int(What::Rotated));
        row("/usr/bin/systemctl stop rsyslog.service", int(What::Stopped), "syslog");
        row("/usr/sbin/service rsyslog start", int(What::Started), "syslog");
        row("/usr/bin/systemctl stop systemd-journald", int(What::Stopped), "journal");
        row("/usr/bin/cat /var/log/mail.log", -1);
        row("/usr/bin/grep -i martin /var/log/auth.log", -1);
        row("/usr/bin/rm /home/claire/notes.txt", -1);
        row("/usr/bin/cp /var/log/mail.log /root/", -1);
        row("/bin/sh -c echo x >> /var/log/mail.log", -1);
        row("/usr/bin/sed s/a/b/ /var/log/mail.log", -1);
        row("/usr/sbin/logrotate /etc/logrotate.conf", -1);
        row("/usr/bin/systemctl status rsyslog", -1);
        row("/usr/bin/systemctl stop nginx", -1);
        row("", -1);
    }
    void whatACommandDoesToLogs() {
        QFETCH(QString, command);
        QFETCH(int, what);
        QFETCH(QString, log);
        const auto found = lossByCommand(command.toStdString());
        QCOMPARE(found ? int(found->what) : -1, what);
        if (found) QCOMPARE(QString::fromStdString(found->log), log);
    }
    void whatWindowsSays() {
        auto found = windows({{"op", "log-cleared"}, {"channel", "Security"}});
        QVERIFY(found && found->what == What::Cleared && found->own && found->log == "Security");
        found = windows({{"op", "log-cleared"}, {"channel", "System"}, {"Channel", "Application"}});
        QVERIFY(found && found->what == What::Cleared && !found->own && found->log == "Application");
        found = windows({{"op", "audit-policy-changed"}, {"channel", "Security"}, {"SubcategoryGuid", "{g}"}, {"AuditPolicyChanges", "%%8448, %%8450"}});
        QVERIFY(found && found->what == What::PolicyCut && found->policy == "{g}");
        found = windows({{"op", "audit-policy-changed"}, {"channel", "Security"}, {"SubcategoryGuid", "{g}"}, {"AuditPolicyChanges", "%%8449"}});
        QVERIFY(found && found->what == What::PolicySet);
        QVERIFY(!windows({{"op", "audit-policy-changed"}, {"channel", "Security"}}));
        QVERIFY(!windows({{"op", "logon"}, {"channel", "Security"}}));
        QVERIFY(!windows({{"op", "sudo"}, {"command", "/usr/bin/ls"}}));
    }
    void nothingWasCleared() {
        const TraceResult r = Night().answer();
        QCOMPARE(only(r).grade, Grade::NoRecord);
        QVERIFY(rows(r, "cleared").empty() && rows(r, "off").empty());
    }
    void aClearedLogIsDamagedBeforeThat() {
        Night s;
        s.facts->losses.push_back(lost(What::Cleared, kNight + kHr, "/var/log/dovecot.log"));
        s.facts->losses.back().how = "/usr/bin/truncate -s 0 /var/log/dovecot.log";
        const TraceResult r = s.answer();
        const auto cleared = rows(r, "cleared");
        QCOMPARE(cleared.size(), std::size_t{1});
        QCOMPARE(cleared[0].last, kNight + kHr);
        QCOMPARE(cleared[0].recorder, std::string("var/log/dovecot.log"));
        const std::string said = inEnglish(cleared[0].detail);
        QVERIFY(said.find("2025-12-11T23:00:00Z") != std::string::npos && said.find("by root") != std::string::npos && said.find("truncate") != std::string::npos);
        QVERIFY(!cleared[0].ask.empty());
        QCOMPARE(only(r).grade, Grade::Undetermined);
        QVERIFY(inEnglish(only(r).why.at(0)).find("was cleared at") != std::string::npos);
    }
    void whatArrivedAfterItWasClearedIsNotConcerned() {
        Night s(kNight + 2 * kHr);
        s.facts->losses.push_back(lost(What::Cleared, kNight + kHr, "/var/log/dovecot.log"));
        const Grade grade = only(s.answer()).grade;
        QVERIFY(grade == Grade::NoRecord || grade == Grade::RuledOut);
    }
    void anotherLogThatWasClearedSaysNothingOfThisOne() {
        for (const char* other : {"/var/log/nginx/access.log", "/var/log/dovecot.log.old/x.log", "journal", "Security"}) {
            Night s;
            s.facts->losses.push_back(lost(What::Cleared, kNight + kHr, other));
            const TraceResult r = s.answer();
            QCOMPARE(only(r).grade, Grade::NoRecord);
            QCOMPARE(rows(r, "cleared").size(), std::size_t{1});  // said all the same
            QVERIFY(inEnglish(rows(r, "cleared")[0].detail).find("not among the exhibits") != std::string::npos);
        }
    }
    void aDirectoryOfLogsTakesAllInIt() {
        Night s;
        s.facts->losses.push_back(lost(What::Cleared, kNight + kHr, "/var/log/*"));
        const TraceResult r = s.answer();
        QCOMPARE(rows(r, "cleared").size(), std::size_t{2});
        QCOMPARE(only(r).grade, Grade::Undetermined);
    }
    void aCopyOutOfReachIsNotConcerned() {
        Night s;
        s.input.settings["recorders-remote"] = "var/log/=collector of the provider";
        s.facts->losses.push_back(lost(What::Cleared, kNight + kHr, "/var/log/dovecot.log"));
        QCOMPARE(only(s.answer()).grade, Grade::NoRecord);
    }
    void aDaemonThatWasStoppedLeavesAHole() {
        Scene s;
        const auto log = s.addSource("var/log/mail.log", "syslog");
        auto facts = std::make_shared<RecorderFacts>();
        for (std::int64_t t = kNight - 10 * kHr; t <= kNight + 10 * kHr; t += kHr / 4) s.add(Line(Action::Login, "imap", t).account(kOwner).ip(kDesk).session("s" + std::to_string(t)).ok().source(log));
        s.indicator(kIntruder);
        finishInput(s.input);
        for (const Ev& e : s.input.events) facts->activity[e.source].add(e.utc);
        facts->losses.push_back(lost(What::Stopped, kNight, "syslog", log));
        facts->losses.push_back(lost(What::Started, kNight + kHr, "syslog", log));
        facts->losses.push_back(lost(What::Stopped, kNight + 2 * kHr, "syslog", log));  // restarted
        facts->losses.push_back(lost(What::Started, kNight + 2 * kHr + 10 * kSec, "syslog", log));
        s.input.recorderFacts = facts;
        const auto off = rows(traceInput(s.input), "off");
        QCOMPARE(off.size(), std::size_t{1});
        QCOMPARE(off[0].first, kNight);
        QCOMPARE(off[0].last, kNight + kHr);
    }
    void aTrimmedJournalLacksWhatStoodBeforeItsFirstRecord() {
        Night s;
        const auto log = s.addSource("journal.export", "journal-export");
        for (std::int64_t t = kNight; t <= kNight + 5 * kHr; t += kHr / 4) s.add(Line(Action::Login, "ssh", t).account("root").ip(kDesk).ok().source(log));
        for (int day = 1; day < 4; ++day) s.facts->losses.push_back(lost(What::Trimmed, kNight + day * kHr, "journal", log));
        const auto cleared = rows(s.answer(), "cleared");
        QCOMPARE(cleared.size(), std::size_t{1});  // the latest stands for all of them
        QCOMPARE(cleared[0].last, kNight);
    }
    void forcedRotationIsSaid() {
        Night s;
        s.facts->losses.push_back(lost(What::Rotated, kNight + kHr, ""));
        const TraceResult r = s.answer();
        QCOMPARE(rows(r, "cleared").size(), std::size_t{1});
        QVERIFY(inEnglish(rows(r, "cleared")[0].detail).find("forced") != std::string::npos);
        QCOMPARE(only(r).grade, Grade::NoRecord);
    }
    void aClearedWindowsLog() {
        Scene s;
        const auto security = s.addSource("Logs/Security.evtx", "evtx"), system = s.addSource("Logs/System.evtx", "evtx");
        auto facts = std::make_shared<RecorderFacts>();
        for (const std::int64_t t : {kNight, kNight + kHr}) facts->activity[security].add(t), facts->activity[system].add(t);
        facts->losses.push_back(lost(What::Cleared, kNight, "Security", security, "X\\admin"));
        facts->losses.back().own = true;
        facts->losses.push_back(lost(What::PolicyCut, kNight + kHr / 2, "Security", security, "X\\admin"));
        s.input.recorderFacts = facts;
        finishInput(s.input);
        const TraceResult r = traceInput(s.input);
        QCOMPARE(rows(r, "cleared").size(), std::size_t{1});
        QCOMPARE(rows(r, "cleared")[0].recorder, std::string("Logs/Security.evtx"));
        QCOMPARE(rows(r, "off").size(), std::size_t{1});
        QCOMPARE(rows(r, "off")[0].last, std::int64_t{0});  // not on again
    }
};

QTEST_GUILESS_MAIN(CoverageLosses)
#include "tst_coverage_losses.moc"
