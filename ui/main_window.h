// The window: menus and their keys, start page or open case, status bar, progress of the running job, dropped
// evidence. Everything about a view is the view's own business.
#pragma once

#include <QMainWindow>
#include <functional>
#include <memory>

#include "ui/models/case_session.h"

class QLabel;
class QStackedWidget;
class QToolButton;

namespace sillage::ui {

class ProgressStrip;
class StartPage;
class ViewPage;
class Workspace;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow();
    ~MainWindow() override;

    /// Opening may be refused (locked, not a case): said in the window, false.
    bool openCase(const QString& directory, bool create);
    void setHost(std::shared_ptr<CaseHost> host);
    void closeCase();
    /// Writes the worked example into a new temporary case and imports it.
    void openExample();
    /// Imports without asking: the command line named the evidence.
    void importNow(const QStringList& paths);
    [[nodiscard]] Workspace* workspace() const { return workspace_; }
    [[nodiscard]] CaseSession* session() const { return session_; }

public Q_SLOTS:
    void importEvidence(const QStringList& paths);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildMenus();
    void buildFileMenu();
    void buildViewMenu();
    void buildGoMenu();
    void buildStatusBar();
    QAction* add(QMenu* menu, const char* iconName, const QString& text, const QKeySequence& key,
                 std::function<void()> act, bool needsCase = false);
    QAction* withPage(QMenu* menu, const char* iconName, const QString& text, const QKeySequence& key,
                      void (ViewPage::*act)());
    void fillRecent();
    void newCase();
    void chooseCase();
    void exportBundle();
    void switchZone();
    void showZone(const QString& name);
    void chooseZone();
    void showImportReport(const ImportReport& report);
    void chooseTheme(int choice);
    void showFailure(const Failure& failure);
    void updateActions();
    void showKeys();
    void showPalette();
    void about();
    void showHolds();

    QStackedWidget* stack_;
    StartPage* start_;
    Workspace* workspace_ = nullptr;
    CaseSession* session_ = nullptr;
    ProgressStrip* progress_;
    QLabel* count_;
    QLabel* said_;
    QToolButton* zone_;
    QMenu* recent_ = nullptr;
    QList<QAction*> actions_;
    QList<QAction*> caseActions_;
    QList<QAction*> pageActions_;
};

}  // namespace sillage::ui
