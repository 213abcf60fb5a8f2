#include "ui/widgets/detail_pane.h"

#include <QFormLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/models/columns.h"
#include "ui/theme/grade_mark.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/grade_label.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

QLabel* value(const QString& text, TextRole role = TextRole::Body) {
    QLabel* l = label(text, role);
    l->setWordWrap(true);
    l->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    l->setFocusPolicy(Qt::ClickFocus);
    return l;
}

}  // namespace

DetailPane::DetailPane(QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    clear(tr("Choose a row to see what it says."));
}

void DetailPane::begin() {
    body_ = new QWidget;
    body_->setProperty("surface", QStringLiteral("base"));
    column_ = new QVBoxLayout(body_);
    column_->setContentsMargins(space::panel, space::panel, space::panel, space::panel);
    column_->setSpacing(space::related);
    form_ = nullptr;
}

void DetailPane::end() {
    column_->addStretch(1);
    setWidget(body_);
}

void DetailPane::clear(const QString& why) {
    begin();
    QLabel* l = value(why, TextRole::Muted);
    column_->addWidget(l);
    end();
}

void DetailPane::newForm() {
    form_ = tight(new QFormLayout, space::inner);
    form_->setHorizontalSpacing(space::panel);
    form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form_->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    form_->setRowWrapPolicy(QFormLayout::DontWrapRows);
    column_->addLayout(form_);
}

void DetailPane::title(const QString& text) {
    form_ = nullptr;
    column_->addWidget(value(text, TextRole::Title));
}

void DetailPane::grade(Grade g, const QString& beside) {
    form_ = nullptr;
    auto* row = tight(new QHBoxLayout, space::related);
    row->addWidget(new GradeLabel(g));
    row->addWidget(value(beside, TextRole::Muted), 1);
    column_->addLayout(row);
}

void DetailPane::field(const QString& name, const QString& text, bool fixedFont) {
    if (text.isEmpty()) return;
    if (!form_) newForm();
    QLabel* n = label(name, TextRole::Muted);
    n->setMinimumWidth(fontMetrics().averageCharWidth() * 15);
    form_->addRow(n, value(breakable(text), fixedFont ? TextRole::Fixed : TextRole::Body));
}

void DetailPane::heading(const QString& text) {
    form_ = nullptr;
    column_->addSpacing(space::inner);
    column_->addWidget(label(text, TextRole::Strong));
}

void DetailPane::sentence(const QString& text, const char* iconName) {
    form_ = nullptr;
    auto* row = tight(new QHBoxLayout, space::related);
    if (iconName) {
        auto* i = new QLabel;
        i->setPixmap(icon(iconName, Tint::Muted).pixmap(14, 14));
        i->setAlignment(Qt::AlignTop);
        i->setContentsMargins(0, 2, 0, 0);
        row->addWidget(i, 0, Qt::AlignTop);
    }
    row->addWidget(value(breakable(text)), 1);
    column_->addLayout(row);
}

void DetailPane::raw(const QString& text) {
    form_ = nullptr;
    column_->addWidget(value(breakable(text), TextRole::Fixed));
}

void DetailPane::showRow(const PagedTableModel& model, int row) {
    const Row* r = model.row(row);
    if (!r) return clear(tr("Reading…"));
    begin();
    const FieldList list = fields(model.view());
    for (std::size_t i = 0; i < std::size_t(model.columnCount()); ++i) {  // events: not the column that is not fetched
        const QModelIndex at = model.index(row, int(i));
        if (isAbsent(r->cells[i])) continue;
        const QString name = model.headerData(int(i), Qt::Horizontal, Qt::DisplayRole).toString();
        const QString text = at.data(PagedTableModel::WholeTextRole).toString();
        field(name, valueWord(list[i].name, text),
              list[i].type == FieldType::Id || list[i].type == FieldType::Address);
    }
    end();
}

}  // namespace sillage::ui
