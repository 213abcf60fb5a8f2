#include "ui/widgets/coverage_grid.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>
#include <map>

#include "ui/models/columns.h"
#include "ui/theme/theme.h"

namespace sillage::ui {
namespace {

constexpr std::size_t kMostAccounts = 2000;  ///< columns; more are found by filter in the table

/// The strip of a cell: filled where covered (fainter where that account has no record), hatched where not.
class StripDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto* model = qobject_cast<const CoverageGridModel*>(index.model());
        if (!model) return;
        const Tokens& t = tokens();
        p->save();
        p->fillRect(option.rect, option.state & QStyle::State_Selected ? t.selection : t.base);
        const QRect bar = option.rect.adjusted(8, 8, -8, -8);
        const double span = double(std::max<qint64>(1, model->last() - model->first()));
        QColor faint = t.ok, gap = t.warning, none = t.muted;
        faint.setAlpha(110);
        none.setAlpha(60);
        for (const MatrixCell& c : model->cells(index)) {
            const double x = bar.left() + double(c.from - model->first()) / span * bar.width();
            const QRectF r(x, bar.top(), std::max(2.0, double(c.to - c.from) / span * bar.width()), bar.height());
            if (c.state == "covered") p->fillRect(r, c.seen ? t.ok : faint);
            else if (c.state == "not-covered") p->fillRect(r, QBrush(gap, Qt::BDiagPattern));
            else p->fillRect(QRectF(bar.left(), bar.center().y(), bar.width(), 1), none);
        }
        if (option.state & QStyle::State_HasFocus) {
            p->setPen(QPen(t.accent, 2));
            p->drawRect(option.rect.adjusted(1, 1, -2, -2));
        }
        p->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {150, CoverageGrid::kRow}; }
};

}  // namespace

void CoverageGridModel::setCoverage(const std::vector<Coverage>& rows, const ShownZone& zone, bool absent) {
    beginResetModel();
    zone_ = zone;
    routes_.clear();
    cells_.clear();
    accounts_ = matrixAccounts(rows);
    if (accounts_.size() > kMostAccounts) accounts_.resize(kMostAccounts);
    first_ = last_ = 0;
    std::map<std::string, std::size_t> column;
    for (std::size_t i = 0; i < accounts_.size(); ++i) column[accounts_[i]] = i;
    for (const std::string& route : matrixRoutes(rows)) {
        std::vector<std::vector<MatrixCell>> line(accounts_.size());
        bool exists = false;
        for (MatrixCell& c : coverageMatrix(rows, MatrixQuestion{route, {}, 0, 0})) {
            const auto at = column.find(c.account);
            if (at == column.end()) continue;
            exists |= c.state != "not-applicable";
            first_ = first_ && first_ <= c.from ? first_ : c.from;
            last_ = std::max<qint64>(last_, c.to);
            line[at->second].push_back(std::move(c));
        }
        if (!exists && !absent) continue;
        routes_.push_back(route);
        for (auto& one : line) cells_.push_back(std::move(one));
    }
    endResetModel();
}

int CoverageGridModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(routes_.size()); }
int CoverageGridModel::columnCount(const QModelIndex& parent) const { return parent.isValid() || routes_.empty() ? 0 : int(accounts_.size()); }

const std::vector<MatrixCell>& CoverageGridModel::cells(const QModelIndex& index) const {
    static const std::vector<MatrixCell> none;
    const std::size_t at = std::size_t(index.row()) * accounts_.size() + std::size_t(index.column());
    return index.isValid() && at < cells_.size() ? cells_[at] : none;
}

QString CoverageGridModel::words(const MatrixCell& c) const {
    QStringList why;
    for (const std::string& w : c.why) why << said(w);
    return QStringLiteral("%1 – %2  %3: %4").arg(timeText(c.from, zone_), timeText(c.to, zone_), valueWord("state", QString::fromStdString(c.state)), why.join(QStringLiteral("; ")));
}

QString CoverageGridModel::word(const QModelIndex& index) const {
    const auto& list = cells(index);
    const auto holes = std::count_if(list.begin(), list.end(), [](const MatrixCell& c) { return c.state == "not-covered"; });
    const auto covered = std::count_if(list.begin(), list.end(), [](const MatrixCell& c) { return c.state == "covered"; });
    if (!covered) return holes ? valueWord("state", QStringLiteral("not-covered")) : valueWord("state", QStringLiteral("not-applicable"));
    return holes ? tr("covered, %n hole(s)", nullptr, int(holes)) : valueWord("state", QStringLiteral("covered"));
}

QVariant CoverageGridModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    if (role == Qt::AccessibleTextRole) return QStringLiteral("%1, %2: %3").arg(headerData(index.row(), Qt::Vertical, Qt::DisplayRole).toString(), headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(), word(index));
    if (role != Qt::ToolTipRole) return {};
    QStringList lines{word(index).toHtmlEscaped()};
    for (const MatrixCell& c : cells(index)) lines << words(c).toHtmlEscaped();
    return lines.mid(0, 12).join(QStringLiteral("<br>"));
}

QVariant CoverageGridModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    if (orientation == Qt::Vertical) return section < int(routes_.size()) ? said(routes_[std::size_t(section)]) : QString();
    if (section >= int(accounts_.size())) return {};
    const std::string& account = accounts_[std::size_t(section)];
    return account.empty() ? tr("all accounts") : plain(account);
}

CoverageGrid::CoverageGrid(QWidget* parent) : QTableView(parent), model_(new CoverageGridModel(this)) {
    setModel(model_);
    setItemDelegate(new StripDelegate(this));
    setSelectionMode(QAbstractItemView::SingleSelection);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setAccessibleName(tr("Routes and accounts"));
    horizontalHeader()->setDefaultSectionSize(240);
    horizontalHeader()->setTextElideMode(Qt::ElideMiddle);
    for (QHeaderView* header : {horizontalHeader(), verticalHeader()}) header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    verticalHeader()->setDefaultSectionSize(kRow);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumWidth(140);
}

void CoverageGrid::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    if (current.isValid()) Q_EMIT cellChosen(current);
}

}  // namespace sillage::ui
