#include "ui/views/workspace.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/views/actors_view.h"
#include "ui/views/bookmarks_view.h"
#include "ui/views/changes_view.h"
#include "ui/views/coverage_view.h"
#include "ui/views/events_view.h"
#include "ui/views/evidence_view.h"
#include "ui/views/exposure_view.h"
#include "ui/views/files_view.h"
#include "ui/views/mail_view.h"
#include "ui/views/overview_view.h"
#include "ui/views/persistence_view.h"
#include "ui/views/search_view.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

constexpr int kNavigation = 176;

// Order of the pages, as add() makes them.
enum PageIndex { Overview_, Coverage_, Actors_, Events_, Mail_, Files_, Search_, Bookmarks_, Exposure_, Evidence_, Persistence_, Changes_ };

}  // namespace

QString Workspace::pageKey(int index) {
    return index < 10 ? QStringLiteral("Ctrl+%1").arg((index + 1) % 10) : QStringLiteral("Alt+%1").arg(index - 9);
}

Workspace::Workspace(CaseSession* session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      navigation_(new QListView),
      entries_(new QStandardItemModel(this)),
      stack_(new QStackedWidget) {
    auto* row = tight(new QHBoxLayout(this));
    navigation_->setProperty("navigation", true);
    navigation_->setModel(entries_);
    navigation_->setFixedWidth(kNavigation);
    navigation_->setIconSize(QSize(space::icon, space::icon));
    navigation_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    navigation_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    navigation_->setSpacing(1);
    navigation_->setAccessibleName(tr("Views"));
    row->addWidget(navigation_);
    row->addWidget(hairline(Qt::Vertical));
    row->addWidget(stack_, 1);

    auto* overview = new OverviewView(session);
    auto* evidence = new EvidenceView(session);
    add(tr("Overview"), "view-overview", overview);
    add(tr("Coverage"), "view-coverage", new CoverageView(session));
    add(tr("Actors"), "view-actors", new ActorsView(session));
    add(tr("Events"), "view-events", new EventsView(session));
    add(tr("Mail"), "view-mail", new MailView(session));
    add(tr("Files"), "view-files", new FilesView(session));
    add(tr("Search"), "edit-find", new SearchView(session));
    add(tr("Bookmarks"), "bookmark", new BookmarksView(session));
    add(tr("Exposure"), "view-exposure", new ExposureView(session));
    add(tr("Evidence"), "view-evidence", evidence);
    add(tr("Persistence"), "view-persistence", new PersistenceView(session));
    add(tr("What changed"), "document-history", new ChangesView(session));
    connect(overview, &OverviewView::importWanted, this, &Workspace::importWanted);
    connect(evidence, &EvidenceView::importWanted, this, &Workspace::importWanted);
    connect(session, &CaseSession::goTo, this, &Workspace::goTo);
    connect(navigation_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) {
                if (now.isValid()) showPage(now.row());
            });
    showPage(0);
}

void Workspace::add(const QString& name, const char* iconName, ViewPage* page) {
    const int number = int(pages_.size()) + 1;
    auto* entry = new QStandardItem(icon(iconName), name);
    entry->setToolTip(QStringLiteral("%1  %2").arg(name, pageKey(number - 1)));
    entry->setSizeHint(QSize(kNavigation - 2 * space::related, 32));
    entries_->appendRow(entry);
    stack_->addWidget(page);
    pages_.push_back({name, iconName, page});
    connect(page, &ViewPage::statusChanged, this, [this, page] {
        if (page == current()) Q_EMIT statusChanged(page->status());
    });
    connect(page, &ViewPage::queryApplied, this, [this, page] {
        if (page == current()) remember();
    });
}

ViewPage* Workspace::current() const {
    return pages_[std::size_t(qMax(0, stack_->currentIndex()))].page;
}

void Workspace::showPage(int index) {
    if (index < 0 || index >= int(pages_.size())) return;
    stack_->setCurrentIndex(index);
    navigation_->setCurrentIndex(entries_->index(index, 0));
    if (!navigation_->hasFocus()) current()->focusContent();
    remember();
    Q_EMIT statusChanged(current()->status());
}

int Workspace::indexOf(View view) const {
    switch (view) {
        case View::Sources:
        case View::Problems:
        case View::Custody:
            return Evidence_;
        case View::Messages:
            return Mail_;
        case View::Attachments:
        case View::Touched:
            return Files_;
        case View::Events:
            return Events_;
        case View::Sessions:
        case View::Suspects:
        case View::Indicators:
            return Actors_;
        case View::Coverage:
            return Coverage_;
        case View::Bookmarks:
            return Bookmarks_;
        case View::Search:
            return Search_;
        case View::Effects:
            return Persistence_;
        case View::Changes:
            return Changes_;
        case View::Regrades:
            return Files_;
        default:
            return Overview_;
    }
}

void Workspace::goTo(View view, const QString& query) {
    const int index = indexOf(view);
    showPage(index);
    if (auto* actors = qobject_cast<ActorsView*>(pages_[std::size_t(index)].page)) actors->showTab(view);
    if (view == View::Regrades) return pages_[std::size_t(index)].page->applyQuery(QStringLiteral("is:regraded"));
    if (query.isEmpty()) return;
    auto* files = qobject_cast<FilesView*>(pages_[std::size_t(index)].page);
    if (files && query.startsWith(QLatin1String("touch:")))
        files->showTouch(query.mid(6));
    else
        pages_[std::size_t(index)].page->applyQuery(query);
}

void Workspace::remember() {
    if (travelling_) return;
    const Place place{stack_->currentIndex(), current()->query()};
    if (!history_.empty() && history_[here_] == place) return;
    if (!history_.empty()) history_.resize(here_ + 1);
    history_.push_back(place);
    here_ = history_.size() - 1;
}

void Workspace::restore() {
    travelling_ = true;
    const Place place = history_[here_];
    showPage(place.page);
    if (current()->query() != place.query) current()->applyQuery(place.query);
    travelling_ = false;
}

void Workspace::back() {
    if (here_ == 0) return;
    --here_;
    restore();
}

void Workspace::forward() {
    if (here_ + 1 >= history_.size()) return;
    ++here_;
    restore();
}

void Workspace::saveLayout() const {
    for (const Page& p : pages_) p.page->saveLayout();
}

}  // namespace sillage::ui
