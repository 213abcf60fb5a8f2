// Every property an item was rebuilt from: a filter above, the table below. Ctrl+C copies the chosen rows, the menu a
// value alone.
#pragma once

#include <QWidget>

#include <vector>

#include "record/message_view.h"

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace sillage::ui {

class PropertyModel;

class PropertyPane : public QWidget {
    Q_OBJECT
public:
    explicit PropertyPane(QWidget* parent = nullptr);
    void setProperties(std::vector<PropertyView> properties);
    [[nodiscard]] QLineEdit* filter() const { return filter_; }
    [[nodiscard]] QTableView* table() const { return table_; }
    /// The chosen rows, tab-separated in the order shown; column < 0: all columns.
    [[nodiscard]] QString copyText(int column = -1) const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void copy(int column) const;
    void count();

    PropertyModel* model_;
    QSortFilterProxyModel* shown_;
    QLineEdit* filter_;
    QLabel* count_;
    QTableView* table_;
};

}  // namespace sillage::ui
