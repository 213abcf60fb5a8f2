// Clock offsets from records that two recorders wrote.
#include <QtTest>

#include "trace/clock_offset.h"

using namespace sillage;
using namespace sillage::tracing;

constexpr std::int64_t kSec = 1'000'000;
constexpr std::int64_t kStart = 1765400000LL * kSec;

static void sight(std::vector<Sighting>& s, std::uint64_t key, std::uint32_t recorder, std::int64_t at, PairKind kind = PairKind::Message) { s.push_back({key, kStart + at, recorder, kind}); }

class ClockOffset : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theMedianStandsThoughAThirdIsLate() {
        std::vector<Sighting> s;
        for (int i = 0; i < 60; ++i) {
            sight(s, 100 + i, 0, i * 300 * kSec + 3600 * kSec);                                   // an hour ahead
            sight(s, 100 + i, 1, i * 300 * kSec + (i % 3 == 0 ? 900 * kSec : (i % 2) * kSec));   // a third delivered late
        }
        const auto e = estimatePairs(s);
        QCOMPARE(e.size(), std::size_t{1});
        QVERIFY(std::llabs(e[0].offset - 3600 * kSec) <= 2 * kSec);
        QCOMPARE(e[0].drift, 0);
        QVERIFY(e[0].pairs >= 38 && e[0].pairs <= 42);
        QCOMPARE(e[0].considered, std::uint64_t{60});
    }
    void fourPairsAreTooFew() {
        std::vector<Sighting> s;
        for (int i = 0; i < 4; ++i) sight(s, i + 1, 0, i * kSec), sight(s, i + 1, 1, i * kSec);
        QCOMPARE(estimatePairs(s).size(), std::size_t{0});
        sight(s, 9, 0, 9 * kSec), sight(s, 9, 1, 9 * kSec);
        QCOMPARE(estimatePairs(s).size(), std::size_t{1});
    }
    void onlyTheFirstSightingOfAnIdentifierCounts() {
        std::vector<Sighting> s;
        for (int i = 0; i < 20; ++i) {
            sight(s, i + 1, 0, i * 1000 * kSec);
            sight(s, i + 1, 1, i * 1000 * kSec - 7200 * kSec);
            for (int later = 1; later < 30; ++later) sight(s, i + 1, 1, (i * 1000 + later * 77) * kSec - 7200 * kSec);
        }
        const auto e = estimatePairs(s);
        QCOMPARE(e.size(), std::size_t{1});
        QCOMPARE(e[0].offset, 7200 * kSec);
        QCOMPARE(e[0].spread, 0);
    }
    void driftIsSaid() {
        std::vector<Sighting> s;
        for (int i = 0; i < 100; ++i) {  // ten days, two seconds a day
            const std::int64_t at = i * 8640 * kSec;
            sight(s, i + 1, 0, at + 40 * kSec + i * 200'000);
            sight(s, i + 1, 1, at);
        }
        const auto e = estimatePairs(s);
        QCOMPARE(e.size(), std::size_t{1});
        QVERIFY(std::llabs(e[0].drift - 2 * kSec) < kSec / 4);
    }
    void delaysOfAllKindsProposeNothing() {
        std::vector<Sighting> s;  // first accesses, seconds to minutes after the sign-in
        for (int i = 0; i < 40; ++i) sight(s, i + 1, 0, i * 900 * kSec + ((i * 37) % 300) * kSec, PairKind::Session), sight(s, i + 1, 1, i * 900 * kSec, PairKind::Session);
        QCOMPARE(estimatePairs(s).size(), std::size_t{0});
    }
    void loginsVote() {
        std::vector<Sighting> s;
        for (int account = 0; account < 8; ++account)
            for (int i = 0; i < 5; ++i) {
                const std::int64_t at = ((account * 7919 + i * 10007) % 60000) * kSec;
                sight(s, 1 + account, 0, at - 1800 * kSec, PairKind::Login);
                sight(s, 1 + account, 1, at, PairKind::Login);
            }
        const auto e = estimatePairs(s);
        QCOMPARE(e.size(), std::size_t{1});
        QCOMPARE(e[0].offset, -1800 * kSec);
        QCOMPARE(e[0].kind, PairKind::Login);
    }
    void unrelatedLoginsProposeNothing() {
        std::vector<Sighting> s;
        for (int account = 0; account < 6; ++account)
            for (int i = 0; i < 6; ++i) {
                sight(s, 1 + account, 0, ((account * 7919 + i * 10007) % 80000) * kSec, PairKind::Login);
                sight(s, 1 + account, 1, ((account * 104729 + i * 15485 + 77) % 80000) * kSec, PairKind::Login);
            }
        QCOMPARE(estimatePairs(s).size(), std::size_t{0});
    }
    void theOneThatDiffersIsProposed() {
        std::vector<ClockEstimate> estimates;
        const auto estimate = [&](std::uint32_t a, std::uint32_t b, std::int64_t offset) {
            ClockEstimate e;
            e.a = a, e.b = b, e.offset = offset, e.pairs = 10, e.kind = PairKind::Session;
            estimates.push_back(e);
        };
        estimate(0, 1, 3600 * kSec);  // 0 is ahead
        estimate(1, 2, kSec);
        estimate(2, 3, 0);
        const auto places = placeClocks(estimates, 5);
        QCOMPARE(places.size(), std::size_t{3});
        std::size_t off = 0;
        for (const auto& p : places)
            if (std::llabs(p.offset) > kClockTolerance) {
                ++off;
                QCOMPARE(p.recorder, 0u);
                QVERIFY(std::llabs(p.offset - 3600 * kSec) <= kClockTolerance);
                QCOMPARE(p.by->pairs, std::uint64_t{10});
            }
        QCOMPARE(off, std::size_t{1});
    }
    void nothingIsMadeOfNothing() {
        std::vector<Sighting> none;
        QCOMPARE(estimatePairs(none).size(), std::size_t{0});
        QCOMPARE(placeClocks({}, 7).size(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(ClockOffset)
#include "tst_clock_offset.moc"
