// Attributes the chosen sessions to an actor: by session, by address, or by client; with how sure and why. An
// exclusive indicator wants its document. Nothing is written before the verb is pressed.
#pragma once

#include <QDialog>
#include <vector>

#include "record/touch.h"

class QBoxLayout;
class QComboBox;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace sillage::ui {

class AttributeDialog : public QDialog {
    Q_OBJECT
public:
    struct Choice {
        QString session, actorSession, account, ip, userAgent, device, app;
    };
    AttributeDialog(std::vector<Choice> choices, QWidget* parent);
    /// One a distinct session, address, client, device or application; one for an autonomous system.
    [[nodiscard]] std::vector<Indicator> indicators() const;

private:
    void check();
    /// An option to attribute by: values of that member of the choices, put into that one of an indicator.
    struct By {
        QRadioButton* button;
        QString Choice::*value;
        std::string Indicator::*condition;
    };
    void addOption(QBoxLayout* column, const QString& text, const QStringList& values, QString Choice::*value,
                   std::string Indicator::*condition);
    [[nodiscard]] Indicator stated() const;  ///< actor, grade, document and reason, without a condition

    std::vector<Choice> choices_;
    QRadioButton* bySession_;
    std::vector<By> by_;
    QRadioButton* bySystem_;
    QLineEdit* system_;
    QComboBox* actor_;
    QComboBox* grade_;
    QLineEdit* document_;
    QLineEdit* reason_;
    QPushButton* act_;
};

}  // namespace sillage::ui
