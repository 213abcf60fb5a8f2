// Properties of an item that was rebuilt from them, as a table: name, value, tag, type. Rows come in the item's own
// order; texts are evidence and shown with their control characters as tokens.
#pragma once

#include <QAbstractTableModel>

#include <vector>

#include "record/message_view.h"

namespace sillage::ui {

class PropertyModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Value, Tag, Type, kColumns };
    using QAbstractTableModel::QAbstractTableModel;
    void setProperties(std::vector<PropertyView> properties);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& at, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<PropertyView> properties_;
};

}  // namespace sillage::ui
