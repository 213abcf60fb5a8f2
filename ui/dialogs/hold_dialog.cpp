#include "ui/dialogs/hold_dialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/dialogs/dialog_buttons.h"
#include "ui/dialogs/reason_dialog.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

QTreeWidget* table(const QStringList& titles, const QString& name) {
    auto* tree = new QTreeWidget;
    tree->setHeaderLabels(titles);
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    tree->setAccessibleName(name);
    tree->header()->setStretchLastSection(true);
    return tree;
}

/// The verb works once every field holds something.
void needs(QPushButton* verb, const std::vector<QLineEdit*>& fields) {
    const auto check = [verb, fields] {
        verb->setEnabled(std::all_of(fields.begin(), fields.end(), [](const QLineEdit* f) { return !f->text().trimmed().isEmpty(); }));
    };
    for (QLineEdit* field : fields) QObject::connect(field, &QLineEdit::textChanged, verb, check);
    check();
}

QFormLayout* form() {
    auto* layout = tight(new QFormLayout, space::related);
    layout->setHorizontalSpacing(space::panel);
    layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    return layout;
}

}  // namespace

HoldDialog::HoldDialog(CaseSession* session, QWidget* parent)
    : QDialog(parent),
      session_(session),
      list_(table({tr("Kind"), tr("Value"), tr("Reason"), tr("Author"), tr("Since")}, tr("Hold list"))),
      openings_(table({tr("Authority"), tr("Reason"), tr("Author"), tr("Opened")}, tr("Messages opened all the same"))),
      none_(label({}, TextRole::Muted)),
      kind_(new QComboBox),
      value_(new QLineEdit),
      reason_(new QLineEdit),
      item_(new QLineEdit),
      authority_(new QLineEdit),
      why_(new QLineEdit),
      said_(label({})) {
    setWindowTitle(tr("Hold list"));
    setMinimumSize(720, 640);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::group, space::group, space::panel);
    column->setSpacing(space::related);
    auto* words = label(tr("Messages of these accounts, domains and addresses keep hash, size and headers only. They are "
                           "not indexed, not examined and not shown; reports count them as not examined."));
    words->setWordWrap(true);
    column->addWidget(words);
    buildList(column);
    buildAdd(column);
    column->addWidget(hairline(Qt::Horizontal));
    buildOpen(column);
    said_->setWordWrap(true);
    column->addWidget(said_);
    addCloseButton(this, column);
    connect(session_, &CaseSession::changed, this, &HoldDialog::refresh);
    refresh();
    value_->setFocus();
}

void HoldDialog::buildList(QVBoxLayout* column) {
    column->addWidget(list_, 2);
    auto* row = tight(new QHBoxLayout, space::related);
    row->addWidget(none_, 1);
    remove_ = button(tr("Remove…"), "window-close");
    remove_->setAutoDefault(false);
    remove_->setEnabled(false);
    row->addWidget(remove_);
    column->addLayout(row);
    connect(list_, &QTreeWidget::itemSelectionChanged, this,
            [this] { remove_->setEnabled(!list_->selectedItems().isEmpty()); });
    connect(remove_, &QPushButton::clicked, this, &HoldDialog::remove);
}

void HoldDialog::buildAdd(QVBoxLayout* column) {
    kind_->addItem(tr("Address"), QStringLiteral("address"));
    kind_->addItem(tr("Domain, with all below it"), QStringLiteral("domain"));
    kind_->addItem(tr("Account: its whole mailbox"), QStringLiteral("account"));
    kind_->setAccessibleName(tr("Kind"));
    value_->setAccessibleName(tr("Value"));
    reason_->setPlaceholderText(tr("For example: her lawyer, professional secrecy"));
    auto* layout = form();
    layout->addRow(tr("Kind"), kind_);
    layout->addRow(tr("Value"), value_);
    layout->addRow(tr("Reason"), reason_);
    column->addLayout(layout);
    add_ = primaryButton(tr("Hold back"), nullptr);
    add_->setAutoDefault(false);
    column->addWidget(add_, 0, Qt::AlignRight);
    needs(add_, {value_, reason_});
    connect(kind_, &QComboBox::currentIndexChanged, this, &HoldDialog::showKind);
    connect(add_, &QPushButton::clicked, this, &HoldDialog::add);
    showKind();
}

void HoldDialog::buildOpen(QVBoxLayout* column) {
    column->addWidget(label(tr("Open one held message under a named authority"), TextRole::Strong));
    item_->setPlaceholderText(tr("M-… or the SHA-256 of the message"));
    authority_->setPlaceholderText(tr("Who allows it: name, function, reference of the decision"));
    auto* layout = form();
    layout->addRow(tr("Message"), item_);
    layout->addRow(tr("Authority"), authority_);
    layout->addRow(tr("Reason"), why_);
    column->addLayout(layout);
    open_ = button(tr("Open the message"), "document-open");
    open_->setAutoDefault(false);
    column->addWidget(open_, 0, Qt::AlignRight);
    needs(open_, {item_, authority_, why_});
    connect(open_, &QPushButton::clicked, this, &HoldDialog::openHeld);
    column->addWidget(openings_, 1);
}

void HoldDialog::proposeToOpen(const QString& item) {
    item_->setText(item);
    authority_->setFocus();
}

void HoldDialog::showKind() {
    const QString kind = kind_->currentData().toString();
    value_->setPlaceholderText(kind == QLatin1String("domain")    ? QStringLiteral("avocats.example")
                               : kind == QLatin1String("account") ? QStringLiteral("claire.martin@interieur.example")
                                                                  : QStringLiteral("maitre.dupont@avocats.example"));
}

void HoldDialog::refresh() {
    asking_.cancel();
    asking_ = session_->ask<HoldEntries>(
        this, [](CaseReader& r) { return r.holdList(); }, [this](HoldEntries&& list) { fill(list); },
        [this](const Failure& f) { say(f.message + QLatin1Char(' ') + f.hint, true); });
}

void HoldDialog::fill(const HoldEntries& list) {
    list_->clear();
    for (const Hold& h : list.holds) {
        const int kind = kind_->findData(QString::fromStdString(h.kind));
        auto* row = new QTreeWidgetItem(list_, {kind < 0 ? plain(h.kind) : kind_->itemText(kind), plain(h.value), plain(h.reason),
                                                plain(h.author), timeText(h.created, session_->zone())});
        row->setData(0, Qt::UserRole, qint64(h.id));
    }
    openings_->clear();
    for (const HoldOpening& o : list.openings)
        new QTreeWidgetItem(openings_, {plain(o.authority), plain(o.reason), plain(o.author), timeText(o.created, session_->zone())});
    openings_->setVisible(!list.openings.empty());
    for (QTreeWidget* tree : {list_, openings_})
        for (int c = 0; c + 1 < tree->columnCount(); ++c) tree->resizeColumnToContents(c);
    none_->setText(list.holds.empty() ? tr("Nobody is on the hold list.")
                                      : tr("%n message(s) held back and not examined", nullptr, int(list.held)));
}

void HoldDialog::say(const QString& text, bool wrong) {
    setRole(said_, wrong ? TextRole::Error : TextRole::Ok);
    said_->setText(text);
}

// Acts recompute, so they run as the job of the window; what they did is said here too.
void HoldDialog::act(const QString& title, std::function<QString(CaseHost&, Progress&)> work) {
    auto done = std::make_shared<QString>();
    const auto failed = std::make_shared<QMetaObject::Connection>();
    *failed = connect(session_, &CaseSession::failure, this, [this, failed](const Failure& f) {
        disconnect(*failed);
        say(f.message + QLatin1Char(' ') + f.hint, true);
    });
    session_->run(
        title, Job::Unit::Items, [host = session_->sharedHost(), work, done](Progress& p) { *done = work(*host, p); },
        [self = QPointer<HoldDialog>(this), done, failed] {
            disconnect(*failed);
            if (self) self->say(*done);
        });
}

void HoldDialog::add() {
    act(tr("Hold back"), [kind = kind_->currentData().toString().toStdString(), value = value_->text().trimmed().toStdString(),
                          reason = reason_->text().trimmed().toStdString()](CaseHost& host, Progress& p) {
        const HoldReceipt receipt = host.addHold(kind, value, reason, p);
        return tr("%n message(s) newly held back. Written to custody.", nullptr, int(receipt.held));
    });
    value_->clear();
    reason_->clear();
}

void HoldDialog::remove() {
    const auto chosen = list_->selectedItems();
    if (chosen.isEmpty()) return;
    const qint64 id = chosen.front()->data(0, Qt::UserRole).toLongLong();
    auto* dialog = new ReasonDialog(tr("Remove from the hold list"),
                                    tr("%1 is taken off the hold list. What is held stays held until its source is removed and "
                                       "imported again: its text was never kept.").arg(chosen.front()->text(1)),
                                    tr("Remove"), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, id] {
        act(tr("Remove from the hold list"), [id, reason = dialog->reason().toStdString()](CaseHost& host, Progress&) {
            const HoldRemoval removal = host.removeHold(id, reason);
            QString text = tr("Removed. Written to custody.");
            if (!removal.sources.empty())
                text += QLatin1Char(' ') + tr("To examine what is still held, remove and import again: %1").arg(plain(removal.sources.front().first));
            if (removal.sources.size() > 1) text += tr(" and %n more source(s)", nullptr, int(removal.sources.size() - 1));
            return text;
        });
    });
    dialog->open();
}

void HoldDialog::openHeld() {
    act(tr("Open a held message"), [item = item_->text().trimmed().toStdString(), authority = authority_->text().trimmed().toStdString(),
                                    reason = why_->text().trimmed().toStdString()](CaseHost& host, Progress&) {
        const std::uint64_t opened = host.openHeld(item, authority, reason);
        return tr("Opened at %n place(s). Written to custody.", nullptr, int(opened));
    });
}

}  // namespace sillage::ui
