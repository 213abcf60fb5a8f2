#include "ui/views/events_view.h"

namespace sillage::ui {

EventsView::EventsView(CaseSession* session)
    : TablePage(session, View::Events, QStringLiteral("events"),
                {tr("Events"), tr("ip:203.0.113.0/24 action:download bytes:>10M"), tr("events")}) {
    table()->setUsualColumns({"time", "account", "client_ip", "protocol", "action", "outcome", "folder",
                              "uid", "bytes", "user_agent", "source", "line"});
    table()->setEmptyText("view-events", tr("No events yet"),
                          tr("Events come from access logs: import Dovecot, Postfix, web server, Roundcube "
                             "or Microsoft 365 logs."));
}

void EventsView::showRow(int row) {
    TablePage::showRow(row);
    const qint64 id = table()->paged()->index(row, 0).data(PagedTableModel::RowIdRole).toLongLong();
    asking_.cancel();
    asking_ = session()->ask<RawRecord>(
        this, [id](CaseReader& r) { return r.rawEvent(id); },
        [this](RawRecord&& record) { raw()->showRecord(record); },
        [this](const Failure& f) { raw()->clear(f.message + QLatin1Char('\n') + f.hint); });
}

}  // namespace sillage::ui
