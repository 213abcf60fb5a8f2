// Visits every view, and in Mail what was recovered, properties and messages inside others; waits until nothing is left
// to load, saves a PNG, and quits: how screens are looked at without a person at the keyboard.
#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace sillage::ui {

class MailView;
class MainWindow;

class ScreenshotTour : public QObject {
    Q_OBJECT
public:
    ScreenshotTour(MainWindow* window, QString directory);
    /// Begins once a running import is over.
    void start();

private:
    struct Stop {
        QString name;
        std::function<void()> go;
    };
    void plan();
    void planMail(MailView* mail);
    void next();
    void take();
    [[nodiscard]] bool busy() const;
    void save(const QString& name) const;

    MainWindow* window_;
    QString directory_;
    std::vector<Stop> stops_;
    std::size_t at_ = 0;  ///< the stop that comes next
    int quiet_ = 0;
    int waited_ = 0;
};

}  // namespace sillage::ui
