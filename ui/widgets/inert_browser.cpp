#include "ui/widgets/inert_browser.h"

#include "ui/models/format.h"

namespace sillage::ui {

InertBrowser::InertBrowser(QWidget* parent) : QTextBrowser(parent) {
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setSearchPaths({});
    setUndoRedoEnabled(false);
    setAcceptDrops(false);
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(12);
    connect(this, &QTextBrowser::highlighted, this,
            [this](const QUrl& url) { Q_EMIT linkShown(plain(url.toString().toStdString())); });
}

// An answer, though empty: a null variant would send QTextDocument to its own loader, which opens local
// files.
QVariant InertBrowser::loadResource(int, const QUrl&) {
    ++refused_;
    return QByteArray("");
}

}  // namespace sillage::ui
