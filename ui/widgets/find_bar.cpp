#include "ui/widgets/find_bar.h"

#include <QKeyEvent>
#include <QLineEdit>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace sillage::ui {
namespace {

constexpr std::size_t kWindow = 500;

bool holds(const Row& row, const FieldList& list, const QString& text) {
    for (std::size_t i = 0; i < row.cells.size() && i < list.size; ++i)
        if (wholeText(row.cells[i], list[i].type, {}).contains(text, Qt::CaseInsensitive)) return true;
    return false;
}

// Index of the first row at or after `from` that holds the text, around the end once; -1 = none.
int search(SourcePool& pool, View view, const std::vector<std::int64_t>& ids, std::size_t from,
           const QString& text, const Ticket& ticket) {
    const FieldList list = fields(view);
    for (std::size_t done = 0; done < ids.size() && !ticket.cancelled();) {
        const std::size_t at = (from + done) % ids.size();
        const std::size_t n = std::min({kWindow, ids.size() - at, ids.size() - done});
        const std::span<const std::int64_t> window(ids.data() + at, n);
        const auto rows = pool.with([&](CaseReader& r) { return r.fetch(view, window); });
        for (const std::int64_t id : window)
            for (const Row& row : rows)
                if (row.rowId == id && holds(row, list, text))
                    return int(std::find(ids.begin(), ids.end(), id) - ids.begin());
        done += n;
    }
    return -1;
}

}  // namespace

FindBar::FindBar(DataTable* table, QWidget* parent)
    : QWidget(parent), table_(table), field_(new QLineEdit), said_(label({}, TextRole::Muted)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::panel, space::inner, space::related, space::inner);
    row->setSpacing(space::related);
    field_->setMaximumWidth(420);
    field_->addAction(icon("edit-find", Tint::Muted), QLineEdit::LeadingPosition);
    row->addWidget(field_, 2);
    auto* on = iconButton("go-next", tr("Next"));
    row->addWidget(on);
    row->addWidget(said_, 1);
    auto* close = iconButton("window-close", tr("Close"));
    row->addWidget(close);
    connect(field_, &QLineEdit::returnPressed, this, &FindBar::start);
    connect(on, &QToolButton::clicked, this, &FindBar::start);
    connect(close, &QToolButton::clicked, this, [this] {
        hide();
        table_->setFocus();
    });
    hide();
}

void FindBar::open(Mode mode) {
    mode_ = mode;
    const QString what = mode == Mode::Find ? tr("Find in the rows, without filtering")
                                            : tr("Row number, UTC time such as 2025-12-11T22:00, or id");
    field_->setPlaceholderText(what);
    field_->setAccessibleName(what);
    said_->clear();
    show();
    field_->setFocus();
    field_->selectAll();
}

void FindBar::start() {
    const QString text = field_->text().trimmed();
    if (text.isEmpty() || table_->paged()->rowCount() == 0) return;
    mode_ == Mode::Find ? find(text) : go(text);
}

void FindBar::next() {
    if (isVisible() && mode_ == Mode::Find) return start();
    open(Mode::Find);
}

void FindBar::find(const QString& text) {
    asking_.cancel();
    running_.cancel();
    running_ = Ticket();
    said_->setText(tr("Looking…"));
    const auto from = std::size_t(table_->currentRow() + 1);
    asking_ = inBackground<int>(
        this,
        [pool = table_->paged()->pool(), view = table_->paged()->view(), ids = table_->paged()->rowIds(), from,
         text, ticket = running_] { return search(*pool, view, ids, from, text, ticket); },
        [this](int&& row) { arrive(row); }, [this](const Failure& f) { said_->setText(f.message); });
}

void FindBar::go(const QString& text) {
    bool isNumber = false;
    const int row = text.toInt(&isNumber);
    if (isNumber) {
        if (row < 1 || row > table_->paged()->rowCount()) return arrive(-1);
        return arrive(row - 1);
    }
    const char* time = nullptr;
    const char* id = nullptr;
    const FieldList list = fields(table_->paged()->view());
    for (const Field& f : list) {
        if (!time && f.type == FieldType::Time) time = f.name;
        if (!id && f.type == FieldType::Id) id = f.name;
    }
    const bool lettered = text.size() > 2 && text.at(1) == QLatin1Char('-');
    if (lettered && id) return goToFirstOf(QStringLiteral("%1:%2").arg(QLatin1String(id), text), nullptr);
    QString at = text;
    at.replace(QLatin1Char(' '), QLatin1Char('T'));
    if (time) return goToFirstOf(QStringLiteral("%1:>=%2").arg(QLatin1String(time), at), time);
    arrive(-1);
}

void FindBar::goToFirstOf(const QString& query, const char* sortedBy) {
    const View view = table_->paged()->view();
    const ParsedQuery parsed = parseQuery(view, query.toStdString());
    if (!parsed.ok) return said_->setText(plain(parsed.error));
    Sort sort;
    sort.natural = !sortedBy;
    if (sortedBy) sort.field = std::size_t(table_->paged()->fieldIndex(sortedBy));
    asking_.cancel();
    said_->setText(tr("Looking…"));
    asking_ = inBackground<int>(
        this,
        [pool = table_->paged()->pool(), view, query = parsed.query, sort, ids = table_->paged()->rowIds()] {
            const auto found = pool->with([&](CaseReader& r) { return r.select(view, query, sort); });
            for (const std::int64_t id : found) {
                const auto at = std::find(ids.begin(), ids.end(), id);
                if (at != ids.end()) return int(at - ids.begin());
            }
            return -1;
        },
        [this](int&& row) { arrive(row); }, [this](const Failure& f) { said_->setText(f.message); });
}

void FindBar::arrive(int row) {
    if (row < 0) return said_->setText(tr("Not among these rows"));
    said_->setText(tr("Row %1 of %2").arg(number(row + 1), number(table_->paged()->rowCount())));
    table_->goToRow(row);
}

void FindBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape) return QWidget::keyPressEvent(event);
    hide();
    table_->setFocus();
}

}  // namespace sillage::ui
