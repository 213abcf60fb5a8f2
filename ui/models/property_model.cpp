#include "ui/models/property_model.h"

#include "ui/models/format.h"

namespace sillage::ui {

void PropertyModel::setProperties(std::vector<PropertyView> properties) {
    beginResetModel();
    properties_ = std::move(properties);
    endResetModel();
}

int PropertyModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(properties_.size());
}

int PropertyModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(kColumns);
}

QVariant PropertyModel::data(const QModelIndex& at, int role) const {
    if (!at.isValid() || at.row() >= rowCount() || at.column() >= kColumns) return {};
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole) return {};
    const PropertyView& p = properties_[std::size_t(at.row())];
    QString text;
    switch (at.column()) {
        case Name: text = p.name.empty() ? tr("(no known name)") : plain(p.name); break;
        case Value: text = plain(p.value); break;
        case Tag: text = plain(p.tag); break;
        case Type: text = plain(p.type); break;
        default: return {};
    }
    if (role == Qt::ToolTipRole) return text.left(2000).toHtmlEscaped();
    return text;
}

QVariant PropertyModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Name: return tr("Property");
        case Value: return tr("Value");
        case Tag: return tr("Tag");
        case Type: return tr("Type");
        default: return {};
    }
}

}  // namespace sillage::ui
