#include "ui/models/paged_table_model.h"

#include <algorithm>

#include "ui/models/columns.h"
#include "ui/theme/grade_mark.h"

namespace sillage::ui {
namespace {

constexpr int kWindowsKept = 64;

QString rawText(const Value& value, FieldType type, const ShownZone& zone) {
    if (const auto* s = std::get_if<std::string>(&value)) return QString::fromStdString(*s);
    return wholeText(value, type, zone);
}

/// The last column of events is not fetched for the screen (store/table.h, Cells): the detail pane shows it.
FieldList columnsOnScreen(View view) {
    FieldList list = fields(view);
    if (view == View::Events) --list.size;
    return list;
}

}  // namespace

PagedTableModel::PagedTableModel(View view, SharedPool pool, QObject* parent)
    : QAbstractTableModel(parent), view_(view), fields_(columnsOnScreen(view)), pool_(std::move(pool)) {}

PagedTableModel::~PagedTableModel() {
    selecting_.cancel();
    fetching_.cancel();
}

void PagedTableModel::setPool(SharedPool pool) {
    pool_ = std::move(pool);
    reload();
}

ParsedQuery PagedTableModel::setQueryText(const QString& text) {
    ParsedQuery parsed = parseQuery(view_, text.toStdString());
    if (!parsed.ok) return parsed;
    QString whole = text;
    if (!scope_.isEmpty())
        whole = text.trimmed().isEmpty() ? scope_ : QStringLiteral("(%1) %2").arg(text, scope_);
    queryText_ = text;
    if (whole == asked_ && (loading_ || !ids_.empty())) return parsed;
    const ParsedQuery both = parseQuery(view_, whole.toStdString());
    if (!both.ok) return both;
    asked_ = whole;
    query_ = both.query;
    reload();
    return parsed;
}

void PagedTableModel::setZone(const ShownZone& zone) {
    zone_ = zone;
    if (!ids_.empty() && columnCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

void PagedTableModel::reload() {
    selecting_.cancel();
    if (!pool_) {
        beginResetModel();
        ids_.clear();
        forgetCells();
        endResetModel();
        return;
    }
    loading_ = true;
    Q_EMIT loadingChanged(true);
    auto work = [pool = pool_, view = view_, query = query_, sort = sort_] {
        return pool->with([&](CaseReader& s) { return s.select(view, query, sort); });
    };
    selecting_ = inBackground<std::vector<std::int64_t>>(
        this, work,
        [this](std::vector<std::int64_t>&& ids) {
            beginResetModel();
            ids_ = std::move(ids);
            forgetCells();
            loading_ = false;
            endResetModel();
            Q_EMIT loadingChanged(false);
            Q_EMIT loaded(int(ids_.size()));
        },
        [this](const Failure& failure) {
            loading_ = false;
            Q_EMIT loadingChanged(false);
            Q_EMIT failed(failure);
        });
}

void PagedTableModel::forgetCells() {
    fetching_.cancel();
    fetching_ = Ticket();
    windows_.clear();
    used_.clear();
    requested_.clear();
}

void PagedTableModel::request(int window) const {
    if (requested_.contains(window) || !pool_) return;
    requested_.insert(window);
    const auto begin = std::size_t(window) * kWindow;
    const auto end = std::min(ids_.size(), begin + kWindow);
    std::vector<std::int64_t> wanted(ids_.begin() + std::ptrdiff_t(begin),
                                     ids_.begin() + std::ptrdiff_t(end));
    auto* self = const_cast<PagedTableModel*>(this);
    auto work = [pool = pool_, view = view_, wanted, ticket = fetching_]() -> std::vector<Row> {
        if (ticket.cancelled()) return {};
        return pool->with([&](CaseReader& s) { return s.fetch(view, wanted); });
    };
    inBackground<std::vector<Row>>(
        self, work,
        [self, window, ticket = fetching_](std::vector<Row>&& rows) {
            if (!ticket.cancelled()) self->store(window, std::move(rows));
        },
        [self, ticket = fetching_](const Failure& failure) {
            if (!ticket.cancelled()) Q_EMIT self->failed(failure);
        });
}

// fetch leaves missing rows out: put each where its id stands.
void PagedTableModel::store(int window, std::vector<Row>&& rows) {
    const int begin = window * kWindow;
    const int end = std::min(int(ids_.size()), begin + kWindow);
    if (begin >= end) return;
    QHash<qint64, std::size_t> at;
    for (std::size_t i = 0; i < rows.size(); ++i) at.insert(rows[i].rowId, i);
    auto cells = std::make_shared<std::vector<Row>>(std::size_t(end - begin));
    for (int i = begin; i < end; ++i) {
        Row& place = (*cells)[std::size_t(i - begin)];
        const auto found = at.constFind(ids_[std::size_t(i)]);
        if (found != at.cend()) place = std::move(rows[*found]);
        place.rowId = ids_[std::size_t(i)];
        place.cells.resize(fields_.size);
    }
    windows_.insert(window, cells);
    used_.removeOne(window);
    used_.append(window);
    while (used_.size() > kWindowsKept) {
        const int oldest = used_.takeFirst();
        windows_.remove(oldest);
        requested_.remove(oldest);
    }
    Q_EMIT dataChanged(index(begin, 0), index(end - 1, columnCount() - 1));
}

const Row* PagedTableModel::row(int i) const {
    if (i < 0 || i >= int(ids_.size())) return nullptr;
    const auto found = windows_.constFind(i / kWindow);
    if (found == windows_.cend()) {
        request(i / kWindow);
        return nullptr;
    }
    return &(**found)[std::size_t(i % kWindow)];
}

int PagedTableModel::fieldIndex(std::string_view name) const {
    for (std::size_t i = 0; i < fields_.size; ++i)
        if (name == fields_[i].name) return int(i);
    return -1;
}

QString PagedTableModel::text(int i, std::string_view field) const {
    const Row* r = row(i);
    const int column = fieldIndex(field);
    if (!r || column < 0) return {};
    return rawText(r->cells[std::size_t(column)], fields_[std::size_t(column)].type, zone_);
}

int PagedTableModel::indexOfRowId(qint64 rowId) const {
    const auto found = std::find(ids_.begin(), ids_.end(), rowId);
    return found == ids_.end() ? -1 : int(found - ids_.begin());
}

int PagedTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(ids_.size());
}
int PagedTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(fields_.size);
}

QVariant PagedTableModel::data(const QModelIndex& i, int role) const {
    if (!i.isValid() || i.row() >= int(ids_.size())) return {};
    const Field& field = fields_[std::size_t(i.column())];
    switch (role) {
        case RowIdRole:
            return qint64(ids_[std::size_t(i.row())]);
        case FieldTypeRole:
            return int(field.type);
        case FieldNameRole:
            return QLatin1String(field.name);
        case Qt::TextAlignmentRole:
            return int((rightAligned(field.type) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        default:
            break;
    }
    const Row* r = row(i.row());
    if (role == LoadedRole) return r != nullptr;
    if (!r) return role == Qt::DisplayRole ? QVariant(QString(QChar(0x2026))) : QVariant();
    return cell(*r, i.column(), role);
}

QVariant PagedTableModel::cell(const Row& r, int column, int role) const {
    const Field& field = fields_[std::size_t(column)];
    const Value& value = r.cells[std::size_t(column)];
    switch (role) {
        case Qt::DisplayRole:
            return valueWord(field.name, cellText(value, field.type, zone_));
        case Qt::AccessibleTextRole:
        case WholeTextRole:
            return wholeText(value, field.type, zone_);
        case RawTextRole:
            return rawText(value, field.type, zone_);
        case QueryTermRole:
            return queryTerm(field, value);
        case PublicIdRole:
            return QString::fromStdString(r.publicId);
        case UtcRole:
            if (const auto* t = std::get_if<TimeValue>(&value)) return qint64(t->utc);
            return {};
        case GradeRole: {
            Grade grade{};
            const auto* s = std::get_if<std::string>(&value);
            return field.type == FieldType::Grade && s && gradeFromName(*s, grade) ? QVariant(int(grade))
                                                                                   : QVariant();
        }
        case Qt::ToolTipRole: {
            const QString whole = wholeText(value, field.type, zone_);
            if (field.type == FieldType::Time && !isAbsent(value))
                return QStringLiteral("%1 UTC")
                    .arg(wholeText(value, field.type, ShownZone()))
                    .toHtmlEscaped();
            return whole.size() > 12 ? whole.toHtmlEscaped() : QString();
        }
        default:
            return {};
    }
}

QVariant PagedTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const Field& field = fields_[std::size_t(section)];
    if (role == Qt::DisplayRole) {
        const QString title = heading(field.name);
        return field.type == FieldType::Time ? QStringLiteral("%1 (%2)").arg(title, zone_.name()) : title;
    }
    if (role == Qt::ToolTipRole)
        return QStringLiteral("%1:  %2")
            .arg(QLatin1String(field.name), QLatin1String(field.help))
            .toHtmlEscaped();
    if (role == Qt::TextAlignmentRole)
        return int((rightAligned(field.type) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

void PagedTableModel::sort(int column, Qt::SortOrder order) {
    sort_.natural = column < 0;
    sort_.field = std::size_t(qMax(0, column));
    sort_.descending = order == Qt::DescendingOrder;
    reload();
}

}  // namespace sillage::ui
