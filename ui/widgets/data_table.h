// The table of every view: no grid, 26 px rows, columns chosen and remembered, copy as cell, row, CSV or
// JSON, and the right-click pivots (only this, exclude, around this time, bookmark). Shows why it is empty
// when it is.
#pragma once

#include <QTableView>

#include "ui/models/case_session.h"
#include "ui/models/paged_table_model.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {

class DataTable : public QTableView {
    Q_OBJECT
public:
    /// name keys the remembered layout.
    DataTable(const QString& name, PagedTableModel* model, QWidget* parent = nullptr);
    [[nodiscard]] PagedTableModel* paged() const { return model_; }
    /// Columns shown at first, in this order; without it, the fields marked as shown.
    void setUsualColumns(const std::vector<const char*>& names);
    void setEmptyText(const char* iconName, const QString& title, const QString& why,
                      const QString& act = {});
    [[nodiscard]] EmptyState* emptyState() const { return empty_; }
    [[nodiscard]] int currentRow() const { return currentIndex().isValid() ? currentIndex().row() : -1; }
    [[nodiscard]] QString currentPublicId() const;
    [[nodiscard]] qint64 currentRowId() const;
    [[nodiscard]] QList<int> selectedRowNumbers() const;
    void saveLayout() const;
    /// After a reload: the row that was current when it is still there, else the first.
    void selectAgain();
    void goToRow(int row);

    [[nodiscard]] QString copyText(const QString& as) const;  ///< "cell", "row", "headers", "csv", "json"
    void copy(const QString& as) const;

Q_SIGNALS:
    void currentRowChanged(int row);
    void filterWanted(const QString& term, bool exclude);
    void aroundWanted(qint64 utcMicros);
    void bookmarkWanted(const QString& publicId);
    void noteWanted(const QString& publicId);
    void gradeWanted(const QString& touchId);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void setUpColumns();
    void restoreLayout();
    void showColumnMenu(const QPoint& at);
    void updateEmptyState();
    [[nodiscard]] QList<int> visibleColumns() const;

    QString name_;
    PagedTableModel* model_;
    EmptyState* empty_;
    qint64 keptRow_ = 0;
    int keptTop_ = 0;
    const char* emptyIcon_ = "edit-find";
    QString emptyTitle_, emptyWhy_, emptyAct_;
};

}  // namespace sillage::ui
