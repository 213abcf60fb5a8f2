#include "ui/views/files_view.h"

#include <QComboBox>

namespace sillage::ui {
FilesView::FilesView(CaseSession* session)
    : TablePage(session, View::Touched, QStringLiteral("files"),
                {tr("Touched messages and files"), tr("grade:>=probable depth:attachment mailbox:martin"),
                 [](int n) { return tr("touched item(s)", nullptr, n); }}),
      scope_(new QComboBox),
      proof_(new ProofPane) {
    below()->insertWidget(0, proof_);
    detail()->hide();
    proof_->setObjectName(QStringLiteral("proof"));
    scope_->addItem(tr("Touched by an actor"), QStringLiteral("touched"));
    scope_->addItem(tr("Every item, with what is undetermined or ruled out"), QStringLiteral("all"));
    scope_->setAccessibleName(tr("Which items"));
    titleLine()->addVerb(scope_);
    table()->setUsualColumns({"grade", "depth", "item", "subject", "attachment", "mailbox", "folder", "size",
                              "actor", "first", "last", "examiner_grade"});
    table()->setEmptyText("view-files", tr("No touched item"),
                          tr("Items are listed once a session or an address is attributed to an actor. "
                             "Nothing is attributed by itself."),
                          tr("Go to Actors"));
    connect(table()->emptyState(), &EmptyState::acted, this,
            [this] { Q_EMIT this->session()->goTo(View::Sessions, {}); });
    connect(scope_, &QComboBox::currentIndexChanged, this, &FilesView::applyScope);
    connect(table(), &DataTable::gradeWanted, this, [this](const QString& id) { this->session()->askGrade(id, this); });
    connect(proof_, &ProofPane::gradeWanted, this, [this](const QString& id) { this->session()->askGrade(id, this); });
    applyScope();
}

void FilesView::applyScope() {
    const bool touched = scope_->currentData() == QLatin1String("touched");
    model()->setScope(touched ? QStringLiteral("(grade:>=possible OR (examiner-grade:>=possible examiner-state:raised))") : QString());
    forgetTotal();
    filter()->setText(filter()->text());
}

void FilesView::applyQuery(const QString& query) {
    if (query.contains(QLatin1String("grade:")) || query.contains(QLatin1String("regraded"))) scope_->setCurrentIndex(1);
    TablePage::applyQuery(query);
}

void FilesView::showTouch(const QString& touchId) {
    scope_->setCurrentIndex(1);
    filter()->setText(QStringLiteral("touch:%1").arg(touchId));
}

void FilesView::regrade() {
    session()->askGrade(proof_->touchId(), this);  // of what is shown, whatever the table is loading
}

void FilesView::showRow(int row) {
    const QString id = model()->text(row, "touch");
    if (id.isEmpty()) return;
    asking_.cancel();
    asking_ = session()->ask<std::optional<Proof>>(
        this, [id = id.toStdString()](CaseReader& r) { return r.proof(id); },
        [this](std::optional<Proof>&& proof) {
            if (!proof) return proof_->clear(tr("This row is not there any more."));
            proof_->setProof(*proof);
            showLines(*proof);
        });
}

void FilesView::showLines(const Proof& proof) {
    if (proof.lines.empty()) return raw()->clear(tr("No raw line is cited for this item."));
    std::vector<RawRecord> records;
    for (const Proof::Line& line : proof.lines) records.push_back(line.raw);
    raw()->showRecords(std::move(records));
}

}  // namespace sillage::ui
