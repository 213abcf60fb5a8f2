#include "ui/views/changes_view.h"

#include <QComboBox>
#include <QLabel>
#include <QRegularExpression>
#include <QVBoxLayout>

#include "case/changes.h"
#include "ui/theme/theme.h"

namespace sillage::ui {

ChangesView::ChangesView(CaseSession* session)
    : TablePage(session, View::Changes, QStringLiteral("changes"),
                {tr("What changed"), tr("change:lowered mailbox:martin"), [](int n) { return tr("changed item(s)", nullptr, n); }}),
      which_(new QComboBox),
      cause_(label({}, TextRole::Muted)) {
    which_->setAccessibleName(tr("Which recomputation"));
    which_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    which_->setMinimumContentsLength(48);
    titleLine()->addVerb(which_);
    auto* item = button(tr("Show its proof"), "shield");
    titleLine()->addVerb(item);
    cause_->setWordWrap(true);
    cause_->setContentsMargins(space::panel, space::inner, space::panel, space::related);
    cause_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column()->insertWidget(2, cause_);
    table()->setUsualColumns({"change", "old_grade", "new_grade", "new_depth", "subject", "mailbox", "folder", "actor", "why"});
    table()->setEmptyText("emblem-ok", tr("Nothing changed"),
                          tr("The answer is computed again when evidence, indicators, settings or rules change; what that makes of each item is listed here."));
    raw()->hide();
    const auto showProof = [this] {
        const QString id = table()->currentRow() < 0 ? QString() : model()->text(table()->currentRow(), "touch");
        if (!id.isEmpty()) Q_EMIT this->session()->goTo(View::Touched, QStringLiteral("touch:") + id);
    };
    connect(item, &QPushButton::clicked, this, showProof);
    connect(table(), &QAbstractItemView::doubleClicked, this, showProof);
    connect(which_, &QComboBox::currentIndexChanged, this, &ChangesView::choose);
}

void ChangesView::refresh() {
    asking_.cancel();
    asking_ = session()->ask<std::vector<AnswerChange>>(
        this, [](CaseReader& r) { return r.answerChanges(); }, [this](std::vector<AnswerChange>&& changes) { fill(std::move(changes)); });
}

void ChangesView::fill(std::vector<AnswerChange>&& changes) {
    const bool atNewest = which_->currentIndex() <= 0 && !wanted_;
    const qint64 shown = wanted_ ? wanted_ : which_->currentData().toLongLong();
    wanted_ = 0;
    changes_ = std::move(changes);
    {
        const QSignalBlocker quiet(which_);
        which_->clear();
        for (auto c = changes_.rbegin(); c != changes_.rend(); ++c)
            which_->addItem(QStringLiteral("%1  %2 %3  %4").arg(c->number).arg(timeText(c->created, session()->zone()), session()->zone().name(),
                                                                  said(changeSummary(c->counts))), qint64(c->number));
        which_->setCurrentIndex(atNewest ? 0 : qMax(0, which_->findData(shown)));
    }
    choose();
}

void ChangesView::choose() {
    const qint64 number = which_->currentData().toLongLong();
    QStringList lines;
    for (const AnswerChange& c : changes_) {
        if (c.number != number) continue;
        for (const auto& sentence : c.cause) lines << said(sentence);
        if (c.cause.empty()) lines << tr("Evidence, indicators, settings and rules were those of the time before.");
        if (c.total() > c.kept && number > 1) lines << tr("%n change(s) were too many to be kept one by one.", nullptr, int(c.total() - c.kept));
    }
    constexpr int kLines = 6;
    if (lines.size() > kLines) lines = lines.mid(0, kLines) << tr("and %n further cause(s): `sillage-cli diff list` names them all", nullptr, int(lines.size() - kLines));
    cause_->setText(lines.join(QLatin1Char('\n')));
    cause_->setVisible(!lines.isEmpty());
    model()->setScope(QStringLiteral("number:%1").arg(number));
    forgetTotal();
    filter()->setText(filter()->text());
}

/// The overview leads here by a recomputation's number.
void ChangesView::applyQuery(const QString& query) {
    static const QRegularExpression one(QStringLiteral("^number:(\\d+)$"));
    const auto match = one.match(query.trimmed());
    if (!match.hasMatch()) return TablePage::applyQuery(query);
    const int index = which_->findData(match.captured(1).toLongLong());
    if (index < 0) wanted_ = match.captured(1).toLongLong();
    else which_->setCurrentIndex(index);
    TablePage::applyQuery({});
}

}  // namespace sillage::ui
