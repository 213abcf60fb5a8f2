// The window on a real case: the worked example imported while a watchdog listens to the event loop, the report at
// its end, events over time counted exactly, an attachment saved under a neutral name with custody, and a whole tour
// of the program without a single network socket.
#include <QDialog>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "tests/ui/fake_case.h"
#include "ui/dialogs/import_report.h"
#include "ui/dialogs/save_attachment.h"
#include "ui/main_window.h"
#include "ui/models/session_groups.h"
#include "ui/theme/theme.h"
#include "ui/views/events_view.h"
#include "ui/views/workspace.h"
#include "ui/widgets/find_bar.h"

using namespace sillage;
using namespace sillage::ui;

class TestRealCase : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("sillage-test"));
        QCoreApplication::setApplicationName(QStringLiteral("sillage-test"));
        Theme::instance().install(*qApp);
    }

    // A timer that should fire every 10 ms notes the longest time the loop did not come round.
    void theEventLoopIsNeverHeldDuringAnImport() {
        MainWindow window;
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.openExample();
        QVERIFY(window.session() && window.session()->job());
        qint64 longest = 0;
        QElapsedTimer clock;
        QTimer pulse;
        connect(&pulse, &QTimer::timeout, this, [&] { longest = std::max(longest, clock.restart()); });
        clock.start();
        pulse.start(10);
        QTRY_VERIFY_WITH_TIMEOUT(!window.session()->job(), 120'000);
        pulse.stop();
        qInfo("longest stall %lld ms", static_cast<long long>(longest));
        QVERIFY2(longest <= 200, qPrintable(QStringLiteral("the event loop was held for %1 ms").arg(longest)));
        auto* report = window.findChild<ImportReportDialog*>();
        QTRY_VERIFY(report && report->isVisible());
        window.workspace()->showPage(3);
        auto* events = qobject_cast<EventsView*>(window.workspace()->current());
        QTRY_VERIFY(events->model()->rowCount() > 0);
        QTRY_VERIFY(total(events->strip()->drawn()) == quint64(events->model()->rowCount()));
    }

    // Few are counted one by one; of many only column borders are read: both must agree.
    void eventsOverTimeAreExactWhateverTheirNumber() {
        auto state = std::make_shared<fake::State>();
        state->events = 20'011;
        fake::Reader reader(state);
        const Histogram each = eventHistogram(reader, {}, 97, 1'000'000);
        const Histogram halved = eventHistogram(reader, {}, 97, 10);
        QCOMPARE(total(each), quint64(20'011));
        QCOMPARE(halved.counts, each.counts);
        QCOMPARE(halved.first, each.first);
        QCOMPARE(halved.undated, each.undated);
    }

    void sessionsAreGroupedUnderTheirActorSession() {
        fake::Reader reader(std::make_shared<fake::State>());
        const SessionGroups groups = groupSessions(reader, {});
        QCOMPARE(groups.groups.size(), std::size_t(1));
        QCOMPARE(groups.groups[0].id, QStringLiteral("S-77ab10c2d3e4"));
        QCOMPARE(groups.groups[0].sessions.size(), std::size_t(40));
        QCOMPARE(groups.groups[0].accounts.size(), 3);
        QCOMPARE(groups.leftOut, std::size_t(0));
    }

    void anAttachmentIsSavedUnderANeutralNameAndInCustody() {
        fake::Host host;
        fake::Reader reader(host.state);
        Part part;
        part.number = "2";
        part.name = "facture.exe";
        const QString name = neutralName(part);
        QVERIFY2(name.endsWith(QLatin1String(".bin")) && !name.contains(QLatin1String("facture")), qPrintable(name));
        QTemporaryDir place;
        const QString path = place.filePath(name);
        QCOMPARE(writeAttachment(reader, host, 7, part, path), qint64(9));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("PK\x03\x04"));
        QVERIFY(!(file.permissions() & QFileDevice::ExeUser));
        QCOMPARE(host.state->custody.size(), std::size_t(1));
        QVERIFY(host.state->custody[0].find("facture.exe") != std::string::npos);
        QVERIFY_EXCEPTION_THROWN(writeAttachment(reader, host, 7, part, QStringLiteral("/nowhere/x.bin")), Error);
        QCOMPARE(host.state->custody.size(), std::size_t(1));
    }

    void findAndGoToMoveWithoutFiltering() {
        auto host = std::make_shared<fake::Host>();
        host->state->events = 3'000;
        MainWindow window;
        window.setHost(host);
        window.show();
        window.workspace()->showPage(3);
        auto* events = qobject_cast<EventsView*>(window.workspace()->current());
        QTRY_VERIFY(events->model()->row(0));
        QTest::keyClick(&window, Qt::Key_G, Qt::ControlModifier);
        auto* bar = events->findChild<FindBar*>();
        QVERIFY(bar && bar->isVisible());
        QTest::keyClicks(bar->field(), QStringLiteral("1500"));
        QTest::keyClick(bar->field(), Qt::Key_Return);
        QCOMPARE(events->table()->currentRow(), 1499);
        QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
        QTest::keyClicks(bar->field(), QStringLiteral("2001:db8:4::17"));
        QTest::keyClick(bar->field(), Qt::Key_Return);
        QTRY_VERIFY(events->table()->currentRow() > 1499 && events->table()->currentRow() < 1505);
        QCOMPARE(events->model()->rowCount(), 3'000);
    }

    void aBookmarkMovesNothing() {
        auto host = std::make_shared<fake::Host>();
        MainWindow window;
        window.setHost(host);
        window.show();
        window.workspace()->showPage(3);
        auto* events = qobject_cast<EventsView*>(window.workspace()->current());
        QTRY_VERIFY(events->model()->row(0));
        events->table()->goToRow(12);
        QTest::keyClick(&window, Qt::Key_D, Qt::ControlModifier);
        QTRY_COMPARE(host->state->bookmarked.size(), std::size_t(1));
        QTest::qWait(50);
        QCOMPARE(events->table()->currentRow(), 12);
        events->refresh();  // even asking anew keeps the place
        QTRY_VERIFY(!events->model()->loading());
        QCOMPARE(events->table()->currentRow(), 12);
    }

    void theProgramOpensNoNetworkSocket() {
        const QString strace = QStandardPaths::findExecutable(QStringLiteral("strace"));
        const QString program = QStringLiteral(SILLAGE_BIN_DIR "/sillage");
        if (strace.isEmpty()) QSKIP("strace is not installed: sockets cannot be watched");
        if (!QFile::exists(program)) QSKIP("the workbench is not built");
        QTemporaryDir place;
        const QString log = place.filePath(QStringLiteral("strace.log"));
        QProcess process;
        process.start(strace, {QStringLiteral("-f"), QStringLiteral("-e"), QStringLiteral("trace=network"),
                               QStringLiteral("-o"), log, program, QStringLiteral("--demo"),
                               QStringLiteral("--screenshot-dir"), place.filePath(QStringLiteral("shots"))});
        QVERIFY(process.waitForFinished(300'000));
        QFile file(log);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString said = QString::fromUtf8(file.readAll());
        if (said.isEmpty() && process.exitCode() != 0) QSKIP("strace may not trace here");
        QCOMPARE(process.exitCode(), 0);
        static const QRegularExpression opened(QStringLiteral("socket(?:pair)?\\((\\w+)"));
        int seen = 0;
        for (auto at = opened.globalMatch(said); at.hasNext(); ++seen)
            QCOMPARE(at.next().captured(1), QStringLiteral("AF_UNIX"));
        QVERIFY2(seen > 0, "the workers' socket pairs should have been seen");
    }

private:
    static quint64 total(const Histogram& h) {
        quint64 sum = quint64(h.undated);
        for (const quint32 n : h.counts) sum += n;
        return sum;
    }
};

QTEST_MAIN(TestRealCase)
#include "tst_real_case.moc"
