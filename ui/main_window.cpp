#include "ui/main_window.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QInputDialog>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTimeZone>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "case/case.h"
#include "ui/dialogs/about_dialog.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/dialogs/hold_dialog.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/import_report.h"
#include "ui/dialogs/keys_sheet.h"
#include "ui/models/case_binding.h"
#include "ui/models/worked_example.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/views/start_page.h"
#include "ui/views/workspace.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/progress_strip.h"

namespace sillage::ui {
namespace {

QString lastDirectory() {
    return QSettings()
        .value(QStringLiteral("lastDirectory"),
               QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
        .toString();
}

}  // namespace

MainWindow::MainWindow()
    : stack_(new QStackedWidget),
      start_(new StartPage),
      progress_(new ProgressStrip),
      count_(new QLabel),
      said_(new QLabel),
      zone_(new QToolButton) {
    setObjectName(QStringLiteral("main"));
    setWindowTitle(QStringLiteral("Sillage"));
    setWindowIcon(icon("sillage", Tint::Accent));
    setAcceptDrops(true);
    auto* middle = new QWidget;
    auto* column = tight(new QVBoxLayout(middle));
    column->addWidget(stack_, 1);
    column->addWidget(progress_);
    stack_->addWidget(start_);
    setCentralWidget(middle);
    buildMenus();
    buildStatusBar();
    connect(start_, &StartPage::newCaseWanted, this, &MainWindow::newCase);
    connect(start_, &StartPage::openCaseWanted, this, &MainWindow::chooseCase);
    connect(start_, &StartPage::recentWanted, this, [this](const QString& d) { openCase(d, false); });
    connect(start_, &StartPage::exampleWanted, this, &MainWindow::openExample);
    connect(start_, &StartPage::evidenceDropped, this, &MainWindow::importEvidence);
    resize(1360, 840);
    restoreGeometry(QSettings().value(QStringLiteral("window/geometry")).toByteArray());
    fillRecent();
    updateActions();
}

MainWindow::~MainWindow() {
    closeCase();
}

// ---- the case

bool MainWindow::openCase(const QString& directory, bool create) {
    try {
        setHost(ui::openCase(directory.toStdString(), create ? OpenMode::OpenOrCreate : OpenMode::Open));
        rememberCase(directory.toStdString());
        return true;
    } catch (const std::exception& e) {
        showFailure(describe(e));
        return false;
    }
}

void MainWindow::setHost(std::shared_ptr<CaseHost> host) {
    closeCase();
    session_ = new CaseSession(std::move(host), this);
    connect(session_, &CaseSession::failure, this, &MainWindow::showFailure);
    connect(session_, &CaseSession::announced, this, [this](const QString& text) {
        said_->setText(text);
        QTimer::singleShot(20'000, said_, [l = said_, text] {
            if (l->text() == text) l->clear();
        });
    });
    connect(session_, &CaseSession::imported, this, &MainWindow::showImportReport);
    connect(session_, &CaseSession::jobStarted, progress_, &ProgressStrip::follow);
    workspace_ = new Workspace(session_, this);
    connect(workspace_, &Workspace::statusChanged, count_, &QLabel::setText);
    connect(workspace_, &Workspace::importWanted, this, [this] { importEvidence({}); });
    stack_->addWidget(workspace_);
    stack_->setCurrentWidget(workspace_);
    setWindowTitle(QStringLiteral("%1 – Sillage").arg(session_->name()));
    updateActions();
    Q_EMIT workspace_->statusChanged(workspace_->current()->status());
}

void MainWindow::closeCase() {
    if (!session_) return;
    if (workspace_) workspace_->saveLayout();
    delete workspace_;
    delete session_;
    workspace_ = nullptr;
    session_ = nullptr;
    progress_->hide();
    count_->clear();
    setWindowTitle(QStringLiteral("Sillage"));
    fillRecent();
    updateActions();
}

void MainWindow::newCase() {
    QString path = QFileDialog::getSaveFileName(
        this, tr("New case"), QDir(lastDirectory()).filePath(tr("case") + QStringLiteral(".sillage")),
        tr("Cases (*.sillage)"));
    if (path.isEmpty()) return;
    if (!path.endsWith(QLatin1String(".sillage"))) path += QLatin1String(".sillage");
    QSettings().setValue(QStringLiteral("lastDirectory"), QFileInfo(path).absolutePath());
    openCase(path, true);
}

void MainWindow::chooseCase() {
    const QString path = QFileDialog::getExistingDirectory(this, tr("Open a case"), lastDirectory());
    if (path.isEmpty()) return;
    QSettings().setValue(QStringLiteral("lastDirectory"), QFileInfo(path).absolutePath());
    openCase(path, false);
}

void MainWindow::fillRecent() {
    QStringList list;
    for (const auto& path : recentCases()) list << QString::fromStdString(path.string());
    start_->setRecent(list);
    if (!recent_) return;
    recent_->clear();
    for (const QString& path : list)
        recent_->addAction(plain(path.toStdString()), this, [this, path] { openCase(path, false); });
    recent_->setEnabled(!list.isEmpty());
}

void MainWindow::importEvidence(const QStringList& paths) {
    if (!session_) newCase();
    if (!session_) return;
    auto* dialog = new ImportDialog(paths, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { session_->importEvidence(dialog->options()); });
    dialog->open();
}

void MainWindow::importNow(const QStringList& paths) {
    if (!session_) return;
    ImportOptions options;
    for (const QString& p : paths) options.paths.emplace_back(p.toStdString());
    session_->importEvidence(options);
}

void MainWindow::openExample() {
    QTemporaryDir place(QDir::temp().filePath(QStringLiteral("sillage-example-XXXXXX")));
    place.setAutoRemove(false);
    const QString evidence = place.filePath(QStringLiteral("example"));
    try {
        writeWorkedExample(evidence.toStdString());
    } catch (const std::exception& e) {
        return showFailure(describe(e));
    }
    if (!openCase(place.filePath(QStringLiteral("example.sillage")), true)) return;
    importNow({workedExampleEvidence(evidence)});
}

void MainWindow::exportBundle() {
    if (!session_) return;
    const int files = 5;
    auto* dialog = new ExportDialog(
        session_, workspace_->currentIndex() == files ? workspace_->current()->query() : QString(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

// ---- the rest

void MainWindow::switchZone() {
    if (!session_) return;
    const bool utc = session_->zone().name() == QLatin1String("UTC");
    showZone(utc ? session_->caseZone() : QStringLiteral("UTC"));
}

void MainWindow::showZone(const QString& name) {
    ShownZone shown;
    if (const auto zone = Zone::find(name.toStdString())) shown.zone = *zone;
    session_->setZone(shown);
    zone_->setText(session_->zone().name());
}

void MainWindow::chooseZone() {
    if (!session_) return;
    QStringList names;
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds()) names << QString::fromLatin1(id);
    bool chosen = false;
    const QString name = QInputDialog::getItem(
        this, tr("The case's zone"), tr("Times are stored in UTC and shown in UTC or in this zone:"), names,
        int(qMax(qsizetype(0), names.indexOf(session_->caseZone()))), true, &chosen);
    if (!chosen) return;
    if (!session_->setCaseZone(name))
        return showFailure({tr("There is no time zone named %1.").arg(name), tr("Names are as in Europe/Paris.")});
    showZone(name);
}

void MainWindow::chooseTheme(int choice) {
    Theme::instance().choose(Theme::Choice(choice));
    QSettings().setValue(QStringLiteral("theme"), choice);
}

void MainWindow::showFailure(const Failure& failure) {
    auto* box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(QStringLiteral("Sillage"));
    box->setIconPixmap(icon("dialog-warning").pixmap(32, 32));
    box->setTextFormat(Qt::PlainText);
    box->setText(plainLines(failure.message.toStdString()));
    box->setInformativeText(plainLines(failure.hint.toStdString()));
    box->addButton(tr("Close"), QMessageBox::AcceptRole);
    box->open();
}

void MainWindow::updateActions() {
    for (QAction* a : caseActions_) a->setEnabled(session_ != nullptr);
    zone_->setVisible(session_ != nullptr);
    if (session_) zone_->setText(session_->zone().name());
}

void MainWindow::showKeys() {
    auto* sheet = new KeysSheet(actions_, this);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->open();
}

void MainWindow::showPalette() {
    auto* palette = new Palette(actions_, this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->move(
        mapToGlobal(QPoint((width() - palette->width()) / 2, menuBar()->height() + space::related)));
    palette->show();
}

void MainWindow::about() {
    auto* dialog = new AboutDialog(session_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showHolds() {
    auto* dialog = new HoldDialog(session_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::showImportReport(const ImportReport& report) {
    auto* dialog = new ImportReportDialog(session_, report, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
    closeCase();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localPaths(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    importEvidence(localPaths(event->mimeData()));
}

}  // namespace sillage::ui
