// Exposure in the window: the range of the whole, levels by keys, what a row rests on, and a claim typed and answered.
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QTranslator>

#include "tests/ui/fake_case.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"
#include "ui/views/exposure_view.h"
#include "ui/views/workspace.h"
#include "ui/widgets/parts.h"

using namespace sillage;
using namespace sillage::ui;

class TestExposure : public QObject {
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

    void theWholeStandsFirst() {
        ExposureView* view = open();
        QTRY_COMPARE(view->model()->rowCount(), 3);
        QVERIFY(says(view, QStringLiteral("Left in sessions that are or may be an actor's: at least")));
        QVERIFY(says(view, QStringLiteral("the last line of a session is not on record")));
        QVERIFY(says(view, QStringLiteral("nginx $body_bytes_sent")));
        QVERIFY(view->check()->isEnabled() == false);  // nothing claimed yet
        grab(view, "exposure");
    }

    void keysReachEveryLevelAndRow() {
        ExposureView* view = open();
        QAbstractItemModelTester tester(view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_COMPARE(view->model()->rowCount(), 3);
        view->table()->setFocus();
        QCOMPARE(view->table()->currentIndex().row(), 0);
        QTest::keyClick(view->table(), Qt::Key_Down);
        QTRY_VERIFY(says(view, QStringLiteral("none; ")));  // imap has no ceiling
        view->levels()->setFocus();
        QTest::keyClick(view->levels(), Qt::Key_Right);
        QCOMPARE(view->model()->rowCount(), 2);
        QCOMPARE(cell(view, 1, ExposureModel::Name), QStringLiteral("Undecided"));
        QTest::keyClick(view->levels(), Qt::Key_Right);
        QCOMPARE(view->model()->rowCount(), 1);
        QCOMPARE(cell(view, 0, ExposureModel::Items), QStringLiteral("14 – 278"));
        QTRY_VERIFY(says(view, QStringLiteral("Too large for any of these sessions")));
        QTest::keyClick(view->levels(), Qt::Key_Right);
        QCOMPARE(view->model()->rowCount(), 1);
        view->undecided()->setChecked(true);
        QTRY_COMPARE(view->model()->rowCount(), 2);
        grab(view, "exposure-sessions");
    }

    void rangesAreWordsToo() {
        ExposureView* view = open();
        QTRY_COMPARE(view->model()->rowCount(), 3);
        const QModelIndex range = view->model()->index(1, ExposureModel::Range);
        QVERIFY(range.data(Qt::AccessibleTextRole).toString().contains(QLatin1String("no ceiling")));
        QVERIFY(range.data(Qt::ToolTipRole).toString().contains(QLatin1String("last line of a session")));
        QVERIFY(!range.data(Qt::DisplayRole).isValid());  // the bar is drawn; the numbers stand beside it
        QCOMPARE(cell(view, 1, ExposureModel::Ceiling), QStringLiteral("none"));
        QCOMPARE(ExposureModel::rangeText({5, 5, 0, 0, 0}), QStringLiteral("Exactly %1").arg(humanBytes(5)));
        QCOMPARE(ExposureModel::rangeText({0, 9, 0, 0, 0}), QStringLiteral("At most %1").arg(humanBytes(9)));
        QCOMPARE(ExposureModel::rangeText({0, 9, 0, 0, bit(Unbounded::Shell)}), QStringLiteral("No floor, no ceiling"));
    }

    void sortingKeepsOpenRowsTogether() {
        ExposureView* view = open();
        QTRY_COMPARE(view->model()->rowCount(), 3);
        QAbstractItemModelTester tester(view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        view->table()->sortByColumn(ExposureModel::Ceiling, Qt::DescendingOrder);
        QCOMPARE(cell(view, 0, ExposureModel::Ceiling), QStringLiteral("none"));
        view->table()->sortByColumn(ExposureModel::Floor, Qt::AscendingOrder);
        QCOMPARE(view->model()->row(0)->name, std::string("sieve"));
        QCOMPARE(view->model()->row(2)->name, std::string("webmail"));
    }

    void aClaimIsTypedAndAnswered() {
        ExposureView* view = open();
        QTRY_COMPARE(view->model()->rowCount(), 3);
        view->records()->setFocus();
        QTest::keyClicks(view->records(), QStringLiteral("16 000 000x"));
        QCOMPARE(view->records()->text(), QStringLiteral("16 000 000"));
        QVERIFY(!view->check()->isEnabled());
        QTest::keyClicks(view->bytes(), QStringLiteral("200"));
        QVERIFY(view->check()->isEnabled());
        QTest::keyClick(view->bytes(), Qt::Key_Return);
        QTRY_VERIFY(says(view, QStringLiteral("Refuted by volume")));
        QVERIFY(says(view, QStringLiteral("16000000")));
        QVERIFY(says(view, QStringLiteral("compression allowed for: 20 octets")));
        QVERIFY(says(view, QStringLiteral("No mailbox store of the accounts")));
        grab(view, "exposure-claim");
    }

    void aRowLeadsToItsSessions() {
        ExposureView* view = open();
        QTRY_COMPARE(view->model()->rowCount(), 3);
        QSignalSpy gone(view->session(), &CaseSession::goTo);
        view->table()->setFocus();
        QTest::keyClick(view->table(), Qt::Key_Return);
        QCOMPARE(gone.count(), 1);
        QCOMPARE(gone[0][1].toString(), QStringLiteral("protocol:webmail"));
    }

    void anEmptyCaseSaysWhatToImport() {
        ExposureView* view = open(true);
        QTRY_VERIFY(says(view, QStringLiteral("Nothing to add up yet")));
        QVERIFY(!view->table()->isVisible());
    }

    void darkIsReadableToo() {
        Theme::instance().choose(Theme::Choice::Dark);
        ExposureView* view = open();
        QTRY_COMPARE(view->model()->rowCount(), 3);
        for (const auto scheme : {Scheme::Light, Scheme::Dark, Scheme::HighContrast}) {
            const Tokens& t = tokensOf(scheme);
            for (const QColor& c : {t.recorded, t.possible, t.undetermined}) QVERIFY(contrastRatio(c, t.base) >= 3.0);
        }
        grab(view, "exposure-dark");
    }

    void aKeyLeadsHere() {
        ExposureView* view = open();
        window_->workspace()->showPage(0);
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
        QTest::keyClick(window_.get(), Qt::Key_9, Qt::ControlModifier);
        QTRY_COMPARE(window_->workspace()->current(), static_cast<ViewPage*>(view));
        QTest::keyClick(window_.get(), Qt::Key_0, Qt::ControlModifier);
        QTRY_COMPARE(window_->workspace()->currentIndex(), 9);
    }

    void everyFieldHasAName() {
        ExposureView* view = open();
        for (QWidget* w : std::initializer_list<QWidget*>{view->records(), view->bytes(), view->compression(), view->table(), view->levels()})
            QVERIFY(!w->accessibleName().isEmpty());
    }

private:
    ExposureView* open(bool empty = false) {
        host_ = std::make_shared<fake::Host>();
        host_->state->empty = empty;
        window_ = std::make_unique<MainWindow>();
        window_->resize(1280, 800);
        window_->setHost(host_);
        window_->show();
        if (!QTest::qWaitForWindowExposed(window_.get())) return nullptr;
        auto* view = window_->findChild<ExposureView*>();
        window_->workspace()->showPage(8);
        return window_->workspace()->current() == view ? view : nullptr;
    }
    static QString cell(ExposureView* view, int row, int column) { return view->model()->index(row, column).data(Qt::DisplayRole).toString().replace(QChar(0x202F), QLatin1Char(' ')); }
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

QTEST_MAIN(TestExposure)
#include "tst_exposure.moc"
