#include "ui/views/coverage_view.h"

#include <QCheckBox>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollArea>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "ui/models/columns.h"
#include "ui/theme/theme.h"

namespace sillage::ui {
namespace {

constexpr int kLane = 24, kAxis = 28, kNames = 260;
constexpr qint64 kMinute = 60'000'000, kDay = 86'400'000'000;

// The next step people count in: minutes, hours, days, weeks.
qint64 roundStep(qint64 least) {
    for (const qint64 minutes : {1, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2 * 1440, 7 * 1440, 14 * 1440, 28 * 1440})
        if (minutes * kMinute >= least) return minutes * kMinute;
    return (least / (28 * kDay) + 1) * 28 * kDay;
}

}  // namespace

CoverageLanes::CoverageLanes(QWidget* parent) : QWidget(parent) {
    setProperty("surface", QStringLiteral("base"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Coverage lanes"));
}

QSize CoverageLanes::sizeHint() const {
    return {600, kAxis + int(lanes_.size()) * kLane + space::related};
}

void CoverageLanes::setCoverage(const std::vector<Coverage>& cells, const ShownZone& zone) {
    zone_ = zone;
    lanes_.clear();
    first_ = last_ = 0;
    std::map<QString, std::vector<Coverage>> lanes;
    for (const Coverage& c : cells) {
        if (c.first && (!first_ || c.first < first_)) first_ = c.first;
        last_ = std::max<qint64>(last_, c.last);
        const QString who = c.account.empty() ? tr("all accounts") : plain(c.account);
        lanes[said(c.route) + QStringLiteral(" · ") + who].push_back(c);
    }
    // Routes that do not exist here stay in the table below; a lane of nothing would only push the gaps out
    // of sight.
    auto exists = [](const Coverage& c) { return c.state != "not-applicable"; };
    for (auto& [name, list] : lanes)
        if (std::any_of(list.begin(), list.end(), exists)) lanes_.push_back({name, std::move(list)});
    // What is missing first.
    std::stable_partition(lanes_.begin(), lanes_.end(), [](const Lane& lane) {
        return std::any_of(lane.cells.begin(), lane.cells.end(), [](const Coverage& c) { return c.state == "not-covered"; });
    });
    if (last_ <= first_) last_ = first_ + kDay;
    setMinimumHeight(sizeHint().height());
    updateGeometry();
    update();
}

double CoverageLanes::place(qint64 utc, const QRect& area) const {
    return area.left() + double(utc - first_) / double(last_ - first_) * area.width();
}

void CoverageLanes::paintAxis(QPainter& p, const QRect& area) const {
    p.setFont(Theme::instance().caption());
    const qint64 step = roundStep((last_ - first_) / std::max(1, area.width() / 190));
    const bool days = step >= kDay;
    const qint64 begin = first_ + zone_.zone.offsetMinutes(Time(std::chrono::microseconds(first_))) * kMinute;
    for (qint64 at = first_ + (step - begin % step) % step; at <= last_; at += step) {
        const int x = int(place(at, area));
        p.setPen(tokens().hairline);
        p.drawLine(x, area.top() + kAxis - 4, x, area.bottom());
        p.setPen(tokens().muted);
        const QString text = timeText(at, zone_).left(days ? 10 : 16);
        const int width = p.fontMetrics().horizontalAdvance(text);
        p.drawText(std::clamp(x - width / 2, area.left(), area.right() - width),
                   area.top() + p.fontMetrics().ascent() + 4, text);
    }
}

void CoverageLanes::paintLane(QPainter& p, const QRect& area, const Lane& lane) const {
    const Tokens& t = tokens();
    const QRect bar = area.adjusted(0, 6, 0, -6);
    QColor gap = t.muted;
    gap.setAlpha(90);
    p.fillRect(bar, QBrush(gap, Qt::BDiagPattern));
    for (const Coverage& c : lane.cells) {
        if (c.state == "not-applicable") p.fillRect(bar, t.alternate);
        if (c.state != "covered" || !c.first) continue;
        const double x = place(c.first, area);
        p.fillRect(QRectF(x, bar.top(), std::max(2.0, place(c.last, area) - x), bar.height()), t.accent);
    }
}

void CoverageLanes::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const QRect time(kNames + space::panel, 0, std::max(40, width() - kNames - 2 * space::panel), height());
    if (lanes_.empty()) return;
    paintAxis(p, time);
    int y = kAxis;
    for (const Lane& lane : lanes_) {
        p.setFont(Theme::instance().body());
        p.setPen(tokens().text);
        const QRect name(space::panel, y, kNames - space::related, kLane);
        p.drawText(name, Qt::AlignVCenter,
                   p.fontMetrics().elidedText(lane.name, Qt::ElideMiddle, name.width()));
        paintLane(p, QRect(time.left(), y, time.width(), kLane), lane);
        y += kLane;
    }
}

bool CoverageLanes::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const int lane = (help->pos().y() - kAxis) / kLane;
    if (help->pos().y() < kAxis || lane >= int(lanes_.size())) return true;
    QStringList lines;
    for (const Coverage& c : lanes_[std::size_t(lane)].cells)
        lines << (valueWord("state", QString::fromStdString(c.state)) + QStringLiteral("  ") +
                  plain(c.source) + QStringLiteral("  ") + said(c.detail))
                     .toHtmlEscaped();
    QToolTip::showText(help->globalPos(), lines.mid(0, 12).join(QStringLiteral("<br>")), this);
    return true;
}

CoverageView::CoverageView(CaseSession* session)
    : TablePage(session, View::Coverage, QStringLiteral("coverage"),
                {tr("Coverage"), tr("state:not-covered route:imap"), [](int n) { return tr("cell(s)", nullptr, n); }}),
      lanes_(new CoverageLanes),
      area_(new QScrollArea),
      absent_(new QCheckBox(tr("Routes that do not exist here"))) {
    table()->setUsualColumns({"route", "account", "state", "first", "last", "source", "detail", "ask"});
    table()->setEmptyText("view-coverage", tr("No coverage computed yet"),
                          tr("Import logs: coverage says for which routes, accounts and times they speak."));
    raw()->hide();
    absent_->setToolTip(tr("A route that does not exist here has no recorder and needs none; its row says why."));
    titleLine()->addVerb(absent_);
    connect(absent_, &QCheckBox::toggled, this, &CoverageView::applyScope);
    applyScope();
    area_->setWidgetResizable(true);
    area_->setWidget(lanes_);
    area_->setFixedHeight(kAxis + 2 * kLane);
    column()->insertWidget(1, area_);
    column()->insertWidget(1, hairline(Qt::Horizontal));
    auto* legend =
        label(tr("Filled: a recorder covers it. Hatched: no recorder; silence there proves nothing."),
              TextRole::Muted);
    legend->setContentsMargins(space::panel, space::inner, space::panel, space::related);
    column()->insertWidget(3, legend);
    connect(session, &CaseSession::zoneChanged, this, &CoverageView::refresh);
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

void CoverageView::refresh() {
    TablePage::refresh();
    asking_.cancel();
    asking_ = session()->ask<std::vector<Coverage>>(
        this, [](CaseReader& r) { return r.coverage(); },
        [this](std::vector<Coverage>&& cells) {
            const auto absent = std::count_if(cells.begin(), cells.end(), [](const Coverage& c) { return c.state == "not-applicable"; });
            absent_->setText(tr("Routes that do not exist here (%1)").arg(number(absent)));
            absent_->setVisible(absent > 0);
            lanes_->setCoverage(cells, session()->zone());
            area_->setFixedHeight(qBound(kAxis + 2 * kLane, lanes_->sizeHint().height() + 2, 280));
        });
}

}  // namespace sillage::ui
