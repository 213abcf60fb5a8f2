// Routes × accounts: each cell a strip of time, covered or not. A table like any other: keys, tooltips and a screen reader
// reach every cell; what is not covered says so in words too.
#pragma once

#include <QAbstractTableModel>
#include <QTableView>
#include <vector>

#include "case/coverage.h"
#include "ui/models/format.h"

namespace sillage::ui {

class CoverageGridModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    enum Role { Cells = Qt::UserRole + 1 };
    /// absent: also the routes that do not exist here.
    void setCoverage(const std::vector<Coverage>& rows, const ShownZone& zone, bool absent);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] const std::vector<MatrixCell>& cells(const QModelIndex& index) const;
    [[nodiscard]] qint64 first() const { return first_; }
    [[nodiscard]] qint64 last() const { return last_; }
    /// "covered", "covered, 2 holes", "not covered", "not applicable".
    [[nodiscard]] QString word(const QModelIndex& index) const;
    [[nodiscard]] QString words(const MatrixCell& cell) const;

private:
    std::vector<std::string> routes_, accounts_;
    std::vector<std::vector<MatrixCell>> cells_;  ///< route by route
    ShownZone zone_;
    qint64 first_ = 0, last_ = 0;
};

class CoverageGrid : public QTableView {
    Q_OBJECT
public:
    static constexpr int kRow = 34;  ///< height of a route's row
    explicit CoverageGrid(QWidget* parent = nullptr);
    [[nodiscard]] CoverageGridModel* grid() const { return model_; }

Q_SIGNALS:
    void cellChosen(const QModelIndex& index);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    CoverageGridModel* model_;
};

}  // namespace sillage::ui
