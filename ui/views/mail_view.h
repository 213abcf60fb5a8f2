// Three panes: mailboxes and folders with how many of their messages were touched, the list, the reading
// pane. "Touched only" narrows tree and list to what an actor reached.
#pragma once

#include <QSplitter>

#include "ui/views/folder_tree.h"
#include "ui/views/view_page.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/find_bar.h"
#include "ui/widgets/message_pane.h"

class QCheckBox;
class QStackedWidget;

namespace sillage::ui {

class MailView : public ViewPage {
    Q_OBJECT
public:
    explicit MailView(CaseSession* session);
    void applyQuery(const QString& query) override;
    [[nodiscard]] QString query() const override { return filter_->text(); }
    void focusFilter() override { filter_->focusField(); }
    void toggleRaw() override { reading_->showRaw(); }
    void bookmark() override;
    void note() override;
    void find() override { openFind(FindBar::Mode::Find); }
    void findNext() override { (shownList() == list_ ? find_ : findTouched_)->next(); }
    void goToPlace() override { openFind(FindBar::Mode::Go); }
    void focusContent() override { shownList()->setFocus(); }
    void refresh() override;
    void saveLayout() override;

    [[nodiscard]] DataTable* list() const { return list_; }
    [[nodiscard]] FolderTree* tree() const { return tree_; }
    [[nodiscard]] MessagePane* reading() const { return reading_; }
    [[nodiscard]] QCheckBox* touchedOnly() const { return touchedOnly_; }

private:
    void fillTree(const std::vector<FolderNode>& folders);
    void narrow();
    [[nodiscard]] DataTable* shownList() const;
    void openFind(FindBar::Mode mode);
    void around(qint64 utcMicros);
    void openCurrent(int row);
    void showNothing(const QString& why);

    PanelTitle* title_;
    FilterBar* filter_;
    QCheckBox* touchedOnly_;
    FolderTree* tree_;
    PagedTableModel* messages_;
    PagedTableModel* touched_;
    DataTable* list_;
    DataTable* touchedList_;
    QStackedWidget* lists_;
    FindBar* find_;
    FindBar* findTouched_;
    MessagePane* reading_;
    QSplitter* split_;
    QString opened_;           ///< the row whose message was opened last
    bool otherItems_ = false;  ///< the case holds items that are no mail: the list says of which kind
    Ticket asking_;
};

}  // namespace sillage::ui
