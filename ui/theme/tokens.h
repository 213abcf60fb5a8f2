// The one table of colours, sizes and type steps of the window (visual language page). No widget names a
// colour, a size or a font of its own: it asks for a token here.
#pragma once

#include <QColor>
#include <QString>

#include "record/touch.h"

namespace sillage::ui {

enum class Scheme { Light, Dark, HighContrast };

struct Tokens {
    QColor window;     ///< behind everything
    QColor base;       ///< tables, fields, reading surface
    QColor alternate;  ///< every other row
    QColor raised;     ///< buttons, chips
    QColor hairline;   ///< the one line that separates
    QColor border;     ///< around fields and buttons
    QColor text;
    QColor muted;  ///< captions, secondary text (still ≥ 4.5:1)
    QColor disabled;
    QColor accent;  ///< selection, focus, primary button; nothing else
    QColor onAccent;
    QColor selection;  ///< background of selected rows, soft enough for every grade to stay readable
    QColor hover;
    QColor mark;  ///< background of a highlighted field or search hit
    QColor recorded, probable, possible, undetermined, noRecord, ruledOut;
    QColor ok;       ///< a count that reconciles, a chain that holds
    QColor warning;  ///< something was not fully examined
};

/// Pixels at 1×; everything is a multiple of 4 but the compact row.
namespace space {
inline constexpr int inner = 4, related = 8, panel = 12, group = 16, empty = 24;
inline constexpr int radius = 4, row = 26, rowCompact = 22, icon = 16;
}  // namespace space

const Tokens& tokensOf(Scheme scheme);
/// Colour of a grade in a scheme; always shown together with its shape and its word.
QColor gradeColor(const Tokens& tokens, Grade grade);
/// WCAG 2.1 contrast ratio, 1…21.
double contrastRatio(const QColor& a, const QColor& b);

}  // namespace sillage::ui
