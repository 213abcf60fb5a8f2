#include "ui/dialogs/attribute_dialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QRadioButton>
#include <QSet>
#include <QVBoxLayout>

#include "ui/dialogs/dialog_buttons.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

QStringList distinct(const std::vector<AttributeDialog::Choice>& choices,
                     QString AttributeDialog::Choice::*member) {
    QStringList list;
    for (const auto& c : choices)
        if (!(c.*member).isEmpty() && !list.contains(c.*member)) list << c.*member;
    return list;
}

QString listed(const QStringList& values) {
    const QString text = plain(values.mid(0, 3).join(QStringLiteral(", ")).toStdString());
    return values.size() > 3 ? text + QStringLiteral(" …") : text;
}

}  // namespace

AttributeDialog::AttributeDialog(std::vector<Choice> choices, QWidget* parent)
    : QDialog(parent),
      choices_(std::move(choices)),
      actor_(new QComboBox),
      grade_(new QComboBox),
      document_(new QLineEdit),
      reason_(new QLineEdit) {
    setWindowTitle(tr("Attribute to an actor"));
    setMinimumWidth(560);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::group, space::group, space::panel);
    column->setSpacing(space::related);
    column->addWidget(label(tr("%n session(s) selected", nullptr, int(choices_.size())), TextRole::Title));
    const QStringList ips = distinct(choices_, &Choice::ip), clients = distinct(choices_, &Choice::userAgent);
    bySession_ = option(tr("Only these sessions, and what the same token, cookie or client did"), true);
    byAddress_ = option(tr("Everything from the address: %1").arg(listed(ips)), !ips.isEmpty());
    byClient_ =
        option(tr("Everything from the client: %1").arg(listed(clients).left(60)), !clients.isEmpty());
    bySession_->setChecked(true);
    for (QRadioButton* b : {bySession_, byAddress_, byClient_}) column->addWidget(b);
    column->addSpacing(space::related);
    auto* form = tight(new QFormLayout, space::related);
    form->setHorizontalSpacing(space::panel);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const char* a : {"A", "B", "U"})
        actor_->addItem(QLatin1String(a) == QLatin1String("U") ? tr("U, undecided")
                                                               : tr("Actor %1").arg(QLatin1String(a)),
                        QLatin1String(a));
    actor_->addItem(tr("The account's holder: reject the candidate"),
                    QString::fromUtf8(kHolder.data(), qsizetype(kHolder.size())));
    grade_->addItem(tr("Asserted: on my word, with the reason"), int(IndicatorGrade::Asserted));
    grade_->addItem(tr("Shared: others may have used it too (NAT, proxy, VPN)"), int(IndicatorGrade::Shared));
    grade_->addItem(tr("Exclusive: shown to be used by nobody else"), int(IndicatorGrade::Exclusive));
    document_->setPlaceholderText(tr("Which document shows it, for example a reply from the provider"));
    reason_->setPlaceholderText(tr("Why these are the actor's"));
    form->addRow(tr("Actor"), actor_);
    form->addRow(tr("How sure"), grade_);
    form->addRow(tr("Document"), document_);
    form->addRow(tr("Reason"), reason_);
    column->addLayout(form);
    auto* note = label(tr("Indicator, reason and your login name are written to the custody log; touches are "
                          "computed again."),
                       TextRole::Muted);
    note->setWordWrap(true);
    column->addWidget(note);
    act_ = addDialogButtons(this, column, tr("Attribute"));
    for (QComboBox* box : {actor_, grade_})
        connect(box, &QComboBox::currentIndexChanged, this, &AttributeDialog::check);
    for (QLineEdit* e : {document_, reason_})
        connect(e, &QLineEdit::textChanged, this, &AttributeDialog::check);
    check();
    reason_->setFocus();
}

QRadioButton* AttributeDialog::option(const QString& text, bool enabled) {
    auto* b = new QRadioButton(text);
    b->setEnabled(enabled);
    return b;
}

void AttributeDialog::check() {
    const bool holder = actor_->currentData().toString().toStdString() == kHolder;
    if (holder && grade_->currentIndex() != 0) grade_->setCurrentIndex(0);
    grade_->setEnabled(!holder);
    reason_->setPlaceholderText(holder ? tr("What shows it: a managed device, a VPN lease, the holder's statement")
                                       : tr("Why these are the actor's"));
    const bool exclusive = grade_->currentData().toInt() == int(IndicatorGrade::Exclusive);
    document_->setEnabled(exclusive || holder);
    act_->setEnabled(!reason_->text().trimmed().isEmpty() &&
                     (!exclusive || !document_->text().trimmed().isEmpty()));
}

std::vector<Indicator> AttributeDialog::indicators() const {
    std::vector<Indicator> list;
    QSet<QString> seen;
    for (const Choice& c : choices_) {
        const QString key = byAddress_->isChecked()    ? c.ip
                            : byClient_->isChecked()   ? c.userAgent
                            : c.actorSession.isEmpty() ? c.session
                                                       : c.actorSession;
        if (key.isEmpty() || seen.contains(key)) continue;
        seen.insert(key);
        Indicator i;
        i.actor = actor_->currentData().toString().toStdString();
        (byAddress_->isChecked()  ? i.ip
         : byClient_->isChecked() ? i.userAgent
                                  : i.session) = key.toStdString();
        i.grade = IndicatorGrade(grade_->currentData().toInt());
        if (document_->isEnabled()) i.document = document_->text().trimmed().toStdString();
        i.reason = reason_->text().trimmed().toStdString();
        list.push_back(i);
    }
    return list;
}

}  // namespace sillage::ui
