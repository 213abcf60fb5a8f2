#include "ui/theme/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

#include "ui/theme/style_sheet.h"

namespace sillage::ui {
namespace {

QPalette makePalette(const Tokens& t) {
    QPalette p;
    p.setColor(QPalette::Window, t.window);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.base);
    p.setColor(QPalette::AlternateBase, t.alternate);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::Button, t.raised);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.recorded);
    p.setColor(QPalette::ToolTipBase, t.raised);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::PlaceholderText, t.muted);
    p.setColor(QPalette::Highlight, t.selection);
    p.setColor(QPalette::HighlightedText, t.text);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.accent);
    p.setColor(QPalette::Light, t.raised);
    p.setColor(QPalette::Midlight, t.hairline);
    p.setColor(QPalette::Mid, t.border);
    p.setColor(QPalette::Dark, t.border);
    p.setColor(QPalette::Shadow, t.border);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        p.setColor(QPalette::Disabled, role, t.disabled);
    return p;
}

}  // namespace

Theme& Theme::instance() {
    static Theme theme;
    return theme;
}

const Tokens& tokens() {
    return Theme::instance().tokens();
}

void Theme::install(QApplication& app) {
    app_ = &app;
    system_ = QApplication::font();
    scheme_ = desktopScheme();
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    app.installEventFilter(this);
    apply();
}

void Theme::choose(Choice choice) {
    choice_ = choice;
    switch (choice) {
        case Choice::Desktop:
            scheme_ = desktopScheme();
            break;
        case Choice::Light:
            scheme_ = Scheme::Light;
            break;
        case Choice::Dark:
            scheme_ = Scheme::Dark;
            break;
        case Choice::HighContrast:
            scheme_ = Scheme::HighContrast;
            break;
    }
    apply();
}

// Qt 6.4 has no colour-scheme property: the platform's own palette says whether the desktop is dark.
Scheme Theme::desktopScheme() const {
    if (!app_) return Scheme::Light;
    const QPalette ours = QApplication::palette();
    QApplication::setPalette(QPalette());
    const QPalette platform = QApplication::palette();
    QApplication::setPalette(ours);
    return platform.color(QPalette::Window).lightness() < 128 ? Scheme::Dark : Scheme::Light;
}

void Theme::apply() {
    if (!app_ || applying_) return;
    applying_ = true;
    QApplication::setPalette(makePalette(tokens()));
    QApplication::setFont(body());
    app_->setStyleSheet(styleSheet(tokens()));
    applying_ = false;
    Q_EMIT changed();
}

bool Theme::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ThemeChange && choice_ == Choice::Desktop && !applying_) {
        applying_ = true;
        const Scheme now = desktopScheme();
        applying_ = false;
        if (now != scheme_) {
            scheme_ = now;
            QMetaObject::invokeMethod(
                this, [this] { apply(); }, Qt::QueuedConnection);
        }
    }
    return QObject::eventFilter(watched, event);
}

void Theme::setFontStep(int step) {
    fontStep_ = qBound(-3, step, 12);
    apply();
}

QFont Theme::stepped(int points, QFont::Weight weight) const {
    QFont font = system_;
    const qreal size = system_.pointSizeF() > 0 ? system_.pointSizeF() : 9;
    font.setPointSizeF(qMax<qreal>(6, size + fontStep_ + points));
    font.setWeight(weight);
    return font;
}

QFont Theme::body() const {
    return stepped(0, QFont::Normal);
}
QFont Theme::strong() const {
    return stepped(0, QFont::Bold);
}
QFont Theme::caption() const {
    return stepped(-1, QFont::Normal);
}
QFont Theme::title() const {
    return stepped(2, QFont::DemiBold);
}
QFont Theme::headline() const {
    return stepped(6, QFont::DemiBold);
}

QFont Theme::fixed() const {
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(body().pointSizeF());
    return font;
}

}  // namespace sillage::ui
