// The board where sessions are attributed to an actor by the examiner: sessions grouped into actor sessions,
// suspects with the signals that say so (candidates: nothing is attributed by itself), and the indicators
// given so far.
#pragma once

#include <QTabWidget>

#include "ui/views/table_page.h"

namespace sillage::ui {

class ActorsView : public TablePage {
    Q_OBJECT
public:
    explicit ActorsView(CaseSession* session);
    void refresh() override;

public Q_SLOTS:
    /// Asks for actor, grade and reason; adds an indicator for each selected session.
    void attribute();
    void undo();

protected:
    void showRow(int row) override;

private:
    [[nodiscard]] DataTable* board() const;
    void updateTabs();

    PagedTableModel* suspects_;
    DataTable* suspectTable_;
    PagedTableModel* indicators_;
    DataTable* indicatorTable_;
    QTabWidget* tabs_;
    QPushButton* attribute_;
    QPushButton* undo_;
};

}  // namespace sillage::ui
