#include "ui/widgets/coverage_lanes.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
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

/// Recorders of one host that were silent together: a row of all of them, which it names as its sources.
bool isJoint(const Coverage& c) { return c.kind == "silence" && c.recorder.empty() && !c.source.empty(); }

bool isHole(const Coverage& c) {
    const bool ofTime = c.kind == "hole" || c.kind == "silence" || c.kind == "damage" || c.kind == "cleared" || (c.kind == "off" && c.first);
    return !c.recorder.empty() && ofTime;
}

}  // namespace

CoverageLanes::CoverageLanes(QWidget* parent) : QWidget(parent) {
    setProperty("surface", QStringLiteral("base"));
    setAttribute(Qt::WA_StyledBackground);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Coverage lanes"));
}

QSize CoverageLanes::sizeHint() const {
    return {600, kAxis + int(lanes_.size()) * kLane + space::related};
}

void CoverageLanes::setCoverage(const std::vector<Coverage>& cells, const ShownZone& zone) {
    zone_ = zone;
    lanes_.clear();
    first_ = last_ = 0;
    current_ = -1;
    std::map<QString, Lane> recorders;
    std::vector<Lane> open;
    std::vector<Coverage> joint;
    // A hole stands once in its recorder's lane, whatever the number of routes it opens.
    const auto addHole = [](Lane& lane, const Coverage& c) {
        const auto same = [&](const Coverage& h) { return h.first == c.first && h.last == c.last; };
        const auto known = std::find_if(lane.holes.begin(), lane.holes.end(), same);
        if (known == lane.holes.end()) lane.holes.push_back(c);
        else if (known->state == "covered") *known = c;
    };
    for (const Coverage& c : cells) {
        if (c.kind == "recorder" && !c.first) continue;
        if (c.first && (c.kind == "recorder" || c.kind == "source")) {
            first_ = first_ ? std::min<qint64>(first_, c.first) : c.first;
            last_ = std::max<qint64>(last_, c.last);
        }
        if (c.kind == "recorder" || isHole(c)) {
            Lane& lane = recorders[plain(c.recorder)];
            lane.name = plain(c.recorder);
            if (!isHole(c)) {
                lane.spans.push_back(c);
                continue;
            }
            addHole(lane, c);
        } else if (isJoint(c)) {
            joint.push_back(c);
        } else if (c.kind == "route" && c.state == "not-covered") {
            Lane lane;
            lane.name = said(c.route);
            lane.missing = true;
            lane.holes.push_back(c);
            open.push_back(std::move(lane));
        }
    }
    for (const Coverage& c : joint)
        for (const QString& name : plain(c.source).split(QStringLiteral(", ")))
            if (const auto lane = recorders.find(name); lane != recorders.end()) addHole(lane->second, c);
    for (auto& [name, lane] : recorders) {
        lane.missing = !lane.holes.empty();
        lanes_.push_back(std::move(lane));
    }
    // What has holes first; then what is whole; then the routes without any recorder.
    std::stable_partition(lanes_.begin(), lanes_.end(), [](const Lane& lane) { return lane.missing; });
    for (Lane& lane : open) lanes_.push_back(std::move(lane));
    for (Lane& lane : lanes_) {
        std::sort(lane.holes.begin(), lane.holes.end(), [](const Coverage& a, const Coverage& b) { return a.first < b.first; });
        for (const Coverage* c : parts(lane)) lane.accessible += (lane.accessible.isEmpty() ? QString() : QStringLiteral("; ")) + words(*c);
    }
    if (last_ <= first_) last_ = first_ + kDay;
    setMinimumHeight(sizeHint().height());
    updateGeometry();
    update();
}

std::vector<const Coverage*> CoverageLanes::parts(const Lane& lane) {
    std::vector<const Coverage*> all;
    for (const Coverage& c : lane.spans) all.push_back(&c);
    for (const Coverage& c : lane.holes) all.push_back(&c);
    return all;
}

QString CoverageLanes::words(const Coverage& c) const {
    QString text = valueWord("state", QString::fromStdString(c.state));
    const auto at = [this](qint64 utc) { return utc ? timeText(utc, zone_) : QString(); };
    if (c.first || c.last) text += QStringLiteral("  ") + at(c.first) + QStringLiteral(" – ") + at(c.last);
    return text + QStringLiteral("  ") + said(c.detail);
}

double CoverageLanes::place(qint64 utc, const QRect& area) const {
    return area.left() + double(utc - first_) / double(last_ - first_) * area.width();
}

QRect CoverageLanes::timeArea() const {
    return {kNames + space::panel, 0, std::max(40, width() - kNames - 2 * space::panel), height()};
}

int CoverageLanes::laneAt(int y) const {
    const int lane = (y - kAxis) / kLane;
    return y < kAxis || lane >= int(lanes_.size()) ? -1 : lane;
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

void CoverageLanes::paintLane(QPainter& p, const QRect& area, const Lane& lane, bool current) const {
    const Tokens& t = tokens();
    const QRect bar = area.adjusted(0, 6, 0, -6);
    QColor gap = t.muted;
    gap.setAlpha(90);
    const auto rect = [&](const Coverage& c) {
        const double x = place(std::max<qint64>(c.first, first_), area);
        return QRectF(x, bar.top(), std::max(3.0, place(c.last ? c.last : last_, area) - x), bar.height());
    };
    p.fillRect(bar, QBrush(gap, Qt::BDiagPattern));
    for (const Coverage& c : lane.spans) p.fillRect(rect(c), t.ok);
    for (const Coverage& c : lane.holes) {
        if (!c.first && !c.last) continue;
        p.fillRect(rect(c), t.base);
        p.fillRect(rect(c), QBrush(c.state == "covered" ? gap : t.warning, Qt::BDiagPattern));
    }
    if (!current) return;
    const auto all = parts(lane);
    if (part_ < 0 || part_ >= int(all.size())) return;
    p.setPen(QPen(t.accent, 2));
    const Coverage& c = *all[std::size_t(part_)];
    p.drawRect(c.first || c.last ? rect(c).adjusted(0, -2, 0, 2) : QRectF(bar).adjusted(0, -2, 0, 2));
}

void CoverageLanes::paintEvent(QPaintEvent*) {
    QPainter p(this);
    if (lanes_.empty()) return;
    const QRect time = timeArea();
    paintAxis(p, time);
    int y = kAxis;
    for (int i = 0; i < int(lanes_.size()); ++i, y += kLane) {
        const Lane& lane = lanes_[std::size_t(i)];
        if (i == current_) p.fillRect(QRect(0, y, width(), kLane), tokens().selection);
        p.setFont(Theme::instance().body());
        p.setPen(tokens().text);
        const QRect name(space::panel, y, kNames - space::related, kLane);
        p.drawText(name, Qt::AlignVCenter, p.fontMetrics().elidedText(lane.name, Qt::ElideMiddle, name.width()));
        paintLane(p, QRect(time.left(), y, time.width(), kLane), lane, i == current_ && hasFocus());
    }
}

void CoverageLanes::choose(int lane, int part) {
    if (lane < 0 || lane >= int(lanes_.size())) return;
    const auto all = parts(lanes_[std::size_t(lane)]);
    if (all.empty()) return;
    current_ = lane;
    part_ = std::clamp(part, 0, int(all.size()) - 1);
    setAccessibleDescription(lanes_[std::size_t(lane)].name + QStringLiteral(": ") + words(*all[std::size_t(part_)]));
    update();
    Q_EMIT chosen(*all[std::size_t(part_)]);
}

void CoverageLanes::mousePressEvent(QMouseEvent* event) {
    const int lane = laneAt(event->pos().y());
    if (lane < 0) return;
    const QRect area = timeArea();
    const auto all = parts(lanes_[std::size_t(lane)]);
    int best = 0;
    for (int i = 0; i < int(all.size()); ++i) {  // the last that contains it: holes lie on spans
        const Coverage& c = *all[std::size_t(i)];
        if (c.first && event->pos().x() >= place(c.first, area) - 3 && event->pos().x() <= place(c.last ? c.last : last_, area) + 3) best = i;
    }
    choose(lane, best);
}

void CoverageLanes::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Down: return choose(std::min(current_ + 1, int(lanes_.size()) - 1), 0);
        case Qt::Key_Up: return choose(std::max(current_ - 1, 0), 0);
        case Qt::Key_Right: return choose(current_, part_ + 1);
        case Qt::Key_Left: return choose(current_, part_ - 1);
        case Qt::Key_Home: return choose(0, 0);
        case Qt::Key_End: return choose(int(lanes_.size()) - 1, 0);
        default: QWidget::keyPressEvent(event);
    }
}

void CoverageLanes::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (current_ < 0) choose(0, 0);
}

bool CoverageLanes::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const int lane = laneAt(help->pos().y());
    if (lane < 0) return true;
    QStringList lines;
    for (const Coverage* c : parts(lanes_[std::size_t(lane)])) lines << words(*c).toHtmlEscaped();
    QToolTip::showText(help->globalPos(), lines.mid(0, 12).join(QStringLiteral("<br>")), this);
    return true;
}

}  // namespace sillage::ui
