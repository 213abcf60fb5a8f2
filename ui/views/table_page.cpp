#include "ui/views/table_page.h"

#include <QHeaderView>
#include <QSettings>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/theme/theme.h"

namespace sillage::ui {

TablePage::TablePage(CaseSession* session, View view, const QString& name, const Words& words,
                     QWidget* parent)
    : ViewPage(session, parent),
      words_(words),
      model_(new PagedTableModel(view, session->pool(), this)),
      column_(tight(new QVBoxLayout(this))),
      title_(new PanelTitle(words.title)),
      filter_(new FilterBar(view, words.placeholder)),
      table_(new DataTable(name, model_)),
      split_(new QSplitter(Qt::Vertical)),
      below_(new QSplitter(Qt::Horizontal)),
      detail_(new DetailPane),
      raw_(new RawPane),
      find_(new FindBar(table_)) {
    setObjectName(name);
    column_->addWidget(title_);
    column_->addWidget(filter_);
    column_->addWidget(hairline(Qt::Horizontal));
    column_->addWidget(split_, 1);
    column_->addWidget(find_);
    split_->addWidget(table_);
    split_->addWidget(below_);
    below_->addWidget(detail_);
    below_->addWidget(raw_);
    for (QSplitter* s : {split_, below_}) {
        s->setChildrenCollapsible(false);
        s->setHandleWidth(1);
    }
    split_->setSizes({560, 260});
    below_->setSizes({500, 500});
    split_->restoreState(QSettings().value(QStringLiteral("splits/") + name).toByteArray());

    connect(filter_, &FilterBar::applied, this, [this](const QString& text) {
        const ParsedQuery parsed = model_->setQueryText(text);
        if (!parsed.ok) filter_->showError(parsed);
        Q_EMIT queryApplied(text);
    });
    connect(table_, &DataTable::filterWanted, filter_, &FilterBar::addTerm);
    connect(table_, &DataTable::aroundWanted, this, &TablePage::around);
    connect(table_, &DataTable::bookmarkWanted, this,
            [this](const QString& id) { this->session()->addBookmark(id, {}, {}); });
    connect(table_, &DataTable::noteWanted, this, [this](const QString& id) { askNote(id); });
    connect(table_, &DataTable::currentRowChanged, this, [this](int row) {
        if (row >= 0) showRow(row);
    });
    connect(model_, &PagedTableModel::loaded, this, [this](int rows) {
        if (!model_->filtered()) total_ = rows;
        updateCount();
        if (rows > 0) return table_->selectAgain();
        detail_->clear({});
        raw_->clear({});
    });
    // The first row's cells come after its selection: show it again once they are there.
    connect(model_, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& from, const QModelIndex& to) {
                const int now = table_->currentRow();
                if (now >= from.row() && now <= to.row()) showRow(now);
            });
    connect(session, &CaseSession::zoneChanged, this, [this] { model_->setZone(this->session()->zone()); });
    model_->setZone(session->zone());
}

void TablePage::applyQuery(const QString& query) {
    filter_->setText(query);
}

void TablePage::refresh() {
    total_ = -1;
    model_->reload();
}

void TablePage::updateCount() {
    const int rows = model_->rowCount();
    const bool known = model_->filtered() && total_ >= 0;
    const QString text = known ? tr("%1 of %2").arg(number(rows), number(total_)) : number(rows);
    const QString effect = model_->filtered() ? tr(", filtered") : QString();
    title_->setCount(text + effect);
    setStatus(QStringLiteral("%1 %2").arg(text, words_.counted(rows)) + effect);
}

void TablePage::showRow(int row) {
    detail_->showRow(*model_, row);
}

void TablePage::toggleRaw() {
    raw_->setVisible(!raw_->isVisible());
    if (raw_->isVisible()) raw_->editor()->setFocus();
}

void TablePage::bookmark() {
    const QString id = table_->currentPublicId();
    if (!id.isEmpty()) session()->addBookmark(id, {}, {});
}

void TablePage::note() {
    askNote(table_->currentPublicId());
}

void TablePage::saveLayout() {
    table_->saveLayout();
    QSettings().setValue(QStringLiteral("splits/") + objectName(), split_->saveState());
}

void TablePage::around(qint64 utcMicros) {
    using namespace std::chrono;
    const Time at{microseconds(utcMicros)};
    const char* field = nullptr;
    for (const Field& f : fields(model_->view()))
        if (!field && f.type == FieldType::Time) field = f.name;
    if (!field) return;
    const QString span = QStringLiteral("%1:%2..%3")
                             .arg(QLatin1String(field), QString::fromStdString(formatIso(at - minutes(15))),
                                  QString::fromStdString(formatIso(at + minutes(15))));
    filter_->setText(span);
}

}  // namespace sillage::ui
