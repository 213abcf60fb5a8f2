// Coverage in the window: recorders over time and routes by accounts, reached by keys, said in words, with what to ask for.
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabBar>
#include <QTest>

#include "tests/ui/fake_case.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"
#include "ui/views/coverage_view.h"
#include "ui/views/workspace.h"

using namespace sillage;
using namespace sillage::ui;

class TestCoverage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("sillage-test"));
        QCoreApplication::setApplicationName(QStringLiteral("sillage-test"));
        Theme::instance().install(*qApp);
    }
    void cleanup() {
        window_.reset();
        Theme::instance().choose(Theme::Choice::Light);
    }

    void holesStandFirstAndKeysReachThem() {
        CoverageView* view = open();
        CoverageLanes* lanes = view->lanes();
        QTRY_COMPARE(lanes->lanes().size(), std::size_t{2});
        QCOMPARE(lanes->lanes()[0].name, QStringLiteral("var/log/mail.log"));
        QVERIFY(lanes->lanes()[0].missing);
        QCOMPARE(lanes->lanes()[0].holes.size(), std::size_t{1});
        QCOMPARE(lanes->lanes()[1].name, QStringLiteral("shell"));  // a route nothing records
        QSignalSpy chosen(lanes, &CoverageLanes::chosen);
        lanes->setFocus(Qt::TabFocusReason);
        QTRY_COMPARE(lanes->currentLane(), 0);
        QTest::keyClick(lanes, Qt::Key_Right);
        QVERIFY(says(view, QStringLiteral("hole of 55 hours")));
        QVERIFY(says(view, QStringLiteral("mail.log.2")));
        QVERIFY(lanes->accessibleDescription().contains(QLatin1String("hole of 55 hours")));
        QTest::keyClick(lanes, Qt::Key_Down);
        QCOMPARE(lanes->currentLane(), 1);
        QVERIFY(says(view, QStringLiteral("Ask for auth.log and wtmp")));
        QVERIFY(says(view, QStringLiteral("the administrators of the mail server")));
        QTest::keyClick(lanes, Qt::Key_Down);
        QCOMPARE(lanes->currentLane(), 1);  // the last one
        QVERIFY(chosen.count() >= 3);
        grab(view, "coverage-lanes");
    }

    void aSilenceOfSeveralRecordersStandsInEachOfTheirLanes() {
        constexpr qint64 kHour = 3'600'000'000, kDay = 1'765'411'200'000'000;
        const auto row = [](const char* kind, const char* recorder, const char* state, qint64 first, qint64 last) {
            Coverage c;
            c.kind = kind;
            c.recorder = recorder;
            c.state = state;
            c.first = kDay + first * kHour;
            c.last = kDay + last * kHour;
            return c;
        };
        std::vector<Coverage> cells;
        for (const char* recorder : {"var/log/a.log", "var/log/b.log", "elsewhere/c.log"}) cells.push_back(row("recorder", recorder, "covered", 0, 10));
        cells.push_back(row("silence", "", "not-covered", 4, 5));
        cells.back().source = "var/log/a.log, var/log/b.log, var/log/d.log";  // the last has no lane
        CoverageLanes lanes;
        lanes.setCoverage(cells, ShownZone());
        QCOMPARE(lanes.lanes().size(), std::size_t{3});
        for (const auto& lane : lanes.lanes()) {
            const bool silent = lane.name.startsWith(QLatin1String("var/log"));
            QCOMPARE(lane.missing, silent);
            QCOMPARE(lane.holes.size(), std::size_t{silent});
        }
    }

    void theMatrixIsATableOfRoutesAndAccounts() {
        CoverageView* view = open();
        QTRY_VERIFY(!view->lanes()->lanes().empty());
        view->pictures()->setFocus();
        QTest::keyClick(view->pictures(), Qt::Key_Right);
        QCOMPARE(view->pictures()->currentIndex(), 1);
        CoverageGridModel* model = view->grid()->grid();
        QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model->rowCount(), 3);     // imap, webmail, shell: OWA and ActiveSync do not exist here
        QCOMPARE(model->columnCount(), 3);  // all accounts, and two
        QCOMPARE(model->headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("claire.martin@interieur.example"));
        QVERIFY(model->word(model->index(0, 1)).startsWith(QLatin1String("covered, 1 hole")));
        QVERIFY(model->index(0, 1).data(Qt::ToolTipRole).toString().contains(QLatin1String("hole of 55 hours")));
        QVERIFY(model->index(2, 0).data(Qt::AccessibleTextRole).toString().contains(QLatin1String("shell")));
        view->grid()->setFocus();
        view->grid()->setCurrentIndex(model->index(0, 0));
        QTest::keyClick(view->grid(), Qt::Key_Right);
        QCOMPARE(view->grid()->currentIndex().column(), 1);
        QVERIFY(says(view, QStringLiteral("mail.log.2")));
        view->absent()->setChecked(true);
        QTRY_COMPARE(model->rowCount(), 5);
        grab(view, "coverage-matrix");
    }

    void anEmptyCaseSaysWhatToDo() {
        CoverageView* view = open(true);
        QTRY_VERIFY(!view->lanes()->isVisible());
        QVERIFY(!view->pictures()->isVisible());
    }

    void darkIsReadableToo() {
        Theme::instance().choose(Theme::Choice::Dark);
        CoverageView* view = open();
        QTRY_VERIFY(!view->lanes()->lanes().empty());
        for (const auto scheme : {Scheme::Light, Scheme::Dark, Scheme::HighContrast}) {
            const Tokens& t = tokensOf(scheme);
            QVERIFY(contrastRatio(t.ok, t.base) >= 3.0);
            QVERIFY(contrastRatio(t.warning, t.base) >= 3.0);
        }
        grab(view, "coverage-dark");
    }

private:
    CoverageView* open(bool empty = false) {
        host_ = std::make_shared<fake::Host>();
        host_->state->empty = empty;
        window_ = std::make_unique<MainWindow>();
        window_->resize(1280, 800);
        window_->setHost(host_);
        window_->show();
        if (!QTest::qWaitForWindowExposed(window_.get())) return nullptr;
        auto* view = window_->findChild<CoverageView*>();
        window_->workspace()->showPage(1);
        return view;
    }
    static bool says(QWidget* where, const QString& text) {
        for (auto* label : where->findChildren<QLabel*>())
            if (label->text().remove(QChar(0x200B)).contains(text)) return true;
        return false;
    }
    static void grab(QWidget* view, const char* name) {
        const QByteArray directory = qgetenv("SILLAGE_SCREENS");
        if (!directory.isEmpty()) view->window()->grab().save(QString::fromLocal8Bit(directory) + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
    std::shared_ptr<fake::Host> host_;
    std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestCoverage)
#include "tst_coverage.moc"
