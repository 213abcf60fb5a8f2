#include "ui/views/persistence_view.h"

#include <QComboBox>

namespace sillage::ui {

PersistenceView::PersistenceView(CaseSession* session)
    : TablePage(session, View::Effects, QStringLiteral("persistence"),
                {tr("Persistence"), tr("actor:A direction:external kind:forwarding"), [](int n) { return tr("thing(s)", nullptr, n); }}),
      scope_(new QComboBox) {
    scope_->addItem(tr("In force at the end of the logs, or not known"), QStringLiteral("has:in_force -in_force:=no"));
    scope_->addItem(tr("Everything that stands or stood"), QStringLiteral("has:in_force"));
    scope_->addItem(tr("What was sent, deleted, moved and searched for"), QStringLiteral("-has:in_force"));
    scope_->addItem(tr("All of it"), QString());
    scope_->setAccessibleName(tr("Which effects"));
    titleLine()->addVerb(scope_);
    auto* events = button(tr("Show its events"), "view-events");
    titleLine()->addVerb(events);
    table()->setUsualColumns({"in_force", "kind", "what", "target", "direction", "actor", "account", "client_ip", "first", "basis"});
    table()->setEmptyText("emblem-ok", tr("Nothing is known to be in force"),
                          tr("No rule, forwarding, script, right, grant, device or open session is recorded. That is no proof that there is none: "
                             "Coverage says which recorders were there to see one."),
                          tr("Go to Coverage"));
    connect(table()->emptyState(), &EmptyState::acted, this, [this] { Q_EMIT this->session()->goTo(View::Coverage, {}); });
    connect(scope_, &QComboBox::currentIndexChanged, this, &PersistenceView::applyScope);
    connect(events, &QPushButton::clicked, this, [this] {
        const QString id = table()->currentRow() < 0 ? QString() : model()->text(table()->currentRow(), "session");
        if (id.isEmpty()) return void(Q_EMIT this->session()->announced(tr("No session is known of this row; its records stand beside it.")));
        Q_EMIT this->session()->goTo(View::Events, QStringLiteral("session:") + id);
    });
    applyScope();
}

void PersistenceView::applyScope() {
    model()->setScope(scope_->currentData().toString());
    forgetTotal();
    filter()->setText(filter()->text());
}

void PersistenceView::applyQuery(const QString& query) {
    if (!query.isEmpty()) scope_->setCurrentIndex(3);
    TablePage::applyQuery(query);
}

void PersistenceView::showRow(int row) {
    TablePage::showRow(row);
    const QString id = model()->text(row, "effect");
    if (id.isEmpty()) return;
    asking_.cancel();
    asking_ = session()->ask<std::vector<RawRecord>>(
        this, [id = id.toStdString()](CaseReader& r) { return r.effectLines(id); },
        [this](std::vector<RawRecord>&& records) {
            if (records.empty()) return raw()->clear(tr("No raw line is cited for this row."));
            raw()->showRecords(std::move(records));
        },
        [this](const Failure& f) { raw()->clear(f.message + QLatin1Char('\n') + f.hint); });
}

}  // namespace sillage::ui
