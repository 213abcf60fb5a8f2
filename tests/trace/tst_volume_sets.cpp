// T23's arithmetic: which sets give an exact count and sum, how many were tried, and when the search is given up.
#include <QtTest>

#include "trace/rules/rules.h"

using namespace sillage::tracing;

class VolumeSetsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneSubsetFits() {
        const auto m = subsetsOfSum({10, 25, 60, 100}, 2, 85);
        QCOMPARE(m.matches, std::uint64_t{1});
        QCOMPARE(m.hypotheses, std::uint64_t{6});
        QCOMPARE(m.sets.at(0), (std::vector<std::uint32_t>{1, 2}));
        QVERIFY(m.complete);
    }
    void severalFit() {
        const auto m = subsetsOfSum({10, 20, 30, 40}, 2, 50);
        QCOMPARE(m.matches, std::uint64_t{2});
    }
    void noneFits() {
        QCOMPARE(subsetsOfSum({10, 20, 30}, 2, 55).matches, std::uint64_t{0});
        QCOMPARE(subsetsOfSum({10, 20, 30}, 4, 60).matches, std::uint64_t{0});
        QCOMPARE(subsetsOfSum({10, 20, 30}, 0, 0).matches, std::uint64_t{0});
        QCOMPARE(subsetsOfSum({}, 1, 5).matches, std::uint64_t{0});
    }
    void wholePageByItsComplement() {
        const auto m = subsetsOfSum({10, 20, 30, 40, 50}, 4, 120);
        QCOMPARE(m.matches, std::uint64_t{1});
        QCOMPARE(m.sets.at(0), (std::vector<std::uint32_t>{0, 1, 3, 4}));
        QCOMPARE(subsetsOfSum({10, 20, 30}, 3, 60).matches, std::uint64_t{1});
    }
    void givesUpAtItsBound() {
        std::vector<std::uint64_t> sizes;
        for (std::uint64_t i = 0; i < 60; ++i) sizes.push_back(1000 + 2 * i);
        const auto m = subsetsOfSum(sizes, 25, 26001);  // odd: no sum of even numbers, and very many sets
        QVERIFY(!m.complete);
        QCOMPARE(m.matches, std::uint64_t{0});
    }
    void unionsOfFolders() {
        const std::vector<FolderSizes> folders = {{{0, 1}, {100, 200}, true}, {{2}, {50}, true}, {{3}, {70}, true}};
        const auto m = unionsOfSum(folders, 3, 350);
        QCOMPARE(m.matches, std::uint64_t{1});
        QCOMPARE(m.sets.at(0), (std::vector<std::uint32_t>{0, 1, 2}));
        QCOMPARE(m.hypotheses, std::uint64_t{7});
        QCOMPARE(unionsOfSum(folders, 3, 351).matches, std::uint64_t{0});
    }
    void aFolderOfUnknownSizeIsNoHypothesis() {
        const std::vector<FolderSizes> folders = {{{0}, {0}, false}, {{1}, {50}, true}};
        const auto m = unionsOfSum(folders, 1, 50);
        QCOMPARE(m.hypotheses, std::uint64_t{1});
        QCOMPARE(m.matches, std::uint64_t{1});
    }
    void removedMessagesAreBounded() {
        FolderSizes f{{0, 1}, {100000, 0}, true};
        f.low = 1001, f.high = 1500;  // a removed one that the log gives 1000 octets
        QCOMPARE(unionsOfSum({f}, 2, 101030).matches, std::uint64_t{1});
        QVERIFY(unionsOfSum({f}, 2, 101030).bounded);
        QCOMPARE(unionsOfSum({f}, 2, 101501).matches, std::uint64_t{0});
        QCOMPARE(unionsOfSum({f}, 2, 100900).matches, std::uint64_t{0});
        QCOMPARE(runsOfSum(f, 1, 100000).hypotheses, std::uint64_t{0});
    }
    void runsOfUids() {
        const FolderSizes f{{5, 6, 7, 8}, {10, 20, 30, 40}, true};
        const auto m = runsOfSum(f, 2, 70);
        QCOMPARE(m.hypotheses, std::uint64_t{3});
        QCOMPARE(m.sets.at(0), (std::vector<std::uint32_t>{7, 8}));
        QCOMPARE(runsOfSum(f, 5, 100).hypotheses, std::uint64_t{0});
    }
    void pagesAreNewestFirst() {
        const std::vector<std::uint32_t> uids = {1, 2, 3, 4, 5};
        QCOMPARE(pageOf(uids, 1, 2), (std::vector<std::uint32_t>{5, 4}));
        QCOMPARE(pageOf(uids, 0, 2), (std::vector<std::uint32_t>{5, 4}));
        QCOMPARE(pageOf(uids, 3, 2), (std::vector<std::uint32_t>{1}));
        QVERIFY(pageOf(uids, 9, 2).empty());
    }
};

QTEST_GUILESS_MAIN(VolumeSetsTest)
#include "tst_volume_sets.moc"
