// What the Actors view says below its tables: of an actor session as a whole, and of one session.
#include "ui/models/columns.h"
#include "ui/views/actors_view.h"

namespace sillage::ui {

void ActorsView::showGroup() {
    const SessionGroup* g = tree_->currentGroup();
    if (!g) return detail()->clear(tr("Choose a row to see what it says."));
    DetailPane& d = *detail();
    auto all = [](const QStringList& list) { return plain(list.join(QStringLiteral(", ")).toStdString()); };
    d.begin();
    d.title(tr("%1, %n session(s)", nullptr, int(g->sessions.size())).arg(g->id));
    d.sentence(tr("One token, cookie, device or client. Attributing it attributes all of its sessions."),
               "dialog-information");
    d.field(heading("account"), all(g->accounts));
    d.field(heading("client_ip"), all(g->addresses), true);
    d.field(heading("user_agent"), all(g->clients));
    d.field(heading("protocol"), all(g->protocols));
    d.field(heading("first"), timeText(g->first, session()->zone()) + QLatin1Char(' ') + session()->zone().name());
    d.field(heading("last"), timeText(g->last, session()->zone()) + QLatin1Char(' ') + session()->zone().name());
    d.field(heading("events"), number(g->events));
    if (g->bytesOut) d.field(heading("bytes_out"), exactBytes(g->bytesOut));
    d.end();
}

void ActorsView::showSession(const PagedTableModel& m, int row) {
    const Row* r = m.row(row);
    if (!r) return;
    DetailPane& d = *detail();
    d.begin();
    d.title(QStringLiteral("%1 · %2").arg(plain(m.text(row, "account").toStdString()),
                                          plain(m.text(row, "client_ip").toStdString())));
    d.heading(tr("Reasons"));
    const int reasons = m.fieldIndex("reasons");
    const auto* list =
        reasons < 0 ? nullptr : std::get_if<std::vector<std::string>>(&r->cells[std::size_t(reasons)]);
    if (list)
        for (const auto& s : *list) d.sentence(plain(s), "dialog-information");
    if (!list || list->empty()) d.sentence(tr("Nothing was decided or noticed about this session."));
    d.heading(tr("Session"));
    for (const char* name : {"session", "actor_session", "protocol", "user_agent", "device", "app", "first", "last", "events",
                             "bytes_out", "attribution", "status"}) {
        const int column = m.fieldIndex(name);
        if (column < 0) continue;
        const QModelIndex at = m.index(row, column);
        const bool rare = qstrcmp(name, "device") == 0 || qstrcmp(name, "app") == 0;
        if (rare && at.data(PagedTableModel::WholeTextRole).toString().isEmpty()) continue;
        d.field(m.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
                valueWord(name, at.data(PagedTableModel::WholeTextRole).toString()),
                FieldType(at.data(PagedTableModel::FieldTypeRole).toInt()) == FieldType::Id);
    }
    d.end();
}

}  // namespace sillage::ui
