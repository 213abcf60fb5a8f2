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
                {tr("Actors"), tr("account:martin ip:203.0.113.0/24"), tr("sessions")}),
      suspects_(new PagedTableModel(View::Suspects, session->pool(), this)),
      suspectTable_(new DataTable(QStringLiteral("suspects"), suspects_)),
      indicators_(new PagedTableModel(View::Indicators, session->pool(), this)),
      indicatorTable_(new DataTable(QStringLiteral("indicators"), indicators_)),
      tabs_(new QTabWidget),
      attribute_(primaryButton(tr("Attribute to an actor"), "user-attribute")),
      undo_(button(tr("Remove indicator"), "edit-undo")) {
    titleLine()->addVerb(undo_);
    titleLine()->addVerb(attribute_);
    for (DataTable* t : {table(), suspectTable_})
        t->setUsualColumns({"actor", "status", "account", "client_ip", "protocol", "first", "last", "events",
                            "bytes_out", "user_agent", "actor_session", "reasons"});
    indicatorTable_->setUsualColumns(
        {"actor", "grade", "ip", "account", "session", "user_agent", "from", "to", "reason", "indicator"});
    table()->setEmptyText("view-actors", tr("No sessions yet"),
                          tr("Sessions come from access logs: import them first."));
    suspectTable_->setEmptyText(
        "emblem-ok", tr("No candidate"),
        tr("No session shows a signal worth a look. That is not proof that there was no intruder."));
    indicatorTable_->setEmptyText("user-attribute", tr("No indicator yet"),
                                  tr("Choose sessions and attribute them to an actor, with a reason. Nothing "
                                     "is attributed by itself."));
    // The table moves into the first tab; candidates and indicators stand beside it.
    auto* split = static_cast<QSplitter*>(table()->parentWidget());
    tabs_->setDocumentMode(true);
    tabs_->addTab(table(), tr("Sessions"));
    tabs_->addTab(suspectTable_, tr("Candidates"));
    tabs_->addTab(indicatorTable_, tr("Indicators"));
    split->insertWidget(0, tabs_);
    split->setSizes({620, 200});
    raw()->hide();
    connect(attribute_, &QPushButton::clicked, this, &ActorsView::attribute);
    connect(undo_, &QPushButton::clicked, this, &ActorsView::undo);
    connect(tabs_, &QTabWidget::currentChanged, this, &ActorsView::updateTabs);
    for (DataTable* t : {suspectTable_, indicatorTable_}) {
        connect(session, &CaseSession::zoneChanged, t->paged(),
                [this, t] { t->paged()->setZone(this->session()->zone()); });
        connect(t, &DataTable::currentRowChanged, this, [this, t](int row) {
            if (row >= 0) detail()->showRow(*t->paged(), row);
        });
        connect(t->paged(), &PagedTableModel::loaded, this, &ActorsView::updateTabs);
        connect(t, &DataTable::filterWanted, filter(), &FilterBar::addTerm);
        connect(t, &DataTable::bookmarkWanted, session,
                [session](const QString& id) { session->addBookmark(id, {}, {}); });
    }
    updateTabs();
}

DataTable* ActorsView::board() const {
    return static_cast<DataTable*>(tabs_->currentWidget());
}

void ActorsView::updateTabs() {
    const bool onIndicators = board() == indicatorTable_;
    attribute_->setEnabled(!onIndicators);
    undo_->setEnabled(onIndicators && indicators_->rowCount() > 0);
    auto name = [](const QString& word, const PagedTableModel* m) {
        return m->rowCount() ? QStringLiteral("%1 (%2)").arg(word, number(m->rowCount())) : word;
    };
    tabs_->setTabText(1, name(tr("Candidates"), suspects_));
    tabs_->setTabText(2, name(tr("Indicators"), indicators_));
}

void ActorsView::refresh() {
    TablePage::refresh();
    suspects_->reload();
    indicators_->reload();
}

void ActorsView::showRow(int row) {
    if (!model()->row(row)) return;
    DetailPane& d = *detail();
    d.begin();
    d.title(QStringLiteral("%1 · %2").arg(plain(model()->text(row, "account").toStdString()),
                                          plain(model()->text(row, "client_ip").toStdString())));
    d.heading(tr("Reasons"));
    const Row* r = model()->row(row);
    const int reasons = model()->fieldIndex("reasons");
    bool any = false;
    if (reasons >= 0)
        if (const auto* list = std::get_if<std::vector<std::string>>(&r->cells[std::size_t(reasons)]))
            for (const auto& s : *list) {
                d.sentence(plain(s), "dialog-information");
                any = true;
            }
    if (!any) d.sentence(tr("Nothing was decided or noticed about this session."));
    d.heading(tr("Session"));
    for (const char* name : {"session", "actor_session", "protocol", "user_agent", "first", "last", "events",
                             "bytes_out", "attribution", "status"}) {
        const int column = model()->fieldIndex(name);
        if (column < 0) continue;
        const QModelIndex at = model()->index(row, column);
        d.field(model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
                at.data(PagedTableModel::WholeTextRole).toString(),
                FieldType(at.data(PagedTableModel::FieldTypeRole).toInt()) == FieldType::Id);
    }
    d.end();
}

void ActorsView::attribute() {
    DataTable* table = board();
    if (table == indicatorTable_) return;
    std::vector<AttributeDialog::Choice> choices;
    for (int row : table->selectedRowNumbers()) {
        const PagedTableModel& m = *table->paged();
        if (!m.row(row)) continue;
        choices.push_back({m.text(row, "session"), m.text(row, "actor_session"), m.text(row, "account"),
                           m.text(row, "client_ip"), m.text(row, "user_agent")});
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
