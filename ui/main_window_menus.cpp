// Menus, their keys and the status bar of the main window: every action stands in a menu, in the key sheet and in
// the locator.
#include <QAction>
#include <QActionGroup>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QStatusBar>
#include <QToolButton>

#include "ui/main_window.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/views/workspace.h"

namespace sillage::ui {

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
    withPage(edit, "edit-find", tr("F&ind in the table"), QKeySequence::Find, &ViewPage::find);
    withPage(edit, nullptr, tr("Find &next"), QKeySequence(Qt::Key_F3), &ViewPage::findNext);
    withPage(edit, nullptr, tr("&Go to row, time or id"), QKeySequence(tr("Ctrl+G")), &ViewPage::goToPlace);
    edit->addSeparator();
    withPage(edit, "bookmark", tr("&Bookmark"), QKeySequence(tr("Ctrl+D")), &ViewPage::bookmark);
    withPage(edit, "tag", tr("Bookmark with a &note…"), QKeySequence(Qt::Key_F2), &ViewPage::note);
    withPage(edit, "tag", tr("&Examiner's grade…"), QKeySequence(Qt::Key_F4), &ViewPage::regrade);
    buildViewMenu();
    buildGoMenu();
    QMenu* evidence = menuBar()->addMenu(tr("E&vidence"));
    add(
        evidence, "document-import", tr("&Import evidence…"), QKeySequence(tr("Ctrl+I")),
        [this] { importEvidence({}); }, true);
    add(
        evidence, "shield", tr("&Hold list…"), {}, [this] { showHolds(); }, true);
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
    add(
        view, nullptr, tr("&Choose the case's zone…"), {}, [this] { chooseZone(); }, true);
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
        {"view-exposure", tr("Exposure")}, {"view-evidence", tr("Evidence")},
        {"view-persistence", tr("Persistence")}, {"document-history", tr("What changed")}};
    int i = 0;
    for (const auto& [iconName, name] : pages) {
        add(
            go, iconName, name, QKeySequence(Workspace::pageKey(i)),
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
    zone_->setFocusPolicy(Qt::NoFocus);  // the menu and Ctrl+Shift+U reach it by key
    zone_->setPopupMode(QToolButton::InstantPopup);
    auto* zones = new QMenu(zone_);
    zone_->setMenu(zones);
    connect(zones, &QMenu::aboutToShow, this, [this, zones] {
        zones->clear();
        for (const QString& name : {QStringLiteral("UTC"), session_->caseZone()}) {
            QAction* a = zones->addAction(name, this, [this, name] { showZone(name); });
            a->setCheckable(true);
            a->setChecked(name == session_->zone().name());
        }
        zones->addSeparator();
        zones->addAction(tr("Choose the case's zone…"), this, [this] { chooseZone(); });
    });
    statusBar()->addWidget(count_);
    statusBar()->addWidget(said_, 1);
    statusBar()->addPermanentWidget(zone_);
    statusBar()->setSizeGripEnabled(false);
}

}  // namespace sillage::ui
