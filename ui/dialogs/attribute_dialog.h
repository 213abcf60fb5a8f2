// Attributes the chosen sessions to an actor: by session, by address, or by client; with how sure and why. An
// exclusive indicator wants its document. Nothing is written before the verb is pressed.
#pragma once

#include <QDialog>
#include <vector>

#include "record/touch.h"

class QComboBox;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace sillage::ui {

class AttributeDialog : public QDialog {
    Q_OBJECT
public:
    struct Choice {
        QString session, actorSession, account, ip, userAgent;
    };
    AttributeDialog(std::vector<Choice> choices, QWidget* parent);
    /// One a distinct session, address or client.
    [[nodiscard]] std::vector<Indicator> indicators() const;

private:
    void check();
    QRadioButton* option(const QString& text, bool enabled);

    std::vector<Choice> choices_;
    QComboBox* actor_;
    QRadioButton* bySession_ = nullptr;
    QRadioButton* byAddress_ = nullptr;
    QRadioButton* byClient_ = nullptr;
    QComboBox* grade_;
    QLineEdit* document_;
    QLineEdit* reason_;
    QPushButton* act_;
};

}  // namespace sillage::ui
