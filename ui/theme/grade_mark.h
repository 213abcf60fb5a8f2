// How a grade looks: word + shape + colour, always the three together (visual language page, Colour).
#pragma once

#include <QPainter>
#include <QString>

#include "record/touch.h"

namespace sillage::ui {

/// The word as shown, in the window's language.
QString gradeWord(Grade grade);
/// One sentence: what the word means.
QString gradeMeaning(Grade grade);
/// Draws the shape in a square of rect's height, centred; strength can be read without colour.
void paintGradeShape(QPainter& painter, const QRectF& rect, Grade grade, const QColor& color);
/// The grade a table cell names ("recorded" …); false when it is none.
bool gradeFromName(std::string_view name, Grade& out);

}  // namespace sillage::ui
