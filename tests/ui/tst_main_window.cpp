// The window driven as an examiner drives it: keys and clicks on a case in memory. Hostile text stays text;
// the reading pane loads nothing; the window answers while a job runs.
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardPaths>
#include <QTest>

#include "tests/ui/fake_case.h"
#include "ui/dialogs/attribute_dialog.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"
#include "ui/views/actors_view.h"
#include "ui/views/events_view.h"
#include "ui/views/files_view.h"
#include "ui/views/mail_view.h"
#include "ui/views/workspace.h"
#include "ui/widgets/inert_browser.h"
#include "ui/widgets/progress_strip.h"

using namespace sillage;
using namespace sillage::ui;

class TestMainWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("sillage-test"));
        QCoreApplication::setApplicationName(QStringLiteral("sillage-test"));
        Theme::instance().install(*qApp);
    }

    void init() {
        host_ = std::make_shared<fake::Host>();
        window_ = std::make_unique<MainWindow>();
        window_->resize(1280, 800);
        window_->setHost(host_);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    }

    void cleanup() { window_.reset(); }

    void keysGoToEveryView() {
        for (int i = 0; i < 9; ++i) {
            QTest::keyClick(window_.get(), Qt::Key(Qt::Key_1 + i), Qt::ControlModifier);
            QCOMPARE(window_->workspace()->currentIndex(), i);
        }
        QTest::keyClick(window_.get(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(window_->workspace()->currentIndex(), 7);
        QTest::keyClick(window_.get(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(window_->workspace()->currentIndex(), 8);
    }

    void filterNarrowsTheEventsAndSaysSo() {
        auto* events = open<EventsView>(3);
        QTRY_COMPARE(events->model()->rowCount(), 128'431);
        QTest::keyClick(window_.get(), Qt::Key_L, Qt::ControlModifier);
        QTest::keyClicks(events->filter()->field(), QStringLiteral("ip:203.0.113.0/24"));
        QTest::keyClick(events->filter()->field(), Qt::Key_Return);
        QTRY_COMPARE(events->model()->rowCount(), 128'431 / 16);
        QVERIFY2(events->status().contains(QLatin1String("filtered")), qPrintable(events->status()));
        events->filter()->addTerm(QStringLiteral("action:\"login\""), true);
        QCOMPARE(events->query(), QStringLiteral("ip:203.0.113.0/24 -action:\"login\""));
    }

    void anErrorInTheFilterNamesItsPosition() {
        auto* events = open<EventsView>(3);
        QTRY_COMPARE(events->model()->rowCount(), 128'431);
        events->filter()->setText(QStringLiteral("ip:203.0.113.66 ("));
        bool said = false;
        for (const QLabel* l : events->filter()->findChildren<QLabel*>())
            said |= l->isVisible() && l->text().contains(QLatin1String("character"));
        QVERIFY(said);
        QCOMPARE(events->model()->rowCount(), 128'431);
    }

    void theRawLineIsOneKeyAway() {
        auto* events = open<EventsView>(3);
        QTRY_VERIFY(events->raw()->editor()->toPlainText().contains(QLatin1String("_uid=1203")));
        QVERIFY(events->raw()->isVisible());
        QTest::keyClick(window_.get(), Qt::Key_J, Qt::ControlModifier);
        QVERIFY(!events->raw()->isVisible());
    }

    void rowsAreCopiedAsCsvAndJson() {
        auto* events = open<EventsView>(3);
        QTRY_VERIFY(events->model()->row(0));
        QVERIFY(events->table()
                    ->copyText(QStringLiteral("json"))
                    .startsWith(QLatin1String("{\"time\":\"2025-12-11T22:00:07Z\"")));
        const QStringList csv = events->table()->copyText(QStringLiteral("csv")).split(QLatin1Char('\n'));
        QCOMPARE(csv.size(), 2);
        QVERIFY(csv[0].startsWith(QLatin1String("time,account,client_ip")));
    }

    void bookmarkWritesTheContentId() {
        auto* events = open<EventsView>(3);
        QTRY_VERIFY(events->model()->row(0));
        QTest::keyClick(window_.get(), Qt::Key_D, Qt::ControlModifier);
        QTRY_COMPARE(host_->state->bookmarked.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(host_->state->bookmarked.front()),
                 QString::fromStdString(fake::touch(1).id));
    }

    void readingPaneKeepsHostileTextAsText() {
        auto* mail = open<MailView>(4);
        QTRY_VERIFY(mail->list()->paged()->row(5));
        mail->list()->setCurrentIndex(
            mail->list()->paged()->index(5, mail->list()->paged()->fieldIndex("subject")));
        QTRY_VERIFY(shows(mail->reading(), QStringLiteral("<b>Facture</b>")));
        for (const QLabel* l : window_->findChildren<QLabel*>()) {
            QVERIFY2(!l->text().contains(QChar(0x202E)), "a bidi override reached a label");
            if (l->text().contains(QLatin1Char('<'))) QCOMPARE(l->textFormat(), Qt::PlainText);
        }
    }

    void readingPaneLoadsNothingAndFollowsNoLink() {
        auto* mail = open<MailView>(4);
        InertBrowser* html = mail->reading()->formatted();
        QTRY_VERIFY(html->toPlainText().contains(QLatin1String("liste des agents")) ||
                    html->toPlainText().contains(QLatin1String("Voici")));
        const QVariant file =
            html->loadResource(QTextDocument::ImageResource, QUrl(QStringLiteral("file:///etc/hostname")));
        QVERIFY(file.isValid() && file.toByteArray().isEmpty());
        QVERIFY(
            html->loadResource(QTextDocument::ImageResource, QUrl(QStringLiteral("http://203.0.113.9/p.png")))
                .toByteArray()
                .isEmpty());
        QVERIFY(!html->openLinks() && !html->openExternalLinks());
        const QUrl before = html->source();
        html->setSource(QUrl(QStringLiteral("file:///etc/hostname")));
        QVERIFY(html->toPlainText().trimmed().isEmpty());
        QVERIFY(html->refused() >= 3);
        Q_UNUSED(before)
    }

    void touchedOnlyShowsGrades() {
        auto* mail = open<MailView>(4);
        mail->touchedOnly()->setChecked(true);
        QTRY_VERIFY2(mail->status().contains(QLatin1String("touched")), qPrintable(mail->status()));
        QVERIFY(mail->tree()->topLevelItemCount() == 3);
    }

    void filesShowTheProof() {
        auto* files = open<FilesView>(5);
        QTRY_VERIFY(files->proof()->text().contains(QStringLiteral("T14: the web server answered 200")));
        QVERIFY(files->proof()->text().contains(QStringLiteral("The same address served two other accounts")));
        QTRY_VERIFY(files->raw()->editor()->toPlainText().contains(QLatin1String("_download=1")));
    }

    void attributionWantsAReasonAndIsWritten() {
        auto* actors = open<ActorsView>(2);
        QTRY_VERIFY(actors->model()->row(0));
        actors->attribute();
        auto* dialog = actors->findChild<AttributeDialog*>();
        QVERIFY(dialog);
        QPushButton* verb = nullptr;
        for (QPushButton* b : dialog->findChildren<QPushButton*>())
            if (b->property("primary").toBool()) verb = b;
        QVERIFY(verb && !verb->isEnabled());
        dialog->findChildren<QRadioButton*>().at(1)->setChecked(true);
        dialog->findChildren<QLineEdit*>().last()->setText(
            QStringLiteral("Nobody at the ministry uses this address."));
        QVERIFY(verb->isEnabled());
        QTest::mouseClick(verb, Qt::LeftButton);
        QTRY_COMPARE(host_->state->added.size(), std::size_t(1));
        QVERIFY(!host_->state->added.front().ip.empty());
        QVERIFY(!host_->state->added.front().reason.empty());
        QTRY_VERIFY(!window_->session()->job());
    }

    void attributionByAutonomousSystemDeviceAndApplication() {
        const auto made = [](std::vector<AttributeDialog::Choice> choices, const QString& option, const QString& system = {}) {
            AttributeDialog dialog(std::move(choices), nullptr);
            QPushButton* verb = nullptr;
            for (QPushButton* b : dialog.findChildren<QPushButton*>())
                if (b->property("primary").toBool()) verb = b;
            for (QRadioButton* b : dialog.findChildren<QRadioButton*>())
                if (b->text().startsWith(option) && b->isEnabled()) b->setChecked(true);
            dialog.findChildren<QLineEdit*>().last()->setText(QStringLiteral("his"));
            auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("system"));
            const bool enabled = field->isEnabled();
            QTest::keyClicks(field, system);  // reaches it only where it is enabled
            return std::make_tuple(dialog.indicators(), verb->isEnabled(), enabled);
        };
        const AttributeDialog::Choice phone{"S-1", "S-1", "claire", "203.0.113.66", "iPhone", "APPL1", {}};
        const AttributeDialog::Choice same{"S-2", "S-2", "claire", "192.0.2.77", "iPhone", "APPL1", {}};
        const AttributeDialog::Choice cloud{"S-3", "S-3", "claire", "192.0.2.77", "REST", {}, "2792"};
        auto [byDevice, deviceOk, closed] = made({phone, same}, QStringLiteral("Everything from the device"));
        QCOMPARE(byDevice.size(), std::size_t(1));
        QCOMPARE(byDevice[0].device, std::string("APPL1"));
        QVERIFY(byDevice[0].session.empty() && byDevice[0].ip.empty() && deviceOk && !closed);
        auto [byApp, appOk, c2] = made({cloud}, QStringLiteral("Everything from the application"));
        QCOMPARE(byApp.at(0).app, std::string("2792"));
        QVERIFY(appOk);
        auto [bySystem, systemOk, open] = made({phone, same}, QStringLiteral("Everything from the autonomous"), QStringLiteral("as12876"));
        QCOMPARE(bySystem.size(), std::size_t(1));
        QCOMPARE(bySystem[0].asn, 12876u);
        QVERIFY(systemOk && open && bySystem[0].ip.empty());
        auto [wrong, wrongOk, o2] = made({phone}, QStringLiteral("Everything from the autonomous"), QStringLiteral("Scaleway"));
        QVERIFY(!wrongOk);
        // Where no session has a phone's id, nothing offers to attribute by one.
        auto [none, noneOk, c3] = made({cloud}, QStringLiteral("Everything from the device"));
        QVERIFY(none.at(0).device.empty());
        QCOMPARE(none.at(0).session, std::string("S-3"));
    }

    void windowAnswersWhileAnImportRuns() {
        window_->importNow({QStringLiteral("/nowhere")});
        auto* strip = window_->findChild<ProgressStrip*>();
        QTRY_VERIFY(strip->isVisible());
        auto* events = open<EventsView>(3);
        QElapsedTimer clock;
        clock.start();
        QTRY_COMPARE(events->model()->rowCount(), 128'431);
        QVERIFY(window_->session()->job());
        window_->session()->job()->setPaused(true);
        QVERIFY(window_->session()->job()->state().paused);
        window_->session()->job()->cancel();
        QTRY_VERIFY(!window_->session()->job());
        QTRY_VERIFY(!strip->isVisible());
    }

    void emptyCaseSaysWhyAndOffersTheNextAct() {
        host_->state->empty = true;
        window_->setHost(host_);
        auto* events = open<EventsView>(3);
        QTRY_VERIFY(events->table()->emptyState()->isVisible());
        QTRY_VERIFY(shows(events->table()->emptyState(), QStringLiteral("No events yet")));
    }

    void themeAndZoneSwitchWhileRunning() {
        auto* events = open<EventsView>(3);
        QTRY_VERIFY(events->model()->row(0));
        Theme::instance().choose(Theme::Choice::Dark);
        QVERIFY(qApp->palette().color(QPalette::Window).lightness() < 60);
        Theme::instance().choose(Theme::Choice::Light);
        QVERIFY(qApp->palette().color(QPalette::Window).lightness() > 200);
        window_->session()->setCaseZone(QStringLiteral("Europe/Paris"));
        QTest::keyClick(window_.get(), Qt::Key_U, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(events->model()->zone().name(), QStringLiteral("Europe/Paris"));
    }

private:
    template <typename T>
    T* open(int page) {
        QTest::keyClick(window_.get(), Qt::Key(Qt::Key_1 + page), Qt::ControlModifier);
        return qobject_cast<T*>(window_->workspace()->current());
    }
    static bool shows(const QWidget* where, const QString& text) {
        for (const QLabel* l : where->findChildren<QLabel*>())
            if (QString(l->text()).remove(QChar(0x200B)).contains(text)) return true;
        return false;
    }

    std::shared_ptr<fake::Host> host_;
    std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
