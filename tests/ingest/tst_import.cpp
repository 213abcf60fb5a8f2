// The supervisor as a whole: the same result whatever the number of workers and whatever they do, evidence as it was,
// containers and bombs bounded, importing again. This program is also the worker, so that it can misbehave on demand.
#include <csignal>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QtTest>

#include "base/error.h"
#include "decode/worker.h"
#include "evidence_tree.h"
#include "fake_target.h"
#include "ingest/pool.h"
#include "ingest/reopen.h"

using namespace sillage;

namespace {

/// What a worker does with an item whose octets say so.
void misbehave(wire::Operation operation, const wire::UnitItem& item, ByteSource& source) {
    if (operation != wire::Operation::Read) return;
    const std::string octets =
        source.readString(item.range.begin, static_cast<std::size_t>(item.range.end - item.range.begin));
    const auto asked = [&octets](const char* what) { return octets.find(what) != std::string::npos; };
    if (asked("X-Misbehave: crash")) __builtin_trap();
    if (asked("X-Misbehave: open")) static_cast<void>(::syscall(2, "/etc/passwd"));
    if (asked("X-Misbehave: socket")) ::socket(AF_INET, SOCK_STREAM, 0);
    if (asked("X-Misbehave: leave")) ::_exit(0);
    if (asked("X-Misbehave: hang"))
        for (std::atomic<int> i{0};;) i.fetch_add(1);
    if (asked("X-Misbehave: grow")) {
        std::vector<std::string> all;
        for (;;) all.emplace_back(std::size_t(64) << 20, 'x');
    }
    if (asked("X-Misbehave: lie")) {
        const char frame[] = {3, 0, 0, 0, static_cast<char>(wire::Frame::Records), 99, 77, 77};
        static_cast<void>(::send(3, frame, sizeof frame, MSG_NOSIGNAL));
    }
}

SupervisorLimits quick() {
    SupervisorLimits limits;
    limits.silence = std::chrono::milliseconds(2500);
    limits.itemBase = std::chrono::milliseconds(5000);
    return limits;
}

struct Imported {
    FakeStore store;
    ImportReport report;
};

class Cancelling final : public Progress {
public:
    explicit Cancelling(std::uint64_t after) : after_(after) {}
    void advance(std::uint64_t done, std::uint64_t) override { cancelled_ = cancelled_ || done >= after_; }
    void note(std::string_view) override {}
    [[nodiscard]] bool cancelled() const override { return cancelled_; }

private:
    std::uint64_t after_;
    bool cancelled_ = false;
};

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

    Imported import(const QString& path, unsigned workers = 2, SupervisorLimits limits = {},
                   const std::function<void(WorkerPool&)>& watch = {}) {
        Imported out;
        QTemporaryDir spool;
        again(out, path, spool.path(), workers, limits, watch);
        return out;
    }
    void again(Imported& out, const QString& path, const QString& spool, unsigned workers = 2, SupervisorLimits limits = {},
               const std::function<void(WorkerPool&)>& watch = {}, Progress* progress = nullptr, bool rehash = false) {
        FakeTarget target(out.store, spool.toStdString());
        ImportOptions options;
        options.paths = {path.toStdString()};
        options.workers = workers;
        options.rehash = rehash;
        NoProgress none;
        out.report = importInto(target, options, progress ? *progress : none, limits, watch);
    }
    static void everySourceReconciles(Imported& o) {
        for (const Source& s : o.store.sources)
            QVERIFY2(s.state == "removed" || s.counts.holds(), s.path.c_str());
        QVERIFY(o.report.total.holds());
    }

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

    void oneBadItemCostsOneItem_data() {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("crash") << QByteArray("crash") << QByteArray("killed by signal 4");
        QTest::newRow("forbidden call") << QByteArray("socket") << QByteArray("killed by signal 31");
        QTest::newRow("silent end") << QByteArray("leave") << QByteArray("exited with status 0");
        QTest::newRow("hang") << QByteArray("hang") << QByteArray("no sign of life");
        QTest::newRow("memory") << QByteArray("grow") << QByteArray("decoder");
        QTest::newRow("lie") << QByteArray("lie") << QByteArray("impossible answer");
    }

    void oneBadItemCostsOneItem() {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, reason);
        QTemporaryDir dir;
        for (int i = 0; i < 50; ++i) tree::put(dir.filePath(QStringLiteral("%1.eml").arg(i, 2, 10, QLatin1Char('0'))), tree::message(i));
        tree::put(dir.filePath("25.eml"), tree::message(25, "X-Misbehave: " + what + "\r\n"));
        Imported o = import(dir.path(), 2, quick());
        everySourceReconciles(o);
        QCOMPARE(o.store.messages.size(), std::size_t(49));
        QCOMPARE(o.store.byPath("25.eml")->state, std::string("failed"));
        QCOMPARE(o.store.byPath("25.eml")->sha256.size(), std::size_t(64));
        const auto reasons = o.store.reasons("25.eml");
        QCOMPARE(reasons.size(), std::size_t(1));
        QVERIFY2(reasons[0].find(reason.toStdString()) != std::string::npos, reasons[0].c_str());
        QCOMPARE(o.store.problems.size(), std::size_t(1));
    }

    void oneBadMessageOfAnMboxCostsThatMessage() {
        QTemporaryDir dir;
        QByteArray box = tree::mbox(100);
        box.replace("Body of message 57.", "Body of message 57.\nX-Misbehave: crash");
        tree::put(dir.filePath("box.mbox"), box);
        Imported o = import(dir.path(), 2, quick());
        everySourceReconciles(o);
        QCOMPARE(o.store.messages.size(), std::size_t(99));
        QCOMPARE(o.store.problems.size(), std::size_t(1));
        QCOMPARE(o.store.byPath("box.mbox")->state, std::string("partial"));
        QCOMPARE(o.store.byPath("box.mbox")->sha256, toHex(sha256(box.toStdString())));
        const Problem& p = o.store.problems[0].second;
        QVERIFY(box.mid(static_cast<qsizetype>(p.offset), static_cast<qsizetype>(p.length)).contains("message 57."));
        QVERIFY(p.length < 1000);
    }

    void killedAndStoppedWorkersAreReplaced_data() {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGKILL") << SIGKILL;
        QTest::newRow("SIGSEGV") << SIGSEGV;
        QTest::newRow("SIGSTOP") << SIGSTOP;
    }

    void killedAndStoppedWorkersAreReplaced() {
        QFETCH(int, signal);
        QTemporaryDir dir;
        tree::put(dir.filePath("large.mbox"), tree::mbox(60'000));
        for (int i = 0; i < 300; ++i) tree::put(dir.filePath(QStringLiteral("%1.eml").arg(i)), tree::message(i));
        std::atomic<bool> over{false};
        std::thread attacker;
        Imported o = import(dir.path(), 2, quick(), [&](WorkerPool& pool) {
            attacker = std::thread([&pool, &over, signal] {
                for (int i = 0; i < 4 && !over; ++i) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(120));
                    if (over) return;
                    const auto pids = pool.pids();
                    if (!pids.empty()) ::kill(pids[static_cast<std::size_t>(i) % pids.size()], signal);
                }
                over = true;
            });
            // The pool outlives the attacker only if the attacker ends first.
            attacker.detach();
        });
        over = true;
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        everySourceReconciles(o);
        QVERIFY(o.store.messages.size() + o.store.problems.size() >= 60'300 - 300);
        QVERIFY2(o.report.total.failed <= 4, qPrintable(QString::number(o.report.total.failed)));
    }

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
        QVERIFY(o.store.problems[0].second.reason.find("depth of 8") != std::string::npos);
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

    void unchangedEvidenceIsNotReadAgain() {
        QTemporaryDir dir, spool;
        tree::everything(dir.path());
        Imported o;
        again(o, dir.path(), spool.path());
        const std::string first = o.store.journal();
        const auto sources = o.store.sources.size();
        again(o, dir.path(), spool.path());
        QVERIFY(o.store.journal() == first);
        QCOMPARE(o.report.unchanged, std::uint64_t(sources));
        QCOMPARE(o.report.bytes, std::uint64_t(0));
        QCOMPARE(o.report.changed, std::uint64_t(0));
        again(o, dir.path(), spool.path(), 2, {}, {}, nullptr, true);
        QVERIFY(o.store.journal() == first);
    }

    void whatChangedStandsBesideTheOld() {
        QTemporaryDir dir, spool;
        tree::put(dir.filePath("a.eml"), tree::message(1));
        tree::put(dir.filePath("b.eml"), tree::message(2));
        Imported o;
        again(o, dir.path(), spool.path());
        tree::put(dir.filePath("a.eml"), tree::message(3));
        QFile touched(dir.filePath("b.eml"));
        QVERIFY(touched.open(QIODevice::ReadWrite));
        QVERIFY(touched.setFileTime(QDateTime::fromSecsSinceEpoch(1), QFileDevice::FileModificationTime));
        touched.close();
        again(o, dir.path(), spool.path());
        QCOMPARE(o.report.changed, std::uint64_t(1));
        QCOMPARE(o.report.unchanged, std::uint64_t(1));
        QVERIFY(o.store.byPath("a.eml@2"));
        QVERIFY(!o.store.byPath("b.eml@2"));
        QCOMPARE(o.store.byPath("a.eml")->counts.imported, std::uint64_t(1));
        again(o, dir.path(), spool.path());
        QCOMPARE(o.report.changed, std::uint64_t(0));
    }

    void cancellingLeavesWhatCanBeResumed() {
        QTemporaryDir dir, spool;
        tree::everything(dir.path());
        tree::put(dir.filePath("large.mbox"), tree::mbox(60'000));
        Imported whole = import(dir.path());
        Imported o;
        Cancelling cancel(6u << 20);
        QElapsedTimer clock;
        again(o, dir.path(), spool.path(), 2, {}, {}, &cancel);
        QVERIFY(o.report.interrupted);
        QCOMPARE(o.store.finished, 1u);
        QVERIFY(o.store.messages.size() < whole.store.messages.size());
        again(o, dir.path(), spool.path());
        QVERIFY(!o.report.interrupted);
        const auto contents = [](const FakeStore& s) {
            std::multiset<std::string> all;
            for (const auto& m : s.messages) all.insert(m.message.folder + toHex(m.message.sha256) + std::to_string(m.message.offset));
            return all;
        };
        QVERIFY(contents(o.store) == contents(whole.store));
        for (const Source& s : o.store.sources) QVERIFY(s.state != "interrupted");
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

int main(int argc, char** argv) {
    if (std::strcmp(argv[0], "sillage-worker") == 0)
        ::_exit(workerMain(argc < 2 || std::strcmp(argv[1], "--unsafe-no-sandbox") != 0, misbehave));
    QCoreApplication app(argc, argv);
    qputenv("SILLAGE_WORKER", QCoreApplication::applicationFilePath().toLocal8Bit());
    TestImport test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_import.moc"
