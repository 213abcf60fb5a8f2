// The program's own icons: monochrome SVG on a 16 px grid, tinted from the palette when painted, so that they
// follow a change of theme at once. Names are freedesktop's where one fits (resources/icons).
#pragma once

#include <QIcon>
#include <QString>

namespace sillage::ui {

enum class Tint { Text, Muted, Accent, OnAccent };

/// Empty icon when there is no such name.
QIcon icon(const char* name, Tint tint = Tint::Text);

}  // namespace sillage::ui
