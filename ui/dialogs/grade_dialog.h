// States an examiner's grade for one touch beside the program's: lower with a reason, higher only with a document. Nothing
// is written before the verb is pressed.
#pragma once

#include <QDialog>

#include "record/touch.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace sillage::ui {

class GradeDialog : public QDialog {
    Q_OBJECT
public:
    GradeDialog(const Touch& touch, QWidget* parent);
    [[nodiscard]] Grade grade() const;
    [[nodiscard]] QString reason() const;
    [[nodiscard]] QString document() const;
    /// True when it is to be taken back instead.
    [[nodiscard]] bool takenBack() const { return takenBack_; }

private:
    void check();

    Grade program_;
    bool takenBack_ = false;
    QComboBox* grades_;
    QLineEdit* reason_;
    QLineEdit* document_;
    QLabel* note_;
    QPushButton* takeBack_ = nullptr;
    QPushButton* act_ = nullptr;
};

}  // namespace sillage::ui
