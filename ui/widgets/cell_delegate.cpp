#include "ui/widgets/cell_delegate.h"

#include <QPainter>

#include "ui/models/columns.h"
#include "ui/models/paged_table_model.h"
#include "ui/theme/grade_mark.h"
#include "ui/theme/theme.h"

namespace sillage::ui {

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
    const Tokens& t = tokens();
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    if (selected)
        painter->fillRect(option.rect, t.selection);
    else if (option.features & QStyleOptionViewItem::Alternate)
        painter->fillRect(option.rect, t.alternate);
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(t.accent);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    const QRect inner = option.rect.adjusted(space::inner + 2, 0, -space::inner - 2, 0);
    const QString field = index.data(PagedTableModel::FieldNameRole).toString();
    const QVariant grade = index.data(PagedTableModel::GradeRole);
    const QString text = index.data(Qt::DisplayRole).toString();
    if (grade.isValid()) {
        paintGrade(painter, inner, grade.toInt(), selected, option.font);
    } else if (field == QLatin1String("actor") && text.size() == 1) {
        paintActor(painter, inner, text);
    } else {
        const auto type = FieldType(index.data(PagedTableModel::FieldTypeRole).toInt());
        const bool loaded = index.data(PagedTableModel::LoadedRole).toBool();
        painter->setFont(type == FieldType::Id || type == FieldType::Address ? Theme::instance().fixed()
                                                                             : option.font);
        painter->setPen(!loaded ? t.disabled : type == FieldType::Id && !selected ? t.muted : t.text);
        const auto mode = elidedInTheMiddle(field.toStdString()) ? Qt::ElideMiddle : Qt::ElideRight;
        const int align = index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine;
        painter->drawText(inner, align, painter->fontMetrics().elidedText(text, mode, inner.width()));
    }
    painter->restore();
}

void CellDelegate::paintGrade(QPainter* painter, const QRect& rect, int grade, bool selected,
                              const QFont& font) const {
    const Tokens& t = tokens();
    const QColor color = gradeColor(t, Grade(grade));
    const QRect shape(rect.left(), rect.top(), 12, rect.height());
    if (Grade(grade) == Grade::Undetermined && !selected) {
        QColor hatch = color;
        hatch.setAlpha(28);
        painter->fillRect(rect.adjusted(-space::inner, 1, space::inner, -1), QBrush(hatch, Qt::BDiagPattern));
    }
    paintGradeShape(*painter, shape, Grade(grade), color);
    painter->setFont(font);
    painter->setPen(selected ? t.text : color);
    const QRect word = rect.adjusted(18, 0, 0, 0);
    painter->drawText(
        word, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(gradeWord(Grade(grade)), Qt::ElideRight, word.width()));
}

void CellDelegate::paintActor(QPainter* painter, const QRect& rect, const QString& letter) const {
    const Tokens& t = tokens();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF square(rect.left() + 0.5, rect.center().y() - 7.5, 16, 16);
    painter->setPen(t.text);
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(square, 3, 3);
    painter->drawText(square, Qt::AlignCenter, letter);
}

}  // namespace sillage::ui
