// The window on a mailbox store with every kind of item: tree, recovered branch, kinds in words, messages inside, the raw
// record, properties, filters, and attachments saved octet for octet.
#include <QCryptographicHash>
#include <QFile>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

#include "support/pst_samples.h"
#include "ui/dialogs/import_report.h"
#include "ui/dialogs/save_attachment.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"
#include "ui/views/mail_view.h"
#include "ui/views/workspace.h"
#include "ui/widgets/item_banner.h"
#include "ui/widgets/property_pane.h"
#include "ui/widgets/raw_pane.h"

using namespace sillage;
using namespace sillage::ui;

class TestStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("sillage-test"));
        QCoreApplication::setApplicationName(QStringLiteral("sillage-test-store"));
        Theme::instance().install(*qApp);
        store_ = pstw::sampleStore(pstw::Variant::Unicode);
        expected_ = pstw::expectedOf(store_);
        QVERIFY(QDir(dir_.path()).mkdir(QStringLiteral("evidence")));
        pstw::writeStore(dir_.filePath(QStringLiteral("evidence/office.pst")).toStdString(), store_);
        window_ = std::make_unique<MainWindow>();
        window_->resize(1280, 800);
        window_->show();
        QVERIFY(window_->openCase(dir_.filePath(QStringLiteral("night.sillage")), true));
        window_->importNow({dir_.filePath(QStringLiteral("evidence"))});
        QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<ImportReportDialog*>(), 60'000);
        window_->findChild<ImportReportDialog*>()->close();
        window_->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
        window_->workspace()->showPage(4);
        mail_ = window_->findChild<MailView*>();
        QTRY_VERIFY(mail_->tree()->topLevelItemCount() == 2);
        QTRY_VERIFY(list()->rowCount() > 0);
    }

    void init() {
        mail_->applyQuery({});
        mail_->tree()->setCurrentItem(mail_->tree()->topLevelItem(0));
        QTRY_COMPARE(list()->rowCount(), int(count([](const auto& m) { return m.depth == 0 && m.fate == pstw::Fate::Live; })));
    }

    void foldersAndWhatWasRecovered() {
        QTreeWidgetItem* box = mail_->tree()->topLevelItem(1);
        QCOMPARE(box->text(0), QStringLiteral("office.pst"));
        QTreeWidgetItem* branch = box->child(box->childCount() - 1);
        QCOMPARE(branch->text(0), QStringLiteral("Recovered"));
        mail_->tree()->setCurrentItem(branch);
        QTRY_COMPARE(QString::number(list()->rowCount()), branch->text(2));
        QTRY_VERIFY(mail_->reading()->banner()->text().contains(QStringLiteral("Recovered: ")));
        for (const pstw::ExpectedMessage& m : pstw::expectedOf(store_)) {
            if (m.fate == pstw::Fate::Live || m.depth > 0) continue;
            bool found = false;
            for (int i = 0; i < list()->rowCount(); ++i) {
                QTRY_VERIFY(list()->row(i));
                found = found || list()->text(i, "subject") == QString::fromStdString(m.subject);
            }
            QVERIFY2(found, m.subject.c_str());
        }
    }

    void everyFolderListsWhatItCounts() {
        QList<QTreeWidgetItem*> todo{mail_->tree()->topLevelItem(1)};
        int folders = 0;
        while (!todo.isEmpty()) {
            QTreeWidgetItem* item = todo.takeFirst();
            for (int i = 0; i < item->childCount(); ++i) todo << item->child(i);
            mail_->tree()->setCurrentItem(item);
            QTRY_VERIFY(!list()->loading());
            QTRY_COMPARE(list()->rowCount(), item->text(2).toInt());
            ++folders;
        }
        QVERIFY(folders > 3);
    }

    void filtersKnowKindsAndRecovery() {
        search(QStringLiteral("item_class:=IPM.Contact"));
        QTRY_COMPARE(list()->rowCount(), int(count([](const auto& m) { return m.messageClass == "IPM.Contact"; })));
        QTRY_VERIFY(list()->row(0));
        const int kind = list()->fieldIndex("item_class");
        QVERIFY(!mail_->list()->isColumnHidden(kind));
        QCOMPARE(list()->index(0, kind).data().toString(), QStringLiteral("Contact"));
        search(QStringLiteral("is:recovered -has:parent"));
        QTRY_COMPARE(list()->rowCount(), recoveredBranch()->text(2).toInt());
    }

    void propertiesAndTheRawRecord() {
        search(QStringLiteral("item_class:IPM.Appointment -is:recovered"));
        QTRY_VERIFY(mail_->reading()->banner()->text().contains(QStringLiteral("Appointment (IPM.Appointment)")));
        QTabWidget* tabs = mail_->reading()->tabs();
        QTRY_VERIFY(tabs->isTabVisible(tabs->indexOf(mail_->reading()->properties())));
        tabs->setCurrentWidget(mail_->reading()->properties());
        QTest::keyClicks(mail_->reading()->properties()->filter(), QStringLiteral("location"));
        QTableView* table = mail_->reading()->properties()->table();
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("Salle Mermoz"));
        mail_->reading()->properties()->filter()->clear();
        QTest::keyClick(window_.get(), Qt::Key_J, Qt::ControlModifier);
        auto* raw = mail_->reading()->findChild<RawPane*>();
        QTRY_VERIFY(raw->isVisible());
        QTRY_VERIFY2(raw->editor()->toPlainText().size() > 100, qPrintable(raw->editor()->toPlainText()));
        tabs->setCurrentIndex(0);
    }

    void inwardAndOutwardByKey() {
        const int depth = int(std::max_element(expected_.begin(), expected_.end(), [](const auto& a, const auto& b) { return a.depth < b.depth; })->depth);
        QVERIFY(depth >= 2);
        search(QStringLiteral("subject:\"Transfert niveau %1\" -has:parent -is:recovered").arg(depth));
        QTRY_COMPARE(list()->rowCount(), 1);
        for (int level = 0; level < depth; ++level) {
            QPushButton* inside = nullptr;
            QTRY_VERIFY((inside = button(QStringLiteral("Open the message inside: Transfert niveau %1").arg(depth - level - 1))));
            QTest::keyClick(inside, Qt::Key_Space);
        }
        for (int level = 0; level < depth; ++level) {
            QPushButton* around = nullptr;
            const qint64 now = mail_->reading()->placement();
            QTRY_VERIFY((around = button(QStringLiteral("Open the message around it"))));
            QTest::keyClick(around, Qt::Key_Space);
            QTRY_VERIFY(mail_->reading()->placement() != now);
        }
        QTRY_COMPARE(mail_->reading()->placement(), list()->index(0, 0).data(PagedTableModel::RowIdRole).toLongLong());
    }

    void attachmentsAreSavedAsTheyWere() {
        search(QStringLiteral("subject:\"Pièces de toutes tailles\" -is:recovered"));
        QTRY_COMPARE(list()->rowCount(), 1);
        const qint64 placement = list()->index(0, 0).data(PagedTableModel::RowIdRole).toLongLong();
        const auto of = std::find_if(expected_.begin(), expected_.end(), [](const auto& m) { return m.subject == "Pièces de toutes tailles"; });
        QVERIFY(of != expected_.end() && of->attachments.size() > 5);
        auto host = window_->session()->sharedHost();
        auto reader = host->openReader();
        std::multiset<std::string> saved, truth;
        for (const Part& part : reader->message(placement).parts) {
            if (part.kind != PartKind::Attachment) continue;
            const QString path = dir_.filePath(neutralName(part));
            QCOMPARE(writeAttachment(*reader, *host, placement, part, path), qint64(part.size));
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            saved.insert(QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex().toStdString());
        }
        for (const pstw::ExpectedAttachment& a : of->attachments) truth.insert(a.sha256);
        QCOMPARE(saved, truth);
    }

    void cleanupTestCase() { window_.reset(); }

private:
    [[nodiscard]] PagedTableModel* list() const { return mail_->list()->paged(); }
    void search(const QString& query) { mail_->applyQuery(query); }
    [[nodiscard]] QTreeWidgetItem* recoveredBranch() const {
        QTreeWidgetItem* box = mail_->tree()->topLevelItem(1);
        return box->child(box->childCount() - 1);
    }
    template <class Wanted>
    [[nodiscard]] std::size_t count(Wanted wanted) const {
        return std::size_t(std::count_if(expected_.begin(), expected_.end(), wanted));
    }
    QPushButton* button(const QString& begins) const {
        for (auto* b : mail_->reading()->banner()->findChildren<QPushButton*>())
            if (b->isVisible() && b->toolTip().startsWith(begins)) return b;
        return nullptr;
    }
    QTemporaryDir dir_;
    pstw::Store store_;
    std::vector<pstw::ExpectedMessage> expected_;
    std::unique_ptr<MainWindow> window_;
    MailView* mail_ = nullptr;
};

QTEST_MAIN(TestStore)
#include "tst_store.moc"
