// Paints a cell: grade as shape + word + colour, actors as a letter in a square, ids and addresses in the
// fixed font, paths elided in the middle. Text is drawn as it is: nothing is ever read as rich text.
#pragma once

#include <QStyledItemDelegate>

namespace sillage::ui {

class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    void paintGrade(QPainter* painter, const QRect& rect, int grade, bool selected, const QFont& font) const;
    void paintActor(QPainter* painter, const QRect& rect, const QString& letter) const;
};

}  // namespace sillage::ui
