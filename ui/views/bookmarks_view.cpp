#include "ui/views/bookmarks_view.h"

namespace sillage::ui {

BookmarksView::BookmarksView(CaseSession* session)
    : TablePage(session, View::Bookmarks, QStringLiteral("bookmarks"),
                {tr("Bookmarks"), tr("tag:report"), tr("bookmarks")}) {
    table()->setUsualColumns({"created", "item", "tag", "note", "author", "bound"});
    table()->setEmptyText(
        "bookmark", tr("No bookmark yet"),
        tr("Ctrl+D bookmarks the selected row of any table. Bookmarks can be exported as a bundle."));
    auto* removeButton = button(tr("Remove"), "window-close");
    titleLine()->addVerb(removeButton);
    connect(removeButton, &QPushButton::clicked, this, &BookmarksView::remove);
    raw()->hide();
}

void BookmarksView::remove() {
    const qint64 id = table()->currentRowId();
    if (id == 0) return;
    inBackground<bool>(
        this, [host = session()->sharedHost(), id] { return host->removeBookmark(id); },
        [this](bool&&) {
            Q_EMIT session()->announced(tr("Bookmark removed. Written to custody."));
            Q_EMIT session()->changed();
        },
        [this](const Failure& f) { Q_EMIT session()->failure(f); });
}

}  // namespace sillage::ui
