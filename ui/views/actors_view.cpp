#include "ui/views/actors_view.h"

#include <QHeaderView>
#include <QTabBar>
#include <QVBoxLayout>

#include "ui/dialogs/attribute_dialog.h"
#include "ui/dialogs/reason_dialog.h"
#include "ui/theme/theme.h"

namespace sillage::ui {

ActorsView::ActorsView(CaseSession* session)
    : TablePage(session, View::Sessions, QStringLiteral("actors"),
                {tr("Actors"), tr("account:martin ip:203.0.113.0/24"),
                 [](int n) { return tr("session(s)", nullptr, n); }}),
      suspects_(new PagedTableModel(View::Suspects, session->pool(), this)),
      suspectTable_(new DataTable(QStringLiteral("suspects"), suspects_)),
      indicators_(new PagedTableModel(View::Indicators, session->pool(), this)),
      indicatorTable_(new DataTable(QStringLiteral("indicators"), indicators_)),
      tree_(new SessionTree(session)),
      tabs_(new QTabWidget),
      attribute_(primaryButton(tr("Attribute to an actor"), "user-attribute")),
      undo_(button(tr("Remove indicator"), "edit-undo")),
      events_(button(tr("Show its events"), "view-events")) {
    for (QPushButton* b : {events_, undo_, attribute_}) titleLine()->addVerb(b);
    for (DataTable* t : {table(), suspectTable_})
        t->setUsualColumns({"actor", "status", "account", "client_ip", "protocol", "first", "last", "events",
                            "bytes_out", "reasons", "user_agent", "actor_session"});
    indicatorTable_->setUsualColumns(
        {"actor", "grade", "ip", "asn", "account", "session", "user_agent", "device", "app", "from", "to", "reason", "indicator"});
    table()->setEmptyText("view-actors", tr("No sessions yet"),
                          tr("Sessions come from access logs: import them first."));
    suspectTable_->setEmptyText(
        "emblem-ok", tr("No candidate"),
        tr("No session shows a signal worth a look. That is not proof that there was no intruder."));
    indicatorTable_->setEmptyText("user-attribute", tr("No indicator yet"),
                                  tr("Choose sessions and attribute them to an actor, with a reason. Nothing "
                                     "is attributed by itself."));
    // The table moves into a tab; groups, candidates and indicators stand beside it.
    auto* split = static_cast<QSplitter*>(table()->parentWidget());
    tabs_->setDocumentMode(true);
    tabs_->addTab(table(), tr("Sessions"));
    tabs_->addTab(tree_, tr("Grouped"));
    tabs_->addTab(suspectTable_, tr("Candidates"));
    tabs_->addTab(indicatorTable_, tr("Indicators"));
    split->insertWidget(0, tabs_);
    split->setSizes({620, 200});
    raw()->hide();
    connect(attribute_, &QPushButton::clicked, this, &ActorsView::attribute);
    connect(undo_, &QPushButton::clicked, this, &ActorsView::undo);
    connect(tabs_, &QTabWidget::currentChanged, this, &ActorsView::showCurrent);
    connect(tree_, &SessionTree::currentChanged, this, &ActorsView::showCurrent);
    connect(tree_, &SessionTree::loaded, this, &ActorsView::updateTabs);
    connect(filter(), &FilterBar::applied, this, &ActorsView::narrow);
    connect(session, &CaseSession::zoneChanged, this, [this] { narrow(filter()->text()); });
    connect(model(), &PagedTableModel::loaded, this, &ActorsView::updateTabs);
    for (DataTable* t : {suspectTable_, indicatorTable_}) connectTable(t);
    events_->setToolTip(tr("Events of the same account and address between its first and its last event"));
    connect(events_, &QPushButton::clicked, this, &ActorsView::showTheirEvents);
    connect(table(), &QAbstractItemView::doubleClicked, this, &ActorsView::showTheirEvents);
    connect(suspectTable_, &QAbstractItemView::doubleClicked, this, &ActorsView::showTheirEvents);
    updateTabs();
}

void ActorsView::connectTable(DataTable* t) {
    connect(session(), &CaseSession::zoneChanged, t->paged(),
            [this, t] { t->paged()->setZone(session()->zone()); });
    connect(t, &DataTable::currentRowChanged, this, &ActorsView::showCurrent);
    connect(t->paged(), &PagedTableModel::loaded, this, [this, t] {
        t->selectAgain();
        updateTabs();
    });
    connect(t->paged(), &QAbstractItemModel::dataChanged, this, &ActorsView::showCurrent);
    connect(t, &DataTable::filterWanted, filter(), &FilterBar::addTerm);
    connect(t, &DataTable::bookmarkWanted, session(),
            [this](const QString& id) { session()->addBookmark(id, {}, {}); });
    connect(t, &DataTable::noteWanted, this, [this](const QString& id) { askNote(id); });
}

DataTable* ActorsView::board() const {
    return qobject_cast<DataTable*>(tabs_->currentWidget());
}

// Sessions, groups and candidates have the same fields and one filter; indicators have their own.
void ActorsView::narrow(const QString& text) {
    suspects_->setQueryText(text);
    const ParsedQuery parsed = parseQuery(View::Sessions, text.toStdString());
    if (parsed.ok) tree_->load(parsed.query);
}

void ActorsView::updateTabs() {
    const bool onIndicators = board() == indicatorTable_;
    attribute_->setEnabled(!onIndicators);
    events_->setEnabled(!onIndicators);
    undo_->setVisible(onIndicators);
    undo_->setEnabled(indicators_->rowCount() > 0);
    const std::pair<QString, int> names[] = {{tr("Sessions"), model()->rowCount()},
                                             {tr("Grouped"), tree_->groupCount()},
                                             {tr("Candidates"), suspects_->rowCount()},
                                             {tr("Indicators"), indicators_->rowCount()}};
    int i = 0;
    for (const auto& [word, count] : names)
        tabs_->setTabText(i++, count ? QStringLiteral("%1 (%2)").arg(word, number(count)) : word);
}

void ActorsView::refresh() {
    TablePage::refresh();
    suspects_->reload();
    indicators_->reload();
    narrow(filter()->text());
}

void ActorsView::bookmark() {
    const DataTable* t = board();
    if (!t) return void(Q_EMIT session()->announced(tr("Bookmark a session from the list of sessions.")));
    if (!t->currentPublicId().isEmpty()) session()->addBookmark(t->currentPublicId(), {}, {});
}

void ActorsView::note() {
    if (const DataTable* t = board()) askNote(t->currentPublicId());
}

void ActorsView::showTab(View view) {
    if (view == View::Suspects) tabs_->setCurrentWidget(suspectTable_);
    if (view == View::Indicators) tabs_->setCurrentWidget(indicatorTable_);
}

void ActorsView::showEvents(const QString& account, const QString& ip, qint64 first, qint64 last) {
    QStringList terms;
    if (!account.isEmpty()) terms << QStringLiteral("account:=\"%1\"").arg(account);
    if (!ip.isEmpty()) terms << QStringLiteral("ip:%1").arg(ip);
    using namespace std::chrono;
    auto iso = [](qint64 at) { return QString::fromStdString(formatIso(Time(microseconds(at)))); };
    if (first) terms << QStringLiteral("time:%1..%2").arg(iso(first), iso(last + 1'000'000));
    if (!terms.isEmpty()) Q_EMIT session()->goTo(View::Events, terms.join(QLatin1Char(' ')));
}

void ActorsView::showTheirEvents() {
    const DataTable* t = board();
    if (!t) {
        const SessionGroup* g = tree_->currentGroup();
        if (!g) return;
        auto only = [](const QStringList& list) { return list.size() == 1 ? list.front() : QString(); };
        return showEvents(only(g->accounts), only(g->addresses), g->first, g->last);
    }
    const int row = t->currentRow();
    if (row < 0) return;
    const PagedTableModel& m = *t->paged();
    auto utc = [&](const char* field) {
        return m.index(row, m.fieldIndex(field)).data(PagedTableModel::UtcRole).toLongLong();
    };
    showEvents(m.text(row, "account"), m.text(row, "client_ip"), utc("first"), utc("last"));
}

void ActorsView::showRow(int) {
    showCurrent();
}

void ActorsView::showCurrent() {
    updateTabs();
    const DataTable* t = board();
    if (!t) return showGroup();
    const int row = t->currentRow();
    if (row < 0) return detail()->clear(tr("Choose a row to see what it says."));
    if (t == indicatorTable_) return detail()->showRow(*indicators_, row);
    showSession(*t->paged(), row);
}

void ActorsView::attribute() {
    const DataTable* shown = board();
    if (shown == indicatorTable_) return;
    std::vector<AttributeDialog::Choice> choices;
    if (!shown)
        for (const SessionLine& s : tree_->chosen())
            choices.push_back({s.session, s.actorSession, s.account, s.ip, s.userAgent, s.device, s.app});
    for (int row : shown ? shown->selectedRowNumbers() : QList<int>()) {
        const PagedTableModel& m = *shown->paged();
        if (!m.row(row)) continue;
        choices.push_back({m.text(row, "session"), m.text(row, "actor_session"), m.text(row, "account"),
                           m.text(row, "client_ip"), m.text(row, "user_agent"), m.text(row, "device"),
                           m.text(row, "app")});
    }
    if (choices.empty()) {
        Q_EMIT session()->announced(tr("Choose one or more sessions first."));
        return;
    }
    auto* dialog = new AttributeDialog(choices, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const std::vector<Indicator> list = dialog->indicators();
        session()->run(
            tr("Compute touches again"), Job::Unit::Items,
            [host = session()->sharedHost(), list](Progress& p) {
                for (const Indicator& i : list) host->addIndicator(i, p);
            },
            [this, n = int(list.size())] {
                Q_EMIT session()->announced(
                    tr("%n indicator(s) added, touches computed again. Written to custody.", nullptr, n));
            });
    });
    dialog->open();
}

void ActorsView::undo() {
    const int row = indicatorTable_->currentRow();
    const QString id = row >= 0 ? indicators_->text(row, "indicator") : QString();
    if (id.isEmpty()) {
        Q_EMIT session()->announced(tr("Choose an indicator first."));
        return;
    }
    auto* dialog = new ReasonDialog(
        tr("Remove indicator"),
        tr("Remove %1. What rested on it is computed again; removal and reason are written to custody.")
            .arg(shortId(id)),
        tr("Remove"), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, id, dialog] { session()->removeIndicator(id, dialog->reason()); });
    dialog->open();
}

}  // namespace sillage::ui
