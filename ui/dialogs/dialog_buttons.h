// The last line of every dialog: Cancel, and the verb.
#pragma once

#include <QDialog>
#include <QPushButton>
#include <QVBoxLayout>

namespace sillage::ui {

/// Wires Cancel to reject and the verb to accept; returns the verb's button.
QPushButton* addDialogButtons(QDialog* dialog, QVBoxLayout* column, const QString& verb);

/// The one button of a dialog that only says something.
QPushButton* addCloseButton(QDialog* dialog, QVBoxLayout* column);

}  // namespace sillage::ui
