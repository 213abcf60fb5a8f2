// A tag and a note to a bookmark, in the examiner's words.
#pragma once

#include <QDialog>

class QLineEdit;
class QPlainTextEdit;

namespace sillage::ui {

class NoteDialog : public QDialog {
    Q_OBJECT
public:
    NoteDialog(const QString& item, const QString& tag, const QString& note, QWidget* parent);
    [[nodiscard]] QString tag() const;
    [[nodiscard]] QString note() const;

private:
    QLineEdit* tag_;
    QPlainTextEdit* note_;
};

}  // namespace sillage::ui
