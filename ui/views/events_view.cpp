#include "ui/views/events_view.h"

namespace sillage::ui {

EventsView::EventsView(CaseSession* session)
    : TablePage(session, View::Events, QStringLiteral("events"),
                {tr("Events"), tr("ip:203.0.113.0/24 action:download bytes:>10M"), [](int n) { return tr("event(s)", nullptr, n); }}),
      strip_(new EventHistogram) {
    table()->setUsualColumns({"time", "account", "client_ip", "protocol", "action", "outcome", "folder",
                              "uid", "bytes", "user_agent", "source", "line"});
    table()->setEmptyText("view-events", tr("No events yet"),
                          tr("Events come from access logs: import Dovecot, Postfix, web server, Roundcube "
                             "or Microsoft 365 logs."));
    column()->insertWidget(3, strip_);
    column()->insertWidget(4, hairline(Qt::Horizontal));
    strip_->setZone(session->zone());
    connect(session, &CaseSession::zoneChanged, this, [this] { strip_->setZone(this->session()->zone()); });
    connect(model(), &PagedTableModel::loaded, this, &EventsView::draw);
    connect(strip_, &EventHistogram::rangeChosen, this, [this](qint64 first, qint64 last) {
        using namespace std::chrono;
        auto iso = [](qint64 at) { return QString::fromStdString(formatIso(Time(microseconds(at)))); };
        // One time span at a time: the new one takes the place of the one before.
        QStringList terms = topLevelTerms(filter()->text());
        terms.removeIf([](const QString& t) { return t.startsWith(QLatin1String("time:")); });
        terms << QStringLiteral("time:%1..%2").arg(iso(first), iso(last + 999'999));
        filter()->setText(terms.join(QLatin1Char(' ')));
    });
}

void EventsView::draw() {
    strip_->setVisible(model()->rowCount() > 0 || model()->filtered());
    const ParsedQuery parsed = parseQuery(View::Events, model()->queryText().toStdString());
    drawing_.cancel();
    drawing_ = session()->ask<Histogram>(
        this,
        [query = parsed.query](CaseReader& r) { return eventHistogram(r, query, EventHistogram::kColumns); },
        [this](Histogram&& h) { strip_->show(std::move(h)); });
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
