#include "ui/widgets/session_tree.h"

#include <QHeaderView>
#include <QSet>

#include "ui/models/columns.h"
#include "ui/models/paged_table_model.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

enum Column { Group_, Actor_, Status_, Account_, Address_, Protocol_, First_, Last_, Events_, Bytes_, Client_ };
enum ItemRole { GroupRole = Qt::UserRole + 100, SessionRole };
constexpr const char* kFields[] = {"actor_session", "actor", "status",  "account",   "client_ip", "protocol",
                                   "first",         "last",  "events", "bytes_out", "user_agent"};

QString listed(const QStringList& values, const char* field = "") {
    QStringList shown;
    for (const QString& v : values.mid(0, 2)) shown << valueWord(field, plain(v.toStdString()));
    QString text = shown.join(QStringLiteral(", "));
    if (values.size() > 2) text += QStringLiteral(" +%1").arg(values.size() - 2);
    return text;
}

// What the delegate asks of a cell, as a table's model answers it.
void prepare(QTreeWidgetItem* item) {
    for (int c = 0; c < int(std::size(kFields)); ++c) {
        item->setData(c, PagedTableModel::FieldNameRole, QLatin1String(kFields[c]));
        item->setData(c, PagedTableModel::LoadedRole, true);
        const bool id = c == Group_, address = c == Address_;
        item->setData(c, PagedTableModel::FieldTypeRole,
                      int(id ? FieldType::Id : address ? FieldType::Address : FieldType::Text));
        const bool right = c == Events_ || c == Bytes_;
        item->setTextAlignment(c, (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
}

void fill(QTreeWidgetItem* item, qint64 first, qint64 last, qint64 events, qint64 bytes, const ShownZone& zone) {
    item->setText(First_, timeText(first, zone));
    item->setText(Last_, timeText(last, zone));
    item->setText(Events_, number(events));
    item->setText(Bytes_, bytes ? humanBytes(bytes) : QString());
}

}  // namespace

SessionTree::SessionTree(CaseSession* session, QWidget* parent)
    : QTreeWidget(parent), session_(session), empty_(new EmptyState(viewport())) {
    setColumnCount(int(std::size(kFields)));
    setItemDelegate(new CellDelegate(this));
    setUniformRowHeights(true);
    setAlternatingRowColors(true);
    setSelectionMode(ExtendedSelection);
    setIndentation(18);
    setHorizontalScrollMode(ScrollPerPixel);
    setAccessibleName(tr("Sessions grouped under their actor session"));
    const int unit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int widths[] = {26, 6, 11, 28, 18, 14, 19, 19, 8, 9, 40};
    for (int c = 0; c < int(std::size(widths)); ++c)
        setColumnWidth(c, qMax(widths[c] * unit, header()->fontMetrics().horizontalAdvance(heading(kFields[c]))) + 2 * space::panel);
    header()->setMinimumHeight(space::row + 2);
    connect(this, &QTreeWidget::itemExpanded, this, &SessionTree::addSessions);
    connect(this, &QTreeWidget::currentItemChanged, this, &SessionTree::currentChanged);
    empty_->show("document-history", tr("Reading…"), {});
}

void SessionTree::load(const Query& query) {
    asking_.cancel();
    asking_ = session_->ask<SessionGroups>(
        this, [query](CaseReader& r) { return groupSessions(r, query); },
        [this](SessionGroups&& groups) { show(std::move(groups)); });
}

QTreeWidgetItem* SessionTree::groupItem(const SessionGroup& g) const {
    auto* item = new QTreeWidgetItem;
    prepare(item);
    const QString count = tr("%n session(s)", nullptr, int(g.sessions.size()));
    item->setText(Group_, shortId(g.id) + QStringLiteral("  ") + count);
    item->setToolTip(Group_, g.id);
    item->setText(Actor_, listed(g.actors));
    item->setText(Status_, listed(g.statuses, "status"));
    item->setText(Account_, listed(g.accounts));
    item->setText(Address_, listed(g.addresses));
    item->setText(Protocol_, listed(g.protocols));
    item->setText(Client_, listed(g.clients));
    for (const auto& [column, list] : {std::pair(int(Account_), g.accounts), std::pair(int(Address_), g.addresses),
                                       std::pair(int(Client_), g.clients)})
        item->setToolTip(column, plain(list.join(QStringLiteral(", ")).toStdString()).toHtmlEscaped());
    fill(item, g.first, g.last, g.events, g.bytesOut, session_->zone());
    if (g.sessions.size() > 1) item->setChildIndicatorPolicy(QTreeWidgetItem::ShowIndicator);
    return item;
}

void SessionTree::show(SessionGroups&& groups) {
    const SessionGroup* now = currentGroup();
    const QString kept = now ? now->id : QString();
    QSet<QString> open;
    for (int i = 0; i < topLevelItemCount(); ++i)
        if (topLevelItem(i)->isExpanded()) open.insert(groups_.groups[std::size_t(i)].id);
    groups_ = std::move(groups);
    QStringList titles;
    for (const char* f : kFields) titles << heading(f);
    for (int c : {First_, Last_}) titles[c] += QStringLiteral(" (%1)").arg(session_->zone().name());
    clear();
    setHeaderLabels(titles);
    QList<QTreeWidgetItem*> items;
    for (std::size_t i = 0; i < groups_.groups.size(); ++i) {
        items << groupItem(groups_.groups[i]);
        items.back()->setData(0, GroupRole, qulonglong(i));
    }
    addTopLevelItems(items);
    for (QTreeWidgetItem* item : items) {
        const QString& id = groups_.groups[item->data(0, GroupRole).toULongLong()].id;
        if (open.contains(id)) item->setExpanded(true);
        if (id == kept) setCurrentItem(item);
    }
    if (!currentItem() && !items.isEmpty()) setCurrentItem(items.front());
    if (items.isEmpty())
        empty_->show("view-actors", tr("No session here"),
                     tr("Sessions come from access logs. When a filter is set, take a condition off."));
    else
        empty_->hide();
    if (groups_.leftOut > 0)
        Q_EMIT session_->announced(tr("%1 more sessions stand in the flat table only; filter to group them.")
                                       .arg(number(qint64(groups_.leftOut))));
    Q_EMIT loaded(int(items.size()));
}

void SessionTree::addSessions(QTreeWidgetItem* item) {
    if (item->parent() || item->childCount() > 0) return;
    const SessionGroup& g = groups_.groups[item->data(0, GroupRole).toULongLong()];
    QList<QTreeWidgetItem*> rows;
    for (std::size_t i = 0; i < g.sessions.size(); ++i) {
        const SessionLine& s = g.sessions[i];
        auto* row = new QTreeWidgetItem;
        prepare(row);
        row->setData(0, SessionRole, qulonglong(i));
        row->setText(Group_, shortId(s.session));
        row->setText(Actor_, s.actor);
        row->setText(Status_, valueWord("status", s.status));
        row->setText(Account_, plain(s.account.toStdString()));
        row->setText(Address_, s.ip);
        row->setText(Protocol_, s.protocol);
        row->setText(Client_, plain(s.userAgent.toStdString()));
        fill(row, s.first, s.last, s.events, s.bytesOut, session_->zone());
        rows << row;
    }
    item->addChildren(rows);
}

const SessionGroup* SessionTree::currentGroup() const {
    const QTreeWidgetItem* item = currentItem();
    if (item && item->parent()) item = item->parent();
    if (!item) return nullptr;
    const std::size_t at = item->data(0, GroupRole).toULongLong();
    return at < groups_.groups.size() ? &groups_.groups[at] : nullptr;
}

std::vector<SessionLine> SessionTree::chosen() const {
    std::vector<SessionLine> out;
    for (const QTreeWidgetItem* item : selectedItems()) {
        const QTreeWidgetItem* top = item->parent() ? item->parent() : item;
        const SessionGroup& g = groups_.groups[top->data(0, GroupRole).toULongLong()];
        if (item->parent())
            out.push_back(g.sessions[item->data(0, SessionRole).toULongLong()]);
        else
            out.insert(out.end(), g.sessions.begin(), g.sessions.end());
    }
    return out;
}

void SessionTree::resizeEvent(QResizeEvent* event) {
    QTreeWidget::resizeEvent(event);
    empty_->setGeometry(viewport()->rect());
}

}  // namespace sillage::ui
