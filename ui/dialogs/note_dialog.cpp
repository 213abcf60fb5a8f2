#include "ui/dialogs/note_dialog.h"

#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "ui/dialogs/dialog_buttons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {

NoteDialog::NoteDialog(const QString& item, const QString& tag, const QString& note, QWidget* parent)
    : QDialog(parent), tag_(new QLineEdit(tag)), note_(new QPlainTextEdit(note)) {
    setWindowTitle(tr("Bookmark with a note"));
    setMinimumWidth(480);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::group, space::group, space::panel);
    column->setSpacing(space::related);
    column->addWidget(label(item, TextRole::Fixed));
    auto* form = tight(new QFormLayout, space::related);
    form->setHorizontalSpacing(space::panel);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    tag_->setPlaceholderText(tr("One word, for example report"));
    note_->setProperty("field", true);
    note_->setFixedHeight(96);
    note_->setTabChangesFocus(true);
    form->addRow(tr("Tag"), tag_);
    form->addRow(tr("Note"), note_);
    column->addLayout(form);
    auto* said = label(tr("Tag, note and your login name are written to the custody log."), TextRole::Muted);
    said->setWordWrap(true);
    column->addWidget(said);
    addDialogButtons(this, column, tr("Bookmark"));
    note_->setFocus();
}

QString NoteDialog::tag() const {
    return tag_->text().trimmed();
}
QString NoteDialog::note() const {
    return note_->toPlainText().trimmed();
}

}  // namespace sillage::ui
