// A recorder's habit and the silences that go beyond it.
#include <QtTest>

#include "trace/activity.h"

using namespace sillage::tracing;

constexpr std::int64_t kMin = 60'000'000;
constexpr std::int64_t kHr = 60 * kMin;
constexpr std::int64_t kDy = 24 * kHr;
constexpr std::int64_t kMonday = 1764547200LL * 1'000'000;  ///< 2025-12-01T00:00:00Z

/// Every three minutes in office hours of weekdays; nothing between `from` and `to`.
static Activity office(int days, std::int64_t from = 0, std::int64_t to = 0) {
    Activity a;
    for (int d = 0; d < days; ++d) {
        if (d % 7 >= 5) continue;
        for (std::int64_t t = kMonday + d * kDy + 8 * kHr; t < kMonday + d * kDy + 18 * kHr; t += 3 * kMin)
            if (t < from || t >= to) a.add(t);
    }
    return a;
}

class CoverageActivity : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nightsAndWeekendsAreHabit() {
        const Habit habit(office(28));
        QVERIFY(habit.known());
        QCOMPARE(habit.silences().size(), std::size_t{0});
        QVERIFY(habit.longest() > 60 * kHr);  // Friday evening to Monday morning
    }
    void twoHoursOfAWorkingMorningAreNot() {
        const std::int64_t from = kMonday + 9 * kDy + 9 * kHr;
        const Habit habit(office(28, from, from + 2 * kHr));
        QCOMPARE(habit.silences().size(), std::size_t{1});
        const auto& s = habit.silences().front();
        QVERIFY(s.gap.from >= from - 5 * kMin && s.gap.from <= from + 5 * kMin);
        QVERIFY(s.gap.length() >= 2 * kHr - 10 * kMin && s.gap.length() <= 2 * kHr + 10 * kMin);
        QVERIFY(s.otherActive * 10 > s.otherSlots * 9);  // these hours are busy otherwise
    }
    void aMissingDayIsNot() {
        const std::int64_t from = kMonday + 15 * kDy;  // a Tuesday
        const Habit habit(office(28, from, from + kDy));
        QCOMPARE(habit.silences().size(), std::size_t{1});
        QVERIFY(habit.silences().front().gap.length() > 30 * kHr);
    }
    void aDayIsTooShortToKnowTheHabit() {
        const Habit habit(office(1, kMonday + 9 * kHr, kMonday + 13 * kHr));
        QVERIFY(!habit.known());
        QCOMPARE(habit.silences().size(), std::size_t{0});
        QVERIFY(habit.longest() >= 4 * kHr - 10 * kMin);
        QVERIFY(!habit.beyond(5 * kHr));
        QVERIFY(habit.beyond(9 * kHr));
    }
    void scarceRecordsHaveNoHabit() {
        Activity a;
        for (int d = 0; d < 40; ++d) a.add(kMonday + d * kDy + (d * 7919 % 24) * kHr);
        QCOMPARE(Habit(a).silences().size(), std::size_t{0});
    }
    void aLongSilenceOfASeldomRecorderIsNone() {
        Activity a;  // a dozen records every few days, at any hour
        for (int d = 0; d < 120; d += 1 + d * 7919 % 6)
            for (int i = 0; i < 12; ++i) a.add(kMonday + d * kDy + (d * 31 + i * 5) % 24 * kHr + i * 7 * kMin);
        QVERIFY(Habit(a).known());
        QCOMPARE(Habit(a).silences().size(), std::size_t{0});
    }
    void fewRecordsHaveNoHabit() {
        Activity a;
        for (int d = 0; d < 60; ++d) a.add(kMonday + d * kDy);
        QVERIFY(!Habit(a).known());
    }
    void withinLooksAtSlots() {
        const Activity a = office(2);
        QVERIFY(a.within(kMonday + 8 * kHr, kMonday + 8 * kHr));
        QVERIFY(!a.within(kMonday + 19 * kHr, kMonday + kDy + 7 * kHr));
        QVERIFY(a.within(kMonday + 19 * kHr, kMonday + kDy + 8 * kHr));
        QVERIFY(!a.within(0, kMonday));
    }
    void timesBefore1970AndScatteredClocksAreHeld() {
        Activity a;
        a.add(-kDy);
        a.add(-kDy + 40 * kMin);
        QCOMPARE(a.gaps(30 * kMin).size(), std::size_t{1});
        Activity scattered;
        for (int d = 1; d < 60'000; ++d) scattered.add(d * kDy);
        QVERIFY(scattered.scattered());
        QCOMPARE(Habit(scattered).silences().size(), std::size_t{0});
    }
    void minutesAreKeptBesideTheSlots() {
        Activity a;
        for (const std::int64_t t : {kMonday + 3 * kMin, kMonday + 3 * kMin + 1, kMonday + 59 * kMin, kMonday - 1}) a.add(t);
        for (const Activity& one : {a, Activity::ofKept(a.kept())}) {
            std::vector<std::int64_t> minutes;
            one.eachMinute([&](std::int64_t m) { minutes.push_back(m - kMonday / kMin); });
            QCOMPARE(minutes, (std::vector<std::int64_t>{-1, 3, 59}));
            QVERIFY(one.at(Activity::slotOf(kMonday)) && !one.at(Activity::slotOf(kMonday + 5 * kMin)));
        }
    }
    void mergingIsAdding() {
        const std::int64_t noon = kMonday + 2 * kDy + 12 * kHr;
        Activity before = office(3, noon, kMonday + 3 * kDy), after = office(3, kMonday, noon);
        before.merge(after);
        const Activity whole = office(3);
        QCOMPARE(before.records(), whole.records());
        QCOMPARE(before.first(), whole.first());
        QCOMPARE(before.last(), whole.last());
        QCOMPARE(before.gaps(30 * kMin).size(), whole.gaps(30 * kMin).size());
    }
};

QTEST_GUILESS_MAIN(CoverageActivity)
#include "tst_coverage_activity.moc"
