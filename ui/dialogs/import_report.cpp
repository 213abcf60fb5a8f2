#include "ui/dialogs/import_report.h"

#include <QFormLayout>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/dialogs/dialog_buttons.h"
#include "ui/models/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

constexpr std::size_t kReasons = 8;

QLabel* wrapped(const QString& text, TextRole role = TextRole::Body) {
    QLabel* l = label(text, role);
    l->setWordWrap(true);
    l->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return l;
}

void addSkipped(QVBoxLayout* column, const Reconciliation& k) {
    auto list = k.skippedWhy;
    std::vector<std::pair<std::string, std::uint64_t>> why(list.begin(), list.end());
    std::sort(why.begin(), why.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    if (why.empty()) return;
    column->addSpacing(space::related);
    column->addWidget(label(ImportReportDialog::tr("Skipped, and why"), TextRole::Strong));
    auto* form = tight(new QFormLayout, space::inner);
    form->setHorizontalSpacing(space::panel);
    std::uint64_t rest = 0;
    for (std::size_t i = 0; i < why.size(); ++i) {
        if (i >= kReasons) {
            rest += why[i].second;
            continue;
        }
        form->addRow(label(number(qint64(why[i].second)), TextRole::Muted), wrapped(said(why[i].first)));
    }
    if (rest) form->addRow(label(number(qint64(rest)), TextRole::Muted), label(ImportReportDialog::tr("for other reasons, listed by source in Evidence")));
    column->addLayout(form);
}

}  // namespace

ImportReportDialog::ImportReportDialog(CaseSession* session, const ImportReport& r, QWidget* parent)
    : QDialog(parent), session_(session) {
    setWindowTitle(tr("Import report"));
    setMinimumWidth(600);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::group, space::group, space::panel);
    column->setSpacing(space::related);
    const Reconciliation& k = r.total;
    const bool whole = k.holds() && !r.interrupted && !r.limitHit && k.failed == 0;
    auto* head = tight(new QHBoxLayout, space::related);
    auto* mark = new QLabel;
    mark->setPixmap(icon(whole ? "emblem-ok" : "dialog-warning").pixmap(20, 20));
    head->addWidget(mark);
    head->addWidget(label(r.interrupted ? tr("Import interrupted; the same import resumes it")
                          : whole       ? tr("Import done: every record is accounted for")
                                        : tr("Import done: look at what was not read"),
                          TextRole::Title),
                    1);
    column->addLayout(head);
    column->addWidget(wrapped(tr("%n source(s), %1.", nullptr, int(r.sources)).arg(humanBytes(qint64(r.bytes)))));
    column->addWidget(wrapped(tr("%1 records found = %2 imported + %3 duplicate + %4 skipped + %5 failed.")
                                  .arg(number(qint64(k.found)), number(qint64(k.imported)),
                                       number(qint64(k.duplicate)), number(qint64(k.skipped)),
                                       number(qint64(k.failed))),
                              k.holds() ? TextRole::Ok : TextRole::Error));
    if (r.unchanged)
        column->addWidget(wrapped(tr("%n source(s) already in the case and unchanged.", nullptr, int(r.unchanged))));
    if (r.changed)
        column->addWidget(wrapped(tr("%n source(s) changed since they were imported.", nullptr, int(r.changed)),
                                  TextRole::Warning));
    if (r.limitHit)
        column->addWidget(wrapped(tr("Something was not fully examined: Problems says what."), TextRole::Warning));
    addSkipped(column, k);
    column->addSpacing(space::related);
    if (k.failed) addLink(column, tr("Show what failed"), "dialog-warning", View::Sources, QStringLiteral("failed:>0"));
    if (k.problems)
        addLink(column, tr("Show the sources with problems"), "dialog-warning", View::Sources,
                QStringLiteral("problems:>0"));
    if (k.skipped)
        addLink(column, tr("Show what was skipped"), "view-evidence", View::Sources, QStringLiteral("skipped:>0"));
    addLink(column, tr("Go to the candidates in Actors"), "view-actors", View::Suspects, {});
    for (const auto& line : r.media) column->addWidget(wrapped(said(line), TextRole::Muted));
    if (!r.sandbox.empty())
        column->addWidget(wrapped(tr("Decoding was caged: %1.").arg(plain(r.sandbox)), TextRole::Muted));
    addCloseButton(this, column)->setFocus();
}

void ImportReportDialog::addLink(QVBoxLayout* column, const QString& text, const char* iconName, View view,
                                 const QString& query) {
    auto* b = quietButton(text, iconName);
    b->setAutoDefault(false);
    connect(b, &QPushButton::clicked, this, [this, view, query] {
        accept();
        Q_EMIT session_->goTo(view, query);
    });
    column->addWidget(b, 0, Qt::AlignLeft);
}

}  // namespace sillage::ui
