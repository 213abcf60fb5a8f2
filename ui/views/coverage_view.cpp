#include "ui/views/coverage_view.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/columns.h"
#include "ui/theme/theme.h"

namespace sillage::ui {
namespace {

constexpr int kLeast = 90, kMost = 300;

}  // namespace

CoverageView::CoverageView(CaseSession* session)
    : TablePage(session, View::Coverage, QStringLiteral("coverage"),
                {tr("Coverage"), tr("state:not-covered route:imap"), [](int n) { return tr("cell(s)", nullptr, n); }}),
      lanes_(new CoverageLanes),
      grid_(new CoverageGrid),
      area_(new QScrollArea),
      stack_(new QStackedWidget),
      pictures_(new QTabBar),
      legend_(label({}, TextRole::Muted)),
      absent_(new QCheckBox(tr("Routes that do not exist here"))) {
    table()->setUsualColumns({"route", "account", "state", "first", "last", "source", "detail", "ask", "whom", "expires"});
    table()->setEmptyText("view-coverage", tr("No coverage computed yet"),
                          tr("Import logs: coverage says for which routes, accounts and times they speak."));
    raw()->hide();
    absent_->setToolTip(tr("A route that does not exist here has no recorder and needs none; its row says why."));
    titleLine()->addVerb(absent_);
    connect(absent_, &QCheckBox::toggled, this, [this] {
        applyScope();
        draw();
    });
    applyScope();
    pictures_->addTab(tr("Recorders over time"));
    pictures_->addTab(tr("Routes and accounts"));
    pictures_->setAccessibleName(tr("What is drawn"));
    pictures_->setDocumentMode(true);
    pictures_->setExpanding(false);
    area_->setWidgetResizable(true);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setWidget(lanes_);
    stack_->addWidget(area_);
    stack_->addWidget(grid_);
    legend_->setContentsMargins(space::panel, space::inner, space::panel, space::related);
    legend_->setWordWrap(true);
    column()->insertWidget(1, hairline(Qt::Horizontal));
    column()->insertWidget(1, legend_);
    column()->insertWidget(1, stack_);
    column()->insertWidget(1, pictures_);
    connect(pictures_, &QTabBar::currentChanged, this, &CoverageView::draw);
    connect(lanes_, &CoverageLanes::chosen, this, &CoverageView::showCoverage);
    connect(grid_, &CoverageGrid::cellChosen, this, &CoverageView::showCells);
    connect(session, &CaseSession::zoneChanged, this, &CoverageView::refresh);
    draw();
}

void CoverageView::applyScope() {
    model()->setScope(absent_->isChecked() ? QString() : QStringLiteral("-state:not-applicable"));
    forgetTotal();
    filter()->setText(filter()->text());
}

void CoverageView::applyQuery(const QString& query) {
    if (query.contains(QLatin1String("not-applicable"))) absent_->setChecked(true);
    TablePage::applyQuery(query);
}

/// Fills the picture that is shown; the other when it is asked for.
void CoverageView::draw() {
    const bool matrix = pictures_->currentIndex() == 1;
    stack_->setCurrentIndex(matrix ? 1 : 0);
    const bool empty = rows_.empty();
    for (QWidget* w : std::initializer_list<QWidget*>{stack_, legend_, pictures_}) w->setVisible(!empty);
    if (matrix) grid_->grid()->setCoverage(rows_, session()->zone(), absent_->isChecked());
    else lanes_->setCoverage(rows_, session()->zone());
    legend_->setText(matrix ? tr("Filled: covered; fainter where the account has no record. Hatched: not covered; silence there proves nothing. A thin line: does not exist here.")
                            : tr("Filled: the recorder wrote. Hatched: a hole, a silence beyond its habit, or no recorder at all; silence there proves nothing."));
    const int wanted = matrix ? grid_->horizontalHeader()->sizeHint().height() + grid_->grid()->rowCount() * CoverageGrid::kRow + 24 : lanes_->sizeHint().height() + 2;
    stack_->setFixedHeight(std::clamp(wanted, kLeast, kMost));
    column()->activate();
}

void CoverageView::refresh() {
    TablePage::refresh();
    asking_.cancel();
    asking_ = session()->ask<std::vector<Coverage>>(
        this, [](CaseReader& r) { return r.coverage(); },
        [this](std::vector<Coverage>&& cells) {
            const auto absent = std::count_if(cells.begin(), cells.end(), [](const Coverage& c) { return c.state == "not-applicable"; });
            absent_->setText(tr("Routes that do not exist here (%1)").arg(number(absent)));
            absent_->setVisible(absent > 0);
            rows_ = std::move(cells);
            draw();
            showRow(table()->currentIndex().row());  // the row may have been shown before there was more to say of it
        });
}

void CoverageView::askLines(const std::string& ask, const std::string& whom, qint64 expires) {
    if (ask.empty()) return;
    detail()->heading(tr("What to ask for"));
    detail()->sentence(said(ask));
    if (!whom.empty()) detail()->field(tr("Of whom"), said(whom));
    if (expires) detail()->field(tr("Typically gone"), timeText(expires, session()->zone()));
}

void CoverageView::showCoverage(const Coverage& c) {
    DetailPane* d = detail();
    d->begin();
    const QString of = c.recorder.empty() ? said(c.route) : plain(c.recorder);
    d->title(c.account.empty() ? of : of + QStringLiteral(" · ") + plain(c.account));
    d->field(heading("state"), valueWord("state", QString::fromStdString(c.state)));
    if (!c.recorder.empty()) d->field(heading("route"), said(c.route));
    if (c.first) d->field(heading("first"), timeText(c.first, session()->zone()));
    if (c.last) d->field(heading("last"), timeText(c.last, session()->zone()));
    if (!c.source.empty()) d->field(heading("source"), plain(c.source));
    d->heading(tr("What is known"));
    for (const QString& part : said(c.detail).split(QStringLiteral("; "))) d->sentence(part);
    askLines(c.ask, c.whom, c.expires);
    d->end();
}

void CoverageView::showCells(const QModelIndex& index) {
    const CoverageGridModel* model = grid_->grid();
    DetailPane* d = detail();
    d->begin();
    d->title(model->headerData(index.row(), Qt::Vertical, Qt::DisplayRole).toString() + QStringLiteral(" · ") +
             model->headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString());
    d->field(heading("state"), model->word(index));
    for (const MatrixCell& c : model->cells(index)) {
        d->sentence(model->words(c));
        askLines(c.ask, c.whom, c.expires);
    }
    d->end();
}

void CoverageView::showRow(int row) {
    // Rows are numbered from 1 in the order the reader gives them.
    const auto& ids = model()->rowIds();
    const auto at = row >= 0 && row < int(ids.size()) ? std::size_t(ids[std::size_t(row)]) : 0;
    if (at >= 1 && at <= rows_.size()) {
        const Coverage& c = rows_[at - 1];
        const QString route = model()->text(row, "route");
        if (model()->row(row) && (route == said(c.route) || route == QString::fromStdString(c.route)) && model()->text(row, "account") == QString::fromStdString(c.account))
            return showCoverage(c);
    }
    TablePage::showRow(row);
}

}  // namespace sillage::ui
