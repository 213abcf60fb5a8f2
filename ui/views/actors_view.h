// The board where sessions are attributed to an actor by the examiner: sessions grouped into actor sessions,
// suspects with the signals that say so (candidates: nothing is attributed by itself), and the indicators
// given so far.
#pragma once

#include <QTabWidget>

#include "ui/views/table_page.h"
#include "ui/widgets/session_tree.h"

namespace sillage::ui {

class ActorsView : public TablePage {
    Q_OBJECT
public:
    explicit ActorsView(CaseSession* session);
    void refresh() override;
    void bookmark() override;
    void note() override;
    void focusContent() override { tabs_->currentWidget()->setFocus(); }
    /// The tab that shows sessions, candidates or indicators.
    void showTab(View view);
    [[nodiscard]] QTabWidget* tabs() const { return tabs_; }
    [[nodiscard]] SessionTree* grouped() const { return tree_; }
    [[nodiscard]] DataTable* candidates() const { return suspectTable_; }

public Q_SLOTS:
    /// Asks for actor, grade and reason; adds an indicator for each selected session.
    void attribute();
    void undo();

protected:
    void showRow(int row) override;

private:
    /// The table in sight; nullptr while the groups are.
    [[nodiscard]] DataTable* board() const;
    void connectTable(DataTable* table);
    void updateTabs();
    void showCurrent();
    void showSession(const PagedTableModel& sessions, int row);
    void showGroup();
    /// Events of that account and address between the two instants: what the logs say, whoever it was.
    void showEvents(const QString& account, const QString& ip, qint64 first, qint64 last);
    void showTheirEvents();
    void narrow(const QString& text);

    PagedTableModel* suspects_;
    DataTable* suspectTable_;
    PagedTableModel* indicators_;
    DataTable* indicatorTable_;
    SessionTree* tree_;
    QTabWidget* tabs_;
    QPushButton* attribute_;
    QPushButton* undo_;
    QPushButton* events_;
};

}  // namespace sillage::ui
