// Small building blocks every view uses: hairlines, captions, buttons with an icon, the title line of a
// panel.
#pragma once

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>

namespace sillage::ui {

QFrame* hairline(Qt::Orientation orientation, QWidget* parent = nullptr);
enum class TextRole { Body, Strong, Muted, Caption, Title, Headline, Fixed, Ok, Warning, Error };
/// A label that never reads its text as rich text; follows font and theme.
QLabel* label(const QString& text, TextRole role = TextRole::Body, QWidget* parent = nullptr);
void setRole(QLabel* label, TextRole role);
QPushButton* button(const QString& text, const char* iconName, QWidget* parent = nullptr);
QPushButton* primaryButton(const QString& text, const char* iconName, QWidget* parent = nullptr);
QPushButton* quietButton(const QString& text, const char* iconName, QWidget* parent = nullptr);
/// Icon only; name is the tooltip and what a screen reader says.
QToolButton* iconButton(const char* iconName, const QString& name, QWidget* parent = nullptr);
/// Zero margins and the given spacing.
template <typename Layout>
Layout* tight(Layout* layout, int spacing = 0) {
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    return layout;
}

/// One line: what it is, how many, and its two or three verbs at the right.
class PanelTitle : public QWidget {
    Q_OBJECT
public:
    explicit PanelTitle(const QString& title, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setCount(const QString& count);
    void addVerb(QWidget* verb);

private:
    QLabel* title_;
    QLabel* count_;
    QHBoxLayout* row_;
};

/// What stands in a panel with nothing in it: why, and the next act.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    explicit EmptyState(QWidget* parent = nullptr);
    void show(const char* iconName, const QString& title, const QString& why, const QString& act = {});

Q_SIGNALS:
    void acted();

private:
    QLabel* icon_;
    QLabel* title_;
    QLabel* why_;
    QPushButton* act_;
};

}  // namespace sillage::ui
