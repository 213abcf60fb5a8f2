// The one table model of the window: pages, never blocks, keeps its contract with every view (roles,
// placeholders).
#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/fake_case.h"
#include "ui/models/paged_table_model.h"

using namespace sillage;
using namespace sillage::ui;
using M = PagedTableModel;
using fake::State;

namespace {

SharedPool poolOf(const std::shared_ptr<State>& state) {
    return std::make_shared<SourcePool>([state] { return std::make_unique<fake::Reader>(state); });
}

}  // namespace

class TestPagedTableModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsTheModelContractWhileItLoads() {
        auto state = std::make_shared<State>();
        state->events = 3'200;  // the tester visits every row
        M model(View::Events, poolOf(state), nullptr);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.reload();
        QTRY_COMPARE(model.rowCount(), 3'200);
        QCOMPARE(model.columnCount(), int(fields(View::Events).size) - 1);  // all but what is not fetched for a screen
        model.setQueryText(QStringLiteral("action:download"));
        QTRY_COMPARE(model.rowCount(), 200);
    }

    void fetchesOnlyTheWindowInSight() {
        auto state = std::make_shared<State>();
        M model(View::Events, poolOf(state), nullptr);
        model.reload();
        QTRY_COMPARE(model.rowCount(), 128'431);
        const QModelIndex far = model.index(100'000, model.fieldIndex("client_ip"));
        QCOMPARE(far.data(M::LoadedRole).toBool(), false);
        QCOMPARE(far.data().toString(), QString(QChar(0x2026)));
        QTRY_VERIFY(far.data(M::LoadedRole).toBool());
        QCOMPARE(state->fetchedRows.load(), M::kWindow);
        QVERIFY(far.data().toString().contains(QLatin1Char('.')) ||
                far.data().toString().contains(QLatin1Char(':')));
    }

    void neverBlocksTheUiThread() {
        auto state = std::make_shared<State>();
        state->delayMs = 300;
        M model(View::Events, poolOf(state), nullptr);
        QElapsedTimer clock;
        clock.start();
        model.reload();
        model.index(0, 0).data();
        QVERIFY2(clock.elapsed() < 50, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(model.loading());
        QTRY_VERIFY(!model.loading());
        clock.restart();
        model.index(0, 0).data();
        QVERIFY(clock.elapsed() < 50);
    }

    void anOlderAnswerNeverOverwritesANewerOne() {
        auto state = std::make_shared<State>();
        state->delayMs = 100;
        M model(View::Events, poolOf(state), nullptr);
        QSignalSpy loaded(&model, &M::loaded);
        model.reload();
        model.setQueryText(QStringLiteral("action:read"));
        QTRY_COMPARE(loaded.size(), 1);
        QCOMPARE(model.rowCount(), 128'431 / 16);
        QTest::qWait(300);
        QCOMPARE(loaded.size(), 1);
    }

    void aWrongQueryLeavesTheTableAsItIsAndSaysWhere() {
        auto state = std::make_shared<State>();
        M model(View::Events, poolOf(state), nullptr);
        model.reload();
        QTRY_COMPARE(model.rowCount(), 128'431);
        const ParsedQuery parsed = model.setQueryText(QStringLiteral("ip:203.0.113.66 ("));
        QVERIFY(!parsed.ok);
        QVERIFY(!parsed.error.empty());
        QCOMPARE(model.rowCount(), 128'431);
        QVERIFY(!model.filtered());
    }

    void evidenceTextIsPlainWithVisibleTokens() {
        auto state = std::make_shared<State>();
        M model(View::Messages, poolOf(state), nullptr);
        model.reload();
        QTRY_COMPARE(model.rowCount(), 40);
        const QModelIndex subject =
            model.index(5, model.fieldIndex("subject"));  // row id 6 carries the hostile subject
        subject.data();
        QTRY_VERIFY(subject.data(M::LoadedRole).toBool());
        const QString shown = subject.data().toString();
        QVERIFY2(shown.contains(QLatin1String("<b>")), qPrintable(shown));
        QVERIFY2(!shown.contains(QChar(0x202E)), "a bidi override reached the screen");
        QVERIFY2(shown.contains(QLatin1String("202e")), qPrintable(shown));
        QVERIFY2(!subject.data(Qt::ToolTipRole).toString().contains(QLatin1Char('<')),
                 "a tooltip would read it as rich text");
        QVERIFY(subject.data(M::RawTextRole).toString().contains(QChar(0x202E)));
        QVERIFY(subject.data(M::QueryTermRole).toString().startsWith(QLatin1String("subject:=\"")));
    }

    void timesNameTheirZoneInTheHeaderAndFollowTheSwitch() {
        auto state = std::make_shared<State>();
        M model(View::Events, poolOf(state), nullptr);
        model.reload();
        QTRY_VERIFY(model.rowCount() > 0);
        const int time = model.fieldIndex("time");
        QVERIFY(model.headerData(time, Qt::Horizontal, Qt::DisplayRole)
                    .toString()
                    .contains(QLatin1String("(UTC)")));
        model.index(0, time).data();
        QTRY_VERIFY(model.index(0, time).data(M::LoadedRole).toBool());
        QCOMPARE(model.index(0, time).data().toString(), QStringLiteral("2025-12-11 22:00:07"));
        ShownZone paris;
        paris.zone = *Zone::find("Europe/Paris");
        model.setZone(paris);
        QCOMPARE(model.index(0, time).data().toString(), QStringLiteral("2025-12-11 23:00:07"));
        QVERIFY(model.headerData(time, Qt::Horizontal, Qt::DisplayRole)
                    .toString()
                    .contains(QLatin1String("Europe/Paris")));
    }

    void sortsInTheBackground() {
        auto state = std::make_shared<State>();
        M model(View::Events, poolOf(state), nullptr);
        model.reload();
        QTRY_VERIFY(model.rowCount() > 0);
        QCOMPARE(model.index(0, 0).data(M::RowIdRole).toLongLong(), 1);
        model.sort(model.fieldIndex("bytes"), Qt::DescendingOrder);
        QTRY_COMPARE(model.index(0, 0).data(M::RowIdRole).toLongLong(), 128'431);
    }
};

QTEST_MAIN(TestPagedTableModel)
#include "tst_paged_table_model.moc"
