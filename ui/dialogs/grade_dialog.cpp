#include "ui/dialogs/grade_dialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include "record/examiner.h"
#include "ui/dialogs/dialog_buttons.h"
#include "ui/models/format.h"
#include "ui/theme/grade_mark.h"
#include "ui/theme/theme.h"
#include "ui/widgets/grade_label.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {

GradeDialog::GradeDialog(const Touch& touch, QWidget* parent)
    : QDialog(parent), program_(touch.grade), grades_(new QComboBox), reason_(new QLineEdit), document_(new QLineEdit), note_(label({}, TextRole::Muted)) {
    setWindowTitle(tr("Examiner's grade"));
    setMinimumWidth(560);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::group, space::group, space::panel);
    column->setSpacing(space::related);
    const QString name = plain(touch.isAttachment ? touch.attachment : touch.subject);
    auto* title = label(name.isEmpty() ? plain(touch.id) : name, TextRole::Title);
    title->setWordWrap(true);
    column->addWidget(title);
    auto* own = tight(new QHBoxLayout, space::related);
    own->addWidget(label(tr("The program's grade, which stays:"), TextRole::Muted));
    own->addWidget(new GradeLabel(touch.grade));
    own->addStretch(1);
    column->addLayout(own);
    if (touch.examiner) {
        auto* now = label(said(examinerSentence(*touch.examiner, touch.grade)), TextRole::Muted);
        now->setWordWrap(true);
        column->addWidget(now);
    }
    auto* form = tight(new QFormLayout, space::related);
    form->setHorizontalSpacing(space::panel);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (int g = int(Grade::Recorded); g >= 0; --g)
        if (Grade(g) != touch.grade) grades_->addItem(gradeWord(Grade(g)), g);
    if (touch.examiner) grades_->setCurrentIndex(qMax(0, grades_->findData(int(touch.examiner->grade))));
    else grades_->setCurrentIndex(qMax(0, grades_->findData(int(touch.grade) - 1)));
    reason_->setPlaceholderText(tr("Why you hold another grade"));
    document_->setPlaceholderText(tr("A statement, a provider's answer, another exhibit"));
    form->addRow(tr("Your grade"), grades_);
    form->addRow(tr("Reason"), reason_);
    form->addRow(tr("Document"), document_);
    column->addLayout(form);
    note_->setWordWrap(true);
    column->addWidget(note_);
    act_ = addDialogButtons(this, column, tr("State this grade"));
    if (touch.examiner) {
        takeBack_ = button(tr("Take it back"), "edit-undo");
        takeBack_->setAutoDefault(false);
        static_cast<QHBoxLayout*>(column->itemAt(column->count() - 1)->layout())->insertWidget(0, takeBack_);
        connect(takeBack_, &QPushButton::clicked, this, [this] {
            takenBack_ = true;
            accept();
        });
    }
    connect(grades_, &QComboBox::currentIndexChanged, this, &GradeDialog::check);
    for (QLineEdit* e : {reason_, document_}) connect(e, &QLineEdit::textChanged, this, &GradeDialog::check);
    check();
    reason_->setFocus();
}

void GradeDialog::check() {
    const bool raise = grade() > program_, reasoned = !reason().isEmpty();
    note_->setText(raise ? tr("Above the program's grade: a document must show it. Both grades, reason, document and your login name are written to the custody log.")
                         : tr("Below the program's grade: a reason is enough. Both grades, the reason and your login name are written to the custody log."));
    act_->setEnabled(reasoned && (!raise || !document().isEmpty()));
    if (takeBack_) takeBack_->setEnabled(reasoned);
}

Grade GradeDialog::grade() const {
    return Grade(grades_->currentData().toInt());
}
QString GradeDialog::reason() const {
    return reason_->text().trimmed();
}
QString GradeDialog::document() const {
    return document_->text().trimmed();
}

}  // namespace sillage::ui
