// Years for stamps without one: the turn of the year, leap days, anchors and file times.
#include <QtTest>

#include "base/time.h"
#include "trace/years.h"

using namespace sillage;
using namespace sillage::tracing;

static std::int64_t civil(unsigned month, unsigned day, unsigned hour = 0) {
    return *civilMicros(Stamp::kPlaceholderYear, month, day, hour, 0, 0);
}

class YearsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void newYearIsOneStep() {
        YearWalker w;
        QCOMPARE(w.step(civil(11, 30)), 0);
        QCOMPARE(w.step(civil(12, 31, 23)), 0);
        QCOMPARE(w.step(civil(1, 1)), 1);
        QCOMPARE(w.step(civil(12, 31, 23)), 0);  // a straggler of the old year
        QCOMPARE(w.step(civil(1, 1)), 1);
    }
    void smallStepsBackAreNoNewYear() {
        YearWalker w;
        w.step(civil(6, 10));
        QCOMPARE(w.step(civil(6, 9)), 0);
        QCOMPARE(w.step(civil(1, 2)), 0);  // five months back: lines out of order, not a year
    }
    void anchorsVote() {
        YearVote v;
        QVERIFY(!v.decided());
        v.anchor(2026, 1);
        v.anchor(2025, 0);
        v.anchor(2019, 0);
        QVERIFY(v.decided());
        QCOMPARE(v.base(), 2025);
    }
    void fileTimeBoundsTheLastLine() {
        YearVote v;
        QCOMPARE(v.baseFromEnd(2026, false, 0), 2026);
        QCOMPARE(v.baseFromEnd(2026, true, 0), 2025);   // December lines in a file of January
        QCOMPARE(v.baseFromEnd(2026, false, 1), 2025);  // the first line is of the year before
    }
    void leapDayDecides() {
        YearVote v;
        v.leapDay(0);
        QCOMPARE(v.baseFromEnd(2026, false, 0), 2024);
    }
    void movesIntoTheYear() {
        QCOMPARE(inYear(civil(12, 11, 23), 2025), *civilMicros(2025, 12, 11, 23, 0, 0));
        QCOMPARE(inYear(civil(2, 29), 2025), *civilMicros(2025, 3, 1, 0, 0, 0));
        QCOMPARE(inYear(civil(2, 29), 2024), *civilMicros(2024, 2, 29, 0, 0, 0));
        QVERIFY(isLeapDay(civil(2, 29)));
        QVERIFY(!isLeapDay(civil(3, 1)));
    }
    void twoWalksJoinedAreOneWalk() {
        const std::vector<std::int64_t> lines{civil(12, 30), civil(1, 1), civil(12, 31, 23), civil(1, 2), civil(2, 29), civil(8, 1), civil(1, 3), civil(12, 31), civil(7, 1), civil(12, 31), civil(1, 1)};
        struct Walk {
            YearWalker walker;
            YearVote votes;
            void add(const std::vector<std::int64_t>& all, std::size_t from, std::size_t to) {
                for (std::size_t i = from; i < to; ++i) {
                    const int step = walker.step(all[i]);
                    if (i % 3 == 0) votes.anchor(2020 + static_cast<int>(i), step);
                    if (isLeapDay(all[i])) votes.leapDay(step);
                }
            }
        } one;
        one.add(lines, 0, lines.size());
        QVERIFY(one.walker.turn() > 1);
        for (std::size_t a = 0; a <= lines.size(); ++a)
            for (std::size_t b = a; b <= lines.size(); ++b) {
                Walk joined;
                for (const auto& [from, to] : {std::pair(std::size_t{0}, a), std::pair(a, b), std::pair(b, lines.size())}) {
                    Walk part;
                    part.add(lines, from, to);
                    joined.votes.append(part.votes, joined.walker.append(part.walker));
                }
                QCOMPARE(joined.walker.turn(), one.walker.turn());
                QCOMPARE(joined.walker.last(), one.walker.last());
                QCOMPARE(joined.votes.base(), one.votes.base());
                QCOMPARE(joined.votes.baseFromEnd(2026, false, 3), one.votes.baseFromEnd(2026, false, 3));
            }
        YearWalker none;
        none.append(YearWalker());
        QVERIFY(!none.started());
    }
};

QTEST_GUILESS_MAIN(YearsTest)
#include "tst_years.moc"
