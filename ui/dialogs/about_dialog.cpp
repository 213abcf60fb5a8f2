#include "ui/dialogs/about_dialog.h"

#include <QApplication>
#include <QClipboard>
#include <QFormLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QVBoxLayout>

#include "base/sandbox.h"
#include "case/version.h"
#include "ui/dialogs/dialog_buttons.h"
#include "ui/models/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

// What the custody log says of the cage the last time evidence was decoded.
QString lastCage(CaseReader& reader) {
    const auto entries = reader.custody();
    for (auto e = entries.rbegin(); e != entries.rend(); ++e) {
        const auto detail = QJsonDocument::fromJson(QByteArray::fromStdString(e->detailJson)).object();
        const QString said = detail.value(QLatin1String("sandbox")).toString();
        if (!said.isEmpty()) return said;
    }
    return {};
}

QString workerPlace() {
    try {
        return QString::fromStdString(workerProgram().string());
    } catch (const std::exception& e) {
        return describe(e).message;
    }
}

}  // namespace

AboutDialog::AboutDialog(CaseSession* session, QWidget* parent) : QDialog(parent), cage_(label({})) {
    setWindowTitle(tr("About Sillage"));
    setMinimumWidth(520);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::group, space::group, space::panel);
    column->setSpacing(space::related);
    auto* head = tight(new QHBoxLayout, space::panel);
    auto* mark = new QLabel;
    mark->setPixmap(icon("sillage", Tint::Accent).pixmap(40, 40));
    head->addWidget(mark, 0, Qt::AlignTop);
    auto* words = label(tr("Joins mailbox stores and access logs and says which messages and files an intruder "
                           "reached, with what certainty and proof. No network, no telemetry. Apache License 2.0."));
    words->setWordWrap(true);
    head->addWidget(words, 1);
    column->addLayout(head);
    column->addSpacing(space::related);
    auto* form = tight(new QFormLayout, space::inner);
    form->setHorizontalSpacing(space::panel);
    auto row = [form](const QString& name, QLabel* value) {
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setWordWrap(true);
        form->addRow(label(name, TextRole::Muted), value);
    };
    for (const auto& [name, version] : versions()) row(plain(name), label(plain(version), TextRole::Fixed));
    row(QStringLiteral("Qt"), label(QLatin1String(qVersion()), TextRole::Fixed));
    row(tr("Decoding program"), label(breakable(workerPlace())));
    row(tr("Cage around decoding"), cage_);
    column->addLayout(form);
    column->addStretch(1);
    cage_->setText(session ? tr("Reading…") : tr("Known once a case is open and evidence was imported."));
    if (session)
        session->ask<QString>(this, [](CaseReader& r) { return lastCage(r); }, [this](QString&& said) {
            cage_->setText(said.isEmpty() ? tr("Nothing was imported into this case yet.") : plain(said.toStdString()));
        });
    auto* copy = button(tr("Copy versions"), "edit-copy");
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this, [] {
        QApplication::clipboard()->setText(QString::fromStdString(versionText()));
    });
    column->addWidget(copy, 0, Qt::AlignLeft);
    addCloseButton(this, column);
}

}  // namespace sillage::ui
