#include "ui/dialogs/reason_dialog.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include "ui/dialogs/dialog_buttons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {

ReasonDialog::ReasonDialog(const QString& title, const QString& what, const QString& verb, QWidget* parent)
    : QDialog(parent), reason_(new QLineEdit) {
    setWindowTitle(title);
    setMinimumWidth(480);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::group, space::group, space::panel);
    column->setSpacing(space::related);
    auto* text = label(what);
    text->setWordWrap(true);
    column->addWidget(text);
    column->addWidget(label(tr("Reason"), TextRole::Muted));
    column->addWidget(reason_);
    QPushButton* act = addDialogButtons(this, column, verb);
    act->setEnabled(false);
    connect(reason_, &QLineEdit::textChanged, act,
            [act](const QString& t) { act->setEnabled(!t.trimmed().isEmpty()); });
}

QString ReasonDialog::reason() const {
    return reason_->text().trimmed();
}

}  // namespace sillage::ui
