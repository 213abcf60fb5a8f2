// Visits every view, waits until it has nothing left to load, saves it as a PNG, and quits: how screens are
// looked at without a person at the keyboard.
#pragma once

#include <QObject>
#include <QStringList>

namespace sillage::ui {

class MainWindow;

class ScreenshotTour : public QObject {
    Q_OBJECT
public:
    ScreenshotTour(MainWindow* window, QString directory);
    /// Begins once a running import is over.
    void start();

private:
    void next();
    void take();
    [[nodiscard]] bool busy() const;
    void save(const QString& name) const;

    MainWindow* window_;
    QString directory_;
    int page_ = -1;
    int quiet_ = 0;
    int waited_ = 0;
};

}  // namespace sillage::ui
