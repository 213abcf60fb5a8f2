// Routes × accounts × time: where the logs say something, where they are silent, what to ask for. Lanes above
// (gaps hatched, never blank), the same rows as a table below.
#pragma once

#include "ui/views/table_page.h"

class QCheckBox;
class QScrollArea;

namespace sillage::ui {

class CoverageLanes : public QWidget {
    Q_OBJECT
public:
    explicit CoverageLanes(QWidget* parent = nullptr);
    void setCoverage(const std::vector<Coverage>& cells, const ShownZone& zone);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;
    bool event(QEvent* event) override;

private:
    struct Lane {
        QString name;
        std::vector<Coverage> cells;
    };
    void paintAxis(QPainter& p, const QRect& area) const;
    void paintLane(QPainter& p, const QRect& area, const Lane& lane) const;
    [[nodiscard]] double place(qint64 utc, const QRect& area) const;

    std::vector<Lane> lanes_;
    ShownZone zone_;
    qint64 first_ = 0, last_ = 0;
};

class CoverageView : public TablePage {
    Q_OBJECT
public:
    explicit CoverageView(CaseSession* session);
    void refresh() override;
    void applyQuery(const QString& query) override;
    [[nodiscard]] QCheckBox* absent() const { return absent_; }

private:
    void applyScope();
    CoverageLanes* lanes_;
    QScrollArea* area_;
    QCheckBox* absent_;  ///< also the rows of routes that do not exist here
    Ticket asking_;
};

}  // namespace sillage::ui
