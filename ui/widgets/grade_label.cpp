#include "ui/widgets/grade_label.h"

#include <QPainter>

#include "ui/theme/grade_mark.h"
#include "ui/theme/theme.h"

namespace sillage::ui {

GradeLabel::GradeLabel(Grade grade, QWidget* parent) : QWidget(parent), grade_(grade) {
    setToolTip(gradeMeaning(grade));
    setAccessibleName(gradeWord(grade));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize GradeLabel::sizeHint() const {
    const QFontMetrics metrics(Theme::instance().body());
    return {18 + metrics.horizontalAdvance(gradeWord(grade_)) + 2, qMax(16, metrics.height())};
}

void GradeLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QColor color = gradeColor(tokens(), grade_);
    paintGradeShape(painter, QRectF(0, 0, 12, height()), grade_, color);
    painter.setFont(Theme::instance().body());
    painter.setPen(color);
    painter.drawText(rect().adjusted(18, 0, 0, 0), Qt::AlignVCenter, gradeWord(grade_));
}

}  // namespace sillage::ui
