#include "ui/widgets/event_histogram.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QHash>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/theme/theme.h"

namespace sillage::ui {
namespace {

constexpr int kHeight = 64, kBars = 40, kLeastDrag = 4;
constexpr std::size_t kWindow = 1000;

std::size_t timeField() {
    const FieldList list = fields(View::Events);
    std::size_t at = 0;
    while (at < list.size && std::string_view(list[at].name) != "time") ++at;
    return at;
}

// Microseconds UTC of the rows at these ranks; 0 = undated.
std::vector<qint64> timesAt(CaseReader& reader, const std::vector<std::int64_t>& ids,
                            const std::vector<std::size_t>& ranks) {
    const std::size_t column = timeField();
    std::vector<qint64> times(ranks.size());
    for (std::size_t i = 0; i < ranks.size(); i += kWindow) {
        std::vector<std::int64_t> wanted;
        QHash<qint64, QList<int>> places;
        for (std::size_t k = i; k < std::min(ranks.size(), i + kWindow); ++k) {
            QList<int>& at = places[ids[ranks[k]]];
            if (at.isEmpty()) wanted.push_back(ids[ranks[k]]);
            at << int(k);
        }
        for (const Row& row : reader.fetch(View::Events, wanted)) {
            const auto* t = column < row.cells.size() ? std::get_if<TimeValue>(&row.cells[column]) : nullptr;
            for (const int at : places.value(row.rowId)) times[std::size_t(at)] = t ? t->utc : 0;
        }
    }
    return times;
}

// For each bound the first rank in [begin, end) whose time is not before it; all bounds are halved together.
std::vector<std::size_t> firstRanks(CaseReader& reader, const std::vector<std::int64_t>& ids, std::size_t begin,
                                    std::size_t end, const std::vector<qint64>& bounds) {
    std::vector<std::size_t> low(bounds.size(), begin), high(bounds.size(), end);
    for (;;) {
        std::vector<std::size_t> middle, which;
        for (std::size_t i = 0; i < bounds.size(); ++i)
            if (low[i] < high[i]) {
                which.push_back(i);
                middle.push_back(low[i] + (high[i] - low[i]) / 2);
            }
        if (which.empty()) return low;
        const auto times = timesAt(reader, ids, middle);
        for (std::size_t k = 0; k < which.size(); ++k)
            times[k] < bounds[which[k]] ? low[which[k]] = middle[k] + 1 : high[which[k]] = middle[k];
    }
}

}  // namespace

Histogram histogram(const std::vector<qint64>& times, int columns) {
    Histogram h;
    for (const qint64 t : times) {
        if (t == 0) {
            ++h.undated;
            continue;
        }
        if (!h.first || t < h.first) h.first = t;
        h.last = std::max(h.last, t);
    }
    if (!h.first || columns < 1) return h;
    if (h.last == h.first) h.last = h.first + 1'000'000;
    h.counts.resize(std::size_t(columns));
    const double span = double(h.last - h.first) + 1;
    for (const qint64 t : times)
        if (t) ++h.counts[std::size_t(double(t - h.first) / span * columns)];
    return h;
}

Histogram eventHistogram(CaseReader& reader, const Query& query, int columns, std::size_t few) {
    Sort byTime;
    byTime.natural = false;
    byTime.field = timeField();
    const auto ids = reader.select(View::Events, query, byTime);
    std::vector<std::size_t> all(ids.size() <= few ? ids.size() : 0);
    std::iota(all.begin(), all.end(), std::size_t(0));
    if (ids.size() <= few) return histogram(timesAt(reader, ids, all), columns);
    // Undated rows stand together at one end.
    auto undatedBefore = [&](qint64 wanted) {
        return firstRanks(reader, ids, 0, ids.size(), {wanted}).front();
    };
    std::size_t begin = 0, end = ids.size();
    const auto ends = timesAt(reader, ids, {0, ids.size() - 1});
    if (ends[0] == 0) begin = undatedBefore(1);
    if (ends[1] == 0 && begin == 0) return {};  // dated rows before undated ones: no order to search in
    Histogram h;
    h.undated = qint64(begin);
    if (begin == end) return h;
    h.first = timesAt(reader, ids, {begin}).front();
    h.last = std::max(ends[1], h.first + 1'000'000);
    std::vector<qint64> bounds;
    const double span = double(h.last - h.first) + 1;
    for (int c = 1; c < columns; ++c) bounds.push_back(h.first + qint64(std::ceil(span * c / columns)));
    std::size_t before = begin;
    for (const std::size_t rank : firstRanks(reader, ids, begin, end, bounds)) {
        h.counts.push_back(quint32(rank - before));
        before = rank;
    }
    h.counts.push_back(quint32(end - before));
    return h;
}

EventHistogram::EventHistogram(QWidget* parent) : QWidget(parent) {
    setProperty("surface", QStringLiteral("base"));
    setAttribute(Qt::WA_StyledBackground);
    setMouseTracking(true);
    setCursor(Qt::IBeamCursor);
    setFixedHeight(kHeight);
    setAccessibleName(tr("Events over time; drag to filter to that time"));
}

QSize EventHistogram::sizeHint() const {
    return {600, kHeight};
}

void EventHistogram::show(Histogram&& h) {
    histogram_ = std::move(h);
    update();
}

void EventHistogram::setZone(const ShownZone& zone) {
    zone_ = zone;
    update();
}

QRect EventHistogram::area() const {
    return {space::panel, space::inner, std::max(40, width() - 2 * space::panel), kBars};
}

qint64 EventHistogram::timeAt(int x) const {
    const QRect a = area();
    const double part = double(std::clamp(x, a.left(), a.right() + 1) - a.left()) / a.width();
    return histogram_.first + qint64(part * double(histogram_.last - histogram_.first));
}

void EventHistogram::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const Tokens& t = tokens();
    const QRect a = area();
    p.setFont(Theme::instance().caption());
    p.setPen(t.muted);
    const int line = a.bottom() + 2;
    const QRect words(a.left(), line, a.width(), height() - line);
    if (histogram_.counts.empty())
        return p.drawText(rect(), Qt::AlignCenter, tr("No dated event to draw"));
    if (from_ >= 0) p.fillRect(QRect(std::min(from_, to_), a.top(), std::abs(to_ - from_), a.height()), t.selection);
    const auto most = *std::max_element(histogram_.counts.begin(), histogram_.counts.end());
    const double step = double(a.width()) / double(histogram_.counts.size());
    for (std::size_t i = 0; i < histogram_.counts.size(); ++i) {
        if (!histogram_.counts[i]) continue;
        // One event stays visible beside a column of thousands.
        const double h = std::max(2.0, double(histogram_.counts[i]) / most * a.height());
        p.fillRect(QRectF(a.left() + double(i) * step, a.bottom() + 1 - h, std::max(1.0, step - 1), h), t.accent);
    }
    p.setPen(t.hairline);
    p.drawLine(a.left(), a.bottom() + 1, a.right(), a.bottom() + 1);
    p.setPen(t.muted);
    const QString zone = QLatin1Char(' ') + zone_.name();
    p.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, timeText(histogram_.first, zone_) + zone);
    p.drawText(words, Qt::AlignRight | Qt::AlignVCenter, timeText(histogram_.last, zone_) + zone);
    if (histogram_.undated)
        p.drawText(words, Qt::AlignCenter, tr("%1 undated, not drawn").arg(number(histogram_.undated)));
}

void EventHistogram::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || histogram_.counts.empty()) return;
    from_ = to_ = event->pos().x();
}

void EventHistogram::mouseMoveEvent(QMouseEvent* event) {
    if (from_ < 0) return;
    to_ = event->pos().x();
    update();
}

void EventHistogram::mouseReleaseEvent(QMouseEvent* event) {
    if (from_ < 0) return;
    const int from = std::min(from_, event->pos().x()), to = std::max(from_, event->pos().x());
    from_ = to_ = -1;
    update();
    if (to - from >= kLeastDrag) Q_EMIT rangeChosen(timeAt(from), timeAt(to));
}

bool EventHistogram::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || histogram_.counts.empty()) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const QRect a = area();
    const double part = double(std::clamp(help->pos().x(), a.left(), a.right()) - a.left()) / a.width();
    const auto column = std::min(histogram_.counts.size() - 1, std::size_t(part * double(histogram_.counts.size())));
    QToolTip::showText(help->globalPos(),
                       tr("%1 %2: %3 events. Drag to filter to a time.")
                           .arg(timeText(timeAt(help->pos().x()), zone_), zone_.name(),
                                number(qint64(histogram_.counts[column])))
                           .toHtmlEscaped(),
                       this);
    return true;
}

}  // namespace sillage::ui
