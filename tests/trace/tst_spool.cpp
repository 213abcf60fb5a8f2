// Arrays that may outgrow memory, the symbols and the key table on them.
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <set>

#include "base/error.h"
#include "trace/key_table.h"

using namespace sillage;
using namespace sillage::tracing;

static std::uint64_t anonymousKib() {
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) return 0;
    for (const QByteArray& line : status.readAll().split('\n'))
        if (line.startsWith("RssAnon:")) return line.mid(8).trimmed().split(' ').first().toULongLong();
    return 0;
}

class SpoolTest : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;
    [[nodiscard]] std::shared_ptr<Spool> spool() const { return std::make_shared<Spool>(dir_.path().toStdString()); }

private Q_SLOTS:
    void largeArraysLeaveMemoryAndStayTrue() {
        const std::uint64_t before = anonymousKib();
        if (!before) QSKIP("this system does not tell anonymous memory");
        SpoolVector<std::uint64_t> v(spool());
        constexpr std::uint64_t kCount = 16'000'000;  // 128 MB
        for (std::uint64_t i = 0; i < kCount; ++i) v.push_back(i * i);
        QVERIFY(anonymousKib() < before + 16 * 1024);
        for (std::uint64_t i = 0; i < kCount; i += 4097) QCOMPARE(v[i], i * i);
        std::sort(v.begin(), v.end(), std::greater<>());
        QCOMPARE(v[0], (kCount - 1) * (kCount - 1));
        QVERIFY(QDir(dir_.path()).isEmpty(QDir::Files));  // the file has no name: nothing is left behind
    }
    void whatIsMadeLargeAtOnceLeavesMemoryToo() {
        const std::uint64_t before = anonymousKib();
        if (!before) QSKIP("this system does not tell anonymous memory");
        SpoolVector<std::uint64_t> v(spool());
        v.assign(12'000'000, 9);
        QVERIFY(anonymousKib() < before + 16 * 1024);
        QCOMPARE(v[11'999'999], std::uint64_t{9});
    }
    void roomOfTheFileIsUsedAgain() {
        const auto where = spool();
        std::vector<SpoolVector<std::uint64_t>> alive;
        std::vector<std::uint64_t> names;
        std::int64_t most = 0;
        std::uint64_t random = 7;
        for (std::uint64_t round = 1; round <= 120; ++round) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            const std::size_t count = 1'000 + (random >> 33) % 900'000;  // up to 7 MB
            SpoolVector<std::uint64_t> v(where);
            if (round % 2) v.assign(count, round);
            else for (std::size_t i = 0; i < count; ++i) v.push_back(round);
            alive.push_back(std::move(v));
            names.push_back(round);
            if (alive.size() > 6) {
                const std::size_t gone = (random >> 20) % alive.size();
                std::swap(alive[gone], alive.back());
                std::swap(names[gone], names.back());
                alive.pop_back();
                names.pop_back();
            }
            for (std::size_t a = 0; a < alive.size(); ++a)
                QVERIFY(std::all_of(alive[a].begin(), alive[a].end(), [&](std::uint64_t value) { return value == names[a]; }));
            if (round == 60) most = where->octets();
        }
        QVERIFY(most > 0);
        QVERIFY2(where->octets() < 2 * most, "the file grows although arrays go");
    }
    void placesNeverMove() {
        SpoolVector<std::uint32_t> v(spool());
        const std::uint32_t* first = &v.push_back(7);
        for (std::uint32_t i = 0; i < 3'000'000; ++i) v.push_back(v[0]);  // a reference into itself is a value
        QCOMPARE(&v[0], first);
        QCOMPARE(v.back(), 7u);
    }
    void whatAFileKeepsIsReadFromIt() {
        auto keeping = Spool::keeping(dir_.path().toStdString() + "/kept");
        SpoolVector<std::uint64_t> a(keeping);
        SpoolVector<char> b(keeping);
        for (std::uint64_t i = 0; i < 1'500'000; ++i) {  // they grow in turns, through small pieces and large ones
            a.push_back(i * 3);
            b.push_back(static_cast<char>(i % 251));
        }
        *a.extend(700'000) = 5;
        SpoolVector<std::uint64_t> a2;
        SpoolVector<char> b2;
        a2.restore(keeping->descriptor(), a.pieces(), a.size());
        b2.restore(keeping->descriptor(), b.pieces(), b.size());
        for (std::uint64_t i = 0; i < 1'500'000; ++i) QVERIFY(a2[i] == i * 3 && b2[i] == static_cast<char>(i % 251));
        QCOMPARE(a2[1'500'000], std::uint64_t{5});
        QCOMPARE(a2[2'199'999], std::uint64_t{0});
        std::set<std::pair<std::int64_t, std::int64_t>> places;
        for (const auto* pieces : {&a.pieces(), &b.pieces()})
            for (const SpoolPiece& p : *pieces) places.emplace(p.offset, p.offset + static_cast<std::int64_t>(p.octets));
        std::int64_t end = 0;
        for (const auto& [from, to] : places) {
            QVERIFY(from >= end);
            end = to;
        }
        QFile::remove(dir_.path() + "/kept");
    }
    void withoutADirectoryItIsMemory() {
        SpoolVector<int> v;
        for (int i = 0; i < 1'000'000; ++i) v.push_back(i);
        SpoolVector<int> moved = std::move(v);
        QCOMPARE(moved.size(), std::size_t{1'000'000});
        QCOMPARE(moved[999'999], 999'999);
        QVERIFY(v.empty());
    }
    void noRoomIsAnError() {
        SpoolVector<int> v(std::make_shared<Spool>("/nonexistent/directory"));
        QVERIFY_EXCEPTION_THROWN(for (int i = 0; i < 1'000'000; ++i) v.push_back(i), Error);
    }
    void symbolsAreKeptOnce() {
        Symbols s(spool());
        QCOMPARE(s.intern(""), Sym{0});
        for (int round = 0; round < 2; ++round)
            for (int i = 0; i < 200'000; ++i) {
                const std::string text = "message-" + std::to_string(i) + "@x";
                QCOMPARE(s.intern(text), static_cast<Sym>(i + 1));
                QCOMPARE(s.find(text), static_cast<Sym>(i + 1));
            }
        QCOMPARE(s.size(), std::size_t{200'001});
        QCOMPARE(s.text(77), std::string("message-76@x"));
        QCOMPARE(s.find("message-200000@x"), Sym{0});
        QCOMPARE(s.find(""), Sym{0});
    }
    void keysAreExact() {
        KeyTable t(nullptr);
        for (Sym i = 0; i < 50'000; ++i) t[{i % 7, i, 0, i}] = i;
        for (Sym i = 0; i < 50'000; ++i) QCOMPARE(t.find({i % 7, i, 0, i}), i);
        QCOMPARE(t.find({0, 1, 0, 1}), kNone);
        QCOMPARE((t[{9, 9}]), kNone);
    }
};

QTEST_GUILESS_MAIN(SpoolTest)
#include "tst_spool.moc"
