// The application's style sheet, written from the tokens: what Fusion and a palette alone cannot say.
#pragma once

#include <QString>

#include "ui/theme/tokens.h"

namespace sillage::ui {

QString styleSheet(const Tokens& tokens);

}  // namespace sillage::ui
