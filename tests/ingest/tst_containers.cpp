// Containers: every kind, nested, encrypted, cut off, bombs bounded, hostile names only names.
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

#include <QtTest>

#include "base/phrase.h"
#include "evidence_tree.h"
#include "import_run.h"
#include "ingest/reopen.h"

using namespace sillage;
using namespace tree;

class TestContainers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void containersOfEveryKind_data() {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("filter");
        for (const char* filter : {"", "gzip", "bzip2", "xz", "zstd"}) QTest::addRow("tar %s", filter) << QByteArray("tar") << QByteArray(filter);
        QTest::newRow("zip") << QByteArray("zip") << QByteArray();
        QTest::newRow("7z") << QByteArray("7zip") << QByteArray();
        for (const char* filter : {"gzip", "bzip2", "xz", "zstd"}) QTest::addRow("single %s", filter) << QByteArray("raw") << QByteArray(filter);
    }

    void containersOfEveryKind() {
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, filter);
        QTemporaryDir dir;
        tree::put(dir.filePath("c"), tree::container({{"one.eml", tree::message(1)}}, format.constData(), filter.constData()));
        Imported o = import(dir.path(), 1);
        everySourceReconciles(o);
        QCOMPARE(o.store.messages.size(), std::size_t(1));
        QCOMPARE(o.store.problems.size(), std::size_t(0));
        QVERIFY(o.store.byPath(format == "raw" ? "c" : "c!/one.eml"));
        QCOMPARE(o.store.files.back().sha256, toHex(sha256(tree::message(1).toStdString())));
    }

    void aMaildirInAnArchiveIsOneSource() {
        QTemporaryDir dir, files;
        tree::maildir(files.filePath("var/vmail/u/Maildir"), 4);
        QProcess tar;
        tar.start(QStringLiteral("tar"), {QStringLiteral("-C"), files.path(), QStringLiteral("-czf"), dir.filePath("u.tar.gz"), QStringLiteral(".")});
        QVERIFY(tar.waitForFinished());
        Imported o = import(dir.path(), 1);
        everySourceReconciles(o);
        Source* box = o.store.byPath("u.tar.gz!/var/vmail/u/Maildir");
        QVERIFY(box);
        QCOMPARE(box->counts.imported, std::uint64_t(4));
        std::set<std::uint32_t> uids;
        for (const auto& m : o.store.messages) uids.insert(m.message.uid);
        QCOMPARE(uids, (std::set<std::uint32_t>{1, 2, 3, 4}));
    }

    void bombsAreBounded() {
        QTemporaryDir dir;
        QByteArray zeros(60 << 20, '\0');
        tree::put(dir.filePath("inner"), tree::container({{"data", zeros}}, "raw", "gzip"));
        // 900 MB of zeros in one gzip file: many members one after the other are one stream.
        QFile member(dir.filePath("inner"));
        QVERIFY(member.open(QIODevice::ReadOnly));
        const QByteArray packed = member.readAll();
        QByteArray many;
        for (int i = 0; i < 15; ++i) many += packed;
        tree::put(dir.filePath("zeros.gz"), many);
        QFile::remove(dir.filePath("inner"));
        tree::put(dir.filePath("after.eml"), tree::message(1));
        QElapsedTimer clock;
        clock.start();
        Imported o = import(dir.path(), 2);
        QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
        everySourceReconciles(o);
        QVERIFY(o.report.limitHit);
        const auto reasons = o.store.reasons("zeros.gz");
        QVERIFY(!reasons.empty());
        QVERIFY2(reasons[0].find("possible bomb") != std::string::npos, reasons[0].c_str());
        QCOMPARE(o.store.messages.size(), std::size_t(1));
        QVERIFY(o.store.files[1].length <= (101ull << 20));
    }

    void nestingEndsAtEight() {
        QTemporaryDir dir;
        QByteArray content = tree::container({{"core.eml", tree::message(1)}}, "zip");
        for (int i = 0; i < 12; ++i) content = tree::container({{"level.zip", content}}, "zip");
        tree::put(dir.filePath("nest.zip"), content);
        Imported o = import(dir.path(), 1);
        everySourceReconciles(o);
        QVERIFY(o.report.limitHit);
        QCOMPARE(o.store.problems.size(), std::size_t(1));
        QVERIFY(inEnglish(o.store.problems[0].second.reason).find("depth of 8") != std::string::npos);
    }

    void encryptedMembersFailWithTheReason() {
        QTemporaryDir dir;
        tree::put(dir.filePath("secret.zip"), tree::container({{"one.eml", tree::message(1)}}, "zip", "", "password"));
        Imported o = import(dir.path(), 1);
        everySourceReconciles(o);
        QCOMPARE(o.store.messages.size(), std::size_t(0));
        const auto reasons = o.store.reasons("secret.zip!/one.eml");
        QCOMPARE(reasons.size(), std::size_t(1));
        QVERIFY(reasons[0].find("encrypted") != std::string::npos);
    }

    void aTruncatedContainerIsReadAsFarAsItGoes() {
        QTemporaryDir dir;
        std::vector<tree::Entry> entries;
        for (int i = 0; i < 50; ++i) entries.push_back({std::to_string(100 + i) + ".eml", tree::message(i, QByteArray(20'000, 'x'))});
        QByteArray whole = tree::container(entries, "tar");
        tree::put(dir.filePath("cut.tar"), whole.left(whole.size() / 2));
        Imported o = import(dir.path(), 1);
        everySourceReconciles(o);
        QVERIFY(o.store.messages.size() >= 24);
        QVERIFY(o.report.limitHit);
        QCOMPARE(o.store.byPath("cut.tar")->state, std::string("partial"));
    }

    void hostileNamesAreOnlyNames() {
        QTemporaryDir dir, spool;
        tree::put(dir.filePath("evil.tar"), tree::container({{"../../../../tmp/sillage-escaped.eml", tree::message(1)},
                                                             {"/tmp/sillage-escaped-2.eml", tree::message(2)},
                                                             {"caf\xe9/x.eml", tree::message(3)},
                                                             {"caf\xe9/x.eml", tree::message(4)},
                                                             {std::string(300, 'n') + ".eml", tree::message(5)}}, "tar"));
        const QByteArray odd = dir.path().toLocal8Bit() + "/odd\xff\x1b[31m.eml";
        std::ofstream(odd.constData()) << tree::message(6).toStdString();
        Imported o;
        again(o, dir.path(), spool.path());
        everySourceReconciles(o);
        QCOMPARE(o.store.messages.size(), std::size_t(6));
        QVERIFY(!QFile::exists(QStringLiteral("/tmp/sillage-escaped.eml")));
        QVERIFY(!QFile::exists(QStringLiteral("/tmp/sillage-escaped-2.eml")));
        QVERIFY(o.store.byPath("evil.tar!/caf%E9/x.eml"));
        QVERIFY(o.store.byPath("evil.tar!/caf%E9/x.eml@2"));
        QCOMPARE(QDir(spool.path()).entryList(QDir::Files).size(), 1);
        QCOMPARE(pathOctets("odd%FF"), std::string("odd\xff"));
    }
};

QTEST_GUILESS_MAIN(TestContainers)
#include "tst_containers.moc"
