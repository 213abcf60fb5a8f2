#include "ui/main_window.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "case/case.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/dialogs/import_dialog.h"
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

// ---- menus
// -------------------------------------------------------------------------------------------------------

QAction* MainWindow::add(QMenu* menu, const char* iconName, const QString& text, const QKeySequence& key,
                         std::function<void()> act, bool needsCase) {
    auto* action = menu->addAction(text);
    if (iconName) action->setIcon(icon(iconName));
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, [act = std::move(act)] { act(); });
    actions_ << action;
    if (needsCase) caseActions_ << action;
    return action;
}

QAction* MainWindow::withPage(QMenu* menu, const char* iconName, const QString& text, const QKeySequence& key,
                              void (ViewPage::*act)()) {
    return add(
        menu, iconName, text, key,
        [this, act] {
            if (workspace_) (workspace_->current()->*act)();
        },
        true);
}

void MainWindow::buildMenus() {
    buildFileMenu();
    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    withPage(edit, "view-filter", tr("&Filter"), QKeySequence(tr("Ctrl+L")), &ViewPage::focusFilter);
    withPage(edit, "bookmark", tr("&Bookmark"), QKeySequence(tr("Ctrl+D")), &ViewPage::bookmark);
    buildViewMenu();
    buildGoMenu();
    QMenu* evidence = menuBar()->addMenu(tr("E&vidence"));
    add(
        evidence, "document-import", tr("&Import evidence…"), QKeySequence(tr("Ctrl+I")),
        [this] { importEvidence({}); }, true);
    QMenu* report = menuBar()->addMenu(tr("&Report"));
    add(
        report, "view-export", tr("&Export a bundle…"), QKeySequence(tr("Ctrl+E")),
        [this] { exportBundle(); }, true);
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    add(help, "help-keys", tr("&Keys"), QKeySequence(Qt::Key_F1), [this] { showKeys(); });
    add(help, "view-overview", tr("The &worked example"), {}, [this] { openExample(); });
    add(help, "dialog-information", tr("&About Sillage"), {}, [this] { about(); });
}

void MainWindow::buildFileMenu() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    add(file, "document-new", tr("&New case…"), QKeySequence::New, [this] { newCase(); });
    add(file, "document-open", tr("&Open a case…"), QKeySequence::Open, [this] { chooseCase(); });
    recent_ = file->addMenu(icon("document-history"), tr("&Recent cases"));
    connect(recent_, &QMenu::aboutToShow, this, &MainWindow::fillRecent);
    file->addSeparator();
    add(
        file, nullptr, tr("&Close the case"), QKeySequence(tr("Ctrl+W")), [this] { closeCase(); }, true);
    add(file, nullptr, tr("&Quit"), QKeySequence::Quit, [this] { close(); });
}

void MainWindow::buildViewMenu() {
    QMenu* view = menuBar()->addMenu(tr("&View"));
    QMenu* theme = view->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    const std::pair<QString, Theme::Choice> choices[] = {{tr("As the desktop"), Theme::Choice::Desktop},
                                                         {tr("Light"), Theme::Choice::Light},
                                                         {tr("Dark"), Theme::Choice::Dark},
                                                         {tr("High contrast"), Theme::Choice::HighContrast}};
    for (const auto& [name, choice] : choices) {
        QAction* action = add(theme, nullptr, name, {}, [this, c = choice] { chooseTheme(int(c)); });
        action->setCheckable(true);
        action->setChecked(choice == Theme::instance().choice());
        group->addAction(action);
    }
    add(view, nullptr, tr("Larger text"), QKeySequence::ZoomIn,
        [] { Theme::instance().setFontStep(Theme::instance().fontStep() + 1); });
    add(view, nullptr, tr("Smaller text"), QKeySequence::ZoomOut,
        [] { Theme::instance().setFontStep(Theme::instance().fontStep() - 1); });
    view->addSeparator();
    withPage(view, "view-raw", tr("&Raw octets"), QKeySequence(tr("Ctrl+J")), &ViewPage::toggleRaw);
    add(
        view, "clock", tr("Switch time &zone"), QKeySequence(tr("Ctrl+Shift+U")), [this] { switchZone(); },
        true);
}

void MainWindow::buildGoMenu() {
    QMenu* go = menuBar()->addMenu(tr("&Go"));
    add(go, "edit-find", tr("&Locate or run…"), QKeySequence(tr("Ctrl+K")), [this] { showPalette(); });
    add(
        go, "go-previous", tr("&Back"), QKeySequence(tr("Alt+Left")),
        [this] {
            if (workspace_) workspace_->back();
        },
        true);
    add(
        go, "go-next", tr("&Forward"), QKeySequence(tr("Alt+Right")),
        [this] {
            if (workspace_) workspace_->forward();
        },
        true);
    go->addSeparator();
    const std::pair<const char*, QString> pages[] = {
        {"view-overview", tr("Overview")}, {"view-coverage", tr("Coverage")},
        {"view-actors", tr("Actors")},     {"view-events", tr("Events")},
        {"view-mail", tr("Mail")},         {"view-files", tr("Files")},
        {"edit-find", tr("Search")},       {"bookmark", tr("Bookmarks")},
        {"view-evidence", tr("Evidence")}};
    int i = 0;
    for (const auto& [iconName, name] : pages) {
        add(
            go, iconName, name, QKeySequence(QStringLiteral("Ctrl+%1").arg(i + 1)),
            [this, i] {
                if (workspace_) workspace_->showPage(i);
            },
            true);
        ++i;
    }
}

void MainWindow::buildStatusBar() {
    for (QLabel* l : {count_, said_}) l->setTextFormat(Qt::PlainText);
    zone_->setAccessibleName(tr("Time zone"));
    zone_->setToolTip(tr("Times are stored in UTC; this switches how they are shown (Ctrl+Shift+U)"));
    connect(zone_, &QToolButton::clicked, this, &MainWindow::switchZone);
    statusBar()->addWidget(count_);
    statusBar()->addWidget(said_, 1);
    statusBar()->addPermanentWidget(zone_);
    statusBar()->setSizeGripEnabled(false);
}

// ---- the case
// ----------------------------------------------------------------------------------------------------

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
// ----------------------------------------------------------------------------------------------------

void MainWindow::switchZone() {
    if (!session_) return;
    ShownZone zone;
    if (session_->zone().name() == QLatin1String("UTC"))
        if (const auto local = Zone::find(session_->caseZone().toStdString())) zone.zone = *local;
    session_->setZone(zone);
    zone_->setText(session_->zone().name());
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
    showFailure(
        {QStringLiteral("Sillage ") + QStringLiteral(SILLAGE_VERSION),
         tr("Joins mailbox stores and access logs and says which messages and files an intruder reached, "
            "with what certainty and proof.\n\nNo network, no telemetry. Apache License 2.0. Qt %1.")
             .arg(QLatin1String(qVersion()))});
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
