#include "ui/views/view_page.h"

#include "ui/dialogs/note_dialog.h"

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

void ViewPage::askNote(const QString& publicId) {
    if (publicId.isEmpty()) return;
    auto* dialog = new NoteDialog(shortId(publicId), {}, {}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog, publicId] { session_->addBookmark(publicId, dialog->tag(), dialog->note()); });
    dialog->open();
}

void ViewPage::setStatus(const QString& text) {
    status_ = text;
    Q_EMIT statusChanged();
}

}  // namespace sillage::ui
