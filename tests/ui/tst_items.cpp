// Items that keep properties instead of octets, as an examiner meets them: what is said above the message, the table of
// properties, the messages inside, the branch of what was recovered. Driven by keys where keys must reach.
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStandardPaths>
#include <QTabBar>
#include <QTableView>
#include <QTest>

#include "base/error.h"
#include "tests/ui/fake_case.h"
#include "ui/main_window.h"
#include "ui/models/columns.h"
#include "ui/models/property_model.h"
#include "ui/theme/theme.h"
#include "ui/views/folder_tree.h"
#include "ui/views/mail_view.h"
#include "ui/views/workspace.h"
#include "ui/widgets/item_banner.h"
#include "ui/widgets/property_pane.h"

using namespace sillage;
using namespace sillage::ui;

namespace {

std::vector<PropertyView> some() {
    return {{"0x0037001F", "PidTagSubject", "PtypString", "Réunion\nde demain"},
            {"0x65E20102", "PidTagChangeKey", "PtypBinary", "00112233"},
            {"0x8123001F", "", "PtypString", fake::kHostile}};
}

}  // namespace

class TestItems : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("sillage-test"));
        QCoreApplication::setApplicationName(QStringLiteral("sillage-test"));
        Theme::instance().install(*qApp);
    }

    void thePropertyModelKeepsItsContract() {
        PropertyModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setProperties(some());
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.columnCount(), 4);
        QCOMPARE(model.index(1, PropertyModel::Name).data().toString(), QStringLiteral("PidTagChangeKey"));
        QVERIFY(!model.index(0, PropertyModel::Value).data().toString().contains(QLatin1Char('\n')));
        QVERIFY(!model.index(2, PropertyModel::Value).data().toString().contains(QChar(0x202E)));
        QVERIFY(!model.index(2, PropertyModel::Name).data().toString().isEmpty());
        model.setProperties({});
        QCOMPARE(model.rowCount(), 0);
    }

    void propertiesAreFilteredAndCopied() {
        PropertyPane pane;
        pane.setProperties(some());
        QCOMPARE(pane.table()->model()->rowCount(), 3);
        pane.show();
        QTest::keyClicks(pane.filter(), QStringLiteral("changekey"));
        QCOMPARE(pane.table()->model()->rowCount(), 1);
        pane.table()->selectRow(0);
        pane.table()->setFocus();
        QTest::keyClick(pane.table(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("PidTagChangeKey\t00112233\t0x65E20102\tPtypBinary"));
        QCOMPARE(pane.copyText(PropertyModel::Value), QStringLiteral("00112233"));
        pane.filter()->clear();
        QTest::keyClicks(pane.filter(), QStringLiteral("0x0037"));
        QCOMPARE(pane.table()->model()->rowCount(), 1);
        QTest::keyClicks(pane.filter(), QStringLiteral("nowhere"));
        QCOMPARE(pane.table()->model()->rowCount(), 0);
    }

    void kindsOfItemsHaveWords() {
        QVERIFY(itemClassWord({}).isEmpty());
        QVERIFY(itemClassWord(QStringLiteral("IPM.Note")).isEmpty());
        QVERIFY(itemClassWord(QStringLiteral("IPM.Note.SMIME")).isEmpty());
        QCOMPARE(itemClassWord(QStringLiteral("ipm.contact")), QStringLiteral("Contact"));
        QCOMPARE(itemClassWord(QStringLiteral("IPM.Schedule.Meeting.Request")), QStringLiteral("Meeting"));
        QCOMPARE(itemClassWord(QStringLiteral("REPORT.IPM.Note.NDR")), QStringLiteral("Report"));
        QCOMPARE(itemClassWord(QStringLiteral("IPM.ExtendedRule.Message")), QStringLiteral("Mailbox rule"));
        QCOMPARE(itemClassWord(QStringLiteral("IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}")), QStringLiteral("Changed occurrence"));
        QCOMPARE(itemClassWord(QStringLiteral("IPM.Odd")), QStringLiteral("IPM.Odd"));
    }

    void whatIsRecoveredHasABranchOfItsOwn() {
        auto* mail = open();
        QTRY_VERIFY(mail->tree()->topLevelItemCount() == 3);
        QTreeWidgetItem* box = mail->tree()->topLevelItem(1);
        QTreeWidgetItem* branch = box->child(box->childCount() - 1);
        QCOMPARE(branch->text(0), QStringLiteral("Recovered"));
        QCOMPARE(branch->childCount(), 1);
        QCOMPARE(box->text(2), QStringLiteral("812"));  // as without it
        QVERIFY(mail->list()->paged()->scope().contains(QStringLiteral("-is:recovered")));
        mail->tree()->setCurrentItem(branch->child(0));
        const QString scope = mail->list()->paged()->scope();
        QVERIFY(scope.contains(QStringLiteral("is:recovered")) && !scope.contains(QStringLiteral("-is:recovered")));
        QVERIFY(scope.contains(QStringLiteral("mailbox")) && scope.contains(QStringLiteral("folder")));
        mail->tree()->setCurrentItem(mail->tree()->topLevelItem(0));
        mail->applyQuery(QStringLiteral("subject:x"));
        QTest::keyClick(mail, Qt::Key_Return);
        QTRY_VERIFY(!mail->list()->paged()->scope().contains(QStringLiteral("recovered")));  // a filter finds them too
    }

    void foldersHangUnderEachOther() {
        FolderTree tree;
        tree.fill({{1, "a.pst", "", 9, 2},
                   {1, "a.pst", "INBOX", 4, 0},
                   {1, "a.pst", "INBOX/Projects/2025", 3, 2},
                   {1, "a.pst", "INBOX/Projects/2026", 1, 0},
                   {1, "a.pst", "/odd/", 1, 0},
                   {1, "a.pst", "", 2, 0, true},
                   {1, "a.pst", "INBOX", 2, 0, true},
                   {2, ".", "", 5, 0}});
        QCOMPARE(tree.topLevelItemCount(), 3);
        QTreeWidgetItem* box = tree.topLevelItem(1);
        QCOMPARE(box->childCount(), 3);
        QTreeWidgetItem* projects = box->child(0)->child(0);
        QCOMPARE(projects->text(0), QStringLiteral("Projects"));
        QVERIFY(projects->text(2).isEmpty());
        QCOMPARE(projects->childCount(), 2);
        QCOMPARE(projects->child(0)->text(0), QStringLiteral("2025"));
        QCOMPARE(projects->child(0)->text(1), QStringLiteral("2"));
        QCOMPARE(box->child(1)->text(0), QStringLiteral("/odd/"));
        QCOMPARE(box->child(2)->text(0), QStringLiteral("Recovered"));
        QCOMPARE(box->child(2)->child(0)->text(2), QStringLiteral("2"));
        QCOMPARE(tree.topLevelItem(2)->text(0), QStringLiteral("Loose messages"));
        tree.setCurrentItem(projects);
        QVERIFY(tree.onlyLeads());
        QCOMPARE(tree.folder(), QStringLiteral("INBOX/Projects"));
        tree.setCurrentItem(box->child(2)->child(0));
        QVERIFY(tree.recovered() && !tree.onlyLeads());
        tree.fill({{1, "a.pst", "", 9, 2}, {1, "a.pst", "INBOX", 4, 0}, {1, "a.pst", "", 1, 0, true}, {1, "a.pst", "INBOX", 1, 0, true}});
        QVERIFY(tree.recovered());  // what was chosen stays chosen
        QCOMPARE(tree.folder(), QStringLiteral("INBOX"));
        tree.fill({});
        QCOMPARE(tree.mailbox(), QString());
    }

    void theListSaysOfWhichKindWhereNotAllIsMail() {
        auto* mail = open();
        const int column = mail->list()->paged()->fieldIndex("item_class");
        QVERIFY(column >= 0);
        QTRY_VERIFY(!mail->list()->isColumnHidden(column));
    }

    void theMessageSaysHowItCameToBe() {
        auto* mail = open();
        mail->reading()->open(fake::kRebuilt);
        QTRY_VERIFY(mail->reading()->banner()->isVisible());
        QTRY_VERIFY(mail->reading()->banner()->text().contains(QStringLiteral("Rebuilt from properties")));
        QTRY_VERIFY(mail->reading()->banner()->text().contains(QStringLiteral("an orphan node, record at offset 1,048,576")));
        QVERIFY(mail->reading()->banner()->text().contains(QStringLiteral("Appointment")));
        QTabWidget* tabs = mail->reading()->tabs();
        const int properties = tabs->indexOf(mail->reading()->properties());
        QVERIFY(tabs->isTabVisible(properties));
        tabs->setCurrentIndex(properties);
        QCOMPARE(mail->reading()->properties()->table()->model()->rowCount(), 5);
        mail->reading()->open(1);
        QTRY_VERIFY(!tabs->isTabVisible(properties));
        QTRY_VERIFY(!mail->reading()->banner()->isVisible());
    }

    void messagesInsideAreOpenedByKeyAndTheWayBackIsThere() {
        auto* mail = open();
        mail->reading()->open(fake::kRebuilt);
        QPushButton* inside = nullptr;
        QTRY_VERIFY((inside = button(mail, QStringLiteral("Open the message inside"))));
        QVERIFY(!inside->text().contains(QChar(0x202E)));
        QVERIFY(inside->focusPolicy() & Qt::TabFocus);
        inside->setFocus();
        QTest::keyClick(inside, Qt::Key_Space);
        QTRY_COMPARE(mail->reading()->placement(), fake::kInside);
        QPushButton* around = nullptr;
        QTRY_VERIFY((around = button(mail, QStringLiteral("Open the message around it"))));
        QTest::keyClick(around, Qt::Key_Space);
        QTRY_COMPARE(mail->reading()->placement(), fake::kRebuilt);
    }

    void theTabChosenStaysFromMessageToMessage() {
        auto* mail = open();
        QTabWidget* tabs = mail->reading()->tabs();
        const int properties = tabs->indexOf(mail->reading()->properties());
        mail->reading()->open(fake::kRebuilt);
        QTRY_VERIFY(tabs->isTabVisible(properties));
        QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(properties).center());
        QCOMPARE(tabs->currentIndex(), properties);
        mail->reading()->open(1);
        QTRY_VERIFY(!tabs->isTabVisible(properties));
        QVERIFY(tabs->currentIndex() != properties);
        mail->reading()->open(fake::kRebuilt);
        QTRY_COMPARE(tabs->currentIndex(), properties);
    }

    void tabGoesFromAttachmentsThroughTheBannerToTheTabs() {
        auto* mail = open();
        mail->reading()->open(fake::kRebuilt);
        QTabWidget* tabs = mail->reading()->tabs();
        QTRY_VERIFY(button(mail, QStringLiteral("Open the message inside")) && tabs->isTabVisible(tabs->indexOf(mail->reading()->properties())));
        QTest::qWait(100);  // until every answer is there: each is shown as it comes
        QWidget* inside = button(mail, QStringLiteral("Open the message inside"));
        QWidget* attachment = nullptr;
        for (auto* b : mail->reading()->findChildren<QPushButton*>())
            if (b->accessibleName().startsWith(QStringLiteral("liste_agents"))) attachment = b;
        QVERIFY(attachment);
        auto next = [](QWidget* w) {
            do w = w->nextInFocusChain();
            while (!(w->focusPolicy() & Qt::TabFocus) || !w->isVisible());
            return w;
        };
        QCOMPARE(next(attachment), inside);
        QWidget* w = inside;
        for (int i = 0; i < 6 && w != tabs; ++i) w = next(w);  // past the touches
        QCOMPARE(w, static_cast<QWidget*>(tabs));
    }

    void inlinePartsAndManyAttachmentsCanBeSaved() {
        auto* mail = open();
        MessageView view;
        for (int i = 0; i < 9; ++i) {
            Part p;
            p.number = std::to_string(i + 1);
            p.name = "piece" + std::to_string(i);
            p.kind = i == 0 ? PartKind::Inline : PartKind::Attachment;
            view.parts.push_back(p);
        }
        mail->reading()->setMessage(view);
        QPushButton* more = nullptr;
        for (auto* b : mail->reading()->findChildren<QPushButton*>())
            if (b->menu()) more = b;
        QVERIFY(more && more->accessibleName().startsWith(QStringLiteral("4 ")));
        QCOMPARE(more->menu()->actions().size(), 4);
        QVERIFY(more->menu()->actions().last()->text().startsWith(QStringLiteral("piece0")));
        QVERIFY(more->menu()->actions().last()->text().endsWith(QStringLiteral("in the text")));
    }

    void directoryNamesAreShortenedAndWholeInTheTooltip() {
        auto* mail = open();
        MessageView view;
        view.headers = {{"From", "Anna </o=Org/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=anna>"}, {"To", "bob@example.org"}};
        mail->reading()->setMessage(view);
        QLabel* from = nullptr;
        for (auto* l : mail->reading()->findChildren<QLabel*>())
            if (l->text() == QStringLiteral("Anna <…/cn=anna>")) from = l;
        QVERIFY(from && from->isVisible());
        QVERIFY(from->toolTip().contains(QStringLiteral("FYDIBOHF23SPDLT")));
    }

    void manyMessagesInsideAreListed() {
        ItemBanner banner;
        ItemState state;
        state.sha256 = "00ff";
        for (int i = 0; i < 9; ++i) state.enclosed.push_back({std::to_string(i), 100 + i, "inner"});
        banner.setState(state, false);
        QString asked;
        connect(&banner, &ItemBanner::listWanted, this, [&](const QString& query) { asked = query; });
        const auto buttons = banner.findChildren<QPushButton*>();
        QCOMPARE(buttons.size(), 7);
        buttons.back()->click();
        QCOMPARE(asked, QStringLiteral("parent:00ff"));
    }

    void theListBringsBackItsOwnMessageOnlyWhenAsked() {
        auto* mail = open();
        DataTable* list = mail->list();
        QTRY_VERIFY(list->paged()->row(6));
        list->setCurrentIndex(list->paged()->index(int(fake::kRebuilt) - 1, 0));
        QTRY_COMPARE(mail->reading()->placement(), fake::kRebuilt);
        mail->reading()->open(fake::kInside);
        list->paged()->reload();  // as after an import, or when a page of rows comes in
        QTRY_VERIFY(!list->paged()->loading() && list->paged()->row(6));
        QTest::qWait(50);
        QCOMPARE(mail->reading()->placement(), fake::kInside);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Return);
        QTRY_COMPARE(mail->reading()->placement(), fake::kRebuilt);
    }

    void cleanup() { window_.reset(); }

private:
    MailView* open() {
        window_ = std::make_unique<MainWindow>();
        window_->resize(1280, 800);
        window_->setHost(std::make_shared<fake::Host>());
        window_->show();
        if (!QTest::qWaitForWindowExposed(window_.get())) qFatal("no window");
        QTest::keyClick(window_.get(), Qt::Key_5, Qt::ControlModifier);
        auto* mail = window_->findChild<MailView*>();
        if (!QTest::qWaitFor([mail] { return mail->isVisible() && mail->list()->paged()->rowCount() > 0; })) qFatal("no list");
        return mail;
    }
    static QPushButton* button(MailView* mail, const QString& begins) {
        for (auto* b : mail->reading()->banner()->findChildren<QPushButton*>())
            if (b->isVisible() && b->toolTip().startsWith(begins)) return b;
        return nullptr;
    }
    std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestItems)
#include "tst_items.moc"
