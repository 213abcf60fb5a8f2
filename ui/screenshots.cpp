#include "ui/screenshots.h"

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QTimer>

#include "ui/main_window.h"
#include "ui/models/paged_table_model.h"
#include "ui/views/workspace.h"

namespace sillage::ui {
namespace {

constexpr int kTick = 100, kQuietTicks = 5, kPatience = 1200;  // two minutes at most for one view

}  // namespace

ScreenshotTour::ScreenshotTour(MainWindow* window, QString directory)
    : QObject(window), window_(window), directory_(std::move(directory)) {
    QDir().mkpath(directory_);
}

void ScreenshotTour::start() {
    QTimer::singleShot(kTick, this, &ScreenshotTour::take);
}

bool ScreenshotTour::busy() const {
    if (window_->session() && window_->session()->job()) return true;
    if (queryPool().activeThreadCount() > 0) return true;
    for (const auto* model : window_->findChildren<PagedTableModel*>())
        if (model->loading()) return true;
    return false;
}

void ScreenshotTour::take() {
    quiet_ = busy() ? 0 : quiet_ + 1;
    if (quiet_ < kQuietTicks && ++waited_ < kPatience) {
        QTimer::singleShot(kTick, this, &ScreenshotTour::take);
        return;
    }
    next();
}

void ScreenshotTour::next() {
    Workspace* workspace = window_->workspace();
    if (!workspace) {
        save(QStringLiteral("00-start"));
        QApplication::quit();
        return;
    }
    if (page_ >= 0)
        save(QStringLiteral("%1-%2")
                 .arg(page_ + 1, 2, 10, QLatin1Char('0'))
                 .arg(workspace->current()->objectName()));
    if (++page_ >= int(workspace->pages().size())) {
        QApplication::quit();
        return;
    }
    workspace->showPage(page_);
    quiet_ = waited_ = 0;
    QTimer::singleShot(kTick, this, &ScreenshotTour::take);
}

void ScreenshotTour::save(const QString& name) const {
    window_->grab().save(directory_ + QLatin1Char('/') + name + QStringLiteral(".png"));
}

}  // namespace sillage::ui
