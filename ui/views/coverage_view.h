// Routes × accounts × time: where the logs say something, where they are silent, what to ask for. Recorders as lanes of
// time, or the matrix of routes and accounts; below, the same rows as a table; the detail says what to ask for, of whom and
// until when.
#pragma once

#include "ui/views/table_page.h"
#include "ui/widgets/coverage_grid.h"
#include "ui/widgets/coverage_lanes.h"

class QCheckBox;
class QScrollArea;
class QStackedWidget;
class QTabBar;

namespace sillage::ui {

class CoverageView : public TablePage {
    Q_OBJECT
public:
    explicit CoverageView(CaseSession* session);
    void refresh() override;
    void applyQuery(const QString& query) override;
    [[nodiscard]] QCheckBox* absent() const { return absent_; }
    [[nodiscard]] QTabBar* pictures() const { return pictures_; }
    [[nodiscard]] CoverageLanes* lanes() const { return lanes_; }
    [[nodiscard]] CoverageGrid* grid() const { return grid_; }

protected:
    void showRow(int row) override;

private:
    void applyScope();
    void draw();
    void showCoverage(const Coverage& c);
    void showCells(const QModelIndex& index);
    void askLines(const std::string& ask, const std::string& whom, qint64 expires);
    CoverageLanes* lanes_;
    CoverageGrid* grid_;
    QScrollArea* area_;
    QStackedWidget* stack_;
    QTabBar* pictures_;
    QLabel* legend_;
    QCheckBox* absent_;  ///< also the rows of routes that do not exist here
    std::vector<Coverage> rows_;
    Ticket asking_;
};

}  // namespace sillage::ui
