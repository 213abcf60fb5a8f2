// A file may say that it was changed in a year that no nanoseconds reach: the nearest time is kept, on disk and in archives.
#include <QtTest>

#include <fcntl.h>
#include <sys/stat.h>

#include "evidence/archive.h"
#include "evidence/file_time.h"
#include "evidence/walk.h"

using namespace sillage;

namespace {

constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max(), kEarliest = std::numeric_limits<std::int64_t>::min();

/// A ustar header of an empty file whose time is written in base 256, and the end of the archive.
std::string tarOf(std::int64_t mtime) {
    std::string t(512 * 3, '\0');
    t.replace(0, 5, "a.eml");
    t.replace(100, 7, "0000644");
    t.replace(124, 11, "00000000000");
    for (int i = 0; i < 8; ++i) t[136 + 4 + static_cast<std::size_t>(i)] = static_cast<char>(mtime >> (56 - 8 * i));
    for (std::size_t i = 136; i < 140; ++i) t[i] = mtime < 0 ? '\xff' : '\0';
    t[136] = static_cast<char>(mtime < 0 ? 0xff : 0x80);
    t[156] = '0';
    t.replace(257, 8, std::string("ustar\0" "00", 8));
    t.replace(148, 8, "        ");
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i) sum += static_cast<unsigned char>(t[i]);
    t.replace(148, 8, QByteArray::number(sum, 8).rightJustified(6, '0').toStdString() + std::string("\0 ", 2));
    return t;
}

struct Members : ArchiveSink {
    std::vector<ArchiveEntry> all;
    std::string problems;
    void begin(const ArchiveEntry& entry) override { all.push_back(entry); }
    void data(std::string_view) override {}
    void end(std::string_view problem) override { problems += problem; }
};

}  // namespace

class TestFileTime : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatCanBeKeptIsExact() {
        QCOMPARE(nanosecondsOf(0, 0), std::int64_t(0));
        QCOMPARE(nanosecondsOf(1'765'000'000, 999'999'999), std::int64_t(1'765'000'000'999'999'999));
        QCOMPARE(nanosecondsOf(-1, 5), std::int64_t(-999'999'995));
        QCOMPARE(nanosecondsOf(9'223'372'035, 0), std::int64_t(9'223'372'035'000'000'000));
        QCOMPARE(nanosecondsOf(9'223'372'037, 0), kLatest);
        QCOMPARE(nanosecondsOf(kLatest, 999'999'999), kLatest);
        QCOMPARE(nanosecondsOf(kEarliest, 0), kEarliest);
    }

    void aFileOfTheYear2400() {
        QTemporaryDir dir;
        const QString path = dir.filePath("a.eml");
        QFile f(path);
        QVERIFY(f.open(QIODevice::WriteOnly));
        f.close();
        const timespec late{13'569'465'600, 0};
        const timespec times[2] = {late, late};
        struct stat st {};
        if (::utimensat(AT_FDCWD, qPrintable(path), times, 0) != 0 || ::stat(qPrintable(path), &st) != 0 || st.st_mtim.tv_sec != late.tv_sec)
            QSKIP("this file system keeps no times of the year 2400");
        const auto all = EvidenceRoot(dir.path().toStdString()).walk(NoProgress());
        QCOMPARE(all.size(), std::size_t(1));
        QCOMPARE(all[0].mtimeNs, kLatest);
    }

    void membersOfAnArchive_data() {
        QTest::addColumn<qint64>("written");
        QTest::addColumn<qint64>("kept");
        QTest::newRow("now") << qint64{1'765'000'000} << qint64{1'765'000'000'000'000'000};
        QTest::newRow("the year 2400") << qint64{13'569'465'600} << qint64{kLatest};
        QTest::newRow("the last second there is") << qint64{kLatest} << qint64{kLatest};
        QTest::newRow("before 1970") << qint64{-86'400} << qint64{-86'400'000'000'000};
        QTest::newRow("the first second there is") << qint64{kEarliest} << qint64{kEarliest};
    }

    void membersOfAnArchive() {
        QFETCH(qint64, written);
        QFETCH(qint64, kept);
        const std::string tar = tarOf(written);
        MemorySource source(tar);
        Members members;
        ArchiveLimits limits;
        limits.maxExpanded = 1 << 20;
        QCOMPARE(readArchive(source, "tar", limits, members), std::string());
        QCOMPARE(members.problems, std::string());
        QCOMPARE(members.all.size(), std::size_t(1));
        QCOMPARE(members.all[0].path, std::string("a.eml"));
        QCOMPARE(members.all[0].mtimeNs, kept);
    }
};

QTEST_GUILESS_MAIN(TestFileTime)
#include "tst_file_time.moc"
