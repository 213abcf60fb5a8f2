// The supervisor as a whole: everything accounted for, the same result whatever the number of workers, evidence as it was.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QtTest>

#include "base/error.h"
#include "evidence_tree.h"
#include "import_run.h"

using namespace sillage;
using namespace tree;

namespace {

std::string stateOf(const QString& root) {
    std::string out;
    QDirIterator files(root, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    QStringList all;
    while (files.hasNext()) all << files.next();
    all.sort();
    for (const QString& path : all) {
        struct stat st{};
        ::lstat(qPrintable(path), &st);
        out += path.toStdString() + ' ' + std::to_string(st.st_size) + ' ' + std::to_string(st.st_atim.tv_sec) + '.' +
               std::to_string(st.st_atim.tv_nsec) + ' ' + std::to_string(st.st_mtim.tv_sec) + '.' +
               std::to_string(st.st_mtim.tv_nsec) + ' ' + std::to_string(st.st_ctim.tv_nsec) + '\n';
    }
    return out;
}

}  // namespace

class TestImport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingIsAccountedFor() {
        QTemporaryDir dir;
        tree::everything(dir.path());
        Imported o = import(dir.path());
        everySourceReconciles(o);
        QVERIFY(o.report.sandbox.find("seccomp on") == 0);
        QCOMPARE(o.store.problems.size(), std::size_t(0));
        Source* box = o.store.byPath("var/vmail/camille/Maildir");
        QVERIFY(box);
        QCOMPARE(box->counts.imported, std::uint64_t(320));
        QCOMPARE(box->state, std::string("read"));
        QCOMPARE(box->sha256.size(), std::size_t(64));
        QCOMPARE(o.store.byPath("small.mbox")->counts.imported, std::uint64_t(40));
        QCOMPARE(o.store.byPath("var/log/nginx/access.log")->counts.imported, std::uint64_t(500));
        QCOMPARE(o.store.byPath("link")->state, std::string("skipped"));
        QCOMPARE(o.store.byPath("blob.bin")->state, std::string("skipped"));
        // A compressed log is one source; its hash is that of the file as it lies.
        Source* gz = o.store.byPath("var/log/nginx/access.log.1.gz");
        QVERIFY(gz);
        QCOMPARE(gz->counts.imported, std::uint64_t(300));
        QFile packed(dir.filePath("var/log/nginx/access.log.1.gz"));
        QVERIFY(packed.open(QIODevice::ReadOnly));
        QCOMPARE(gz->sha256, toHex(sha256(packed.readAll().toStdString())));
        // Members are sources, containers rows of their own.
        QCOMPARE(o.store.byPath("bundle.tar.gz")->counts.found, std::uint64_t(3));
        QVERIFY(o.store.byPath("bundle.tar.gz!/a/two.eml"));
        QCOMPARE(o.store.byPath("bundle.tar.gz!/a/inner.zip!/deep/one.eml")->counts.imported, std::uint64_t(1));
        QCOMPARE(o.store.byPath("bundle.tar.gz!/a/link")->state, std::string("skipped"));
    }

    void uidsAndFoldersReachMessages() {
        QTemporaryDir dir;
        tree::maildir(dir.filePath("Maildir"), 5);
        tree::maildir(dir.filePath("Maildir/.Archives.2025"), 2, 50);
        Imported o = import(dir.path());
        std::map<std::string, std::set<std::uint32_t>> uids;
        for (const auto& m : o.store.messages) {
            uids[m.message.folder].insert(m.message.uid);
            QCOMPARE(m.message.uidValidity, 1765393206u);
        }
        QCOMPARE(uids["INBOX"], (std::set<std::uint32_t>{1, 2, 3, 4, 5}));
        QCOMPARE(uids["Archives/2025"], (std::set<std::uint32_t>{1, 2}));
    }

    void theSameWithAnyNumberOfWorkers() {
        QTemporaryDir dir;
        tree::everything(dir.path());
        tree::put(dir.filePath("large.mbox"), tree::mbox(30'000));
        tree::put(dir.filePath("large.log"), tree::accessLog(60'000));
        SupervisorLimits limits;
        limits.largeFile = 1u << 20;
        const std::string one = import(dir.path(), 1, limits).store.journal();
        QVERIFY(one.size() > 1000);
        QVERIFY(import(dir.path(), 2, limits).store.journal() == one);
        QVERIFY(import(dir.path(), 4, limits).store.journal() == one);
    }

    void aLargeFileIsReadInPiecesAsAWhole() {
        QTemporaryDir dir;
        tree::put(dir.filePath("large.mbox"), tree::mbox(60'000));
        SupervisorLimits whole;
        whole.largeFile = 1ull << 40;
        Imported pieces = import(dir.path(), 3), one = import(dir.path(), 1, whole);
        QCOMPARE(pieces.store.messages.size(), std::size_t(60'000));
        QVERIFY(pieces.store.journal() == one.store.journal());
    }

    void evidenceStaysAsItWas() {
        QTemporaryDir dir;
        tree::everything(dir.path());
        const timespec old[2] = {{1000, 0}, {2000, 0}};
        QDirIterator all(dir.path(), QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (all.hasNext()) ::utimensat(AT_FDCWD, qPrintable(all.next()), old, AT_SYMLINK_NOFOLLOW);
        stateOf(dir.path());
        const std::string before = stateOf(dir.path());
        import(dir.path());
        QCOMPARE(stateOf(dir.path()), before);
    }

    void anUnreadableFileIsAFailedSource() {
        if (::geteuid() == 0) QSKIP("the superuser may read everything");
        QTemporaryDir dir;
        tree::put(dir.filePath("a.eml"), tree::message(1));
        ::chmod(qPrintable(dir.filePath("a.eml")), 0);
        Imported o = import(dir.path());
        everySourceReconciles(o);
        QCOMPARE(o.store.byPath("a.eml")->state, std::string("failed"));
    }

    void heldItemsKeepHashAndHeadersOnly() {
        QTemporaryDir dir, spool;
        for (int i = 0; i < 3; ++i) tree::put(dir.filePath(QStringLiteral("%1.eml").arg(i)), tree::message(i));
        FakeStore store;
        FakeTarget target(store, spool.path().toStdString());
        ImportOptions options;
        options.paths = {dir.path().toStdString()};
        options.hold = [](const Message& m, const std::string&) { return m.messageId == "<m1@example.org>"; };
        NoProgress progress;
        importInto(target, options, progress);
        QCOMPARE(store.messages.size(), std::size_t(3));
        for (const auto& m : store.messages) QCOMPARE(m.message.indexText.empty(), m.message.messageId == "<m1@example.org>");
    }

    void sandboxedIsUnsandboxed() {
        const QString corpus = QString::fromLocal8Bit(qgetenv("SILLAGE_SHARED")).isEmpty()
                                   ? QStringLiteral(SILLAGE_SOURCE_DIR "/../shared/corpus")
                                   : QString::fromLocal8Bit(qgetenv("SILLAGE_SHARED")) + QStringLiteral("/corpus");
        if (!QFile::exists(corpus)) QSKIP("the corpus is not here: looked for ../shared/corpus and $SILLAGE_SHARED");
        for (const char* part : {"/mail", "/logs", "/lab/run1/evidence", "/lab/run3/evidence"}) {
            const QString path = corpus + QLatin1String(part);
            if (!QFile::exists(path)) continue;
            Imported caged = import(path, 3);
            everySourceReconciles(caged);
            FakeStore store;
            QTemporaryDir spool;
            FakeTarget target(store, spool.path().toStdString());
            ImportOptions options;
            options.paths = {path.toStdString()};
            options.unsafeNoSandbox = true;
            NoProgress progress;
            const ImportReport report = importInto(target, options, progress);
            QVERIFY(report.sandbox.find("off") != std::string::npos);
            QVERIFY2(store.journal() == caged.store.journal(), part);
        }
    }

    void noWorkerIsAnErrorThatSaysWhatToDo() {
        const QByteArray worker = qgetenv("SILLAGE_WORKER");
        qputenv("SILLAGE_WORKER", "/nonexistent/worker");
        QTemporaryDir dir;
        QVERIFY_THROWS_EXCEPTION(Error, import(dir.path()));
        qputenv("SILLAGE_WORKER", worker);
    }
};

QTEST_GUILESS_MAIN(TestImport)
#include "tst_import.moc"
