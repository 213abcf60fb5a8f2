#include "ui/widgets/property_pane.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/models/property_model.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {

PropertyPane::PropertyPane(QWidget* parent)
    : QWidget(parent),
      model_(new PropertyModel(this)),
      shown_(new QSortFilterProxyModel(this)),
      filter_(new QLineEdit),
      count_(label({}, TextRole::Muted)),
      table_(new QTableView) {
    shown_->setSourceModel(model_);
    shown_->setFilterKeyColumn(-1);
    shown_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    shown_->setSortCaseSensitivity(Qt::CaseInsensitive);
    filter_->setPlaceholderText(tr("Name, tag or value"));
    filter_->setAccessibleName(tr("Filter the properties"));
    filter_->setClearButtonEnabled(true);
    table_->setModel(shown_);
    table_->setAccessibleName(tr("Properties of the item"));
    table_->setShowGrid(false);
    table_->setAlternatingRowColors(true);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setWordWrap(false);
    table_->setTabKeyNavigation(false);
    table_->setSortingEnabled(true);
    table_->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    table_->horizontalHeader()->setSortIndicatorClearable(true);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table_->verticalHeader()->setDefaultSectionSize(qMax(space::row, fontMetrics().height() + 10));
    const int unit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    table_->setColumnWidth(PropertyModel::Name, 27 * unit);
    table_->setColumnWidth(PropertyModel::Value, 48 * unit);
    table_->setColumnWidth(PropertyModel::Tag, 14 * unit);
    auto* column = tight(new QVBoxLayout(this));
    auto* line = new QHBoxLayout;
    line->setContentsMargins(space::panel, space::related, space::panel, space::related);
    line->setSpacing(space::related);
    line->addWidget(filter_, 1);
    line->addWidget(count_);
    column->addLayout(line);
    column->addWidget(hairline(Qt::Horizontal));
    column->addWidget(table_, 1);
    setFocusProxy(filter_);
    auto* rows = new QAction(icon("edit-copy"), tr("Copy rows"), table_);
    table_->installEventFilter(this);
    auto* value = new QAction(tr("Copy value"), table_);
    table_->addActions({rows, value});
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(rows, &QAction::triggered, this, [this] { copy(-1); });
    connect(value, &QAction::triggered, this, [this] { copy(PropertyModel::Value); });
    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& text) {
        shown_->setFilterFixedString(text.trimmed());
        count();
    });
}

void PropertyPane::setProperties(std::vector<PropertyView> properties) {
    model_->setProperties(std::move(properties));
    count();
}

// The table's own copy would give one cell.
bool PropertyPane::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress || !static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy))
        return QWidget::eventFilter(watched, event);
    copy(-1);
    return true;
}

void PropertyPane::count() {
    const QString all = number(model_->rowCount());
    count_->setText(shown_->rowCount() == model_->rowCount() ? all : tr("%1 of %2").arg(number(shown_->rowCount()), all));
}

QString PropertyPane::copyText(int column) const {
    QStringList lines;
    QModelIndexList rows = table_->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (int c = 0; c < shown_->columnCount(); ++c)
            if (column < 0 || c == column) cells << shown_->index(row.row(), c).data().toString();
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

void PropertyPane::copy(int column) const {
    QApplication::clipboard()->setText(copyText(column));
}

}  // namespace sillage::ui
