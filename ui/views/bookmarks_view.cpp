#include "ui/views/bookmarks_view.h"

#include "ui/dialogs/note_dialog.h"

namespace sillage::ui {

BookmarksView::BookmarksView(CaseSession* session)
    : TablePage(session, View::Bookmarks, QStringLiteral("bookmarks"),
                {tr("Bookmarks"), tr("tag:report"), [](int n) { return tr("bookmark(s)", nullptr, n); }}) {
    table()->setUsualColumns({"created", "item", "tag", "note", "author", "bound"});
    table()->setEmptyText("bookmark", tr("No bookmark yet"),
                          tr("Ctrl+D bookmarks the selected row of any table, F2 with a note. Bookmarks can be "
                             "exported as a bundle."));
    auto* openButton = button(tr("Show the item"), "go-next");
    auto* noteButton = button(tr("Change tag and note"), "tag");
    auto* removeButton = button(tr("Remove"), "window-close");
    for (QPushButton* b : {openButton, noteButton, removeButton}) titleLine()->addVerb(b);
    connect(openButton, &QPushButton::clicked, this, &BookmarksView::showItem);
    connect(table(), &QAbstractItemView::doubleClicked, this, &BookmarksView::showItem);
    connect(noteButton, &QPushButton::clicked, this, &BookmarksView::note);
    connect(removeButton, &QPushButton::clicked, this, &BookmarksView::remove);
    connect(session, &CaseSession::annotated, this, &ViewPage::markStale);
    raw()->hide();
}

// The letter of a public id says what it is an id of.
void BookmarksView::showItem() {
    const int row = table()->currentRow();
    const QString id = row >= 0 ? model()->text(row, "item") : QString();
    const auto letter = id.size() > 2 && id.at(1) == QLatin1Char('-') ? id.at(0).toLatin1() : 'M';
    switch (letter) {
        case 'T':
            return void(Q_EMIT session()->goTo(View::Touched, QStringLiteral("touch:") + id));
        case 'E':
            return void(Q_EMIT session()->goTo(View::Events, QStringLiteral("event:") + id));
        case 'S':
            return void(Q_EMIT session()->goTo(View::Sessions, QStringLiteral("session:") + id));
        default:
            return void(Q_EMIT session()->goTo(View::Messages, QStringLiteral("sha256:") + id));
    }
}

// A bookmark is never rewritten: the new one is added, then the old one removed; custody tells both.
void BookmarksView::note() {
    const int row = table()->currentRow();
    const QString item = row >= 0 ? model()->text(row, "item") : QString();
    if (item.isEmpty()) return;
    auto* dialog = new NoteDialog(shortId(item), model()->text(row, "tag"), model()->text(row, "note"), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, item, old = table()->currentRowId()] {
        act([host = session()->sharedHost(), item = item.toStdString(), tag = dialog->tag().toStdString(),
             note = dialog->note().toStdString(), old] {
            host->addBookmark(item, tag, note);
            return host->removeBookmark(old);
        },
            tr("Tag and note changed. Written to custody."));
    });
    dialog->open();
}

void BookmarksView::remove() {
    const qint64 id = table()->currentRowId();
    if (id == 0) return;
    act([host = session()->sharedHost(), id] { return host->removeBookmark(id); },
        tr("Bookmark removed. Written to custody."));
}

void BookmarksView::act(std::function<bool()> work, const QString& said) {
    inBackground<bool>(
        this, std::move(work),
        [this, said](bool&&) {
            Q_EMIT session()->announced(said);
            Q_EMIT session()->annotated();
        },
        [this](const Failure& f) { Q_EMIT session()->failure(f); });
}

}  // namespace sillage::ui
