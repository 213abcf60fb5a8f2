#include "ui/screenshots.h"

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QTimer>

#include "ui/main_window.h"
#include "ui/models/paged_table_model.h"
#include "ui/views/mail_view.h"
#include "ui/views/workspace.h"
#include "ui/widgets/property_pane.h"

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

void ScreenshotTour::plan() {
    Workspace* workspace = window_->workspace();
    for (int i = 0; i < int(workspace->pages().size()); ++i)
        stops_.push_back({workspace->pages()[std::size_t(i)].page->objectName(), [workspace, i] { workspace->showPage(i); }});
    if (auto* mail = window_->findChild<MailView*>()) planMail(mail);
}

void ScreenshotTour::planMail(MailView* mail) {
    auto tab = [mail](QWidget* shown) { mail->reading()->tabs()->setCurrentWidget(shown); };
    stops_.push_back({QStringLiteral("mail-recovered"), [this, mail] {
                          window_->workspace()->goTo(View::Messages, {});
                          const auto branches = mail->tree()->findItems(FolderTree::tr("Recovered"), Qt::MatchRecursive);
                          if (!branches.isEmpty()) mail->tree()->setCurrentItem(branches.front());
                      }});
    stops_.push_back({QStringLiteral("mail-properties"), [=] {
                          mail->tree()->setCurrentItem(mail->tree()->topLevelItem(0));
                          mail->applyQuery(QStringLiteral("rebuilt:true item_class:IPM.Contact"));
                          tab(mail->reading()->properties());
                      }});
    stops_.push_back({QStringLiteral("mail-source"), [=] { mail->toggleRaw(); }});
    stops_.push_back({QStringLiteral("mail-inside"), [=] {
                          tab(mail->reading()->tabs()->widget(0));
                          mail->applyQuery(QStringLiteral("has:parent"));
                      }});
}

void ScreenshotTour::next() {
    if (!window_->workspace()) {
        save(QStringLiteral("00-start"));
        QApplication::quit();
        return;
    }
    if (stops_.empty())
        plan();
    else
        save(QStringLiteral("%1-%2").arg(int(at_), 2, 10, QLatin1Char('0')).arg(stops_[at_ - 1].name));
    if (at_ >= stops_.size()) {
        QApplication::quit();
        return;
    }
    stops_[at_++].go();
    quiet_ = waited_ = 0;
    QTimer::singleShot(kTick, this, &ScreenshotTour::take);
}

void ScreenshotTour::save(const QString& name) const {
    window_->grab().save(directory_ + QLatin1Char('/') + name + QStringLiteral(".png"));
}

}  // namespace sillage::ui
