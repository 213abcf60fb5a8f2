// A grade beside text: shape + word + colour; its meaning as tooltip.
#pragma once

#include <QWidget>

#include "record/touch.h"

namespace sillage::ui {

class GradeLabel : public QWidget {
    Q_OBJECT
public:
    explicit GradeLabel(Grade grade, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    Grade grade_;
};

}  // namespace sillage::ui
