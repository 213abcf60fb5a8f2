// What an examiner does with mouse and keys beyond looking: hold list, dropped evidence, saved attachments, notes,
// a span of time brushed on the histogram, what stands in About. On a case in memory.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPrinter>
#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

#include <future>

#include "tests/ui/fake_case.h"
#include "ui/dialogs/about_dialog.h"
#include "ui/dialogs/grade_dialog.h"
#include "ui/dialogs/hold_dialog.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/note_dialog.h"
#include "ui/dialogs/reason_dialog.h"
#include "ui/dialogs/save_attachment.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"
#include "ui/views/changes_view.h"
#include "ui/views/coverage_view.h"
#include "ui/views/events_view.h"
#include "ui/views/files_view.h"
#include "ui/views/mail_view.h"
#include "ui/views/persistence_view.h"
#include "ui/views/search_view.h"
#include "ui/views/start_page.h"
#include "ui/views/workspace.h"

using namespace sillage;
using namespace sillage::ui;

class TestActs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("sillage-test"));
        QCoreApplication::setApplicationName(QStringLiteral("sillage-test"));
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
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

    /// Grades are shown once they are in the case; what is less urgent goes on being computed.
    void theAnswerIsShownBeforeTheActHasEnded() {
        std::promise<void> go;
        host_->state->computing = [gone = go.get_future().share()](Progress& p) {
            p.answered();
            gone.wait();
        };
        CaseSession session(host_, nullptr);
        const QSignalSpy changed(&session, &CaseSession::changed), ended(&session, &CaseSession::jobEnded);
        session.addIndicator({});
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(ended.count(), 0);
        go.set_value();
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(changed.count(), 2);
    }

    void anAddressIsHeldBackWithAReason() {
        HoldDialog* dialog = holds();
        QPushButton* add = verb(dialog, "Hold back");
        QVERIFY(!add->isEnabled());
        const auto fields = dialog->findChildren<QLineEdit*>();
        QTest::keyClicks(fields.at(0), QStringLiteral("maitre.dupont@avocats.example"));
        QVERIFY(!add->isEnabled());  // not without a reason
        QTest::keyClicks(fields.at(1), QStringLiteral("her lawyer"));
        QVERIFY(add->isEnabled());
        QTest::mouseClick(add, Qt::LeftButton);
        QTRY_COMPARE(list(dialog)->topLevelItemCount(), 1);
        QCOMPARE(host_->state->holds.holds.front().kind, std::string("address"));
        QCOMPARE(host_->state->holds.holds.front().reason, std::string("her lawyer"));
        QCOMPARE(list(dialog)->topLevelItem(0)->text(1), QStringLiteral("maitre.dupont@avocats.example"));
        QTRY_VERIFY(says(dialog, QStringLiteral("7 message")));
        QVERIFY(fields.at(0)->text().isEmpty());
        grab(dialog, "hold");
    }

    void aDomainIsADomain() {
        HoldDialog* dialog = holds();
        dialog->findChild<QComboBox*>()->setCurrentIndex(1);
        const auto fields = dialog->findChildren<QLineEdit*>();
        QCOMPARE(fields.at(0)->placeholderText(), QStringLiteral("avocats.example"));
        QTest::keyClicks(fields.at(0), QStringLiteral("avocats.example"));
        QTest::keyClicks(fields.at(1), QStringLiteral("professional secrecy"));
        QTest::keyClick(fields.at(1), Qt::Key_Tab);
        QTest::mouseClick(verb(dialog, "Hold back"), Qt::LeftButton);
        QTRY_COMPARE(host_->state->holds.holds.size(), std::size_t(1));
        QCOMPARE(host_->state->holds.holds.front().kind, std::string("domain"));
    }

    void whatCannotBeHeldIsSaidInTheDialog() {
        HoldDialog* dialog = holds();
        const auto fields = dialog->findChildren<QLineEdit*>();
        QTest::keyClicks(fields.at(0), QStringLiteral("not an address"));
        QTest::keyClicks(fields.at(1), QStringLiteral("x"));
        QTest::mouseClick(verb(dialog, "Hold back"), Qt::LeftButton);
        QTRY_VERIFY(says(dialog, QStringLiteral("For example x@avocats.example")));
        QCOMPARE(list(dialog)->topLevelItemCount(), 0);
        closeBoxes();
    }

    void anEntryIsRemovedWithAReason() {
        host_->state->holds.holds.push_back({3, "domain", "avocats.example", "secrecy", "examiner", fake::kNight});
        host_->state->nextHold = 3;
        HoldDialog* dialog = holds();
        QTRY_COMPARE(list(dialog)->topLevelItemCount(), 1);
        QPushButton* remove = verb(dialog, "Remove");
        QVERIFY(!remove->isEnabled());
        list(dialog)->setCurrentItem(list(dialog)->topLevelItem(0));
        QVERIFY(remove->isEnabled());
        QTest::mouseClick(remove, Qt::LeftButton);
        auto* why = dialog->findChild<ReasonDialog*>();
        QVERIFY(why);
        QTest::keyClicks(why->findChild<QLineEdit*>(), QStringLiteral("named by error"));
        QTest::mouseClick(primary(why), Qt::LeftButton);
        QTRY_COMPARE(list(dialog)->topLevelItemCount(), 0);
        QVERIFY(host_->state->custody.back().find("named by error") != std::string::npos);
        QTRY_VERIFY(says(dialog, QStringLiteral("vmail/claire")));  // what to import again
    }

    void aHeldMessageIsOpenedUnderANamedAuthority() {
        HoldDialog* dialog = holds();
        dialog->proposeToOpen(QStringLiteral("M-0123456789ab"));
        QPushButton* open = verb(dialog, "Open the message");
        QVERIFY(!open->isEnabled());
        const auto fields = dialog->findChildren<QLineEdit*>();
        QTest::keyClicks(fields.at(3), QStringLiteral("Judge Roy, order 12/2026"));
        QVERIFY(!open->isEnabled());
        QTest::keyClicks(fields.at(4), QStringLiteral("seized as evidence"));
        QTest::mouseClick(open, Qt::LeftButton);
        QTRY_COMPARE(host_->state->holds.openings.size(), std::size_t(1));
        QCOMPARE(host_->state->holds.openings.front().authority, std::string("Judge Roy, order 12/2026"));
        QTRY_VERIFY(says(dialog, QStringLiteral("Opened at 1 place")));
    }

    void evidenceDroppedOnTheWindowIsListedFirst() {
        QTemporaryDir evidence;
        QVERIFY(drop(window_.get(), evidence.path()));
        auto* dialog = window_->findChild<ImportDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->options().paths.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(dialog->options().paths.front().string()), evidence.path());
        QVERIFY(!window_->session()->job());  // nothing is read before it is agreed to
        grab(dialog, "drop");
        dialog->reject();
    }

    void textDroppedIsNoEvidence() {
        QMimeData text;
        text.setText(QStringLiteral("/etc/passwd"));
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QApplication::sendEvent(window_.get(), &enter);
        QVERIFY(!enter.isAccepted());
    }

    void evidenceDroppedOnTheStartPageIsHandedOn() {
        StartPage page;
        page.resize(900, 700);
        page.show();
        QStringList dropped;
        connect(&page, &StartPage::evidenceDropped, this, [&](const QStringList& paths) { dropped = paths; });
        QTemporaryDir evidence;
        QVERIFY(drop(&page, evidence.path()));
        QCOMPARE(dropped, QStringList{evidence.path()});
    }

    void aboutSaysVersionsAndTheCage() {
        menu(QStringLiteral("About Sillage"));
        auto* dialog = window_->findChild<AboutDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        for (const char* part : {"Qt", "SQLite", "Apache License 2.0"}) QVERIFY2(says(dialog, QLatin1String(part)), part);
        QTRY_VERIFY(!says(dialog, QStringLiteral("Reading…")));
        verb(dialog, "Copy versions")->click();
        QVERIFY(QApplication::clipboard()->text().contains(QLatin1String("SQLite")));
        grab(dialog, "about");
        dialog->accept();
    }

    void anAttachmentIsSavedUnderANeutralName() {
        QTemporaryDir target;
        Part part;
        part.number = "2";
        part.name = "facture.pdf.exe";
        part.size = 7;
        part.sha256[0] = 0x9f;
        saveAttachment(window_->session(), 4, part, window_.get());
        auto* warning = window_->findChild<QMessageBox*>();
        QVERIFY(warning && warning->isVisible());
        QVERIFY(warning->informativeText().contains(QLatin1String("facture.pdf.exe")));
        grab(warning, "attachment");
        for (QAbstractButton* b : warning->buttons())
            if (b->text().contains(QLatin1String("Choose where"))) b->click();
        auto* where = window_->findChild<QFileDialog*>();
        QVERIFY(where);
        const QString path = target.filePath(neutralName(part));
        QVERIFY(path.endsWith(QLatin1String("attachment_9f0000000000.bin")));
        where->setDirectory(target.path());
        where->selectFile(neutralName(part));
        where->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save)->click();
        QTRY_VERIFY(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("PK\x03\x04liste"));
        QVERIFY(!(file.permissions() & (QFileDevice::ReadOther | QFileDevice::ExeOwner)));
        QCOMPARE(host_->state->custody.size(), std::size_t(1));
        QVERIFY(host_->state->custody.front().find("facture.pdf.exe") != std::string::npos);
    }

    void aLowerGradeNeedsAReasonAHigherADocument() {
        auto* files = openFiles();
        press(QKeySequence(Qt::Key_F4));
        GradeDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = files->findChild<GradeDialog*>()));
        QPushButton* state = verb(dialog, "State this grade");
        auto* grades = dialog->findChild<QComboBox*>();
        const auto fields = dialog->findChildren<QLineEdit*>();
        QCOMPARE(grades->findData(int(Grade::Probable)), -1);  // the program's own is no act
        grades->setCurrentIndex(grades->findData(int(Grade::Possible)));
        QVERIFY(!state->isEnabled());
        QTest::keyClicks(fields.at(0), QStringLiteral("a shared desk"));
        QVERIFY(state->isEnabled());
        grades->setCurrentIndex(grades->findData(int(Grade::Recorded)));
        QVERIFY(!state->isEnabled());  // above the program's: not without a document
        QTest::keyClicks(fields.at(1), QStringLiteral("  "));
        QVERIFY(!state->isEnabled());
        QTest::keyClicks(fields.at(1), QStringLiteral("police report 7"));
        QVERIFY(state->isEnabled());
        grab(dialog, "grade");
        QTest::mouseClick(state, Qt::LeftButton);
        QTRY_COMPARE(host_->state->regrades.size(), std::size_t(1));
        const Regrade r = host_->state->regrades.begin()->second;
        QCOMPARE(r.grade, Grade::Recorded);
        QCOMPARE(r.document, std::string("police report 7"));
        // The proof shows both; the act is taken back with a reason.
        QTRY_VERIFY(files->proof()->text().contains(QStringLiteral("from probable to recorded")));
        QVERIFY(files->proof()->text().contains(QStringLiteral("Grade, by the program: probable")));
        files->regrade();
        QTRY_VERIFY((dialog = files->findChild<GradeDialog*>()));
        QPushButton* back = verb(dialog, "Take it back");
        QVERIFY(!back->isEnabled());
        QTest::keyClicks(dialog->findChildren<QLineEdit*>().at(0), QStringLiteral("withdrawn"));
        QTest::mouseClick(back, Qt::LeftButton);
        QTRY_VERIFY(host_->state->regrades.empty());
    }

    void theProofIsATreeForKeysClipboardAndPaper() {
        auto* files = openFiles();
        QTreeWidget* tree = files->proof()->tree();
        QCOMPARE(tree->topLevelItemCount(), 4);  // item, grade, what speaks against it, coverage
        tree->setFocus();
        tree->setCurrentItem(tree->topLevelItem(1));
        QVERIFY(tree->topLevelItem(1)->isExpanded());
        QTest::keyClick(tree, Qt::Key_Left);
        QVERIFY(!tree->topLevelItem(1)->isExpanded());
        QTest::keyClick(tree, Qt::Key_Asterisk);
        QVERIFY(tree->topLevelItem(1)->isExpanded());
        QStringList shown;
        for (QTreeWidgetItemIterator it(tree); *it; ++it) shown << (*it)->text(0);
        const QString text = files->proof()->text();
        for (const QString& line : shown) QVERIFY2(text.contains(line.left(40)), qPrintable(line));
        QTest::mouseClick(verb(files->proof(), "Copy as text"), Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), text);
        QTemporaryDir dir;
        QPrinter printer;
        printer.setOutputFormat(QPrinter::PdfFormat);
        printer.setOutputFileName(dir.filePath(QStringLiteral("proof.pdf")));
        files->proof()->print(printer);
        QFile pdf(dir.filePath(QStringLiteral("proof.pdf")));
        QVERIFY(pdf.open(QIODevice::ReadOnly) && pdf.size() > 2000 && pdf.read(5) == "%PDF-");
        grab(files, "proof");
    }

    void whetherHeIsStillInIsOneActionAway() {
        press(QKeySequence(QStringLiteral("Alt+1")));
        auto* page = qobject_cast<PersistenceView*>(window_->workspace()->current());
        QVERIFY(page);
        QTRY_VERIFY(page->model()->row(0));
        QCOMPARE(host_->state->asked(View::Effects), std::string("in_force:* -in_force:=no"));  // what may still be in force comes first
        QTRY_VERIFY(page->raw()->editor()->toPlainText().contains(QLatin1String("_download=1")));
        page->scope()->setCurrentIndex(2);
        QTRY_COMPARE(host_->state->asked(View::Effects), std::string("-in_force:*"));
        page->filter()->setText(QStringLiteral("direction:external"));
        QTRY_VERIFY2(host_->state->asked(View::Effects).find("direction:external") != std::string::npos, host_->state->asked(View::Effects).c_str());
        QVERIFY(host_->state->asked(View::Effects).find("-in_force:*") != std::string::npos);
        for (const auto choice : {Theme::Choice::Dark, Theme::Choice::Light}) {
            Theme::instance().choose(choice);
            grab(window_.get(), choice == Theme::Choice::Dark ? "persistence-dark" : "persistence-light");
        }
        host_->state->empty = true;
        page->filter()->setText({});
        page->scope()->setCurrentIndex(3);
        page->refresh();
        QTRY_VERIFY(page->table()->emptyState()->isVisible());
        QVERIFY(says(page->table()->emptyState(), QStringLiteral("no proof that there is none")));
    }

    void whatChangedIsListedWithItsCause() {
        Q_EMIT window_->session()->goTo(View::Changes, QStringLiteral("number:2"));
        auto* page = qobject_cast<ChangesView*>(window_->workspace()->current());
        QVERIFY(page);
        QTRY_COMPARE(page->which()->count(), 2);
        QCOMPARE(page->which()->currentData().toInt(), 2);
        QVERIFY(page->which()->currentText().contains(QStringLiteral("4 lowered")));
        QVERIFY(page->cause()->text().contains(QStringLiteral("I-51c0ffee9a10 was added")));
        QTRY_COMPARE(host_->state->asked(View::Changes), std::string("number:2"));
        page->which()->setCurrentIndex(1);
        QTRY_COMPARE(host_->state->asked(View::Changes), std::string("number:1"));
        QVERIFY(page->which()->currentText().contains(QStringLiteral("nothing changed")));
        page->which()->setCurrentIndex(0);
        grab(window_.get(), "changes");
        QTRY_VERIFY(page->model()->row(0));
        const QString touch = page->model()->text(0, "touch");
        Q_EMIT page->table()->doubleClicked(page->table()->currentIndex());
        QTRY_COMPARE(window_->workspace()->currentIndex(), 5);
        QTRY_COMPARE(host_->state->asked(View::Touched), "touch:" + touch.toStdString());
    }

    void aNoteIsWrittenWithTheBookmark() {
        auto* events = open<EventsView>(3);
        QTRY_VERIFY(events->model()->row(0));
        QTest::keyClick(window_.get(), Qt::Key_F2);
        auto* dialog = events->findChild<NoteDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QTest::keyClicks(dialog->findChild<QPlainTextEdit*>(), QStringLiteral("first download"));
        grab(dialog, "note");
        QTest::mouseClick(primary(dialog), Qt::LeftButton);
        QTRY_COMPARE(host_->state->notes, (std::vector<std::string>{"first download"}));
    }

    void theBrushFiltersToItsSpan() {
        auto* events = open<EventsView>(3);
        EventHistogram* strip = events->strip();
        QTRY_VERIFY(!strip->drawn().counts.empty());
        const QPoint from(strip->width() / 4, strip->height() / 2), to(strip->width() / 2, strip->height() / 2);
        QTest::mousePress(strip, Qt::LeftButton, {}, from);
        QTest::mouseMove(strip, to);
        QTest::mouseRelease(strip, Qt::LeftButton, {}, to);
        QVERIFY2(events->query().startsWith(QLatin1String("time:2")), qPrintable(events->query()));
        QVERIFY(parseQuery(View::Events, events->query().toStdString()).ok);
        const QString first = events->query();
        QTRY_VERIFY(!events->model()->loading());
        QTest::mouseClick(strip, Qt::LeftButton, {}, from);  // a click is no span
        QCOMPARE(events->query(), first);
        strip->rangeChosen(1'765'490'400'000'000, 1'765'490'460'000'000);  // a second span takes the place of the first
        QCOMPARE(events->query().count(QLatin1String("time:")), 1);
        QVERIFY(events->query() != first);
    }

    void coverageHidesWhatDoesNotExistHere() {
        auto* coverage = open<CoverageView>(1);
        QTRY_VERIFY(coverage->absent()->isVisible());
        QTRY_VERIFY(coverage->absent()->text().contains(QLatin1Char('2')));
        QTRY_COMPARE(host_->state->asked(View::Coverage), formatQuery(View::Coverage, parseQuery(View::Coverage, "-state:not-applicable").query));
        coverage->absent()->setChecked(true);
        QTRY_COMPARE(host_->state->asked(View::Coverage), formatQuery(View::Coverage, {}));
    }

    void aHitSaysWhenAndWhereItStands() {
        auto* search = open<SearchView>(6);
        search->applyQuery(QStringLiteral("liste"));
        QTRY_VERIFY(search->results()->model()->rowCount() == 24);
        const QString message = search->results()->model()->index(1, 0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(message.contains(QLatin1String("2025-12-1")) && message.contains(QLatin1String("interieur.example")), qPrintable(message));
        grab(search, "search");
    }

private:
    /// What that key does, whether or not the platform makes the window active.
    void press(const QKeySequence& key) {
        for (QAction* a : window_->findChildren<QAction*>())
            if (a->shortcut() == key && a->isEnabled()) return a->trigger();
        QFAIL(qPrintable(key.toString()));
    }
    /// The Files page, standing on a row that is probable.
    FilesView* openFiles() {
        window_->workspace()->showPage(5);
        auto* files = window_->findChild<FilesView*>();
        [&] { QTRY_VERIFY(files->model()->row(1)); }();
        files->table()->goToRow(1);
        files->table()->setFocus();
        [&] { QTRY_VERIFY(files->proof()->text().contains(QStringLiteral("probable"))); }();
        return files;
    }
    HoldDialog* holds() {
        menu(QString::fromUtf8("Hold list…"));
        auto* dialog = window_->findChild<HoldDialog*>();
        if (!QTest::qWaitForWindowExposed(dialog)) qWarning("the hold list is not shown");
        return dialog;
    }
    void menu(const QString& name) {
        for (QAction* a : window_->findChildren<QAction*>())
            if (QString(a->text()).remove(QLatin1Char('&')) == name) return a->trigger();
        QFAIL(qPrintable(name));
    }
    static QTreeWidget* list(HoldDialog* dialog) { return dialog->findChildren<QTreeWidget*>().at(0); }
    static QPushButton* verb(const QWidget* where, const char* text) {
        for (QPushButton* b : where->findChildren<QPushButton*>())
            if (b->text().contains(QString::fromUtf8(text))) return b;
        return nullptr;
    }
    static QPushButton* primary(const QWidget* where) {
        for (QPushButton* b : where->findChildren<QPushButton*>())
            if (b->property("primary").toBool()) return b;
        return nullptr;
    }
    static bool says(const QWidget* where, const QString& text) {
        for (const QLabel* l : where->findChildren<QLabel*>())
            if (QString(l->text()).remove(QChar(0x200B)).contains(text)) return true;
        return false;
    }
    static bool drop(QWidget* where, const QString& path) {
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QApplication::sendEvent(where, &enter);
        QDropEvent dropped(QPointF(300, 300), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(where, &dropped);
        return enter.isAccepted() && dropped.isAccepted();
    }
    void closeBoxes() {
        for (QMessageBox* box : window_->findChildren<QMessageBox*>()) box->close();
    }
    /// With SILLAGE_SHOTS the dialogs are saved there, to be looked at.
    static void grab(QWidget* what, const char* name) {
        const QString directory = qEnvironmentVariable("SILLAGE_SHOTS");
        if (!directory.isEmpty()) what->grab().save(directory + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
    template <typename T>
    T* open(int page) {
        QTest::keyClick(window_.get(), Qt::Key(Qt::Key_1 + page), Qt::ControlModifier);
        return qobject_cast<T*>(window_->workspace()->current());
    }

    std::shared_ptr<fake::Host> host_;
    std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestActs)
#include "tst_acts.moc"
