#include "ui/views/files_view.h"

#include <QComboBox>

#include "ui/models/columns.h"
#include "ui/theme/grade_mark.h"

namespace sillage::ui {
namespace {

QString word(std::string_view field, std::string_view name) {
    return valueWord(field, QString::fromLatin1(name.data(), qsizetype(name.size())));
}

// The three questions of the evidence model, each with its answer, so that the grade is never shown alone.
QString axes(const Touch& t) {
    return FilesView::tr("attribution %1 · delivery %2 · identity %3")
        .arg(word("attribution", attributionName(t.attribution)), word("delivery", deliveryName(t.delivery)),
             word("identity", identityName(t.identity)));
}

}  // namespace

FilesView::FilesView(CaseSession* session)
    : TablePage(session, View::Touched, QStringLiteral("files"),
                {tr("Touched messages and files"), tr("grade:>=probable depth:attachment mailbox:martin"),
                 [](int n) { return tr("touched item(s)", nullptr, n); }}),
      scope_(new QComboBox) {
    scope_->addItem(tr("Touched by an actor"), QStringLiteral("touched"));
    scope_->addItem(tr("Every item, with what is undetermined or ruled out"), QStringLiteral("all"));
    scope_->setAccessibleName(tr("Which items"));
    titleLine()->addVerb(scope_);
    table()->setUsualColumns({"grade", "depth", "item", "subject", "attachment", "mailbox", "folder", "size",
                              "actor", "first", "last"});
    table()->setEmptyText("view-files", tr("No touched item"),
                          tr("Items are listed once a session or an address is attributed to an actor. "
                             "Nothing is attributed by itself."),
                          tr("Go to Actors"));
    connect(table()->emptyState(), &EmptyState::acted, this,
            [this] { Q_EMIT this->session()->goTo(View::Sessions, {}); });
    connect(scope_, &QComboBox::currentIndexChanged, this, &FilesView::applyScope);
    applyScope();
}

void FilesView::applyScope() {
    const bool touched = scope_->currentData() == QLatin1String("touched");
    model()->setScope(touched ? QStringLiteral("grade:>=possible") : QString());
    forgetTotal();
    filter()->setText(filter()->text());
}

void FilesView::applyQuery(const QString& query) {
    if (query.contains(QLatin1String("grade:"))) scope_->setCurrentIndex(1);
    TablePage::applyQuery(query);
}

void FilesView::showTouch(const QString& touchId) {
    scope_->setCurrentIndex(1);
    filter()->setText(QStringLiteral("touch:%1").arg(touchId));
}

void FilesView::showRow(int row) {
    const QString id = model()->text(row, "touch");
    if (id.isEmpty()) return TablePage::showRow(row);
    asking_.cancel();
    asking_ = session()->ask<std::optional<Proof>>(
        this, [id = id.toStdString()](CaseReader& r) { return r.proof(id); },
        [this, row](std::optional<Proof>&& proof) {
            if (!proof) return TablePage::showRow(row);
            showProof(*proof);
            showLines(*proof);
        });
}

void FilesView::showProof(const Proof& proof) {
    const Touch& t = proof.touch;
    DetailPane& d = *detail();
    d.begin();
    const QString name = t.isAttachment && !t.attachment.empty() ? plain(t.attachment) : plain(t.subject);
    d.title(name.isEmpty() ? tr("(no subject)") : name);
    d.grade(t.grade, axes(t));
    d.sentence(gradeMeaning(t.grade));
    if (!t.stored) d.sentence(tr("Ghost: a log names this item and no exhibit holds it."), "dialog-warning");
    d.heading(tr("Why"));
    for (const auto& s : t.why) d.sentence(said(s), "emblem-ok");
    if (t.why.empty()) d.sentence(tr("No sentence of proof."));
    d.heading(tr("What speaks against it"));
    for (const auto& s : t.against) d.sentence(said(s), "dialog-warning");
    if (t.against.empty()) d.sentence(tr("Nothing in the evidence examined."));
    if (!t.coverage.empty()) {
        d.heading(tr("Coverage it rests on"));
        d.sentence(said(t.coverage));
    }
    d.heading(tr("Item"));
    d.field(tr("Mailbox"), plain(t.mailbox));
    d.field(tr("Folder"), plain(t.folder));
    if (t.uid) d.field(tr("UID"), number(t.uid));
    d.field(tr("Message-ID"), plain(t.messageId), true);
    d.field(tr("SHA-256"), plain(t.sha256), true);
    if (t.size >= 0) d.field(tr("Size"), exactBytes(t.size));
    d.field(tr("First"), timeText(t.first, session()->zone()) + QLatin1Char(' ') + session()->zone().name());
    d.field(tr("Last"), timeText(t.last, session()->zone()) + QLatin1Char(' ') + session()->zone().name());
    QStringList sessions;
    for (const auto& s : t.sessions) sessions << plain(s);
    d.field(tr("Sessions"), sessions.join(QStringLiteral(", ")), true);
    d.field(tr("Touch"), plain(t.id), true);
    if (!proof.rules.empty()) d.heading(tr("Rules applied"));
    for (const auto& rule : proof.rules) {
        d.sentence(plain(rule.id) + QStringLiteral("  ") + said(rule.title));
        d.sentence(said(rule.text));
    }
    d.end();
}

void FilesView::showLines(const Proof& proof) {
    if (proof.lines.empty()) return raw()->clear(tr("No raw line is cited for this item."));
    std::vector<RawRecord> records;
    for (const Proof::Line& line : proof.lines) records.push_back(line.raw);
    raw()->showRecords(std::move(records));
}

}  // namespace sillage::ui
