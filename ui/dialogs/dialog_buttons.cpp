#include "ui/dialogs/dialog_buttons.h"

#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {

QPushButton* addDialogButtons(QDialog* dialog, QVBoxLayout* column, const QString& verb) {
    column->addSpacing(space::related);
    auto* row = tight(new QHBoxLayout, space::related);
    auto* cancel = button(QDialog::tr("Cancel"), nullptr);
    cancel->setAutoDefault(false);
    auto* act = primaryButton(verb, nullptr);
    act->setDefault(true);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(act);
    column->addLayout(row);
    QObject::connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    QObject::connect(act, &QPushButton::clicked, dialog, &QDialog::accept);
    return act;
}

QPushButton* addCloseButton(QDialog* dialog, QVBoxLayout* column) {
    column->addSpacing(space::related);
    auto* row = tight(new QHBoxLayout, space::related);
    auto* close = primaryButton(QDialog::tr("Close"), nullptr);
    close->setDefault(true);
    row->addStretch(1);
    row->addWidget(close);
    column->addLayout(row);
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::accept);
    return close;
}

}  // namespace sillage::ui
