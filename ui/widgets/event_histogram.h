// Events over time as a strip above their table: columns of counts, drag to filter to that time, undated events
// counted apart. What is drawn follows the filter.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/models/case_session.h"

namespace sillage::ui {

/// Counts of events a column of time. Undated events have no column.
struct Histogram {
    qint64 first = 0, last = 0;  ///< microseconds UTC; equal when there is nothing to draw
    std::vector<quint32> counts;
    qint64 undated = 0;
};
/// Splits the times into `columns` equal spans.
Histogram histogram(const std::vector<qint64>& times, int columns);
/// The same of the events of a query, exact whatever their number: few are read whole, of many only those where a
/// column may begin (the rows sorted by time are searched by halves, all columns at once).
Histogram eventHistogram(CaseReader& reader, const Query& query, int columns, std::size_t few = 8000);

class EventHistogram : public QWidget {
    Q_OBJECT
public:
    explicit EventHistogram(QWidget* parent = nullptr);
    static constexpr int kColumns = 480;
    void show(Histogram&& histogram);
    void setZone(const ShownZone& zone);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] const Histogram& drawn() const { return histogram_; }

Q_SIGNALS:
    /// Both in microseconds UTC, first < last.
    void rangeChosen(qint64 first, qint64 last);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRect area() const;
    [[nodiscard]] qint64 timeAt(int x) const;

    Histogram histogram_;
    ShownZone zone_;
    int from_ = -1, to_ = -1;  ///< brush, in pixels; -1 = none
};

}  // namespace sillage::ui
