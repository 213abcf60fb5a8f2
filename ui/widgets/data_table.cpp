#include "ui/widgets/data_table.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QLocale>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>

#include "base/json.h"
#include "case/tables.h"
#include "ui/models/columns.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cell_delegate.h"

namespace sillage::ui {
namespace {

constexpr int kSortArrow = 18;  // with the space before it (theme/style_sheet.cpp)

/// Headings are as wide as their language makes them.
QString layoutKey(const QString& table) { return QStringLiteral("tables/%1/%2").arg(QLocale().name().left(2), table); }

}  // namespace

DataTable::DataTable(const QString& name, PagedTableModel* model, QWidget* parent)
    : QTableView(parent), name_(name), model_(model), empty_(new EmptyState(viewport())) {
    setItemDelegate(new CellDelegate(this));
    setModel(model);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerItem);
    setWordWrap(false);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(qMax(space::row, fontMetrics().height() + 10));
    QHeaderView* header = horizontalHeader();
    header->setSectionsMovable(true);
    header->setHighlightSections(false);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->setMinimumHeight(space::row + 2);
    header->setStretchLastSection(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    header->setSortIndicatorClearable(true);
    setSortingEnabled(true);
    connect(header, &QWidget::customContextMenuRequested, this, &DataTable::showColumnMenu);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& now) { Q_EMIT currentRowChanged(now.isValid() ? now.row() : -1); });
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        keptRow_ = currentIndex().isValid() ? currentRowId() : 0;
        keptTop_ = keptRow_ ? rowViewportPosition(currentRow()) / qMax(1, rowHeight(0)) : 0;
    });
    connect(model, &QAbstractItemModel::modelReset, this, &DataTable::updateEmptyState);
    connect(model, &PagedTableModel::loadingChanged, this, &DataTable::updateEmptyState);
    connect(model, &PagedTableModel::failed, this, [this](const Failure& f) {
        empty_->show("dialog-warning", tr("This could not be answered"),
                     f.message + QLatin1Char('\n') + f.hint);
    });
    setAccessibleName(name);
    setUpColumns();
    restoreLayout();
}

void DataTable::setUpColumns() {
    const int unit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const FieldList list = fields(model_->view());
    for (std::size_t i = 0; i < std::size_t(model_->columnCount()); ++i) {
        setColumnHidden(int(i), !list[i].shown);
        // A heading is read whole, with room for the arrow of the column that is sorted.
        const QString title = model_->headerData(int(i), Qt::Horizontal, Qt::DisplayRole).toString();
        const int heading = horizontalHeader()->fontMetrics().horizontalAdvance(title) + kSortArrow;
        setColumnWidth(int(i), qMax(usualWidth(list[i]) * unit, heading) + 2 * space::panel);
    }
}

void DataTable::setUsualColumns(const std::vector<const char*>& names) {
    for (int i = 0; i < model_->columnCount(); ++i) setColumnHidden(i, true);
    int place = 0;
    for (const char* name : names) {
        const int column = model_->fieldIndex(name);
        if (column < 0) continue;
        setColumnHidden(column, false);
        horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), place++);
    }
    restoreLayout();
}

void DataTable::restoreLayout() {
    const QByteArray state = QSettings().value(layoutKey(name_)).toByteArray();
    if (!state.isEmpty()) horizontalHeader()->restoreState(state);
}

void DataTable::saveLayout() const {
    QSettings().setValue(layoutKey(name_), horizontalHeader()->saveState());
}

void DataTable::setEmptyText(const char* iconName, const QString& title, const QString& why,
                             const QString& act) {
    emptyIcon_ = iconName;
    emptyTitle_ = title;
    emptyWhy_ = why;
    emptyAct_ = act;
    updateEmptyState();
}

void DataTable::updateEmptyState() {
    if (model_->rowCount() > 0) {
        empty_->hide();
    } else if (model_->loading()) {
        empty_->show("document-history", tr("Reading…"), {});
    } else if (model_->filtered()) {
        empty_->show("view-filter", tr("Nothing matches this filter"),
                     tr("Take a condition off to see more."));
    } else {
        empty_->show(emptyIcon_, emptyTitle_, emptyWhy_, emptyAct_);
    }
    empty_->setGeometry(viewport()->rect());
}

void DataTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    empty_->setGeometry(viewport()->rect());
}

QString DataTable::currentPublicId() const {
    return currentIndex().data(PagedTableModel::PublicIdRole).toString();
}
qint64 DataTable::currentRowId() const {
    return currentIndex().data(PagedTableModel::RowIdRole).toLongLong();
}

void DataTable::goToRow(int row) {
    if (row < 0 || row >= model_->rowCount()) return;
    setCurrentIndex(model_->index(row, horizontalHeader()->logicalIndex(0)));
}

// As far from the top of the table as it was, so that nothing jumps.
void DataTable::selectAgain() {
    const int row = keptRow_ ? model_->indexOfRowId(keptRow_) : -1;
    goToRow(qMax(0, row));
    if (row < 0) return;
    verticalScrollBar()->setValue(row - keptTop_);
}

QList<int> DataTable::selectedRowNumbers() const {
    QList<int> rows;
    for (const QItemSelectionRange& range : selectionModel()->selection())
        for (int r = range.top(); r <= range.bottom() && rows.size() < 10'000; ++r) rows << r;
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

QList<int> DataTable::visibleColumns() const {
    QList<int> columns;
    for (int v = 0; v < model_->columnCount(); ++v) {
        const int logical = horizontalHeader()->logicalIndex(v);
        if (!isColumnHidden(logical)) columns << logical;
    }
    return columns;
}

QString DataTable::copyText(const QString& as) const {
    if (as == QLatin1String("cell")) return currentIndex().data(PagedTableModel::WholeTextRole).toString();
    const QList<int> columns = visibleColumns();
    const FieldList list = fields(model_->view());
    QStringList lines, header;
    for (int c : columns) header << QLatin1String(list[std::size_t(c)].name);
    if (as == QLatin1String("csv")) lines << header.join(QLatin1Char(','));
    if (as == QLatin1String("headers")) lines << header.join(QLatin1Char('\t'));
    for (int r : selectedRowNumbers()) {
        const Row* row = model_->row(r);
        if (!row) continue;
        QStringList cells;
        JsonWriter json;
        json.beginObject();
        for (int c : columns) {
            const Value& value = row->cells[std::size_t(c)];
            if (as == QLatin1String("csv"))
                cells << QString::fromStdString(csvField(sillage::cellText(value), false));
            else
                cells << model_->index(r, c).data(PagedTableModel::WholeTextRole).toString();
            json.key(list[std::size_t(c)].name).raw(as == QLatin1String("json") ? cellJson(value) : "null");
        }
        json.endObject();
        lines << (as == QLatin1String("json")
                      ? QString::fromStdString(json.take())
                      : cells.join(QLatin1Char(as == QLatin1String("csv") ? ',' : '\t')));
    }
    return lines.join(QLatin1Char('\n'));
}

void DataTable::copy(const QString& as) const {
    QApplication::clipboard()->setText(copyText(as));
}

void DataTable::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        copy(selectedRowNumbers().size() > 1 ? QStringLiteral("row") : QStringLiteral("cell"));
        return;
    }
    QTableView::keyPressEvent(event);
}

void DataTable::contextMenuEvent(QContextMenuEvent* event) {
    const QModelIndex at = indexAt(event->pos());
    if (!at.isValid()) return;
    QMenu menu(this);
    const QString term = at.data(PagedTableModel::QueryTermRole).toString();
    if (!term.isEmpty()) {
        menu.addAction(icon("view-filter"), tr("Only this"), this,
                       [=, this] { Q_EMIT filterWanted(term, false); });
        menu.addAction(tr("Exclude this"), this, [=, this] { Q_EMIT filterWanted(term, true); });
    }
    QVariant utc = at.data(PagedTableModel::UtcRole);
    for (int c = 0; !utc.isValid() && c < model_->columnCount(); ++c)
        utc = model_->index(at.row(), c).data(PagedTableModel::UtcRole);
    if (utc.isValid() && utc.toLongLong() != 0)
        menu.addAction(icon("clock"), tr("Around this time (± 15 min)"), this,
                       [=, this] { Q_EMIT aroundWanted(utc.toLongLong()); });
    menu.addSeparator();
    menu.addAction(icon("edit-copy"), tr("Copy cell"), this, [this] { copy(QStringLiteral("cell")); });
    menu.addAction(tr("Copy rows"), this, [this] { copy(QStringLiteral("row")); });
    menu.addAction(tr("Copy rows with headers"), this, [this] { copy(QStringLiteral("headers")); });
    menu.addAction(tr("Copy rows as CSV"), this, [this] { copy(QStringLiteral("csv")); });
    menu.addAction(tr("Copy rows as JSON"), this, [this] { copy(QStringLiteral("json")); });
    if (!term.isEmpty())
        menu.addAction(tr("Copy as filter"), this, [=] { QApplication::clipboard()->setText(term); });
    const QString publicId = at.data(PagedTableModel::PublicIdRole).toString();
    if (!publicId.isEmpty()) {
        menu.addSeparator();
        menu.addAction(icon("bookmark"), tr("Bookmark"), this,
                       [=, this] { Q_EMIT bookmarkWanted(publicId); });
        menu.addAction(tr("Bookmark with a note…"), this, [=, this] { Q_EMIT noteWanted(publicId); });
        if (model_->view() == View::Touched || model_->view() == View::Regrades)
            menu.addAction(icon("tag"), tr("Examiner's grade…"), this, [=, this] { Q_EMIT gradeWanted(publicId); });
    }
    menu.exec(event->globalPos());
}

void DataTable::showColumnMenu(const QPoint& at) {
    QMenu menu(this);
    const FieldList list = fields(model_->view());
    for (std::size_t i = 0; i < std::size_t(model_->columnCount()); ++i) {
        QAction* action = menu.addAction(heading(list[i].name));
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(int(i)));
        connect(action, &QAction::toggled, this, [this, i](bool on) {
            setColumnHidden(int(i), !on);
            saveLayout();
        });
    }
    menu.addSeparator();
    menu.addAction(tr("Usual columns"), this, [this] {
        setUpColumns();
        saveLayout();
    });
    menu.exec(horizontalHeader()->mapToGlobal(at));
}

}  // namespace sillage::ui
