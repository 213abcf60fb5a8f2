#include "ui/dialogs/attribute_dialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QRadioButton>
#include <QSet>
#include <QVBoxLayout>
#include <algorithm>

#include "record/asn.h"
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
      bySession_(new QRadioButton(tr("Only these sessions, and what the same token, cookie or client did"))),
      bySystem_(new QRadioButton(tr("Everything from the autonomous system:"))),
      system_(new QLineEdit),
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
    bySession_->setChecked(true);
    column->addWidget(bySession_);
    addOption(column, tr("Everything from the address: %1"), distinct(choices_, &Choice::ip), &Choice::ip, &Indicator::ip);
    addOption(column, tr("Everything from the client: %1"), distinct(choices_, &Choice::userAgent), &Choice::userAgent,
              &Indicator::userAgent);
    addOption(column, tr("Everything from the device: %1"), distinct(choices_, &Choice::device), &Choice::device,
              &Indicator::device);
    addOption(column, tr("Everything from the application: %1"), distinct(choices_, &Choice::app), &Choice::app,
              &Indicator::app);
    auto* line = tight(new QHBoxLayout, space::related);
    system_->setPlaceholderText(QStringLiteral("AS12876"));
    system_->setToolTip(tr("Its addresses come from the database that the setting asn-database names."));
    system_->setMaximumWidth(140);
    system_->setObjectName(QStringLiteral("system"));
    line->addWidget(bySystem_);
    line->addWidget(system_);
    line->addStretch();
    column->addLayout(line);
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
    for (QLineEdit* e : {system_, document_, reason_})
        connect(e, &QLineEdit::textChanged, this, &AttributeDialog::check);
    connect(bySystem_, &QRadioButton::toggled, this, [this](bool on) {
        check();
        if (on) system_->setFocus();
    });
    check();
    reason_->setFocus();
}

void AttributeDialog::addOption(QBoxLayout* column, const QString& text, const QStringList& values,
                                QString Choice::*value, std::string Indicator::*condition) {
    auto* b = new QRadioButton(text.arg(listed(values).left(60)));
    b->setEnabled(!values.isEmpty());
    b->setVisible(!values.isEmpty() || (value != &Choice::device && value != &Choice::app));
    column->addWidget(b);
    by_.push_back({b, value, condition});
}

void AttributeDialog::check() {
    const bool holder = actor_->currentData().toString().toStdString() == kHolder;
    if (holder && grade_->currentIndex() != 0) grade_->setCurrentIndex(0);
    grade_->setEnabled(!holder);
    reason_->setPlaceholderText(holder ? tr("What shows it: a managed device, a VPN lease, the holder's statement")
                                       : tr("Why these are the actor's"));
    const bool exclusive = grade_->currentData().toInt() == int(IndicatorGrade::Exclusive);
    document_->setEnabled(exclusive || holder);
    system_->setEnabled(bySystem_->isChecked());
    const bool named = !bySystem_->isChecked() || parseAsn(system_->text().toStdString());
    act_->setEnabled(named && !reason_->text().trimmed().isEmpty() &&
                     (!exclusive || !document_->text().trimmed().isEmpty()));
}

Indicator AttributeDialog::stated() const {
    Indicator i;
    i.actor = actor_->currentData().toString().toStdString();
    i.grade = IndicatorGrade(grade_->currentData().toInt());
    if (document_->isEnabled()) i.document = document_->text().trimmed().toStdString();
    i.reason = reason_->text().trimmed().toStdString();
    return i;
}

std::vector<Indicator> AttributeDialog::indicators() const {
    std::vector<Indicator> list;
    if (bySystem_->isChecked()) {
        list.push_back(stated());
        list.back().asn = parseAsn(system_->text().toStdString()).value_or(0);
        return list;
    }
    const auto by = std::find_if(by_.begin(), by_.end(), [](const By& b) { return b.button->isChecked(); });
    QSet<QString> seen;
    for (const Choice& c : choices_) {
        const QString key = by != by_.end() ? c.*by->value : c.actorSession.isEmpty() ? c.session : c.actorSession;
        if (key.isEmpty() || seen.contains(key)) continue;
        seen.insert(key);
        list.push_back(stated());
        list.back().*(by != by_.end() ? by->condition : &Indicator::session) = key.toStdString();
    }
    return list;
}

}  // namespace sillage::ui
