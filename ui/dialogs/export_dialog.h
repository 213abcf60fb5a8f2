// The evidence bundle: selection, language, destination; a dry run of what would be written; then the receipt
// with the result of verifying what was.
#pragma once

#include <QDialog>

#include "ui/models/case_session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace sillage::ui {

class ExportDialog : public QDialog {
    Q_OBJECT
public:
    /// filter: the query of the view it was opened from, offered as a selection; may be empty.
    ExportDialog(CaseSession* session, const QString& filter, QWidget* parent);

private:
    static QString written(const QString& what, std::uint64_t files, std::uint64_t places);
    [[nodiscard]] BundleOptions options() const;
    void fillForm(QVBoxLayout* column, const QString& filter);
    void plan();
    void start();
    void showReceipt(const BundleReceipt& receipt, const Verification& verification);

    CaseSession* session_;
    QStackedWidget* pages_;
    QComboBox* select_;
    QComboBox* language_;
    QComboBox* shape_;
    QLineEdit* number_;
    QLineEdit* exhibits_;
    QLineEdit* examiner_;
    QLineEdit* destination_;
    QLabel* plan_;
    QPushButton* act_ = nullptr;
    QWidget* receipt_;
    Ticket planning_;
};

}  // namespace sillage::ui
