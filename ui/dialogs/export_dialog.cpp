#include "ui/dialogs/export_dialog.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QLocale>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/dialogs/dialog_buttons.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {

ExportDialog::ExportDialog(CaseSession* session, const QString& filter, QWidget* parent)
    : QDialog(parent),
      session_(session),
      pages_(new QStackedWidget),
      select_(new QComboBox),
      language_(new QComboBox),
      shape_(new QComboBox),
      number_(new QLineEdit),
      exhibits_(new QLineEdit),
      examiner_(new QLineEdit),
      destination_(new QLineEdit),
      plan_(label({}, TextRole::Muted)),
      receipt_(new QWidget) {
    setWindowTitle(tr("Export an evidence bundle"));
    setMinimumWidth(620);
    auto* outer = tight(new QVBoxLayout(this));
    outer->addWidget(pages_);
    auto* form = new QWidget;
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(space::group, space::group, space::group, space::panel);
    column->setSpacing(space::related);
    fillForm(column, filter);
    pages_->addWidget(form);
    pages_->addWidget(receipt_);
    plan();
}

void ExportDialog::fillForm(QVBoxLayout* column, const QString& filter) {
    auto* what = label(tr("A directory that anyone can check with sha256sum, without this program: items, "
                          "raw log lines, findings with their proof, custody log."),
                       TextRole::Muted);
    what->setWordWrap(true);
    column->addWidget(what);
    select_->addItem(tr("Everything an actor touched"), QStringLiteral("touched"));
    select_->addItem(tr("Bookmarked items"), QStringLiteral("bookmarked"));
    if (!filter.trimmed().isEmpty())
        select_->addItem(tr("Touched items matching: %1").arg(filter.left(50)),
                         QString(QStringLiteral("query:") + filter));
    language_->addItem(tr("English"), QStringLiteral("en"));
    language_->addItem(tr("French"), QStringLiteral("fr"));
    if (QLocale().language() == QLocale::French) language_->setCurrentIndex(1);
    shape_->addItem(tr("Directory"), false);
    shape_->addItem(tr("One zip file"), true);
    destination_->setText(QDir(QFileInfo(session_->directory()).absolutePath())
                              .filePath(session_->name() + QStringLiteral("_bundle_v1")));
    auto* browse = iconButton("document-open", tr("Choose where"));
    auto* where = tight(new QHBoxLayout, space::inner);
    where->addWidget(destination_, 1);
    where->addWidget(browse);
    auto* form = tight(new QFormLayout, space::related);
    form->setHorizontalSpacing(space::panel);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Selection"), select_);
    form->addRow(tr("Language"), language_);
    form->addRow(tr("Form"), shape_);
    form->addRow(tr("Case number"), number_);
    form->addRow(tr("Exhibits"), exhibits_);
    form->addRow(tr("Examiner"), examiner_);
    form->addRow(tr("Destination"), where);
    column->addLayout(form);
    column->addWidget(hairline(Qt::Horizontal));
    plan_->setWordWrap(true);
    column->addWidget(plan_);
    column->addWidget(
        label(tr("The export and its manifest hash are written to the custody log."), TextRole::Muted));
    act_ = addDialogButtons(this, column, tr("Export and verify"));
    disconnect(act_, &QPushButton::clicked, this, &QDialog::accept);
    connect(act_, &QPushButton::clicked, this, &ExportDialog::start);
    connect(select_, &QComboBox::currentIndexChanged, this, &ExportDialog::plan);
    connect(browse, &QToolButton::clicked, this, [this] {
        const QString path = QFileDialog::getSaveFileName(this, tr("Choose where"), destination_->text());
        if (!path.isEmpty()) destination_->setText(path);
    });
}

// What is selected at several places with the same octets is written once: both numbers are said.
QString ExportDialog::written(const QString& what, std::uint64_t files, std::uint64_t places) {
    if (places <= files) return what;
    return tr("%1 (selected at %n place(s); copies are written once)", nullptr, int(places)).arg(what);
}

BundleOptions ExportDialog::options() const {
    BundleOptions o;
    o.zip = shape_->currentData().toBool();
    QString path = destination_->text().trimmed();
    if (o.zip && !path.endsWith(QLatin1String(".zip"))) path += QLatin1String(".zip");
    o.output = path.toStdString();
    o.select = select_->currentData().toString().toStdString();
    o.language = language_->currentData().toString().toStdString();
    o.caseNumber = number_->text().toStdString();
    o.exhibits = exhibits_->text().toStdString();
    o.examiner = examiner_->text().toStdString();
    return o;
}

void ExportDialog::plan() {
    planning_.cancel();
    plan_->setText(tr("Counting what would be written…"));
    planning_ = session_->ask<BundleReceipt>(
        this, [o = options()](CaseReader& r) { return r.planBundle(o); },
        [this](BundleReceipt&& r) {
            plan_->setText(tr("Would be written: %1, %2, %3, and the log lines they rest on")
                               .arg(written(tr("%n message(s)", nullptr, int(r.items)), r.items, r.itemPlaces),
                                    written(tr("%n attachment(s)", nullptr, int(r.attachments)), r.attachments, r.attachmentPlaces),
                                    humanBytes(qint64(r.octets))));
        },
        [this](const Failure& f) { plan_->setText(f.message + QLatin1Char(' ') + f.hint); });
}

void ExportDialog::start() {
    act_->setEnabled(false);
    act_->setText(tr("Exporting…"));
    auto receipt = std::make_shared<BundleReceipt>();
    auto verification = std::make_shared<Verification>();
    connect(session_, &CaseSession::failure, this, [this](const Failure& f) {
        plan_->setText(f.message + QLatin1Char(' ') + f.hint);
        act_->setEnabled(true);
        act_->setText(tr("Export and verify"));
    });
    session_->run(
        tr("Export"), Job::Unit::Bytes,
        [host = session_->sharedHost(), o = options(), receipt, verification](Progress& p) {
            *receipt = host->exportBundle(o, p);
            *verification = host->verifyBundle(receipt->path, p);
        },
        [self = QPointer<ExportDialog>(this), receipt, verification] {
            if (self) self->showReceipt(*receipt, *verification);
        });
}

void ExportDialog::showReceipt(const BundleReceipt& r, const Verification& v) {
    auto* column = new QVBoxLayout(receipt_);
    column->setContentsMargins(space::group, space::group, space::group, space::panel);
    column->setSpacing(space::related);
    auto* head = tight(new QHBoxLayout, space::related);
    auto* mark = new QLabel;
    mark->setPixmap(icon(v.ok ? "emblem-ok" : "dialog-warning").pixmap(20, 20));
    head->addWidget(mark);
    head->addWidget(label(v.ok ? tr("Exported and verified") : tr("Exported, but the verification failed"),
                          TextRole::Title),
                    1);
    column->addLayout(head);
    auto* form = tight(new QFormLayout, space::inner);
    form->setHorizontalSpacing(space::panel);
    auto add = [form](const QString& name, const QString& value, TextRole role = TextRole::Body) {
        auto* l = label(value, role);
        l->setTextInteractionFlags(Qt::TextSelectableByMouse);
        l->setWordWrap(true);
        auto* n = label(name, TextRole::Muted);
        n->setMinimumWidth(n->sizeHint().width());
        form->addRow(n, l);
    };
    add(tr("Path"), QString::fromStdString(r.path.string()));
    add(tr("Messages"), written(number(qint64(r.items)), r.items, r.itemPlaces));
    add(tr("Attachments"), written(number(qint64(r.attachments)), r.attachments, r.attachmentPlaces));
    add(tr("Log lines"), number(qint64(r.logLines)));
    add(tr("Files"), QStringLiteral("%1, %2").arg(number(qint64(r.files)), humanBytes(qint64(r.octets))));
    add(tr("Tag manifest SHA-256"), breakable(QString::fromStdString(r.manifestSha256)), TextRole::Fixed);
    add(tr("Verified"), tr("%1 files, %2").arg(number(qint64(v.files)), humanBytes(qint64(v.octets))),
        v.ok ? TextRole::Ok : TextRole::Error);
    column->addLayout(form);
    for (const auto& fault : v.faults) column->addWidget(label(said(fault), TextRole::Error));
    if (!r.missing.empty())
        column->addWidget(label(tr("Selected, but could not be written:"), TextRole::Warning));
    for (const auto& missing : r.missing) column->addWidget(label(said(missing), TextRole::Warning));
    column->addStretch(1);
    addCloseButton(this, column);
    pages_->setCurrentWidget(receipt_);
}

}  // namespace sillage::ui
