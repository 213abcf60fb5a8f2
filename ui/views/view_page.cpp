#include "ui/views/view_page.h"

namespace sillage::ui {

ViewPage::ViewPage(CaseSession* session, QWidget* parent) : QWidget(parent), session_(session) {
    connect(session, &CaseSession::changed, this, &ViewPage::markStale);
}

void ViewPage::markStale() {
    stale_ = true;
    if (!isVisible()) return;
    stale_ = false;
    refresh();
}

void ViewPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!stale_) return;
    stale_ = false;
    refresh();
}

void ViewPage::setStatus(const QString& text) {
    status_ = text;
    Q_EMIT statusChanged();
}

}  // namespace sillage::ui
