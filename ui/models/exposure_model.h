// What left, as a table: one level at a time (channels, actors, accounts, sessions), each row with its range. Sorted by
// any column; rows without a ceiling stand before those with one where ceilings are compared.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "case/exposure.h"
#include "ui/models/format.h"

namespace sillage::ui {

class ExposureModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    enum Level { Channels, Actors, Accounts, Sessions };
    enum Column { Name, Account, Channel, First, Last, Count, Range, Floor, Ceiling, Items, Counters, kColumns };
    enum Role { Octets = Qt::UserRole + 1 };  ///< of Range: const OctetRange*

    void setRows(const std::vector<ExposureRow>& rows, Level level, const ShownZone& zone);
    [[nodiscard]] const ExposureRow* row(int row) const { return row >= 0 && row < int(rows_.size()) ? &rows_[std::size_t(row)] : nullptr; }
    /// The greatest number of octets counted in a row: what bars are drawn against.
    [[nodiscard]] std::uint64_t greatest() const { return greatest_; }
    /// "Between 3 kB and 5 kB", "At least 3 kB, no ceiling".
    [[nodiscard]] static QString rangeText(const OctetRange& octets);
    [[nodiscard]] static QString counterText(OctetCounters counters);
    [[nodiscard]] static QString nameText(const ExposureRow& row);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    [[nodiscard]] QString text(const ExposureRow& row, int column) const;
    std::vector<ExposureRow> rows_;
    ShownZone zone_;
    std::uint64_t greatest_ = 0;
};

}  // namespace sillage::ui
