#include "ui/views/mail_view.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace sillage::ui {
namespace {

enum TreeRole { MailboxRole = Qt::UserRole + 1, FolderRole, RecoveredRole };

QString quotedTerm(const char* field, const QString& value) {
    QString v = value;
    v.replace(QLatin1Char('"'), QLatin1String("\\\""));
    return QStringLiteral("%1:=\"%2\"").arg(QLatin1String(field), v);
}

}  // namespace

MailView::MailView(CaseSession* session)
    : ViewPage(session),
      title_(new PanelTitle(tr("Mail"))),
      filter_(new FilterBar(View::Messages,
                            tr("from:martin subject:\"liste\" has:attachment date:2025-12-11..2025-12-12"))),
      touchedOnly_(new QCheckBox(tr("Touched only"))),
      tree_(new QTreeWidget),
      messages_(new PagedTableModel(View::Messages, session->pool(), this)),
      touched_(new PagedTableModel(View::Touched, session->pool(), this)),
      list_(new DataTable(QStringLiteral("mail"), messages_)),
      touchedList_(new DataTable(QStringLiteral("mail-touched"), touched_)),
      lists_(new QStackedWidget),
      find_(new FindBar(list_)),
      findTouched_(new FindBar(touchedList_)),
      reading_(new MessagePane(session)),
      split_(new QSplitter(Qt::Horizontal)) {
    setObjectName(QStringLiteral("mail"));
    auto* column = tight(new QVBoxLayout(this));
    column->addWidget(title_);
    title_->addVerb(touchedOnly_);
    column->addWidget(filter_);
    column->addWidget(hairline(Qt::Horizontal));
    column->addWidget(split_, 1);
    for (FindBar* f : {find_, findTouched_}) column->addWidget(f);
    tree_->setHeaderLabels({tr("Folder"), tr("Touched"), tr("All")});
    for (int c : {1, 2}) tree_->headerItem()->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
    tree_->setTextElideMode(Qt::ElideMiddle);
    tree_->setRootIsDecorated(true);
    tree_->setUniformRowHeights(true);
    tree_->setIndentation(14);
    tree_->setAccessibleName(tr("Mailboxes and folders"));
    tree_->header()->setStretchLastSection(false);
    tree_->header()->setMinimumSectionSize(60);
    tree_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int c : {1, 2}) tree_->header()->setSectionResizeMode(c, QHeaderView::ResizeToContents);
    list_->setUsualColumns({"subject", "from", "date", "size", "attachments", "item_class", "folder"});
    list_->setColumnHidden(messages_->fieldIndex("item_class"), true);
    list_->setEmptyText("view-mail", tr("No message here"),
                        tr("Import a mailbox: EML, mbox or Maildir, as files, directories or archives."));
    touchedList_->setUsualColumns({"grade", "subject", "attachment", "depth", "first", "folder"});
    touchedList_->setEmptyText("view-mail", tr("No touched message here"),
                               tr("No session that reached this folder is attributed to an actor yet."));
    lists_->addWidget(list_);
    lists_->addWidget(touchedList_);
    split_->addWidget(tree_);
    split_->addWidget(lists_);
    split_->addWidget(reading_);
    split_->setHandleWidth(1);
    split_->setChildrenCollapsible(false);
    split_->setSizes({340, 620, 640});
    list_->setColumnWidth(messages_->fieldIndex("subject"), 240);
    list_->setColumnWidth(messages_->fieldIndex("from"), 170);
    touchedList_->setColumnWidth(touched_->fieldIndex("subject"), 220);
    split_->setStretchFactor(0, 0);
    split_->setStretchFactor(1, 3);
    split_->setStretchFactor(2, 4);
    lists_->setMinimumWidth(260);
    tree_->setMinimumWidth(230);
    split_->restoreState(QSettings().value(QStringLiteral("splits/mail")).toByteArray());

    messages_->setScope(QStringLiteral("-has:parent -is:recovered"));  // as narrow() does
    messages_->setQueryText({});
    connect(tree_, &QTreeWidget::currentItemChanged, this, &MailView::narrow);
    connect(filter_, &FilterBar::applied, this, &MailView::narrow);
    connect(touchedOnly_, &QCheckBox::toggled, this, &MailView::narrow);
    for (DataTable* t : {list_, touchedList_}) {
        connect(t, &DataTable::currentRowChanged, this, &MailView::openCurrent);
        connect(t, &DataTable::filterWanted, filter_, &FilterBar::addTerm);
        connect(t, &DataTable::noteWanted, this, [this](const QString& id) { askNote(id); });
        connect(t, &DataTable::aroundWanted, this, [this](qint64 at) { around(at); });
        connect(t, &DataTable::bookmarkWanted, this,
                [this](const QString& id) { this->session()->addBookmark(id, {}, {}); });
        connect(t->paged(), &PagedTableModel::loaded, this, [this, t](int rows) {
            if (lists_->currentWidget() != t) return;
            const QString count = number(rows) + (t->paged()->filtered() ? tr(", filtered") : QString());
            title_->setCount(count);
            const bool items = t == touchedList_;
            setStatus(QStringLiteral("%1 %2").arg(
                count, items ? tr("touched item(s)", nullptr, rows) : tr("message(s)", nullptr, rows)));
            if (rows > 0)
                t->selectAgain();
            else
                reading_->clear(tr("Choose a message to read it."));
        });
        connect(t->paged(), &QAbstractItemModel::dataChanged, this,
                [this, t](const QModelIndex& a, const QModelIndex& b) {
                    const int now = t->currentRow();
                    if (lists_->currentWidget() == t && now >= a.row() && now <= b.row()) openCurrent(now);
                });
        connect(session, &CaseSession::zoneChanged, t->paged(),
                [this, t] { t->paged()->setZone(this->session()->zone()); });
    }
    connect(reading_, &MessagePane::touchWanted, session, [session](const QString& id) {
        Q_EMIT session->goTo(View::Touched, QStringLiteral("touch:") + id);
    });
}

void MailView::refresh() {
    asking_.cancel();
    asking_ = session()->ask<std::vector<FolderNode>>(
        this, [](CaseReader& r) { return r.folders(); },
        [this](std::vector<FolderNode>&& f) { fillTree(f); });
    (touchedOnly_->isChecked() ? touched_ : messages_)->reload();
}

void MailView::fillTree(const std::vector<FolderNode>& folders) {
    const QSignalBlocker quiet(tree_);
    const QTreeWidgetItem* now = tree_->currentItem();
    const QString mailbox = now ? now->data(0, MailboxRole).toString() : QString();
    const QString folder = now ? now->data(0, FolderRole).toString() : QString();
    const bool recovered = now && now->data(0, RecoveredRole).toBool();
    tree_->clear();
    QTreeWidgetItem* box = nullptr;
    QTreeWidgetItem* parent = nullptr;  // the mailbox, or its branch of recovered messages
    QTreeWidgetItem* again = nullptr;
    bool otherItems = false;
    auto* everything = new QTreeWidgetItem(tree_, {tr("All mailboxes")});
    everything->setIcon(0, icon("view-mail", Tint::Muted));
    for (const FolderNode& f : folders) {
        const bool isMailbox = f.folder.empty();
        const bool isBranch = isMailbox && f.recovered;
        const QString name = isBranch ? tr("Recovered") : plain(isMailbox ? f.mailbox : f.folder);
        auto* item = (isMailbox && !isBranch) || !box ? new QTreeWidgetItem(tree_) : new QTreeWidgetItem(isBranch ? box : parent);
        if (isMailbox && !isBranch) box = item;
        if (isMailbox) parent = item;
        item->setText(0, name);
        item->setToolTip(0, isBranch ? tr("Found outside the live messages: deleted, orphaned or in free space. In no other count.")
                                     : name.toHtmlEscaped());
        item->setText(1, f.touched ? number(qint64(f.touched)) : QString());
        item->setText(2, number(qint64(f.messages)));
        item->setIcon(0, icon(isBranch ? "edit-undo" : isMailbox ? "mailbox" : "folder", f.touched ? Tint::Accent : Tint::Muted));
        item->setData(0, MailboxRole, QString::fromStdString(f.mailbox));
        item->setData(0, FolderRole, QString::fromStdString(f.folder));
        item->setData(0, RecoveredRole, f.recovered);
        otherItems = otherItems || f.notMail > 0;
        for (int c : {1, 2}) item->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
        if (f.touched) {
            QFont bold = tree_->font();
            bold.setWeight(QFont::DemiBold);
            item->setFont(1, bold);
        }
        if (item->data(0, MailboxRole) == mailbox && item->data(0, FolderRole) == folder && f.recovered == recovered) again = item;
    }
    if (otherItems != otherItems_) list_->setColumnHidden(messages_->fieldIndex("item_class"), !otherItems);
    otherItems_ = otherItems;
    tree_->expandAll();
    tree_->setCurrentItem(again ? again : everything);
}

void MailView::narrow() {
    QStringList terms;
    if (const QTreeWidgetItem* item = tree_->currentItem()) {
        const QString mailbox = item->data(0, MailboxRole).toString(),
                      folder = item->data(0, FolderRole).toString();
        if (!mailbox.isEmpty()) terms << quotedTerm("mailbox", mailbox);
        if (!folder.isEmpty()) terms << quotedTerm("folder", folder);
    }
    const bool touched = touchedOnly_->isChecked();
    const bool recovered = tree_->currentItem() && tree_->currentItem()->data(0, RecoveredRole).toBool();
    // Messages enclosed in others come with those, recovered ones have a branch of their own; a filter finds them too.
    if (!touched && recovered) terms << QStringLiteral("is:recovered");
    if (!touched && filter_->text().trimmed().isEmpty()) {
        terms << QStringLiteral("-has:parent");
        if (!recovered) terms << QStringLiteral("-is:recovered");
    }
    if (touched) terms << QStringLiteral("grade:>=possible");
    lists_->setCurrentWidget(touched ? touchedList_ : list_);
    PagedTableModel* shown = touched ? touched_ : messages_;
    shown->setScope(terms.join(QLatin1Char(' ')));
    const ParsedQuery parsed = shown->setQueryText(filter_->text().trimmed());
    if (!parsed.ok) filter_->showError(parsed);
    Q_EMIT queryApplied(filter_->text());
}

// A touched row knows its message by id only: the proof names the placement.
void MailView::openCurrent(int row) {
    if (row < 0) return;
    if (lists_->currentWidget() == list_) {
        reading_->open(list_->paged()->index(row, 0).data(PagedTableModel::RowIdRole).toLongLong());
        return;
    }
    const std::string touch = touched_->text(row, "touch").toStdString();
    if (touch.empty()) return;
    session()->ask<std::optional<Proof>>(
        this, [touch](CaseReader& r) { return r.proof(touch); },
        [this](std::optional<Proof>&& proof) {
            if (proof && proof->touch.placement)
                reading_->open(proof->touch.placement);
            else
                reading_->clear(tr("A log names this message and no exhibit holds it."));
        });
}

// Messages have a date, touches a time: the same hour either way.
void MailView::around(qint64 utcMicros) {
    using namespace std::chrono;
    const Time at{microseconds(utcMicros)};
    const char* field = shownList() == list_ ? "date" : "first";
    filter_->setText(QStringLiteral("%1:%2..%3").arg(
        QLatin1String(field), QString::fromStdString(formatIso(at - minutes(15))),
        QString::fromStdString(formatIso(at + minutes(15)))));
}

void MailView::applyQuery(const QString& query) {
    filter_->setText(query);
}

DataTable* MailView::shownList() const {
    return static_cast<DataTable*>(lists_->currentWidget());
}

void MailView::bookmark() {
    const QString id = shownList()->currentPublicId();
    if (!id.isEmpty()) session()->addBookmark(id, {}, {});
}

void MailView::note() {
    askNote(shownList()->currentPublicId());
}

void MailView::openFind(FindBar::Mode mode) {
    (shownList() == list_ ? find_ : findTouched_)->open(mode);
}

void MailView::saveLayout() {
    list_->saveLayout();
    touchedList_->saveLayout();
    QSettings().setValue(QStringLiteral("splits/mail"), split_->saveState());
}

}  // namespace sillage::ui
