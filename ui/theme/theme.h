// Applies a scheme to the running application: Fusion, palette, style sheet, all made from the tokens.
// Follows the desktop until the examiner chooses; switchable without a restart. UI thread only.
#pragma once

#include <QFont>
#include <QObject>

#include "ui/theme/tokens.h"

class QApplication;

namespace sillage::ui {

class Theme : public QObject {
    Q_OBJECT
public:
    enum class Choice { Desktop, Light, Dark, HighContrast };

    static Theme& instance();
    /// Once, after QApplication was made.
    void install(QApplication& app);
    void choose(Choice choice);
    [[nodiscard]] Choice choice() const { return choice_; }
    [[nodiscard]] Scheme scheme() const { return scheme_; }
    [[nodiscard]] const Tokens& tokens() const { return tokensOf(scheme_); }
    /// Steps of one point around the system's size; remembered by the caller.
    void setFontStep(int step);
    [[nodiscard]] int fontStep() const { return fontStep_; }

    [[nodiscard]] QFont body() const;
    [[nodiscard]] QFont strong() const;
    [[nodiscard]] QFont caption() const;
    [[nodiscard]] QFont title() const;
    [[nodiscard]] QFont headline() const;
    [[nodiscard]] QFont fixed() const;

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void changed();

private:
    Theme() = default;
    void apply();
    [[nodiscard]] Scheme desktopScheme() const;
    [[nodiscard]] QFont stepped(int points, QFont::Weight weight) const;

    QApplication* app_ = nullptr;
    QFont system_;
    Choice choice_ = Choice::Desktop;
    Scheme scheme_ = Scheme::Light;
    int fontStep_ = 0;
    bool applying_ = false;
};

/// Short for Theme::instance().tokens().
const Tokens& tokens();

}  // namespace sillage::ui
