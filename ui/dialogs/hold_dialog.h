// The hold list (lawyers, journalists, physicians): whose messages keep hash, size and headers only and are not
// examined. Entries are added and removed with a reason; one held message is opened under a named authority. Every act
// goes to custody. Stays open over the window.
#pragma once

#include <QDialog>

#include "ui/models/case_session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QVBoxLayout;

namespace sillage::ui {

class HoldDialog : public QDialog {
    Q_OBJECT
public:
    HoldDialog(CaseSession* session, QWidget* parent);
    /// Fills in the message to be opened: its public id or SHA-256.
    void proposeToOpen(const QString& item);

private:
    void buildList(QVBoxLayout* column);
    void buildAdd(QVBoxLayout* column);
    void buildOpen(QVBoxLayout* column);
    void refresh();
    void fill(const HoldEntries& list);
    void showKind();
    void add();
    void remove();
    void openHeld();
    void say(const QString& text, bool wrong = false);
    void act(const QString& title, std::function<QString(CaseHost&, Progress&)> work);

    CaseSession* session_;
    QTreeWidget* list_;
    QTreeWidget* openings_;
    QLabel* none_;
    QComboBox* kind_;
    QLineEdit* value_;
    QLineEdit* reason_;
    QLineEdit* item_;
    QLineEdit* authority_;
    QLineEdit* why_;
    QLabel* said_;
    QPushButton* add_ = nullptr;
    QPushButton* remove_ = nullptr;
    QPushButton* open_ = nullptr;
    Ticket asking_;
};

}  // namespace sillage::ui
