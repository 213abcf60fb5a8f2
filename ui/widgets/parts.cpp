#include "ui/widgets/parts.h"

#include <QStyle>
#include <QVBoxLayout>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace sillage::ui {
namespace {

QFont fontOf(TextRole role) {
    const Theme& theme = Theme::instance();
    switch (role) {
        case TextRole::Strong:
            return theme.strong();
        case TextRole::Caption:
            return theme.caption();
        case TextRole::Title:
            return theme.title();
        case TextRole::Headline:
            return theme.headline();
        case TextRole::Fixed:
            return theme.fixed();
        default:
            return theme.body();
    }
}

const char* styleRole(TextRole role) {
    switch (role) {
        case TextRole::Muted:
        case TextRole::Caption:
            return "muted";
        case TextRole::Ok:
            return "ok";
        case TextRole::Warning:
            return "warning";
        case TextRole::Error:
            return "error";
        default:
            return "";
    }
}

// The style leaves no room between icon and text: a space of our own does, unheard by screen readers.
void withIcon(QPushButton* b, const QIcon& i) {
    b->setAccessibleName(b->text());
    b->setText(QChar(0x2002) + b->text());
    b->setIcon(i);
}

}  // namespace

QFrame* hairline(Qt::Orientation orientation, QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setProperty("line", true);
    if (orientation == Qt::Horizontal)
        line->setFixedHeight(1);
    else
        line->setFixedWidth(1);
    return line;
}

void setRole(QLabel* l, TextRole role) {
    l->setProperty("role", QString::fromLatin1(styleRole(role)));
    l->setFont(fontOf(role));
    l->style()->unpolish(l);
    l->style()->polish(l);
}

QLabel* label(const QString& text, TextRole role, QWidget* parent) {
    auto* l = new QLabel(parent);
    l->setTextFormat(Qt::PlainText);
    l->setText(text);
    setRole(l, role);
    QObject::connect(&Theme::instance(), &Theme::changed, l, [l, role] {
        if (role != TextRole::Body) l->setFont(fontOf(role));
    });
    return l;
}

QPushButton* button(const QString& text, const char* iconName, QWidget* parent) {
    auto* b = new QPushButton(text, parent);
    if (iconName) withIcon(b, icon(iconName));
    return b;
}

QPushButton* primaryButton(const QString& text, const char* iconName, QWidget* parent) {
    auto* b = new QPushButton(text, parent);
    if (iconName) withIcon(b, icon(iconName, Tint::OnAccent));
    b->setProperty("primary", true);
    return b;
}

QPushButton* quietButton(const QString& text, const char* iconName, QWidget* parent) {
    auto* b = button(text, iconName, parent);
    b->setProperty("quiet", true);
    return b;
}

QToolButton* iconButton(const char* iconName, const QString& name, QWidget* parent) {
    auto* b = new QToolButton(parent);
    b->setIcon(icon(iconName));
    b->setIconSize(QSize(space::icon, space::icon));
    b->setToolTip(name);
    b->setAccessibleName(name);
    return b;
}

PanelTitle::PanelTitle(const QString& title, QWidget* parent)
    : QWidget(parent),
      title_(label(title, TextRole::Title)),
      count_(label({}, TextRole::Muted)),
      row_(new QHBoxLayout(this)) {
    row_->setContentsMargins(space::panel, space::related, space::panel, space::related);
    row_->setSpacing(space::related);
    row_->addWidget(title_);
    row_->addWidget(count_);
    row_->addStretch(1);
    setMinimumHeight(44);
}

void PanelTitle::setTitle(const QString& title) {
    title_->setText(title);
}
void PanelTitle::setCount(const QString& count) {
    count_->setText(count);
}
void PanelTitle::addVerb(QWidget* verb) {
    row_->addWidget(verb);
}

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent),
      icon_(new QLabel),
      title_(label({}, TextRole::Title)),
      why_(label({}, TextRole::Muted)),
      act_(new QPushButton) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::empty, space::empty, space::empty, space::empty);
    column->setSpacing(space::related);
    column->addStretch(1);
    for (QLabel* l : {icon_, title_, why_}) {
        l->setAlignment(Qt::AlignCenter);
        column->addWidget(l);
    }
    why_->setWordWrap(true);
    column->addSpacing(space::related);
    column->addWidget(act_, 0, Qt::AlignCenter);
    column->addStretch(2);
    connect(act_, &QPushButton::clicked, this, &EmptyState::acted);
}

void EmptyState::show(const char* iconName, const QString& title, const QString& why, const QString& act) {
    icon_->setPixmap(icon(iconName, Tint::Muted).pixmap(32, 32));
    title_->setText(title);
    why_->setText(why);
    act_->setText(act);
    act_->setVisible(!act.isEmpty());
    QWidget::show();
}

}  // namespace sillage::ui
