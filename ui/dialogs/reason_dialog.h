// Asks for the reason of an authored act; says what will be written to custody. The verb stays off without a
// reason.
#pragma once

#include <QDialog>

class QLineEdit;

namespace sillage::ui {

class ReasonDialog : public QDialog {
    Q_OBJECT
public:
    ReasonDialog(const QString& title, const QString& what, const QString& verb, QWidget* parent);
    [[nodiscard]] QString reason() const;

private:
    QLineEdit* reason_;
};

}  // namespace sillage::ui
