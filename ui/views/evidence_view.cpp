#include "ui/views/evidence_view.h"

#include <QTabWidget>

#include "ui/models/columns.h"

namespace sillage::ui {

EvidenceView::EvidenceView(CaseSession* session)
    : TablePage(session, View::Sources, QStringLiteral("evidence"),
                {tr("Evidence"), tr("format:mbox failed:>0"), [](int n) { return tr("source(s)", nullptr, n); }}),
      tabs_(new QTabWidget),
      problems_(new PagedTableModel(View::Problems, session->pool(), this)),
      problemTable_(new DataTable(QStringLiteral("problems"), problems_)),
      custody_(new PagedTableModel(View::Custody, session->pool(), this)),
      custodyTable_(new DataTable(QStringLiteral("custody"), custody_)) {
    table()->setUsualColumns({"path", "format", "bytes", "found", "imported", "duplicate", "skipped",
                              "failed", "problems", "state", "first", "last"});
    table()->setEmptyText(
        "document-import", tr("No evidence yet"),
        tr("Drop files, directories or archives on the window, or import them. They are only ever read."),
        tr("Import evidence"));
    connect(table()->emptyState(), &EmptyState::acted, this, &EvidenceView::importWanted);
    auto* import = primaryButton(tr("Import evidence"), "document-import");
    auto* check = button(tr("Verify again"), "shield");
    check->setToolTip(tr("Hashes every source again and says which changed. Written to custody."));
    titleLine()->addVerb(check);
    titleLine()->addVerb(import);
    connect(import, &QPushButton::clicked, this, &EvidenceView::importWanted);
    connect(check, &QPushButton::clicked, this, &EvidenceView::verify);

    problemTable_->setEmptyText("emblem-ok", tr("No problem"),
                                tr("Every record of every source was read and understood."));
    custodyTable_->setUsualColumns({"sequence", "time", "actor", "action", "detail", "hash"});
    custodyTable_->setEmptyText("shield", tr("The custody log is empty"),
                                tr("It begins with the first act on this case."));
    raw()->hide();
    tabs_->setDocumentMode(true);
    tabs_->addTab(problemTable_, tr("Problems"));
    tabs_->addTab(custodyTable_, tr("Custody log"));
    below()->addWidget(tabs_);
    below()->setSizes({420, 10, 700});
    connect(problems_, &PagedTableModel::loaded, this, [this](int rows) {
        tabs_->setTabText(0, rows ? tr("Problems (%1)").arg(number(rows)) : tr("Problems"));
    });
    connect(session, &CaseSession::zoneChanged, this, [this] { custody_->setZone(this->session()->zone()); });
    connect(session, &CaseSession::annotated, this, &ViewPage::markStale);
}

void EvidenceView::refresh() {
    TablePage::refresh();
    problems_->reload();
    custody_->reload();
    asking_.cancel();
    asking_ = session()->ask<std::vector<Source>>(
        this, [](CaseReader& r) { return r.sources(); },
        [this](std::vector<Source>&& s) {
            sources_ = std::move(s);
            if (table()->currentRow() >= 0) showRow(table()->currentRow());
        });
    checkChain();
}

void EvidenceView::showRow(int row) {
    const std::string path = model()->text(row, "path").toStdString();
    for (const Source& s : sources_)
        if (s.path == path) return showSource(s);
    TablePage::showRow(row);
}

void EvidenceView::showSource(const Source& s) {
    DetailPane& d = *detail();
    d.begin();
    d.title(plain(s.path));
    d.field(heading("format"), plain(s.format));
    d.field(tr("Recognised because"), said(s.why));
    d.field(heading("state"), valueWord("state", plain(s.state)));
    d.field(heading("size"), exactBytes(qint64(s.bytes)));
    d.field(heading("sha256"), plain(s.sha256), true);
    d.field(tr("Imported from"), plain(s.root));
    d.field(tr("Zone stated"), plain(s.tz));
    d.field(heading("mailbox"), plain(s.mailbox));
    d.heading(tr("Reconciliation"));
    const Reconciliation& k = s.counts;
    d.sentence(tr("%1 found = %2 imported + %3 duplicate + %4 skipped + %5 failed")
                   .arg(number(qint64(k.found)), number(qint64(k.imported)), number(qint64(k.duplicate)),
                        number(qint64(k.skipped)), number(qint64(k.failed))),
               k.holds() ? "emblem-ok" : "dialog-warning");
    if (k.recovered) d.sentence(tr("%n recovered besides, deleted or in free space", nullptr, int(k.recovered)), "edit-undo");
    if (!k.skippedWhy.empty()) d.heading(tr("Skipped, and why"));
    for (const auto& [why, count] : k.skippedWhy) d.field(number(qint64(count)), said(why));
    d.end();
}

void EvidenceView::verify() {
    auto changed = std::make_shared<std::vector<ChangedSource>>();
    session()->run(
        tr("Verify evidence"), Job::Unit::Bytes,
        [host = session()->sharedHost(), changed](Progress& p) { *changed = host->checkSources(p); },
        [this, changed] {
            if (changed->empty()) {
                Q_EMIT session()->announced(tr("Every source is unchanged."));
                return;
            }
            QStringList lines;
            for (const auto& c : *changed)
                lines << plain(c.source.path) + QStringLiteral(": ") + plain(c.what);
            Q_EMIT session()->failure(
                {tr("%n source(s) changed since import.", nullptr, int(changed->size())),
                 lines.join(QLatin1Char('\n'))});
        });
}

void EvidenceView::checkChain() {
    inBackground<QString>(
        this, [host = session()->sharedHost()] { return QString::fromStdString(host->custodyFault()); },
        [this](QString&& fault) {
            tabs_->setTabText(
                1, fault.isEmpty() ? tr("Custody log, chain holds") : tr("Custody log, chain broken"));
            tabs_->setTabToolTip(1, fault.toHtmlEscaped());
        },
        {});
}

}  // namespace sillage::ui
