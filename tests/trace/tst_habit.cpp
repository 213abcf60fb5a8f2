// T20: what fits an account's habit is taken as the holder's; what does not is undecided; what the examiner states is the holder's.
#include <QtTest>

#include "base/phrase.h"
#include "scene.h"

using namespace scene;

namespace {

constexpr std::int64_t kOneDay = 86400 * kSec;

Line session(std::int64_t at, const std::string& id, const std::string& ip = kDesk, const std::string& account = kOwner) {
    return Line(Action::Login, "imap", at).account(account).ip(ip).session(id).ok();
}

std::string statusOf(const TraceResult& r, const std::string& key) {
    for (const Session& s : r.sessions)
        for (const std::string& reason : s.reasons)
            if (inEnglish(reason).find("session id " + key) != std::string::npos) return s.status;
    return "none";
}

}  // namespace

class HabitTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void addressAndClientSeenBefore() {
        Scene s;
        s.indicator(kIntruder).add(session(kNight - kOneDay, "before").agent("Mailer/1.0"));
        s.add(session(kNight, "his", kIntruder)).add(session(kNight + kSec, "after").agent("Mailer/1.1"));
        QCOMPARE(statusOf(s.run(), "after"), std::string("habitual"));  // a new version is no new client
    }
    void anotherClientAtTheAddressIsUndecided() {
        Scene s;
        s.indicator(kIntruder).add(session(kNight - kOneDay, "before").agent("Mailer/1.0"));
        s.add(session(kNight, "his", kIntruder)).add(session(kNight + kSec, "after").agent("imaplib"));
        QCOMPARE(statusOf(s.run(), "after"), std::string("undecided"));
    }
    void aClientThatSaysNothingWhereItAlwaysDidIsUndecided() {
        Scene s;
        s.indicator(kIntruder).add(session(kNight - kOneDay, "before").agent("Mailer/1.0"));
        s.add(session(kNight, "his", kIntruder)).add(session(kNight + kSec, "after"));
        QCOMPARE(statusOf(s.run(), "after"), std::string("undecided"));
    }
    void habitEndsWhenTheActorGetsInNotWhenHeTries() {
        Scene s;
        s.indicator(kIntruder).add(session(kNight - 60 * kSec, "tried", kIntruder).failed());
        s.add(session(kNight - kSec, "before")).add(session(kNight, "his", kIntruder)).add(session(kNight + kSec, "after"));
        s.add(session(kNight, "new", "192.0.2.99"));
        const TraceResult r = s.run();
        QCOMPARE(statusOf(r, "before"), std::string("habitual"));
        QCOMPARE(statusOf(r, "after"), std::string("habitual"));
        QCOMPARE(statusOf(r, "new"), std::string("undecided"));  // at the very moment is not before
    }
    void neighboursStandInForAnAccountWithoutHistory() {
        Scene s;
        s.indicator(kIntruder).add(session(kNight - kOneDay, "before", "198.51.100.11", "paul@x.example"));
        s.add(session(kNight, "his", kIntruder)).add(session(kNight + kSec, "after", "198.51.100.12"));
        s.add(session(kNight + 2 * kSec, "far", "198.51.101.12", "anne@x.example"));
        const TraceResult r = s.run();
        QCOMPARE(statusOf(r, "after"), std::string("habitual"));
        QCOMPARE(statusOf(r, "far"), std::string("undecided"));
    }
    void neighboursOfTheActorDoNot() {
        Scene s;
        s.indicator(kIntruder).add(session(kNight - kOneDay, "before", "203.0.113.7", "paul@x.example"));
        s.add(session(kNight, "his", kIntruder)).add(session(kNight + kSec, "after", "203.0.113.9"));
        QCOMPARE(statusOf(s.run(), "after"), std::string("undecided"));
    }
    void anAccountWithAHistoryElsewhereIsNotHelpedByNeighbours() {
        Scene s;
        s.indicator(kIntruder).add(session(kNight - kOneDay, "own", "192.0.2.1")).add(session(kNight - kOneDay, "other", "198.51.100.11", "paul@x.example"));
        s.add(session(kNight, "his", kIntruder)).add(session(kNight + kSec, "after", "198.51.100.12"));
        QCOMPARE(statusOf(s.run(), "after"), std::string("undecided"));
    }
    void readingInBulkThatTheAccountNeverDid_data() {
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("bodies");
        QTest::addColumn<QString>("status");
        QTest::newRow("below what counts as bulk") << 1 << 39 << "habitual";
        QTest::newRow("forty, and one before") << 1 << 40 << "undecided";
        QTest::newRow("as much as ever") << 40 << 60 << "habitual";
    }
    void readingInBulkThatTheAccountNeverDid() {
        QFETCH(int, before);
        QFETCH(int, bodies);
        QFETCH(QString, status);
        Scene s;
        s.indicator(kIntruder).add(session(kNight - kOneDay, "before")).add(counted(kNight - kOneDay + kSec, 0, 0, before, 0).session("before"));
        s.add(session(kNight, "his", kIntruder)).add(session(kNight + kSec, "after"));
        s.add(counted(kNight + 2 * kSec, 0, 0, bodies, 0).session("after"));
        QCOMPARE(QString::fromStdString(statusOf(s.run(), "after")), status);
    }
    void theExaminerRejects() {
        Scene s;
        s.indicator(kIntruder).add(session(kNight, "his", kIntruder)).add(session(kNight + kSec, "strange", "192.0.2.99"));
        Indicator holder;
        holder.id = "I-holder";
        holder.actor = std::string(kHolder);
        holder.ip = "192.0.2.99";
        s.input.indicators.push_back(holder);
        QCOMPARE(statusOf(s.run(), "strange"), std::string("holder"));
        s.input.indicators[1].ip = kIntruder;  // what is attributed stays attributed
        QCOMPARE(statusOf(s.run(), "his"), std::string("attributed"));
    }
    void rejectingAccusesNobody() {
        Scene s;
        s.indicator(kDesk).add(Mail("INBOX", 1, 1000)).add(session(kNight, "hers"));
        s.input.indicators[0].actor = std::string(kHolder);
        const TraceResult r = s.run();
        QCOMPARE(r.touches.at(0).grade, Grade::Undetermined);
        QCOMPARE(inEnglish(r.touches.at(0).why.at(0)), std::string("nothing is attributed to anybody yet"));
    }
};

QTEST_GUILESS_MAIN(HabitTest)
#include "tst_habit.moc"
