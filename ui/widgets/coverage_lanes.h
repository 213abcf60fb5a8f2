// Time × recorder: when each wrote, its holes and silences hatched; then the routes that nothing records. One lane is
// chosen with the arrow keys or a click; left and right go through its spans.
#pragma once

#include <QWidget>
#include <vector>

#include "record/touch.h"
#include "ui/models/format.h"

namespace sillage::ui {

class CoverageLanes : public QWidget {
    Q_OBJECT
public:
    explicit CoverageLanes(QWidget* parent = nullptr);
    void setCoverage(const std::vector<Coverage>& cells, const ShownZone& zone);
    [[nodiscard]] QSize sizeHint() const override;
    struct Lane {
        QString name;
        QString accessible;
        bool missing = false;          ///< nothing records it, or it has holes
        std::vector<Coverage> spans;   ///< covered
        std::vector<Coverage> holes;   ///< not covered, in order of time
    };
    [[nodiscard]] const std::vector<Lane>& lanes() const { return lanes_; }
    [[nodiscard]] int currentLane() const { return current_; }

Q_SIGNALS:
    /// A span or hole was chosen.
    void chosen(const sillage::Coverage& cell);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    void choose(int lane, int part);
    void paintAxis(QPainter& p, const QRect& area) const;
    void paintLane(QPainter& p, const QRect& area, const Lane& lane, bool current) const;
    [[nodiscard]] double place(qint64 utc, const QRect& area) const;
    [[nodiscard]] QRect timeArea() const;
    [[nodiscard]] int laneAt(int y) const;
    /// Spans, then holes, in order of time.
    [[nodiscard]] static std::vector<const Coverage*> parts(const Lane& lane);
    [[nodiscard]] QString words(const Coverage& cell) const;

    std::vector<Lane> lanes_;
    ShownZone zone_;
    qint64 first_ = 0, last_ = 0;
    int current_ = -1, part_ = 0;
};

}  // namespace sillage::ui
