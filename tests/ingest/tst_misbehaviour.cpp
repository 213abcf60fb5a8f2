// A worker that crashes, hangs, lies or is killed costs the item it had in hand. This program is also the worker, so
// that it can misbehave on demand.
#include <csignal>
#include <cstring>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <QtTest>

#include "decode/worker.h"
#include "evidence_tree.h"
#include "import_run.h"

using namespace sillage;
using namespace tree;

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

}  // namespace

class TestMisbehaviour : public QObject {
    Q_OBJECT

private Q_SLOTS:
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
};

int main(int argc, char** argv) {
    if (std::strcmp(argv[0], "sillage-worker") == 0)
        ::_exit(workerMain(argc < 2 || std::strcmp(argv[1], "--unsafe-no-sandbox") != 0, misbehave));
    QCoreApplication app(argc, argv);
    qputenv("SILLAGE_WORKER", QCoreApplication::applicationFilePath().toLocal8Bit());
    TestMisbehaviour test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_misbehaviour.moc"
