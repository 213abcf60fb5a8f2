#include "ui/views/mail_view.h"

#include <QCheckBox>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace sillage::ui {
namespace {

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
      tree_(new FolderTree),
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
    list_->setUsualColumns({"subject", "item_class", "from", "date", "size", "attachments", "folder"});
    list_->setColumnHidden(messages_->fieldIndex("item_class"), true);
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
    split_->setSizes({280, 640, 640});
    list_->setColumnWidth(messages_->fieldIndex("subject"), 220);
    list_->setColumnWidth(messages_->fieldIndex("item_class"), 135);
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
        for (auto chosen : {&QAbstractItemView::clicked, &QAbstractItemView::activated})
            connect(t, chosen, this, [this](const QModelIndex& at) {
                opened_.clear();
                openCurrent(at.row());
            });
        connect(t, &DataTable::filterWanted, filter_, &FilterBar::addTerm);
        connect(t, &DataTable::noteWanted, this, [this](const QString& id) { askNote(id); });
        connect(t, &DataTable::aroundWanted, this, [this](qint64 at) { around(at); });
        connect(t, &DataTable::bookmarkWanted, this,
                [this](const QString& id) { this->session()->addBookmark(id, {}, {}); });
        connect(t->paged(), &PagedTableModel::loaded, this, [this, t](int rows) {
            if (lists_->currentWidget() != t) return;
            const QString filtered = t->paged()->filtered() ? tr(", filtered") : QString();
            title_->setCount(number(rows) + filtered);
            const bool items = t == touchedList_;
            setStatus(QStringLiteral("%1 %2%3").arg(
                number(rows), items ? tr("touched item(s)", nullptr, rows) : tr("message(s)", nullptr, rows), filtered));
            if (rows > 0)
                t->selectAgain();
            else
                showNothing(tr("Choose a message to read it."));
        });
        connect(t->paged(), &QAbstractItemModel::dataChanged, this,
                [this, t](const QModelIndex& a, const QModelIndex& b) {
                    const int now = t->currentRow();
                    if (lists_->currentWidget() == t && now >= a.row() && now <= b.row()) openCurrent(now);
                });
        connect(session, &CaseSession::zoneChanged, t->paged(),
                [this, t] { t->paged()->setZone(this->session()->zone()); });
    }
    connect(reading_, &MessagePane::listWanted, session, [session](const QString& query) { Q_EMIT session->goTo(View::Messages, query); });
    connect(reading_, &MessagePane::gradeWanted, this, [this](const QString& id) { this->session()->askGrade(id, this); });
    connect(touchedList_, &DataTable::gradeWanted, this, [this](const QString& id) { this->session()->askGrade(id, this); });
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
    const QString mailbox = tree_->mailbox(), folder = tree_->folder();
    tree_->fill(folders);
    if (tree_->otherItems() != otherItems_) {
        otherItems_ = tree_->otherItems();
        list_->setColumnHidden(messages_->fieldIndex("item_class"), !otherItems_);
    }
    if (tree_->mailbox() != mailbox || tree_->folder() != folder) narrow();  // what was chosen is not there any more
}

void MailView::narrow() {
    QStringList terms;
    if (const QString mailbox = tree_->mailbox(); !mailbox.isEmpty()) terms << quotedTerm("mailbox", mailbox);
    if (const QString folder = tree_->folder(); !folder.isEmpty()) terms << quotedTerm("folder", folder);
    const bool touched = touchedOnly_->isChecked(), recovered = tree_->recovered();
    if (tree_->onlyLeads() && tree_->folder().isEmpty())
        list_->setEmptyText("mailbox", tr("No message in this mailbox"), tr("What was recovered from it is in its branch Recovered."));
    else if (tree_->onlyLeads())
        list_->setEmptyText("folder", tr("No message in this folder itself"), tr("Its messages lie in the folders below it."));
    else
        list_->setEmptyText("view-mail", tr("No message here"), tr("Import a mailbox: Maildir, mbox, EML, PST, OST, MSG, OLM "
                                                                  "or DBX, as files, directories or archives."));
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

// A row is opened once: what arrives later for it must not take the reader away from a message inside.
// A touched row knows its message by id only: the proof names the placement.
void MailView::openCurrent(int row) {
    if (row < 0) return;
    const bool messages = lists_->currentWidget() == list_;
    const qint64 placement = messages ? list_->paged()->index(row, 0).data(PagedTableModel::RowIdRole).toLongLong() : 0;
    const QString touched = messages ? QString() : touched_->text(row, "touch");
    const QString key = messages ? QString::number(placement) : touched;
    if (key.isEmpty() || key == opened_) return;
    opened_ = key;
    if (messages) return reading_->open(placement);
    const std::string touch = touched.toStdString();
    session()->ask<std::optional<Proof>>(
        this, [touch](CaseReader& r) { return r.proof(touch); },
        [this](std::optional<Proof>&& proof) {
            if (proof && proof->touch.placement)
                reading_->open(proof->touch.placement);
            else
                showNothing(tr("A log names this message and no exhibit holds it."));
        });
}

void MailView::showNothing(const QString& why) {
    opened_.clear();
    reading_->clear(why);
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
