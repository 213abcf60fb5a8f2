#include "ui/theme/style_sheet.h"

#include <utility>
#include <vector>

namespace sillage::ui {
namespace {

// @name stands for a colour token. Widgets are told apart by class or by a dynamic property, never by colour
// names.
const char* const kTemplate = R"(
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px; }
QMainWindow::separator { background: @hairline; width: 1px; height: 1px; }
QSplitter::handle { background: @hairline; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QMenuBar { background: @window; border-bottom: 1px solid @hairline; padding: 2px 8px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @raised; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 28px; border-radius: 4px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @disabled; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @hairline; margin: 4px 8px; }
QStatusBar { background: @window; border-top: 1px solid @hairline; }
QStatusBar::item { border: none; }
QStatusBar QLabel { padding: 0 8px; color: @muted; }

QPushButton { background: @raised; color: @text; border: 1px solid @border; border-radius: 4px; padding: 4px 12px; min-height: 18px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @selection; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @disabled; border-color: @hairline; }
QPushButton[primary="true"], QPushButton:default { background: @accent; color: @onAccent; border-color: @accent; }
QPushButton[primary="true"]:disabled { background: @hairline; color: @disabled; border-color: @hairline; }
QPushButton[quiet="true"] { background: transparent; border-color: transparent; padding: 4px 8px; }
QPushButton[quiet="true"]:hover { background: @hover; }
QPushButton[quiet="true"]:focus { border-color: @accent; }
QPushButton[quiet="true"]:checked { background: @selection; }
QPushButton[chip="true"] { background: @selection; border-color: transparent; border-radius: 11px; padding: 1px 10px; min-height: 18px; }
QPushButton[chip="true"]:hover { border-color: @accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 3px; }
QToolButton:hover { background: @hover; }
QToolButton:checked, QToolButton:pressed { background: @selection; }
QToolButton:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit[field="true"], QComboBox, QSpinBox, QDateTimeEdit {
  background: @base; color: @text; border: 1px solid @border; border-radius: 4px; padding: 3px 6px; min-height: 18px;
  selection-background-color: @selection; selection-color: @text; }
QLineEdit:focus, QPlainTextEdit[field="true"]:focus, QComboBox:focus, QSpinBox:focus, QDateTimeEdit:focus { border-color: @accent; }
QLineEdit[error="true"] { border-color: @recorded; }
QLineEdit:read-only { background: @window; }
QComboBox { padding-right: 20px; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url(:/icons/small/@{scheme}/pan-down.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @border; selection-background-color: @selection; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @border; border-radius: 3px; background: @base; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { image: url(:/icons/small/@{scheme}/check.svg); }
QCheckBox::indicator:disabled { border-color: @hairline; }

QTableView, QTreeView, QListView, QTextBrowser, QPlainTextEdit { background: @base; border: none; alternate-background-color: @alternate;
  selection-background-color: @selection; selection-color: @text; }
QTableView { gridline-color: @base; }
QTreeView::item { min-height: 24px; }
QTreeView::item:selected, QListView::item:selected { background: @selection; color: @text; }
QTreeView::item:hover:!selected, QListView::item:hover:!selected { background: @hover; }
QTreeView::branch { background: transparent; }
QTreeView::branch:selected { background: @selection; }
QTreeView::branch:has-children:closed { image: url(:/icons/small/@{scheme}/pan-end.svg); }
QTreeView::branch:has-children:open { image: url(:/icons/small/@{scheme}/pan-down.svg); }
QHeaderView { background: @window; border: none; }
QHeaderView::section { background: @window; color: @muted; border: none; border-bottom: 1px solid @hairline; border-right: 1px solid @hairline; padding: 4px 6px; }
QHeaderView::section:hover { color: @text; }
QHeaderView::up-arrow { image: url(:/icons/small/@{scheme}/pan-up.svg); width: 12px; height: 12px; subcontrol-position: right center; subcontrol-origin: padding; }
QHeaderView::down-arrow { image: url(:/icons/small/@{scheme}/pan-down.svg); width: 12px; height: 12px; subcontrol-position: right center; subcontrol-origin: padding; }
QTableCornerButton::section { background: @window; border: none; }

QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; padding: 6px 12px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:focus { color: @accent; }
QTabWidget::pane { border: none; border-top: 1px solid @hairline; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QProgressBar { background: @hairline; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QGroupBox { border: none; margin-top: 20px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }

QFrame[line="true"] { background: @hairline; border: none; }
QWidget[surface="base"] { background: @base; }
QWidget[surface="window"] { background: @window; }
QScrollArea { border: none; background: transparent; }
QLabel { background: transparent; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="ok"] { color: @ok; }
QLabel[role="warning"] { color: @warning; }
QLabel[role="error"] { color: @recorded; }
QListView[navigation="true"] { background: @window; border: none; outline: none; padding: 8px; }
QListView[navigation="true"]::item { padding: 0 8px; border-radius: 4px; color: @text; }
QListView[navigation="true"]::item:selected { background: @selection; color: @text; }
)";

std::vector<std::pair<const char*, QColor>> names(const Tokens& t) {
    // Longer names first: @onAccent must not be read as @on….
    return {{"@selection", t.selection}, {"@onAccent", t.onAccent}, {"@hairline", t.hairline},
            {"@disabled", t.disabled},   {"@recorded", t.recorded}, {"@warning", t.warning},
            {"@accent", t.accent},       {"@window", t.window},     {"@raised", t.raised},
            {"@border", t.border},       {"@muted", t.muted},       {"@hover", t.hover},
            {"@base", t.base},           {"@text", t.text},         {"@ok", t.ok}};
}

}  // namespace

QString styleSheet(const Tokens& t) {
    QString sheet = QString::fromUtf8(kTemplate);
    sheet.replace(QLatin1String("@{scheme}"), QLatin1String(t.window.lightness() < 128 ? "dark" : "light"));
    for (const auto& [name, color] : names(t)) sheet.replace(QLatin1String(name), color.name());
    return sheet;
}

}  // namespace sillage::ui
